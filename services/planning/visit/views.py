"""Visits: their day, how far they are, their sealed teams, who has arrived."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosql
import orjson

from libs.events.catalog.inspection.visit import OfficerCheckedIn, VisitClosed, VisitClosedInConfidence, VisitCompleted
from libs.events.catalog.planning import visit as f
from libs.events.catalog.planning.conducting import TeamSealed, TeamUnsealed
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.table import ALL, ID, SET, TIME, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
visits, sealed_teams = Table("visits", "visit"), Table("sealed_teams", "visit")

_PLANNED = (
    "draw", "entity", "entity_name", "industries", "township", "lead", "parts", "method", "notice_forbidden", "window_from",
    "window_to", "premises", "premises_name", "origin", "cause", "unannounced",
)  # fmt: skip
_OF_PARTS: dict[str, Any] = {
    "departments": ALL("parts", "department"),
    "kinds": SET("parts", "kinds"),
    "inspectors": ALL("parts", "inspectors"),
}
views.on(f.VisitConfided)(
    visits.insert(*_PLANNED, **_OF_PARTS, confided=True, planned_at=TIME, fact=ID, version=VERSION),
)
# One that was confided is there already.
views.on(f.VisitPlanned)(visits.keep(*_PLANNED, **_OF_PARTS, planned_at=TIME, fact=ID, version=VERSION))
views.on(f.VisitPlanned)(visits.update(confided=False, version=VERSION))
views.on(f.VisitCancelled, f.VisitCancelledInConfidence)(visits.update(cancelled=fact.reason, version=VERSION))
views.on(f.VisitScheduled, f.VisitDayConfided)(
    Table("visit_days", "visit").upsert("schedule", "day", "start_minute", "minutes", "reason")
)
views.on(f.VisitScheduled, f.VisitDayConfided)(sealed_teams.update("day"))
views.on(TeamSealed)(sealed_teams.insert("draw", "seal", "until"))
# Teams were sealed before there were confided visits.
views.on(TeamSealed)(visits.update(confided=True))
views.on(TeamUnsealed)(sealed_teams.update("team", "salt", unsealed_at=TIME))
views.on(TeamUnsealed)(visits.update(confided=False))
views.on(f.VisitScheduled, f.VisitDayConfided, TeamSealed, TeamUnsealed)(visits.update(version=VERSION))
views.on(OfficerCheckedIn)(visits.update(under_way=True))
views.on(OfficerCheckedIn)(Table("arrivals", "visit", "inspector").keep())
views.on(VisitCompleted)(visits.update("completed_on"))
views.on(VisitClosed, VisitClosedInConfidence)(visits.update(closed=True))


@views.on(f.VisitPartJoined, f.VisitPartConfided)
async def part_joined(tx: Transaction, facts: Sequence[Recorded[f.VisitPartJoined]]) -> None:
    """By hand: how the parts grow is the catalog's arithmetic."""
    for r in facts:
        row = await tx.fetchrow("select parts::text as parts from visits where visit = $1", r.fact.visit)
        parts = f.with_part(tuple(f.VisitPart(**part) for part in orjson.loads(row["parts"])), r.fact.part)
        await tx.execute(
            "update visits set parts = $2::jsonb, departments = $3, kinds = $4, inspectors = $5, version = $6 where visit = $1",
            r.fact.visit,
            orjson.dumps([part.model_dump(mode="json") for part in parts]).decode(),
            [part.department for part in parts],
            sorted({kind for part in parts for kind in part.kinds}),
            [inspector for part in parts for inspector in part.inspectors],
            r.version,
        )
