"""How received facts are kept: step by step within a transaction, or all that a plain batch does in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import asyncpg
import orjson

from ...fact import Raw
from ...store.arrays import array, documents, joined, one_or_all
from ...store.store import Transaction
from ...store.write import Changes, numbered
from .messages import Received

__all__ = ["advance", "known", "receive", "take"]


def _facts(first: int) -> str:
    """The parameters of `_columns`, of which the first has this number."""
    n = [f"${number}" for number in range(first, first + 11)]
    metas = (
        f"case when strpos({n[10]}, e'\\x1f') = 0 then array_fill({n[10]}::jsonb, array[cardinality({n[3]}::text[])])"
        f" else {documents(n[10])} end"
    )
    return (
        f"{n[0]}, {n[1]}::text::bigint[], {n[2]}::text::bigint[], {n[3]}, {n[4]}::text::integer[], {n[5]},"
        f" {n[6]}::text::smallint[], {n[7]}::text::uuid[], {n[8]}, {documents(n[9])}, {metas}"
    )


# Nearly always all are new: then a count says it.
_RECEIVE = f"""
    select count(*) as taken,
           case when count(*) < cardinality($6::text[]) then array_agg(new_source) end as sources,
           case when count(*) < cardinality($6::text[]) then array_agg(new_position) end as positions,
           advance_partition($1, $2, $14, $15, $16, $17)::text as advanced, anything_parked() as parked
      from receive_events($1, $2, {_facts(3)})
"""  # noqa: S608 - numbers of parameters
_KNOWN = f"select * from known_events({_facts(1)})"  # noqa: S608 - numbers of parameters
_TAKE = f"select take_events($1, $2, $3, $4, $5, $6, $7, $8, $9, {_facts(10)}, $21)"


async def receive(  # noqa: PLR0917 - one call
    tx: Transaction,
    topic: str,
    partition: int,
    fresh: list[Received],
    after: int,
    seen: Mapping[str, int],
    anchor: bytes | None,
) -> tuple[list[Received], list[Received], bool]:
    """Keeps every fact that is new; returns those, what another topic or partition has already brought, and whether any stream
    is parked: a rebuild may have parked some while this waited for its swap.

    It also notes how far the partition is, as `advance` does: that spares a round trip.
    """
    row = await tx.fetchrow(_RECEIVE, topic, partition, *_columns(fresh), after, list(seen), list(seen.values()), anchor)
    if row["taken"] == len(fresh):
        return fresh, [], row["parked"]
    new = set(zip(row["sources"] or (), row["positions"] or (), strict=True))
    taken: list[Received] = []
    known: list[Received] = []
    for received in fresh:
        (taken if (received.recorded.source, received.recorded.position) in new else known).append(received)
    return taken, known, row["parked"]


async def advance(  # noqa: PLR0917 - one call
    tx: Transaction, topic: str, partition: int, offset: int, seen: Mapping[str, int], anchor: bytes | None
) -> None:
    """Notes where the partition is, the last position of each source there, and the hash of the record before the offset."""
    query = "select advance_partition($1, $2, $3, $4, $5, $6)"
    await tx.execute(query, topic, partition, offset, list(seen), list(seen.values()), anchor)


async def known(tx: Transaction, suspects: Sequence[Received]) -> dict[int, str | None]:
    """By offset what the inbox says to a fact: `same`, `other`, `overtaken` (see `known_events` in the migrations), or None."""
    rows = await tx.fetch(_KNOWN, *_columns(suspects))
    return {row["known_offset"]: row["known_as"] for row in rows}


async def take(  # noqa: PLR0917 - one call
    pool: asyncpg.Pool,
    topic: str,
    partition: int,
    fresh: Sequence[Received],
    left: int,
    after: int,
    seen: Mapping[str, int],
    anchor: bytes,
    changes: Changes,
) -> bool:
    """Receives a plain batch, applies its views and advances the partition; False when it is not as plain as it looks.

    `left`: where the partition stands; `after`: where it will, and `anchor` the hash of the record before that. Raises what the
    views raise; nothing is done then.
    """
    query = (_TAKE, topic, partition, left, after, list(seen), list(seen.values()), *numbered(changes, len(fresh)))
    try:
        done: bool = await pool.fetchval(*query, *_columns(fresh), anchor)
    except asyncpg.PostgresError as error:
        if error.sqlstate != _ANOTHER_WAY:
            raise
        return False
    return done


_ANOTHER_WAY = "CK002"


def _columns(fresh: Sequence[Received]) -> tuple[Any, ...]:
    """As `receive_events` in the migrations takes them."""
    items = [received.recorded for received in fresh]
    raws = [cast("Raw", item.raw) for item in items]
    return (
        one_or_all([item.source for item in items]),
        array([item.position for item in items]),
        array([received.message.offset for received in fresh]),
        [item.stream for item in items],
        array([item.version for item in items]),
        one_or_all([raw.fact_type for raw in raws]),
        array([raw.fact_version for raw in raws]),
        array([item.id for item in items]),
        [item.time for item in items],
        joined([raw.json for raw in raws]),
        joined([orjson.dumps(meta.as_json()) for meta in one_or_all([item.meta for item in items])]),
    )
