"""What becomes of a message that the store refuses again and again: reading bounds each attribute, so hardly any comes to it.

One of the place is set aside with its bytes, and all behind it count. A neighbour's link is named by the next one as the one
before it: set aside, it would be missing, so that its partition waits.
"""

from __future__ import annotations

import asyncpg
from aiokafka import ConsumerRecord

from ...store.store import PostgresStore
from ...telemetry import outline
from ..quarantine import Bad, Kind, settle
from ..rejected import RefusedError, digest, reject
from .messages import Place
from .receiving import advance
from .succession import Succession

__all__ = ["RefusedLinkError", "hold", "of_the_message", "set_aside"]

_OF_A_MESSAGE = frozenset({"21", "22", "23", "54"})
"""Cardinality, data, constraints, limits of a program (PostgreSQL 18, appendix A)."""
_LONGEST_ERROR = 2000


class RefusedLinkError(Exception):
    """A neighbour's link that the store does not take, again and again."""


def of_the_message(error: Exception) -> bool:
    """Whether a message's content is at fault: the database refuses it, or it has no bytes that the database could take.

    A table that is missing or may not be written fails for every message, and so does a mistake in the program.
    """
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "")[:2] in _OF_A_MESSAGE
    return isinstance(error, UnicodeError)


async def set_aside(store: PostgresStore, message: ConsumerRecord, place: Place | None, error: Exception) -> None:
    """Puts the message aside as `refused` and the partition behind it. What comes next may name its place, where that follows
    what has come.
    """
    where = (message.topic, message.partition)
    async with store.transaction() as tx:
        rows = await tx.fetch("select * from claim_partition($1, $2)", *where)
        seen = {row["claimed_source"]: row["claimed_position"] for row in rows if row["claimed_source"] is not None}
        order = Succession(tx, *where, seen, {})
        await reject(tx, *where, message, RefusedError(_said(error)))
        if place is not None and await order.fault(place) is None:
            order.comes(place)
        await advance(tx, *where, message.offset + 1, seen, digest(message))
        await order.keep()


async def hold(store: PostgresStore, message: ConsumerRecord, place: Place | None, error: Exception) -> RefusedLinkError:
    """Lets the partition wait at a neighbour's link; returns what it waits for. An operator may pass over it."""
    refused = RefusedLinkError(_said(error))
    bad = Bad(message, Kind.REFUSED, "" if place is None else place.source, refused)
    async with store.transaction() as tx:
        await tx.execute("select claim_partition($1, $2)", message.topic, message.partition)
        await settle(tx, message.topic, message.partition, bad)
    return refused


def _said(error: Exception) -> str:
    return f"the store refuses it: {outline(error)}"[:_LONGEST_ERROR]
