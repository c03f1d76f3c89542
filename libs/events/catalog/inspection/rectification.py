"""Rectifications that a visit ordered."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from ...fact import Fact, catalog
from ..codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    InspectorId,
    PlainText,
    Ref,
    Value,
)


class OrderKind(StrEnum):
    """How the fault is to be mended (责令改正)."""

    ON_SPOT = "on-spot"
    """Before the officers leave, or that day at the latest."""
    DATED = "dated"
    STOP_USE = "stop-use"
    """What is at fault is out of use until it has passed its re-check."""


class Escalation(StrEnum):
    """Why a rectification goes over into a case."""

    FAILURES = "failures"
    OVERDUE = "overdue"


class FindingChecked(Value):
    """What a re-check saw of one finding."""

    finding: Ref
    mended: bool
    note: PlainText | None = None


class OrderedForADay(Fact, name="inspection.rectification-ordered", title="RectificationOrdered"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime


@catalog.upcaster("inspection.rectification-ordered", from_version=1)
def _for_a_day(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "kind": OrderKind.DATED, "document": None, "day_set": False}


class RectificationOrdered(Fact, name="inspection.rectification-ordered", version=2):
    """`day_set`: the department set the day; otherwise it follows from the working days of the policy, and moves with the
    arrangement of the year. `document`: the number of the written order.
    """

    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime
    kind: OrderKind = OrderKind.DATED
    document: Ref | None = None
    day_set: bool = False


class RectificationDueMoved(Fact, name="inspection.rectification-due-moved"):
    """The year's holidays are known now, or were corrected: the time to mend ends on another day. `year`: whose arrangement it
    was.
    """

    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    due: AwareDatetime
    year: int


class RectificationPlanned(Fact, name="inspection.rectification-planned"):
    """How the entity means to mend it; the latest plan counts."""

    rectification: Ref
    measures: PlainText
    evidence: tuple[EvidenceRef, ...]


class RectificationExtensionAsked(Fact, name="inspection.rectification-extension-asked"):
    """The entity asks for more time, once, before the time is up."""

    rectification: Ref
    until: AwareDatetime
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]


class RectificationExtended(Fact, name="inspection.rectification-extended"):
    """The department gives more time, once. `due` may be an earlier day than was asked for."""

    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    due: AwareDatetime
    reason: PlainText | None


class RectificationExtensionRefused(Fact, name="inspection.rectification-extension-refused"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    reason: PlainText


class ReportedUntimed(Fact, name="inspection.rectification-reported", title="RectificationReported"):
    """The entity says it is mended; the department re-checks (a re-check is not a new check)."""

    rectification: Ref
    evidence: tuple[EvidenceRef, ...]
    late: bool


@catalog.upcaster("inspection.rectification-reported", from_version=1)
def _untimed(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "recheck_by": None}


class RectificationReported(Fact, name="inspection.rectification-reported", version=2):
    """The entity says it is mended; the department re-checks (a re-check is not a new check).

    `recheck_by`: when it owes that; null for reports of before, for which no time ran.
    """

    rectification: Ref
    evidence: tuple[EvidenceRef, ...]
    late: bool
    recheck_by: AwareDatetime | None = None


class PassedByOne(Fact, name="inspection.rectification-passed", title="RectificationPassed"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    inspector: InspectorId


class FailedByOne(Fact, name="inspection.rectification-failed", title="RectificationFailed"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    inspector: InspectorId
    reason: PlainText


@catalog.upcaster("inspection.rectification-passed", from_version=1)
def _passed_by_one(data: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in data.items() if name != "inspector"}
    return {**kept, "officers": [data["inspector"]], "checks": [], "evidence": []}


@catalog.upcaster("inspection.rectification-failed", from_version=1)
def _failed_by_one(data: dict[str, Any]) -> dict[str, Any]:
    return {**_passed_by_one(data), "due": None}


class RectificationPassed(Fact, name="inspection.rectification-passed", version=2):
    """Each finding is mended. `checks` are empty where it was told by one officer and of the whole."""

    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    checks: tuple[FindingChecked, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()


class RectificationFailed(Fact, name="inspection.rectification-failed", version=2):
    """Something is not mended. `due`: until when it is to be now; null in facts of before, where the former time stayed."""

    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    reason: PlainText
    checks: tuple[FindingChecked, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()
    due: AwareDatetime | None = None


class RectificationOverdue(Fact, name="inspection.rectification-overdue"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    due: AwareDatetime


class RectificationEscalated(Fact, name="inspection.rectification-escalated"):
    """What was ordered was not done, so a case follows. `findings`: those not mended as far as is known. The order stays."""

    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    cause: Escalation
