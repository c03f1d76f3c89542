"""Reactions of a batch: their commands are done together, and each reads what it read when all were done one by one."""

import dataclasses
from collections.abc import Sequence

import pytest

from libs.events import reactions as reactions_module
from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact
from libs.events.reactions import Reactions, read_once
from libs.events.telemetry import metrics
from libs.events.testing.bell import DOOR, AlreadyRinging, Labelled, Open, Opened, Rung, door_service
from libs.events.testing.services import service_under_test
from libs.events.timers import Deadlines
from libs.events.views.views import Views

AT = "2026-03-02T03:00:00Z"


class Knocked(Fact, name="knock.knocked"):
    door: str
    before: int


class Knock(Command):
    door: str
    before: int


def decide(command: Command, state: int, _: object) -> Sequence[Fact]:
    if command.door == "cursed":
        raise AlreadyRinging(field="door", value="cursed", do_en="Leave it.", do_zh="勿动。")
    return [Knocked(door=command.door, before=command.before)]


KNOCK = Decider("knock", (Knock,), lambda c: f"knock-{c.door}", 0, decide, lambda state, _: state + 1)
_COUNT = "select count(*) from seen where source = 'knocks'"


def knocking(*, steady: bool = False) -> tuple[Reactions, Views]:
    """Reactions that count the knocks so far and pass the count on."""
    reactions, views = Reactions(), Views()

    @reactions.on(Rung, steady=steady)
    async def knock(tx, rung, _):
        return [Knock(door=rung.fact.door, before=await tx.fetchval(_COUNT))]

    @reactions.on(Labelled)
    async def open_it(_, labelled, __):
        return [Open(door=labelled.fact.door, because=labelled.fact.label)]

    @views.on(Knocked)
    async def knocked(tx, facts):
        await tx.executemany("insert into seen values ('knocks', $1, $2)", [(r.position, r.fact.door) for r in facts])

    return reactions, views


@pytest.fixture
def start(database, issuer):
    def make(reactions, views):
        service = dataclasses.replace(
            door_service, deciders=Deciders(DOOR, KNOCK), reactions=reactions, views=views, deadlines=Deadlines()
        )
        return service_under_test(service, database, issuer)

    return make


def rings(*doors):
    return [(f"bell-{door}", Rung(door=door, by=AT)) for door in doors]


def labels(*doors):
    return [(f"label-{door}", Labelled(door=door, label=f"{n}")) for n, door in enumerate(doors)]


def appends():
    return next(s.value for m in metrics.append_seconds.collect() for s in m.samples if s.name.endswith("_count"))


async def test_the_commands_of_a_batch_are_appended_together_each_with_its_own_cause(start):
    async with start(*knocking()) as door:
        before = appends()
        delivered = await door.deliver("bell", *labels(*"abcab"))
        assert appends() - before == 1
        events = (await door.running.store.read_all(0)).events
        assert [e.meta.causation for e in events] == [str(d.id) for d in delivered]
        assert [e.meta.correlation for e in events] == [d.meta.correlation for d in delivered]
        assert [(e.stream, e.version) for e in events] == [
            ("door-a", 1), ("door-b", 1), ("door-c", 1), ("door-a", 2), ("door-b", 2)
        ]  # fmt: skip
        assert [e.fact for e in events] == [Opened(door=d, because=str(n)) for n, d in enumerate("abcab")]


async def test_a_batch_of_many_facts_is_done_in_groups_and_in_order(start, monkeypatch):
    monkeypatch.setattr(reactions_module, "_AT_ONCE", 200)
    async with start(*knocking()) as door:
        await door.deliver("bell", *labels(*(f"d{n % 7}" for n in range(450))))
        facts = await door.facts("door.opened")
        assert [fact.because for fact in facts] == [str(n) for n in range(450)]


async def test_a_reaction_that_reads_sees_the_effect_of_all_commands_before_it(start):
    async with start(*knocking()) as door:
        await door.deliver("bell", *rings("a", "b"), *labels("x", "y"), *rings("c"))
        assert [fact.before for fact in await door.facts("knock.knocked")] == [0, 1, 2]
        assert [fact.fact_type for fact in await door.facts()] == [
            "knock.knocked", "knock.knocked", "door.opened", "door.opened", "knock.knocked"
        ]  # fmt: skip


async def test_a_steady_reaction_reads_once_for_a_batch(start):
    async with start(*knocking(steady=True)) as door:
        before = appends()
        await door.deliver("bell", *rings("a"), *labels("x"), *rings("b", "c"))
        assert [fact.before for fact in await door.facts("knock.knocked")] == [0, 0, 0]
        assert appends() - before == 1, "types of facts that take turns do not end a group"
        await door.deliver("bell", *rings("d"))
        assert [fact.before for fact in await door.facts("knock.knocked")] == [0, 0, 0, 3]


@pytest.mark.parametrize(("steady", "reads"), [(True, [0, 0, 0]), (False, [0, 1, 2])])
async def test_what_a_steady_reaction_makes_of_its_reads_is_made_once_for_a_batch(start, steady, reads):
    made = []

    async def counted(tx, query):
        made.append(query)
        return await tx.fetchval(query)

    reactions, views = Reactions(), knocking()[1]

    @reactions.on(Rung, steady=steady)
    async def knock(tx, rung, _):
        return [Knock(door=rung.fact.door, before=await read_once(tx, counted, _COUNT))]

    async with start(reactions, views) as door:
        await door.deliver("bell", *rings("a", "b", "c"))
        assert [fact.before for fact in await door.facts("knock.knocked")] == reads
        assert len(made) == len(set(reads))


async def test_a_refusal_undoes_the_batch_and_isolated_it_parks_only_its_stream(start):
    async with start(*knocking()) as door:
        facts = [*rings("a", "cursed"), *labels("x"), *rings("b", "cursed")]
        with pytest.raises(AlreadyRinging):
            await door.deliver("bell", *facts)
        assert await door.facts() == []
        assert await door.rows("select * from inbox") == []
        door._versions.clear()
        await door.deliver("bell", *facts, isolate=True)
        assert len(await door.rows("select * from inbox")) == 5
        assert [fact.door for fact in await door.facts("knock.knocked")] == ["a", "b"]
        assert [fact.door for fact in await door.facts("door.opened")] == ["x"]
        parked = await door.running.inbox.parked()
        assert [(p.stream, p.waiting) for p in parked] == [("bell-cursed", 2)]


async def test_commands_before_one_that_is_refused_in_the_same_reaction_are_undone(start):
    reactions = Reactions()

    @reactions.on(Rung)
    async def both(_, rung, __):
        return [Open(door=rung.fact.door, because="first"), Knock(door="cursed", before=0)]

    async with start(reactions, Views()) as door:
        with pytest.raises(AlreadyRinging):
            await door.deliver("bell", *rings("a"))
        assert await door.facts() == []


async def test_what_a_reaction_locks_or_writes_comes_after_the_commands_before_it(start):
    reactions, views = knocking()

    @reactions.on(Rung)
    async def note(tx, rung, _):
        await tx.execute("update seen set door = door || '!' where source = 'knocks'")
        return []

    async with start(reactions, views) as door:
        await door.deliver("bell", *rings("a", "b"))
        rows = await door.rows("select door from seen order by position")
        assert [row["door"] for row in rows] == ["a!!", "b!"]


async def test_a_reaction_that_runs_outside_of_a_batch_is_done_when_it_returns(start):
    """Parked facts that are retried, and facts understood after an upgrade."""
    reactions, views = knocking()
    async with start(reactions, views) as door:
        (item,) = await door.deliver("other", ("x", Labelled(door="z", label="1")))
        async with door.running.store.transaction() as tx:
            await reactions.react(tx, [item], door.running.environment, door.running.runner)
            assert await tx.fetchval("select count(*) from events where type = 'door.opened'") == 2
