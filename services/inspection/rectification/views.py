"""Read models of rectifications."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import rectification as f
from libs.events.views.table import ALL, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
rectifications = Table("rectifications", "rectification")

views.on(f.RectificationOrdered)(
    rectifications.insert("visit", "entity", "department", "findings", "due", state="ordered", ordered_at=TIME, version=VERSION)
)
views.on(f.RectificationDueMoved)(rectifications.update("due", version=VERSION))
views.on(f.RectificationReported)(
    rectifications.update(
        reported_late=fact.late,
        evidence=Sql("{row}.evidence || {new}", ALL("evidence", "sha256")),
        state="reported",
        version=VERSION,
    )
)
views.on(f.RectificationFailed)(
    rectifications.update("reason", state="failed", failures=Sql("{row}.failures + 1"), version=VERSION)
)
views.on(f.RectificationPassed)(rectifications.update(passed_at=TIME, state="passed", version=VERSION))
views.on(f.RectificationOverdue)(rectifications.update(overdue=True, version=VERSION))
