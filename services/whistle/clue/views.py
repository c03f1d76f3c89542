"""Read models of clues."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.whistle.clue import ClueAcknowledged, ClueHandled, ClueOverdue, ClueReceived, ClueReturned
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()


@views.on(ClueReceived)
async def clue_received(tx: Transaction, facts: Sequence[Recorded[ClueReceived]]) -> None:
    await tx.executemany(
        "insert into clues (clue, origin, entity, finder, competent, matter, state, due, received_at, version)"
        " values ($1, $2, $3, $4, $5, $6, 'received', $7, $8, $9)",
        [
            (f.clue, f.origin, f.entity, f.finder, f.competent, f.matter, f.acknowledge_by, r.time, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ClueAcknowledged, ClueReturned, ClueHandled, ClueOverdue)
async def clue_moved(
    tx: Transaction, facts: Sequence[Recorded[ClueAcknowledged | ClueReturned | ClueHandled | ClueOverdue]]
) -> None:
    for r in facts:
        change: tuple[object, ...]
        match r.fact:
            case ClueAcknowledged(handle_by=due, late=late):
                change = ("acknowledged", due, late, None, None)
            case ClueReturned(competent=competent, acknowledge_by=due):
                change = ("received", due, False, None, competent)
            case ClueHandled(outcome=outcome, late=late):
                change = ("handled", None, late, outcome, None)
            case ClueOverdue(due=due):
                change = ("overdue", due, True, None, None)
        await tx.execute(
            "update clues set state = $2, due = $3, late = late or $4, outcome = coalesce($5, outcome),"
            " competent = coalesce($6, competent), version = $7 where clue = $1",
            r.fact.clue,
            *change,
            r.version,
        )
