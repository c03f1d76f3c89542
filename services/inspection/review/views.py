"""Read models of reviews of duty, and of what was not done in time by whoever owed it."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import review as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import COUNT, ID, TIME, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
reviews = Table("reviews", "review")

views.on(f.ReviewOpened)(
    reviews.insert(
        "officer", "department", "entity", "what", "item", "cause",
        happened_on=fact.on, state="opened", opened_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.ReviewEvidenceCompiled)(
    reviews.update(
        "visit", "checked", "answers", rests_on=COUNT("facts"), statement=None, waived=None, state="compiled", version=VERSION
    )
)
views.on(f.OfficerHeard)(reviews.update("statement", "waived", state="heard", version=VERSION))
views.on(f.ReviewDecided)(
    reviews.update("verdict", "ground", "reasons", "panel", "appeal_by", state="decided", version=VERSION)
)
views.on(f.ReviewAppealed)(reviews.update(appeal=fact.reasons, state="appealed", version=VERSION))
views.on(f.ReviewFinal)(
    reviews.update("verdict", "ground", "reasons", "panel", "on_appeal", state="final", final_at=TIME, version=VERSION)
)
views.on(ClockPassed)(Table("passed_clocks", "fact").keep("subject", "stage", "owner", "due", "since", fact=ID, passed_at=TIME))
