"""Filings."""

from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.planning import filing as f
from libs.events.views.table import TIME, VERSION, Table
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
filings = Table("filings", "filing")

_SUBMITTED = (
    "year", "department", "entity", "entity_name", "industries", "township", "kind", "items", "inspectors", "method", "basis",
    "ground", "document", "notice_forbidden", "planned_on", "filed_on", "earliest",
)  # fmt: skip
_AWAITING: dict[str, Any] = {"state": "awaiting", "submitted_at": TIME, "version": VERSION}
views.on(f.FilingSubmitted)(filings.insert(*_SUBMITTED, **_AWAITING))
views.on(f.FilingConfided)(filings.insert(*_SUBMITTED, **_AWAITING, confided=True))
views.on(f.FilingConsented, f.FilingConsentedInConfidence)(filings.update("visit", "lead", state="consented", version=VERSION))
views.on(f.FilingExempted, f.FilingExemptedInConfidence)(filings.update("visit", lead=None, state="exempted", version=VERSION))
views.on(f.FilingJoined, f.FilingJoinedInConfidence)(filings.update("visit", lead=None, state="joined", version=VERSION))
views.on(f.FilingDeferred, f.FilingDeferredInConfidence)(
    filings.update("until_year", "reason", visit=None, state="deferred", version=VERSION)
)
views.on(f.FilingRefused, f.FilingRefusedInConfidence)(filings.update("lead", "reason", state="refused", version=VERSION))
views.on(f.FilingWithdrawn, f.FilingWithdrawnInConfidence)(filings.update("reason", state="withdrawn", version=VERSION))
