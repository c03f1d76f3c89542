"""What may be asked of a visit. Deadlines, identifiers and look-ups come in, so that deciding is pure."""

from collections.abc import Mapping
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
from libs.events.catalog.inspection.visit import (
    Answer,
    AnsweredBy,
    Disposition,
    EntryRefusal,
    FindingMade,
    FrustrationGround,
    Outcome,
    PointCheck,
    Proof,
)
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.decider import Command, Known

from ..exemption.decide import ExemptionLookups


class ArrivalLookups(Value):
    """`certified`: the officer holds the department's certificate on the day of arrival.

    `code_holds`: the scanned code is today's code of the entity, or for an entity that scans this visit's valid mandate; None
    when there is no key to check it with.
    `late_entry_days`: within how many days a late entry is made today.
    """

    certified: bool
    code_holds: bool | None
    late_entry_days: int


class Handbook(Value):
    """`points`: how many points it has for the item."""

    manual: Ref
    edition: int
    points: int


class PartLookups(EvidenceLookups):
    """`exemptible`: those of the items that have a minor-exemption case in force. `two_officers`: how many of a department must
    be there. `editions`: of the items' listings in force on the day of the visit, None for one taken off the list by then;
    an item that the registry has not told of is not among them. `handbooks`: what the handbooks of that day ask of the items.
    `proof_needed`: the service keeps files, so a finding has its proof.
    """

    exemptible: tuple[ItemCode, ...]
    two_officers: int
    editions: Mapping[ItemCode, int | None] = {}
    handbooks: Mapping[ItemCode, Handbook] = {}
    proof_needed: bool = False


class ClueLookups(EvidenceLookups):
    """`listed`: the competent department is on the list. `elsewhere`: another visit has passed on a clue under this number."""

    listed: bool
    elsewhere: bool


class HandlingLookups(EvidenceLookups):
    """`exemptible`: those of the items that have a minor-exemption case in force.
    `reviewer`: the caller is a legal reviewer. `exemptions`: by finding, what must be known of the entry that is named.
    """

    exemptible: tuple[ItemCode, ...] = ()
    reviewer: bool = False
    exemptions: Mapping[Ref, ExemptionLookups] = {}


class FrustrationLookups(EvidenceLookups):
    """`two_officers`: how many must have come."""

    two_officers: int


class AnswerLookups(EvidenceLookups):
    """`entity`: the caller is the entity itself. `two_officers`: how many must note that nobody answered."""

    entity: bool
    two_officers: int


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


class Checked(Value):
    """An item as its officers checked it: the day's editions are looked up."""

    item: ItemCode
    outcome: Outcome
    points: tuple[PointCheck, ...] = ()
    reason: PlainText | None = None


class PartCommand(VisitCommand):
    department: DepartmentCode
    checks: tuple[Checked, ...]
    findings: tuple[FindingMade, ...]
    disposition: Disposition
    basis: PlainText | None = None
    known: Known[PartLookups]

    @property
    def items(self) -> list[ItemCode]:
        return [check.item for check in self.checks]


class RecordPart(PartCommand):
    """A department enters its part."""


class AmendPart(PartCommand):
    """A department's part as it is from now on."""

    reason: PlainText


class PassOnClue(VisitCommand):
    clue: Ref
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    known: Known[ClueLookups]


class AnswerRecord(VisitCommand):
    """The entity answers; or `officers` note before a `witness` that nobody did, with what shows it."""

    answer: Answer
    by: AnsweredBy
    officers: tuple[InspectorId, ...] = ()
    witness: Ref | None = None
    evidence: tuple[EvidenceRef, ...] = ()
    remark: PlainText | None = None
    known: Known[AnswerLookups]


class CompleteVisit(VisitCommand):
    result: Ref


class RefuseEntry(VisitCommand):
    """The entity lets nobody in."""

    why: EntryRefusal
    words: PlainText | None = None


class FrustrateVisit(VisitCommand):
    """Officers came and could check nothing."""

    department: DepartmentCode
    ground: FrustrationGround
    officers: tuple[InspectorId, ...]
    evidence: tuple[EvidenceRef, ...]
    reason: PlainText
    known: Known[FrustrationLookups]


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
