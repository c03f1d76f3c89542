"""The embedded broker's settings: one node, broker and controller, small, closed to everyone by default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["ADMIN", "MECHANISM", "SECURITY_PROTOCOL", "properties"]

ADMIN: Final = "admin"
MECHANISM: Final = "SCRAM-SHA-512"
SECURITY_PROTOCOL: Final = "SASL_PLAINTEXT"
_LOGIN: Final = "org.apache.kafka.common.security"


def properties(*, folder: Path, port: int, controller_port: int, password: str, controller_password: str) -> str:
    """`server.properties` for a combined KRaft node whose data live in `folder`; holds passwords.

    Both listeners are bound to loopback. Clients and the broker itself log in by SCRAM-SHA-512; the controller's
    listener takes PLAIN, as SCRAM credentials live in the very log that the controllers must first agree on
    (KIP-900). A user who is not named in an ACL may do nothing; only `admin` is above ACLs.
    """
    scram = f'{_LOGIN}.scram.ScramLoginModule required username="{ADMIN}" password="{password}";'
    plain = (
        f'{_LOGIN}.plain.PlainLoginModule required username="{ADMIN}" password="{controller_password}" '
        f'user_{ADMIN}="{controller_password}";'
    )
    settings: Mapping[str, object] = {
        "process.roles": "broker,controller",
        "node.id": 1,
        # Static voters, not the dynamic quorum: that one writes the port into the log, and ports may change.
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"CLIENT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"CLIENT://127.0.0.1:{port}",
        "listener.security.protocol.map": f"CLIENT:{SECURITY_PROTOCOL},CONTROLLER:{SECURITY_PROTOCOL}",
        "inter.broker.listener.name": "CLIENT",
        "controller.listener.names": "CONTROLLER",
        "sasl.enabled.mechanisms": MECHANISM,
        "sasl.mechanism.inter.broker.protocol": MECHANISM,
        "sasl.mechanism.controller.protocol": "PLAIN",
        f"listener.name.client.{MECHANISM.lower()}.sasl.jaas.config": scram,
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": plain,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:{ADMIN}",
        "allow.everyone.if.no.acl.found": "false",
        "auto.create.topics.enable": "false",
        "log.dirs": folder,
        # Facts are never deleted: a new consumer, or a neighbour of next year, reads from the first one.
        "log.retention.ms": -1,
        "log.retention.bytes": -1,
        # As large as the producers' limit: a fact the broker refuses would stop its relay for good.
        "message.max.bytes": 4_259_840,
        # Messages stay as their service has sent them, so that a reader needs no codec for them.
        "compression.type": "producer",
        "replica.fetch.max.bytes": 4_259_840,
        "default.replication.factor": 1,
        "min.insync.replicas": 1,
        "offsets.topic.num.partitions": 6,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        # Waiting for more members is for clusters; here it only delays the first message by three seconds.
        "group.initial.rebalance.delay.ms": 0,
        # After a crash the new broker must wait until the session of the old one has run out.
        "broker.session.timeout.ms": 4000,
        "broker.heartbeat.interval.ms": 1000,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "num.recovery.threads.per.data.dir": 2,
        "background.threads": 2,
        # The cleaner compacts only __consumer_offsets here; its default buffer is half of this heap.
        "log.cleaner.threads": 1,
        "log.cleaner.dedupe.buffer.size": 4_194_304,
        # Each partition maps two index files of this size; 1 MiB serves a segment of 512 MiB at 4 KiB an entry.
        "log.segment.bytes": 268_435_456,
        "log.index.size.max.bytes": 1_048_576,
    }
    return "".join(f"{key}={_escaped(str(value))}\n" for key, value in settings.items())


def _escaped(value: str) -> str:
    """A value as `java.util.Properties` reads it from bytes: Latin-1, anything else as UTF-16 escapes."""
    units = value.replace("\\", "\\\\").encode("utf-16-be")
    pairs = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return "".join(chr(unit) if unit < 0x80 else f"\\u{unit:04x}" for unit in pairs)
