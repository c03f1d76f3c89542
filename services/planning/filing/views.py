"""Filings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.inspection.visit import VisitClosed, VisitClosedInConfidence
from libs.events.catalog.planning import filing as f
from libs.events.catalog.planning.visit import VisitPartConfided
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.table import TIME, VERSION, Sql, Table
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
filings = Table("filings", "filing")

_SUBMITTED = (
    "year", "department", "entity", "entity_name", "industries", "township", "kind", "items", "inspectors", "method", "basis",
    "ground", "document", "notice_forbidden", "planned_on", "filed_on", "earliest",
    "premises", "premises_name",
)  # fmt: skip
_AWAITING: dict[str, Any] = {"state": "awaiting", "submitted_at": TIME, "version": VERSION}
views.on(f.FilingSubmitted)(filings.insert(*_SUBMITTED, **_AWAITING))
views.on(f.FilingConfided)(filings.insert(*_SUBMITTED, **_AWAITING, confided=True))
views.on(f.FilingConsented, f.FilingConsentedInConfidence)(filings.update("visit", "lead", state="consented", version=VERSION))
views.on(f.FilingExempted, f.FilingExemptedInConfidence)(filings.update("visit", lead=None, state="exempted", version=VERSION))
views.on(f.FilingJoined, f.FilingJoinedInConfidence)(
    filings.update(
        "visit", lead=None, state="joined", until_year=None, reason=None, joined_in_confidence=False, version=VERSION
    )
)
# Of a filing that everybody knows its own stream says nothing (decide/filing.py).
views.on(VisitPartConfided)(
    filings.update("visit", state="joined", joined_in_confidence=True, where=Sql("{row}.state in ('awaiting', 'deferred')"))
)
# What was said of it is kept beside what is so.
views.on(f.FilingDeferred, f.FilingDeferredInConfidence)(
    filings.update(
        "until_year",
        "reason",
        visit=Sql("case when {row}.joined_in_confidence then {row}.visit end"),
        state=Sql("case when {row}.joined_in_confidence then 'joined' else 'deferred' end"),
        version=VERSION,
    )
)
views.on(f.FilingRefused, f.FilingRefusedInConfidence)(filings.update("lead", "reason", state="refused", version=VERSION))
views.on(f.FilingWithdrawn, f.FilingWithdrawnInConfidence)(filings.update("reason", state="withdrawn", version=VERSION))


@views.on(VisitClosed, VisitClosedInConfidence)
async def left_alone(tx: Transaction, facts: Sequence[Recorded[VisitClosed]]) -> None:
    """By hand: whether anybody has gone is asked of the visit. Nobody has heard that they had joined, and so nobody hears that
    they wait again.
    """
    await tx.execute(
        "update filings f set joined_in_confidence = false, visit = null,"
        " state = case when f.until_year is null then 'awaiting' else 'deferred' end"
        " from visits v where v.visit = f.visit and v.visit = any($1) and f.joined_in_confidence"
        " and v.cancelled is not null and v.completed_on is null",
        [r.fact.visit for r in facts],
    )
