"""What may be asked about a whistle. Deadlines come in computed, so that deciding needs no calendar."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    InspectorId,
    Kind,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.whistle.call import Urgency
from libs.events.decider import Command

Stars = Annotated[int, Field(ge=1, le=5)]


class WhistleCommand(Command):
    whistle: Ref


class BlowWhistle(WhistleCommand):
    township: TownshipCode
    matter_kind: Kind
    matter: PlainText
    place: PlainText
    urgency: Urgency
    entity: EntityId | None = None
    evidence: tuple[EvidenceRef, ...] = ()


class CallDepartments(WhistleCommand):
    departments: tuple[DepartmentCode, ...] = Field(min_length=1)
    report_in_by: AwareDatetime


class ReportIn(WhistleCommand):
    department: DepartmentCode
    officers: tuple[InspectorId, ...] = Field(min_length=1)


class PassReportIn(WhistleCommand):
    """The report-in deadline of one department has passed."""

    department: DepartmentCode
    escalate_to: str
    next_by: AwareDatetime | None


class Escalate(WhistleCommand):
    """A department that still has not come goes one step further up."""

    department: DepartmentCode
    step: int
    to: str
    next_by: AwareDatetime | None


class AgreeHandling(WhistleCommand):
    lead: DepartmentCode
    plan: PlainText
    done_by: AwareDatetime


class HandlePart(WhistleCommand):
    department: DepartmentCode
    outcome: PlainText
    evidence: tuple[EvidenceRef, ...] = ()


class PassHandling(WhistleCommand):
    """The agreed handling deadline has passed."""


class ConfirmWhistle(WhistleCommand):
    solved: bool
    ratings: dict[DepartmentCode, Stars]
    remark: PlainText | None = None
