"""Rectifications and results from files, as given / when / then; and what must never or always be."""

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
from libs.events.catalog.inspection.result import ResultRecorded
from libs.events.refusal import Refusal
from libs.events.testing import given
from services.inspection import commands as c
from services.inspection.decide import RECTIFICATION, RESULT
from services.inspection.decide import refusals as no
from services.inspection.policy import POLICY

DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
DUE = POLICY.visit_due(date(2026, 3, 31))
LATER = DUE + timedelta(hours=1)
WHO = {"rectification": "RC-1", "visit": "V-1", "entity": "stall:421088100-0001", "department": "421088-market"}
M1 = "I-421088-0001"
ORDER = c.OrderRectification(**WHO, findings=("F-1",), due=DUE)
ORDERED = RectificationOrdered(**ORDER.model_dump())
OVERDUE = RectificationOverdue(**WHO, due=DUE)
MENDED = c.ReportRectification(rectification="RC-1")
PASSES = c.RecheckRectification(rectification="RC-1", inspector=M1, certified=True, passed=True)
FAILS = c.RecheckRectification(rectification="RC-1", inspector=M1, certified=True, passed=False, reason="仍未整改")
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
    given(RECTIFICATION, ORDERED).when(PASSES.model_copy(update={"certified": False}), at=NOW).refused(no.NotCertified)
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


def test_a_result_from_a_file_is_recorded_once_and_never_overwritten():
    row = c.RecordResult(
        result="S-1", entity="stall:1", kind="food-hygiene", checked_on=DAY, score=92, problems=("a",), origin="lives"
    )
    held = ResultRecorded(**row.model_dump())
    given(RESULT).when(row, at=NOW).then(held)
    given(RESULT, held).when(row, at=NOW).nothing()
    given(RESULT, held).when(row.model_copy(update={"score": 91}), at=NOW).refused(no.ResultTaken)
    future = row.model_copy(update={"checked_on": DAY + timedelta(days=1)})
    given(RESULT).when(future, at=NOW).refused(no.CheckedInFuture)


@settings(max_examples=200, deadline=None)
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
