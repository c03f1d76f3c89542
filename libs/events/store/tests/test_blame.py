"""Whose fault an error of the database is: one table of errors, and of what each of those that meet them does."""

import asyncio
import re
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import pytest
from aiokafka import TopicPartition
from fastapi import FastAPI

from libs.events.bus.reading.prefetch import Batch
from libs.events.bus.reading.sessions import Session
from libs.events.http.problems import install_problems
from libs.events.resending import httpx
from libs.events.running.turns import Turns
from libs.events.store import blame
from libs.events.store.group_commit import GroupCommit
from libs.events.store.store import ConflictError

LIBS = Path(blame.__file__).parents[2]


def of(code):
    """The error of the server with this code, of whatever class its client makes it."""
    return asyncpg.PostgresError.new({"C": code, "S": "ERROR", "V": "ERROR", "M": f"says {code}"})


SERVER, CANCELLED, RIVAL, OURS = "the server", "took too long", "another writer", "what was asked"
# What is tried again as it is, what a caller is told to try again, and what may have been written all the same.
MEANS = {SERVER: (True, True, True), CANCELLED: (False, False, True), RIVAL: (False, True, False), OURS: (False,) * 3}
TABLE = {
    "refused": (ConnectionRefusedError("no"), SERVER, True),
    "silent": (TimeoutError("no"), SERVER, True),
    "closed": (asyncpg.InterfaceError("connection is closed"), SERVER, True),
    "being lost": (asyncpg.InternalClientError("got result for unknown protocol state"), SERVER, True),
    "connection": (of("08003"), SERVER, True),
    "serialization": (of("40001"), SERVER, False),
    "deadlock": (of("40P01"), SERVER, False),
    "completion unknown": (of("40003"), SERVER, True),
    "disk full": (of("53100"), SERVER, False),
    "no memory": (of("53200"), SERVER, False),
    "too many sessions": (of("53300"), SERVER, False),
    "shutdown": (of("57P01"), SERVER, True),
    "crash": (of("57P02"), SERVER, True),
    "starting": (of("57P03"), SERVER, True),
    "database dropped": (of("57P04"), SERVER, True),
    "system": (of("58000"), SERVER, False),
    "disk broken": (of("58030"), SERVER, False),
    "standby": (of("25006"), SERVER, False),
    "idle in transaction": (of("25P03"), SERVER, False),
    "transaction too old": (of("25P04"), SERVER, False),
    "password": (of("28P01"), SERVER, False),
    "not let in": (of("28000"), SERVER, False),
    "no such database": (of("3D000"), SERVER, False),
    "takes no sessions": (of("55000"), SERVER, False),
    "cancelled": (of("57014"), CANCELLED, True),
    "conflict": (ConflictError("twice"), RIVAL, False),
    "unique": (of("23505"), OURS, False),
    "number out of range": (of("22003"), OURS, False),
    "limit of a program": (of("54000"), OURS, False),
    "no such table": (of("42P01"), OURS, False),
    "no right": (of("42501"), OURS, False),
    "locked": (of("55P03"), OURS, False),
    "failed before": (of("25P02"), OURS, False),
    "raised by a function": (of("CK002"), OURS, False),
    "misused": (asyncpg.InterfaceError("the server expects 1 argument for this query, 2 were passed"), OURS, True),
    "mistake": (ValueError("a mistake"), OURS, False),
}
every = pytest.mark.parametrize(("error", "fault", "lost"), TABLE.values(), ids=TABLE)


@every
def test_each_error_has_one_judgement(error, fault, lost):
    judged = (blame.of_the_server(error), blame.passes(error), blame.unavailable(error), blame.perhaps_written(error))
    assert judged == (*MEANS[fault], lost)


@every
def test_what_asking_a_database_raises_is_named_whole(error, fault, lost):
    expected = not isinstance(error, ConflictError | ValueError)
    assert isinstance(error, blame.FAILURES) == expected


@every
async def test_a_request_is_told_to_try_again_where_it_is_not_at_fault(error, fault, lost):
    app = FastAPI()
    install_problems(app)

    @app.get("/")
    async def fails():
        raise error

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://room") as client:
        answer = await client.get("/")
    assert (answer.status_code == 503) == (fault != OURS), answer.text
    assert ("Retry-After" in answer.headers) == (fault != OURS)


@every
async def test_a_group_whose_session_is_lost_is_not_written_twice(error, fault, lost):
    groups = []

    async def work(group):
        groups.append(list(group))
        raise error

    commit = GroupCommit(work)
    waiting = [SimpleNamespace(item=n, tell=lambda _: None) for n in range(2)]
    await commit._settle(waiting)
    assert groups == ([[0, 1]] if lost else [[0, 1], [0], [1]])


@every
async def test_a_reader_tries_the_same_again_where_the_message_is_not_at_fault(error, fault, lost):
    """A message that met a full disk was taken apart from its batch, and parked as if it were at fault."""
    tried, messages, reading = [], [SimpleNamespace(offset=n) for n in range(2)], SimpleNamespace(at=0)
    partition = TopicPartition("t", 0)

    async def apply(_topic, _partition, messages, *, isolate, blamed, decoded):
        tried.append((len(messages), isolate))
        if not MEANS[fault][1] or len(tried) <= 3:
            raise error
        return len(messages)

    async def resort(_message, error):
        raise error

    async def seek(_partition, offset):
        reading.at = offset

    reading.seek = seek
    kafka = SimpleNamespace(assignment=lambda: {partition}, pause=lambda _: None)
    session = Session(kafka, reading, apply, resort, Turns("t"), {}, {}, None, 0.0)
    stop = asyncio.Event()
    if not MEANS[fault][1]:
        with pytest.raises(type(error)):
            await session._partition(partition, Batch(messages, {}), stop)
        assert (2, True) in tried
        return
    while not await session._partition(partition, Batch(messages[reading.at :], {}), stop):
        assert len(tried) <= 3
    assert not any(isolate for _, isolate in tried), "nothing is parked"


def test_no_other_module_judges_by_lists_of_its_own():
    """Four lists had come to differ."""
    kinds = r"asyncpg\.(Postgres(Connection)?Error|Inter(face|nalClient)Error|OperatorIntervention\w*|InsufficientResources\w*)"
    several = re.compile(rf"{kinds},\s+(#[^\n]*\s+)?{kinds}|{kinds} \| {kinds}")
    found = {
        str(path.relative_to(LIBS))
        for path in LIBS.rglob("*.py")
        if "tests" not in path.parts and several.search(path.read_text())
    }
    assert found == {"events/store/blame.py"}
