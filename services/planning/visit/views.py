"""Visits: their day, how far they are, their sealed teams, who has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql
import orjson

from libs.events.catalog.inspection.visit import OfficerCheckedIn, VisitClosed, VisitCompleted
from libs.events.catalog.planning.conducting import TeamSealed, TeamUnsealed
from libs.events.catalog.planning.visit import (
    VisitCancelled,
    VisitPart,
    VisitPartJoined,
    VisitPlanned,
    VisitScheduled,
    with_part,
)
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


@views.on(VisitPlanned)
async def visit_planned(tx: Transaction, facts: Sequence[Recorded[VisitPlanned]]) -> None:
    await tx.executemany(
        "insert into visits (visit, draw, entity, entity_name, industries, township, lead, departments, kinds, inspectors,"
        " parts, method, notice_forbidden, window_from, window_to, planned_at, fact, version)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14, $15, $16, $17, $18)",
        [
            (
                f.visit,
                f.draw,
                f.entity,
                f.entity_name,
                list(f.industries),
                f.township,
                f.lead,
                [part.department for part in f.parts],
                sorted({kind for part in f.parts for kind in part.kinds}),
                [inspector for part in f.parts for inspector in part.inspectors],
                _json([part.model_dump(mode="json") for part in f.parts]),
                f.method.value,
                f.notice_forbidden,
                f.window_from,
                f.window_to,
                r.time,
                str(r.id),
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(VisitCancelled)
async def visit_cancelled(tx: Transaction, facts: Sequence[Recorded[VisitCancelled]]) -> None:
    await tx.executemany(
        "update visits set cancelled = $2, version = $3 where visit = $1",
        [(r.fact.visit, r.fact.reason, r.version) for r in facts],
    )


@views.on(VisitScheduled)
async def visit_scheduled(tx: Transaction, facts: Sequence[Recorded[VisitScheduled]]) -> None:
    await tx.executemany(
        "insert into visit_days values ($1, $2, $3, $4, $5, $6) on conflict (visit) do update"
        " set schedule = excluded.schedule, day = excluded.day, start_minute = excluded.start_minute,"
        " minutes = excluded.minutes, reason = excluded.reason",
        [(f.visit, f.schedule, f.day, f.start_minute, f.minutes, f.reason) for r in facts for f in (r.fact,)],
    )
    await tx.executemany("update visits set version = $2 where visit = $1", [(r.fact.visit, r.version) for r in facts])


@views.on(VisitCompleted)
async def visit_completed(tx: Transaction, facts: Sequence[Recorded[VisitCompleted]]) -> None:
    await tx.executemany(
        "update visits set completed_on = $2 where visit = $1", [(r.fact.visit, r.fact.completed_on) for r in facts]
    )


@views.on(VisitClosed)
async def visit_closed(tx: Transaction, facts: Sequence[Recorded[VisitClosed]]) -> None:
    await tx.execute("update visits set closed = true where visit = any($1)", [r.fact.visit for r in facts])


@views.on(VisitPartJoined)
async def part_joined(tx: Transaction, facts: Sequence[Recorded[VisitPartJoined]]) -> None:
    for r in facts:
        row = await tx.fetchrow("select parts::text as parts from visits where visit = $1", r.fact.visit)
        parts = with_part(tuple(VisitPart(**part) for part in orjson.loads(row["parts"])), r.fact.part)
        await tx.execute(
            "update visits set parts = $2::jsonb, departments = $3, kinds = $4, inspectors = $5, version = $6 where visit = $1",
            r.fact.visit,
            orjson.dumps([part.model_dump(mode="json") for part in parts]).decode(),
            [part.department for part in parts],
            sorted({kind for part in parts for kind in part.kinds}),
            [inspector for part in parts for inspector in part.inspectors],
            r.version,
        )


@views.on(OfficerCheckedIn)
async def visit_under_way(tx: Transaction, facts: Sequence[Recorded[OfficerCheckedIn]]) -> None:
    await tx.execute("update visits set under_way = true where visit = any($1)", [r.fact.visit for r in facts])


@views.on(TeamSealed)
async def team_sealed(tx: Transaction, facts: Sequence[Recorded[TeamSealed]]) -> None:
    await tx.executemany(
        "insert into sealed_teams (visit, draw, seal, until) values ($1, $2, $3, $4)",
        [(f.visit, f.draw, f.seal, f.until) for r in facts for f in (r.fact,)],
    )


@views.on(VisitScheduled)
async def day_fixed(tx: Transaction, facts: Sequence[Recorded[VisitScheduled]]) -> None:
    await tx.executemany("update sealed_teams set day = $2 where visit = $1", [(r.fact.visit, r.fact.day) for r in facts])


@views.on(TeamUnsealed)
async def team_unsealed(tx: Transaction, facts: Sequence[Recorded[TeamUnsealed]]) -> None:
    await tx.executemany(
        "update sealed_teams set team = $2::jsonb, salt = $3, unsealed_at = $4 where visit = $1",
        [
            (f.visit, orjson.dumps([seat.model_dump(mode="json") for seat in f.team]).decode(), f.salt, r.time)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(TeamSealed, TeamUnsealed)
async def visit_version(tx: Transaction, facts: Sequence[Recorded[TeamSealed | TeamUnsealed]]) -> None:
    await tx.executemany("update visits set version = $2 where visit = $1", [(r.fact.visit, r.version) for r in facts])


@views.on(OfficerCheckedIn)
async def arrived(tx: Transaction, facts: Sequence[Recorded[OfficerCheckedIn]]) -> None:
    await tx.executemany(
        "insert into arrivals values ($1, $2) on conflict do nothing", [(r.fact.visit, r.fact.inspector) for r in facts]
    )
