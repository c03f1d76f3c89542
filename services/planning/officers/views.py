"""Officers with their certificates, recusals and absences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.planning.officers import (
    AbsenceEnded,
    AbsenceRecorded,
    RecusalLifted,
    RecusalRecorded,
)
from libs.events.catalog.registry.bodies import InspectorCertified, InspectorSuspended
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


@views.on(InspectorCertified)
async def certified(tx: Transaction, facts: Sequence[Recorded[InspectorCertified]]) -> None:
    await tx.executemany(
        "insert into inspectors values ($1, $2, $3, $4, $5, $6, null) on conflict (inspector) do update"
        " set department = excluded.department, certificate = excluded.certificate, qualifications = excluded.qualifications,"
        " valid_from = excluded.valid_from, valid_until = excluded.valid_until, suspended_from = null",
        [
            (f.inspector, f.department, f.certificate, list(f.qualifications), f.valid_from, f.valid_until)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(InspectorSuspended)
async def suspended(tx: Transaction, facts: Sequence[Recorded[InspectorSuspended]]) -> None:
    await tx.executemany(
        "update inspectors set suspended_from = $2 where inspector = $1",
        [(r.fact.inspector, r.fact.effective_from) for r in facts],
    )


@views.on(RecusalRecorded)
async def recusal_recorded(tx: Transaction, facts: Sequence[Recorded[RecusalRecorded]]) -> None:
    await tx.executemany(
        "insert into recusals values ($1, $2, $3, $4, $5, null, $6, $7)",
        [(f.recusal, f.inspector, f.entity, f.department, f.ground.value, str(r.id), r.time) for r in facts for f in (r.fact,)],
    )


@views.on(RecusalLifted)
async def recusal_lifted(tx: Transaction, facts: Sequence[Recorded[RecusalLifted]]) -> None:
    await tx.executemany("update recusals set lifted = $2 where recusal = $1", [(r.fact.recusal, r.fact.reason) for r in facts])


@views.on(AbsenceRecorded)
async def absence_recorded(tx: Transaction, facts: Sequence[Recorded[AbsenceRecorded]]) -> None:
    await tx.executemany(
        "insert into absences values ($1, $2, $3, $4, $5, null, $6, $7)",
        [(f.absence, f.inspector, f.department, f.first_day, f.last_day, str(r.id), r.time) for r in facts for f in (r.fact,)],
    )


@views.on(AbsenceEnded)
async def absence_ended(tx: Transaction, facts: Sequence[Recorded[AbsenceEnded]]) -> None:
    await tx.executemany("update absences set ended = $2 where absence = $1", [(r.fact.absence, r.fact.reason) for r in facts])
