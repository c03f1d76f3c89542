"""What may be asked about a whistle, and what is looked up for it. Deadlines come in computed: deciding needs no calendar.

What a caller says in a body is a value of its own, which the command takes as it is.
"""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    Evidence,
    InspectorId,
    ItemCode,
    Kind,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from libs.events.catalog.whistle.call import Ladder, Urgency
from libs.events.decider import Command, Known
from libs.events.shapes.each_once import EACH_ONCE


class Matter(Value):
    """What a township whistles about."""

    township: TownshipCode
    matter_kind: Kind
    matter: PlainText
    place: PlainText
    urgency: Urgency = Urgency.NORMAL
    entity: EntityId | None = None
    evidence: Evidence = ()


class Call(Value):
    departments: tuple[DepartmentCode, ...] = Field(min_length=1, max_length=50)


class Arrival(Value):
    department: DepartmentCode
    officers: tuple[InspectorId, ...] = Field(min_length=1, max_length=50)


class Part(Value):
    department: DepartmentCode
    outcome: PlainText
    evidence: Evidence = ()


class Verdict(Value):
    solved: bool
    ratings: Annotated[dict[DepartmentCode, Annotated[int, Field(ge=1, le=5)]], Field(max_length=50), EACH_ONCE]
    remark: PlainText | None = None


class JointVisit(Value):
    """`lead`: a called department that has come; the one that leads the handling where one was agreed on."""

    lead: DepartmentCode
    items: tuple[ItemCode, ...] = Field(min_length=1, max_length=200)
    on: date
    emergency: bool = False


class VisitLookups(Value):
    """`entity`: whom the whistle is about, under the code of today; None for nobody who is listed. `competent`: whose the
    listed items are.
    """

    entity: EntityId | None
    competent: dict[ItemCode, DepartmentCode]
    today: date


class OnLists(EvidenceLookups):
    """Whether the registry lists the township, and the entity if one is named."""

    township: bool
    entity: bool = True


class Summons(Value):
    """`unlisted` are the departments that the registry does not list; `report_in_by` follows from the urgency.

    `ladder` says who hears of it when a department does not come.
    """

    unlisted: tuple[DepartmentCode, ...] = ()
    report_in_by: AwareDatetime
    ladder: Ladder


class WhistleCommand(Command):
    whistle: Ref


class BlowWhistle(Matter, WhistleCommand):
    known: Known[OnLists]


class CallDepartments(Call, WhistleCommand):
    known: Known[Summons]


class ReportIn(Arrival, WhistleCommand):
    """A called department has come."""


class PassReportIn(WhistleCommand):
    """The report-in deadline of one department has passed."""

    department: DepartmentCode
    escalate_to: Name
    next_by: AwareDatetime | None
    ladder: Ladder


class MoveReportIn(WhistleCommand):
    """By when a department is to come by the arrangement of `year` as it is known now."""

    department: DepartmentCode
    report_in_by: AwareDatetime
    year: int


class Escalate(WhistleCommand):
    """A department that still has not come goes one step further up."""

    department: DepartmentCode
    step: int
    to: Name
    next_by: AwareDatetime | None
    ladder: Ladder


class AgreeHandling(WhistleCommand):
    lead: DepartmentCode
    plan: PlainText
    done_by: AwareDatetime
    by_rule: bool


class HandlePart(Part, WhistleCommand):
    """A department has finished its part."""

    known: Known[EvidenceLookups] = EvidenceLookups()


class AskVisit(JointVisit, WhistleCommand):
    """The departments ask for a joint visit."""

    ask: Ref
    known: Known[VisitLookups]


class PassHandling(WhistleCommand):
    """The agreed handling deadline has passed."""


class MoveHandling(WhistleCommand):
    """By when handling ends by the arrangement of `year` as it is known now."""

    done_by: AwareDatetime
    year: int


class ConfirmWhistle(Verdict, WhistleCommand):
    """The township confirms and rates."""
