"""Checks the store's fence: writers that overlap, stall, give up and are killed, and readers who must miss nothing.

A stress test alone passes most wrong fences: their windows are microseconds wide. `WIDE` puts a random pause between all steps
of the functions, so that a wrong order of them shows within seconds. `WRONG` are such orders; a check that does not find them
has checked nothing.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg

from ..patience import Patience
from .blame import FAILURES
from .store import PostgresStore, connect_pool

__all__ = ["WIDE", "WRONG", "Found", "Race", "altered"]

_NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
_APPEND = "select append_fact($1, $2, 'race.run', 1::smallint, $3, $4, '{}'::jsonb, $5::jsonb)"
_APPEND_MANY = "select new_position from append_facts($1, $2, $3, $4, $5, $6, $7::jsonb[], $8::jsonb[])"
_RECEIVE = "select * from receive_events($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb[], $12::jsonb[])"

_META = '{"actor": "race", "correlation": "race"}'

Change = tuple[str, str, str]
"""A function, a piece of its text, and what stands there instead."""

_NAP = "perform pg_sleep(random() * 0.006);"
_NEWEST = "(select max(position) from events)"
_AT_THE_GATE = "        high := newest;\n        return;"
_UNMARKED = "    if low is null then\n        high := newest;"
WIDE: Sequence[Change] = (
    *(
        ("set_mark", f"    done := {step}", f"{_NAP} done := {step}")
        for step in ("pg_advisory_xact_lock_shared(p_class,", "pg_advisory_xact_lock_shared(4208801)", "set_config(")
    ),
    ("append_fact", "    if p_version > 1 then", f"{_NAP} if p_version > 1 then"),
    ("append_fact", "    return new_position;", f"{_NAP} return new_position;"),
    *(
        ("settled", step, f"{_NAP} {step}")
        for step in ("    if (case when pg_try_advisory_lock", _AT_THE_GATE, "    select m.appends, m.pid into", _UNMARKED)
    ),
    ("settled_learned", "    high := least(", f"{_NAP} high := least("),
)
WRONG: dict[str, Sequence[Change]] = {
    "the newest is read after the locks": [
        ("settled", _UNMARKED, f"    {_NAP} if low is null then\n        high := {_NEWEST};"),
    ],
    "the newest is read after the gate": [
        ("settled", _AT_THE_GATE, f"        perform pg_sleep(0.02); high := {_NEWEST};\n        return;"),
    ],
    "drawn before the mark": [
        *WIDE,
        ("append_fact", "    marked constant", "    drawn constant bigint := nextval('position_seq');\n    marked constant"),
        ("append_fact", "insert into events (stream", "insert into events (position, stream"),
        ("append_fact", "values (p_stream", "values (drawn, p_stream"),
    ],
    "marked without the gate": [
        ("set_mark", "done := pg_advisory_xact_lock_shared(4208801) is null;", ""),
    ],
    "a flag that outlives its transaction": [
        ("set_mark", "set_config(p_setting, me, true)", "set_config(p_setting, me, false)"),
        (
            "set_mark",
            "current_setting(p_setting, true) is distinct from me",
            "coalesce(current_setting(p_setting, true), '') = ''",
        ),
    ],
    "received facts set no mark": [
        ("receive_events", "set_mark(4208812, 'checkonce.receives')", "true"),
    ],
    "all of what is learned is taken as settled": [
        ("settled_learned", "high := least(newest, ", "high := coalesce(newest, "),
    ],
    "no fence": [
        ("settled", "    high := p_after;\n", f"    high := coalesce({_NEWEST}, 0); return;\n"),
    ],
}
"""Fences that lose facts, by what is wrong with them. A negative control each."""


async def altered(connection: Any, changes: Iterable[Change]) -> None:
    """Changes functions of a database. Raises ValueError where one does not have such a text: the control is out of date."""
    for name, old, new in changes:
        text = await connection.fetchval("select pg_get_functiondef(oid) from pg_proc where proname = $1", name)
        if old not in text:
            raise ValueError(f"{name} has no {old!r}")
        await connection.execute(text.replace(old, new))


@dataclass
class _Reader:
    """Follows the writers. `seen` are the positions it was shown, up to `at`."""

    at: int = 0
    seen: dict[int, float] = field(default_factory=dict)
    order: list[tuple[str, int]] = field(default_factory=list)

    def took(self, rows: Iterable[tuple[int, str, int]], high: int) -> None:
        now = time.monotonic()
        for position, stream, version in rows:
            self.seen[position] = now
            self.order.append((stream, version))
        self.at = max(self.at, high)


@dataclass(frozen=True)
class Found:
    """What came of a race. `lag`: of each fact the seconds from the answer to its commit until the relay would have it."""

    committed: int
    missed: int
    disordered: int
    rolled_back: int
    killed: int
    lag: list[float]


@dataclass
class Race:
    """`writers` keep their transactions open for up to `hold` seconds each; `fast` ones do not. After each they rest for up to
    `rest` seconds: only where all do at once is the gate free. `kills`: sessions are ended.

    With `until_missed` the race is over as soon as a reader has passed over a fact, else after `seconds`.
    """

    dsn: str
    writers: int = 16
    fast: int = 0
    hold: float = 0.02
    rest: float = 0.0
    kills: bool = True
    seconds: float = 10.0
    until_missed: bool = False
    seed: int = 0
    _readers: list[_Reader] = field(default_factory=lambda: [_Reader() for _ in range(3)])
    _committed: dict[int, float] = field(default_factory=dict)
    _missed: set[int] = field(default_factory=set)
    _sessions: dict[int, int] = field(default_factory=dict)
    _ended: dict[str, int] = field(default_factory=lambda: {"rollback": 0, "killed": 0})

    async def run(self) -> Found:
        self._stop, self._still = asyncio.Event(), asyncio.Event()
        pool = await connect_pool(self.dsn, size=6)
        try:
            async with asyncio.TaskGroup() as reading:
                for work in self._reading(pool):
                    reading.create_task(work)
                await self._race(pool)
                self._still.set()
            rows = await pool.fetch("select position from events")
        finally:
            await pool.close()
        for reader in self._readers[:2]:
            self._missed |= {row["position"] for row in rows} - reader.seen.keys()
        own = self._readers[0]
        return Found(
            len(rows), len(self._missed), _disordered(own.order), self._ended["rollback"], self._ended["killed"],
            sorted(own.seen[position] - at for position, at in self._committed.items() if position in own.seen),
        )  # fmt: skip

    async def _race(self, pool: asyncpg.Pool) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(self.writers + self.fast):
                group.create_task(self._write(number, self.hold if number < self.writers else 0.0))
            if self.kills:
                group.create_task(self._kill(pool))
            group.create_task(self._end())

    async def _end(self) -> None:
        patience = Patience(still=self.seconds, step=0.01)
        # No sign of progress is given: it ends after so many seconds of a quiet machine.
        while await patience.pause() and not (self.until_missed and self._missed):
            pass
        self._stop.set()

    # ---- writing

    async def _write(self, number: int, hold: float) -> None:
        rng = random.Random(self.seed * 1000 + number)  # noqa: S311 - not a secret
        session: Any = None
        turn = 0
        while not self._stop.is_set():
            turn += 1
            try:
                if session is None or session.is_closed():
                    session = await asyncpg.connect(self.dsn)
                    self._sessions[number] = session.get_server_pid()
                await self._one(session, rng, f"race-{number}-{turn}", hold)
            except FAILURES:
                self._ended["killed"] += 1
            if self.rest:
                await asyncio.sleep(rng.uniform(0, self.rest))
        if session is not None:
            await session.close()

    async def _one(self, session: Any, rng: random.Random, stream: str, hold: float) -> None:
        """One transaction of one to four appends, some in a savepoint that is kept or undone, some of several facts."""
        transaction = session.transaction()
        await transaction.start()
        own: list[int] = []
        received: list[int] = []
        if rng.random() < 0.3:
            received = await _receive(session, stream, rng.randint(1, 3))
        for _ in range(rng.randint(1, 4)):
            kind, version = rng.random(), len(own)
            if kind < 0.4:
                point = session.transaction()
                await point.start()
                position = await session.fetchval(_APPEND, stream, version + 1, uuid.uuid4(), _NOW, _META)
                if kind < 0.2:
                    await point.rollback()
                else:
                    await point.commit()
                    own.append(position)
            elif kind < 0.7:
                own.append(await session.fetchval(_APPEND, stream, version + 1, uuid.uuid4(), _NOW, _META))
            else:
                own += await _append_many(session, stream, version, rng.randint(2, 5))
            if hold:
                await asyncio.sleep(rng.uniform(0, hold / 3))
        if rng.random() < 0.2:
            await transaction.rollback()
            self._ended["rollback"] += 1
            return
        await transaction.commit()
        now = time.monotonic()
        self._committed |= dict.fromkeys(own, now)
        # Whoever is beyond a fact that became visible only now has passed over it.
        *facts, learned = self._readers
        for reader, positions in ((facts[0], own), (facts[1], own), (learned, own + received)):
            self._missed |= {position for position in positions if position <= reader.at and position not in reader.seen}

    async def _kill(self, pool: asyncpg.Pool) -> None:
        rng = random.Random(self.seed)  # noqa: S311 - not a secret
        while not self._stop.is_set():
            await asyncio.sleep(rng.uniform(0.2, 1.0))
            if self._sessions:
                await pool.execute("select pg_terminate_backend($1)", rng.choice(list(self._sessions.values())))

    # ---- reading

    def _reading(self, pool: asyncpg.Pool) -> list[Any]:
        return [self._relay(PostgresStore(pool, "/421088/race")), self._bare(pool), self._learned(pool)]

    async def _relay(self, store: PostgresStore) -> None:
        """As the relay reads."""
        reader = self._readers[0]
        while True:
            last = self._still.is_set()
            facts, high = await store.read_settled(reader.at, 100_000)
            reader.took([(fact.position, fact.stream, fact.version) for fact in facts], high)
            if last and not facts:
                return
            await asyncio.sleep(0.002)

    async def _bare(self, pool: asyncpg.Pool) -> None:
        """Without a pause: it meets every state."""
        reader = self._readers[1]
        while True:
            last = self._still.is_set()
            high = await pool.fetchval("select high from settled($1)", reader.at)
            rows = await pool.fetch(
                "select position, stream, version from events where position > $1 and position <= $2 order by 1",
                reader.at,
                high,
            )
            reader.took(rows, high)
            if last and not rows:
                return

    async def _learned(self, pool: asyncpg.Pool) -> None:
        """As the store's chain and a rebuild read: own facts and received ones."""
        reader = self._readers[2]
        both = (
            "select position, stream, version from events where position > $1 and position <= $2"
            " union all select seq, stream, version from inbox where seq > $1 and seq <= $2"
        )
        while True:
            last = self._still.is_set()
            high = await pool.fetchval("select high from settled_learned()")
            rows = await pool.fetch(both, reader.at, high)
            reader.took(rows, high)
            if last and not rows:
                return
            await asyncio.sleep(0.001)


def _disordered(order: Sequence[tuple[str, int]]) -> int:
    """How many facts came before their predecessor in the stream, or twice."""
    last: dict[str, int] = {}
    wrong = 0
    for stream, version in order:
        wrong += version != last.get(stream, 0) + 1
        last[stream] = version
    return wrong


async def _append_many(session: Any, stream: str, after: int, count: int) -> list[int]:
    rows = await session.fetch(
        _APPEND_MANY, [stream] * count, list(range(after + 1, after + count + 1)), ["race.run"] * count, [1] * count,
        [uuid.uuid4() for _ in range(count)], [_NOW], ["{}"] * count, [_META],
    )  # fmt: skip
    return [row["new_position"] for row in rows]


async def _receive(session: Any, stream: str, count: int) -> list[int]:
    """The positions in the inbox that so many facts of a neighbour got."""
    first = uuid.uuid4().int >> 66
    positions = [first + n for n in range(count)]
    await session.fetch(
        _RECEIVE, "topic", ["/430623/race"] * count, positions, list(range(count)), [f"{stream}-{n}" for n in range(count)],
        [1] * count, ["race.run"] * count, [1] * count, [uuid.uuid4() for _ in range(count)], [_NOW] * count, ["{}"] * count,
        ["{}"] * count,
    )  # fmt: skip
    rows = await session.fetch("select seq from inbox where source = '/430623/race' and position = any($1)", positions)
    return [row["seq"] for row in rows]
