"""Before officers act: the task, notice or its lawful absence, and who came."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.inspection.visit import OfficerReplaced, Proof, VisitOverdue
from libs.events.testing.decisions import given
from services.inspection.testing.decisions import (
    ANNOUNCE,
    ANNOUNCED,
    ASSIGN,
    ASSIGNED,
    DUE,
    F1,
    LATER,
    M1,
    M2,
    MARKET,
    NOW,
    ON_THE_SPOT,
    READY,
    TAX,
    WITHHELD,
    WITHHOLD,
    came,
    check_in,
    planned,
)
from services.inspection.visit import commands as c
from services.inspection.visit import refusals as no
from services.inspection.visit.decide.visit import VISIT


def test_a_planned_visit_is_assigned_once():
    given(VISIT).when(ASSIGN, at=NOW).then(ASSIGNED)
    given(VISIT, *READY).when(ASSIGN, at=NOW).nothing()
    given(VISIT).when(ANNOUNCE, at=NOW).refused(no.NoSuchVisit)


def test_notice_is_given_unless_an_item_forbids_it_and_then_the_record_says_why():
    given(VISIT, ASSIGNED).when(ANNOUNCE, at=NOW).then(ANNOUNCED)
    given(VISIT, ASSIGNED).when(WITHHOLD, at=NOW).refused(no.NoticeDue)
    given(VISIT, planned(secret=True)).when(ANNOUNCE, at=NOW).refused(no.NoticeForbidden)
    given(VISIT, planned(secret=True)).when(WITHHOLD, at=NOW).then(WITHHELD)


def test_the_same_notice_twice_is_one_and_a_new_day_is_a_new_notice():
    given(VISIT, ASSIGNED, ANNOUNCED).when(ANNOUNCE, at=NOW).nothing()
    other = ANNOUNCE.model_copy(update={"on": date(2026, 3, 12)})
    given(VISIT, ASSIGNED, ANNOUNCED).when(other, at=NOW).then(ANNOUNCED.model_copy(update={"on": date(2026, 3, 12)}))
    given(VISIT, *ON_THE_SPOT).when(other, at=NOW).refused(no.AlreadyUnderWay)


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (date(2026, 3, 9), no.NotBeforehand),
        (date(2026, 4, 1), no.OutsideWindow),
    ],
)
def test_the_announced_day_lies_ahead_and_in_the_window(on, rule):
    given(VISIT, ASSIGNED).when(ANNOUNCE.model_copy(update={"on": on}), at=NOW).refused(rule)


def test_a_day_before_the_window_is_refused():
    early = ANNOUNCE.model_copy(update={"on": date(2026, 2, 27)})
    given(VISIT, ASSIGNED).when(early, at=NOW - timedelta(days=20)).refused(no.OutsideWindow)


def test_an_overdue_visit_is_still_announced_and_made():
    overdue = VisitOverdue(visit="V-1", lead=MARKET, due=DUE)
    late = ANNOUNCE.model_copy(update={"on": date(2026, 4, 3)})
    given(VISIT, ASSIGNED, overdue).when(late, at=LATER).then(ANNOUNCED.model_copy(update={"on": date(2026, 4, 3)}))


def test_nobody_enters_before_notice_or_its_lawful_absence_is_on_record():
    given(VISIT, ASSIGNED).when(check_in(), at=NOW).refused(no.NotAnnounced)
    given(VISIT, planned(secret=True), WITHHELD).when(check_in(), at=NOW).then(came(M1, MARKET))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"inspector": "I-421088-0999"}, no.NotOnTeam),
        ({"inspector": F1}, no.NotOnTeam),
        ({"department": TAX}, no.NotOnTeam),
        ({"certified": False}, no.NotCertified),
        ({"code_holds": False}, no.WrongCode),
        ({"proof": "late", "code_holds": False}, no.LateEntryUnreasoned),
        ({"proof": "late", "reason": "断网", "at": NOW + timedelta(minutes=1)}, no.LateEntryOutOfTime),
        ({"proof": "late", "reason": "断网", "at": NOW - timedelta(days=1)}, no.TooEarly),
        ({"at": NOW}, no.ScanIsNow),
        ({"code_holds": None}, no.MandateUnavailable),
    ],
)
def test_only_drawn_and_certified_officers_check_in_and_with_the_visits_code(change, rule):
    given(VISIT, ASSIGNED, ANNOUNCED).when(check_in(**change), at=NOW).refused(rule)


def test_nobody_scans_before_the_day():
    given(VISIT, ASSIGNED, ANNOUNCED).when(check_in(), at=NOW - timedelta(days=1)).refused(no.TooEarly)


@pytest.mark.parametrize(("days", "fits"), [(0, True), (10, True), (11, False)])
def test_a_late_entry_is_made_within_ten_days_with_a_reason(days, fits):
    entry = check_in(proof="late", at=NOW, reason="现场断网", code_holds=False)
    then = given(VISIT, ASSIGNED, ANNOUNCED).when(entry, at=NOW + timedelta(days=days))
    if fits:
        then.then(came(M1, MARKET).model_copy(update={"proof": Proof.LATE, "scanned": None, "reason": "现场断网"}))
    else:
        then.refused(no.LateEntryOutOfTime)


def test_a_scan_sent_twice_is_one_arrival():
    given(VISIT, *ON_THE_SPOT).when(check_in(), at=NOW).nothing()
    given(VISIT, ASSIGNED, ANNOUNCED, came(M1, MARKET)).when(check_in(inspector=M2), at=NOW).then(came(M2, MARKET))


def test_an_entity_that_scans_the_mandate_proves_who_stands_before_it():
    proved = came(M1, MARKET).model_copy(update={"proof": Proof.ENTITY_SCANNED})
    given(VISIT, ASSIGNED, ANNOUNCED).when(check_in(proof="entity-scanned"), at=NOW).then(proved)
    given(VISIT, ASSIGNED, ANNOUNCED).when(check_in(proof="entity-scanned", code_holds=False), at=NOW).refused(no.WrongCode)


def test_a_substitute_comes_instead_of_who_was_drawn_unless_that_one_has_come():
    other = "I-421088-0099"
    replaced = OfficerReplaced(visit="V-1", department=MARKET, gone=M1, substitute=other)
    command = c.ReplaceOfficer(**replaced.model_dump())
    given(VISIT, ASSIGNED, ANNOUNCED).when(command, at=NOW).then(replaced)
    given(VISIT, ASSIGNED, ANNOUNCED, replaced).when(command, at=NOW).nothing()
    given(VISIT, ASSIGNED, ANNOUNCED, came(M1, MARKET)).when(command, at=NOW).nothing()
    given(VISIT).when(command, at=NOW).nothing()
    late = check_in(inspector=M1)
    given(VISIT, ASSIGNED, ANNOUNCED, replaced).when(late, at=LATER).refused(no.NotOnTeam)
    given(VISIT, ASSIGNED, ANNOUNCED, replaced).when(check_in(inspector=other), at=LATER).then(came(other, MARKET, LATER))
    nobody = command.model_copy(update={"substitute": None})
    given(VISIT, ASSIGNED, ANNOUNCED).when(nobody, at=NOW).then(OfficerReplaced(**nobody.model_dump()))
