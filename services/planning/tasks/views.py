"""The editions of plans."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning.plan import PlanApproved, PlanCoordinated, PlanRejected
from libs.events.views.table import TIME, Table
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
editions = Table("plan_editions", "plan", "edition")

views.on(PlanCoordinated)(
    editions.insert("members", "demands", "window_from", "window_to", "reason", state="coordinated", coordinated_at=TIME)
)
views.on(PlanApproved)(editions.update("votes_for", "votes_against", state="approved", decided_at=TIME))
views.on(PlanRejected)(editions.update("votes_for", "votes_against", state="rejected", decided_at=TIME))
