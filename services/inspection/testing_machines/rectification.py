"""Whatever is asked of rectifications, in whatever order, with their deadlines running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.evidence import EvidenceLookups, EvidenceMissing
from libs.events.calendar import local_day
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection import rectification as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.testing.decider_machine import BEGIN, UNSEEN, DeciderMachine, moments
from services.inspection.app import service
from services.inspection.rectification import commands as re
from services.inspection.rectification import refusals as rr
from services.inspection.rectification.decide import RECTIFICATION
from services.inspection.testing.decisions import (
    M1,
    M2,
    MARKET,
)
from services.inspection.visit import refusals as r

N = "X-1"
X = st.just(N)
LAST = local_day(BEGIN) + timedelta(days=90)
PROOF = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
lacking = st.sampled_from([(), (), (), (PROOF.sha256,)])
later = moments(-1, 2, 24 * 20, 24 * 100)
ORDERED = re.OrderRectification(
    rectification=N, visit="V-1", entity="stall:421088100-0001", department=MARKET, findings=("F-1", "F-2"),
    due=BEGIN + timedelta(days=20),
)  # fmt: skip


def _known(*, certified=(M1, M2), kept=False, missing=()):
    return re.RecheckLookups(
        certified=certified, officers=2, most_failures=2, usual_due=BEGIN + timedelta(days=60), last=LAST, kept=kept,
        missing=missing,
    )  # fmt: skip


def _recheck(*mended, **change):
    checks = tuple(f.FindingChecked(finding=f"F-{n}", mended=each) for n, each in enumerate(mended, 1))
    return re.RecheckRectification(**{
        "rectification": N, "officers": (M1, M2), "checks": checks, "evidence": (PROOF,), "reason": "通道仍然堵塞",
        "known": _known(), **change,
    })  # fmt: skip


REPORT = re.ReportRectification(rectification=N, known=re.ReportLookups(recheck_by=BEGIN + timedelta(days=30)))
ASK = re.AskExtension(
    rectification=N, until=BEGIN + timedelta(days=25), reason="等待供货商", known=re.ExtensionLookups(last=LAST)
)
GRANT = re.GrantExtension(rectification=N, known=re.ExtensionLookups(last=LAST))
PASS, FAIL = _recheck(True, True), _recheck(True, False)


class Rectifications(DeciderMachine):
    """限期整改、复查: ordered once, re-checked until it passes, and then over. What was not mended in time is overdue exactly
    once, and leads to one case; what was reported in time has kept the time. More time is given once at most.
    """

    decider, deadlines = RECTIFICATION, service.deadlines
    asks: ClassVar = {
        re.OrderRectification: st.builds(
            lambda due, known, kind: ORDERED.model_copy(update={"due": due, "known": known, "kind": kind}),
            moments(-1, 2, 24 * 20, 24 * 100),
            st.sampled_from([
                re.OrderLookups(), re.OrderLookups(last=LAST), re.OrderLookups(last=LAST - timedelta(days=100)),
            ]),
            st.sampled_from([f.OrderKind.DATED, f.OrderKind.DATED, f.OrderKind.STOP_USE, f.OrderKind.ON_SPOT]),
        ),
        re.PlanRectification: st.builds(
            re.PlanRectification, rectification=X, measures=st.sampled_from(["清理通道", "更换货架"]),
            known=st.builds(EvidenceLookups, missing=lacking),
        ),
        re.AskExtension: st.builds(
            lambda until, missing: ASK.model_copy(
                update={"until": until, "known": re.ExtensionLookups(last=LAST, missing=missing)}
            ),
            later, lacking,
        ),
        re.GrantExtension: st.builds(lambda due: GRANT.model_copy(update={"due": due}), st.none() | later),
        re.RefuseExtension: st.builds(re.RefuseExtension, rectification=X, reason=st.just("时间充足")),
        re.ReportRectification: st.builds(
            lambda by, missing: REPORT.model_copy(update={"known": re.ReportLookups(recheck_by=by, missing=missing)}),
            moments(2, 24 * 7), lacking,
        ),
        re.RecheckRectification: st.builds(
            lambda mended, **change: _recheck(*mended, **change),
            st.sampled_from([(True, False), (False, False), (True, True), (True,)]),
            officers=st.sampled_from([(M1, M2), (M1, M2), (M1, M2), (M1,)]),
            evidence=st.sampled_from([(PROOF,), (PROOF,), ()]),
            reason=st.sampled_from(["通道仍然堵塞", "通道仍然堵塞", None]),
            due=st.none() | later,
            known=st.builds(
                _known, certified=st.sampled_from([(M1, M2), (M1, M2), (M1,)]), kept=st.booleans(), missing=lacking
            ),
        ),
        re.PassRectificationDeadline: st.builds(re.PassRectificationDeadline, rectification=X),
        re.PassRecheckDeadline: st.builds(re.PassRecheckDeadline, rectification=X),
        re.MoveRectificationDue: st.builds(
            re.MoveRectificationDue, rectification=X, due=moments(-1, 2, 24 * 20), year=st.just(2026)
        ),
    }  # fmt: skip
    produces = (
        f.RectificationOrdered, f.RectificationDueMoved, f.RectificationPlanned, f.RectificationExtensionAsked,
        f.RectificationExtended, f.RectificationExtensionRefused, f.RectificationReported, f.RectificationPassed,
        f.RectificationFailed, f.RectificationOverdue, f.RectificationEscalated, ClockPassed,
    )  # fmt: skip
    refuses = (
        rr.NoSuchRectification, rr.RectificationOver, rr.DueOutOfRange,
        rr.OnSpotIsToday, rr.AwaitingRecheck, rr.ExtensionTooLate, rr.ExtensionOnce, rr.NoExtensionAsked, rr.TooFewOfficers,
        rr.ChecksIncomplete, rr.RecheckUnproved, r.NotCertified, rr.FailureUnreasoned, EvidenceMissing,
    )  # fmt: skip
    stories = (
        (ORDERED, UNSEEN, REPORT, PASS),
        (ORDERED, ASK, ASK.model_copy(update={"reason": "天气"}), GRANT, REPORT, FAIL, REPORT, FAIL),
        (ORDERED, ASK, re.RefuseExtension(rectification=N, reason="时间充足"), FAIL, FAIL, FAIL, PASS),
        (ORDERED.model_copy(update={"kind": f.OrderKind.ON_SPOT}),),
        (
            ORDERED,
            GRANT,
            _recheck(True),
            _recheck(True, True, officers=(M1,)),
            _recheck(True, True, known=_known(certified=())),
        ),
        (ORDERED, _recheck(True, True, evidence=(), known=_known(kept=True)), _recheck(True, False, reason=None)),
        (ORDERED, _recheck(True, True, known=_known(missing=(PROOF.sha256,)))),
    )

    def law(self):
        self._time()
        self._more_time()
        self._rechecks()

    def _time(self):
        due, reported, late, overdue, over = self.facts[0].due, False, False, False, False
        for n, (fact, at) in enumerate(self.history):
            assert not over, "something follows the end"
            assert (n == 0) == isinstance(fact, f.RectificationOrdered)
            match fact:
                case f.RectificationDueMoved(due=moved):
                    assert not overdue
                    assert moved > due or at <= due, "made earlier when it had passed"
                    due = moved
                case f.RectificationExtended(due=later):
                    assert not overdue
                    due = later
                case f.RectificationReported():
                    assert not reported
                    reported, late = True, fact.late
                    assert late == (at > due)
                case f.RectificationFailed(due=anew):
                    reported, due = False, anew
                case f.RectificationOverdue():
                    assert not overdue
                    assert not reported, "overdue while a report in time awaits its re-check"
                    assert at > fact.due == due
                    overdue = True
                case f.RectificationPassed():
                    over = True
        assert overdue or not reported or not late

    def _more_time(self):
        asked, answered, due = False, False, self.facts[0].due
        for fact, at in self.history:
            match fact:
                case f.RectificationDueMoved() | f.RectificationFailed():
                    due = fact.due
                case f.RectificationExtensionAsked(until=until):
                    assert not asked
                    assert at <= due < until
                    asked = True
                case f.RectificationExtended() | f.RectificationExtensionRefused():
                    assert asked
                    assert not answered
                    answered = True
                    if isinstance(fact, f.RectificationExtended):
                        assert at <= due < fact.due
                        due = fact.due

    def _rechecks(self):
        failures, overdue, escalated, by = 0, False, False, None
        for fact, at in self.history:
            match fact:
                case f.RectificationReported():
                    by = fact.recheck_by
                case ClockPassed():
                    assert by is not None
                    assert at > by == fact.due
                    by = None
                case f.RectificationPassed() | f.RectificationFailed():
                    assert len(set(fact.officers)) >= 2
                    assert len(fact.checks) == 2
                    mended = all(check.mended for check in fact.checks)
                    assert mended == isinstance(fact, f.RectificationPassed)
                    failures, by = failures + (not mended), None
                case f.RectificationOverdue():
                    overdue = True
                case f.RectificationEscalated():
                    assert not escalated
                    assert overdue if fact.cause is f.Escalation.OVERDUE else failures >= 2
                    escalated = True
        assert escalated or (not overdue and failures < 2)

    def punctual(self):
        kinds = [type(fact) for fact in self.facts]
        state = RECTIFICATION.fold(self.facts)
        order = getattr(state, "order", None)
        if type(state).__name__ == "Ordered":
            assert order.due >= self.now or f.RectificationOverdue in kinds
        if type(state).__name__ == "Reported":
            assert state.recheck_by >= self.now or kinds[-1] is ClockPassed or ClockPassed in kinds
