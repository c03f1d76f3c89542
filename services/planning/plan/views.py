"""Plans with their votes, and the scenarios that say who leads."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning import plan as f
from libs.events.catalog.registry.scenarios import ScenarioListed, ScenarioWithdrawn
from libs.events.views.table import TIME, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
plans, scenarios = Table("plans", "plan"), Table("scenarios", "scenario")

views.on(f.PlanDrafted)(
    plans.insert("year", "lead", "members", state="drafted", drafted_at=TIME, version=VERSION, draft_reason=fact.reason)
)
views.on(f.PlanCoordinated)(
    plans.update(
        "lead", "members", "edition", "demands", "window_from", "window_to", "reason", state="coordinated", version=VERSION
    )
)
views.on(f.PlanVoteCast)(Table("plan_votes", "plan", "edition", "member").insert("approve", "reason", cast_at=TIME))
views.on(f.PlanVoteCast)(plans.update(version=VERSION))
views.on(f.PlanApproved)(plans.update(state="approved", version=VERSION))
views.on(f.PlanRejected)(plans.update(state="rejected", version=VERSION))

views.on(ScenarioListed)(
    scenarios.upsert("industry", "lead", "effective_from", "title", "departments", "items", withdrawn_from=None)
)
views.on(ScenarioWithdrawn)(scenarios.update(withdrawn_from=fact.effective_from))
