"""Whatever is asked of joint plans, in whatever order."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning import crossplan as f
from libs.events.countersigning.leading import NotTheLead
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.crossplan import commands as c
from services.planning.crossplan import refusals as r
from services.planning.crossplan.decide import CROSSPLAN
from services.planning.crossplan.testing import (
    ACCEPT,
    COVERED,
    DECLINE,
    END,
    HEAR,
    HUARONG,
    JIANLI,
    LEARN,
    MEMBER,
    NUMBER,
    OTHER,
    PLANNER,
    PROPOSE,
    SHISHOU,
    TERMS,
    UNCOVERED,
)

places = st.sampled_from([JIANLI, HUARONG, SHISHOU])
reasons = st.just("标准不再一致")
YEAR_PAST = {"window_from": TERMS["window_from"] - timedelta(days=200), "window_to": TERMS["window_to"] - timedelta(days=200)}


speakers = st.sampled_from([PLANNER, PLANNER, MEMBER, OTHER])


def said(cls, **known):
    return st.builds(cls, crossplan=st.just(NUMBER), by=places, reason=reasons, **known)


class CrossPlans(DeciderMachine):
    """J-15..17: proposed once, under an agreement; in force only when the partner itself has accepted these very terms, and
    over for good once declined or ended. Nobody but the two has any say.
    """

    decider = CROSSPLAN
    asks: ClassVar = {
        c.ProposeCrossPlan: st.sampled_from([
            PROPOSE, PROPOSE.model_copy(update={"known": UNCOVERED}), PROPOSE.model_copy(update={"partner": JIANLI}),
            PROPOSE.model_copy(update={"proposer": SHISHOU}), PROPOSE.model_copy(update=YEAR_PAST),
        ]),
        c.AcceptCrossPlan: st.builds(
            c.AcceptCrossPlan, crossplan=st.just(NUMBER), by=places,
            known=st.sampled_from([COVERED, COVERED, UNCOVERED, COVERED.model_copy(update={"speaker": OTHER})]),
        ),
        c.DeclineCrossPlan: said(c.DeclineCrossPlan, known=speakers),
        c.EndCrossPlan: st.builds(
            c.EndCrossPlan, crossplan=st.just(NUMBER), by=st.sampled_from([JIANLI, HUARONG]), reason=reasons, known=speakers
        ),
        c.DropCrossPlan: said(c.DropCrossPlan),
        c.LearnProposal: st.just(LEARN),
        c.LearnAcceptance: st.builds(
            lambda by, change: HEAR.model_copy(update={"by": by, **change}), places,
            st.sampled_from([{}, {}, {"kinds": ("fire-safety",)}, {"manual": None}]),
        ),
        c.LearnDecline: said(c.LearnDecline),
        c.LearnEnd: said(c.LearnEnd),
    }  # fmt: skip
    produces = (f.CrossPlanProposed, f.CrossPlanAccepted, f.CrossPlanDeclined, f.CrossPlanEnded)
    refuses = (
        r.CrossPlanAnswered, r.CrossPlanExists, r.CrossPlanNumber, r.CrossPlanOver, r.CrossPlanWindow, r.CrossPlanWithOneself,
        r.NoSuchCrossPlan, r.NotCovered, r.NotThePartner, NotTheLead,
    )  # fmt: skip
    stories = (
        (
            PROPOSE.model_copy(update={"partner": JIANLI}), PROPOSE.model_copy(update={"proposer": SHISHOU}),
            PROPOSE.model_copy(update=YEAR_PAST), PROPOSE.model_copy(update={"known": UNCOVERED}),
            PROPOSE, HEAR, END.model_copy(update={"known": OTHER}), ACCEPT, END, PROPOSE,
        ),
        (LEARN, ACCEPT.model_copy(update={"by": SHISHOU})),
        (LEARN, ACCEPT, c.LearnEnd(crossplan=NUMBER, by=JIANLI, reason="标准不再一致")),
        (LEARN, DECLINE, ACCEPT),
        (PROPOSE, c.LearnDecline(crossplan=NUMBER, by=HUARONG, reason="人员不足")),
        (LEARN, ACCEPT, c.DropCrossPlan(crossplan=NUMBER, by=HUARONG, reason="互认协议已终止")),
    )  # fmt: skip

    def law(self):
        proposed, *after = self.facts
        kinds = [type(fact) for fact in after]
        assert isinstance(proposed, f.CrossPlanProposed)
        assert f.CrossPlanProposed not in kinds
        assert kinds.count(f.CrossPlanAccepted) <= 1
        assert not {f.CrossPlanDeclined, f.CrossPlanEnded} & set(kinds[:-1]), "something follows the end"
        terms = proposed.model_dump()
        for fact in after:
            match fact:
                case f.CrossPlanAccepted(by=by):
                    assert by == proposed.partner, "accepted by somebody else"
                    assert fact.model_dump(exclude={"by"}) == terms, "accepted is not what was proposed"
                case f.CrossPlanDeclined(by=by):
                    assert by == proposed.partner
                case f.CrossPlanEnded(by=by):
                    assert by in {proposed.proposer, proposed.partner}
                    assert fact.reason
