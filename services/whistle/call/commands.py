"""What may be asked about a whistle, and what is looked up for it. Deadlines come in computed: deciding needs no calendar."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import (
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
from libs.events.catalog.whistle.call import Ladder, Urgency
from libs.events.decider import Command, Known

Stars = Annotated[int, Field(ge=1, le=5)]


class Township(Value):
    """Whether the registry lists the township."""

    listed: bool


class Summons(Value):
    """`unlisted` are the departments that the registry does not list; `report_in_by` follows from the urgency.

    `ladder` says who hears of it when a department does not come.
    """

    unlisted: tuple[DepartmentCode, ...] = ()
    report_in_by: AwareDatetime
    ladder: Ladder


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
    known: Known[Township]


class CallDepartments(WhistleCommand):
    departments: tuple[DepartmentCode, ...] = Field(min_length=1)
    known: Known[Summons]


class ReportIn(WhistleCommand):
    department: DepartmentCode
    officers: tuple[InspectorId, ...] = Field(min_length=1)


class PassReportIn(WhistleCommand):
    """The report-in deadline of one department has passed."""

    department: DepartmentCode
    escalate_to: Name
    next_by: AwareDatetime | None
    ladder: Ladder | None = None


class Escalate(WhistleCommand):
    """A department that still has not come goes one step further up."""

    department: DepartmentCode
    step: int
    to: Name
    next_by: AwareDatetime | None
    ladder: Ladder | None = None


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
