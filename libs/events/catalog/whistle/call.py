"""A whistle and the departments called by it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from ...fact import Fact
from ..codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    InspectorId,
    Kind,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Ladder(Value):
    """The command centres that are still above, and the hours until the next one of them hears of it."""

    steps: tuple[Name, ...]
    hours: int


class WhistleBlown(Fact, name="whistle.blown"):
    whistle: Ref
    township: TownshipCode
    matter_kind: Kind
    matter: PlainText
    place: PlainText
    urgency: Urgency
    entity: EntityId | None = None
    evidence: tuple[EvidenceRef, ...] = ()


class DepartmentsCalled(Fact, name="whistle.departments-called"):
    """`report_in_by` follows from the urgency; `round` counts the calls of one whistle; `ladder`: who hears of it when a
    department does not come.
    """

    whistle: Ref
    round: int
    departments: tuple[DepartmentCode, ...]
    report_in_by: AwareDatetime
    ladder: Ladder | None = None


class DepartmentReportedIn(Fact, name="whistle.department-reported-in"):
    whistle: Ref
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    late: bool


class ReportInOverdue(Fact, name="whistle.report-in-overdue"):
    whistle: Ref
    department: DepartmentCode
    due: AwareDatetime


class WhistleEscalated(Fact, name="whistle.escalated"):
    """Step 1 is the area's command centre, step 2 the county's; `next_by` is when the step after would come."""

    whistle: Ref
    department: DepartmentCode
    step: int
    to: Name
    next_by: AwareDatetime | None
    ladder: Ladder | None = None


class HandlingAgreed(Fact, name="whistle.handling-agreed"):
    """Several departments act as one joint visit under a lead."""

    whistle: Ref
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    plan: PlainText
    done_by: AwareDatetime


class PartHandled(Fact, name="whistle.part-handled"):
    whistle: Ref
    department: DepartmentCode
    outcome: PlainText
    evidence: tuple[EvidenceRef, ...] = ()


class HandlingOverdue(Fact, name="whistle.handling-overdue"):
    whistle: Ref
    departments: tuple[DepartmentCode, ...]
    due: AwareDatetime


class WhistleConfirmed(Fact, name="whistle.confirmed"):
    """The township's verdict; `ratings` 1-5 per department that was called."""

    whistle: Ref
    solved: bool
    ratings: dict[DepartmentCode, int]
    remark: PlainText | None = None


class WhistleClosed(Fact, name="whistle.closed"):
    whistle: Ref
