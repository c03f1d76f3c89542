"""Nothing hangs on a host that has died: the server ends its sessions, and the client those of a server that is gone."""

import asyncio
import os
import signal
import sys
import time
from urllib.parse import urlsplit

import asyncpg
import pytest

from libs.events.patience import in_time
from libs.events.store import sessions
from libs.events.store.sessions import endless, held_open, limited, unhurried
from libs.events.store.store import connect_pool
from libs.events.testing.waiting import eventually

APPEND = "select append_fact($1, 1, 'race.run', 1::smallint, gen_random_uuid(), now(), '{}', '{}')"
WRITER = """
import asyncio, sys
from libs.events.store.store import connect_pool
async def work():
    pool = await connect_pool(sys.argv[1], size=1)
    async with pool.acquire() as session, session.transaction():
        await session.execute(sys.argv[2], "stopped")
        print("written", flush=True)
        await asyncio.Event().wait()
asyncio.run(work())
"""
RELAY = """
import asyncio, sys
from libs.events.store.sessions import held_open
from libs.events.store.store import connect_pool
async def work():
    pool = await connect_pool(sys.argv[1], size=1)
    async with pool.acquire() as session:
        await session.execute("select pg_advisory_lock(4208802)")
        async with held_open(session):
            print("held", flush=True)
            await asyncio.Event().wait()
asyncio.run(work())
"""
WITHIN = 30.0
"""Seconds after which nothing may hang on a dead host any more."""


class Stopped:
    """A program that is stopped when it has said its first line: to the server it is a host that has died."""

    def __init__(self, *arguments):
        self.arguments = arguments

    async def __aenter__(self):
        path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(sys.executable, "-c", *self.arguments, env=path, stdout=pipe)
        assert await in_time(self.process.stdout.readline(), what="its first line")
        self.process.send_signal(signal.SIGSTOP)
        return time.monotonic()

    async def __aexit__(self, *_):
        self.process.kill()
        await self.process.wait()


async def test_a_writer_whose_host_has_died_holds_the_fence_for_less_than_half_a_minute(pool, database):
    async with Stopped(WRITER, database, APPEND) as since:
        last = await pool.fetchval(APPEND, "after")
        assert await pool.fetchval("select high from settled(0)") == 0, "it holds the fence"
        await eventually(lambda: _settled(pool, last), what="the fence is free")
        assert time.monotonic() - since < WITHIN


async def _settled(pool, last):
    return await pool.fetchval("select high from settled(0)") == last


async def test_a_relay_that_stands_still_gives_its_lock_to_the_one_that_stands_by(pool, database):
    async with Stopped(RELAY, database) as since, pool.acquire() as standby:
        assert not await standby.fetchval("select pg_try_advisory_lock(4208802)")
        await eventually(lambda: standby.fetchval("select pg_try_advisory_lock(4208802)"), what="the lock is free")
        assert time.monotonic() - since < WITHIN
        await standby.execute("select pg_advisory_unlock(4208802)")


async def test_a_session_that_is_held_open_lives_on_as_long_as_its_process_does(pool, monkeypatch):
    """Beyond what the server waits for: it is heard of in between."""
    monkeypatch.setattr(sessions, "_HELD_OPEN", "600ms")
    monkeypatch.setattr(sessions, "_BEAT", 0.1)
    async with pool.acquire() as session:
        async with held_open(session) as turn:
            until = time.monotonic() + 2
            while time.monotonic() < until:
                async with turn:
                    assert await session.fetchval("select 1") == 1
                # Only the heartbeat speaks meanwhile.
                await eventually(lambda: _idle_for(pool, session, 0.05), what="the session is idle")
            assert not session.is_closed()
        assert await session.fetchval("show idle_session_timeout") == "0"


async def _idle_for(pool, session, seconds):
    query = "select clock_timestamp() - state_change > make_interval(secs => $2) from pg_stat_activity where pid = $1"
    return await pool.fetchval(query, session.get_server_pid(), seconds)


class Silent:
    """A way to the server that can fall silent, as a network does, for those who are on it."""

    def __init__(self, port):
        self.port, self.silent, self.writers = port, set(), []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.tasks = set()
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for writer in self.writers:
            writer.transport.abort()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def url(self, dsn):
        return dsn.replace(f":{self.port}/", f":{self.server.sockets[0].getsockname()[1]}/")

    def fall_silent(self):
        self.silent |= set(self.writers)

    async def _serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers += [writer, back]
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader, writer):
        while piece := await reader.read(65536):
            if writer not in self.silent:
                writer.write(piece)
        writer.transport.abort()


@pytest.fixture
async def silent(database):
    async with Silent(urlsplit(database).port) as network:
        made = await connect_pool(network.url(database), size=4)
        yield network, made
        made.terminate()


async def test_after_a_silent_failover_all_comes_back_by_itself(silent):
    """Sessions that are open get no answer any more and no error; new ones are served."""
    network, made = silent
    await asyncio.gather(*(made.fetchval("select pg_sleep(0.1)") for _ in range(4)))
    network.fall_silent()
    since = time.monotonic()

    async def answered():
        try:
            return await made.fetchval("select 1")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            return None

    await eventually(answered, what="an answer")
    assert time.monotonic() - since < WITHIN
    # The sessions beside it are not found out one after the other.
    assert await asyncio.gather(*(made.fetchval("select 2") for _ in range(4))) == [2] * 4
    assert time.monotonic() - since < WITHIN


async def test_what_holds_a_session_for_long_is_found_out_by_its_heartbeat(silent, monkeypatch):
    network, made = silent
    monkeypatch.setattr(sessions, "_BEAT", 0.2)
    async with made.acquire() as session:
        with pytest.raises(asyncpg.InterfaceError):  # noqa: PT012
            async with held_open(session):
                network.fall_silent()
                await eventually(session.is_closed, what="the session is given up")
    assert await made.fetchval("select 1") == 1


async def test_a_statement_ends_after_a_while_and_a_long_work_lifts_that(pool):
    token = sessions._limit.set(0.2)
    try:
        with pytest.raises(TimeoutError):
            await pool.execute("select pg_sleep(60)")
        with unhurried():
            await pool.execute("select pg_sleep(0.5)")
            await asyncio.create_task(pool.execute("select pg_sleep(0.5)"))
    finally:
        sessions._limit.reset(token)


async def test_whoever_waits_for_a_session_waits_for_a_while(database, monkeypatch):
    monkeypatch.setattr(sessions, "_ACQUIRE", 0.2)
    made = await connect_pool(database, size=1)
    try:
        async with made.acquire():
            with pytest.raises(TimeoutError):
                await made.fetchval("select 1")
        assert await made.fetchval("select 1") == 1
    finally:
        await made.close()


async def test_a_transaction_has_a_last_limit_that_long_ones_lift(pool):
    async with pool.acquire() as session:
        assert await session.fetchval("show transaction_timeout") == "5min"
        await session.execute(endless(session))
        assert await session.fetchval("show transaction_timeout") == "0"
        await session.execute(limited(session))
        assert await session.fetchval("show transaction_timeout") == "5min"
