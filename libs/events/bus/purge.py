"""A forged fact that came before the genuine one is taken out of the inbox, on the record, by the owner of the database.

The genuine fact of that position is held as a conflict meanwhile (reading/repeats.py). Once the forged one is out, its
partition is read from its beginning: what names the forged one as the message before it, and what the forged one has put out
of order, is judged anew. The forged message stays on the topic and is passed over wherever it is read again. The service's
workers are stopped before, and the views rebuilt before they start again: otherwise the genuine fact meets rows of the forged
one, and may park its stream. What reactions have made of the forged fact are facts of this service: they stand, and whoever
answers for them decides what follows; they are named here.

A neighbour's fact stays where it is. Its links were verified up to the forged one, whose hash is the end from which the next
one has to go on: with the fact out, the genuine link would still be refused. Nothing here knows the link before it.

The role that the service runs as can do none of this. What was taken out stays as it was chained, so that the audit of the
store still finds each row, or its record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from ..store.chain import INBOX
from ..store.roles import BUILT_IN_ONLY
from ..store.store import Transaction
from ..telemetry import log
from .reading.messages import Received, Unread, Withheld

__all__ = ["Consequence", "LinkedError", "NotReceivedError", "Purged", "purge", "unpurged"]

_Read = TypeVar("_Read", bound=Received | Withheld | Unread)

_KEEP = f"""
    insert into public.purged_facts (seq, source, position, text, actor, reason, topic, partition, kafka_offset, id)
    select seq, source, position, {INBOX.text}, $2, $3, topic, partition, kafka_offset, id from public.inbox where seq = $1
"""  # noqa: S608 - names of our own tables
_FORGET = (
    "delete from public.not_understood where seq = $1",
    """delete from public.parked p using public.inbox i
        where i.seq = $1 and (p.source, p.stream, p.position) = (i.source, i.stream, i.position)""",
    # What was skipped is left out of every rebuild, whatever stands at its position by then.
    """delete from public.skipped s using public.inbox i
        where i.seq = $1 and (s.source, s.stream, s.position) = (i.source, i.stream, i.position)""",
    # A count begins at the nearest mark.
    "update public.row_marks set rows = rows - 1 where counted = 'inbox' and position >= $1",
    "delete from public.inbox where seq = $1",
)
_READ_ANEW = "update public.consumer_offsets set next_offset = -1, anchor = null where topic = $1 and partition = $2"
_CAME = """
    update public.consumer_positions c
       set run = null, begun = null,
           position = least(position, coalesce((select i.position from public.inbox i
                                                 where (i.source, i.topic, i.partition) = ($3, $1, $2)
                                                 order by i.position desc limit 1), 0))
     where (c.topic, c.partition, c.source) = ($1, $2, $3)
"""
"""What has come on the partition is what is in the inbox: the forged one may have stood far ahead."""


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


async def unpurged(tx: Transaction, topic: str, partition: int, found: Sequence[_Read]) -> list[_Read]:
    """What was read without what was purged: the message of that id where it stood. Purged by mistake, a fact comes back when
    its service sends it again.
    """
    rows = await tx.fetch("select kafka_offset, id from purged_facts where topic = $1 and partition = $2", topic, partition)
    gone = {(row["kafka_offset"], row["id"]) for row in rows}
    return [each for each in found if not isinstance(each, Received) or (each.message.offset, each.recorded.id) not in gone]


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
        await connection.execute(_READ_ANEW, row["topic"], row["partition"])
        await connection.execute(_CAME, row["topic"], row["partition"], source)
        made = await connection.fetch(
            "select position, stream, type from public.events where meta ->> 'causation' = $1 order by position", str(row["id"])
        )
    log.warning("inbox.purged", source=source, position=position, fact=str(row["id"]), actor=actor, reason=reason)
    consequences = [Consequence(*each) for each in made]
    return Purged(str(row["id"]), row["stream"], row["type"], row["topic"], row["partition"], row["kafka_offset"], consequences)
