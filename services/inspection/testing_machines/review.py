"""Whatever is asked of reviews of duty, in whatever order, with the time to appeal running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.calendar import local_day
from libs.events.catalog.inspection import review as f
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine
from services.inspection.app import service
from services.inspection.review import commands as c
from services.inspection.review import refusals as r
from services.inspection.review.decide import REVIEW
from services.inspection.testing.decisions import M1, M2, MARKET

TODAY = local_day(BEGIN)
OPEN = c.OpenReview(
    review="X-1", officer=M1, entity="stall:421088100-0001", on=TODAY, what="液化气泄漏", cause="accident",
    known=c.OpeningLookups(department=MARKET),
)  # fmt: skip
YES = f.StandingAnswer(question="items-followed", said="yes", owner=MARKET)
COMPILE = c.CompileEvidence(review="X-1", known=c.Compiled(visit="V-1", checked="nothing-found", answers=(YES,), facts=()))
HEAR = c.HearOfficer(review="X-1", statement="按清单逐项检查", waived=False)
KNOWN = c.PanelLookups(fewest=3, team=(M1, M2), appeal_by=BEGIN + timedelta(days=30))
FIRST, OTHERS = ("P-1", "P-2", "P-3"), ("P-4", "P-5", "P-6")


def judging(kind: type[c.Judgement], panel: tuple[str, ...], verdict: str = "exempt", ground: str | None = None) -> c.Judgement:
    return kind(review="X-1", verdict=verdict, ground=ground, reasons="清单内事项均已检查", panel=panel, known=KNOWN)


DECIDE, RULE = judging(c.DecideReview, FIRST), judging(c.RuleOnAppeal, OTHERS, "liable", "refused-or-delayed")
ACCEPT, APPEAL = c.AcceptVerdict(review="X-1"), c.AppealVerdict(review="X-1", reasons="当日已报告")
UNFIT = (
    OPEN.model_copy(update={"known": c.OpeningLookups(department=None)}),
    OPEN.model_copy(update={"on": TODAY + timedelta(days=1)}),
)
verdicts = st.sampled_from([("exempt", None), ("not-liable", None), ("liable", "not-checked-as-required"), ("liable", None),
                            ("exempt", "refused-or-delayed")])  # fmt: skip
panels = st.sampled_from([FIRST, OTHERS, FIRST[:2], ("P-1", "P-2", "P-2"), ("P-7", "P-8", M2)])


class Reviews(DeciderMachine):
    """Opened, compiled, heard, decided by three who were not there; appealed to three others, or not; final once, and counted
    without anybody's name.
    """

    decider, deadlines = REVIEW, service.deadlines
    asks: ClassVar = {
        c.OpenReview: st.sampled_from([OPEN, OPEN.model_copy(update={"what": "投诉"}), *UNFIT]),
        c.CompileEvidence: st.just(COMPILE),
        c.HearOfficer: st.builds(c.HearOfficer, review=st.just("X-1"), statement=st.just("如实"), waived=st.booleans()),
        c.DecideReview: st.builds(lambda panel, said: judging(c.DecideReview, panel, *said), panels, verdicts),
        c.RuleOnAppeal: st.builds(lambda panel, said: judging(c.RuleOnAppeal, panel, *said), panels, verdicts),
        c.AcceptVerdict: st.just(ACCEPT),
        c.AppealVerdict: st.just(APPEAL),
        c.PassAppealDeadline: st.just(c.PassAppealDeadline(review="X-1")),
    }
    produces = (
        f.ReviewOpened, f.ReviewEvidenceCompiled, f.OfficerHeard, f.ReviewDecided, f.ReviewAppealed, f.ReviewFinal,
        f.ReviewCounted,
    )  # fmt: skip
    refuses = (
        r.NoSuchReview, r.ReviewTaken, r.NoSuchOfficer, r.IncidentToCome, r.NotCompiled, r.NotHeard, r.ReviewDecidedAlready,
        r.ReviewOver, r.NothingToAppeal, r.NotAppealed, r.AppealPending, r.PanelTooSmall, r.PanelPartial, r.GroundMissing,
        r.GroundWithoutLiability,
    )  # fmt: skip
    stories = (
        (
            *UNFIT, HEAR, OPEN, OPEN.model_copy(update={"what": "投诉"}), HEAR, DECIDE, ACCEPT, COMPILE, DECIDE, HEAR,
            judging(c.DecideReview, FIRST[:2]), judging(c.DecideReview, ("P-7", "P-8", M2)),
            judging(c.DecideReview, FIRST, "liable"), judging(c.DecideReview, FIRST, "exempt", "refused-or-delayed"), DECIDE,
            HEAR, RULE, APPEAL, ACCEPT, judging(c.RuleOnAppeal, FIRST), RULE, APPEAL,
        ),
        (OPEN, COMPILE, HEAR, DECIDE, ACCEPT),
        (OPEN, COMPILE, HEAR, DECIDE, PAST),
        (OPEN, COMPILE, HEAR, DECIDE, UNSEEN, APPEAL),
    )  # fmt: skip

    def law(self):
        compiled = heard = False
        decision, appealed, final = None, False, None
        for n, (fact, at) in enumerate(self.history):
            assert (n == 0) == isinstance(fact, f.ReviewOpened)
            assert final is None or isinstance(fact, f.ReviewCounted)
            match fact:
                case f.ReviewEvidenceCompiled():
                    assert decision is None
                    compiled, heard = True, False
                case f.OfficerHeard():
                    assert compiled
                    heard = True
                case f.ReviewDecided():
                    assert heard, "decided on what the officer was not heard on"
                    assert len(set(fact.panel)) >= 3
                    assert not {M1, M2} & set(fact.panel)
                    decision = fact
                case f.ReviewAppealed():
                    assert at <= decision.appeal_by
                    appealed = True
                case f.ReviewFinal():
                    assert fact.on_appeal == appealed
                    assert appealed or (fact.verdict, fact.panel) == (decision.verdict, decision.panel)
                    assert not appealed or not set(fact.panel) & set(decision.panel)
                    assert (fact.ground is None) == (fact.verdict is not f.Verdict.LIABLE)
                    final = fact
                case f.ReviewCounted():
                    assert final is not None
                    assert fact.model_dump().keys() == {"review", "cause", "verdict", "ground", "changed"}
                    assert fact.changed == ((final.verdict, final.ground) != (decision.verdict, decision.ground))
        kinds = [type(fact) for fact in self.facts]
        assert kinds.count(f.ReviewCounted) == kinds.count(f.ReviewFinal) <= 1

    def punctual(self):
        assert not [deadline for deadline in self.running.rows.values() if deadline.due < self.now]
