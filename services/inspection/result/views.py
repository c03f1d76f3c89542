"""Read models of results: those of visits, and those taken over from files."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultIssued, ResultRecorded, ResultRevoked
from libs.events.views.table import TIME, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
results, recorded = Table("results", "result"), Table("recorded_results", "result")

views.on(ResultIssued)(results.insert("visit", "lead", "entity", "kinds", "problems", "checked_on", "record", issued_at=TIME))
views.on(ResultRevoked)(results.update(revoked=fact.reason))
views.on(ResultRecorded)(recorded.insert("entity", "kind", "checked_on", "score", "problems", "origin", "department"))
views.on(RecordedResultRevoked)(recorded.update(revoked=fact.reason))
