"""Read models of objections."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import objection as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import ALL, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from .decide import ADMIT, DECIDE

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
objections = Table("objections", "objection")

views.on(f.ObjectionLodged)(
    objections.insert(
        "about", "reference", "visit", "entity", "department", "points", "on_paper", evidence=ALL("evidence", "sha256"),
        due=fact.admit_by, state="lodged", lodged_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.ObjectionAccepted)(
    objections.update(due=fact.decide_by, state="accepted", overdue=False, accepted_at=TIME, version=VERSION)
)
views.on(f.ObjectionInadmissible)(
    objections.update("reason", "decided_on", due=None, state="inadmissible", overdue=False, version=VERSION)
)
views.on(f.ObjectionDecided)(
    objections.update(
        "outcome", "answers", "reviewers", "correction", "decided_on", due=None, state="decided", overdue=False, version=VERSION
    )
)
views.on(f.ObjectionTold)(objections.update("way", told_on=fact.on, state="told", version=VERSION))
views.on(f.ObjectionWithdrawn)(objections.update("reason", due=None, state="withdrawn", overdue=False, version=VERSION))
views.on(f.ObjectionDueMoved)(objections.update("due", version=VERSION))
# `late` stays: a step of it was late once.
views.on(ClockPassed)(
    objections.update(
        objection=fact.subject,
        overdue=True,
        late=True,
        version=VERSION,
        where=Sql("{new} = any({ours})", fact.stage, ours=[ADMIT, DECIDE]),
    )
)
