"""What the record answers about an officer's duty: from facts, told as they would be stored."""

import ast
from pathlib import Path

import pytest

from libs.events.catalog.inspection import visit as v
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.handling import FindingAssigned, FindingSettled
from libs.events.catalog.inspection.rectification import RectificationOrdered, RectificationOverdue, RectificationPassed
from libs.events.catalog.inspection.review import Checked, DutyQuestion, FactRef, Said
from libs.events.catalog.inspection.transfer import TransferSent
from services.inspection.review import standing as s
from services.inspection.testing.decisions import (
    ANNOUNCED,
    ASSIGNED,
    CONFIRMED,
    DUE,
    FIRE,
    LATER,
    M1,
    M2,
    MARKET,
    WITHHELD,
    came,
    finding,
    part,
    planned,
)

TWO = (came(M1, MARKET), came(M2, MARKET))
DONE = (ASSIGNED, ANNOUNCED, *TWO, part(MARKET), CONFIRMED)


def told(*facts):
    return tuple(s.Told(fact, FactRef(service="inspection", fact=f"F-{n}", digest=f"{n:064x}")) for n, fact in enumerate(facts))


def record(*facts, department=MARKET, intact=None):
    return s.Record(told(*facts), department, intact)


def said(question, *facts, **more):
    answers = {answer.question: answer for answer in s.standing(record(*facts, **more))}
    assert list(answers) == list(DutyQuestion)
    return answers[DutyQuestion(question)].said.value


def found(*findings):
    return (ASSIGNED, ANNOUNCED, *TWO, part(MARKET, *findings, disposition=v.Disposition.GUIDED), CONFIRMED)


def late(owner, subject="V-1", stage="part"):
    return ClockPassed(subject=subject, stage=stage, owner=owner, due=DUE, since="V-1")


def assigned(handling, target=None):
    return FindingAssigned(visit="V-1", finding="F-1", department=MARKET, handling=handling, target=target)


HALF = part(MARKET).model_copy(update={"checks": part(MARKET).checks[:1]})
SENT = TransferSent(transfer="T-1", visit="V-1", department=MARKET, to="421088-police", receive_by=LATER)


@pytest.mark.parametrize(
    ("question", "facts", "answer"),
    [
        ("items-followed", DONE, "yes"),
        (
            "items-followed",
            (ASSIGNED, ANNOUNCED, *TWO, HALF),
            "no",
        ),
        ("items-followed", (ASSIGNED, ANNOUNCED, *TWO), "not-stated"),
        ("two-officers", DONE, "yes"),
        ("two-officers", (ASSIGNED, ANNOUNCED, TWO[0], part(MARKET)), "no"),
        # The second came when the part was on record.
        ("two-officers", (ASSIGNED, ANNOUNCED, TWO[0], part(MARKET), TWO[1]), "no"),
        ("noticed", DONE, "yes"),
        ("noticed", (planned(secret=True), WITHHELD, *TWO), "yes"),
        ("noticed", (ASSIGNED, WITHHELD, *TWO), "no"),
        ("noticed", (ASSIGNED,), "not-stated"),
        ("evidenced", DONE, "not-applicable"),
        ("evidenced", found(finding()), "yes"),
        ("evidenced", found(finding().model_copy(update={"evidence": ()})), "no"),
        ("answered", DONE, "yes"),
        ("on-time", DONE, "yes"),
        ("on-time", (*DONE, late(MARKET)), "no"),
        # Whoever owed it has a name: what the lead or another department did not do in time is not the officer's.
        ("on-time", (*DONE, late(FIRE)), "yes"),
        ("task-carried-out", (ASSIGNED, v.VisitOverdue(visit="V-1", lead=FIRE, due=DUE), ANNOUNCED, *TWO, part(MARKET)), "no"),
        ("task-carried-out", (*DONE, v.VisitOverdue(visit="V-1", lead=FIRE, due=DUE)), "yes"),
        ("approved", DONE, "not-stated"),
        ("published", DONE, "not-stated"),
        ("published-in-time", DONE, "not-stated"),
        ("handbook-followed", DONE, "yes"),
        ("crime-transferred", DONE, "not-applicable"),
        ("crime-transferred", (ASSIGNED,), "not-stated"),
        ("crime-transferred", (*found(finding(severity="serious")), assigned("transfer", "T-1")), "no"),
        ("crime-transferred", (*found(finding(severity="serious")), assigned("transfer", "T-1"), SENT), "yes"),
        ("crime-transferred", (*found(finding(severity="serious")), assigned("transfer", "T-2"), SENT), "no"),
    ],
)
def test_each_question_is_answered_from_the_facts(question, facts, answer):
    assert said(question, *facts) == answer


@pytest.mark.parametrize(("intact", "answer"), [(None, "not-stated"), (True, "yes"), (False, "no")])
def test_whether_the_record_is_intact_is_what_its_seal_says(intact, answer):
    assert said("record-intact", *DONE, intact=intact) == answer


def test_an_entity_that_never_answered_a_sealed_record_is_seen():
    facts = (ASSIGNED, ANNOUNCED, *TWO, part(MARKET))
    assert said("answered", *facts) == "not-stated"
    assert said("answered", *facts, intact=True) == "no"


def checks(*outcomes):
    """A part: each item with its outcome, and a point of a handbook."""
    point = v.PointCheck(point=1, outcome="conforms")
    made = [v.ItemCheck(item=f"MKT-000{n}", outcome=outcome, points=(point,)) for n, outcome in enumerate(outcomes, 3)]
    return part(MARKET).model_copy(update={"checks": tuple(made)})


@pytest.mark.parametrize(
    ("outcomes", "handbook", "required"),
    [
        (("conforms", "breach"), "yes", "yes"),
        (("conforms", "not-examined"), "no", "no"),
        (("conforms", "not-stated"), "not-stated", "not-stated"),
        (("conforms",), "yes", "no"),
    ],
)
def test_items_and_points_with_their_outcomes_say_whether_the_list_was_followed(outcomes, handbook, required):
    facts = (ASSIGNED, ANNOUNCED, *TWO, checks(*outcomes))
    assert (said("handbook-followed", *facts), said("checked-as-required", *facts)) == (handbook, required)


def order(*more):
    ordered = RectificationOrdered(
        rectification="RC-1", visit="V-1", entity=ASSIGNED.entity, department=MARKET, findings=("F-1",), due=DUE
    )
    return (*found(finding()), ordered, *more)


WHOSE = {"rectification": "RC-1", "visit": "V-1", "entity": ASSIGNED.entity, "department": MARKET}
OVERDUE = RectificationOverdue(**WHOSE, due=DUE)
PASSED = RectificationPassed(**WHOSE, officers=(M1, M2))
SETTLED = FindingSettled(visit="V-1", finding="F-1", department=MARKET, how="guided")


@pytest.mark.parametrize(
    ("facts", "item", "what"),
    [
        ((ASSIGNED, ANNOUNCED, *TWO), None, Checked.UNRECORDED),
        (DONE, None, Checked.NOTHING_FOUND),
        (DONE, "MKT-0004", Checked.NOTHING_FOUND),
        (DONE, "MKT-0009", Checked.OTHER_ITEMS),
        (found(finding()), "MKT-0004", Checked.NOTHING_FOUND),
        (found(finding()), "MKT-0003", Checked.NOT_HANDLED),
        ((*found(finding()), SETTLED), "MKT-0003", Checked.HANDLED),
        ((*found(finding()), assigned("case", "C-1")), None, Checked.HANDLED),
        ((*found(finding()), assigned("case", "C-1"), late(MARKET, "C-1", "decide")), None, Checked.NOT_HANDLED),
        (order(), None, Checked.HANDLED),
        (order(OVERDUE), None, Checked.NOT_HANDLED),
        (order(OVERDUE, PASSED), None, Checked.HANDLED),
    ],
)
def test_what_had_become_of_the_entity(facts, item, what):
    assert s.checked(record(*facts), item) is what


def test_an_entity_that_nobody_visited_was_not_drawn_and_nothing_is_stated():
    assert s.checked(None, "MKT-0003") is Checked.NOT_DRAWN
    assert {answer.said for answer in s.standing(s.Record((), MARKET))} == {Said.NOT_STATED}


def test_each_answer_names_the_department_and_the_facts_that_it_rests_on():
    answers = {answer.question: answer for answer in s.standing(record(*DONE, late(MARKET)))}
    on_time = answers[DutyQuestion.ON_TIME]
    assert (on_time.owner, [ref.fact for ref in on_time.facts]) == (MARKET, [f"F-{len(DONE)}"])
    assert [ref.fact for ref in answers[DutyQuestion.TWO].facts] == ["F-2", "F-3"]


def test_the_record_answers_and_does_not_judge():
    """No verdict and no ground of liability is named where the answers are computed."""
    source = Path(s.__file__).read_text(encoding="utf-8")
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert not {"Verdict", "Liability"} & names
