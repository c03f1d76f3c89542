"""A forged fact that came before the genuine one is taken out of the inbox, on the record, by the owner of the database.

The genuine fact of that position is held as a conflict meanwhile (reading/repeats.py). Once the forged one is out, its
partition reads on by itself and takes it. So the service's workers are stopped before, and the views rebuilt before they start
again: otherwise the genuine fact meets rows of the forged one, and may park its stream. What reactions have made of the forged
fact are facts of this service: they stand, and whoever answers for them decides what follows; they are named here.

A neighbour's fact stays where it is. Its links were verified up to the forged one, whose hash is the end from which the next
one has to go on: with the fact out, the genuine link would still be refused. Nothing here knows the link before it.

The role that the service runs as can do none of this. What was taken out stays as it was chained, so that the audit of the
store still finds each row, or its record.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..store.chain import INBOX
from ..store.roles import BUILT_IN_ONLY
from ..telemetry import log

__all__ = ["Consequence", "LinkedError", "NotReceivedError", "Purged", "purge"]

_KEEP = f"""
    insert into public.purged_facts (seq, source, position, text, actor, reason)
    select seq, source, position, {INBOX.text}, $2, $3 from public.inbox where seq = $1
"""  # noqa: S608 - names of our own tables
_FORGET = (
    "delete from public.not_understood where seq = $1",
    """delete from public.parked p using public.inbox i
        where i.seq = $1 and (p.source, p.stream, p.position) = (i.source, i.stream, i.position)""",
    # A count begins at the nearest mark.
    "update public.row_marks set rows = rows - 1 where counted = 'inbox' and position >= $1",
    "delete from public.inbox where seq = $1",
)


class NotReceivedError(LookupError):
    """No fact of this source and position is in the inbox."""


class LinkedError(RuntimeError):
    """The fact is a neighbour's: the chain of that source's links ends at it, or goes on from it."""


class Consequence(NamedTuple):
    """A fact of this service that a reaction made of the forged one."""

    position: int
    stream: str
    type: str


class Purged(NamedTuple):
    """What was taken out: the fact's id, stream and type, and where it stood."""

    id: str
    stream: str
    type: str
    topic: str
    partition: int
    offset: int
    consequences: list[Consequence]


async def purge(connection: Any, source: str, position: int, *, actor: str, reason: str) -> Purged:
    """Takes a received fact out of the inbox, for good. The session is that of the database's owner.

    Raises NotReceivedError, LinkedError, and asyncpg.InsufficientPrivilegeError for the role that the service runs as.
    """
    async with connection.transaction():
        await connection.execute(BUILT_IN_ONLY)
        row = await connection.fetchrow("select * from public.inbox where source = $1 and position = $2", source, position)
        if row is None:
            raise NotReceivedError(f"{source} {position}")
        if await connection.fetchval("select exists (select from public.chains where source = $1)", source):
            raise LinkedError(f"{source} {position}")
        # The batch under way ends first: it would find the row, and then not.
        where = "select from public.consumer_offsets where topic = $1 and partition = $2 for update"
        await connection.execute(where, row["topic"], row["partition"])
        await connection.execute(_KEEP, row["seq"], actor, reason)
        for statement in _FORGET:
            await connection.execute(statement, row["seq"])
        made = await connection.fetch(
            "select position, stream, type from public.events where meta ->> 'causation' = $1 order by position", str(row["id"])
        )
    log.warning("inbox.purged", source=source, position=position, fact=str(row["id"]), actor=actor, reason=reason)
    consequences = [Consequence(*each) for each in made]
    return Purged(str(row["id"]), row["stream"], row["type"], row["topic"], row["partition"], row["kafka_offset"], consequences)
