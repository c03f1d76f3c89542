"""Topics, users and grants of the embedded broker, a batch at a time."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Literal

from confluent_kafka import KafkaError, KafkaException

# The package documents these names here and does not mark them as exported.
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from libs.events.patience import Patience

from .errors import StackError

__all__ = ["Grant", "KafkaAdmin", "Operation"]

Operation = Literal[
    "ALL",
    "READ",
    "WRITE",
    "CREATE",
    "DELETE",
    "ALTER",
    "DESCRIBE",
    "DESCRIBE_CONFIGS",
    "ALTER_CONFIGS",
    "CLUSTER_ACTION",
    "IDEMPOTENT_WRITE",
]
TIMEOUT: Final = 300.0
"""Seconds for one answer of the broker. On a busy machine this program itself may have to wait for its turn."""
ITERATIONS: Final = 4096
"""The least SCRAM allows (RFC 7677, section 4); the passwords are random, so stretching them adds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What `user` may do, from any host, with one topic or group, or with all whose names begin with `name`."""

    user: str
    resource: Literal["topic", "group", "cluster"]
    name: str
    operations: Sequence[Operation]
    prefixed: bool = False


class KafkaAdmin:
    """Administration as the broker's super user. Every call is idempotent and returns once the broker shows it."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        # The client's own complaints about a broker that is restarting are not for people's terminals.
        self._client = AdminClient(
            {**settings, "socket.timeout.ms": int(TIMEOUT * 1000)}, logger=logging.getLogger("checkonce.kafka")
        )

    async def ping(self) -> bool:
        """Whether the broker answers this user within a second."""

        def ask() -> bool:
            try:
                return bool(self._client.list_topics(timeout=1.0).brokers)
            except KafkaException:
                return False

        return await asyncio.to_thread(ask)

    async def topics(self) -> dict[str, int]:
        """Names of all topics but Kafka's own, with their numbers of partitions."""
        return await asyncio.to_thread(self._topics)

    async def ensure_topics(self, topics: Iterable[tuple[str, int]]) -> None:
        """Creates what is missing of `(name, partitions)`.

        Raises StackError when a topic exists with another number of partitions: a changed number would send later
        facts of a stream to another partition than its earlier ones, and so break their order.
        """
        wanted = dict(topics)
        await asyncio.to_thread(self._ensure_topics, wanted)

    async def ensure_users(self, passwords: Mapping[str, str]) -> None:
        """Sets the SCRAM-SHA-512 password of each user, whether new or not."""
        await asyncio.to_thread(self._ensure_users, passwords)

    async def ensure_acls(self, grants: Iterable[Grant]) -> None:
        """Allows what `grants` say, beside what is allowed already."""
        await asyncio.to_thread(self._ensure_acls, list(grants))

    def _topics(self) -> dict[str, int]:
        found = self._client.list_topics(timeout=TIMEOUT).topics
        return {name: len(topic.partitions) for name, topic in found.items() if not name.startswith("__")}

    def _ensure_topics(self, wanted: Mapping[str, int]) -> None:
        existing = self._topics()
        for name, partitions in wanted.items():
            if existing.get(name, partitions) != partitions:
                raise StackError(
                    f"主题 {name} 已有 {existing[name]} 个分区, 不能改为 {partitions} 个, 否则同一事件流的次序会乱。"
                    "请保持原分区数, 或用新的数据目录",
                    f"topic {name} has {existing[name]} partitions and cannot have {partitions}: facts of one stream "
                    "would lose their order. Keep the number, or use a new data folder",
                )
        # On how many brokers each is, the broker's own settings say.
        missing = [NewTopic(name, partitions) for name, partitions in wanted.items() if name not in existing]
        if not missing:
            return
        _done(self._client.create_topics(missing, operation_timeout=TIMEOUT), also=KafkaError.TOPIC_ALREADY_EXISTS)
        _until(lambda: wanted.items() <= self._topics().items(), "topics")

    def _ensure_users(self, passwords: Mapping[str, str]) -> None:
        if not passwords:
            return
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        changes: list[UserScramCredentialAlteration] = [
            UserScramCredentialUpsertion(user, info, password.encode()) for user, password in passwords.items()
        ]
        _done(self._client.alter_user_scram_credentials(changes, request_timeout=TIMEOUT))
        _until(lambda: self._known_users() >= passwords.keys(), "users")

    def _known_users(self) -> set[str]:
        users: Any = self._client.describe_user_scram_credentials(request_timeout=TIMEOUT)
        return set(users.result())

    def _ensure_acls(self, grants: list[Grant]) -> None:
        wanted = {_binding(grant, operation) for grant in grants for operation in grant.operations}
        missing = wanted - self._acls()
        if not missing:
            return
        _done(self._client.create_acls(list(missing), request_timeout=TIMEOUT))
        _until(lambda: wanted <= self._acls(), "grants")

    def _acls(self) -> set[AclBinding]:
        anyone: Any = None
        everything = AclBindingFilter(
            ResourceType.ANY,
            anyone,
            ResourcePatternType.ANY,
            anyone,
            anyone,
            AclOperation.ANY,
            AclPermissionType.ANY,
        )
        return set(self._client.describe_acls(everything, request_timeout=TIMEOUT).result())


def _binding(grant: Grant, operation: Operation) -> AclBinding:
    return AclBinding(
        {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP, "cluster": ResourceType.BROKER}[grant.resource],
        grant.name,
        ResourcePatternType.PREFIXED if grant.prefixed else ResourcePatternType.LITERAL,
        f"User:{grant.user}",
        "*",
        AclOperation[operation],
        AclPermissionType.ALLOW,
    )


def _done(futures: Mapping[Any, "Future[Any]"], *, also: int | None = None) -> None:
    """Waits for every part of a batch; `also` is the one error code that counts as done."""
    for item, future in futures.items():
        try:
            future.result(TIMEOUT)
        except KafkaException as refused:
            error = refused.args[0]
            if error.code() != also:
                raise StackError(
                    f"Kafka 拒绝了 {item}: {error.str()}。请改正后重试",
                    f"Kafka refused {item}: {error.str()}. Correct it and try again",
                ) from refused


def _until(shown: Callable[[], bool], what: str) -> None:
    # The controller answers when a change is committed; the broker serves clients by it some milliseconds later.
    # A client that starts in between is refused for a right it was just given.
    patience = Patience(step=0.01)
    while not shown():
        if not patience.rest():
            raise StackError(
                f"Kafka 没有显示新的设置 ({what}, {patience})。请查看日志 log/kafka.log",
                f"Kafka did not show the new {what} ({patience}): see log/kafka.log",
            )
