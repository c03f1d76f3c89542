"""Verbs on tables: what each writes, for one fact and for runs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import asyncpg
import orjson
import pytest

from libs.events.store.store import connect_pool
from libs.events.testing.lamps import (
    AT,
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
from libs.events.views.expressions import DescriptionError
from libs.events.views.table import (
    ACTOR,
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
    STREAM,
    TIME,
    VERSION,
    Sql,
    Table,
    fact,
)
from libs.events.views.views import Views

SQUARE = Place(street="square", number=3)


def hung(lamp, **more):
    return Hung(**{"lamp": lamp, "colour": Colour.WARM, "since": date(2026, 1, 2), "place": SQUARE} | more)


@pytest.fixture
async def pool(database):
    pool = await connect_pool(database, size=2)
    await pool.execute(TABLES)
    yield pool
    await pool.close()


@pytest.fixture(params=["by statements", "by functions"])
def apply(pool, request):
    """Applies facts to views, whose verbs are given by class of fact, and gives the rows of a table."""

    async def rows(verbs, *facts, table="lamps"):
        views = Views()
        for cls, verb in verbs:
            views.on(cls)(verb)
        async with pool.acquire() as connection, connection.transaction():
            await views.check(connection)
            await applied(connection, views, recorded(*facts), by_functions=request.param == "by functions")
        return [dict(row) for row in await pool.fetch(f"select * from {table} order by 1, 2")]

    return rows


async def test_a_new_row_of_every_type(apply):
    insert = LAMPS.insert(
        "colour", "since", "tags", "sizes", "place", "price", street=fact.place.street, hung_at=TIME, day=DAY, version=VERSION,
        watts=Sql("{a} + {b}", a=COUNT("bulbs"), b=fact.place.number), state="up", lit=True,
    )  # fmt: skip
    [row] = await apply([(Hung, insert)], hung("a", tags=("x", "y,z"), bulbs=(Bulb(socket="s", watts=1),)))
    assert row["colour"] == "warm"
    assert (row["since"], row["hung_at"], row["day"], row["version"]) == (date(2026, 1, 2), AT, date(2026, 3, 2), 1)
    assert (row["tags"], row["sizes"], row["price"]) == (["x", "y,z"], None, Decimal("1.50"))
    assert orjson.loads(row["place"]) == {"street": "square", "number": 3, "height": 4}
    assert (row["street"], row["watts"], row["state"], row["lit"]) == ("square", 4, "up", True)


async def test_what_is_left_out_has_its_default_and_null_is_null(apply):
    [left_out] = await apply([(Hung, LAMPS.insert("colour"))], hung("a"))
    assert (left_out["note"], left_out["seen"]) == ("none", 0)
    named = await apply([(Hung, LAMPS.insert("note", colour=None))], hung("b"))
    assert (named[1]["note"], named[1]["colour"]) == (None, None), "a null of the fact is no default"


async def test_of_a_run_with_one_key_the_last_counts(apply):
    upsert = Table("lamps", "lamp").upsert(street=fact.name, version=VERSION)
    facts = [Renamed(lamp=lamp, name=f"{lamp}{n}") for n in range(3) for lamp in "ab"]
    rows = await apply([(Renamed, upsert)], *facts)
    assert [(r["lamp"], r["street"], r["version"]) for r in rows] == [("a", "a2", 3), ("b", "b2", 3)]
    rows = await apply([(Renamed, LAMPS.update(note=fact.name))], *facts[:4], Renamed(lamp="nobody", name="x"))
    assert [(r["lamp"], r["note"]) for r in rows] == [("a", "a1"), ("b", "b1")], "an update makes no row"


async def test_a_key_inserted_twice_is_a_violation_and_nothing_is_written(apply, pool):
    with pytest.raises(asyncpg.UniqueViolationError):
        await apply([(Hung, LAMPS.insert("colour"))], hung("a"), hung("b"), hung("a"))
    assert await pool.fetchval("select count(*) from lamps") == 0


async def test_keep_leaves_the_row_that_is_there_or_came_first(apply):
    keep = LAMPS.keep(street=fact.name)
    rows = await apply([(Renamed, keep)], *(Renamed(lamp="a", name=n) for n in "xyz"))
    assert [r["street"] for r in rows] == ["x"]
    rows = await apply([(Renamed, keep)], Renamed(lamp="a", name="later"))
    assert [r["street"] for r in rows] == ["x"]


@pytest.mark.parametrize("together", [1, 7])
async def test_arithmetic_counts_every_fact_of_a_run(apply, together):
    verbs = [(Hung, LAMPS.insert("colour")), (Dimmed, LAMPS.update(seen=Sql("{row}.seen + {new}", fact.by), version=VERSION))]
    await apply(verbs, hung("a"), hung("b"))
    facts = [Dimmed(lamp="ab"[n % 2 and n < 4], by=n) for n in range(7)]
    for at in range(0, 7, together):
        rows = await apply(verbs, *facts[at : at + together])
    assert [(r["lamp"], r["seen"]) for r in rows] == [("a", 0 + 2 + 4 + 5 + 6), ("b", 1 + 3)]


async def test_an_upsert_that_counts_makes_the_row_first(apply):
    rows = await apply(
        [(Dimmed, LAMPS.upsert(seen=Sql("{row}.seen + {new}", fact.by)))], *(Dimmed(lamp="a", by=n) for n in (5, 6, 7))
    )
    assert [r["seen"] for r in rows] == [18]
    rows = await apply(
        [(Dimmed, LAMPS.upsert(watts=fact.by, seen=Sql("{row}.seen", fact.by)))], Dimmed(lamp="a", by=1), Dimmed(lamp="b", by=2)
    )
    assert [(r["lamp"], r["watts"], r["seen"]) for r in rows] == [("a", 1, 18), ("b", 2, 2)]


async def test_a_condition_on_the_row_sees_what_the_fact_before_wrote(apply):
    await apply([(Hung, LAMPS.insert("colour"))], hung("a"))
    first = LAMPS.update(street=fact.name, where="{row}.street is null")
    rows = await apply([(Renamed, first)], *(Renamed(lamp="a", name=n) for n in "xyz"))
    assert rows[0]["street"] == "x"
    append = LAMPS.update(
        tags=Sql("coalesce({row}.tags, '{}') || {new}", fact.tag),
        where=Sql("not coalesce({new} = any({row}.tags), false)", fact.tag),
    )
    rows = await apply([(Dimmed, append)], *(Dimmed(lamp="a", tag=t) for t in ("p", "q", "p", "r")))
    assert rows[0]["tags"] == ["p", "q", "r"]


async def test_columns_are_computed_from_the_row_as_it_was(apply):
    await apply([(Hung, LAMPS.insert("colour"))], hung("a"))
    rows = await apply(
        [(Gone, LAMPS.update(before=Sql("{row}.state"), state=Sql("coalesce({row}.before, 'gone')")))], Gone(lamp="a")
    )
    assert (rows[0]["before"], rows[0]["state"]) == ("hung", "gone")


async def test_a_condition_on_the_fact_picks_facts(apply):
    verbs = [
        (Renamed, LAMPS.upsert(street=fact.name, where=Sql("{new} <> 'none'", fact.name))),
        (Renamed, LAMPS.delete(where=Sql("{new} = 'none'", fact.name))),
    ]
    rows = await apply(verbs, *(Renamed(lamp=lamp, name=n) for lamp, n in (("a", "x"), ("b", "y"), ("a", "none"))))
    assert [r["lamp"] for r in rows] == ["b"]
    rows = await apply(verbs, *(Renamed(lamp="a", name=n) for n in ("none", "x", "none", "z")))
    assert [(r["lamp"], r["street"]) for r in rows] == [("a", "z"), ("b", "y")], "the verbs of a fact before those of the next"


async def test_another_key_than_the_primary_one_finds_many_rows(apply):
    streets = Table("streets", "lamp", "street")
    every = [Rated(lamp=lamp, ratings={}, streets=("x", "y")) for lamp in "ab"]
    assert len(await apply([(Rated, streets.insert(street=PART, each=fact.streets))], *every, table="streets")) == 4
    gone = Table("streets", "street").delete(street=fact.name, where="{row}.lamp <> 'b'")
    rows = await apply([(Renamed, gone)], Renamed(lamp="z", name="y"), table="streets")
    assert [(r["lamp"], r["street"]) for r in rows] == [("a", "x"), ("b", "x"), ("b", "y")]


async def test_a_row_for_each_part(apply):
    insert = BULBS.insert("watts", each=fact.bulbs, nth=NTH, shops=ALL(PART.shops.name))
    bulbs = (Bulb(socket="s", watts=None, shops=(Shop(name="x"), Shop(name="y"))), Bulb(socket="t", watts=7))
    rows = await apply([(Hung, insert)], hung("a", bulbs=bulbs), hung("b"), hung("c", bulbs=bulbs[1:]), table="bulbs")
    assert [tuple(r.values()) for r in rows] == [
        ("a", 0, "s", None, ["x", "y"]), ("a", 1, "t", 7, []), ("c", 0, "t", 7, []),
    ]  # fmt: skip


async def test_a_row_for_each_value_and_for_each_name(apply):
    ratings = Table("ratings", "lamp", "who")
    upsert = ratings.upsert(who=NAME, stars=PART, each=fact.ratings)
    facts = [Rated(lamp="a", ratings={"x": 1, "y": 2}), Rated(lamp="a", ratings={"y": 5}), Rated(lamp="b", ratings={})]
    rows = await apply([(Rated, upsert)], *facts, table="ratings")
    assert [tuple(r.values()) for r in rows] == [("a", "x", 1), ("a", "y", 5)]
    rows = await apply(
        [(Rated, ratings.update(who=NAME, stars=Sql("{row}.stars + {new}", PART), each=fact.ratings))], *facts, table="ratings"
    )
    assert [tuple(r.values()) for r in rows] == [("a", "x", 2), ("a", "y", 12)]


async def test_fields_of_an_object_within_and_arrays_of_sub_fields(apply):
    bulbs = (
        Bulb(socket="t", watts=2, shops=(Shop(name="q"), Shop(name="p"))),
        Bulb(socket="s", watts=1, shops=(Shop(name="q"),)),
    )
    insert = LAMPS.insert(
        "street", watts=fact.place.number, tags=SET("bulbs.shops", "name"), sizes=ALL(fact.bulbs.watts), within=fact.place
    )
    [row] = await apply([(Hung, insert)], hung("a", bulbs=bulbs))
    assert (row["street"], row["watts"], row["tags"], row["sizes"]) == ("square", 3, ["p", "q"], [2, 1])


async def test_what_stands_beside_the_data(apply):
    seen = Table("seen", "source", "position").insert(
        source=SOURCE, position=POSITION, id=ID, stream=STREAM, place=PLACE, actor=ACTOR, whole=Sql("{new} - 'lamp'", fact)
    )
    [row] = await apply([(Gone, seen)], Gone(lamp="a"), table="seen")
    assert tuple(row.values()) == (
        "/421088/lamp", 1, "00000000-0000-0000-0000-000000000001", "lamp-a", "421088", "keeper", "{}",
    )  # fmt: skip


async def test_verbs_and_handlers_by_hand_keep_their_order(pool):
    views = Views()
    views.on(Hung)(LAMPS.insert("colour"))

    @views.on(Hung)
    async def by_hand(tx, facts):
        await tx.executemany("update lamps set colour = 'by hand' where lamp = $1", [(r.fact.lamp,) for r in facts])

    views.on(Hung)(LAMPS.update(before=Sql("{row}.colour")))
    async with pool.acquire() as connection, connection.transaction():
        await views.apply(connection, recorded(hung("a"), hung("b")))
    assert [r["before"] for r in await pool.fetch("select before from lamps")] == ["by hand", "by hand"]


async def test_large_numbers_dates_with_time_and_nulls_in_lists(apply):
    update = LAMPS.upsert(hung_at=fact.at, since=Sql("({new} at time zone 'UTC')::date", fact.at), tags=fact.maybe,
                          price=Sql("{new} / 2", fact.large), note=Sql("{new}::text", fact.small))  # fmt: skip
    measured = Measured(
        lamp="a",
        large=2**53 // 10**8 + 1,
        small=0.1,
        at=datetime(2026, 1, 1, 23, 59, 59, 123456, tzinfo=UTC),
        maybe=("x", None),
    )
    [row] = await apply([(Measured, update)], measured)
    assert row["hung_at"] == datetime(2026, 1, 1, 23, 59, 59, 123456, tzinfo=UTC)
    assert (row["since"], row["tags"], row["note"]) == (date(2026, 1, 1), ["x", None], "0.1")
    assert row["price"] == (2**53 // 10**8 + 1) // 2


@pytest.mark.parametrize(
    ("verb", "why"),
    [
        (lambda: Table("lampen", "lamp").insert(), "there is no table lampen"),
        (lambda: LAMPS.update(color="red"), "table lamps has no column color"),
        (lambda: LAMPS.update("weight"), "table lamps has no column weight"),
        (lambda: LAMPS.update("version"), "there is no field version"),
        (lambda: LAMPS.update(street=fact.place.town), "fact.place.town: there is no field town"),
        (lambda: LAMPS.update(street=fact.place), "is an object, the column is text"),
        (lambda: LAMPS.update(tags=fact.colour), "is no list, the column is text[]"),
        (lambda: LAMPS.update(street=fact.tags), "is a list, the column is text"),
        (lambda: LAMPS.update(street=fact.bulbs.socket), "ALL(fact.bulbs.socket)"),
        (lambda: LAMPS.update(watts=NTH), "there is no `each`"),
        (lambda: LAMPS.update(street=PART.socket), "there is no `each`"),
        (lambda: BULBS.insert(socket="s", each=fact.colour), "neither a list nor a mapping"),
        (lambda: Table("lamps", "street").upsert(street=fact.place.street, colour="x"), "('street',) is no unique key"),
        (lambda: Table("bulbs", "nth").insert(nth=1), "column lamp of table bulbs has no default and is left out"),
    ],
)
async def test_a_description_that_does_not_fit_is_said_at_the_start(apply, verb, why):
    with pytest.raises(DescriptionError) as refused:
        await apply([(Hung, verb())])
    assert why in str(refused.value)
    assert "on Hung" in str(refused.value)


@pytest.mark.parametrize(
    ("fact_class", "verb", "why"),
    [
        (Hung, LAMPS.insert(watts=fact.note), "column watts of table lamps is integer, and fact.note is text"),
        (Hung, LAMPS.insert(lit=fact.place.street), "column lit of table lamps is boolean, and fact.place.street is text"),
        (Hung, LAMPS.insert(since=fact.note), "column since of table lamps is date, and fact.note is text"),
        (Hung, LAMPS.insert(hung_at=fact.note), "hung_at of table lamps is timestamp with time zone, and fact.note is text"),
        (
            Hung,
            Table("notes", "lamp").insert("note", height=fact.since),
            "height of table notes is integer, and fact.since is date",
        ),
        (Hung, LAMPS.insert(version=TIME), "version of table lamps is integer, and TIME is timestamp with time zone"),
        (
            Hung,
            BULBS.insert("socket", nth=PART.socket, each=fact.bulbs),
            "nth of table bulbs is integer, and part.socket is text",
        ),
        (
            Rated,
            Table("ratings", "lamp", "who").insert(who="x", stars=NAME, each=fact.ratings),
            "stars of table ratings is integer",
        ),
        (Measured, LAMPS.insert(watts=fact.small), "watts of table lamps is integer, and fact.small is double precision"),
        (Renamed, Table("owners", "lamp").insert(owner=fact.name), "owner of table owners is uuid, and fact.name is text"),
    ],
)
async def test_a_column_of_another_type_than_its_field_is_said_at_the_start(pool, fact_class, verb, why):
    await pool.execute("create table if not exists views.owners (lamp text primary key, owner uuid)")
    views = Views()
    views.on(fact_class)(verb)
    with pytest.raises(DescriptionError) as refused:
        await views.check(pool)
    assert why in str(refused.value)


async def test_a_column_that_reads_its_field_as_another_type_is_none_of_these(pool):
    views = Views()
    views.on(Hung)(LAMPS.insert(note=fact.since, price=fact.price, day=TIME, hung_at=fact.since, tags=fact.sizes))
    views.on(Measured)(LAMPS.upsert(price=fact.large, since=fact.at, street=fact.small, place=fact.at))
    await views.check(pool)


def test_a_description_that_makes_no_sense_is_said_at_once():
    with pytest.raises(ValueError, match="asks the row, which is not there yet"):
        LAMPS.insert(seen=Sql("{row}.seen + 1"))
    with pytest.raises(ValueError, match="needs one value, for a new row"):
        LAMPS.upsert(seen=Sql("{row}.seen + 1"))
    with pytest.raises(ValueError, match=r"names \{old\}, which is not given"):
        Sql("{old} + 1", 1)
    with pytest.raises(ValueError, match="street is named twice"):
        LAMPS.insert("street", street="x")
    with pytest.raises(ValueError, match="changes nothing"):
        LAMPS.update()
    with pytest.raises(ValueError, match="colour is not of the key"):
        LAMPS.delete(colour="red")
    with pytest.raises(ValueError, match="may not be there"):
        LAMPS.upsert("colour", where="{row}.seen > 0")


async def test_the_table_of_a_handler_by_hand_is_looked_for_too(pool):
    views = Views()
    await views.check(pool)

    @views.on(Hung)
    async def wrong(tx, facts):
        """Says update nothing in its docstring."""
        await tx.executemany("insert into lamp values ($1) on conflict (lamp) do update set lamp = $1", [(facts,)])

    with pytest.raises(DescriptionError, match=r"wrong on Hung: there is no table lamp$"):
        await views.check(pool)


async def test_a_plan_made_while_the_table_was_empty_uses_its_key_later(pool):
    """Kept, it read the whole table for each run: ten facts cost what the table was long."""
    views = Views()
    views.on(Dimmed)(LAMPS.update(watts=fact.by))
    views.on(Rated)(Table("ratings", "lamp", "who").update(who=NAME, stars=PART, each=fact.ratings))
    async with pool.acquire() as connection:
        await connection.execute("set plan_cache_mode = force_generic_plan")
        await views.check(connection)
        for query in (made.many for made in views._statements.values()):
            kinds = ["jsonb[]", "bigint"]
            await connection.execute(f"prepare q ({', '.join(kinds)}) as {query}")
            plan = "\n".join(r[0] for r in await connection.fetch("explain execute q ('{}', 0)"))
            assert "Seq Scan on" not in plan, plan
            await connection.execute("deallocate q")
