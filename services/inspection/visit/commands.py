"""What may be asked of a visit. Deadlines, identifiers and look-ups come in, so that deciding is pure."""

from datetime import date

from pydantic import AwareDatetime

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    IndustryCode,
    InspectorId,
    ItemCode,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from libs.events.catalog.inspection.handling import ConditionMet, Handling, Settled
from libs.events.catalog.inspection.visit import Answer, Disposition, Finding, Proof
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.decider import Command, Known


class ArrivalLookups(Value):
    """`certified`: the officer holds the department's certificate on the day of arrival.

    `code_holds`: the scanned code is today's code of the entity, or for an entity that scans this visit's valid mandate; None
    when there is no key to check it with.
    `late_entry_days`: within how many days a late entry is made today.
    """

    certified: bool
    code_holds: bool | None
    late_entry_days: int


class PartLookups(EvidenceLookups):
    """`exemptible`: those of the items that have a minor-exemption case in force.
    `two_officers`: how many of a department must be there.
    """

    exemptible: tuple[ItemCode, ...]
    two_officers: int


class ClueLookups(EvidenceLookups):
    """`listed`: the competent department is on the list. `elsewhere`: another visit has passed on a clue under this number."""

    listed: bool
    elsewhere: bool


class HandlingLookups(EvidenceLookups):
    """`exemptible`: those of the items that have a minor-exemption case in force.
    `reviewer`: the caller is a legal reviewer.
    """

    exemptible: tuple[ItemCode, ...] = ()
    reviewer: bool = False


class VisitCommand(Command):
    visit: Ref


class Task(VisitCommand):
    """A planned visit. `due` is the end of the window; `premises` the place of business, None for the entity's own."""

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
    premises: Ref | None = None
    premises_name: Name | None = None


class AssignVisit(Task):
    """A planned visit becomes this service's task, or is told to everybody."""


class AssignInConfidence(Task):
    """A visit that planning has told to nobody else yet becomes this service's task."""


class CancelVisit(VisitCommand):
    """Planning took the visit back."""


class JoinPart(VisitCommand):
    """An unplanned check of planning's goes with the visit (L-12)."""

    filing: Ref
    part: VisitPart


class ReplaceOfficer(VisitCommand):
    """Planning put another officer on a seat of the team; None: nobody was left."""

    department: DepartmentCode
    gone: InspectorId
    substitute: InspectorId | None


class AnnounceVisit(VisitCommand):
    """`on` is the day of the visit, told beforehand."""

    on: date
    basis: PlainText


class WithholdNotice(VisitCommand):
    """`on` is the day of the visit, not told beforehand."""

    on: date
    reason: PlainText


class CheckInOfficer(VisitCommand):
    """`at` is when the officer came, for a late entry, which is made afterwards; a scan is made on the spot."""

    inspector: InspectorId
    department: DepartmentCode
    proof: Proof
    at: AwareDatetime | None = None
    reason: PlainText | None = None
    known: Known[ArrivalLookups]


class RecordPart(VisitCommand):
    department: DepartmentCode
    items: tuple[ItemCode, ...]
    findings: tuple[Finding, ...]
    disposition: Disposition
    basis: PlainText | None = None
    known: Known[PartLookups]


class PassOnClue(VisitCommand):
    clue: Ref
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    known: Known[ClueLookups]


class AnswerRecord(VisitCommand):
    answer: Answer
    remark: PlainText | None = None


class CompleteVisit(VisitCommand):
    result: Ref


class AssignHandling(VisitCommand):
    """How a department handles findings of its own, all of them alike.

    `target`: what takes them up; `exemption`: the entry of the list of exemptions, with its `conditions`.
    """

    department: DepartmentCode
    findings: tuple[Ref, ...]
    handling: Handling
    target: Ref | None = None
    basis: PlainText | None = None
    exemption: Ref | None = None
    conditions: tuple[ConditionMet, ...] = ()
    known: Known[HandlingLookups]


class SettleFindings(VisitCommand):
    """What took findings up has ended: an order was obeyed, a case or a transfer closed, a treatment accepted."""

    findings: tuple[Ref, ...]
    how: Settled
    ref: Ref | None = None


class RevokeResult(VisitCommand):
    result: Ref
    reason: PlainText


class PassVisitDeadline(VisitCommand):
    """The window of the visit has ended."""
