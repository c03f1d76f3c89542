"""The store: one contract for the real and the in-memory one, and what only the real one must withstand."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.envelope import Meta
from libs.events.fact import Unknown
from libs.events.patience import in_time
from libs.events.store.store import ConflictError, Inline, NewFacts, PostgresStore
from libs.events.telemetry import metrics
from libs.events.testing.bell import Answered, Confessed, Rung, Whispered
from libs.events.testing.decisions import InMemoryStore
from libs.events.testing.waiting import eventually

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
META = Meta("officer-1", "c-1", "cause", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
SOURCE = "/421088/bell"


def rung(door="front"):
    return Rung(door=door, by=NOON)


@pytest.fixture(params=["postgres", "memory"])
def store(request):
    return request.getfixturevalue("postgres_store") if request.param == "postgres" else InMemoryStore(SOURCE)


class TestContract:
    """The same for every store."""

    async def test_what_is_appended_is_read_back_as_it_was(self, store):
        written = await store.append([NewFacts("bell-1", 0, [rung(), Answered(door="front")])], META, at=NOON)
        assert await store.read("bell-1") == written
        assert [(r.version, r.stream, r.source, r.meta, r.time) for r in written] == [
            (1, "bell-1", SOURCE, META, NOON),
            (2, "bell-1", SOURCE, META, NOON),
        ]
        assert written[0].position < written[1].position
        assert written[0].id != written[1].id

    async def test_a_stream_without_facts_is_empty(self, store):
        assert await store.read("bell-1") == []
        assert (await store.read_all(0)).events == []

    async def test_versions_go_on_where_the_stream_ended(self, store):
        await store.append([NewFacts("bell-1", 0, [rung()])], META, at=NOON)
        await store.append([NewFacts("bell-1", 1, [rung(), rung()])], META, at=NOON)
        assert [r.version for r in await store.read("bell-1")] == [1, 2, 3]

    @pytest.mark.parametrize("expected", [0, 1, 3, 7])
    async def test_an_append_at_another_version_than_the_streams_is_a_conflict_and_writes_nothing(self, store, expected):
        """Behind the stream's end, and ahead of it: that once left a hole after which nothing could be appended."""
        await store.append([NewFacts("bell-1", 0, [rung(), rung()])], META, at=NOON)
        with pytest.raises(ConflictError):
            await store.append([NewFacts("bell-1", expected, [rung()])], META, at=NOON)
        assert len(await store.read("bell-1")) == 2

    async def test_an_append_ahead_of_an_empty_stream_is_a_conflict(self, store):
        with pytest.raises(ConflictError):
            await store.append([NewFacts("bell-1", 1, [rung()])], META, at=NOON)
        assert await store.read("bell-1") == []

    async def test_of_two_who_saw_the_same_version_one_succeeds(self, store):
        await store.append([NewFacts("bell-1", 0, [rung()])], META, at=NOON)
        rivals = [store.append([NewFacts("bell-1", 1, [rung(f"d{n}")])], META, at=NOON) for n in range(2)]
        results = await asyncio.gather(*rivals, return_exceptions=True)
        assert sorted(isinstance(result, ConflictError) for result in results) == [False, True]
        assert len(await store.read("bell-1")) == 2

    async def test_many_streams_are_appended_together(self, store):
        batch = [NewFacts(f"bell-{n}", 0, [rung(f"d{n}"), Answered(door=f"d{n}")]) for n in range(50)]
        written = await store.append(batch, META, at=NOON)
        assert [r.stream for r in written] == [f"bell-{n}" for n in range(50) for _ in range(2)]
        assert (await store.read_all(0)).events == written

    async def test_one_stale_stream_among_many_leaves_all_unwritten(self, store):
        await store.append([NewFacts("bell-2", 0, [rung()])], META, at=NOON)
        with pytest.raises(ConflictError):
            await store.append([NewFacts(f"bell-{n}", 0, [rung()]) for n in range(4)], META, at=NOON)
        assert len((await store.read_all(0)).events) == 1

    async def test_a_stream_may_come_twice_in_one_batch_in_order(self, store):
        batch = [NewFacts("bell-1", 0, [rung("a")]), NewFacts("bell-2", 0, [rung("b")]), NewFacts("bell-1", 1, [rung("c")])]
        await store.append(batch, META, at=NOON)
        assert [(r.version, r.fact.door) for r in await store.read("bell-1")] == [(1, "a"), (2, "c")]
        with pytest.raises(ConflictError):
            await store.append([NewFacts("bell-3", 0, [rung()]), NewFacts("bell-3", 0, [rung()])], META, at=NOON)
        assert await store.read("bell-3") == []

    async def test_appending_nothing_writes_nothing(self, store):
        assert await store.append([], META, at=NOON) == []
        assert await store.append([NewFacts("bell-1", 0, [])], META, at=NOON) == []
        assert await store.append([NewFacts("bell-1", 5, [])], META, at=NOON) == []

    async def test_everything_is_read_in_order_from_a_position_and_in_portions(self, store):
        for n in range(7):
            await store.append([NewFacts(f"bell-{n % 3}", n // 3, [rung(f"d{n}")])], META, at=NOON)
        whole = await store.read_all(0)
        assert [r.fact.door for r in whole.events] == [f"d{n}" for n in range(7)]
        assert whole.high == whole.events[-1].position
        after, portions = 0, []
        while portion := (await store.read_all(after, 3)).events:
            portions.append(len(portion))
            after = portion[-1].position
        assert portions == [3, 3, 1]

    async def test_reading_again_gives_the_same_positions(self, store):
        await store.append([NewFacts(f"bell-{n}", 0, [rung()]) for n in range(5)], META, at=NOON)
        once, again = await store.read_all(0), await store.read_all(0)
        assert once == again
        assert len({r.position for r in once.events}) == 5

    async def test_at_the_end_nothing_more_comes_and_the_mark_stays(self, store):
        (last,) = await store.append([NewFacts("bell-1", 0, [rung()])], META, at=NOON)
        assert await store.read_all(last.position) == type(await store.read_all(0))([], last.position)


operations = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-1, 1), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12
)


@settings(max_examples=25)
@given(operations)
async def test_any_history_of_appends_reads_the_same_from_both_stores(postgres_store, history):
    """Each step appends two batches at (nearly) the right versions; both stores agree on what is refused and kept."""
    await postgres_store.pool.execute("truncate events cascade")
    memory = InMemoryStore(SOURCE)
    lengths = dict.fromkeys(("bell-0", "bell-1", "bell-2"), 0)
    for number, (which, off, first, second) in enumerate(history):
        stream, other = f"bell-{which}", f"bell-{(which + 1) % 3}"
        batch = [
            NewFacts(stream, max(0, lengths[stream] + off), [rung(f"{number}.{n}") for n in range(first)]),
            NewFacts(other, lengths[other], [Answered(door=f"{number}.{n}") for n in range(second)]),
        ]
        outcomes = []
        for store in (postgres_store, memory):
            try:
                outcomes.append([(r.stream, r.version) for r in await store.append(batch, META, at=NOON)])
            except ConflictError:
                outcomes.append("conflict")
        assert outcomes[0] == outcomes[1]
        if outcomes[0] != "conflict":
            lengths[stream] += first
            lengths[other] += second
    shown = [[(r.stream, r.version, r.fact) for r in (await s.read_all(0)).events] for s in (postgres_store, memory)]
    assert shown[0] == shown[1]
    for stream, length in lengths.items():
        assert [r.version for r in await postgres_store.read(stream)] == list(range(1, length + 1))


async def test_sixteen_writers_lose_nothing_before_a_tail_reader_and_invert_nothing(postgres_store):
    """0 lost, 0 inverted; a plain cursor loses one event in six here."""
    done = asyncio.Event()
    written: list[int] = []

    async def writer(number):
        until, mine, shared = asyncio.get_running_loop().time() + 2.5, 0, 0
        while asyncio.get_running_loop().time() < until:
            batch = [NewFacts(f"bell-{number}", mine, [rung(), rung()])]
            async with postgres_store.transaction() as tx:
                written.extend(r.position for r in await postgres_store.append(batch, META, at=NOON, tx=tx))
            mine += 2
            try:
                shared = len(await postgres_store.read("bell-shared"))
                written.extend(
                    r.position for r in await postgres_store.append([NewFacts("bell-shared", shared, [rung()])], META, at=NOON)
                )
            except ConflictError:
                continue

    async def reader():
        after, seen = 0, []
        while True:
            last = done.is_set()
            events = (await postgres_store.read_all(after, 500)).events
            seen += events
            after = events[-1].position if events else after
            if last and not events:
                return seen

    tail = asyncio.create_task(reader())
    await asyncio.gather(*(writer(n) for n in range(16)))
    done.set()
    seen = await tail
    positions = [r.position for r in seen]
    assert len(positions) > 200
    assert positions == sorted(positions)
    assert set(positions) == set(written)
    versions: dict[str, int] = {}
    for item in seen:
        assert item.version == versions.get(item.stream, 0) + 1, "versions of one stream inverted"
        versions[item.stream] = item.version


async def test_an_open_transaction_makes_a_plain_cursor_lose_its_event_and_the_fence_does_not(postgres_store):
    async with AsyncExitStack() as slow:
        held = await slow.enter_async_context(postgres_store.transaction())
        (early,) = await postgres_store.append([NewFacts("bell-slow", 0, [rung("slow")])], META, at=NOON, tx=held)
        (late,) = await postgres_store.append([NewFacts("bell-fast", 0, [rung("fast")])], META, at=NOON)
        assert early.position < late.position
        plain = await postgres_store.pool.fetch("select position from events where position > 0 order by position")
        cursor = plain[-1]["position"]
        assert cursor == late.position, "what was written later is visible first"
        fenced = await postgres_store.read_all(0)
        assert (fenced.events, fenced.high) == ([], 0), "the fence shows nothing that is not settled"
    missed = await postgres_store.pool.fetch("select position from events where position > $1", cursor)
    assert missed == [], "the plain cursor never comes back to the earlier event"
    assert (await postgres_store.read_all(0)).events == [early, late]


async def test_a_slow_writer_delays_the_tail_but_not_the_other_writers(postgres_store):
    looks = metrics.fence_held_back._value.get()
    async with postgres_store.transaction() as held:
        await postgres_store.append([NewFacts("bell-slow", 0, [rung()])], META, at=NOON, tx=held)
        tail = asyncio.create_task(_follow(postgres_store))
        # Each append is seen to be passed by at least one look.
        for count in range(20):
            before = metrics.fence_held_back._value.get()
            await in_time(postgres_store.append([NewFacts(f"bell-{count}", 0, [rung()])], META, at=NOON), what="an append")
            await eventually(lambda: metrics.fence_held_back._value.get() > before, what="another look")  # noqa: B023
        assert not tail.done(), "nothing is settled while an earlier append is open"
    assert await in_time(tail, what="the tail") == 21
    assert metrics.fence_held_back._value.get() >= looks + 20, "the delay is a metric"


async def _follow(store):
    return len(await eventually(lambda: _settled_events(store), what="something settled"))


async def _settled_events(store):
    return (await store.read_all(0, 100_000)).events


class Tally(Inline):
    """An inline view: counts doors, and refuses the cursed one."""

    async def apply(self, tx, recorded):
        for item in recorded:
            await tx.execute("insert into tally values ($1)", item.fact.door)
            if item.fact.door == "cursed":
                raise RuntimeError("cursed")


async def test_inline_views_change_with_the_append_and_roll_back_with_it(pool):
    await pool.execute("create table tally (door text)")
    store = PostgresStore(pool, SOURCE, Tally())
    await store.append([NewFacts("bell-1", 0, [rung("front")])], META, at=NOON)
    with pytest.raises(RuntimeError, match="cursed"):
        await store.append([NewFacts("bell-2", 0, [rung("back")]), NewFacts("bell-3", 0, [rung("cursed")])], META, at=NOON)
    with pytest.raises(ConflictError):
        await store.append([NewFacts("bell-1", 0, [rung("again")])], META, at=NOON)
    with pytest.raises(ZeroDivisionError):
        await _given_up(store)
    assert [row["door"] for row in await pool.fetch("select door from tally")] == ["front"]
    assert len((await store.read_all(0)).events) == 1


async def _given_up(store):
    async with store.transaction() as tx:
        await store.append([NewFacts("bell-4", 0, [rung("fourth")])], META, at=NOON, tx=tx)
        raise ZeroDivisionError


async def test_two_batches_that_cross_each_others_streams_end_in_one_conflict_and_no_error(postgres_store):
    """Each holds what the other needs: the database ends one, and that is a conflict like any other."""
    first_in, second_in = asyncio.Event(), asyncio.Event()

    async def both(mine, other, came, awaited):
        async with postgres_store.transaction() as tx:
            await postgres_store.append([NewFacts(mine, 0, [rung()])], META, at=NOON, tx=tx)
            came.set()
            await awaited.wait()
            await postgres_store.append([NewFacts(other, 0, [rung()])], META, at=NOON, tx=tx)

    results = await asyncio.gather(
        both("bell-a", "bell-b", first_in, second_in), both("bell-b", "bell-a", second_in, first_in), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["ConflictError", "NoneType"]
    assert len((await postgres_store.read_all(0)).events) == 2


async def test_facts_this_code_does_not_know_are_read_as_unknown(postgres_store):
    await postgres_store.append([NewFacts("bell-1", 0, [rung()])], META, at=NOON)
    await postgres_store.pool.execute("update events set type = 'bell.melted', data = '{\"heat\": 9}'")
    (found,) = await postgres_store.read("bell-1")
    assert found.fact == Unknown("bell.melted", 1, {"heat": 9})


async def test_raw_reading_gives_the_data_as_stored(postgres_store):
    (written,) = await postgres_store.append([NewFacts("bell-1", 0, [rung("门")])], META, at=NOON)
    (raw,) = await postgres_store.read_raw(0, written.position, 10)
    assert (raw.fact.fact_type, raw.fact.fact_version, raw.meta) == ("bell.rung", 1, META)
    assert '"门"' in raw.fact.json.decode()


async def test_listeners_are_woken_by_appends_until_they_leave(postgres_store):
    woken = []
    wake = lambda: woken.append(True)  # noqa: E731 - the same object leaves again
    postgres_store.on_append(wake)
    await postgres_store.append([NewFacts("bell-1", 0, [rung()])], META, at=NOON)
    postgres_store.off_append(wake)
    await postgres_store.append([NewFacts("bell-1", 1, [rung()])], META, at=NOON)
    assert len(woken) == 1


async def test_who_is_woken_by_an_append_finds_it_committed(postgres_store):
    """Woken before the commit the relay found nothing, and slept until the next fact came: 24 ms at 20 commands a second."""
    woken = []
    postgres_store.on_append(lambda: woken.append(True))
    async with postgres_store.transaction() as tx:
        await postgres_store.append([NewFacts("bell-1", 0, [rung()])], META, at=NOON, tx=tx)
        assert woken == []
    assert woken == [True]


async def test_many_streams_are_read_in_one_statement_and_absent_ones_are_absent(postgres_store):
    await postgres_store.append([NewFacts("bell-1", 0, [rung(), rung()]), NewFacts("bell-2", 0, [rung()])], META, at=NOON)
    found = await postgres_store.read_after({"bell-2": 0, "bell-1": 0, "bell-9": 0}, limit=10)
    assert {stream: [r.version for r in items] for stream, items in found.items()} == {"bell-1": [1, 2], "bell-2": [1]}


async def test_of_each_stream_is_read_what_comes_after_a_version_as_far_as_a_limit(postgres_store):
    await postgres_store.append([NewFacts(f"bell-{n}", 0, [rung()] * n) for n in (1, 4, 9)], META, at=NOON)
    found = await postgres_store.read_after({"bell-9": 2, "bell-4": 3, "bell-1": 1}, limit=5)
    assert {stream: [r.version for r in items] for stream, items in found.items()} == {"bell-9": [3, 4, 5, 6, 7], "bell-4": [4]}
    assert [r.version for r in (await postgres_store.read_after({"bell-9": 7}, limit=5))["bell-9"]] == [8, 9]


async def test_a_database_that_goes_away_and_comes_back_is_no_end(postgres_store):
    """The server ends every session; the next append opens a new one."""
    await postgres_store.append([NewFacts("bell-1", 0, [rung()])], META, at=NOON)
    killer = await postgres_store.pool.acquire()
    await killer.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    await postgres_store.pool.release(killer)

    async def appended():
        try:
            return await postgres_store.append([NewFacts("bell-2", 0, [rung()])], META, at=NOON)
        except Exception:  # noqa: BLE001 - whatever a dead session raises
            return None

    await eventually(appended, what="an append on a new session")


async def test_facts_and_their_mark_are_read_together_and_nothing_is_held_for_it(postgres_store):
    written = await postgres_store.append([NewFacts("bell-1", 0, [rung()] * 5)], META, at=NOON)
    async with postgres_store.pool.acquire() as reader, reader.transaction():
        rows = await reader.fetch("select * from next_settled(0, 3)")
        assert [row["r_position"] for row in rows] == [r.position for r in written[:3]]
        held = await reader.fetchval("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
        assert held == 0, "not even while the reader's own transaction is still open"
    facts, high = await postgres_store.read_settled(written[2].position, 100)
    assert ([f.position for f in facts], high) == ([r.position for r in written[3:]], written[4].position)
    assert await postgres_store.read_settled(high, 100) == ([], high)


async def test_while_a_writer_is_under_way_nothing_behind_it_is_settled(postgres_store):
    async with postgres_store.transaction() as slow:
        await postgres_store.append([NewFacts("bell-slow", 0, [rung()])], META, at=NOON, tx=slow)
        await postgres_store.append([NewFacts("bell-fast", 0, [rung()])], META, at=NOON)
        assert await postgres_store.read_settled(0, 100) == ([], 0)
    facts, _ = await postgres_store.read_settled(0, 100)
    assert [f.stream for f in facts] == ["bell-slow", "bell-fast"]


async def test_no_id_of_what_is_not_told_to_all_follows_from_the_ids_beside_it(postgres_store):
    told = [rung(), Whispered(door="d"), rung(), Confessed(sin="s"), rung()]
    identities = [r.id for r in await postgres_store.append([NewFacts("bell-1", 0, told)], META, at=NOON)]
    assert [identity.version for identity in identities] == [7, 4, 7, 4, 7]
