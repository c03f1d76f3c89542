"""Cases of administrative penalties, from the filing to the proposal and the hearing (行政处罚法).

A natural person stands in them by reference alone: whom a reference means is kept apart, where it can be erased.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from ...fact import Fact
from ...shapes.asked import AtMost
from ..codes import DepartmentCode, EntityId, Evidence, EvidenceRef, InspectorId, ItemCode, Name, PlainText, Ref, Value

Officers = Annotated[tuple[InspectorId, ...], AtMost(20)]


class Procedure(StrEnum):
    """行政处罚法 chapter 5: on the spot (art. 51), or the ordinary procedure (art. 54)."""

    SUMMARY = "summary"
    ORDINARY = "ordinary"


class Subject(StrEnum):
    """Whom a case is against: an enterprise, a household business or stall, a natural person."""

    ENTERPRISE = "enterprise"
    HOUSEHOLD = "household"
    PERSON = "person"


class OriginKind(StrEnum):
    """What a case may begin with (L-15): nobody goes looking for one."""

    VISIT = "visit"
    CLUE = "clue"
    COMPLAINT = "complaint"
    RECTIFICATION = "rectification"
    TRANSFER_BACK = "transfer-back"


class CaseOutcome(StrEnum):
    """行政处罚法 art. 57 and 33: how an investigation may end."""

    PENALTY = "penalty"
    MINOR = "no-penalty-minor"
    FIRST = "no-penalty-first"
    NO_FAULT = "no-penalty-no-fault"
    NOT_BORNE_OUT = "not-borne-out"
    TRANSFER = "transfer"


class PenaltyKind(StrEnum):
    """行政处罚法 art. 9. Detention is the police's, in a procedure of its own."""

    WARNING = "warning"
    CRITICISM = "public-criticism"
    FINE = "fine"
    GAINS = "confiscation-of-gains"
    GOODS = "confiscation-of-goods"
    LICENCE_HELD = "licence-suspended"
    DOWNGRADED = "qualification-lowered"
    LICENCE_REVOKED = "licence-revoked"
    RESTRICTED = "business-restricted"
    STOPPED = "business-suspended"
    CLOSED = "closure"
    BARRED = "barred-from-the-trade"
    OTHER = "other"


class Penalty(Value):
    """One penalty. `fen`: the amount, of a fine or of gains alone; `days`: how long, of what lasts for a time."""

    kind: PenaltyKind
    fen: int | None = Field(None, ge=1, le=10**14)
    days: int | None = Field(None, ge=1, le=36_500)


class Weight(StrEnum):
    HEAVIER = "heavier"
    LIGHTER = "lighter"
    EXEMPTING = "exempting"


class Circumstance(Value):
    """What weighs in the choice of the penalty (art. 32 and 33). `weight`: which way; `text`: the fact."""

    weight: Weight
    text: PlainText


class EvidenceKind(StrEnum):
    """行政处罚法 art. 46."""

    DOCUMENT = "document"
    OBJECT = "object"
    RECORDING = "recording"
    ELECTRONIC = "electronic-data"
    TESTIMONY = "testimony"
    STATEMENT = "statement"
    EXPERT = "expert-opinion"
    SCENE = "record-of-the-scene"


class LawfulWay(StrEnum):
    """How evidence was come by: what was got unlawfully proves nothing (art. 46)."""

    ON_SITE = "on-site"
    PROVIDED = "provided"
    QUESTIONED = "questioned"
    SAMPLED = "sampled"
    PRESERVED = "preserved"
    EXAMINED = "examined"
    REQUESTED = "requested"


class Origin(Value):
    """What a case begins with. `ref`: the visit's, clue's, complaint's, rectification's or transfer's number; `finding`: of a
    visit, which of its findings.
    """

    kind: OriginKind
    ref: Ref
    finding: Ref | None = None


class OfCase(Fact):
    """`case`: the case's number; `department`: whose case it is."""

    case: Ref
    department: DepartmentCode


class CaseFiled(OfCase, name="inspection.case-filed"):
    """立案 (art. 54). Against an `entity` or a `person`, whose name is in no fact. `late`: after the time in which the finding
    had to be filed or not; `decide_by`: when the decision is due (art. 60); `officers`: who handle the case; `approved_by`: the
    head who approved the filing.
    """

    entity: EntityId | None
    person: Ref | None
    subject: Subject
    origin: Origin
    matter: PlainText
    items: Annotated[tuple[ItemCode, ...], AtMost(50)]
    officers: Officers
    procedure: Procedure
    approved_by: str
    decide_by: AwareDatetime
    late: bool


class CaseNotFiled(OfCase, name="inspection.case-not-filed"):
    """不予立案. `late`: after the time in which the finding had to be filed or not; `approved_by`: the head who decided."""

    entity: EntityId | None
    person: Ref | None
    origin: Origin
    matter: PlainText
    reason: PlainText
    approved_by: str
    late: bool


class Replacement(StrEnum):
    RECUSED = "recused"
    UNAVAILABLE = "unavailable"


class CaseOfficerReplaced(OfCase, name="inspection.case-officer-replaced"):
    """Recusal (art. 43), or another reason. `gone`: who leaves the case; `substitute`: who takes over, null for nobody;
    `ground`: whether recused or unavailable; `approved_by`: the head.
    """

    gone: InspectorId
    substitute: InspectorId | None
    ground: Replacement
    reason: PlainText
    approved_by: str


class CaseEvidenceAdded(OfCase, name="inspection.case-evidence-added"):
    """`officers`: who took it; `kind`: of the law's eight; `way`: how it was come by; `proves`: what it shows; `at`: when it
    was taken.
    """

    officers: Officers
    kind: EvidenceKind
    way: LawfulWay
    evidence: Evidence
    proves: PlainText
    at: AwareDatetime


class CaseProposed(OfCase, name="inspection.case-proposed"):
    """调查终结报告. `benchmark` and `grade`: the step of the discretion benchmark (B-31); `deviation`: why the penalty leaves
    it; `exemption`: the entry of the minor-exemption list; `account`: the facts and reasons; `basis`: the articles;
    `weighty`: complex or of weight for the public, as the officers say; `major`: what needs a legal review and a collective
    decision; `to_tell`: the party was not told of so much yet.
    """

    officers: Officers
    outcome: CaseOutcome
    benchmark: Ref | None
    grade: Name | None
    circumstances: Annotated[tuple[Circumstance, ...], AtMost(50)]
    penalties: Annotated[tuple[Penalty, ...], AtMost(20)]
    deviation: PlainText | None
    exemption: Ref | None
    account: PlainText
    basis: PlainText
    weighty: bool
    major: bool
    to_tell: bool


class LegalReviewAsked(OfCase, name="inspection.legal-review-asked"):
    """法制审核 (art. 58, B-32). `by`: the officer who asks; `review_by`: when the opinion is due."""

    by: InspectorId
    review_by: AwareDatetime


class LegalReviewGiven(OfCase, name="inspection.legal-review-given"):
    """`reviewer`: qualified, and not one of the case's officers; `passed`: whether the proposal may be decided as it is."""

    reviewer: InspectorId
    passed: bool
    opinion: PlainText


class PenaltyTold(OfCase, name="inspection.penalty-told"):
    """处罚事先告知 (art. 44). `document`: the notice; `rights`: what it says of the party's rights; `hearing`: whether a
    hearing may be asked for (art. 63); `defend_by`: until when the party may speak or ask for one; `at`: when it was handed
    over.
    """

    officers: Officers
    document: EvidenceRef
    rights: PlainText
    hearing: bool
    defend_by: AwareDatetime
    at: AwareDatetime


class Voice(StrEnum):
    """Who brought something in: the party itself, or officers who received it on paper."""

    PARTY = "party"
    OFFICERS = "officers"


class DefenceReceived(OfCase, name="inspection.defence-received"):
    """陈述申辩 (art. 45). `voice`: who entered it; `said`: what the party says; `late`: after the time for it, and heard all
    the same.
    """

    voice: Voice
    said: PlainText
    evidence: Evidence
    late: bool


class HearingAsked(OfCase, name="inspection.hearing-asked"):
    """The party asks for a hearing (art. 64). `voice`: who entered it."""

    voice: Voice
    reason: PlainText | None


class HearingCalled(OfCase, name="inspection.hearing-called"):
    """`on`: when it is held, after the days of notice; `venue`: where; `host`: who presides, not of the case's officers;
    `open`: to the public.
    """

    on: AwareDatetime
    venue: PlainText
    host: InspectorId
    open: bool


class HearingHeld(OfCase, name="inspection.hearing-held"):
    """`host`: who presided; `record`: the minutes; `absent`: the party stayed away, which gives the hearing up; `accepted`:
    points of the party that hold.
    """

    host: InspectorId
    record: EvidenceRef
    absent: bool
    accepted: PlainText | None
    at: AwareDatetime


class CaseDiscussed(OfCase, name="inspection.case-discussed"):
    """集体讨论 (art. 57). `votes_for` and `votes_against` of the heads who took part; `carried`: whether the proposal was;
    `record`: the minutes.
    """

    votes_for: int
    votes_against: int
    carried: bool
    opinion: PlainText
    record: EvidenceRef


class SuspensionGround(StrEnum):
    CRIME = "crime-transfer"
    EXAMINATION = "examination"
    PROCEEDINGS = "other-proceedings"
    FORCE_MAJEURE = "force-majeure"
    OTHER = "other"


class CaseSuspended(OfCase, name="inspection.case-suspended"):
    """The time for the decision stands still. `transfer`: of a suspected crime, its number; `at`: from when; `approved_by`: the
    head.
    """

    ground: SuspensionGround
    transfer: Ref | None
    reason: PlainText
    approved_by: str
    at: AwareDatetime


class CaseResumed(OfCase, name="inspection.case-resumed"):
    """The time for the decision goes on where it stood still. `decide_by`: when it is due now; `approved_by`: the head."""

    reason: PlainText
    approved_by: str
    decide_by: AwareDatetime


class CaseExtended(OfCase, name="inspection.case-extended"):
    """`decide_by`: when the decision is due now; `approved_by`: the head."""

    decide_by: AwareDatetime
    reason: PlainText
    approved_by: str
