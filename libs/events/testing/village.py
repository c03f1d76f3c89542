"""A jurisdiction of small services and a neighbour, on the real broker: a class, and the fixtures that make it.

A `conftest.py` that imports `new_village` and `village` offers them to the tests beside it.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata
from confluent_kafka import OFFSET_END, TopicPartition
from confluent_kafka.admin import AdminClient, NewPartitions
from joserfc.jwk import OKPKey

from apps.checkonce.stack import Grant, Kafka
from libs.events.bus.kafka import Access, events_topic, shared_topic
from libs.events.bus.keyring import make_keys
from libs.events.bus.local_seal import Sealer, sealed
from libs.events.bus.packing import Packed
from libs.events.envelope import Message
from libs.events.service import RunningService
from libs.events.settings import Neighbour, Role, Settings
from libs.events.signatures import new_key
from libs.events.testing.waiting import eventually


def access(kafka: Kafka, user: str, password: str) -> Access:
    return Access(kafka.bootstrap, user, password, "SASL_PLAINTEXT")


@dataclass
class Village:
    """Topics and users of a fresh place; `start(service)` runs one with its workers on its own database."""

    kafka: Kafka
    make_database: Callable[[], Any]
    issuer: Any
    folder: Path
    exit: AsyncExitStack
    place: str = field(default_factory=lambda: f"{secrets.randbelow(900_000) + 100_000}")
    password: str = "village"
    services: tuple[str, ...] = ()

    @property
    def user(self) -> str:
        return f"{self.place}.all"

    @property
    def access(self) -> Access:
        return access(self.kafka, self.user, self.password)

    async def prepare(self, *services: str) -> None:
        """Topics of the services, and a user who may use them."""
        self.services = (*self.services, *services)
        names = [*(events_topic(self.place, service) for service in services), shared_topic(self.place)]
        await self.kafka.ensure_topics([(name, 3) for name in names])
        await self.kafka.ensure_users({self.user: self.password})
        rights = ("READ", "WRITE", "DESCRIBE")
        await self.kafka.ensure_acls(
            [
                *(Grant(user=self.user, resource="topic", name=name, operations=rights) for name in names),
                Grant(user=self.user, resource="group", name=self.place, operations=("READ",), prefixed=True),
                Grant(user=self.user, resource="cluster", name="kafka-cluster", operations=("IDEMPOTENT_WRITE",)),
            ]
        )

    async def befriend(self, other: "Village") -> Neighbour:
        """Lets this village read the other's shared topic."""
        topic = shared_topic(other.place)
        await self.kafka.ensure_acls([Grant(user=self.user, resource="topic", name=topic, operations=("READ", "DESCRIBE"))])
        return Neighbour(
            place=other.place,
            bootstrap=self.kafka.bootstrap,
            username=self.user,
            password=self.password,
            security="SASL_PLAINTEXT",
        )

    async def make_again(self, *topics: str) -> None:
        """Deletes topics and makes them again, empty."""
        admin = self._admin()
        deleted = admin.delete_topics(list(topics))
        await asyncio.to_thread(lambda: [future.result(30) for future in deleted.values()])
        await eventually(lambda: self.gone(*topics), what="the topics are gone")
        await self.kafka.ensure_topics([(topic, 3) for topic in topics])

    async def widen(self, topic: str, partitions: int) -> None:
        """Gives a topic more partitions, so that it has that many."""
        admin = self._admin()
        widened = admin.create_partitions([NewPartitions(topic, partitions)])
        await asyncio.to_thread(lambda: [future.result(30) for future in widened.values()])

    async def gone(self, *topics: str) -> bool:
        return not set(topics) & set(await self.kafka.topics())

    async def delete_records(self, topic: str) -> None:
        """Deletes all records that stand on a topic, as a retention of time or size does."""
        ends = [TopicPartition(topic, partition, OFFSET_END) for partition in range(3)]
        admin = self._admin()
        deleted = admin.delete_records(ends)
        await asyncio.to_thread(lambda: [future.result(30) for future in deleted.values()])

    def _admin(self) -> AdminClient:
        return AdminClient(self.kafka._librdkafka())  # noqa: SLF001 - the broker of the tests, which has no method for it

    def token(self, subject: str, *roles: str) -> str:
        return self.issuer.token(subject, place=self.place, roles=roles)

    @property
    def keys(self) -> Path:
        """The folder with the services' keys: `{service}.jwk`, and the public ones in `service-keys.json`."""
        return self.folder / self.place

    def key(self, service: str) -> OKPKey:
        return new_key(self.keys / f"{service}.jwk")

    def public_keys(self, *more: str) -> Path:
        """The file with the public keys of the services, and of some more; who has no key yet is given one."""
        return make_keys(self.keys, (*self.services, *more))

    @property
    def secret(self) -> Path:
        """The file with the secret by which services of the village confide in each other."""
        path = self.folder / self.place / "confiding"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * 32)
        return path

    async def producer(self, name: str) -> AIOKafkaProducer:
        """A started producer that ends with the test, also with one that fails: another test would find it still running."""
        producer = self.access.producer(name)
        self.exit.push_async_callback(producer.stop)
        await producer.start()
        return producer

    async def send(self, service: str, *messages: Message) -> RecordMetadata:
        """Messages on a service's topic as it sends them itself, signed; returns where the last one stands."""
        topic, sealer = events_topic(self.place, service), Sealer(self.key(service))
        producer = self.access.producer(service)
        await producer.start()
        try:
            for message in messages:
                partition = await Packed(producer).partition(topic, message[0])
                key, value, headers = sealed(topic, partition, message, sealer)
                sent = await producer.send_and_wait(topic, value, key=key, headers=headers, partition=partition)
        finally:
            await producer.stop()
        return sent

    async def settings(
        self,
        *,
        service: str = "bell",
        role: Role = Role.ALL,
        database: str | None = None,
        kind: type[Settings] = Settings,
        **more: Any,
    ) -> Settings:
        return kind(
            place=self.place,
            profile="embedded",
            role=role,
            database_url=database or await self.make_database(),
            kafka_username=self.user,
            kafka_password=self.password,
            kafka_security="SASL_PLAINTEXT",
            oidc_issuer=self.issuer.url,
            log_level="ERROR",
            **{
                "kafka_bootstrap": self.kafka.bootstrap,
                "signing_key": self.keys / f"{service}.jwk",
                "service_keys": self.public_keys(service),
                **more,
            },
        )

    async def start(self, service: Any, **options: Any) -> RunningService:
        settings = await self.settings(service=service.name, kind=service.settings_class, **options)
        return await self.exit.enter_async_context(service.running(settings))


@pytest.fixture
async def new_village(kafka, database_factory, issuer, tmp_path) -> AsyncIterator[Callable[[], Any]]:
    async with AsyncExitStack() as exit_stack:

        async def make() -> Village:
            village = Village(kafka, database_factory, issuer, tmp_path, exit_stack)
            await village.prepare("bell", "door")
            return village

        yield make


@pytest.fixture
async def village(new_village) -> Village:
    return await new_village()
