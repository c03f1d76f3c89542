"""Stored facts that this code cannot read: named all at once, and nothing but themselves is held up by them."""

import asyncio
import json
from dataclasses import replace

import pytest

from libs.events.fact import Fact, catalog
from libs.events.store.runner import Origin
from libs.events.testing.bell import Label, Opened, Ring, Rung, door_service
from libs.events.testing.services import service_under_test
from libs.events.timers import Deadlines
from libs.events.views.learned import UnreadableFacts
from libs.events.views.rebuild import rebuild
from libs.events.views.table import POSITION, SOURCE, Table
from libs.events.views.views import Views

VISITOR = Origin("visitor")


async def doors(door):
    return [row["door"] for row in await door.rows("select door from seen order by position")]


async def spoilt(door, position, **change):
    """What the sender said once fits its type no more; returns how it was."""
    was = await door.running.pool.fetchval("select data::text from inbox where position = $1", position)
    await door.running.pool.execute(
        "update inbox set data = $2::jsonb, schema_version = coalesce($3, schema_version) where position = $1",
        position,
        change.get("data", was),
        change.get("version"),
    )
    return was


async def test_a_received_fact_that_is_no_longer_readable_is_left_out_with_what_comes_behind_it(door):
    by = door.clock()
    await door.deliver("bell", *((f"bell-{n}", Rung(door=name, by=by)) for n, name in ((1, "a"), (2, "b"), (1, "c"), (3, "d"))))
    before = await door.facts("door.opened")
    was = await spoilt(door, 1, data='{"door": 7}')
    await door.running.rebuild()
    assert await doors(door) == ["b", "d"], "c comes behind a"
    (parked,) = await door.running.inbox.parked()
    assert (parked.source, parked.stream, parked.position, parked.waiting) == ("/421088/bell", "bell-1", 1, 2)
    assert parked.error == "door: string_type; by: missing", "what does not fit, and none of its values"
    await door.deliver("bell", ("bell-1", Rung(door="e", by=by)), ("bell-2", Rung(door="f", by=by)))
    assert await doors(door) == ["b", "d", "f"], "e waits like c"
    opened = await door.facts("door.opened")
    assert len(opened) == len(before) + 1

    await spoilt(door, 1, data=was)
    assert await door.running.inbox.retry("/421088/bell", "bell-1") == 3
    assert await doors(door) == ["a", "b", "c", "d", "e", "f"]
    again = await door.facts("door.opened")
    assert [fact.door for fact in again[len(opened) :]] == ["e"], "a and c had opened theirs when they came"
    await door.running.rebuild()
    assert await doors(door) == ["a", "b", "c", "d", "e", "f"]


async def test_what_comes_behind_an_unreadable_fact_while_the_views_are_rebuilt_waits_too(door):
    by = door.clock()
    await door.deliver("bell", ("bell-1", Rung(door="a", by=by)), ("bell-2", Rung(door="b", by=by)))
    await spoilt(door, 1, data="{}")
    meanwhile = []

    @door.running.service.views.on(Rung)
    async def comes(tx, facts):
        if await tx.fetchval("select 'views_next' = any(current_schemas(false))") and not meanwhile:
            meanwhile.append("c")
            await door.deliver("bell", ("bell-1", Rung(door="c", by=by)))

    try:
        await door.running.rebuild()
    finally:
        door.running.service.views.home[Rung].remove(comes)
    (parked,) = await door.running.inbox.parked()
    assert (await doors(door), meanwhile, parked.waiting) == (["b"], ["c"], 2)


async def test_tables_computed_by_the_database_leave_it_out_too(door):
    by = door.clock()
    await door.deliver("bell", *((f"bell-{n}", Rung(door=name, by=by)) for n, name in enumerate("abc")))
    views = Views()
    views.on(Rung)(Table("seen", "source", "position").insert("door", source=SOURCE, position=POSITION))
    await door.running.pool.execute("alter table seen alter door set not null")
    await spoilt(door, 2, data="{}")
    await rebuild(door.running.pool, "/421088/door", views, Deadlines())
    assert await doors(door) == ["a", "c"]
    assert [stream.position for stream in await door.running.inbox.parked()] == [2]


async def test_a_version_that_no_upcaster_leads_on_from_is_left_out(door, monkeypatch):
    """A fact whose type has a newer version here; nobody wrote how the old one is read."""
    by = door.clock()
    await door.deliver("bell", *((f"bell-{n}", Rung(door=name, by=by)) for n, name in enumerate("abc")))
    monkeypatch.setattr(Rung, "fact_version", 2)
    await door.running.pool.execute("update inbox set schema_version = 2 where position > 1")
    await door.running.rebuild()
    assert await doors(door) == ["b", "c"]
    (parked,) = await door.running.inbox.parked()
    assert (parked.position, parked.error) == (1, "no upcaster for bell.rung from version 1")


async def test_facts_of_its_own_that_are_not_readable_refuse_the_swap_all_at_once(bell):
    running = bell.running
    for n in range(3):
        await running.runner.execute(Ring(door=f"d{n}"), VISITOR)
        await running.runner.execute(Label(door=f"d{n}", label="x"), VISITOR)
    before = await bell.rows("select * from doors order by door")
    await running.pool.execute("update events set data = '{}' where stream in ('bell-d0', 'label-d1', 'bell-d2')")
    with pytest.raises(UnreadableFacts) as refused:
        await running.rebuild()
    positions = [row["position"] for row in await bell.rows("select position from events where data = '{}' order by 1")]
    names = [f"/421088/bell {position}" for position in positions]
    assert [named.rpartition(" bell.")[0] for named in refused.value.value] == names
    answer = await bell.client.post("/v1/ops/rebuild", headers=bell.bearer("op", roles=["operator"]))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:checkonce:problem:unreadable-facts")
    assert all(name in answer.json()["detail"] for name in names)
    assert await bell.rows("select * from doors order by door") == before
    await running.runner.execute(Ring(door="new"), VISITOR)
    assert await bell.rows("select door from doors where door = 'new'"), "the living views go on"


async def test_a_fact_that_no_view_wants_is_nobodys_concern(bell):
    running = bell.running
    await running.runner.execute(Ring(door="front"), VISITOR)
    data = json.dumps({"odd": True})
    await running.pool.execute(
        "insert into events (stream, version, type, schema_version, id, time, data, meta) values ('bell-x', 1,"
        """ 'bell.whispered', 1, gen_random_uuid(), now(), $1::jsonb, '{"actor": "x", "correlation": "y"}')""",
        data,
    )
    only_by_hand = running.service.views.only({"doors"})
    assert await rebuild(running.pool, running.store.source, only_by_hand, running.service.deadlines) == 1


@pytest.fixture
def tomorrow():
    """A type that the code learns while the test runs, and forgets again."""

    class Tomorrow(Fact, name="bell.tomorrow"):
        door: str

    del catalog._newest["bell.tomorrow"]
    yield Tomorrow
    catalog._newest.pop("bell.tomorrow", None)
    del catalog._classes["bell.tomorrow", 1]


async def test_facts_understood_late_never_keep_later_ones_out(database, issuer, tomorrow):
    """The views cannot be rebuilt for a fact of the service's own: the consumer reads on, and readiness says what is there."""
    views = Views(door_service.views)

    @views.on(tomorrow, Opened)
    async def wanted(tx, facts):
        pass

    async with service_under_test(replace(door_service, views=views), database, issuer) as door:
        by, late = door.clock(), door.running.late
        await door.deliver("bell", ("bell-1", tomorrow(door="x")), ("bell-2", Rung(door="b", by=by)))
        catalog._newest["bell.tomorrow"] = tomorrow
        await door.running.pool.execute("update events set data = '{}'")
        assert await late.catch_up(asyncio.Event()) == 0
        assert "UnreadableFacts: 1 of them: /421088/door" in late.fault
        assert "UnreadableFacts" in (await door.running.ready()).catching_up
        await door.deliver("bell", ("bell-3", Rung(door="c", by=by)))
        assert await doors(door) == ["b", "c"]
        surveyed = late.fault
        late.fault = "as it was"
        assert await late.catch_up(asyncio.Event()) == 0
        assert (late.fault, surveyed[:15]) == ("as it was", "UnreadableFacts"), "no survey again for each rebalance"


async def test_whatever_fails_while_late_facts_are_brought_in_keeps_no_later_ones_out(database, issuer, tomorrow):
    views = Views(door_service.views)

    @views.on(tomorrow)
    async def breaks(tx, facts):
        raise LookupError("a mistake in the view")

    async with service_under_test(replace(door_service, views=views), database, issuer) as door:
        await door.deliver("bell", ("bell-1", tomorrow(door="x")))
        catalog._newest["bell.tomorrow"] = tomorrow
        assert await door.running.late.catch_up(asyncio.Event()) == 0
        assert (await door.running.progress()).catching_up.startswith("LookupError in libs.events.views.tests.test_unreadable.")
        views.home[tomorrow].remove(breaks)
        assert await door.running.late.catch_up(asyncio.Event()) == 1
        assert (await door.running.progress()).catching_up is None
