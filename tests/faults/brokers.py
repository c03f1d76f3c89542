"""Three brokers that keep everything thrice, with the settings that `deploy/k8s` gives them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import yaml
from confluent_kafka.admin import AdminClient, ConfigResource

from apps.checkonce.stack import Kafka
from apps.checkonce.stack.guardian import Guardian
from apps.checkonce.stack.kept import Kept
from libs.events.testing.waiting import eventually

__all__ = ["Brokers", "also_set", "three_brokers"]

_DEPLOYED = Path(__file__).parents[2] / "deploy" / "k8s" / "base" / "kafka.yaml"
_COUNT = 3


class Brokers:
    """As one `Kafka` to whoever only wants to reach it; each node may be struck alone."""

    def __init__(self, nodes: list[Kafka]) -> None:
        self.nodes = nodes

    @property
    def bootstrap(self) -> str:
        return ",".join(node.bootstrap for node in self.nodes)

    @property
    def password(self) -> str:
        return self.nodes[0].password

    def _librdkafka(self) -> dict[str, str]:
        return {**self.nodes[0]._librdkafka(), "bootstrap.servers": self.bootstrap}

    async def start(self) -> None:
        """All that do not run, and until each has caught up with the others."""
        for node in self.nodes:
            if node_runs(node):
                psutil.Process(node.pid).resume()
        await asyncio.gather(*(node.start() for node in self.nodes))
        await self.in_sync()

    async def kill(self) -> None:
        await asyncio.gather(*(node.kill() for node in self.nodes))

    async def ensure_topics(self, topics: Iterable[tuple[str, int]]) -> None:
        await self.nodes[0].ensure_topics(topics)

    async def topics(self) -> dict[str, int]:
        return await self.nodes[0].topics()

    async def in_sync(self) -> None:
        """Until every partition is with all brokers: what an operator waits for before touching the next one."""

        def lacking() -> list[str]:
            found = AdminClient(self._librdkafka()).list_topics(timeout=10).topics.values()
            return [
                f"{topic.topic}/{number} {partition.isrs}"
                for topic in found
                for number, partition in topic.partitions.items()
                if len(partition.isrs) < _COUNT
            ]

        async def none_lacks() -> bool:
            return not await asyncio.to_thread(lacking)

        await eventually(none_lacks, what="every partition is with all brokers", progress=lambda: asyncio.to_thread(lacking))

    async def least_in_sync(self, topic: str) -> str:
        """The `min.insync.replicas` that counts for a topic."""
        admin = AdminClient(self._librdkafka())
        (asked,) = admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, topic)]).values()
        found = await asyncio.to_thread(asked.result, 60)
        return str(found["min.insync.replicas"].value)


def node_runs(node: Kafka) -> bool:
    """Whether its process is there, be it stopped."""
    return node._process is not None and node._process.running


def also_set(kafka: Any, changes: Callable[[], Mapping[str, object]]) -> None:
    """From its first start on the broker has these settings instead of its own; all of them have a value there already or are
    new to it.
    """
    write = kafka._write_settings

    def changed(folder: Path) -> None:
        write(folder)
        settings = dict(line.split("=", 1) for line in kafka._settings.read_text().splitlines())
        settings |= {name: str(value) for name, value in changes().items()}
        kafka._settings.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    kafka._write_settings = changed


def _deployed() -> dict[str, object]:
    """What the installation's brokers are set to."""
    (kafka,) = (each for each in yaml.safe_load_all(_DEPLOYED.read_text()) if each["kind"] == "Kafka")
    config = kafka["spec"]["kafka"]["config"]
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in config.items()}


@asynccontextmanager
async def three_brokers(folder: Path, port: Callable[[], int]) -> AsyncIterator[Brokers]:
    """Three combined nodes, as there. `port` gives a free one."""
    (folder / "log").mkdir(parents=True)
    guardian = Guardian(folder / "log" / "guardian.log")
    keeps = [Kept(folder / f"node-{number}.json") for number in range(_COUNT)]
    for kept in keeps:
        # One cluster: the same name and passwords everywhere, other ports.
        kept._write({**kept._read(), **_in_common(keeps[0]), "port.kafka": str(port()), "port.kafka.controller": str(port())})
    voters = ",".join(f"{at}@127.0.0.1:{kept.known('port.kafka.controller')}" for at, kept in enumerate(keeps, 1))
    nodes = []
    for number, kept in enumerate(keeps, 1):
        node = Kafka(folder / f"broker-{number}", log=folder / "log" / f"broker-{number}.log", kept=kept, guardian=guardian)
        also_set(node, lambda number=number: {**_deployed(), "node.id": number, "controller.quorum.voters": voters})
        nodes.append(node)
    brokers = Brokers(nodes)
    try:
        await asyncio.gather(*(node.start() for node in nodes))
        yield brokers
    finally:
        # In order they would wait for one another.
        await brokers.kill()
        await asyncio.to_thread(guardian.close)


def _in_common(kept: Kept) -> dict[str, str]:
    return {
        "cluster_id": kept.cluster_id(),
        "secret.kafka.admin": kept.secret("kafka.admin"),
        "secret.kafka.controller": kept.secret("kafka.controller"),
    }
