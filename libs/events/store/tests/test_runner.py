"""Commands: load, decide, append; rivals, stale versions, many at once, and nothing half done."""

import asyncio
from datetime import UTC, datetime

import pytest

from libs.events.clock import system_clock
from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact, UnreadableFactError
from libs.events.refusal import Refusal, StaleVersion
from libs.events.store.runner import Origin, Runner
from libs.events.store.store import ConflictError, Inline, PostgresStore
from libs.events.telemetry import metrics
from libs.events.testing.bell import BELL, LABEL, AlreadyRinging, Answer, Label, Labelled, Miss, Ring, Rung, Whisper
from libs.events.testing.decisions import given
from libs.events.testing.services import MovableClock

VISITOR = Origin("visitor")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Counted(Fact, name="probe.counted"):
    to: int


class Count(Command):
    counter: str = "one"


COUNTER = Decider(
    "counter", (Count,), lambda c: f"counter-{c.counter}", 0, lambda _, n, __: [Counted(to=n + 1)], lambda n, _: n + 1
)


@pytest.fixture
def runner(postgres_store):
    return Runner(postgres_store, Deciders(BELL, LABEL, COUNTER), MovableClock(NOON))


async def test_a_command_leads_to_facts_with_their_origin_and_the_time_of_the_clock(runner):
    outcome = await runner.execute(Ring(door="front"), Origin("visitor-9", "corr", "cause"))
    (recorded,) = await runner.store.read("bell-front")
    assert (outcome.stream, outcome.version, list(outcome.recorded)) == ("bell-front", 1, [recorded])
    assert (recorded.meta.actor, recorded.meta.correlation, recorded.meta.causation) == ("visitor-9", "corr", "cause")
    assert recorded.time == NOON


async def test_twenty_rivals_for_one_stream_all_get_their_turn(runner):
    """All read the same version; each that is too late loads and decides again."""
    before = metrics.conflicts._value.get()
    outcomes = await asyncio.gather(*(runner.execute(Count(), VISITOR) for _ in range(20)))
    assert sorted(outcome.version for outcome in outcomes) == list(range(1, 21))
    assert [r.fact.to for r in await runner.store.read("counter-one")] == list(range(1, 21))
    assert metrics.conflicts._value.get() > before


async def test_of_two_rivals_the_second_decides_anew_and_is_refused(runner):
    results = await asyncio.gather(*(runner.execute(Ring(door="front"), VISITOR) for _ in range(2)), return_exceptions=True)
    assert sorted(isinstance(result, AlreadyRinging) for result in results) == [False, True]
    assert len(await runner.store.read("bell-front")) == 1


async def test_inside_a_given_transaction_a_conflict_goes_to_its_owner(runner):
    async with runner.store.transaction() as tx:
        await tx.execute("set transaction isolation level repeatable read")
        assert await runner.store.read("counter-one", tx=tx) == []
        await runner.execute(Count(), VISITOR)
        with pytest.raises(ConflictError):
            await runner.execute(Count(), VISITOR, tx=tx)


async def test_a_version_other_than_the_one_seen_is_stale_and_writes_nothing(runner):
    await runner.execute(Ring(door="front"), VISITOR)
    for seen in (0, 2):
        with pytest.raises(StaleVersion) as caught:
            await runner.execute(Answer(door="front"), VISITOR, expect=seen)
        assert (caught.value.field, caught.value.value) == ("If-Match", seen)
        assert caught.value.do_zh
        assert caught.value.do_en
    assert len(await runner.store.read("bell-front")) == 1
    assert (await runner.execute(Answer(door="front"), VISITOR, expect=1)).version == 2


async def test_a_refused_command_leaves_no_event_and_is_counted(runner):
    await runner.execute(Ring(door="front"), VISITOR)
    before = metrics.refused.labels("already-ringing")._value.get()
    with pytest.raises(AlreadyRinging):
        await runner.execute(Ring(door="front"), VISITOR)
    assert len(await runner.store.read("bell-front")) == 1
    assert metrics.refused.labels("already-ringing")._value.get() == before + 1


async def test_a_command_with_nothing_to_do_answers_with_the_streams_version_and_no_facts(runner):
    await runner.execute(Label(door="a", label="one"), VISITOR)
    outcome = await runner.execute(Label(door="a", label="one"), VISITOR)
    assert (outcome.version, list(outcome.recorded)) == (1, [])


async def test_many_commands_go_in_together_and_the_refused_ones_do_not_hold_up_the_rest(runner):
    await runner.execute(Ring(door="b"), VISITOR)
    commands = [Ring(door="a"), Ring(door="b"), Ring(door="a"), Answer(door="a"), Ring(door="a"), Label(door="a", label="x"),
                Label(door="c", label="forbidden"), Answer(door="never")]  # fmt: skip
    async with runner.store.transaction() as tx:
        outcomes = await runner.execute_many(commands, VISITOR, tx=tx)
    shown = [type(o).__name__ if isinstance(o, Refusal) else (o.stream, o.version, len(o.recorded)) for o in outcomes]
    assert shown == [
        ("bell-a", 1, 1), "AlreadyRinging", "AlreadyRinging", ("bell-a", 2, 1), ("bell-a", 3, 1), ("label-a", 1, 1),
        "AlreadyRinging", ("bell-never", 0, 0),
    ]  # fmt: skip
    assert [r.fact.fact_type for r in await runner.store.read("bell-a")] == ["bell.rung", "bell.answered", "bell.rung"]
    assert len(await runner.store.read("bell-b")) == 1
    assert [r.fact for r in await runner.store.read("label-a")] == [Labelled(door="a", label="x")]


async def test_many_commands_are_all_or_nothing_when_a_rival_was_faster(runner):
    async with runner.store.transaction() as tx:
        await tx.execute("set transaction isolation level repeatable read")
        assert await runner.store.read("counter-one", tx=tx) == []
        await runner.execute(Count(), VISITOR)
        with pytest.raises(ConflictError):
            await runner.execute_many([Ring(door="a"), Count()], VISITOR, tx=tx)
    assert await runner.store.read("bell-a") == []


class Breaking(Inline):
    async def apply(self, tx, recorded):
        await tx.execute("insert into trace values ($1)", recorded[0].stream)
        raise RuntimeError("the view breaks")


async def test_a_crash_in_a_view_leaves_nothing(pool):
    await pool.execute("create table trace (stream text)")
    runner = Runner(PostgresStore(pool, "/421088/bell", Breaking()), Deciders(BELL), system_clock)
    with pytest.raises(RuntimeError, match="the view breaks"):
        await runner.execute(Ring(door="front"), VISITOR)
    assert await runner.store.read("bell-front") == []
    assert await pool.fetchval("select count(*) from trace") == 0


async def test_a_stream_with_facts_newer_than_this_code_takes_no_decision(runner):
    await runner.execute(Ring(door="front"), VISITOR)
    await runner.store.pool.execute("update events set schema_version = 9")
    with pytest.raises(UnreadableFactError, match="update first"):
        await runner.execute(Answer(door="front"), VISITOR)


async def test_a_command_nobody_answers_is_named(runner):
    class Paint(Command):
        pass

    with pytest.raises(LookupError, match="Paint"):
        await runner.execute(Paint(), VISITOR)
    with pytest.raises(LookupError, match="Paint"):
        runner.deciders.command("Paint", {})


def test_a_command_is_answered_by_one_decider():
    with pytest.raises(ValueError, match="Ring is answered twice"):
        Deciders(BELL, Decider("again", (Ring,), str, None, lambda *_: [], lambda s, _: s))


def test_a_stored_command_comes_back_as_it_was():
    assert Deciders(BELL).command("Miss", {"door": "front"}) == Miss(door="front")


def test_decisions_are_told_as_given_when_then():
    given(BELL).when(Ring(door="a"), at=NOON).then(Rung(door="a", by=datetime(2026, 3, 2, 5, 0, tzinfo=UTC)))
    given(BELL, Rung(door="a", by=NOON)).when(Ring(door="a"), at=NOON).refused(AlreadyRinging)
    given(BELL).when(Answer(door="a"), at=NOON).nothing()
    with pytest.raises(AssertionError):
        given(BELL).when(Whisper(door="a"), at=NOON).nothing()
    with pytest.raises(AssertionError):
        given(BELL).when(Whisper(door="a"), at=NOON).refused(AlreadyRinging)
