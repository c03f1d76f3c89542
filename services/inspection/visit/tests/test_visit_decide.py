"""The regulation of a visit, as given / when / then."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.inspection.visit import (
    ClueFound,
    Disposition,
    PartResult,
    VisitClosed,
    VisitCompleted,
    VisitOverdue,
)
from libs.events.testing.decisions import given
from services.inspection.testing.decisions import (
    ANNOUNCE,
    ANNOUNCED,
    ANSWER,
    ARRIVED,
    ASSIGNED,
    CLEAN,
    CLUE,
    COMPLETE,
    CONFIRMED,
    DAY,
    DUE,
    FIRE,
    LATER,
    M1,
    M2,
    MARKET,
    NOW,
    ON_THE_SPOT,
    READY,
    REVOKE,
    TAX,
    WITHHOLD,
    amend,
    answer,
    check_in,
    finding,
    part,
    pass_on,
    record_of,
    report,
)
from services.inspection.visit import answer_refusals as unsaid
from services.inspection.visit import commands as c
from services.inspection.visit import handling_refusals as unfit
from services.inspection.visit import part_refusals as unlawful
from services.inspection.visit import refusals as no
from services.inspection.visit.decide.visit import VISIT


def test_a_part_covers_all_the_departments_items_once():
    given(VISIT, *ON_THE_SPOT).when(report(), at=NOW).then(part(MARKET))
    given(VISIT, *ON_THE_SPOT, part(MARKET)).when(report(), at=NOW).refused(no.AlreadyRecorded)
    for items in (("MKT-0003",), ("MKT-0003", "MKT-0004", "FIR-0002"), ("MKT-0003", "MKT-0003", "MKT-0004")):
        given(VISIT, *ON_THE_SPOT).when(report(items=items), at=NOW).refused(unlawful.ItemsUncovered)


BOOK = {"handbooks": {"MKT-0003": {"manual": "MAN-1", "edition": 4, "points": 2}}, "editions": {"MKT-0003": 7}}


def checks(**change):
    """Market's two items; `change` is said of the first."""
    return ({"item": "MKT-0003", "outcome": "conforms", **change}, {"item": "MKT-0004", "outcome": "conforms"})


def test_each_item_has_its_outcome_by_the_editions_in_force_that_day():
    points = [{"point": 2, "outcome": "conforms"}, {"point": 1, "outcome": "not-applicable", "note": "无冷库"}]
    (entered,) = given(VISIT, *ON_THE_SPOT).when(report(checks=checks(points=points), known=BOOK), at=NOW).facts
    first, second = entered.checks
    assert (first.edition, first.manual, first.manual_edition, len(first.points)) == (7, "MAN-1", 4, 2)
    assert (second.edition, second.manual) == (None, None)
    assert (entered.officers, entered.revision, entered.at) == ((M1, M2), 1, NOW)
    skipped = checks(outcome="not-examined", reason="当日停业,冷库上锁")
    assert given(VISIT, *ON_THE_SPOT).when(report(checks=skipped, known=BOOK), at=NOW).refusal is None


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (report(known=BOOK), unlawful.PointsUncovered),
        (report(checks=checks(points=[{"point": 1, "outcome": "conforms"}])), unlawful.PointsUncovered),
        (report(known={"editions": {"MKT-0003": None}}), unlawful.ItemLapsed),
        (report(checks=checks(outcome="breach")), unlawful.OutcomeMismatch),
        (report(MARKET, finding(), disposition="guided", checks=checks()), unlawful.OutcomeMismatch),
        (report(checks=checks(outcome="not-examined")), unlawful.OutcomeUnreasoned),
        (report(checks=checks(outcome="not-stated")), unlawful.OutcomeUnreasoned),
        (report(MARKET, finding(evidence=()), disposition="guided", known={"proof_needed": True}), unlawful.FindingUnproved),
    ],
)
def test_a_part_that_does_not_say_what_was_checked_is_refused(asked, rule):
    given(VISIT, *ON_THE_SPOT).when(asked, at=NOW).refused(rule)


def test_a_part_is_amended_with_a_reason_until_the_entity_has_answered():
    given(VISIT, *ON_THE_SPOT).when(amend(), at=NOW).refused(unlawful.NothingToAmend)
    before = part(MARKET, finding(), disposition=Disposition.GUIDED)
    (later,) = given(VISIT, *ON_THE_SPOT, before, part(FIRE)).when(amend(), at=NOW).facts
    assert (later.revision, later.reason, later.findings) == (2, "笔误", ())
    again = given(VISIT, *ON_THE_SPOT, before, part(FIRE), later).when(amend(MARKET, finding(), disposition="guided"), at=NOW)
    assert (again.facts[0].revision, len(again.facts[0].findings)) == (3, 1)
    given(VISIT, *READY).when(amend(), at=NOW).refused(unlawful.RecordAnswered)
    done = given(VISIT, *ON_THE_SPOT, before, part(FIRE), later, CONFIRMED).when(COMPLETE, at=NOW).facts
    assert (done[1].problems, done[-1].how) == (0, "clear")


def test_a_department_that_is_not_there_or_not_on_the_visit_records_nothing():
    given(VISIT, ASSIGNED, ANNOUNCED, ARRIVED[0]).when(report(FIRE), at=NOW).refused(no.NotCheckedIn)
    given(VISIT, ASSIGNED).when(report(), at=NOW).refused(no.NotCheckedIn)
    alone = given(VISIT, ASSIGNED, ANNOUNCED, ARRIVED[0]).when(report(), at=NOW).refused(no.TooFewOfficers)
    assert "应不少于 2 人" in alone.detail_zh
    given(VISIT, ASSIGNED, ANNOUNCED, ARRIVED[0], ARRIVED[2]).when(report(), at=NOW).then(part(MARKET))
    given(VISIT, *ON_THE_SPOT).when(report(TAX), at=NOW).refused(no.NotOnVisit)


@pytest.mark.parametrize(
    ("findings", "change", "rule"),
    [
        ([finding(item="FIR-0002")], {"disposition": "guided"}, unlawful.FindingOutside),
        ([finding(), finding(item="MKT-0004")], {"disposition": "guided"}, unlawful.FindingTwice),
        ([finding()], {}, unlawful.DispositionMismatch),
        ([finding(severity="serious")], {"disposition": "guided"}, unfit.HandlingUnfit),
        ([finding(severity="serious")], {"disposition": "ordered-to-rectify"}, unfit.HandlingUnfit),
        ([finding(severity="ordinary")], {"disposition": "guided"}, unfit.HandlingUnfit),
        ([finding(severity="ordinary")], {"disposition": "transferred"}, unfit.HandlingUnfit),
        ([], {"disposition": "ordered-to-rectify"}, unlawful.DispositionMismatch),
        ([], {"disposition": "exempted-as-minor"}, unlawful.DispositionMismatch),
        ([], {"disposition": "penalty-procedure"}, unlawful.DispositionMismatch),
        ([finding()], {"disposition": "exempted-as-minor", "basis": "清单第3项"}, unlawful.NotExemptible),
        ([finding()], {"disposition": "exempted-as-minor", "exemptible": ("MKT-0003",)}, unlawful.NotExemptible),
        (
            [finding(severity="ordinary")],
            {"disposition": "exempted-as-minor", "exemptible": ("MKT-0003",), "basis": "清单第3项"},
            unlawful.NotExemptible,
        ),
    ],
)
def test_findings_and_dispositions_that_do_not_fit_are_refused(findings, change, rule):
    given(VISIT, *ON_THE_SPOT).when(report(MARKET, *findings, **change), at=NOW).refused(rule)


def test_a_finding_number_is_used_once_in_a_visit():
    rival = part(FIRE, finding("F-1", "FIR-0002"), disposition=Disposition.GUIDED)
    asked = report(MARKET, finding("F-1"), disposition="guided")
    given(VISIT, *ON_THE_SPOT, rival).when(asked, at=NOW).refused(unlawful.FindingTwice)


def test_a_minor_finding_on_the_exemption_list_is_exempted_with_its_basis():
    asked = report(MARKET, finding(), disposition="exempted-as-minor", exemptible=("MKT-0003",), basis="清单第3项")
    then = part(MARKET, finding(), disposition=Disposition.EXEMPTED).model_copy(update={"basis": "清单第3项"})
    given(VISIT, *ON_THE_SPOT).when(asked, at=NOW).then(then)


def test_a_violation_in_anothers_field_is_passed_on_once():
    found = ClueFound(
        clue="C-1", visit="V-1", entity=ASSIGNED.entity, finder=MARKET, competent=TAX, matter="涉嫌未开具发票", evidence=()
    )
    given(VISIT, *ON_THE_SPOT).when(CLUE, at=NOW).then(found)
    given(VISIT, *ON_THE_SPOT, found).when(CLUE, at=NOW).nothing()
    given(VISIT, *ON_THE_SPOT, found).when(pass_on(matter="别的"), at=NOW).refused(no.ClueTaken)
    given(VISIT, *ON_THE_SPOT).when(pass_on(elsewhere=True), at=NOW).refused(no.ClueTaken)
    given(VISIT, *ON_THE_SPOT).when(pass_on(competent=MARKET), at=NOW).refused(no.ClueAtHome)
    given(VISIT, *ON_THE_SPOT).when(pass_on(finder=TAX), at=NOW).refused(no.NotOnVisit)
    given(VISIT, *ON_THE_SPOT).when(pass_on(listed=False), at=NOW).refused(no.UnknownDepartment)
    given(VISIT, ASSIGNED, ANNOUNCED).when(CLUE, at=NOW).refused(no.NotCheckedIn)


def test_the_entity_answers_the_whole_record_once():
    given(VISIT, *ON_THE_SPOT, part(MARKET)).when(ANSWER, at=NOW).refused(no.PartsMissing)
    given(VISIT, ASSIGNED).when(ANSWER, at=NOW).refused(no.PartsMissing)
    given(VISIT, *ON_THE_SPOT, *CLEAN).when(ANSWER, at=NOW).then(CONFIRMED)
    given(VISIT, *READY).when(ANSWER, at=NOW).nothing()
    given(VISIT, *READY).when(answer("objected"), at=NOW).refused(no.AlreadyAnswered)


REFUSAL = {"by": "refused", "officers": (M1, M2), "witness": "P-1"}


def test_officers_never_answer_for_the_entity_and_note_a_refusal_by_two_before_a_witness():
    """W11."""
    ready = given(VISIT, *ON_THE_SPOT, *CLEAN)
    for said in ("confirmed", "objected", "refused-to-sign"):
        ready.when(answer(said, entity=False), at=NOW).refused(unsaid.NotTheirAnswer)
    ready.when(answer("confirmed", entity=False, **REFUSAL), at=NOW).refused(unsaid.NotTheirAnswer)
    (noted,) = ready.when(answer("refused-to-sign", entity=False, **REFUSAL), at=NOW).facts
    assert (noted.by, noted.officers, noted.witness) == ("refused", (M1, M2), "P-1")
    for officers in ((M1,), (M1, M1), (M1, "I-421088-0999")):
        alone = answer("refused-to-sign", entity=False, **{**REFUSAL, "officers": officers})
        ready.when(alone, at=NOW).refused(unsaid.NotedByTooFew)
    unseen = answer("refused-to-sign", entity=False, **{**REFUSAL, "by": "absent", "witness": None})
    ready.when(unseen, at=NOW).refused(unsaid.WitnessMissing)
    ready.when(answer("refused-to-sign", **REFUSAL), at=NOW).refused(unsaid.AnswersItself)


def clean_result(record: str) -> ResultIssued:
    kinds = {MARKET: ("food-hygiene",), FIRE: ("fire-safety",)}
    return ResultIssued(
        result="R-1",
        visit="V-1",
        entity=ASSIGNED.entity,
        entity_name=ASSIGNED.entity_name,
        industries=("catering",),
        kinds=("food-hygiene", "fire-safety"),
        lead=MARKET,
        parts=tuple(
            PartResult(department=p.department, kinds=kinds[p.department], items=p.items, problems=0, worst=None,
                       disposition="archived")
            for p in CLEAN
        ),
        problems=0,
        checked_on=DAY,
        record=record,
    )  # fmt: skip


def test_a_clean_visit_is_completed_with_one_result_and_closed():
    record = record_of(*READY)
    completed = VisitCompleted(visit="V-1", completed_on=DAY, record=record)
    closed = VisitClosed(visit="V-1", how="clear")
    given(VISIT, *READY).when(COMPLETE, at=NOW).then(completed, clean_result(record), closed)


def test_a_visit_is_not_completed_without_all_parts_and_an_answer():
    given(VISIT, *ON_THE_SPOT, part(MARKET)).when(COMPLETE, at=NOW).refused(no.PartsMissing)
    given(VISIT, *ON_THE_SPOT, *CLEAN).when(COMPLETE, at=NOW).refused(no.NotAnswered)


def test_the_day_of_the_check_is_the_day_of_the_last_arrival_not_of_the_paperwork():
    then = given(VISIT, *READY).when(COMPLETE, at=NOW + timedelta(days=3))
    completed, issued, _ = then.facts
    assert (completed.completed_on, issued.checked_on) == (date(2026, 3, 13), DAY)


def completed_visit():
    facts = given(VISIT, *READY).when(COMPLETE, at=NOW).facts
    return (*READY, *facts)


def test_nothing_is_added_to_a_sealed_record():
    for command in (ANNOUNCE, WITHHOLD, check_in(), report(), CLUE, ANSWER, COMPLETE):
        given(VISIT, *completed_visit()).when(command, at=NOW).refused(no.VisitOver)


def test_a_result_is_revoked_once_and_only_when_it_exists():
    gone = ResultRevoked(result="R-1", visit="V-1", entity=ASSIGNED.entity, reason="采样程序有误")
    given(VISIT, *completed_visit()).when(REVOKE, at=NOW).then(gone)
    given(VISIT, *completed_visit(), gone).when(REVOKE, at=NOW).nothing()
    given(VISIT, *READY).when(REVOKE, at=NOW).refused(no.NoSuchResult)
    given(VISIT, *completed_visit()).when(REVOKE.model_copy(update={"result": "R-2"}), at=NOW).refused(no.NoSuchResult)


def test_the_end_of_the_window_is_a_fact_once_and_only_for_a_visit_not_made():
    passing, overdue = c.PassVisitDeadline(visit="V-1"), VisitOverdue(visit="V-1", lead=MARKET, due=DUE)
    given(VISIT, ASSIGNED).when(passing, at=LATER).then(overdue)
    given(VISIT, ASSIGNED).when(passing, at=DUE).nothing()
    given(VISIT, ASSIGNED, overdue).when(passing, at=LATER).nothing()
    given(VISIT, *completed_visit()).when(passing, at=LATER).nothing()


def test_a_visit_completed_late_says_so_even_before_the_clock_does():
    facts = given(VISIT, *READY).when(COMPLETE, at=LATER).facts
    overdue = VisitOverdue(visit="V-1", lead=MARKET, due=DUE)
    assert facts[0] == overdue
    assert facts[1].record == record_of(*READY, overdue)


def test_planning_takes_a_visit_back_unless_officers_are_there():
    cancel = c.CancelVisit(visit="V-1")
    given(VISIT, ASSIGNED, ANNOUNCED).when(cancel, at=NOW).then(VisitClosed(visit="V-1", how="cancelled"))
    given(VISIT).when(cancel, at=NOW).nothing()
    given(VISIT, *ON_THE_SPOT).when(cancel, at=NOW).nothing()
    given(VISIT, ASSIGNED, VisitClosed(visit="V-1")).when(check_in(), at=NOW).refused(no.VisitOver)
