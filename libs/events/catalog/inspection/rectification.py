"""Rectifications that a visit ordered."""

from __future__ import annotations

from pydantic import AwareDatetime

from ...fact import Fact
from ..codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    InspectorId,
    PlainText,
    Ref,
)


class RectificationOrdered(Fact, name="inspection.rectification-ordered"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime


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


class RectificationReported(Fact, name="inspection.rectification-reported"):
    """The entity says it is mended; the department re-checks (a re-check is not a new check)."""

    rectification: Ref
    evidence: tuple[EvidenceRef, ...]
    late: bool


class RectificationPassed(Fact, name="inspection.rectification-passed"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    inspector: InspectorId


class RectificationFailed(Fact, name="inspection.rectification-failed"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    inspector: InspectorId
    reason: PlainText


class RectificationOverdue(Fact, name="inspection.rectification-overdue"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    due: AwareDatetime
