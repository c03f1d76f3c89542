"""What a rebuild prepares and puts aside: tables without their indexes, the facts as one view, streams with facts by hand."""

# ruff: noqa: S608 - made of the code's own constants

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..envelope import data_bytes
from ..fact import Fact, Unknown, catalog
from ..store.sessions import ENDLESS
from .compile import APART, NEXT
from .expressions import literal, quoted

__all__ = ["LIVE", "OLD", "Census", "bare_tables", "census", "learned", "set_by_hand", "upcast"]

LIVE, OLD = "views", "views_old"
_AT_ONCE = 2000
_CONSTRAINTS = """
    select conname as name, pg_get_constraintdef(oid) as text from pg_constraint
     where conrelid = format('%I.%I', $1::text, $2::text)::regclass and contype in ('p', 'u', 'x')
"""
_INDEXES = "select indexname as name, indexdef as text from pg_indexes where schemaname = $1 and tablename = $2"
_LEARNED = """
    create view {apart}.learned as
    select e.position as seq, {source}::text as source, true as home, e.position, e.stream, e.version, e.type,
           e.schema_version, e.id, e.time, coalesce(u.data, e.data) as data, e.meta
      from public.events e left join {apart}.upcast u on u.seq = e.position
     where e.position <= {high}
    union all
    select i.seq, i.source, split_part(i.source, '/', 2) = {place}, i.position, i.stream, i.version, i.type,
           i.schema_version, i.id, i.time, coalesce(u.data, i.data), i.meta
      from public.inbox i left join {apart}.upcast u on u.seq = i.seq
     where i.seq <= {high} and i.source <> {source}
       and not exists (select from public.parked p
                        where p.source = i.source and p.stream = i.stream and p.position = i.position)
       and not exists (select from public.skipped s where s.source = i.source and s.position = i.position)
       and not exists (select from {apart}.left_out l
                        where l.source = i.source and l.stream = i.stream and l.position <= i.position)
"""


async def bare_tables(connection: Any) -> dict[str, list[str]]:
    """Makes the tables anew without keys and indexes; gives by table the statements that make those."""
    later: dict[str, list[str]] = {}
    async with connection.transaction():
        await connection.execute(
            f"drop schema if exists {NEXT} cascade; drop schema if exists {OLD} cascade; drop schema if exists {APART} cascade"
        )
        await connection.execute(f"create schema {NEXT}; create schema {APART}")
        await connection.execute(
            f"create unlogged table {APART}.by_hand (source text, stream text, primary key (source, stream));"
            f"create unlogged table {APART}.upcast (seq bigint primary key, data jsonb not null);"
            f"create unlogged table {APART}.left_out"
            " (source text, stream text, position bigint, error text, primary key (source, stream));"
            f"create unlogged table {APART}.queued (source text, stream text, position bigint, error text)"
        )
        for row in await connection.fetch("select tablename from pg_tables where schemaname = $1 order by 1", LIVE):
            table = quoted(row["tablename"])
            await connection.execute(f"create table {NEXT}.{table} (like {LIVE}.{table} including all excluding indexes)")
            keys = await connection.fetch(_CONSTRAINTS, LIVE, row["tablename"])
            makes = later[row["tablename"]] = [
                f"alter table {NEXT}.{table} add constraint {quoted(key['name'])} {key['text']}" for key in keys
            ]
            made = {key["name"] for key in keys}
            indexes = await connection.fetch(_INDEXES, LIVE, row["tablename"])
            makes += [
                index["text"].replace(f" ON {LIVE}.", f" ON {NEXT}.", 1) for index in indexes if index["name"] not in made
            ]
    return later


async def learned(connection: Any, source: str, high: int) -> None:
    """Makes the view of all facts up to a position, own and received, as far as they count."""
    place = source.split("/")[1]
    await connection.execute(_LEARNED.format(apart=APART, source=literal(source), place=literal(place), high=high))


@dataclass
class Census:
    """By type: how many facts there are, the kinds of streams they are in, the oldest version stored."""

    facts: dict[str, int]
    kinds: dict[str, set[str]]
    oldest: dict[str, int]


async def census(connection: Any, *, by_kind: bool) -> Census:
    """Counts the facts that the rebuild folds; the kinds of streams only where they are asked for."""
    found = Census({}, {}, {})
    kind = "source || ' ' || split_part(stream, '-', 1)" if by_kind else "''"
    for row in await connection.fetch(
        f"select type, {kind} as kind, min(schema_version) as oldest, count(*) as facts from {APART}.learned group by 1, 2"
    ):
        found.facts[row["type"]] = found.facts.get(row["type"], 0) + row["facts"]
        found.kinds.setdefault(row["type"], set()).add(row["kind"])
        found.oldest[row["type"]] = min(found.oldest.get(row["type"], row["oldest"]), row["oldest"])
    return found


async def upcast(connection: Any, facts: Iterable[type[Fact]], oldest: dict[str, int]) -> None:
    """Puts older versions aside in the newest form, so that statements read them like the others."""
    types = [fact.fact_type for fact in facts if oldest.get(fact.fact_type, fact.fact_version) < fact.fact_version]
    if not types:
        return
    query = f"select seq, type, schema_version, data::text as data from {APART}.learned where type = any($1)"
    async with connection.transaction():
        cursor = await connection.cursor(query, types, timeout=ENDLESS)
        while rows := await cursor.fetch(_AT_ONCE, timeout=ENDLESS):
            read = ((row["seq"], catalog.read(row["type"], row["schema_version"], row["data"]), row) for row in rows)
            newer = [
                (seq, data_bytes(fact).decode())
                for seq, fact, row in read
                if not isinstance(fact, Unknown) and fact.fact_version > row["schema_version"]
            ]
            await connection.executemany(f"insert into {APART}.upcast values ($1, $2::jsonb)", newer)
    await connection.execute(f"analyze {APART}.upcast")


async def set_by_hand(connection: Any, types: Iterable[str]) -> bool:
    """Notes the streams that hold a fact of one of these types; whether there are any."""
    done: str = await connection.execute(
        f"insert into {APART}.by_hand select distinct source, stream from {APART}.learned where type = any($1)", list(types)
    )
    await connection.execute(f"analyze {APART}.by_hand")
    return done != "INSERT 0 0"
