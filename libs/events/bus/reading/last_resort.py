"""What becomes of a message that the store refuses again and again: reading bounds each attribute, so hardly any comes to it.

Its partition waits there. Set aside, it would be overtaken by what its stream says next, and a neighbour's link be missing for
the next one. An operator may pass over it.
"""

from __future__ import annotations

import asyncpg
from aiokafka import ConsumerRecord

from ...store.store import PostgresStore
from ...telemetry import outline
from ..quarantine import Bad, Kind, settle, unpassed
from ..rejected import digest
from .messages import Place
from .receiving import advance
from .succession import Succession

__all__ = ["RefusedError", "hold", "of_the_message"]

_OF_A_MESSAGE = frozenset({"21", "22", "23", "54"})
"""Cardinality, data, constraints, limits of a program (PostgreSQL 18, appendix A)."""
_LONGEST_ERROR = 2000


class RefusedError(Exception):
    """A message that the store does not take, again and again."""


def of_the_message(error: Exception) -> bool:
    """Whether a message's content is at fault: the database refuses it, or it has no bytes that the database could take.

    A table that is missing or may not be written fails for every message, and so does a mistake in the program.
    """
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "")[:2] in _OF_A_MESSAGE
    return isinstance(error, UnicodeError)


async def hold(store: PostgresStore, message: ConsumerRecord, place: Place | None, error: Exception) -> RefusedError | None:
    """Lets the partition wait at the message; returns what it waits for. None where an operator has passed over it: what comes
    next may name its place, where that follows what has come.
    """
    where = (message.topic, message.partition)
    refused = RefusedError(f"the store refuses it: {outline(error)}"[:_LONGEST_ERROR])
    async with store.transaction() as tx:
        rows = await tx.fetch("select * from claim_partition($1, $2)", *where)
        if await unpassed(tx, *where, [message]):
            await settle(tx, *where, Bad(message, Kind.REFUSED, "" if place is None else place.source, refused))
            return refused
        seen = {row["claimed_source"]: row["claimed_position"] for row in rows if row["claimed_source"] is not None}
        order = Succession(tx, *where, seen, {})
        if place is not None and await order.fault(place) is None:
            order.comes(place)
        await advance(tx, *where, message.offset + 1, seen, digest(message))
        await order.keep()
    return None
