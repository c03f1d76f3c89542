"""Versions of facts of visits from before, and how newer code reads them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from ...fact import Fact, Visibility, catalog
from ..codes import DepartmentCode, EntityId, IndustryCode, InspectorId, ItemCode, Name, PlainText, Ref, TownshipCode
from ..planning.visit import VisitPart
from ..registry.items import Method
from .visit import Answer, Disposition, Finding


class CheckIn(StrEnum):
    """How an officer checked in before it was said what proved it."""

    SCAN = "scan"
    LATE = "late-entry"


class VisitAssignedAtNoPremises(Fact, name="inspection.visit-assigned", title="VisitAssigned"):
    """`due` is the end of the window."""

    visit: Ref
    draw: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    lead: DepartmentCode
    parts: tuple[VisitPart, ...]
    method: Method
    notice_forbidden: bool
    window_from: date
    window_to: date
    due: AwareDatetime


class VisitConfidedAtNoPremises(
    VisitAssignedAtNoPremises, name="inspection.visit-confided", visibility=Visibility.PRIVATE, title="VisitConfided"
):
    """A task of which no notice may be given (L-19). `VisitAssigned` follows on its day and says how it stands then."""


@catalog.upcaster("inspection.visit-assigned", from_version=1)
@catalog.upcaster("inspection.visit-confided", from_version=1)
def _at_its_own_place(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "premises": None, "premises_name": None}


class OfficerCheckedInUnproved(Fact, name="inspection.officer-checked-in", title="OfficerCheckedIn"):
    visit: Ref
    inspector: InspectorId
    department: DepartmentCode
    how: CheckIn
    at: AwareDatetime
    reason: PlainText | None = None


_WHAT_IT_PROVED = {"scan": "mandate", "late-entry": "late"}


@catalog.upcaster("inspection.officer-checked-in", from_version=1)
def _proved_by_the_mandate(data: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in data.items() if name != "how"}
    return {**kept, "proof": _WHAT_IT_PROVED[data["how"]], "scanned": None}


class PartRecordedWhole(Fact, name="inspection.part-recorded", title="PartRecorded"):
    visit: Ref
    department: DepartmentCode
    items: tuple[ItemCode, ...]
    findings: tuple[Finding, ...]
    disposition: Disposition
    basis: PlainText | None = None


@catalog.upcaster("inspection.part-recorded", from_version=1)
def _checked_item_by_item(data: dict[str, Any]) -> dict[str, Any]:
    checks = [
        {"item": item, "outcome": "not-stated", "points": [], "reason": None, "edition": None, "manual": None,
         "manual_edition": None} for item in data["items"]
    ]  # fmt: skip
    more = {"suspected_crime": False, "hazard": "none", "corrected_on_spot": False, "known_before": None}
    kept = {name: value for name, value in data.items() if name != "items"}
    findings = [{**finding, **more} for finding in data["findings"]]
    return {**kept, "findings": findings, "checks": checks, "officers": [], "revision": 1, "method": None, "at": None}


class VisitClosedSomehow(Fact, name="inspection.visit-closed", title="VisitClosed"):
    visit: Ref


class VisitClosedSomehowInConfidence(
    VisitClosedSomehow,
    name="inspection.visit-closed-in-confidence",
    visibility=Visibility.CONFIDED,
    title="VisitClosedInConfidence",
):
    """A visit that was cancelled while it was confided, told to planning alone: the occasion would name its entity."""


@catalog.upcaster("inspection.visit-closed", from_version=1)
@catalog.upcaster("inspection.visit-closed-in-confidence", from_version=1)
def _closed_somehow(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "how": "not-stated"}


class EntityAnsweredSomehow(Fact, name="inspection.entity-answered", title="EntityAnswered"):
    visit: Ref
    answer: Answer
    remark: PlainText | None = None


@catalog.upcaster("inspection.entity-answered", from_version=1)
def _by_whom_was_not_stated(data: dict[str, Any]) -> dict[str, Any]:
    by = "refused" if data["answer"] == "refused-to-sign" else "not-stated"
    return {**data, "by": by, "officers": [], "witness": None, "evidence": []}
