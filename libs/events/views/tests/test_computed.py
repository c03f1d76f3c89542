"""Living = rebuilt: what PostgreSQL computes from all facts is what was written fact by fact."""

from datetime import UTC, date
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from libs.events.envelope import data_bytes
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from libs.events.testing.lamps import (
    BULBS,
    LAMPS,
    TABLES,
    Bulb,
    Colour,
    Dimmed,
    Gone,
    Hung,
    Measured,
    Place,
    Rated,
    Renamed,
    Shop,
    applied,
    recorded,
)
from libs.events.timers import Deadlines
from libs.events.views.columns import read_shapes
from libs.events.views.compile import compiled
from libs.events.views.plan import plan
from libs.events.views.rebuild import rebuild
from libs.events.views.table import (
    ALL,
    COUNT,
    DAY,
    ID,
    NAME,
    NTH,
    PART,
    PLACE,
    POSITION,
    SET,
    SOURCE,
    TIME,
    VERSION,
    Sql,
    Table,
    fact,
)
from libs.events.views.views import Views

META = '{"actor": "keeper", "correlation": "00000000-0000-4000-8000-000000000000"}'
OURS, OTHERS, ABROAD = "/421088/lamp", "/421088/street", "/430623/lamp"
ALL_TABLES = ("lamps", "bulbs", "ratings", "streets", "seen", "notes")
RATINGS = Table("ratings", "lamp", "who")


def lamp_views() -> Views:
    """Every verb; `ratings` is also written by hand, `streets` is found by two keys."""
    views = Views()
    views.on(Hung)(
        LAMPS.insert(
            "colour", "since", "tags", "sizes", "place", "price", "note", street=fact.place.street, hung_at=TIME, day=DAY,
            watts=Sql("{a} + {b}", a=COUNT("bulbs"), b=fact.place.number), version=VERSION,
        )
    )  # fmt: skip
    views.on(Hung)(BULBS.keep("watts", each=fact.bulbs, nth=NTH, shops=ALL(PART.shops.name)))
    views.on(Hung)(
        Table("notes", "lamp").upsert(note=Sql("coalesce({new}, 'none')", fact.note), height=fact.place.height, whole=fact)
    )
    views.on(Dimmed)(LAMPS.update(seen=Sql("{row}.seen + {new}", fact.by), version=VERSION))
    views.on(Dimmed)(
        LAMPS.update(
            tags=Sql("{row}.tags || {new}", fact.tag),
            before=Sql("{row}.seen::text || {row}.state"),
            where=Sql("{new} is not null and not {new} = any({row}.tags)", fact.tag),
        )
    )
    views.on(Renamed)(LAMPS.update(street=fact.name, before=Sql("{row}.street"), where=Sql("{new} <> 'x'", fact.name)))
    views.on(Renamed)(LAMPS.update(note=Sql("coalesce({new}, {row}.note)", fact.street), version=VERSION))
    views.on(Rated)(RATINGS.upsert(who=NAME, stars=Sql("{row}.stars + {new}", PART), each=fact.ratings))
    views.on(Rated)(Table("streets", "lamp", "street").keep(street=PART, each=fact.streets))
    sizes = Sql("array(select distinct v from unnest({row}.sizes || {new}) v order by v)", COUNT("streets"))
    views.on(Rated)(LAMPS.update(sizes=sizes))
    views.on(Measured)(LAMPS.update(hung_at=fact.at, state="measured", tags=SET("maybe")))
    views.on(Gone)(LAMPS.delete(where="{row}.state <> 'measured'"))
    views.on(Gone)(Table("streets", "lamp").delete())
    views.on(Gone)(Table("seen", "source", "position").insert(id=ID, source=SOURCE, position=POSITION, place=PLACE))
    views.on_neighbour(Renamed)(
        Table("seen", "source", "position").upsert(source=SOURCE, position=POSITION, place=PLACE, stream=fact.name)
    )

    @views.on(Gone)
    async def remember(tx, facts):
        for r in facts:
            await tx.execute("update ratings set stars = stars * 10 + 1 where lamp = $1", r.fact.lamp)

    return views


lamps = st.sampled_from(["a", "b", "c", "d"])
names = st.sampled_from(["x", "y", "z'z", 'q"', "灯"])
shops = st.lists(st.builds(Shop, name=names), max_size=2)
bulbs = st.lists(st.builds(Bulb, socket=names, watts=st.none() | st.integers(0, 9), shops=shops), max_size=3)
places = st.builds(Place, street=names, number=st.integers(0, 9), height=st.just(4))
ratings = st.dictionaries(names, st.integers(0, 5), max_size=3)
facts = st.one_of(
    st.builds(
        Hung, lamp=lamps, colour=st.sampled_from(Colour), since=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        place=places, bulbs=bulbs, tags=st.lists(names, max_size=2),
        sizes=st.none() | st.lists(st.integers(0, 3), max_size=2), note=st.none() | names,
    ),
    st.builds(Dimmed, lamp=lamps),
    st.builds(Dimmed, lamp=lamps, by=st.integers(-3, 3), tag=st.none() | names),
    st.builds(Renamed, lamp=lamps, name=names, street=st.none() | names),
    st.builds(Rated, lamp=lamps, ratings=ratings, streets=st.lists(names, max_size=3)),
    st.builds(
        Measured, lamp=lamps, large=st.integers(0, 2**53), small=st.floats(allow_nan=False, allow_infinity=False),
        at=st.datetimes(timezones=st.just(UTC)), maybe=st.lists(st.none() | names, max_size=2),
    ),
    st.builds(Gone, lamp=lamps),
)  # fmt: skip
batches = st.lists(
    st.tuples(st.sampled_from([OURS, OURS, OTHERS, ABROAD]), st.lists(facts, min_size=1, max_size=6)), max_size=6
)


class House:
    """Facts stored and their effect on the living tables, batch by batch."""

    def __init__(self, pool, views):
        self.pool, self.views = pool, views
        self.versions, self.by_functions = {}, False

    async def clear(self):
        await self.pool.execute(f"truncate events, inbox, parked, skipped cascade; truncate {', '.join(ALL_TABLES)}")
        self.versions, self.by_functions = {}, False

    async def learn(self, source, batch):
        """What the views refuse is not stored, as by a command or a parked fact."""
        try:
            await self._learn(source, batch)
        except asyncpg.UniqueViolationError:
            if len(batch) > 1:
                for one in batch:
                    await self.learn(source, [one])

    async def _learn(self, source, batch):
        async with self.pool.acquire() as connection, connection.transaction():
            stored = []
            versions = dict(self.versions)
            for r in recorded(*batch, source=source):
                version = versions[source, r.stream] = versions.get((source, r.stream), 0) + 1
                ours = source == OURS
                columns = "position, stream, version, type, schema_version, id, time, data, meta"
                given = (
                    r.stream,
                    version,
                    r.fact.fact_type,
                    r.fact.fact_version,
                    uuid4(),
                    r.time,
                    data_bytes(r.fact).decode(),
                    META,
                )
                into = "events (" if ours else "inbox (source, topic, partition, kafka_offset, "
                first = "" if ours else "$9, 't', 0, 0, "
                values = "$1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb"
                row = await connection.fetchrow(
                    f"insert into {into}{columns}) values ({first}nextval('position_seq'), {values}) returning position, id",
                    *given,
                    *([] if ours else [source]),
                )
                stored.append(r._replace(version=version, position=row["position"], id=row["id"]))
            if source == ABROAD:
                await self.views.apply_neighbour(connection, stored)
            else:
                await applied(connection, self.views, stored, by_functions=self.by_functions)
        self.versions = versions

    async def shown(self):
        # By the whole row: two bulbs of a lamp may have one number.
        return {t: [tuple(r) for r in await self.pool.fetch(f"select * from {t} order by {t}::text")] for t in ALL_TABLES}


@pytest.fixture(scope="module")
async def house(postgres):
    await postgres.create_database("lamps_computed")
    pool = await connect_pool(postgres.dsn("lamps_computed"), size=4)
    await migrate(pool)
    await pool.execute(TABLES)
    views = lamp_views()
    await views.check(pool)
    yield House(pool, views)
    await pool.close()
    await postgres.drop_database("lamps_computed")


_HUNG = Hung(lamp="a", colour=Colour.WARM, since=None, place=Place(street="s", number=1), tags=("t",), sizes=(1,))


@settings(max_examples=40)
@given(batches, st.booleans(), st.booleans())
@example([(OURS, [_HUNG, Dimmed(lamp="a", by=2, tag="u"), Dimmed(lamp="a", by=2, tag="u")])], True, True)
@example([(OURS, [_HUNG, Gone(lamp="a"), _HUNG, Rated(lamp="a", ratings={"x": 1})])], False, True)
@example([(OURS, [Rated(lamp="a", ratings={"x": 1}), Gone(lamp="a"), Rated(lamp="b", ratings={"y": 2})])], False, True)
@example([(OTHERS, [_HUNG]), (OTHERS, [Rated(lamp="a", ratings={"x": 1, "y": 2}), Gone(lamp="a")])], False, True)
async def test_living_is_rebuilt(house, story, aged, by_functions):
    await house.clear()
    house.by_functions = by_functions
    for source, batch in story:
        # One kind of stream each, but for the neighbour's, of which nothing is kept in these tables.
        await house.learn(source, batch)
    before = await house.shown()
    if aged:
        await _age(house.pool)
    done = await rebuild(house.pool, OURS, house.views, Deadlines())
    assert done == await house.pool.fetchval("select (select count(*) from events) + (select count(*) from inbox)")
    assert await house.shown() == before


async def _age(pool):
    """As if stored by earlier code: first versions, and fields that had not been there; and one fact of tomorrow's code."""
    for table in ("events", "inbox"):
        await pool.execute(
            f"update {table} set schema_version = 1, data = data - 'by' - 'tag'"
            " where type = 'lamp.dimmed' and data ->> 'by' = '1' and data ->> 'tag' is null"
        )
        await pool.execute(f"update {table} set data = data - 'note' where type = 'lamp.hung' and data ->> 'note' is null")
        await pool.execute(f"update {table} set data = data - 'bulbs' where type = 'lamp.hung' and data -> 'bulbs' = '[]'")
        await pool.execute(f"update {table} set data = data #- '{{place,height}}' where type = 'lamp.hung'")
    await pool.execute(
        "insert into events (stream, version, type, schema_version, id, time, data, meta)"
        " values ('lamp-new', 1, 'lamp.dimmed', 9, gen_random_uuid(), now(), $1::jsonb, $2::jsonb)",
        '{"watt": 1}',
        META,
    )


async def test_facts_that_are_parked_or_skipped_have_no_effect(house):
    await house.clear()
    await house.learn(OTHERS, [_HUNG, Dimmed(lamp="a", by=5)])
    before = await house.shown()
    for number, table in enumerate(("parked", "skipped")):
        await house.pool.execute(
            "insert into inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id,"
            " time, data, meta)"
            " values ($1, $2, 't', 0, 0, 'lamp-a', 3, 'lamp.dimmed', 2, gen_random_uuid(), now(), $3::jsonb, $4::jsonb)",
            OTHERS, 1000 + number, '{"lamp": "a", "by": 7}', META,
        )  # fmt: skip
        more = ", 'op', 'why'" if table == "skipped" else ""
        await house.pool.execute(
            f"insert into {table} select source, stream, position, 'error'{more} from inbox where position = {1000 + number}"
        )
    await rebuild(house.pool, OURS, house.views, Deadlines())
    assert await house.shown() == before


async def test_each_table_is_rebuilt_as_it_can_be(house):
    planned = plan(house.views, await read_shapes(house.pool))
    assert {min(g.tables) for g in planned.computed} == {"lamps", "bulbs", "notes", "seen"}
    assert [g.tables for g in planned.split] == [{"ratings"}]
    assert [(g.tables, g.why) for g in planned.python] == [
        ({"streets"}, "rows of streets are found by lamp and by lamp, street")
    ]
    modes = {table.table: table.mode for table in compiled(planned, await read_shapes(house.pool))}
    assert modes == {"bulbs": "once", "lamps": "fold", "notes": "once", "ratings": "fold", "seen": "once"}


async def test_rows_that_several_kinds_of_streams_write_by_hand_too_go_through_python(house):
    planned = plan(house.views, await read_shapes(house.pool))
    planned.separate({"lamp.rated": ["/421088/lamp lamp"], "lamp.gone": ["/421088/street street"]})
    assert not planned.split
    [group] = [g for g in planned.python if "ratings" in g.tables]
    assert "/421088/lamp lamp, /421088/street street" in group.why


async def test_a_row_with_facts_of_two_streams_is_found_out_and_goes_through_python(house):
    """By hand in one of the streams, the row would be half computed."""
    await house.clear()
    await house.learn(OURS, [Rated(lamp="a", ratings={"x": 1}), Rated(lamp="a", ratings={"x": 2})])
    await house.pool.execute("update events set stream = 'lamp-b', version = 1 where version = 2")
    await house.learn(OURS, [Rated(lamp="c", ratings={"y": 1}), Gone(lamp="c")])
    before = await house.shown()
    assert before["ratings"] == [("a", "x", 3), ("c", "y", 11)]
    await rebuild(house.pool, OURS, house.views, Deadlines())
    assert await house.shown() == before


async def test_a_key_inserted_twice_is_told_with_its_table(house):
    """The living view had refused it; only a store that was changed by hand holds it."""
    await house.clear()
    await house.learn(OURS, [_HUNG])
    await house.pool.execute(
        "insert into events (stream, version, type, schema_version, id, time, data, meta)"
        " select 'lamp-z', 1, type, schema_version, gen_random_uuid(), time, data, $1::jsonb from events",
        META,
    )
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await rebuild(house.pool, OURS, house.views, Deadlines())
    assert refused.value.table_name == "lamps"
    assert (await house.shown())["lamps"], "the living view stays"
