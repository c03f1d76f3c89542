"""The embedded servers do what the six services and the neighbours rely on."""

import secrets
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError

from apps.checkonce.stack import Grant, Kafka, Postgres, Stack, StackError
from apps.checkonce.stack.kept import Kept
from apps.checkonce.stack.postgres import url_of
from libs.events.patience import in_time


async def test_a_user_with_a_grant_writes_and_another_reads(kafka: Kafka):
    topic, writer, reader, word = await _two_users(kafka)
    await kafka.ensure_acls(
        [
            Grant(user=writer, resource="topic", name=topic, operations=("WRITE", "DESCRIBE")),
            Grant(user=reader, resource="topic", name=topic, operations=("READ", "DESCRIBE")),
            Grant(user=reader, resource="group", name=reader, prefixed=True, operations=("READ",)),
        ]
    )
    async with AIOKafkaProducer(**kafka.client(writer, word), acks="all", enable_idempotence=True) as producer:
        sent = await producer.send_and_wait(topic, b"fact", key=b"stream")
    async with _consumer(kafka, topic, reader, word, group=f"{reader}.views") as consumer:
        got = await in_time(consumer.getone(), what="the message")
    assert (got.value, got.key, got.partition, got.offset) == (b"fact", b"stream", sent.partition, sent.offset)


async def test_a_user_without_a_grant_is_refused_on_anothers_topic(kafka: Kafka):
    topic, writer, reader, word = await _two_users(kafka)
    own = f"{topic}.own"
    await kafka.ensure_topics([(own, 1)])
    await kafka.ensure_acls([Grant(user=writer, resource="topic", name=own, operations=("WRITE", "DESCRIBE"))])
    async with AIOKafkaProducer(**kafka.client(writer, word)) as producer:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(topic, b"forged")
    consumer = _consumer(kafka, topic, reader, word)
    with pytest.raises(TopicAuthorizationFailedError):
        await consumer.start()
    await consumer.stop()


async def test_a_wrong_password_is_refused(kafka: Kafka):
    _, writer, _, _ = await _two_users(kafka)
    producer = AIOKafkaProducer(**kafka.client(writer, "guessed"))
    with pytest.raises(KafkaConnectionError):
        await producer.start()
    await producer.stop()


async def test_administration_can_be_repeated(kafka: Kafka):
    topic, writer, _, word = await _two_users(kafka)
    grants = [Grant(user=writer, resource="topic", name=topic, operations=("WRITE",))]
    for _ in range(2):
        await kafka.ensure_topics([(topic, 3)])
        await kafka.ensure_users({writer: word})
        await kafka.ensure_acls(grants)
    assert (await kafka.topics())[topic] == 3


async def test_a_topic_keeps_its_number_of_partitions(kafka: Kafka):
    topic, *_ = await _two_users(kafka)
    with pytest.raises(StackError, match=f"topic {topic} has 3 partitions and cannot have 4"):
        await kafka.ensure_topics([(topic, 4)])
    assert (await kafka.topics())[topic] == 3


async def test_a_topic_name_that_kafka_does_not_take_is_named_in_the_refusal(kafka: Kafka):
    with pytest.raises(StackError, match="Kafka refused no spaces"):
        await kafka.ensure_topics([("no spaces", 1)])


async def test_a_command_finds_the_database_of_a_stack_that_runs_elsewhere(servers: Stack, postgres: Postgres, tmp_path: Path):
    name = f"test_{secrets.token_hex(4)}"
    passwords = {role: servers.kept.secret(f"postgres.{role}") for role in (name, f"{name}_owner")}
    await postgres.ensure_roles(f"{name}_owner", name, passwords)
    await postgres.create_database(name, owner=f"{name}_owner")
    url = url_of(servers.kept, name)
    assert url is not None
    connection = await asyncpg.connect(url)
    # Not as the superuser: it would run what the service's role has put into its database.
    assert tuple(await connection.fetchrow("select current_database()::text, current_user::text")) == (name, name)
    await connection.close()
    await postgres.drop_database(name)
    assert url_of(Kept(tmp_path / "stack.json"), name) is None


async def test_the_servers_log_has_no_values_of_rows_that_it_refuses(postgres: Postgres):
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    assert [await connection.fetchval(f"show {name}") for name in ("log_error_verbosity", "log_statement")] == ["terse", "none"]
    await connection.close()


async def test_a_database_is_created_once_and_dropped_with_its_connections(postgres: Postgres):
    name = f"test_{secrets.token_hex(4)}"
    assert await postgres.create_database(name)
    assert not await postgres.create_database(name)
    connection = await asyncpg.connect(postgres.dsn(name))
    await postgres.drop_database(name)
    await postgres.drop_database(name)
    assert name not in await postgres.databases()
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await connection.execute("SELECT 1")
    connection.terminate()


@pytest.mark.parametrize("name", ["", "A", "1a", "a-b", 'a"b', "a" * 64])
async def test_an_unfit_database_name_is_refused(postgres: Postgres, name: str):
    with pytest.raises(StackError, match="database name"):
        await postgres.create_database(name)


async def test_a_second_stack_in_the_same_folder_is_refused(stack: Stack):
    with pytest.raises(StackError, match=r"正被另一个进程.*is in use by another process \(pid \d+\)"):
        async with Stack(stack.folder):
            pass
    assert await stack.kafka.topics() is not None


async def _two_users(kafka: Kafka) -> tuple[str, str, str, str]:
    """A topic of three partitions and two users without any grant, all new."""
    name = f"test-{secrets.token_hex(4)}"
    word = secrets.token_urlsafe(16)
    await kafka.ensure_topics([(name, 3)])
    await kafka.ensure_users({f"{name}-writer": word, f"{name}-reader": word})
    return name, f"{name}-writer", f"{name}-reader", word


def _consumer(kafka: Kafka, topic: str, user: str, word: str, group: str | None = None) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(topic, **kafka.client(user, word), group_id=group, auto_offset_reset="earliest")
