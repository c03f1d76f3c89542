"""Whatever is asked of rectifications, in whatever order, with their deadline running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.inspection.rectification import (
    RectificationDueMoved,
    RectificationFailed,
    RectificationOrdered,
    RectificationOverdue,
    RectificationPassed,
    RectificationReported,
)
from libs.events.testing.decider_machine import BEGIN, UNSEEN, DeciderMachine, moments
from services.inspection.app import service
from services.inspection.rectification import commands as re
from services.inspection.rectification import refusals as rr
from services.inspection.rectification.decide import RECTIFICATION
from services.inspection.testing.decisions import (
    M1,
    MARKET,
)
from services.inspection.visit import refusals as r

X = st.just("X-1")
certified = st.sampled_from([re.RecheckLookups(certified=holds) for holds in (True, True, False)])
ORDERED = re.OrderRectification(
    rectification="X-1", visit="V-1", entity="stall:421088100-0001", department=MARKET, findings=("F-1",),
    due=BEGIN + timedelta(days=20),
)  # fmt: skip


class Rectifications(DeciderMachine):
    """限期整改、复查: ordered once, re-checked until it passes, and then over. What was not mended in time is overdue exactly
    once, also when it was reported in time and then found undone.
    """

    decider, deadlines = RECTIFICATION, service.deadlines
    asks: ClassVar = {
        re.OrderRectification: st.builds(
            lambda due: ORDERED.model_copy(update={"due": due}), moments(-1, 2, 24 * 20)
        ),
        re.ReportRectification: st.builds(re.ReportRectification, rectification=X),
        re.RecheckRectification: st.builds(
            re.RecheckRectification, rectification=X, inspector=st.just(M1), known=certified,
            passed=st.sampled_from([False, False, True]), reason=st.sampled_from(["通道仍然堵塞", "通道仍然堵塞", None]),
        ),
        re.PassRectificationDeadline: st.builds(re.PassRectificationDeadline, rectification=X),
        re.MoveRectificationDue: st.builds(
            re.MoveRectificationDue, rectification=X, due=moments(-1, 2, 24 * 20), year=st.just(2026)
        ),
    }  # fmt: skip
    produces = (
        RectificationOrdered, RectificationDueMoved, RectificationReported, RectificationPassed, RectificationFailed,
        RectificationOverdue,
    )  # fmt: skip
    refuses = (rr.NoSuchRectification, rr.RectificationOver, rr.AwaitingRecheck, r.NotCertified, rr.FailureUnreasoned)
    stories = ((
        ORDERED, UNSEEN, re.ReportRectification(rectification="X-1"),
        re.RecheckRectification(rectification="X-1", inspector=M1, known=re.RecheckLookups(certified=True), passed=True),
    ),)  # fmt: skip

    def law(self):
        due, reported, late, overdue, over = self.facts[0].due, False, False, False, False
        for n, (fact, at) in enumerate(self.history):
            assert not over, "something follows the end"
            assert (n == 0) == isinstance(fact, RectificationOrdered)
            match fact:
                case RectificationDueMoved(due=later):
                    assert not overdue
                    assert later > due or at <= due, "made earlier when it had passed"
                    due = later
                case RectificationReported():
                    assert not reported
                    reported, late = True, fact.late
                    assert late == (at > due)
                case RectificationFailed(reason=reason):
                    assert reason
                    reported = False
                case RectificationOverdue():
                    assert not overdue
                    assert not reported, "overdue while a report in time awaits its re-check"
                    assert at > fact.due == due
                    overdue = True
                case RectificationPassed():
                    over = True
        assert overdue or not reported or not late

    def punctual(self):
        kinds = [type(f) for f in self.facts]
        last = [k for k in kinds if k not in {RectificationOverdue, RectificationDueMoved}][-1:]
        if last and last[0] in {RectificationOrdered, RectificationFailed}:
            due = [f.due for f in self.facts if isinstance(f, RectificationOrdered | RectificationDueMoved)][-1]
            assert due >= self.now or RectificationOverdue in kinds
