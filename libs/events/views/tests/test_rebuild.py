"""Read models rebuilt beside the living ones: equal to the fold of all facts, while the service goes on."""

import asyncio

import pytest

from libs.events.bus.ledger import Signer
from libs.events.http.idempotency import Executor
from libs.events.store.runner import Ask, Origin
from libs.events.testing.bell import Answer, Answered, Label, Opened, Ring, Rung
from libs.events.testing.waiting import eventually
from libs.events.timers import Deadlines
from libs.events.views.rebuild import RebuildRunning, rebuild
from libs.events.views.views import Views

VISITOR = Origin("visitor")


async def folded(running):
    """What the facts say the tables must hold."""
    times: dict[str, int] = {}
    labels: dict[str, str] = {}
    for item in (await running.store.read_all(0, 1_000_000)).events:
        if isinstance(item.fact, Rung):
            times[item.fact.door] = times.get(item.fact.door, 0) + 1
        elif item.fact.fact_type == "bell.labelled":
            labels[item.fact.door] = item.fact.label
    return times, labels


async def shown(running):
    times = {row["door"]: row["times"] for row in await running.pool.fetch("select * from doors")}
    return times, {row["door"]: row["label"] for row in await running.pool.fetch("select * from labels")}


async def test_a_view_that_went_wrong_is_right_after_a_rebuild(bell):
    running = bell.running
    for _ in range(2):
        await running.runner.execute(Ring(door="front"), VISITOR)
        await running.runner.execute(Answer(door="front"), VISITOR)
    await running.pool.execute("update doors set times = 99")
    assert await running.rebuild() == 4
    assert await shown(running) == ({"front": 2}, {})
    await running.runner.execute(Ring(door="front"), VISITOR)
    assert await shown(running) == ({"front": 3}, {}), "the new tables have the keys of the old ones"


async def test_while_writers_append_the_swapped_views_equal_the_fold(bell):
    """Labels are written by a function in the database, whose kept plan named the table that was swapped out."""
    running, stop = bell.running, asyncio.Event()
    executor = Executor(running.runner)

    async def writer(n):
        number = 0
        while not stop.is_set():
            await running.runner.execute(Ring(door=f"d{n}.{number}"), VISITOR)
            await executor.execute(Ask((Label(door=f"d{n}", label=str(number)),), VISITOR.meta()))
            number += 1

    writers = [asyncio.create_task(writer(n)) for n in range(4)]
    try:
        await eventually(lambda: _doors(running, 50), what="something to rebuild")
        for _ in range(3):
            before = await running.pool.fetchval("select count(*) from events")
            assert await running.rebuild() >= before
            grown = await running.pool.fetchval("select count(*) from doors") + 5
            await eventually(lambda grown=grown: _doors(running, grown), what="writers go on")
    finally:
        stop.set()
        await asyncio.gather(*writers)
    assert await shown(running) == await folded(running)


async def _doors(running, want):
    return await running.pool.fetchval("select count(*) from doors") >= want


async def test_an_append_that_was_open_when_the_rebuild_began_is_in_the_rebuilt_views(bell):
    """Its position is below others already folded: without the fence before each portion it was passed over."""
    running = bell.running
    async with running.store.transaction() as slow:
        await running.runner.execute(Ring(door="slow"), VISITOR, tx=slow)
        await running.runner.execute(Ring(door="fast"), VISITOR)
        rebuilding = asyncio.create_task(running.rebuild())
        await eventually(lambda: _looks(running), what="the rebuild waits for the open append")
    await rebuilding
    assert await shown(running) == ({"slow": 1, "fast": 1}, {})


async def _looks(running):
    return await running.pool.fetchval(
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        # At the store's end, or with the swap, which waits for whoever appends.
        " and (query like '%settled_learned%' or query like '%pg_advisory_xact_lock(4208801)')"
    )


async def test_received_facts_are_folded_too_and_skipped_ones_are_not(door):
    await door.deliver("bell", *((f"bell-{n}", Rung(door=f"d{n}", by=door.clock())) for n in range(5)))
    await door.running.pool.execute(
        "insert into skipped select source, stream, position, 'x', 'op', 'why' from inbox where stream = 'bell-3'"
    )
    await door.running.pool.execute("delete from seen")
    assert await door.running.rebuild() == 9, "four received and five doors opened"
    assert [row["door"] for row in await door.rows("select door from seen order by door")] == ["d0", "d1", "d2", "d4"]


async def test_a_neighbours_fact_next_to_ours_of_the_same_type_stays_a_neighbours(door, tmp_path):
    """They were folded together as whatever the first of them was: a neighbour's result became one of our own."""
    from libs.events.signatures import new_key  # noqa: PLC0415

    signer = Signer(new_key(tmp_path / "key.json"))
    await door.running.pool.execute("create table views.told (door text, by text)")
    await door.running.pool.execute("insert into public.keys values ('430623', $1)", _json(signer.public_jwk))
    for n in range(4):
        abroad = {"place": "430623", "signer": signer} if n % 2 else {}
        await door.deliver("bell", (f"bell-{n}", Answered(door=f"d{n}")), **abroad)
    views = Views()

    @views.on(Answered)
    async def ours(tx, facts):
        await tx.executemany("insert into told values ($1, 'us')", [(r.fact.door,) for r in facts])

    @views.on_neighbour(Answered)
    async def theirs(tx, facts):
        await tx.executemany("insert into told values ($1, 'them')", [(r.fact.door,) for r in facts])

    await rebuild(door.running.pool, "/421088/door", views, Deadlines())
    told = [tuple(row.values()) for row in await door.rows("select door, by from told order by door")]
    assert told == [("d0", "us"), ("d1", "them"), ("d2", "us"), ("d3", "them")]


def _json(value):
    import json  # noqa: PLC0415

    return json.dumps(value)


async def test_a_failing_rebuild_leaves_the_living_views(bell):
    running = bell.running
    await running.runner.execute(Ring(door="front"), VISITOR)
    before = await shown(running)
    breaking = Views()

    @breaking.on(Rung)
    async def breaks(tx, facts):
        await tx.execute("insert into doors values ('half', 1)")
        raise RuntimeError("a mistake in the view")

    with pytest.raises(RuntimeError, match="a mistake"):
        await rebuild(running.pool, running.store.source, breaking, Deadlines())
    assert await shown(running) == before
    await running.runner.execute(Ring(door="back"), VISITOR)
    assert await running.rebuild() == 2, "and the next one succeeds"
    assert await shown(running) == ({"front": 1, "back": 1}, {})


async def test_a_second_rebuild_at_the_same_time_is_refused(bell):
    """Both would fold into the same tables, each fact twice."""
    running = bell.running
    await running.runner.execute(Ring(door="front"), VISITOR)
    async with running.store.transaction() as open_append:
        await running.runner.execute(Ring(door="back"), VISITOR, tx=open_append)
        first = asyncio.create_task(running.rebuild())

        async def looks():
            # Silent for 20 seconds, the open transaction would be ended (sessions.py): the machine may be busy.
            await open_append.execute("select")
            return await _looks(running)

        await eventually(looks, what="the first rebuild runs")
        with pytest.raises(RebuildRunning):
            await running.rebuild()
    await first
    assert await shown(running) == ({"front": 1, "back": 1}, {})
    assert await running.rebuild() == 2


async def test_progress_is_told_and_large_histories_are_folded_in_portions(bell):
    running = bell.running
    async with running.store.transaction() as tx:
        await running.runner.execute_many([Ring(door=f"d{n}") for n in range(4500)], VISITOR, tx=tx)
    told = []
    by_hand = running.service.views.only({"doors"})
    done = await rebuild(
        running.pool, running.store.source, by_hand, running.service.deadlines,
        progress=lambda seq, high: told.append((seq, high)),
    )  # fmt: skip
    assert done == 4500
    assert len(told) == 3
    assert told[-1][0] == told[-1][1]
    assert [seq for seq, _ in told] == sorted(seq for seq, _ in told)
    assert await shown(running) == await folded(running)


async def test_what_others_are_told_of_does_not_change_by_a_rebuild(door):
    """Views are folded again, reactions are not run again."""
    await door.deliver("bell", ("bell-a", Rung(door="a", by=door.clock())))
    before = await door.facts("door.opened")
    await door.running.rebuild()
    assert await door.facts("door.opened") == before
    assert all(isinstance(fact, Opened) for fact in before)
