"""Joint plans with neighbours, from this place's own facts, and the agreements they rest on."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning import crossplan as f
from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementRevoked
from libs.events.views.table import ALL, PLACE, TIME, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
crossplans = Table("crossplans", "crossplan")

views.on(AgreementAccepted)(
    Table("agreements", "agreement").upsert("kinds", "industries", "valid_from", "valid_until", places=ALL("parties", "place"))
)
# Either side revokes it.
for on in (views.on, views.on_neighbour):
    on(AgreementRevoked)(Table("agreement_revocations", "agreement", "place").keep(place=PLACE))

views.on(f.CrossPlanProposed)(
    crossplans.insert(
        "proposer", "partner", "title", "kinds", "industries", "standard", "manual", "window_from", "window_to",
        state="proposed", by=fact.proposer, changed_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.CrossPlanAccepted)(crossplans.update("by", state="accepted", reason=None, changed_at=TIME, version=VERSION))
views.on(f.CrossPlanDeclined)(crossplans.update("by", "reason", state="declined", changed_at=TIME, version=VERSION))
views.on(f.CrossPlanEnded)(crossplans.update("by", "reason", state="ended", changed_at=TIME, version=VERSION))
