"""Read models of follow-up visits."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import followup as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import NTH, PART, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from .decide import STAGE

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
followups, needs = Table("followups", "followup"), Table("followup_needs", "followup", "need")

views.on(f.FollowupDue)(
    followups.insert(
        "reference", "visit", "entity", "department", "wanted", "ended_on", "due",
        follows=fact.after, state="due", owed_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.FollowupMade)(
    followups.update("way", "officers", "experts", "made_on", "holds", "advice", state="made", overdue=False, version=VERSION)
)
views.on(f.FollowupMade)(needs.insert(what=PART, need=Sql("{new} + 1", NTH), each=fact.needs))
views.on(f.FollowupNeedMet)(needs.update("answer", "expert", met_at=TIME))
views.on(f.FollowupNeedMet)(followups.update(version=VERSION))
views.on(f.FollowupDone)(followups.update(state="done", version=VERSION))
views.on(f.FollowupDeclined)(followups.update("reason", state="declined", overdue=False, version=VERSION))
# `late` stays.
views.on(ClockPassed)(
    followups.update(
        followup=fact.subject, overdue=True, late=True, version=VERSION, where=Sql("{new} = {ours}", fact.stage, ours=STAGE)
    )
)
