"""Whatever is asked of follow-ups, in whatever order, with their time running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.calendar import local_day
from libs.events.catalog.inspection import followup as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine
from services.inspection.app import service
from services.inspection.followup import commands as c
from services.inspection.followup import refusals as r
from services.inspection.followup.decide import FOLLOWUP
from services.inspection.testing.decisions import FIRE, M1, MARKET, TAX

X = st.just("X-1")
TODAY = local_day(BEGIN)
WHOSE = {
    "followup": "X-1", "visit": "V-1", "entity": "stall:421088100-0001", "department": MARKET, "ended_on": TODAY,
    "due": BEGIN + timedelta(days=60),
}  # fmt: skip
OWE = c.OweFollowup(after="rectification", reference="RC-1", **WHOSE)
KNOWN = c.AskingLookups(departments=(MARKET, FIRE))
ASK = c.AskFollowup(after="visit", reference="V-1", wanted="不会填写进货台账", known=KNOWN, **WHOSE)
MAKE = c.MakeFollowup(followup="X-1", way="on-site", officers=(M1,), made_on=TODAY, holds=True, needs=("台账软件", "用气安全"))
DECLINE = c.DeclineFollowup(followup="X-1", reason="已无困难")


def meet(need: int) -> c.MeetNeed:
    return c.MeetNeed(followup="X-1", need=need, answer="已请专家上门", expert="P-7")


UNFIT = (
    ASK.model_copy(update={"department": TAX}),
    ASK.model_copy(update={"known": KNOWN.model_copy(update={"pending": "X-0"})}),
)
days = st.integers(-1, 90).map(lambda n: TODAY + timedelta(days=n))
needs = st.sampled_from([(), ("台账软件",), ("台账软件", "用气安全")])


class Followups(DeciderMachine):
    """Owed once; made by somebody, or not wanted by the entity; over with the last need. What was not made in time is on record
    once.
    """

    decider, deadlines = FOLLOWUP, service.deadlines
    asks: ClassVar = {
        c.OweFollowup: st.just(OWE),
        c.AskFollowup: st.sampled_from([ASK, ASK.model_copy(update={"wanted": "用电"}), *UNFIT]),
        c.MakeFollowup: st.builds(
            c.MakeFollowup, followup=X, way=st.sampled_from(f.FollowupWay), officers=st.sampled_from([(M1,), ()]),
            experts=st.sampled_from([("P-7",), ()]), made_on=days, holds=st.sampled_from([None, True, False]), needs=needs,
            advice=needs,
        ),
        c.MeetNeed: st.builds(meet, st.integers(1, 3)),
        c.DeclineFollowup: st.just(DECLINE),
        c.PassFollowupDeadline: st.builds(c.PassFollowupDeadline, followup=X),
    }  # fmt: skip
    produces = (f.FollowupDue, f.FollowupMade, f.FollowupNeedMet, f.FollowupDone, f.FollowupDeclined, ClockPassed)
    refuses = (
        r.NoSuchFollowup, r.FollowupTaken, r.FollowupPending, r.NotOfVisit, r.FollowupOver, r.FollowupMade, r.FollowupNotMade,
        r.NobodyLookedIn, r.MadeAtNoTime, r.NothingWasMended, r.MendingUnsaid, r.NoSuchNeed, r.NeedMetAlready,
    )  # fmt: skip
    stories = (
        (
            *UNFIT, MAKE, OWE, meet(1), MAKE.model_copy(update={"officers": ()}), MAKE.model_copy(update={"holds": None}),
            MAKE.model_copy(update={"made_on": TODAY - timedelta(days=1)}), MAKE, MAKE, meet(2), meet(2), meet(3), meet(1),
            DECLINE,
        ),
        (ASK, ASK.model_copy(update={"wanted": "用电"}), MAKE, PAST, MAKE.model_copy(update={"holds": None, "needs": ()})),
        (OWE, UNSEEN, DECLINE),
    )  # fmt: skip

    def law(self):
        first, late, open_, over = self.facts[0], False, None, False
        assert isinstance(first, f.FollowupDue)
        for fact, at in self.history[1:]:
            assert not over, "something follows the end"
            match fact:
                case ClockPassed():
                    assert open_ is None
                    assert not late
                    assert (fact.owner, fact.due) == (MARKET, first.due)
                    assert at > fact.due
                    late = True
                case f.FollowupMade():
                    assert open_ is None
                    assert late == (at > first.due), "what is late is on record before what comes after it"
                    assert fact.officers or fact.experts
                    assert TODAY <= fact.made_on <= local_day(at)
                    assert (fact.holds is None) == (first.after is f.After.VISIT)
                    open_ = set(range(1, len(fact.needs) + 1))
                case f.FollowupNeedMet(need=need):
                    open_.remove(need)
                case f.FollowupDone():
                    assert open_ == set(), "over with a need that is not met"
                    over = True
                case f.FollowupDeclined():
                    assert open_ is None
                    over = True
        assert over or open_ != set()

    def punctual(self):
        assert not [deadline for deadline in self.running.rows.values() if deadline.due < self.now]
