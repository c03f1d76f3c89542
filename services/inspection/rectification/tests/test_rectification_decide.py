"""Rectifications as given / when / then; and what must never or always be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from libs.domain.evidence import EvidenceMissing
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection import rectification as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.fact import catalog
from libs.events.refusal import Refusal
from libs.events.testing.decisions import given
from services.inspection.rectification import commands as c
from services.inspection.rectification import refusals as no
from services.inspection.rectification.decide import RECTIFICATION
from services.inspection.visit import refusals as visit_refusals
from services.inspection.visit.decide.window import end_of

DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
LAST = date(2026, 4, 9)
DUE = end_of(date(2026, 3, 31))
NEXT = end_of(date(2026, 4, 20))
LATER = DUE + timedelta(hours=1)
BY = DUE + timedelta(days=7)
WHO = {"rectification": "RC-1", "visit": "V-1", "entity": "stall:421088100-0001", "department": "421088-market"}
M1, M2 = "I-421088-0001", "I-421088-0002"
PROOF = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
ORDER = c.OrderRectification(**WHO, findings=("F-1", "F-2"), due=DUE)
ORDERED = f.RectificationOrdered(**ORDER.model_dump(exclude={"known"}))
OVERDUE = f.RectificationOverdue(**WHO, due=DUE)
ESCALATED = f.RectificationEscalated(**WHO, findings=("F-1", "F-2"), cause="overdue")
MENDED = c.ReportRectification(rectification="RC-1", known=c.ReportLookups(recheck_by=BY))
HOLDS = c.RecheckLookups(certified=(M1, M2), officers=2, most_failures=2, usual_due=NEXT, last=date(2026, 4, 30))
DONE = (f.FindingChecked(finding="F-1", mended=True), f.FindingChecked(finding="F-2", mended=True))
HALF = (DONE[0], f.FindingChecked(finding="F-2", mended=False, note="通道仍然堵塞"))
SEEN = {"officers": (M1, M2), "evidence": (PROOF,)}
PASSES = c.RecheckRectification(rectification="RC-1", **SEEN, checks=DONE, known=HOLDS)
FAILS = c.RecheckRectification(rectification="RC-1", **SEEN, checks=HALF, known=HOLDS, reason="仍未整改")
TIMEOUT = c.PassRectificationDeadline(rectification="RC-1")
RECHECK_TIMEOUT = c.PassRecheckDeadline(rectification="RC-1")
PASSED = f.RectificationPassed(**WHO, **SEEN, checks=DONE)
FAILED = f.RectificationFailed(**WHO, **SEEN, checks=HALF, reason="仍未整改", due=NEXT)
UNTIMELY = ClockPassed(subject="RC-1", stage="recheck", owner="421088-market", due=BY, since="RC-1")


def reported(*, late: bool = False) -> f.RectificationReported:
    return f.RectificationReported(rectification="RC-1", evidence=(), late=late, recheck_by=BY)


def knowing(command, **change):
    return command.model_copy(update={"known": command.known.model_copy(update=change)})


def but(command, **change):
    return command.model_copy(update=change)


def test_a_rectification_is_ordered_reported_and_passed():
    given(RECTIFICATION).when(ORDER, at=NOW).then(ORDERED)
    given(RECTIFICATION, ORDERED).when(ORDER, at=NOW).nothing()
    given(RECTIFICATION, ORDERED).when(MENDED, at=NOW).then(reported())
    given(RECTIFICATION, ORDERED, reported()).when(MENDED, at=NOW).refused(no.AwaitingRecheck)
    given(RECTIFICATION, ORDERED, reported()).when(PASSES, at=NOW).then(PASSED)
    given(RECTIFICATION, ORDERED, reported(), PASSED).when(FAILS, at=NOW).refused(no.RectificationOver)
    given(RECTIFICATION).when(MENDED, at=NOW).refused(no.NoSuchRectification)


@pytest.mark.parametrize(
    ("rule", "command"),
    [
        (no.DueOutOfRange, knowing(ORDER, last=date(2026, 3, 30))),
        (no.DueOutOfRange, but(knowing(ORDER, last=LAST), due=end_of(date(2026, 3, 9)))),
        (no.OnSpotIsToday, but(ORDER, kind=f.OrderKind.ON_SPOT)),
    ],
)
def test_a_department_sets_a_day_within_the_time_of_the_policy(rule, command):
    given(RECTIFICATION).when(command, at=NOW).refused(rule)


def test_an_order_says_how_it_is_to_be_mended():
    stop = c.OrderRectification(**WHO, findings=("F-1",), due=DUE, kind="stop-use", document="ZG-7", day_set=True)
    given(RECTIFICATION).when(knowing(stop, last=date(2026, 3, 31)), at=NOW).then(
        f.RectificationOrdered(**WHO, findings=("F-1",), due=DUE, kind="stop-use", document="ZG-7", day_set=True)
    )
    today = c.OrderRectification(**WHO, findings=("F-1",), due=end_of(DAY), kind="on-spot")
    given(RECTIFICATION).when(today, at=NOW).then(
        f.RectificationOrdered(**WHO, findings=("F-1",), due=end_of(DAY), kind="on-spot")
    )


def test_the_entity_plans_how_to_mend_it_until_it_reports():
    plan = c.PlanRectification(rectification="RC-1", measures="三日内清理通道")
    planned = f.RectificationPlanned(rectification="RC-1", measures="三日内清理通道", evidence=())
    given(RECTIFICATION, ORDERED).when(plan, at=NOW).then(planned)
    given(RECTIFICATION, ORDERED, planned).when(plan, at=NOW).nothing()
    given(RECTIFICATION, ORDERED).when(knowing(plan, missing=(PROOF.sha256,)), at=NOW).refused(EvidenceMissing)
    given(RECTIFICATION, ORDERED, reported()).when(plan, at=NOW).refused(no.AwaitingRecheck)


UNTIL = end_of(date(2026, 4, 7))
MORE = c.AskExtension(rectification="RC-1", until=UNTIL, reason="等待供货商", known=c.ExtensionLookups(last=LAST))
ASKED = f.RectificationExtensionAsked(rectification="RC-1", until=UNTIL, reason="等待供货商", evidence=())
GRANT = c.GrantExtension(rectification="RC-1", known=c.ExtensionLookups(last=LAST))
EXTENDED = f.RectificationExtended(**WHO, due=UNTIL, reason=None)
REFUSE = c.RefuseExtension(rectification="RC-1", reason="时间充足")
NOT_EXTENDED = f.RectificationExtensionRefused(**WHO, reason="时间充足")


@pytest.mark.parametrize(
    ("history", "command", "at", "facts"),
    [
        ((), MORE, NOW, (ASKED,)),
        ((ASKED,), MORE, NOW, ()),
        ((ASKED,), but(MORE, reason="天气"), NOW, no.ExtensionOnce),
        ((ASKED, NOT_EXTENDED), MORE, NOW, no.ExtensionOnce),
        ((), MORE, LATER, no.ExtensionTooLate),
        ((), but(MORE, until=DUE), NOW, no.DueOutOfRange),
        ((), but(MORE, until=end_of(date(2026, 4, 10))), NOW, no.DueOutOfRange),
        ((), knowing(MORE, missing=(PROOF.sha256,)), NOW, EvidenceMissing),
        ((ASKED,), GRANT, NOW, (EXTENDED,)),
        ((ASKED,), but(GRANT, due=end_of(date(2026, 4, 2))), NOW, (but(EXTENDED, due=end_of(date(2026, 4, 2))),)),
        ((ASKED,), but(GRANT, due=end_of(date(2026, 4, 10))), NOW, no.DueOutOfRange),
        ((ASKED,), GRANT, LATER, no.ExtensionTooLate),
        ((), GRANT, NOW, no.NoExtensionAsked),
        ((), but(GRANT, due=UNTIL), NOW, no.NoExtensionAsked),
        ((ASKED, EXTENDED), GRANT, NOW, no.NoExtensionAsked),
        ((ASKED,), REFUSE, LATER, (NOT_EXTENDED,)),
        ((), REFUSE, NOW, no.NoExtensionAsked),
        ((ASKED, EXTENDED), MENDED, LATER, (reported(),)),
        ((reported(),), MORE, NOW, no.AwaitingRecheck),
    ],
)
def test_more_time_is_asked_for_and_given_once_and_before_the_time_is_up(history, command, at, facts):
    outcome = given(RECTIFICATION, ORDERED, *history).when(command, at=at)
    outcome.refused(facts) if isinstance(facts, type) else outcome.then(*facts)


@pytest.mark.parametrize(
    ("rule", "command"),
    [
        (no.TooFewOfficers, but(PASSES, officers=(M1,))),
        (no.TooFewOfficers, but(PASSES, officers=(M1, M1))),
        (no.TooFewOfficers, knowing(PASSES, officers=3)),
        (visit_refusals.NotCertified, knowing(PASSES, certified=(M1,))),
        (no.ChecksIncomplete, but(PASSES, checks=DONE[:1])),
        (no.ChecksIncomplete, but(PASSES, checks=())),
        (no.ChecksIncomplete, but(PASSES, checks=(*DONE, f.FindingChecked(finding="F-3", mended=True)))),
        (no.ChecksIncomplete, but(PASSES, checks=(*DONE, DONE[0]))),
        (EvidenceMissing, knowing(PASSES, missing=(PROOF.sha256,))),
        (no.RecheckUnproved, but(knowing(PASSES, kept=True), evidence=())),
        (no.FailureUnreasoned, but(FAILS, reason=None)),
        (no.DueOutOfRange, but(FAILS, due=end_of(date(2026, 5, 1)))),
    ],
)
def test_a_recheck_is_of_two_certified_officers_of_each_finding_and_proved(rule, command):
    given(RECTIFICATION, ORDERED, reported()).when(command, at=NOW).refused(rule)


def test_a_failed_recheck_sets_a_new_time_and_the_last_that_may_fail_leads_to_a_case():
    given(RECTIFICATION, ORDERED, reported()).when(but(PASSES, evidence=()), at=NOW).then(but(PASSED, evidence=()))
    given(RECTIFICATION, ORDERED, reported()).when(FAILS, at=NOW).then(FAILED)
    sooner = end_of(date(2026, 3, 20))
    given(RECTIFICATION, ORDERED, reported()).when(but(FAILS, due=sooner), at=NOW).then(but(FAILED, due=sooner))
    given(RECTIFICATION, ORDERED, reported(), FAILED).when(MENDED, at=LATER).then(reported())
    case = f.RectificationEscalated(**WHO, findings=("F-2",), cause="failures")
    twice = (ORDERED, reported(), FAILED, reported())
    given(RECTIFICATION, *twice).when(FAILS, at=NOW).then(FAILED, case)
    # What was ordered stays: it may still be mended, and there is one case.
    given(RECTIFICATION, *twice, FAILED, case).when(FAILS, at=NOW).then(FAILED)
    given(RECTIFICATION, *twice, FAILED, case).when(TIMEOUT, at=NEXT + timedelta(hours=1)).then(but(OVERDUE, due=NEXT))
    given(RECTIFICATION, *twice, FAILED, case, reported()).when(PASSES, at=NOW).then(PASSED)


@pytest.mark.parametrize(
    ("history", "command", "facts"),
    [
        ((), TIMEOUT, (OVERDUE, ESCALATED)),
        ((OVERDUE, ESCALATED), TIMEOUT, ()),
        ((reported(),), TIMEOUT, ()),
        ((), MENDED, (OVERDUE, ESCALATED, reported(late=True))),
        ((OVERDUE, ESCALATED), MENDED, (reported(late=True),)),
        ((), PASSES, (OVERDUE, ESCALATED, PASSED)),
        ((), FAILS, (OVERDUE, ESCALATED, FAILED)),
        ((reported(),), PASSES, (PASSED,)),
        ((reported(),), FAILS, (FAILED,)),
        ((OVERDUE, ESCALATED, reported(late=True)), FAILS, (FAILED,)),
        ((reported(), FAILED), TIMEOUT, ()),
    ],
)
def test_time_that_ran_out_is_a_fact_and_leads_to_a_case_and_a_report_in_time_has_kept_it(history, command, facts):
    given(RECTIFICATION, ORDERED, *history).when(command, at=LATER).then(*facts)


def test_the_department_owes_the_recheck_of_a_report_in_time():
    late = BY + timedelta(hours=1)
    given(RECTIFICATION, ORDERED, reported()).when(RECHECK_TIMEOUT, at=BY).nothing()
    given(RECTIFICATION, ORDERED, reported()).when(RECHECK_TIMEOUT, at=late).then(UNTIMELY)
    given(RECTIFICATION, ORDERED, reported(), UNTIMELY).when(RECHECK_TIMEOUT, at=late).nothing()
    given(RECTIFICATION, ORDERED).when(RECHECK_TIMEOUT, at=late).nothing()
    given(RECTIFICATION, ORDERED, reported()).when(PASSES, at=late).then(UNTIMELY, PASSED)
    given(RECTIFICATION, ORDERED, reported(), UNTIMELY).when(PASSES, at=late).then(PASSED)


def test_a_day_that_somebody_set_moves_with_no_arrangement():
    move = c.MoveRectificationDue(rectification="RC-1", due=NEXT, year=2026)
    given(RECTIFICATION, ORDERED).when(move, at=NOW).then(f.RectificationDueMoved(**WHO, due=NEXT, year=2026))
    given(RECTIFICATION, but(ORDERED, day_set=True)).when(move, at=NOW).nothing()
    given(RECTIFICATION, ORDERED, ASKED, EXTENDED).when(move, at=NOW).nothing()
    given(RECTIFICATION, ORDERED, reported(), FAILED).when(move, at=NOW).nothing()


def test_what_was_told_before_there_were_two_officers_is_read_and_goes_on_under_the_former_time():
    whose = {**WHO, "findings": ["F-1", "F-2"]}
    old = [
        ("ordered", {**whose, "due": DUE.isoformat()}),
        ("reported", {"rectification": "RC-1", "evidence": [], "late": False}),
        ("failed", {**WHO, "inspector": M1, "reason": "仍未整改"}),
    ]
    facts = [catalog.decode(f"inspection.rectification-{name}", 1, data) for name, data in old]
    assert facts[0] == ORDERED
    assert facts[1] == but(reported(), recheck_by=None)
    assert facts[2] == f.RectificationFailed(**WHO, officers=(M1,), reason="仍未整改")
    passed = catalog.decode("inspection.rectification-passed", 1, {**WHO, "inspector": M1})
    assert passed == f.RectificationPassed(**WHO, officers=(M1,))
    given(RECTIFICATION, *facts).when(TIMEOUT, at=LATER).then(OVERDUE, ESCALATED)
    given(RECTIFICATION, *facts, passed).when(MENDED, at=NOW).refused(no.RectificationOver)
    given(RECTIFICATION, *facts[:2]).when(RECHECK_TIMEOUT, at=BY + timedelta(days=90)).nothing()


@settings(max_examples=200)
@forall(st.lists(st.tuples(st.sampled_from([MENDED, PASSES, FAILS, TIMEOUT]), st.sampled_from([NOW, LATER])), max_size=12))
def test_whatever_is_tried_a_rectification_is_overdue_and_escalated_at_most_once_and_ends_when_passed(tries):
    facts = [ORDERED]
    for command, now in sorted(tries, key=lambda t: t[1]):
        try:
            new = RECTIFICATION.decide(command, RECTIFICATION.fold(facts), now)
        except Refusal:
            continue
        assert not any(isinstance(fact, f.RectificationOverdue) for fact in new) or now > DUE
        facts += new
    kinds = [type(fact) for fact in facts]
    assert kinds.count(f.RectificationOverdue) <= 1
    assert kinds.count(f.RectificationEscalated) <= 1
    assert f.RectificationPassed not in kinds[:-1]
