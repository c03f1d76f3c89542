"""What the store refuses again and again: the message is found and set aside with its bytes, so that its partition goes on.

Reading bounds each attribute (envelope.py), so hardly anything comes this far. What does would stop its partition for good.
"""

from __future__ import annotations

import asyncpg
from aiokafka import ConsumerRecord

from ..store.store import PostgresStore
from .quarantine import RefusedError, reject
from .receiving import advance

__all__ = ["of_the_message", "set_aside"]

_CLASSES = frozenset({"21", "22", "23", "54"})
"""Cardinality, data, constraints, limits of a program (PostgreSQL 18, appendix A)."""


def of_the_message(error: Exception) -> bool:
    """Whether a message's content is at fault. A table that is missing or may not be written fails for every message."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "")[:2] in _CLASSES
    return isinstance(error, (ValueError, OverflowError))


async def set_aside(store: PostgresStore, message: ConsumerRecord, error: Exception) -> None:
    """Puts the message aside as `refused` and the partition behind it."""
    where = (message.topic, message.partition)
    async with store.transaction() as tx:
        await tx.execute("select claim_partition($1, $2)", *where)
        await reject(tx, *where, message, RefusedError(f"the store refuses it: {error!r}"))
        await advance(tx, *where, message.offset + 1, {})
