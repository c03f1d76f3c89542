"""Departments, mandates and inspectors on a day."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry import bodies as f
from libs.events.views.table import Sql, fact
from libs.events.views.views import Views

from ..lists.views import ROWS, begins, dated

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

dated(views, "departments", fact.department, f.DepartmentListed, f.DepartmentWithdrawn)
dated(views, "mandates", fact.department, f.MandateGranted, f.MandateEnded)
OFFICER = Sql("upper({new})", fact.inspector)
"""Facts of before may name an officer in small letters, which is another spelling of the same number."""

dated(views, "suspensions", OFFICER, f.InspectorSuspended, f.InspectorReinstated)
begins(views, "inspectors", OFFICER, f.InspectorCertified, since=fact.valid_from)
# A certification that begins after a suspension ends it, from its own first day on.
views.on(f.InspectorCertified)(
    ROWS.update(list="suspensions", key=OFFICER, effective_until=Sql("least({row}.effective_until, {new})", fact.valid_from))
)
