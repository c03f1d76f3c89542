"""The embedded servers start, stop, crash and come back without losing anything or leaving anything behind."""

import asyncio
import contextlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from apps.checkonce.stack import OwnPostgres, Stack, StackError, java
from apps.checkonce.stack.guardian import Guardian
from apps.checkonce.stack.guardian_program import alive
from apps.checkonce.stack.jars import cache_folder, classpath
from apps.checkonce.stack.kept import Kept
from libs.events.patience import in_time
from libs.events.testing.scratch import scratch
from libs.events.testing.waiting import eventually

ROOT = Path(__file__).parents[3]
NEVER = 600
"""Seconds after which what hangs is taken to hang for good; nothing that works comes near."""

PROGRAM = """
import asyncio, json, sys
from pathlib import Path
from apps.checkonce.stack import Stack

async def main():
    async with Stack(Path(sys.argv[1])) as stack:
        print(json.dumps([stack.postgres.pid, stack.kafka.pid]), flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("CHECKONCE_DATABASE_URL", raising=False)
    # A space and Chinese characters: people's folders have them, and Java and Kafka's settings stumble over both.
    with scratch("life") as base:
        yield base / "数据 one"
        for left in _servers_in(base):
            left.kill()


async def test_a_restart_keeps_data_and_ports(folder: Path):
    async with Stack(folder) as stack:
        before = (stack.kafka.bootstrap, stack.postgres.dsn("kept"))
        await _write(stack)
    async with Stack(folder) as stack:
        assert (stack.kafka.bootstrap, stack.postgres.dsn("kept")) == before
        assert await _read(stack) == (b"fact", 421088)


async def test_a_broker_killed_in_service_comes_back_with_its_data(folder: Path):
    async with Stack(folder) as stack:
        await _write(stack)
        await stack.kafka.kill()
        with pytest.raises(StackError, match="Kafka is not running"):
            await stack.kafka.topics()
        await stack.kafka.start()
        assert isinstance(stack.postgres, OwnPostgres)
        await stack.postgres.kill()
        await stack.postgres.start()
        assert await _read(stack) == (b"fact", 421088)


async def test_classes_are_kept_for_the_next_start_and_damaged_ones_keep_nobody_from_starting(folder: Path, tmp_path: Path):
    classpath()
    (tmp_path / "kafka").symlink_to(cache_folder() / "kafka")
    (tmp_path / "kafka.Kafka.jsa").write_bytes(b"cut off")
    async with Stack(folder, lazy=True, cache=tmp_path) as stack:
        await stack.kafka.start()
        assert await stack.kafka.topics() == {}
    # The tool that formats the folder ran first and found none.
    assert (tmp_path / "kafka.tools.StorageTool.jsa").stat().st_size > 1_000_000


def test_java_keeps_its_own_classes_once_and_starts_without_them_where_it_may_not_write(tmp_path: Path):
    archive = tmp_path / "classes.jsa"
    java.keep_own_classes(archive)
    first = archive.stat()
    assert first.st_size > 1_000_000
    java.keep_own_classes(archive)
    assert archive.stat() == first
    assert list(tmp_path.iterdir()) == [archive]
    java.keep_own_classes(tmp_path / "absent" / "classes.jsa")
    assert list(tmp_path.iterdir()) == [archive]


async def test_a_killed_program_leaves_no_server_behind_and_two_starts_recover(folder: Path):
    program, servers = await asyncio.to_thread(_hold, folder)
    program.kill()
    program.wait()
    await _gone(servers)
    for _ in range(2):
        async with Stack(folder) as stack:
            await _write(stack)
            assert await _read(stack) == (b"fact", 421088)


async def test_servers_that_outlived_program_and_guardian_are_stopped_by_the_next_start(folder: Path):
    program, servers = await asyncio.to_thread(_hold, folder)
    guardians = [
        child for child in psutil.Process(program.pid).children() if "guardian_program.py" in " ".join(child.cmdline())
    ]
    assert len(guardians) == 1
    guardians[0].kill()
    program.kill()
    program.wait()
    assert all(map(alive, servers))
    async with Stack(folder) as stack:
        assert not any(map(alive, servers))
        await _write(stack)


async def test_ctrl_c_stops_the_servers_in_order(folder: Path):
    program, servers = await asyncio.to_thread(_hold, folder)
    program.send_signal(signal.SIGINT)
    await asyncio.to_thread(program.wait, NEVER)
    assert not any(map(alive, servers))
    assert "database system is shut down" in (folder / "log" / "postgres.log").read_text()
    assert list((folder / "kafka").glob(".kafka_cleanshutdown"))


async def test_a_server_that_fails_at_start_says_why_and_takes_the_other_down(folder: Path):
    async with Stack(folder):
        pass
    (folder / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(StackError, match="PostgreSQL ended while starting") as refused:
        async with Stack(folder):
            pass
    assert "no_such_setting" in refused.value.log
    assert _servers_in(folder) == []


async def test_a_broker_that_fails_at_start_says_why(folder: Path):
    async with Stack(folder):
        pass
    meta = folder / "kafka" / "meta.properties"
    meta.write_text(meta.read_text().replace("node.id=1", "node.id=2"))
    with pytest.raises(StackError, match="Kafka ended while starting") as refused:
        async with Stack(folder):
            pass
    assert "node" in refused.value.log
    assert _servers_in(folder) == []


async def test_data_of_another_postgresql_version_are_refused(folder: Path):
    async with Stack(folder):
        pass
    (folder / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(StackError, match="was made by PostgreSQL 12 and the programs here are 18"):
        async with Stack(folder):
            pass


async def test_the_own_database_is_durable_and_asks_for_a_password(folder: Path):
    folder = folder.parent
    guardian = Guardian(folder / "guardian.log")
    server = OwnPostgres(folder / "postgres", log=folder / "log", kept=Kept(folder / "stack.json"), guardian=guardian)
    await server.start()
    connection = await asyncpg.connect(server.dsn("postgres"))
    settings = [await connection.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit", "jit")]
    encoding = await connection.fetchval("SHOW server_encoding")
    await connection.close()
    assert (settings, encoding) == (["on", "on", "off"], "UTF8")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.dsn("postgres"), password="guessed")
    await server.stop()
    await asyncio.to_thread(guardian.close)


async def test_a_port_that_somebody_took_meanwhile_is_replaced(folder: Path):
    async with Stack(folder) as stack:
        await _write(stack)
        taken = int(stack.kafka.bootstrap.split(":")[1])
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", taken)
    async with server, Stack(folder) as stack:
        assert stack.kafka.bootstrap != f"127.0.0.1:{taken}"
        assert await _read(stack) == (b"fact", 421088)


async def test_secrets_are_for_the_owner_alone(folder: Path):
    async with Stack(folder) as stack:
        assert stack.secret("421088.whistle") == Stack(folder).secret("421088.whistle") != stack.secret("other")
        for name in ("stack.json", "kafka.properties", "kafka.arguments"):
            assert (folder / name).stat().st_mode & 0o077 == 0
        assert isinstance(stack.postgres, OwnPostgres)
        password = stack.kafka.password
        lines = [psutil.Process(pid).cmdline() for pid in (stack.kafka.pid, stack.postgres.pid)]
        assert not [line for line in lines if password in " ".join(line)]


async def test_a_given_database_server_is_used_and_left_running(folder: Path, stack: Stack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHECKONCE_DATABASE_URL", stack.postgres.dsn("postgres"))
    async with Stack(folder) as other:
        assert await other.postgres.databases() >= set()
        assert not (folder / "postgres").exists()
    assert await stack.postgres.databases() >= set()


async def test_a_given_database_server_that_does_not_answer_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHECKONCE_DATABASE_URL", "postgresql://somebody:hidden@127.0.0.1:9/postgres")
    with pytest.raises(StackError, match=r"CHECKONCE_DATABASE_URL \(127\.0\.0\.1:9\) cannot be used") as refused:
        async with Stack(folder):
            pass
    assert "hidden" not in str(refused.value)


def test_a_folder_with_a_comma_is_refused():
    with pytest.raises(StackError, match="has a comma"):
        Stack(Path("one,two"))


def test_a_spoilt_memory_of_the_stack_is_refused(tmp_path: Path):
    (tmp_path / "stack.json").write_text("{")
    with pytest.raises(StackError, match=r"stack\.json is not the JSON this program wrote"):
        Stack(tmp_path).secret("any")


def test_the_guardian_spares_what_it_was_told_to_forget(tmp_path: Path):
    with _sleeper() as spared, _sleeper() as watched:
        guardian = Guardian(tmp_path / "guardian.log")
        for sleeper in (spared, watched):
            guardian.watch(sleeper.pid, signal.SIGTERM, 5.0)
        guardian.forget(spared.pid)
        guardian.close()
        assert watched.wait(NEVER) == -signal.SIGTERM
        assert spared.poll() is None


def test_a_guardian_that_does_not_start_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    guardian = Guardian(tmp_path / "guardian.log")
    with pytest.raises(StackError, match="the guardian process did not start"):
        guardian.ready()
    guardian.close()


def test_the_guardian_kills_what_does_not_listen(tmp_path: Path):
    with _sleeper("signal.signal(signal.SIGTERM, signal.SIG_IGN)") as deaf:
        guardian = Guardian(tmp_path / "guardian.log")
        guardian.watch(deaf.pid, signal.SIGTERM, 0.2)
        guardian.close()
        assert deaf.wait(NEVER) == -signal.SIGKILL


@contextlib.contextmanager
def _sleeper(first: str = "pass") -> Iterator[subprocess.Popen[bytes]]:
    """A process that does `first`, says so, and then sleeps for ten minutes unless somebody ends it."""
    program = f"import signal, time; {first}; print('asleep', flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"asleep\n"
            yield process
        finally:
            process.kill()


async def _write(stack: Stack) -> None:
    await stack.kafka.ensure_topics([("kept", 1)])
    async with AIOKafkaProducer(**stack.kafka.client(), acks="all") as producer:
        await producer.send_and_wait("kept", b"fact")
    await stack.postgres.create_database("kept")
    connection = await asyncpg.connect(stack.postgres.dsn("kept"))
    await connection.execute("CREATE TABLE IF NOT EXISTS place AS SELECT 421088 AS code")
    await connection.close()


async def _read(stack: Stack) -> tuple[bytes | None, int]:
    async with AIOKafkaConsumer("kept", **stack.kafka.client(), auto_offset_reset="earliest") as consumer:
        record = await in_time(consumer.getone(), what="the message")
    connection = await asyncpg.connect(stack.postgres.dsn("kept"))
    code: int = await connection.fetchval("SELECT code FROM place")
    await connection.close()
    return record.value, code


def _hold(folder: Path) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """Another program that holds a running stack in `folder`, and its two servers."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert program.stdout is not None
    with program.stdout as said:
        pids = json.loads(said.readline())
    return program, [psutil.Process(pid) for pid in pids]


async def _gone(servers: list[psutil.Process]) -> None:
    await eventually(lambda: not any(map(alive, servers)), what=f"the end of {servers}")


def _servers_in(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] in {"java", "postgres"} and Path(process.cwd()).is_relative_to(folder):
                found.append(process)
    return found
