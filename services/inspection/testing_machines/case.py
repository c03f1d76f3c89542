"""Whatever is asked of cases, in whatever order, with their clocks running."""

from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st

from libs.domain.evidence import EvidenceMissing
from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine, Wait, moments
from services.inspection.app import service
from services.inspection.case import commands as c
from services.inspection.case import penalty_refusals as pr
from services.inspection.case import refusals as r
from services.inspection.case.decide import CASE
from services.inspection.testing.decisions import F1, M1, M2, MARKET
from services.inspection.visit import refusals as visit_refusals

M3, ENTITY, SHA = "I-421088-0003", "stall:421088100-0001", "ab" * 32
PIECE = {"sha256": SHA, "media_type": "image/jpeg"}
FINE, WARNING = {"kind": "fine", "fen": 200_000}, {"kind": "warning"}
LESS, MORE, STOP = {**FINE, "fen": 150_000}, {**FINE, "fen": 450_000}, {"kind": "business-suspended", "days": 10}
STANDARD = c.Standard(
    item="MKT-0003",
    grades=(
        PenaltyGrade(grade="轻微", circumstances="首次"),
        PenaltyGrade(grade="一般", circumstances="再犯", fine_min_fen=10_000, fine_max_fen=500_000),
    ),
)
ACT = {"least": 2, "certified": (M1, M2, M3), "late_days": 10}
FOUND = {**ACT, "competent": ("MKT-0003",), "origin": True}
JUDGED = {**ACT, "standard": STANDARD, "major_fen": 400_000}
OFFICERS = (M1, M2)
NAME = {"case": "C-1"}
ORIGIN = {"kind": "visit", "ref": "V-1", "finding": "F-1"}
FILING = {
    **NAME, "department": MARKET, "entity": ENTITY, "origin": ORIGIN, "matter": "台账不全", "items": ("MKT-0003",),
    "officers": OFFICERS, "subject": "household", "approved_by": "h-1", "decide_by": BEGIN + timedelta(days=90),
}  # fmt: skip


def days(number: float) -> Any:
    return BEGIN + timedelta(days=number)


def file(known: dict[str, Any] | None = None, **change: Any) -> c.FileCase:
    return c.FileCase(**{**FILING, **change}, known=c.FilingLookups(**{**FOUND, **(known or {})}))


def decline(**change: Any) -> c.DeclineCase:
    said = {name: FILING[name] for name in ("case", "department", "entity", "origin", "matter", "approved_by")}
    return c.DeclineCase(**{**said, "reason": "不属实", **change}, known=c.FilingLookups(**FOUND))


def replace(**change: Any) -> c.ReplaceCaseOfficer:
    said = {"gone": M2, "substitute": M3, "ground": "recused", "reason": "近亲属", "approved_by": "h-1"}
    return c.ReplaceCaseOfficer(**NAME, **{**said, **change}, known=c.Acting(**ACT))


def evidence(known: dict[str, Any] | None = None, **change: Any) -> c.AddCaseEvidence:
    said = {"officers": OFFICERS, "kind": "document", "way": "on-site", "evidence": (PIECE,), "proves": "台账缺失"}
    return c.AddCaseEvidence(**NAME, **{**said, **change}, known=c.Acting(**{**ACT, **(known or {})}))


def propose(*penalties: dict[str, Any], known: dict[str, Any] | None = None, **change: Any) -> c.ProposeCase:
    said = {
        "officers": OFFICERS, "outcome": "penalty", "benchmark": "B-1", "grade": "一般", "penalties": penalties or (FINE,),
        "account": "属实", "basis": "食品安全法",
    }  # fmt: skip
    return c.ProposeCase(**NAME, **{**said, **change}, known=c.ProposalLookups(**{**JUDGED, **(known or {})}))


def spare(outcome: str = "no-penalty-minor", known: dict[str, Any] | None = None, **change: Any) -> c.ProposeCase:
    return propose(outcome=outcome, penalties=(), benchmark=None, grade=None, known=known, **change)


def review(*, passed: bool = True, reviewer: str = M3) -> c.GiveLegalReview:
    return c.GiveLegalReview(**NAME, reviewer=reviewer, passed=passed, opinion="合法", known=c.Acting(**ACT))


def tell(due: float = 7, **change: Any) -> c.TellPenalty:
    said = {"officers": OFFICERS, "document": PIECE, "rights": "陈述、申辩、听证", "defend_by": days(due)}
    return c.TellPenalty(**NAME, **{**said, **change}, known=c.TellingLookups(**ACT, major_fen=400_000))


def call(on: float = 10, *, host: str = M3) -> c.CallHearing:
    return c.CallHearing(**NAME, on=days(on), venue="会议室", host=host, known=days(9))


def hold(**change: Any) -> c.HoldHearing:
    return c.HoldHearing(**NAME, **{"record": PIECE, **change}, known=c.Entered(late_days=10))


def discuss(votes_for: int = 3, votes_against: int = 0) -> c.DiscussCase:
    return c.DiscussCase(**NAME, votes_for=votes_for, votes_against=votes_against, opinion="同意", record=PIECE)


def decide(known: dict[str, Any] | None = None, **change: Any) -> c.DecidePenalty:
    said = {"decision": "罚1号", "text": SHA, "serve_by": days(200), "weighed": "已考虑"}
    return c.DecidePenalty(**NAME, **{**said, **change}, known=c.DecisionLookups(**(known or {})))


def on_spot(*penalties: dict[str, Any], known: dict[str, Any] | None = None, **change: Any) -> c.DecideOnSpot:
    said = {
        "officers": OFFICERS, "benchmark": "B-1", "grade": "轻微", "penalties": penalties or (WARNING,), "basis": "食品安全法",
        "decision": "当罚1号", "text": SHA, "said": "无异议", "receipt": PIECE, "perform_by": days(15),
    }  # fmt: skip
    return c.DecideOnSpot(**NAME, **{**said, **change}, known=c.OnSpotLookups(**{**JUDGED, **(known or {})}))


def let_off(**change: Any) -> c.DecideNoPenalty:
    said = {"decision": "不罚1号", "text": SHA, "taught": "已教育", "approved_by": "h-1", "serve_by": days(200)}
    return c.DecideNoPenalty(**NAME, **{**said, **change})


def serve(**change: Any) -> c.ServeCase:
    said = {"officers": OFFICERS, "way": "direct", "receipt": PIECE, "perform_by": days(30)}
    return c.ServeCase(**NAME, **{**said, **change}, known=c.Acting(**ACT))


def perform(fen: int = 200_000, *kinds: str, **change: Any) -> c.PerformPenalty:
    return c.PerformPenalty(**NAME, fen=fen, kinds=kinds, **change)


def defer(*parts: tuple[int, float]) -> c.DeferPenalty:
    instalments = [{"fen": fen, "due": days(due).date()} for fen, due in parts]
    return c.DeferPenalty(**NAME, instalments=instalments, reason="经济困难", approved_by="h-1")


def enforce(earliest: float = 0, urged: float = 0) -> c.AskEnforcement:
    known = c.EnforcementLookups(earliest=days(earliest))
    return c.AskEnforcement(**NAME, court="监利市人民法院", urged_at=days(urged), document=PIECE, known=known)


def suspend(ground: str = "examination", transfer: str | None = None) -> c.SuspendCase:
    return c.SuspendCase(**NAME, ground=ground, transfer=transfer, reason="鉴定", approved_by="h-1")


def extend(until: float = 120) -> c.ExtendCase:
    return c.ExtendCase(**NAME, until=days(until).date(), reason="案情复杂", approved_by="h-1", known=90)


SURCHARGE, CLOSE = c.AddSurcharge(**NAME, known=300), c.CloseCase(**NAME, dossier_by=days(400))
RESUME = c.ResumeCase(**NAME, reason="鉴定完毕", approved_by="h-1")
REVOKE = c.RevokePenalty(**NAME, revoker="court", reason="程序违法", asked_by="h-1", approved_by="h-2")
WITHDRAW = c.WithdrawCase(**NAME, reason="主体已注销", approved_by="h-1", dossier_by=days(400))
ASK_REVIEW = c.AskLegalReview(**NAME, by=M1, review_by=days(14))
DEFEND, ASK_HEARING = c.ReceiveDefence(**NAME, voice="party", said="从轻"), c.AskHearing(**NAME, voice="party")
TO_TELL = (file(), evidence(), propose(), tell())
TO_DECIDE = (*TO_TELL, PAST, decide())
TO_SERVE = (*TO_DECIDE, serve())
MAJOR = (file(), evidence(), propose(MORE), tell())
SPOT = (file(procedure="summary"), on_spot())
ANYTHING = st.sampled_from
NOTHING = st.just


def amount(penalties):
    return sum(each.fen or 0 for each in penalties)


class Cases(DeciderMachine):
    """行政处罚: no decision without evidence, telling and the party's time to speak; no major one without review and
    discussion; no harsher one for having spoken; at most one end.
    """

    decider, deadlines = CASE, service.deadlines
    asks: ClassVar = {
        c.FileCase: ANYTHING([file(), file(procedure="summary"), file(person="P-1"), file(officers=(M1,))]),
        c.DeclineCase: NOTHING(decline()),
        c.ReplaceCaseOfficer: ANYTHING([replace(), replace(substitute=None), replace(gone=F1)]),
        c.AddCaseEvidence: ANYTHING([evidence(), evidence(evidence=()), evidence(officers=(M1, F1))]),
        c.ProposeCase: ANYTHING([propose(), propose(MORE), propose(LESS), spare(), spare("not-borne-out"), spare("transfer")]),
        c.AskLegalReview: NOTHING(ASK_REVIEW),
        c.GiveLegalReview: ANYTHING([review(), review(passed=False), review(reviewer=M1)]),
        c.TellPenalty: ANYTHING([tell(), tell(60)]),
        c.ReceiveDefence: NOTHING(DEFEND),
        c.AskHearing: NOTHING(ASK_HEARING),
        c.CallHearing: ANYTHING([call(), call(40), call(1)]),
        c.HoldHearing: ANYTHING([hold(), hold(absent=True)]),
        c.DiscussCase: ANYTHING([discuss(), discuss(1, 2), discuss(1, 0)]),
        c.DecidePenalty: ANYTHING([decide(), decide(weighed=None)]),
        c.DecideOnSpot: ANYTHING([on_spot(), on_spot({**FINE, "fen": 15_000}, grade="一般")]),
        c.DecideNoPenalty: ANYTHING([let_off(), let_off(taught=None)]),
        c.ServeCase: ANYTHING([serve(), serve(perform_by=days(300))]),
        c.PerformPenalty: ANYTHING([perform(), perform(50_000), perform(0, "warning"), perform(1000, enforced=True)]),
        c.DeferPenalty: ANYTHING([defer((200_000, 300)), defer((100_000, 250), (100_000, 300))]),
        c.AddSurcharge: NOTHING(SURCHARGE),
        c.AskEnforcement: ANYTHING([enforce(0, 20), enforce(500, 20)]),
        c.SuspendCase: ANYTHING([suspend(), suspend("crime-transfer", "T-1"), suspend("crime-transfer")]),
        c.ResumeCase: NOTHING(RESUME),
        c.ExtendCase: ANYTHING([extend(), extend(500)]),
        c.RevokePenalty: NOTHING(REVOKE),
        c.WithdrawCase: NOTHING(WITHDRAW),
        c.CloseCase: NOTHING(CLOSE),
        c.PassCaseClock: st.builds(
            c.PassCaseClock, case=NOTHING("C-1"), stage=ANYTHING(["case-decide", "case-defend"]), due=moments(0, 24 * 90),
            since=NOTHING("X-1"),
        ),
        c.MoveCaseClock: st.builds(
            c.MoveCaseClock, case=NOTHING("C-1"), stage=ANYTHING(["case-review", "case-defend", "case-serve"]),
            due=moments(24 * 8, 24 * 15, 24 * 201), year=NOTHING(2026),
        ),
    }  # fmt: skip
    produces = (
        f.CaseFiled, f.CaseNotFiled, f.CaseOfficerReplaced, f.CaseEvidenceAdded, f.CaseProposed, f.LegalReviewAsked,
        f.LegalReviewGiven, f.PenaltyTold, f.DefenceReceived, f.HearingAsked, f.HearingCalled, f.HearingHeld, f.CaseDiscussed,
        f.CaseSuspended, f.CaseResumed, f.CaseExtended, p.PenaltyDecided, p.NoPenaltyDecided, p.CaseServed, p.PenaltyPerformed,
        p.PenaltyDeferred, p.SurchargeAdded, p.EnforcementAsked, p.PenaltyRevoked, p.CaseClosed, p.CaseClockMoved, ClockPassed,
    )  # fmt: skip
    refuses = (
        r.NoSuchCase, r.CaseTaken, r.CaseOver, r.WrongStage, r.CaseIsSuspended, r.NotSuspended, r.PartyUnclear, r.FewerThanTwo,
        r.NotOnCase, r.AlreadyOnCase, r.NotCompetentForItem, r.NoConsent, r.DecidedTwice, r.TimeImpossible, r.NothingNamed,
        r.Unproven, r.HearingNotOpen, r.HearingTooSoon, r.HearingDue, r.NotCollective, r.TransferUnnamed, r.ExtensionTooLong,
        pr.PenaltyUnclear, pr.BenchmarkMissing, pr.GradeOutOfBenchmark, pr.ExemptionDoesNotFit, pr.NotFirstOffence,
        pr.HarsherAfterDefence, pr.ReviewMissing, pr.BanOnNewEconomy, pr.DiscussionMissing, pr.NotTold, pr.DefencePending,
        pr.DefenceUnweighed, pr.OutcomeDiffers, pr.SummaryTooHeavy, pr.NotTaught, pr.NotOwed, pr.InstalmentsDiffer,
        pr.NotOverdue, pr.SurchargeFull, pr.NotUrged, pr.AlreadyRevoked, pr.NotPerformed, visit_refusals.NotCertified,
        EvidenceMissing,
    )  # fmt: skip
    stories = (
        (*TO_SERVE, PAST, SURCHARGE, enforce(500, 20), enforce(0, 20), perform(enforced=True), CLOSE),
        (*TO_SERVE, defer((1, 99)), defer((200_000, 300)), (Wait.MONTH, True), perform(), CLOSE, REVOKE, REVOKE),
        (*TO_SERVE, SURCHARGE, perform(300_000), serve(), PAST, *[SURCHARGE, (Wait.MONTH, True)] * 3, SURCHARGE),
        (*TO_TELL, DEFEND, propose(MORE), decide(), (Wait.MONTH, True), decide(weighed=None), propose(LESS), decide(), CLOSE),
        (*MAJOR, ASK_HEARING, decide(), call(1), call(host=M1), call(), PAST, hold(at=days(8)), hold(), ASK_REVIEW,
         review(reviewer=M1), review(passed=False), decide(), ASK_REVIEW, review(), decide(), discuss(1, 0), discuss(1, 2),
         decide(), discuss(), decide({"fined": "C-2"}), decide(), serve(), REVOKE, CLOSE),
        (*MAJOR, PAST, ASK_HEARING, ASK_REVIEW, PAST, review(), extend(500), extend(), extend(150), discuss(), extend(150)),
        (*SPOT, perform(0, "warning"), CLOSE, WITHDRAW),
        (file(procedure="summary"), on_spot(STOP), on_spot({**FINE, "fen": 30_000}), on_spot(), WITHDRAW),
        (file(), evidence(), spare("no-penalty-first", {"earlier": "C-9"}), spare(exemption="EX-1"), spare(), tell(),
         let_off(taught=None), decide(), let_off(), serve(), CLOSE),
        (file(), evidence(), spare("transfer"), suspend("crime-transfer"), suspend("crime-transfer", "T-1"), spare(), CLOSE),
        (file(), RESUME, evidence(), suspend(), spare(), (Wait.MONTH, True), RESUME, PAST, WITHDRAW, evidence()),
        (file(), propose(), evidence(evidence=()), evidence({"missing": (SHA,)}), evidence(at=days(99)),
         evidence(officers=(M1, F1)), evidence(officers=(M1,)), evidence({"certified": (M1,)}), evidence(),
         propose(known={"standard": None}), propose(grade="没有"), propose({**FINE, "fen": 900_000}), propose(FINE, FINE),
         propose(STOP, FINE), decide(), ASK_REVIEW, tell(), PAST, decide({"new_economy": True})),
        (file(person="P-1"), file({"origin": False}), file({"competent": ()}), file({"other": "C-2"}), file(officers=(M1,)),
         file(), file(), file(matter="另案"), decline(), replace(gone=F1), replace(substitute=M1), replace(), DEFEND),
        (decline(), decline(), file()),
        (*TO_TELL, c.MoveCaseClock(**NAME, stage="case-defend", due=days(8), year=2026), (Wait.DAY, True), decide()),
        (*TO_DECIDE, UNSEEN, serve(at=days(1)), serve()),
    )  # fmt: skip

    def law(self):
        over = False
        for n, (fact, _) in enumerate(self.history):
            assert not over or isinstance(fact, p.PenaltyRevoked), "something follows the end"
            assert (n == 0) == isinstance(fact, f.CaseFiled | f.CaseNotFiled)
            over = over or isinstance(fact, p.CaseClosed)
        passed = [(x.stage, x.due) for x in self.facts if isinstance(x, ClockPassed)]
        assert len(set(passed)) == len(passed), "one clock passed twice"
        self._heard_first()
        self._owed()

    def _heard_first(self):
        """What comes before a decision."""
        told, spoke, due, proposed = None, False, None, None
        for n, (fact, at) in enumerate(self.history):
            match fact:
                case f.CaseProposed(penalties=penalties, to_tell=again):
                    if spoke and told is not None:
                        assert amount(penalties) <= amount(told), "harsher for having spoken"
                    proposed, told = fact, None if again else told
                case f.PenaltyTold():
                    told, due = proposed.penalties, fact.defend_by
                case p.CaseClockMoved(stage="case-defend", due=later):
                    due = later
                case f.DefenceReceived():
                    spoke = True
                case f.HearingHeld(absent=False):
                    spoke, due = True, at - timedelta(seconds=1)
                case p.PenaltyDecided(on_spot=False):
                    assert told is not None, "decided without a word to the party"
                    assert at > due, "decided before the party could speak"
                    assert fact.weighed or not spoke
                    assert fact.penalties == proposed.penalties
                    self._judged(proposed, self.facts[:n])

    def _judged(self, proposed, before):
        assert any(isinstance(x, f.CaseEvidenceAdded) for x in before)
        if proposed.major:
            assert any(isinstance(x, f.LegalReviewGiven) and x.passed for x in before)
            assert any(isinstance(x, f.CaseDiscussed) and x.carried for x in before)

    def _owed(self):
        """What comes after it."""
        decided, served, owed = None, False, None
        for fact in self.facts:
            match fact:
                case p.PenaltyDecided() | p.NoPenaltyDecided():
                    assert decided is None, "decided twice"
                    decided = getattr(fact, "penalties", ())
                    owed = amount(decided)
                case p.CaseServed():
                    assert decided is not None
                    served = True
                case p.PenaltyPerformed(fen=fen, left_fen=left):
                    assert served
                    owed -= fen
                    assert owed == left >= 0
                case p.SurchargeAdded(fen=fen, total_fen=total):
                    owed += fen
                    assert 0 < total <= amount(decided), "more than the fine itself"
                case p.CaseClosed(how=how):
                    assert how != p.CaseEnd.PERFORMED or owed == 0

    def punctual(self):
        if self.facts and not isinstance(self.facts[0], f.CaseNotFiled):
            for stage, due in getattr(self.state, "clocks", ()):
                assert due >= self.now, f"{stage} has passed and is not on record"
