"""Decisions of cases: served, performed, revoked; and the end of a case."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from ...fact import Fact, Visibility
from ...shapes.asked import AtMost
from ..codes import Digest, EntityId, EvidenceRef, ItemCode, Kind, Name, PlainText, Ref, Value
from .case import CaseOutcome, OfCase, Officers, Penalty, PenaltyKind, Subject


class PenaltyDecided(OfCase, name="inspection.penalty-decided", visibility=Visibility.SHARED):
    """处罚决定 (art. 57). Who decided stands with the fact itself: neighbours need not know. `decision`: the number of the
    paper; `grade`: of the benchmark; `text`: the digest of the text for the public; `public`: whether it is to be published
    (art. 48); `on_spot`: in the summary procedure; `weighed`: what of the defence was accepted, and why not the rest;
    `serve_by`: when it has to be served.
    """

    entity: EntityId | None
    person: Ref | None
    subject: Subject
    items: Annotated[tuple[ItemCode, ...], AtMost(50)]
    penalties: Annotated[tuple[Penalty, ...], AtMost(20)]
    basis: PlainText
    grade: Name
    decision: Name
    text: Digest
    public: bool
    on_spot: bool
    weighed: PlainText | None
    decided_on: date
    serve_by: AwareDatetime


class NoPenaltyDecided(OfCase, name="inspection.no-penalty-decided"):
    """不予处罚决定 (art. 33 and 57). `ground`: which one; `exemption`: the entry of the minor-exemption list; `taught`: how
    the party was taught, which art. 33 asks for; `decision`: the number of the paper; `text`: its digest; `approved_by`: the
    head.
    """

    entity: EntityId | None
    person: Ref | None
    items: Annotated[tuple[ItemCode, ...], AtMost(50)]
    ground: CaseOutcome
    exemption: Ref | None
    basis: PlainText
    taught: PlainText | None
    decision: Name
    text: Digest
    approved_by: str
    decided_on: date
    serve_by: AwareDatetime


class Service(StrEnum):
    """Ways of service (art. 61, 民事诉讼法 part 1, chapter 7)."""

    ON_SPOT = "on-the-spot"
    DIRECT = "direct"
    LEFT = "left"
    ELECTRONIC = "electronic"
    ENTRUSTED = "entrusted"
    POST = "post"
    PUBLIC_NOTICE = "public-notice"


class CaseServed(OfCase, name="inspection.case-served"):
    """`way`: how; `receipt`: the proof of it; `at`: from when it counts as served; `perform_by`: when a penalty is to be
    performed (art. 67).
    """

    officers: Officers
    way: Service
    receipt: EvidenceRef
    at: AwareDatetime
    perform_by: AwareDatetime | None


class PenaltyPerformed(OfCase, name="inspection.penalty-performed"):
    """`fen`: what was paid; `kinds`: which penalties other than money were carried out; `enforced`: by the court; `left_fen`:
    what is still owed, surcharges included; `complete`: nothing is left.
    """

    fen: int = Field(ge=0, le=10**14)
    kinds: Annotated[tuple[PenaltyKind, ...], AtMost(20)]
    receipt: EvidenceRef | None
    enforced: bool
    at: AwareDatetime
    left_fen: int
    complete: bool


class Instalment(Value):
    """`fen` by the end of `due`."""

    fen: int = Field(ge=1, le=10**14)
    due: date


class PenaltyDeferred(OfCase, name="inspection.penalty-deferred"):
    """暂缓或者分期缴纳 (art. 66): one instalment is a deferral. `instalments`: what is paid when; `perform_by`: the end of
    the last; `approved_by`: the head.
    """

    instalments: Annotated[tuple[Instalment, ...], AtMost(60)]
    reason: PlainText
    approved_by: str
    perform_by: AwareDatetime


class SurchargeAdded(OfCase, name="inspection.surcharge-added"):
    """加处罚款 (art. 72): 3 % of the fine a day, at most the fine itself. `days`: how late; `fen`: added now; `total_fen`:
    all added so far.
    """

    days: int
    fen: int
    total_fen: int


class EnforcementAsked(OfCase, name="inspection.enforcement-asked"):
    """The court is asked to enforce (art. 72). `court`: which; `urged_at`: when the party was urged (行政强制法 art. 54);
    `document`: the application; `fen`: what is owed.
    """

    court: Name
    urged_at: AwareDatetime
    document: EvidenceRef
    fen: int


class Revoker(StrEnum):
    """By whom a decision falls."""

    SELF = "self"
    SUPERIOR = "superior"
    RECONSIDERATION = "reconsideration"
    COURT = "court"


class PenaltyRevoked(OfCase, name="inspection.penalty-revoked", visibility=Visibility.SHARED):
    """The decision counts no longer, here and at neighbours; the publication is taken back within 3 working days (art. 48).
    `revoker`: by whom it fell; `asked_by` and `approved_by`: who asked, and who approved.
    """

    entity: EntityId | None
    person: Ref | None
    decision: Name
    revoker: Revoker
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class CaseEnd(StrEnum):
    """How a case ends."""

    PERFORMED = "performed"
    ENFORCED = "enforced"
    NO_PENALTY = "no-penalty"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class CaseClosed(OfCase, name="inspection.case-closed"):
    """`how`: how it ended; `approved_by`: of one that is withdrawn, the head; `dossier_by`: when its dossier is due."""

    how: CaseEnd
    reason: PlainText | None
    approved_by: str | None
    dossier_by: AwareDatetime


class CaseClockMoved(Fact, name="inspection.case-clock-moved"):
    """The year's holidays are known now, or were corrected: the `stage` is due on another day. `year`: whose arrangement it
    was.
    """

    case: Ref
    stage: Kind
    due: AwareDatetime
    year: int
