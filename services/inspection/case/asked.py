"""What callers say in the matter of a case: the bodies of its routes, and the asked part of its commands."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import (
    Digest,
    EntityId,
    Evidence,
    EvidenceRef,
    InspectorId,
    ItemCode,
    Name,
    PlainText,
    Ref,
    Value,
)
from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.shapes.asked import AtMost

Items = Annotated[tuple[ItemCode, ...], AtMost(50)]
Votes = Annotated[int, Field(ge=0, le=100)]


class OfOfficers(Value):
    """`officers`: the officers of the case who act, no fewer than two (art. 42)."""

    officers: f.Officers


class Matter(Value):
    """Against an `entity`, or a natural `person` by the reference under which the name is kept."""

    entity: EntityId | None = None
    person: Ref | None = None
    origin: f.Origin
    matter: PlainText


class Filing(Matter, OfOfficers):
    """The head files a case. `officers`: who handle it."""

    items: Items
    procedure: f.Procedure = f.Procedure.ORDINARY


class NotFiling(Matter):
    """The head decides that no case is opened."""

    reason: PlainText


class Replacing(Value):
    """`gone`: who leaves the case; `substitute`: who takes over, null for nobody; `ground`: whether recused or unavailable."""

    gone: InspectorId
    substitute: InspectorId | None = None
    ground: f.Replacement
    reason: PlainText


class Proof(OfOfficers):
    """`kind`: of the law's eight; `way`: how it was come by; `proves`: what it shows; `at`: when, null for now."""

    kind: f.EvidenceKind
    way: f.LawfulWay
    evidence: Evidence
    proves: PlainText
    at: AwareDatetime | None = None


class Graded(OfOfficers):
    """`benchmark` and `grade`: the step of the discretion benchmark; `circumstances`: what weighs; `basis`: the articles."""

    benchmark: Ref | None = None
    grade: Name | None = None
    circumstances: Annotated[tuple[f.Circumstance, ...], AtMost(50)] = ()
    penalties: Annotated[tuple[f.Penalty, ...], AtMost(20)] = ()
    basis: PlainText


class CaseProposal(Graded):
    """`outcome`: how the investigation ends; `deviation`: why the penalty leaves the benchmark; `exemption`: the entry of the
    minor-exemption list; `account`: the facts and reasons; `weighty`: complex, or of weight for the public.
    """

    outcome: f.CaseOutcome
    deviation: PlainText | None = None
    exemption: Ref | None = None
    account: PlainText
    weighty: bool = False


class ReviewWanted(Value):
    """`by`: the officer of the case who asks."""

    by: InspectorId


class CaseReview(Value):
    """`reviewer`: qualified, and not one of the case's officers; `passed`: whether the proposal may be decided as it is."""

    reviewer: InspectorId
    passed: bool
    opinion: PlainText


class CaseTelling(OfOfficers):
    """`document`: the notice; `rights`: what it says of the party's rights; `at`: when it was handed over, null for now."""

    document: EvidenceRef
    rights: PlainText
    at: AwareDatetime | None = None


class Defence(Value):
    """`said`: what the party says."""

    said: PlainText
    evidence: Evidence = ()


class HearingWanted(Value):
    reason: PlainText | None = None


class Calling(Value):
    """`on`: when the hearing is held; `venue`: where; `host`: who presides; `open`: whether to the public."""

    on: AwareDatetime
    venue: PlainText
    host: InspectorId
    open: bool = True


class CaseHearing(Value):
    """`record`: the minutes; `absent`: the party stayed away; `accepted`: its points that hold; `at`: when, null for now."""

    record: EvidenceRef
    absent: bool = False
    accepted: PlainText | None = None
    at: AwareDatetime | None = None


class Discussion(Value):
    """`votes_for` and `votes_against`: of the heads who took part; `record`: the minutes."""

    votes_for: Votes
    votes_against: Votes
    opinion: PlainText
    record: EvidenceRef


class Paper(Value):
    """`decision`: the number of the paper; `text`: the digest of its text for the public."""

    decision: Name
    text: Digest


class PenaltyDecision(Paper):
    """`public`: whether it is published (art. 48); `weighed`: what of the defence was accepted, and why not the rest."""

    public: bool = True
    weighed: PlainText | None = None


class OnTheSpot(Graded, Paper):
    """The summary procedure (art. 51). `said`: what the party said to it; `receipt`: the paper that it got at once."""

    said: PlainText
    receipt: EvidenceRef
    public: bool = True


class Sparing(Paper):
    """`taught`: how the party was taught (art. 33)."""

    taught: PlainText | None = None


class Serving(OfOfficers):
    """`way`: how; `receipt`: the proof of it; `at`: from when it counts as served, null for now."""

    way: p.Service
    receipt: EvidenceRef
    at: AwareDatetime | None = None


class Performance(Value):
    """`fen`: what was paid; `kinds`: penalties other than money that were carried out; `enforced`: by the court; `at`: when,
    null for now.
    """

    fen: int = Field(0, ge=0, le=10**14)
    kinds: Annotated[tuple[f.PenaltyKind, ...], AtMost(20)] = ()
    receipt: EvidenceRef | None = None
    enforced: bool = False
    at: AwareDatetime | None = None


class Deferral(Value):
    """`instalments`: what is paid when; one is a deferral (art. 66)."""

    instalments: Annotated[tuple[p.Instalment, ...], AtMost(60)]
    reason: PlainText


class Enforcement(Value):
    """`court`: which; `urged_at`: when the party was urged; `document`: the application."""

    court: Name
    urged_at: AwareDatetime
    document: EvidenceRef


class Suspension(Value):
    """`ground`: why the time for the decision stands still; `transfer`: of a suspected crime, its number."""

    ground: f.SuspensionGround
    transfer: Ref | None = None
    reason: PlainText


class CaseReason(Value):
    reason: PlainText


class MoreTimeForCase(Value):
    """`until`: the last day for the decision."""

    until: date
    reason: PlainText


class CaseRevocation(Value):
    """`revoker`: by whom the decision falls."""

    revoker: p.Revoker
    reason: PlainText


class CaseNothing(Value):
    pass
