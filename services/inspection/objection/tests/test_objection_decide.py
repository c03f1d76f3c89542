"""Objections as given / when / then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.domain.evidence import EvidenceMissing
from libs.events.catalog.inspection import objection as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.testing.decisions import given
from services.inspection.objection import commands as c
from services.inspection.objection import refusals as no
from services.inspection.objection.decide import OBJECTION

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 20)
ADMIT_BY, DECIDE_BY = NOW + timedelta(days=7), NOW + timedelta(days=28)
LATE, LATEST = ADMIT_BY + timedelta(seconds=1), DECIDE_BY + timedelta(seconds=1)
MARKET, FIRE, TAX = "421088-market", "421088-fire", "421088-tax"
M1, T1, T2 = "I-421088-0001", "I-421088-0201", "I-421088-0202"
WHOSE = {"about": "result", "reference": "R-1", "visit": "V-1", "entity": "stall:421088100-0001", "department": MARKET}
LOOKED_UP = c.LodgingLookups(departments=(MARKET, FIRE), admit_by=ADMIT_BY)
LODGE = c.LodgeObjection(objection="OB-1", points=("台账当场补交", "照片不是本店"), on_paper=False, known=LOOKED_UP, **WHOSE)
LODGED = f.ObjectionLodged(objection="OB-1", points=LODGE.points, evidence=(), on_paper=False, admit_by=ADMIT_BY, **WHOSE)
ACCEPT = c.AcceptObjection(objection="OB-1", known=c.AcceptanceLookups(decide_by=DECIDE_BY))
ACCEPTED = f.ObjectionAccepted(objection="OB-1", decide_by=DECIDE_BY)
REJECT = c.RejectObjection(objection="OB-1", reason="不属于异议范围")
REJECTED = f.ObjectionInadmissible(objection="OB-1", reason="不属于异议范围", decided_on=TODAY)
WITHDRAW = c.WithdrawObjection(objection="OB-1", reason="已当面说明")
WITHDRAWN = f.ObjectionWithdrawn(objection="OB-1", reason="已当面说明")
TELL = c.TellObjection(objection="OB-1", way="post", on=TODAY)
TOLD = f.ObjectionTold(objection="OB-1", way="post", on=TODAY)
KNOWN = c.DecisionLookups(team=(M1,), certified=(M1, T1, T2), fewest=2)


def passed(stage: str, due: datetime) -> ClockPassed:
    return ClockPassed(subject="OB-1", stage=stage, owner=MARKET, due=due, since="OB-1")


def answers(*upheld: bool) -> tuple[f.PointAnswer, ...]:
    return tuple(f.PointAnswer(point=n, upheld=right, reason="已核对照片") for n, right in enumerate(upheld, 1))


def deciding(*upheld: bool, **change) -> c.DecideObjection:
    correction = "台账一项更正为已有" if any(upheld) else None
    plain = {"answers": answers(*upheld), "reviewers": (T1, T2), "correction": correction, "known": KNOWN}
    return c.DecideObjection(objection="OB-1", **{**plain, **change})


def decided(outcome: str, *upheld: bool) -> f.ObjectionDecided:
    correction = "台账一项更正为已有" if any(upheld) else None
    return f.ObjectionDecided(
        objection="OB-1", outcome=outcome, answers=answers(*upheld), reviewers=(T1, T2), correction=correction,
        decided_on=TODAY, **WHOSE,
    )  # fmt: skip


def test_an_objection_is_lodged_taken_on_decided_and_told():
    given(OBJECTION).when(LODGE, at=NOW).then(LODGED)
    given(OBJECTION, LODGED).when(ACCEPT, at=NOW).then(ACCEPTED)
    given(OBJECTION, LODGED, ACCEPTED).when(deciding(True, False), at=NOW).then(decided("partly", True, False))
    given(OBJECTION, LODGED, ACCEPTED, decided("partly", True, False)).when(TELL, at=NOW).then(TOLD)
    given(OBJECTION, LODGED, ACCEPTED, decided("partly", True, False), TOLD).when(TELL, at=NOW).refused(no.ObjectionOver)


@pytest.mark.parametrize(
    ("upheld", "outcome"), [((True, True), "upheld"), ((True, False), "partly"), ((False, False), "dismissed")]
)
def test_what_comes_of_it_follows_from_the_answers_to_its_points(upheld, outcome):
    given(OBJECTION, LODGED, ACCEPTED).when(deciding(*upheld), at=NOW).then(decided(outcome, *upheld))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"points": ()}, no.PointsMissing),
        ({"department": TAX}, no.NotAnsweringFor),
        ({"known": LOOKED_UP.model_copy(update={"revoked": True})}, no.ResultRevokedAlready),
        ({"known": LOOKED_UP.model_copy(update={"pending": "OB-0"})}, no.ObjectionPending),
        ({"known": LOOKED_UP.model_copy(update={"missing": ("ab" * 32,)})}, EvidenceMissing),
    ],
)
def test_what_cannot_be_objected_to(change, refusal):
    given(OBJECTION).when(LODGE.model_copy(update=change), at=NOW).refused(refusal)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reviewers": (T1,)}, no.ReviewersTooFew),
        ({"reviewers": (T1, T1)}, no.ReviewersTooFew),
        ({"reviewers": (T1, M1)}, no.ReviewerOfTeam),
        ({"reviewers": (T1, "I-421088-0999")}, no.ReviewerNotCertified),
        ({"answers": answers(True)}, no.PointsUnanswered),
        ({"answers": (*answers(True), *answers(True))}, no.PointsUnanswered),
        ({"answers": answers(True, False, False)}, no.PointsUnanswered),
        ({"correction": None}, no.CorrectionMissing),
        ({"answers": answers(False, False)}, no.CorrectionUngrounded),
    ],
)
def test_a_decision_is_of_two_who_were_not_there_and_answers_each_point(change, refusal):
    given(OBJECTION, LODGED, ACCEPTED).when(deciding(True, False, **change), at=NOW).refused(refusal)


def test_what_is_not_taken_on_is_told_as_well_and_what_was_taken_on_is_decided():
    given(OBJECTION, LODGED).when(REJECT, at=NOW).then(REJECTED)
    given(OBJECTION, LODGED, REJECTED).when(TELL, at=NOW).then(TOLD)
    given(OBJECTION, LODGED, REJECTED).when(ACCEPT, at=NOW).refused(no.ObjectionAnswered)
    given(OBJECTION, LODGED, ACCEPTED).when(REJECT, at=NOW).refused(no.ObjectionAccepted)
    given(OBJECTION, LODGED, ACCEPTED).when(ACCEPT, at=NOW).nothing()
    given(OBJECTION, LODGED).when(deciding(True, True), at=NOW).refused(no.ObjectionNotAccepted)
    given(OBJECTION, LODGED).when(TELL, at=NOW).refused(no.NothingToTell)


@pytest.mark.parametrize("on", [date(2026, 3, 19), date(2026, 3, 21)])
def test_nobody_is_told_before_the_decision_or_in_days_to_come(on):
    telling = TELL.model_copy(update={"on": on})
    given(OBJECTION, LODGED, REJECTED).when(telling, at=NOW).refused(no.ToldBefore)


def test_the_entity_takes_it_back_until_it_is_decided():
    given(OBJECTION, LODGED).when(WITHDRAW, at=NOW).then(WITHDRAWN)
    given(OBJECTION, LODGED, ACCEPTED).when(WITHDRAW, at=NOW).then(WITHDRAWN)
    given(OBJECTION, LODGED, REJECTED).when(WITHDRAW, at=NOW).refused(no.ObjectionAnswered)
    given(OBJECTION).when(WITHDRAW, at=NOW).refused(no.NoSuchObjection)


def test_the_same_again_is_nothing_and_other_words_need_another_number():
    given(OBJECTION, LODGED, ACCEPTED).when(LODGE, at=NOW).nothing()
    given(OBJECTION, LODGED).when(LODGE.model_copy(update={"points": ("另一条",)}), at=NOW).refused(no.ObjectionTaken)


@pytest.mark.parametrize(
    ("history", "command", "at", "facts"),
    [
        ((), c.PassObjectionDeadline(objection="OB-1", stage="objection-admit"), LATE, (passed("objection-admit", ADMIT_BY),)),
        ((), c.PassObjectionDeadline(objection="OB-1", stage="objection-admit"), ADMIT_BY, ()),
        ((), c.PassObjectionDeadline(objection="OB-1", stage="objection-decide"), LATE, ()),
        ((passed("objection-admit", ADMIT_BY),), ACCEPT, LATE, (ACCEPTED,)),
        ((), ACCEPT, LATE, (passed("objection-admit", ADMIT_BY), ACCEPTED)),
        ((ACCEPTED,), WITHDRAW, LATEST, (passed("objection-decide", DECIDE_BY), WITHDRAWN)),
        ((passed("objection-admit", ADMIT_BY), ACCEPTED), WITHDRAW, LATEST, (passed("objection-decide", DECIDE_BY), WITHDRAWN)),
    ],
)
def test_a_step_that_is_late_is_on_record_once_and_names_who_owes_it(history, command, at, facts):
    given(OBJECTION, LODGED, *history).when(command, at=at).then(*facts)
