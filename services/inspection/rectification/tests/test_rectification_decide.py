"""Rectifications as given / when / then; and what must never or always be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from libs.events.catalog.inspection.rectification import (
    RectificationFailed,
    RectificationOrdered,
    RectificationOverdue,
    RectificationPassed,
    RectificationReported,
)
from libs.events.refusal import Refusal
from libs.events.testing.decisions import given
from services.inspection.rectification import commands as c
from services.inspection.rectification import refusals as no
from services.inspection.rectification.decide import RECTIFICATION
from services.inspection.visit import refusals as visit_refusals
from services.inspection.visit.decide.window import end_of

DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
DUE = end_of(date(2026, 3, 31))
LATER = DUE + timedelta(hours=1)
WHO = {"rectification": "RC-1", "visit": "V-1", "entity": "stall:421088100-0001", "department": "421088-market"}
M1 = "I-421088-0001"
ORDER = c.OrderRectification(**WHO, findings=("F-1",), due=DUE)
ORDERED = RectificationOrdered(**ORDER.model_dump())
OVERDUE = RectificationOverdue(**WHO, due=DUE)
MENDED = c.ReportRectification(rectification="RC-1")
HOLDS = c.RecheckLookups(certified=True)
PASSES = c.RecheckRectification(rectification="RC-1", inspector=M1, known=HOLDS, passed=True)
FAILS = c.RecheckRectification(rectification="RC-1", inspector=M1, known=HOLDS, passed=False, reason="仍未整改")
TIMEOUT = c.PassRectificationDeadline(rectification="RC-1")
PASSED = RectificationPassed(**WHO, inspector=M1)
FAILED = RectificationFailed(**WHO, inspector=M1, reason="仍未整改")


def reported(*, late: bool = False) -> RectificationReported:
    return RectificationReported(rectification="RC-1", evidence=(), late=late)


def test_a_rectification_is_ordered_reported_and_passed():
    given(RECTIFICATION).when(ORDER, at=NOW).then(ORDERED)
    given(RECTIFICATION, ORDERED).when(ORDER, at=NOW).nothing()
    given(RECTIFICATION, ORDERED).when(MENDED, at=NOW).then(reported())
    given(RECTIFICATION, ORDERED, reported()).when(MENDED, at=NOW).refused(no.AwaitingRecheck)
    given(RECTIFICATION, ORDERED, reported()).when(PASSES, at=NOW).then(PASSED)
    given(RECTIFICATION, ORDERED, reported(), PASSED).when(FAILS, at=NOW).refused(no.RectificationOver)
    given(RECTIFICATION).when(MENDED, at=NOW).refused(no.NoSuchRectification)


def test_a_failed_recheck_needs_a_reason_and_a_certified_officer_and_may_be_followed_by_another_report():
    given(RECTIFICATION, ORDERED).when(FAILS.model_copy(update={"reason": None}), at=NOW).refused(no.FailureUnreasoned)
    given(RECTIFICATION, ORDERED).when(PASSES.model_copy(update={"known": c.RecheckLookups(certified=False)}), at=NOW).refused(
        visit_refusals.NotCertified
    )
    given(RECTIFICATION, ORDERED, reported()).when(FAILS, at=NOW).then(FAILED)
    given(RECTIFICATION, ORDERED, reported(), FAILED).when(MENDED, at=NOW).then(reported())


@pytest.mark.parametrize(
    ("history", "command", "facts"),
    [
        ((), TIMEOUT, (OVERDUE,)),
        ((OVERDUE,), TIMEOUT, ()),
        ((reported(),), TIMEOUT, ()),
        ((), MENDED, (OVERDUE, reported(late=True))),
        ((OVERDUE,), MENDED, (reported(late=True),)),
        ((), PASSES, (OVERDUE, PASSED)),
        ((reported(),), PASSES, (PASSED,)),
        ((reported(),), FAILS, (FAILED, OVERDUE)),
        ((OVERDUE, reported(late=True)), FAILS, (FAILED,)),
    ],
)
def test_time_that_ran_out_is_a_fact_and_a_report_in_time_counts_only_if_it_was_true(history, command, facts):
    given(RECTIFICATION, ORDERED, *history).when(command, at=LATER).then(*facts)


@settings(max_examples=200)
@forall(st.lists(st.tuples(st.sampled_from([MENDED, PASSES, FAILS, TIMEOUT]), st.sampled_from([NOW, LATER])), max_size=12))
def test_whatever_is_tried_a_rectification_is_overdue_at_most_once_and_ends_when_passed(tries):
    facts = [ORDERED]
    for command, now in sorted(tries, key=lambda t: t[1]):
        try:
            new = RECTIFICATION.decide(command, RECTIFICATION.fold(facts), now)
        except Refusal:
            continue
        assert not any(isinstance(f, RectificationOverdue) for f in new) or now > DUE
        facts += new
    kinds = [type(f) for f in facts]
    assert kinds.count(RectificationOverdue) <= 1
    assert RectificationPassed not in kinds[:-1]
