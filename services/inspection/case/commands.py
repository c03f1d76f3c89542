"""What may be asked of a case. Times, identifiers and look-ups come in, so that deciding is pure."""

from datetime import datetime

from pydantic import AwareDatetime

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import DepartmentCode, InspectorId, ItemCode, Kind, Ref, Value
from libs.events.catalog.inspection.case import Subject, Voice
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.decider import Command, Countersigned, Known

from . import asked


class Entered(EvidenceLookups):
    """`late_days`: within how many days what has happened is entered."""

    late_days: int


class Acting(Entered):
    """`least`: how many officers act together; `certified`: those named who hold the department's certificate on that day."""

    least: int
    certified: tuple[InspectorId, ...]


class FilingLookups(Acting):
    """`competent`: those of the items that are the department's on that day. `origin`: whether what the case begins with is on
    record for this department and party, None where another service keeps it. `file_by`: until when it had to be filed, where
    that is known. `other`: a case of the same matter that is open or has led to a penalty.
    """

    competent: tuple[ItemCode, ...]
    origin: bool | None
    file_by: AwareDatetime | None = None
    other: Ref | None = None


class Standard(Value):
    """A benchmark in force today. `item`: the item it is of; `grades` from the mildest to the gravest."""

    item: ItemCode
    grades: tuple[PenaltyGrade, ...]


class ProposalLookups(Acting):
    """`standard`: the benchmark named, where it is in force. `major_fen`: from which amount a penalty is major. `exempts`: the
    item of the exemption named, where it is in force. `earlier`: the case or finding that makes this no first offence.
    """

    standard: Standard | None
    major_fen: int
    exempts: ItemCode | None = None
    earlier: Ref | None = None


class TellingLookups(Acting):
    """`major_fen`: from which amount the party may ask for a hearing (art. 63)."""

    major_fen: int


class OnSpotLookups(ProposalLookups):
    """`fined`: a case in which the same matter was decided (art. 29)."""

    fined: Ref | None = None


class DecisionLookups(Value):
    """`fined`: a case in which the same matter was decided (art. 29). `new_economy`: the party is tagged so (B-20)."""

    fined: Ref | None = None
    new_economy: bool = False


class CaseCommand(Command):
    case: Ref


class FileCase(asked.Filing, CaseCommand):
    department: DepartmentCode
    subject: Subject
    approved_by: str
    decide_by: AwareDatetime
    known: Known[FilingLookups]


class DeclineCase(asked.NotFiling, CaseCommand):
    department: DepartmentCode
    approved_by: str
    known: Known[FilingLookups]


class ReplaceCaseOfficer(asked.Replacing, CaseCommand):
    approved_by: str
    known: Known[Acting]


class AddCaseEvidence(asked.Proof, CaseCommand):
    known: Known[Acting]


class ProposeCase(asked.CaseProposal, CaseCommand):
    known: Known[ProposalLookups]


class AskLegalReview(asked.ReviewWanted, CaseCommand):
    review_by: AwareDatetime


class GiveLegalReview(asked.CaseReview, CaseCommand):
    known: Known[Acting]


class TellPenalty(asked.CaseTelling, CaseCommand):
    defend_by: AwareDatetime
    known: Known[TellingLookups]


class ReceiveDefence(asked.Defence, CaseCommand):
    voice: Voice
    known: Known[EvidenceLookups] = EvidenceLookups()


class AskHearing(asked.HearingWanted, CaseCommand):
    voice: Voice


class CallHearing(asked.Calling, CaseCommand):
    """`known`: the first moment that keeps the days of notice (art. 64)."""

    known: Known[datetime]


class HoldHearing(asked.CaseHearing, CaseCommand):
    known: Known[Entered]


class DiscussCase(asked.Discussion, CaseCommand):
    known: Known[EvidenceLookups] = EvidenceLookups()


class DecidePenalty(asked.PenaltyDecision, CaseCommand):
    serve_by: AwareDatetime
    known: Known[DecisionLookups]


class DecideOnSpot(asked.OnTheSpot, CaseCommand):
    perform_by: AwareDatetime
    known: Known[OnSpotLookups]


class DecideNoPenalty(asked.Sparing, CaseCommand):
    approved_by: str
    serve_by: AwareDatetime


class ServeCase(asked.Serving, CaseCommand):
    """`perform_by` counts from the service; the fact of a decision without a penalty has none."""

    perform_by: AwareDatetime
    known: Known[Acting]


class PerformPenalty(asked.Performance, CaseCommand):
    known: Known[EvidenceLookups] = EvidenceLookups()


class DeferPenalty(asked.Deferral, CaseCommand):
    approved_by: str


class AddSurcharge(CaseCommand):
    """`known`: basis points of the fine for each day (art. 72)."""

    known: Known[int]


class EnforcementLookups(EvidenceLookups):
    """`earliest`: the first moment at which whoever was urged then may be taken to court (行政强制法 art. 54)."""

    earliest: AwareDatetime


class AskEnforcement(asked.Enforcement, CaseCommand):
    known: Known[EnforcementLookups]


class SuspendCase(asked.Suspension, CaseCommand):
    approved_by: str


class ResumeCase(asked.CaseReason, CaseCommand):
    approved_by: str


class ExtendCase(asked.MoreTimeForCase, CaseCommand):
    """`known`: the days that one extension adds at most."""

    approved_by: str
    known: Known[int]


class RevokePenalty(asked.CaseRevocation, Countersigned, CaseCommand):
    """The decision counts no longer."""


class WithdrawCase(asked.CaseReason, CaseCommand):
    """The head takes back the filing: the case should not have been opened, or the party is no more."""

    approved_by: str
    dossier_by: AwareDatetime


class CloseCase(CaseCommand):
    dossier_by: AwareDatetime


class PassCaseClock(CaseCommand):
    """What was due at a stage is not done. `since`: the fact that started the clock."""

    stage: Kind
    due: AwareDatetime
    since: Ref


class MoveCaseClock(CaseCommand):
    """`due` by the arrangement of `year` as it is known now."""

    stage: Kind
    due: AwareDatetime
    year: int
