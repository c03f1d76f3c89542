"""Substitutions in the order they were made, recusals, absences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from libs.events.catalog.planning.conducting import EntitySubstituted, InspectorSubstituted
from libs.events.catalog.planning.officers import AbsenceEnded, AbsenceRecorded, RecusalLifted, RecusalRecorded
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import views

_INTO = (
    "insert into substitutions (position, kind, draw, lead, visit, demand, stratum, seat, gone, ground, reason, evidence,"
    " proof, passed, substitute, away, team, short, made_at)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14::jsonb, $15, $16::jsonb, $17::jsonb, $18, $19)"
)


def _json(values: Sequence[Any]) -> str:
    return orjson.dumps([value.model_dump(mode="json") for value in values]).decode()


@views.on(EntitySubstituted)
async def entity_substituted(tx: Transaction, facts: Sequence[Recorded[EntitySubstituted]]) -> None:
    await tx.executemany(
        _INTO,
        [
            (
                r.position, "entity", f.draw, f.lead, f.visit, f.demand, f.stratum, None, f.gone, f.ground.value, f.reason,
                _json(f.evidence), f.proof, _json(f.passed), f.substitute, _json(f.away), _json(f.team), list(f.short), r.time,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip
    await tx.executemany("update draws set version = $2 where draw = $1", [(r.fact.draw, r.version) for r in facts])


@views.on(InspectorSubstituted)
async def inspector_substituted(tx: Transaction, facts: Sequence[Recorded[InspectorSubstituted]]) -> None:
    await tx.executemany(
        _INTO,
        [
            (
                r.position, "inspector", f.draw, f.lead, f.visit, None, None, f.seat, f.gone, f.ground.value, f.reason,
                _json(f.evidence), f.proof, _json(f.passed), f.substitute, "[]", "[]", [], r.time,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip
    for r in facts:
        await _change_team(tx, r)


async def _change_team(tx: Transaction, r: Recorded[InspectorSubstituted]) -> None:
    """The substitute sits where the officer sat, in the visit's list and in the department's part."""
    f = r.fact
    row = await tx.fetchrow("select parts, inspectors from visits where visit = $1", f.visit)
    if row is None:
        return
    parts = orjson.loads(row["parts"])
    for part in parts:
        if part["department"] == f.department:
            part["inspectors"] = _exchanged(part["inspectors"], f)
    await tx.execute(
        "update visits set parts = $2::jsonb, inspectors = $3, version = $4 where visit = $1",
        f.visit,
        orjson.dumps(parts).decode(),
        _exchanged(row["inspectors"], f),
        r.version,
    )


def _exchanged(team: Sequence[str], fact: InspectorSubstituted) -> list[str]:
    new = [fact.substitute if name == fact.gone else name for name in team]
    return [name for name in new if name is not None]


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
