"""A service older than its senders keeps what it does not understand; upgraded, it gives each such fact its effect, once."""

import asyncio
import json
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import asyncpg
import pytest
from aiokafka import ConsumerRecord

from libs.events.bus import late_facts as late
from libs.events.decider import Deciders
from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.fact import Fact, Raw, catalog
from libs.events.reactions import Reactions
from libs.events.service import RunningService, Service
from libs.events.testing.bell import DOOR, Open
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually
from libs.events.timers import Deadlines
from libs.events.views.views import Views

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TABLE = "create table views.coats (door text primary key, colour text not null, coats integer not null);"


@pytest.fixture
def migrations(tmp_path):
    folder = tmp_path / "gate" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_coats.sql").write_text(TABLE)
    return folder


@pytest.fixture
def old_catalog():
    """What a test's upgrade registers is forgotten again."""
    kept = [dict(table) for table in (catalog._classes, catalog._newest, catalog._upcasters)]
    yield
    catalog._classes, catalog._newest, catalog._upcasters = kept


def gate(migrations, *facts, fails=lambda _: None):
    """A service whose view counts coats and shows the last colour, and that opens a door for each."""
    views, reactions = Views(), Reactions()

    @views.on(*facts)
    async def painted(tx, items):
        for item in items:
            await tx.execute(
                "insert into coats as c values ($1, $2, 1) on conflict (door) do update"
                " set colour = excluded.colour, coats = c.coats + 1",
                item.fact.door,
                item.fact.colour,
            )

    @reactions.on(*facts)
    async def open_it(tx, item, env):
        meanwhile = fails(item)
        if meanwhile is not None:
            await meanwhile
        return [Open(door=item.fact.door, because=str(item.position))]

    return Service(
        name="gate", title_zh="门", title_en="gate", deciders=Deciders(DOOR), views=views, reactions=reactions,
        deadlines=Deadlines(), routers=[], migrations=migrations, subscribes=["bell"],
    )  # fmt: skip


def version_1():
    class Painted(Fact, name="gate.painted"):
        door: str
        colour: str

    return (Painted,)


def version_2():
    class PaintedInCoats(Fact, name="gate.painted", version=2):
        door: str
        colour: str
        brush: str

    class Polished(Fact, name="gate.polished"):
        door: str
        colour: str

    catalog.upcaster("gate.painted", from_version=1)(lambda data: {**data, "brush": "unknown"})
    return PaintedInCoats, Polished


class Sender:
    """Facts of a bell service that is newer than its reader; positions 10, 20, 30 ..."""

    def __init__(self, place):
        self.place, self.positions, self.versions = place, count(10, 10), {}

    def message(self, fact_type, version, **data):
        position, stream = next(self.positions), f"bell-{data['door']}"
        self.versions[stream] = self.versions.get(stream, 0) + 1
        fact = Raw(fact_type, version, json.dumps(data).encode())
        return to_kafka(
            Recorded(
                fact,
                f"/{self.place}/bell",
                stream,
                self.versions[stream],
                position,
                UUID(int=position),
                NOON,
                Meta("bell", "c"),
            )
        )


async def opened(running, door):
    """The positions of the facts for which a door was opened, in the order in which that was done."""
    return [int(item.fact.because) for item in await running.store.read(f"door-{door}")]


async def coats(running):
    return {row["door"]: (row["colour"], row["coats"]) for row in await running.pool.fetch("select * from coats")}


async def amounts(running, **want):
    got = {name: await running.pool.fetchval(f"select count(*) from {name}") for name in want}
    return got == want


async def test_two_upgraded_processes_bring_in_once_and_in_order_what_their_predecessor_did_not_understand(
    village, migrations, old_catalog
):
    sender = Sender(village.place)
    database = await village.make_database()
    old = gate(migrations, *version_1())
    async with old.running(await village.settings(service="gate", database=database)) as running:
        await village.send(
            "bell",
            sender.message("gate.painted", 1, door="a", colour="red"),
            sender.message("gate.painted", 2, door="a", colour="blue", brush="wide"),
            sender.message("gate.painted", 1, door="a", colour="green"),
            sender.message("gate.polished", 1, door="b", colour="bright"),
            sender.message("gate.painted", 2, door="cursed", colour="black", brush="thin"),
            sender.message("gate.painted", 2, door="cursed", colour="grey", brush="thin"),
            sender.message("gate.painted", 2, door="broken", colour="white"),
            sender.message("gate.painted", 3, door="c", colour="gold", leaf=24),
        )
        await eventually(lambda: amounts(running, inbox=8, not_understood=6), what="all kept")
        await eventually(lambda: opened(running, "a"), what="what is known has its effect")
        assert (await coats(running), await opened(running, "a")) == ({"a": ("green", 2)}, [10, 30])
        assert (await running.progress()).not_understood == 6
    await village.send("bell", sender.message("gate.painted", 1, door="a", colour="white"))
    new = gate(migrations, *version_2())
    one, two = await asyncio.gather(*(village.start(new, database=database) for _ in range(2)))
    await eventually(lambda: amounts(one, inbox=9, not_understood=1), what="all but the type of tomorrow brought in")
    await eventually(lambda: late_done(one, 4), what="the fact that waited on the topic")
    assert await opened(one, "a") == [10, 30, 20, 90], "late ones come before anything is read on, each once"
    assert await opened(one, "b") == [40]
    want = {"a": ("white", 4), "b": ("bright", 1)}
    assert await coats(one) == want, "blue came before green; what is parked is not in the views"
    parked = {item.stream: item for item in await two.inbox.parked()}
    assert {name: item.waiting for name, item in parked.items()} == {"bell-cursed": 2, "bell-broken": 1}
    assert "brush" in parked["bell-broken"].error
    await one.rebuild()
    assert await coats(one) == want, "the fold of all facts in order"
    # What an operator gives its effect later is not given it again at the next start.
    await two.inbox.skip(parked["bell-cursed"].source, "bell-cursed", actor="op", reason="cursed")
    assert await one.late.catch_up(asyncio.Event()) == 0
    assert (await one.progress()).catching_up is None


async def late_done(running, want):
    return len(await opened(running, "a")) == want


async def test_broken_off_at_any_fact_it_goes_on_and_nothing_happens_twice(
    database, issuer, migrations, old_catalog, monkeypatch
):
    monkeypatch.setattr(late, "_BATCH", 2)
    broken = []

    def fails(item):
        """The database goes away in the middle of a batch, once."""
        if item.position == 40 and not broken:
            broken.append(item)
            raise asyncpg.ConnectionDoesNotExistError("gone")

    sender, rebuilt = Sender("421088"), []
    facts = version_2()
    new = gate(migrations, *facts, fails=fails)
    del catalog._newest["gate.polished"]
    async with service_under_test(new, database, issuer) as gates:
        messages = [sender.message("gate.polished", 1, door=f"d{n % 2}", colour=f"{n}") for n in range(7)]
        records = [record(n, *message) for n, message in enumerate(messages)]
        await gates._consumer(None, "bell").apply("test", 0, records)
        running = gates.running
        assert await amounts(running, not_understood=7)
        catalog._newest["gate.polished"] = facts[1]
        rebuild = running.late.rebuild

        async def counted():
            rebuilt.append(running.late.doing)
            return await rebuild()

        running.late.rebuild = counted
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await running.late.catch_up(asyncio.Event())
        assert broken
        assert (await running.progress()).catching_up == "5 facts left · 尚余 5 个事实"
        assert await running.late.catch_up(asyncio.Event()) == 5
        assert (await opened(running, "d0"), await opened(running, "d1")) == ([10, 30, 50, 70], [20, 40, 60])
        assert await coats(running) == {"d0": ("6", 4), "d1": ("5", 3)}
        assert len(rebuilt) == 1, "the views were done"
        assert "rebuilt" in rebuilt[0]
        assert await amounts(running, not_understood=0, parked=0)


def record(offset, key, value, headers):
    return ConsumerRecord("test", 0, offset, 0, 0, key, value, None, 0, 0, tuple(headers))


async def test_a_second_process_waits_for_the_first_and_finds_nothing_left(database, issuer, migrations, old_catalog):
    """The first stands in the middle of a reaction until the second is through, or waits for it."""
    started = []

    async def second_comes():
        second = RunningService(gate(migrations, *facts), running.settings, running.pool, running.clock, running.calendar)
        started.append(asyncio.create_task(second.late.catch_up(asyncio.Event())))
        await eventually(lambda: through_or_waiting(running, started[0]), what="the second has come")

    facts = version_2()
    first = gate(migrations, *facts, fails=lambda _: None if started else second_comes())
    del catalog._newest["gate.polished"]
    async with service_under_test(first, database, issuer) as gates:
        running, sender = gates.running, Sender("421088")
        messages = [sender.message("gate.polished", 1, door="a", colour=f"{n}") for n in range(3)]
        await gates._consumer(None, "bell").apply("test", 0, [record(n, *message) for n, message in enumerate(messages)])
        catalog._newest["gate.polished"] = facts[1]
        assert await running.late.catch_up(asyncio.Event()) == 3
        assert await started[0] == 0
        assert await opened(running, "a") == [10, 20, 30]
        assert await coats(running) == {"a": ("2", 3)}


async def through_or_waiting(running, task):
    return task.done() or await running.pool.fetchval(
        "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        " and database = (select oid from pg_database where datname = current_database())"
    )


async def test_a_fact_parked_late_is_folded_out_of_the_views_and_a_retry_folds_it_in_once(
    database, issuer, migrations, old_catalog
):
    refusing = [True]

    def fails(item):
        if refusing and item.fact.door == "d0":
            raise ValueError("not yet")

    facts = version_2()
    new = gate(migrations, *facts, fails=fails)
    del catalog._newest["gate.polished"]
    async with service_under_test(new, database, issuer) as gates:
        sender = Sender("421088")
        messages = [sender.message("gate.polished", 1, door=f"d{n % 2}", colour=f"{n}") for n in range(4)]
        await gates._consumer(None, "bell").apply("test", 0, [record(n, *message) for n, message in enumerate(messages)])
        catalog._newest["gate.polished"] = facts[1]
        running = gates.running
        assert await running.late.catch_up(asyncio.Event()) == 2
        assert await coats(running) == {"d1": ("3", 2)}
        assert await amounts(running, not_understood=0, parked=2)
        refusing.clear()
        assert await running.inbox.retry("/421088/bell", "bell-d0") == 2
        want = {"d0": ("2", 2), "d1": ("3", 2)}
        assert await coats(running) == want
        await running.rebuild()
        assert await coats(running) == want


async def test_while_the_views_are_rebuilt_nothing_is_released_into_the_tables_about_to_go(
    database, issuer, migrations, old_catalog
):
    """The rebuild had passed over the parked fact; released meanwhile it went into the old tables, and was lost with them."""
    answers = []

    async def meanwhile():
        headers = gates.bearer("op", roles=["operator"])
        name = {"source": "/421088/bell", "stream": "bell-cursed"}
        answers.append(await gates.client.post("/v1/ops/parked/retry", json=name, headers=headers))

    new = gate(migrations, *version_1())

    @new.views.on(*new.views.home)
    async def released(tx, items):
        if await tx.fetchval("select 'views_next' = any(current_schemas(false))") and not answers:
            await meanwhile()

    async with service_under_test(new, database, issuer) as gates:
        sender = Sender("421088")
        messages = [sender.message("gate.painted", 1, door=door, colour="red") for door in ("cursed", "a")]
        records = [record(n, *message) for n, message in enumerate(messages)]
        await gates._consumer(None, "bell").apply("test", 0, records, isolate=True)
        await gates.running.rebuild()
        (answer,) = answers
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:checkonce:problem:rebuild-running")
        await meanwhile()
        assert answers[1].json() == {"applied": 0}, "not held up any more, and as cursed as before"
