"""A whistle and the departments called by it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from ...fact import Fact, catalog
from ..codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    InspectorId,
    ItemCode,
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


class DepartmentsCalledBefore(Fact, name="whistle.departments-called", title="DepartmentsCalled"):
    """`report_in_by` follows from the urgency; `round` counts the calls of one whistle."""

    whistle: Ref
    round: int
    departments: tuple[DepartmentCode, ...]
    report_in_by: AwareDatetime


class DepartmentsCalled(Fact, name="whistle.departments-called", version=2):
    """`report_in_by` follows from the urgency; `round` counts the calls of one whistle; `ladder`: who hears of it when a
    department does not come.
    """

    whistle: Ref
    round: int
    departments: tuple[DepartmentCode, ...]
    report_in_by: AwareDatetime
    ladder: Ladder


@catalog.upcaster("whistle.departments-called", from_version=1)
def _called_with_the_first_ladder(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "ladder": data.get("ladder") or _first_ladder(climbed=0)}


class ReportInMoved(Fact, name="whistle.report-in-moved"):
    """The year's holidays are known now, or were corrected: a department that was to come until `was` is to come until another
    day. `year`: whose arrangement it was; `ladder`: as of the call.
    """

    whistle: Ref
    department: DepartmentCode
    was: AwareDatetime
    report_in_by: AwareDatetime
    ladder: Ladder
    year: int


class DepartmentReportedIn(Fact, name="whistle.department-reported-in"):
    whistle: Ref
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    late: bool


class ReportInOverdue(Fact, name="whistle.report-in-overdue"):
    whistle: Ref
    department: DepartmentCode
    due: AwareDatetime


class WhistleEscalatedBefore(Fact, name="whistle.escalated", title="WhistleEscalated"):
    """Step 1 is the area's command centre, step 2 the county's; `next_by` is when the step after would come."""

    whistle: Ref
    department: DepartmentCode
    step: int
    to: Name
    next_by: AwareDatetime | None


class WhistleEscalated(Fact, name="whistle.escalated", version=2):
    """Step 1 is the first command centre of the call's ladder; `next_by` is when the step after would come, `ladder` what is
    left above it.
    """

    whistle: Ref
    department: DepartmentCode
    step: int
    to: Name
    next_by: AwareDatetime | None
    ladder: Ladder


@catalog.upcaster("whistle.escalated", from_version=1)
def _escalated_on_the_first_ladder(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "ladder": data.get("ladder") or _first_ladder(climbed=data["step"])}


def _first_ladder(*, climbed: int) -> dict[str, Any]:
    """What is left of the steps that held when a call named none. They are written out: a later edition or a later default
    of the numbers changes no call that was made before.

    A call may name its own all the same: they were written in version 1 for a time before they got a version of their own.
    """
    steps = ["片区指挥中心 area command centre", "县级指挥中心 county command centre"]
    return {"steps": steps[climbed:], "hours": 24}


class HandlingAgreedBefore(Fact, name="whistle.handling-agreed", title="HandlingAgreed"):
    """Several departments act as one joint visit under a lead."""

    whistle: Ref
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    plan: PlainText
    done_by: AwareDatetime


class HandlingAgreed(Fact, name="whistle.handling-agreed", version=2):
    """Several departments act as one joint visit under a lead. `by_rule`: they agreed on no day, and `done_by` is counted in
    working days.
    """

    whistle: Ref
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    plan: PlainText
    done_by: AwareDatetime
    by_rule: bool


@catalog.upcaster("whistle.handling-agreed", from_version=1)
def _on_a_day_of_their_own(data: dict[str, Any]) -> dict[str, Any]:
    """Nobody can tell any more: the day stays."""
    return {**data, "by_rule": False}


class JointVisitAsked(Fact, name="whistle.joint-visit-asked"):
    """Departments that have come ask planning for one joint visit (J-13, L-41): what the call cannot settle on the spot.

    `ask` numbers it, `lead` asks and leads. `departments` are those of the `items`, all called and come. `on`: from which day;
    `emergency`: it cannot wait, and the visit is made at once.
    """

    whistle: Ref
    ask: Ref
    entity: EntityId
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    items: tuple[ItemCode, ...]
    on: date
    emergency: bool


class HandlingMoved(Fact, name="whistle.handling-moved"):
    """The year's holidays are known now, or were corrected: handling that is counted in working days ends on another day.
    `year`: whose arrangement it was.
    """

    whistle: Ref
    done_by: AwareDatetime
    year: int


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
