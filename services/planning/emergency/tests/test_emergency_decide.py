"""Entries at once, as the rules read: what is reported, what is refused, who rules and by when."""

from datetime import timedelta

import pytest

from libs.events.catalog.codes import Ground
from libs.events.catalog.planning.clocks import ClockPassed
from libs.events.catalog.planning.emergency import EmergencyEntered, EmergencyRuled
from libs.events.testing.decisions import given
from services.planning.demand import refusals as demand
from services.planning.emergency import commands as c
from services.planning.emergency import refusals as r
from services.planning.emergency.decide import EMERGENCY
from services.planning.emergency.testing import HOTEL, NOW, RULE_BY, enter, rule
from services.planning.exclusions import refusals as exclusions
from services.planning.filing import refusals as filing
from services.planning.filing.testing import FIRE, MARKET, OFFICERS, POLICE

WHISTLE = {"ground": Ground.COMPLAINT_TRANSFER_OR_WHISTLE, "cause": "W-1", "danger": None, "known_cause": True}
LATER = RULE_BY + timedelta(seconds=1)


def of(command):
    (fact,) = given(EMERGENCY).when(command, at=NOW).facts
    assert isinstance(fact, EmergencyEntered)
    return fact


ENTERED = of(enter())


def ruling(**changes):
    said = {
        "emergency": "E-1", "visit": "E-1-E", "department": FIRE, "by": MARKET, "justified": True, "reason": "泄漏属实",
        "late": False, **changes,
    }  # fmt: skip
    return EmergencyRuled(**said)


def test_officers_who_see_a_danger_enter_at_once_and_the_department_reports_it():
    assert ENTERED.visit == "E-1-E"
    assert (ENTERED.kinds, ENTERED.items) == (("fire-safety",), ("FIR-0002",)), "a general item needs no draw there"
    assert (ENTERED.to_rule, ENTERED.rule_by) == (MARKET, RULE_BY)


def test_an_open_whistle_about_the_entity_lets_officers_in_at_once():
    assert of(enter(**WHISTLE)).cause == "W-1"


def test_while_nobody_leads_the_conference_the_department_itself_owes_the_ruling():
    assert of(enter(known_to_rule=None)).to_rule == FIRE


def test_the_second_department_goes_with_the_visit_of_the_first():
    assert of(enter(emergency="E-2", known_joins="E-1-E")).visit == "E-1-E"


@pytest.mark.parametrize(
    ("refusal", "field", "changes"),
    [
        (r.EnteredLater, "entered_at", {"entered_at": NOW + timedelta(minutes=1)}),
        (r.ReportedTooLate, "entered_at", {"entered_at": NOW - timedelta(hours=24, seconds=1)}),
        (r.NotAnEmergency, "ground", {"ground": Ground.CAMPAIGN}),
        (r.DangerUnstated, "danger", {"danger": None}),
        # W20: an invented whistle lets nobody in, with whichever ground.
        (r.CauseUnknown, "cause", {**WHISTLE, "known_cause": False}),
        (r.CauseUnknown, "cause", {**WHISTLE, "cause": None, "danger": "燃气泄漏"}),
        (r.CauseUnknown, "cause", {"cause": "W-none"}),
        (exclusions.NotListed, "entity", {"known_entity": None}),
        (filing.NoSuchPremises, "premises", {"premises": "2"}),
        (demand.ItemNotInForce, "items", {"items": ("FIR-0009",)}),
        (demand.OtherDepartmentsItem, "items", {"department": POLICE}),
        (
            demand.IndustryNotListed,
            "items",
            {"known_entity": HOTEL.model_copy(update={"industries": ("mining",)})},
        ),
        (filing.TooFewOfficers, "inspectors", {"inspectors": ("I-FIRE-0",)}),
        (filing.OfficerUnfit, "inspectors", {"known_officers": OFFICERS[:1]}),
        (r.NumberTaken, "emergency", {"known_taken": True}),
    ],
)
def test_an_entry_is_refused(refusal, field, changes):
    assert given(EMERGENCY).when(enter(**changes), at=NOW).refused(refusal).field == field


def test_an_entry_is_reported_once():
    given(EMERGENCY, ENTERED).when(enter(), at=NOW).refused(r.AlreadyEntered)


def test_the_joint_conference_rules_afterwards():
    given(EMERGENCY, ENTERED).when(rule(), at=NOW).then(ruling())
    unjust = rule(justified=False, reason="并无危险")
    given(EMERGENCY, ENTERED).when(unjust, at=NOW).then(ruling(justified=False, reason="并无危险"))
    given(EMERGENCY, ENTERED).when(rule(), at=LATER).then(ruling(late=True))


@pytest.mark.parametrize(
    ("refusal", "command"),
    [
        (r.NoConferenceYet, rule(None)),
        (r.RulesOnItself, rule(FIRE)),
        (r.RulesOnItself, rule(MARKET, FIRE)),
        (r.RulesOnItself, rule(ruled_by="ann")),
    ],
)
def test_nobody_rules_on_his_own_entry(refusal, command):
    given(EMERGENCY, ENTERED).when(command, at=NOW).refused(refusal)


def test_it_is_ruled_on_once():
    given(EMERGENCY, ENTERED, ruling()).when(rule(justified=False), at=NOW).refused(r.AlreadyRuled)
    given(EMERGENCY).when(rule(), at=NOW).refused(r.NoSuchEmergency)


def test_a_ruling_that_does_not_come_in_time_is_the_leads_and_is_said_once():
    pass_it = c.PassRuling(emergency="E-1")
    passed = ClockPassed(subject="E-1", stage="emergency-ruling", owner=MARKET, due=RULE_BY, since="E-1-E")
    given(EMERGENCY, ENTERED).when(pass_it, at=NOW).then()
    given(EMERGENCY, ENTERED).when(pass_it, at=LATER).then(passed)
    given(EMERGENCY, ENTERED, passed).when(pass_it, at=LATER).then()
    given(EMERGENCY, ENTERED, ruling()).when(pass_it, at=LATER).then()
    given(EMERGENCY, ENTERED, passed).when(rule(), at=LATER).then(ruling(late=True))
