"""Read models of rectifications."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import rectification as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import ALL, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
rectifications = Table("rectifications", "rectification")
rechecks = Table("rechecks", "rectification", "version")

views.on(f.RectificationOrdered)(
    rectifications.insert(
        "visit", "entity", "department", "findings", "due", "kind", "document", "day_set", state="ordered", ordered_at=TIME,
        version=VERSION,
    )
)  # fmt: skip
views.on(f.RectificationDueMoved)(rectifications.update("due", version=VERSION))
_NAMED = Sql("{row}.evidence || {new}", ALL("evidence", "sha256"))
views.on(f.RectificationPlanned)(rectifications.update("measures", planned_at=TIME, evidence=_NAMED, version=VERSION))
views.on(f.RectificationExtensionAsked)(
    rectifications.update(
        extension="asked", extension_until=fact.until, extension_reason=fact.reason, evidence=_NAMED, version=VERSION
    )
)
views.on(f.RectificationExtended)(
    rectifications.update("due", extension="granted", extension_until=fact.due, day_set=True, version=VERSION)
)
views.on(f.RectificationExtensionRefused)(rectifications.update(extension="refused", version=VERSION))
views.on(f.RectificationReported)(
    rectifications.update("recheck_by", reported_late=fact.late, evidence=_NAMED, state="reported", version=VERSION)
)
views.on(f.RectificationFailed)(
    rectifications.update(
        "reason",
        evidence=_NAMED,
        state="failed",
        recheck_by=None,
        recheck_overdue=False,
        failures=Sql("{row}.failures + 1"),
        version=VERSION,
    )
)
# In facts of before the former time stays. A moment is json in an expression.
views.on(f.RectificationFailed)(
    rectifications.update("due", day_set=True, where=Sql("coalesce(({new})::text, 'null') <> 'null'", fact.due))
)
views.on(f.RectificationPassed)(
    rectifications.update(
        passed_at=TIME, evidence=_NAMED, state="passed", recheck_by=None, recheck_overdue=False, version=VERSION
    )
)
views.on(f.RectificationFailed)(rechecks.insert("officers", "checks", "reason", passed=False, checked_at=TIME, version=VERSION))
views.on(f.RectificationPassed)(rechecks.insert("officers", "checks", passed=True, checked_at=TIME, version=VERSION))
views.on(f.RectificationOverdue)(rectifications.update(overdue=True, version=VERSION))
views.on(f.RectificationEscalated)(rectifications.update(escalated_for=fact.cause, escalated_at=TIME, version=VERSION))
# The clocks of other matters have other subjects, and no stage of this name.
views.on(ClockPassed)(
    rectifications.update(
        rectification=fact.subject, recheck_overdue=True, version=VERSION, where=Sql("{new} = 'recheck'", fact.stage)
    )
)
