"""The store against a list in memory: rivals, open transactions, deaths, and a reader of everything who misses nothing."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from libs.events.envelope import Meta, Recorded
from libs.events.fact import catalog
from libs.events.store.store import ConflictError, Inline, NewFacts, PostgresStore, Settled
from libs.events.testing.bell import Labelled
from libs.events.testing.machine import World, play, world

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
META = Meta("officer-1", "c-1")
SOURCE = "/421088/bell"
STREAMS = ("bell-a", "bell-b", "bell-c")
HANDS = ("left", "right")
WRITTEN, REFUSED = "written", "refused"

streams = st.sampled_from(STREAMS)
hands = st.sampled_from(HANDS)
# (stream, how far off the right expected version, how many facts); most are right, or little would ever be written.
parts = st.tuples(streams, st.just(0) | st.just(0) | st.just(0) | st.sampled_from((0, -1, 1)), st.sampled_from((1, 2, 3, 0)))
batches = st.lists(parts, min_size=1, max_size=3)


class GivenUp(Exception):  # noqa: N818 - no error: its owner changed his mind
    pass


@dataclass(eq=False)
class Open:
    """A transaction under way, its session, and what it has written."""

    exit: AsyncExitStack
    tx: Any
    pid: int
    written: list[Recorded] = field(default_factory=list)


@dataclass(eq=False)
class Append:
    """One append under way. `owner` is the transaction it belongs to; `tallied` whether its store has views."""

    task: asyncio.Task
    rows: list[tuple[str, int]]
    owner: Open | None
    tallied: bool


class Tally(Inline):
    """An inline view: how many facts each stream has got through the store that has views."""

    async def apply(self, tx, recorded):
        for stream, count in Counter(r.stream for r in recorded).items():
            await tx.execute(
                "insert into tally values ($1, $2) on conflict (stream) do update set facts = tally.facts + $2", stream, count
            )


class StoreMachine(RuleBasedStateMachine):
    def __init__(self, here: World) -> None:
        super().__init__()
        self.world, self.run = here, here.run
        self.store = PostgresStore(here.pool, SOURCE, Tally())
        self.bare = PostgresStore(here.pool, SOURCE)
        self.committed: list[Recorded] = []
        self.tally: Counter[str] = Counter()
        self.open: dict[str, Open] = {}
        self.waiting: Append | None = None
        self.seen: list[Recorded] = []
        self.cursor = self.settled = self.number = 0
        here.empty()

    def teardown(self):
        """Whatever state a failed step has left: nobody may hold a lock when the next example begins."""
        self.run(self._dropped())

    async def _dropped(self):
        for slot in self.open.values():
            await self.world.pool.execute("select pg_terminate_backend($1, 10000)", slot.pid)
        if self.waiting:
            await _outcome(self.waiting.task)
        for slot in self.open.values():
            await _outcome(slot.exit.__aexit__(GivenUp, GivenUp(), None))

    # ---- appending

    @initialize(drawn=batches)
    def somebody_is_writing(self, drawn):
        self.append(drawn, "left")

    @rule(drawn=batches, hand=hands)
    def append_and_leave_open(self, drawn, hand):
        self.append(drawn, hand)

    @rule(drawn=batches, who=st.sampled_from(("alone", "bare", *HANDS)))
    def append(self, drawn, who):
        """A batch at right or nearly right versions, alone or in a transaction left open; one at most waits for a rival."""
        if who in HANDS and who not in self.open:
            self.open[who] = self.run(self._opened())
        owner = self.open.get(who)
        batch = self._batch(drawn, owner)
        rows = [(new.stream, new.expected + n) for new in batch for n, _ in enumerate(new.facts, 1)]
        verdict = self._verdict(rows, owner)
        if self.waiting and (isinstance(verdict, Open) or self._in_the_way(rows, owner)):
            return
        store = self.bare if who == "bare" else self.store
        work = store.append(batch, META, at=NOON, tx=owner.tx if owner else None)
        self._advance(Append(self.run(_begin(work)), rows, owner, who != "bare"), verdict)

    @rule(stream=streams, rivals=st.integers(2, 4))
    def race(self, stream, rivals):
        """Several at once at the same version, and a reader of everything among them: one succeeds."""
        if self._held(stream):
            return
        length = self._length(stream, None)
        facts = [self._facts(stream, 1) for _ in range(rivals)]

        async def all_at_once():
            appends = [self.bare.append([NewFacts(stream, length, some)], META, at=NOON) for some in facts]
            return await asyncio.gather(self.store.read_all(self.cursor, 3), *appends, return_exceptions=True)

        settled, *outcomes = self.run(all_at_once())
        (won,) = [outcome for outcome in outcomes if not isinstance(outcome, ConflictError)]
        assert [r.fact for r in won] in facts
        self.committed += won
        self._take(settled.events, settled.high, 3)
        # How much it saw is chance; which rules may follow must not be.
        self.tail(100, raw=False)

    def _batch(self, drawn, owner):
        length = {stream: self._length(stream, owner) for stream in STREAMS}
        batch = []
        for stream, off, count in drawn:
            batch.append(NewFacts(stream, max(0, length[stream] + off), self._facts(stream, count)))
            length[stream] += count
        return batch

    def _facts(self, stream, count):
        self.number += count
        return [Labelled(door=stream, label=str(self.number - n)) for n in reversed(range(count))]

    def _length(self, stream, owner):
        """As `owner` sees it: what is committed, and his own."""
        return sum(r.stream == stream for r in self.committed + (owner.written if owner else []))

    def _held(self, stream):
        """Whether an open transaction or a waiting append has to do with the stream."""
        written = {r.stream for slot in self.open.values() for r in slot.written}
        return stream in written or (self.waiting is not None and stream in {s for s, _ in self.waiting.rows})

    def _in_the_way(self, rows, owner):
        """A second append that could lock the waiting one out would only show how the database ends deadlocks."""
        busy = {stream for stream, _ in self.waiting.rows}
        return (owner is not None and owner is self.waiting.owner) or any(stream in busy for stream, _ in rows)

    def _verdict(self, rows, owner):
        """What must become of these rows: WRITTEN, REFUSED, or the transaction whose end decides it."""
        length = {stream: self._length(stream, owner) for stream in STREAMS}
        batch = set()
        for stream, version in rows:
            if version > length[stream] + 1 and (stream, version - 1) not in batch:
                return REFUSED
            batch.add((stream, version))
        batch.clear()
        for stream, version in rows:
            if version <= length[stream] or (stream, version) in batch:
                return REFUSED
            for rival in self.open.values():
                if rival is not owner and (stream, version) in {(r.stream, r.version) for r in rival.written}:
                    return rival
            batch.add((stream, version))
        return WRITTEN

    def _advance(self, append, verdict):
        """Waits for what the verdict says and takes it over: the end of the append, or that it is held up."""
        if isinstance(verdict, Open):
            self.run(self._held_up(append.task, verdict.pid))
            assert not append.task.done(), f"{append.rows} did not wait for its rival: {append.task}"
            self.waiting = append
            return
        if self.waiting is append:
            self.waiting = None
        (outcome,) = self.run(_outcome(append.task))
        if verdict == REFUSED:
            assert isinstance(outcome, ConflictError), f"{append.rows}: {outcome!r}"
            for hand, slot in list(self.open.items()):
                if slot is append.owner:
                    self._close(hand, outcome)
            return
        assert isinstance(outcome, list), f"{append.rows}: {outcome!r}"
        assert [(r.stream, r.version) for r in outcome] == append.rows
        if append.owner:
            append.owner.written += outcome
        else:
            self._commit(outcome, tallied=append.tallied)

    async def _held_up(self, task, pid):
        held = "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))"

        async def either():
            return await self.world.pool.fetchval(held, pid) or task.done()

        await self.world.until(either)

    def _commit(self, written, *, tallied):
        assert all(r.position > self.settled for r in written), "appeared below what a reader was told is settled"
        self.committed += written
        if tallied:
            self.tally.update(r.stream for r in written)

    # ---- open transactions

    async def _opened(self):
        stack = AsyncExitStack()
        tx = await stack.enter_async_context(self.store.transaction())
        return Open(stack, tx, await tx.fetchval("select pg_backend_pid()"))

    @precondition(lambda self: self.open)
    @rule(first=st.booleans(), how=st.sampled_from(("commit", "commit", "commit", "rollback", "die")))
    def end_one(self, first, how):
        self.end(min(self.open) if first else max(self.open), how)

    def end(self, hand, how):
        """Commits, gives up, or loses its session, maybe while its own append waits."""
        slot = self.open.get(hand)
        if slot is None or (how != "die" and self.waiting and self.waiting.owner is slot):
            return
        if how == "commit":
            self.run(slot.exit.aclose())
            del self.open[hand]
            self._commit(slot.written, tallied=True)
            self._resume()
            return
        if how == "die":
            self.run(self.world.pool.execute("select pg_terminate_backend($1, 10000)", slot.pid))
            if self.waiting and self.waiting.owner is slot:
                (outcome,) = self.run(_outcome(self.waiting.task))
                assert isinstance(outcome, asyncpg.PostgresError | asyncpg.InterfaceError), repr(outcome)
                self.waiting = None
        self._close(hand, GivenUp())

    def _close(self, hand, error):
        """Ends a transaction without a commit, as an error in its body does."""
        slot = self.open.pop(hand)
        (outcome,) = self.run(_outcome(slot.exit.__aexit__(type(error), error, None)))
        assert outcome is None or outcome is False or isinstance(outcome, Exception)
        self._resume()

    def _resume(self):
        if self.waiting:
            self._advance(self.waiting, self._verdict(self.waiting.rows, self.waiting.owner))

    # ---- reading

    @precondition(lambda self: self._unread())
    @rule(limit=st.sampled_from((5, 100, 1, 2)), raw=st.booleans())
    def tail(self, limit, raw):
        """The reader of everything goes on from its cursor, as the relay does or as the feed does."""
        read = self._raw(limit) if raw else self.store.read_all(self.cursor, limit)
        settled = self.run(read)
        free = not self.waiting and not any(slot.written for slot in self.open.values())
        self._take(settled.events, settled.high, limit, whole=free)

    async def _raw(self, limit):
        high = await self.store.settled(self.cursor)
        rows = await self.store.read_raw(self.cursor, high, limit)
        return Settled([self._decoded(r) for r in rows], high)

    @staticmethod
    def _decoded(r):
        fact = catalog.decode(r.fact.fact_type, r.fact.fact_version, orjson.loads(r.fact.json))
        return Recorded(fact, r.source, r.stream, r.version, r.position, r.id, r.time, r.meta)

    def _take(self, events, high, limit, *, whole=False):
        unread = self._unread()
        if whole:
            assert events == unread[:limit], "everything is settled, and not everything is shown"
            assert high == max([self.cursor, *(r.position for r in self.committed)])
        assert events == unread[: len(events)]
        self.seen += events
        self.cursor = events[-1].position if len(events) == limit else high
        self.settled = max(self.settled, high)

    def _unread(self):
        return sorted((r for r in self.committed if r.position > self.cursor), key=lambda r: r.position)

    @precondition(lambda self: self.committed)
    @rule(chosen=st.sets(streams, min_size=1), who=st.sampled_from((*HANDS, "alone")))
    def read(self, chosen, who):
        """Streams read in a transaction show its own facts too, and nobody else's uncommitted ones."""
        slot = self.open.get(who)
        if slot is not None and self.waiting and self.waiting.owner is slot:
            return
        visible = self.committed + (slot.written if slot else [])
        want = {stream: [r for r in visible if r.stream == stream] for stream in chosen}
        tx = slot.tx if slot else None
        assert self.run(self.store.read_after(dict.fromkeys(sorted(chosen), 0), limit=100_000, tx=tx)) == {
            s: items for s, items in want.items() if items
        }
        one = min(chosen)
        assert self.run(self.store.read(one, tx=tx)) == want[one]

    # ---- always

    @invariant()
    def holds_what_was_committed_and_nothing_else(self):
        rows = self.run(self.world.pool.fetch("select *, data::text as data, meta::text as meta from events order by position"))
        assert [self.store.recorded(row) for row in rows] == sorted(self.committed, key=lambda r: r.position)

    @invariant()
    def versions_are_contiguous_in_the_order_of_positions(self):
        versions: Counter[str] = Counter()
        for item in sorted(self.committed, key=lambda r: r.position):
            versions[item.stream] += 1
            assert item.version == versions[item.stream]

    @invariant()
    def reader_has_seen_everything_up_to_its_cursor_once_and_in_order(self):
        below = [r for r in self.committed if r.position <= self.cursor]
        assert self.seen == sorted(below, key=lambda r: r.position)

    @invariant()
    def views_count_what_was_committed(self):
        rows = self.run(self.world.pool.fetch("select * from tally"))
        assert {row["stream"]: row["facts"] for row in rows} == dict(self.tally)


async def _begin(work):
    return asyncio.ensure_future(work)


async def _outcome(work):
    return await asyncio.gather(work, return_exceptions=True)


def test_no_interleaving_of_appends_loses_or_doubles_a_fact_or_shows_it_out_of_order(database):
    with world(database) as here:
        here.run(here.pool.execute("create table tally (stream text primary key, facts integer not null)"))
        play(lambda: StoreMachine(here), examples=60, steps=40)
