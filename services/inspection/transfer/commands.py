"""What may be asked of a transfer. Deadlines and look-ups come in, so that deciding is pure."""

from pydantic import AwareDatetime

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import DepartmentCode, EvidenceRef, InspectorId, Kind, Name, PlainText, Ref, Value
from libs.events.catalog.inspection.transfer import DisputeWay, TransferOutcome
from libs.events.catalog.registry.organs import OrganCode
from libs.events.decider import Command, Known

from ..register.organs import OrganLookups


class Clock(Value):
    """By when the next step is owed."""

    due: AwareDatetime


class SuspicionLookups(Clock):
    """`department`: whose finding it is, None where the visit has no such finding. `already`: the transfer of the same finding
    that goes on.
    """

    department: DepartmentCode | None
    already: Ref | None = None


class VerificationLookups(Clock, EvidenceLookups):
    """`two_officers`: how many there must be. `uncertified`: those who hold no certificate of the department today."""

    two_officers: int
    uncertified: tuple[InspectorId, ...] = ()


class SendingLookups(Clock, EvidenceLookups, OrganLookups):
    pass


class PassingLookups(Clock, OrganLookups):
    pass


class TransferCommand(Command):
    transfer: Ref


class SuspectCrime(TransferCommand):
    visit: Ref
    finding: Ref
    department: DepartmentCode
    articles: tuple[Name, ...]
    by: str
    known: Known[SuspicionLookups]


class VerifyCrime(TransferCommand):
    officers: tuple[InspectorId, ...]
    report: EvidenceRef
    by: str
    known: Known[VerificationLookups]


class ApproveTransfer(TransferCommand):
    by: str
    known: Known[Clock]


class DeclineTransfer(TransferCommand):
    reason: PlainText
    copy_to: OrganCode
    by: str
    known: Known[OrganLookups]


class SendTransfer(TransferCommand):
    to: OrganCode
    copy_to: OrganCode
    document: EvidenceRef
    evidence: tuple[EvidenceRef, ...]
    by: str
    known: Known[SendingLookups]


class PassOnTransfer(TransferCommand):
    receiver: OrganCode
    to: OrganCode
    reason: PlainText
    by: str
    known: Known[PassingLookups]


class ReceiveTransfer(TransferCommand):
    receiver: OrganCode
    known: Known[Clock]


class AcceptTransfer(TransferCommand):
    receiver: OrganCode
    case_number: Name
    by: str


class RefuseTransfer(TransferCommand):
    receiver: OrganCode
    reason: PlainText
    by: str
    known: Known[Clock]


class DisputeTransfer(TransferCommand):
    way: DisputeWay
    reason: PlainText
    by: str
    known: Known[Clock]


class ReturnTransfer(TransferCommand):
    receiver: OrganCode
    reason: PlainText
    by: str


class CloseTransfer(TransferCommand):
    """`document`: the judgement, or the decision that ended it."""

    outcome: TransferOutcome
    document: EvidenceRef
    evidence: tuple[EvidenceRef, ...] = ()
    by: str
    known: Known[EvidenceLookups]


class MoveTransferDue(TransferCommand):
    """`due` of the report by the arrangement of `year` as it is known now."""

    due: AwareDatetime
    year: int


class PassTransferClock(TransferCommand):
    """The time of a stage has passed."""

    stage: Kind
