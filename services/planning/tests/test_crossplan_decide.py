"""Joint plans with a neighbour, and plans made in advance, as given / when / then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.planning.crossplan import CrossPlanEnded
from libs.events.catalog.planning.plan import PlanCoordinated, PlanDrafted
from libs.events.testing.decisions import given
from services.planning.crossplan import commands as crossplan_commands
from services.planning.crossplan import refusals as crossplan_refusals
from services.planning.crossplan.decide import CROSSPLAN
from services.planning.crossplan.testing import (
    ACCEPT,
    ACCEPTED,
    DECLINE,
    DECLINED,
    END,
    ENDED,
    HEAR,
    HUARONG,
    JIANLI,
    KNOWN,
    LEARN,
    NUMBER,
    PROPOSE,
    PROPOSED,
    SHISHOU,
    UNCOVERED,
    WINTER,
)
from services.planning.demand import commands as demand_commands
from services.planning.demand import refusals as demand_refusals
from services.planning.plan import commands as plan_commands
from services.planning.plan import refusals as plan_refusals
from services.planning.plan.decide import PLAN
from services.planning.testing import LEADING

MARKET, FIRE = "421088-market", "421088-fire"


def test_a_place_proposes_the_other_accepts_and_both_hold_the_same_plan():
    given(CROSSPLAN).when(PROPOSE, at=WINTER).then(PROPOSED)
    given(CROSSPLAN).when(LEARN, at=WINTER).then(PROPOSED)
    given(CROSSPLAN, PROPOSED).when(ACCEPT, at=WINTER).then(ACCEPTED)
    given(CROSSPLAN, PROPOSED).when(HEAR, at=WINTER).then(ACCEPTED)
    given(CROSSPLAN, PROPOSED).when(DECLINE, at=WINTER).then(DECLINED)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"known": UNCOVERED}, crossplan_refusals.NotCovered),
        ({"partner": JIANLI}, crossplan_refusals.CrossPlanWithOneself),
        ({"crossplan": "430623-2026-01"}, crossplan_refusals.CrossPlanNumber),
        ({"crossplan": "421088"}, crossplan_refusals.CrossPlanNumber),
        ({"window_to": date(2026, 5, 31)}, crossplan_refusals.CrossPlanWindow),
        ({"window_to": date(2027, 1, 31)}, crossplan_refusals.CrossPlanWindow),
        ({"window_from": date(2025, 6, 1), "window_to": date(2025, 6, 30)}, crossplan_refusals.CrossPlanWindow),
    ],
)
def test_a_proposal_needs_an_agreement_another_place_a_number_of_its_own_and_a_window(changes, rule):
    given(CROSSPLAN).when(PROPOSE.model_copy(update=changes), at=WINTER).refused(rule)


def test_only_the_partner_answers_under_its_own_agreement_in_time_and_once():
    asked = given(CROSSPLAN, PROPOSED)
    asked.when(ACCEPT.model_copy(update={"by": JIANLI}), at=WINTER).refused(crossplan_refusals.NotThePartner)
    asked.when(DECLINE.model_copy(update={"by": SHISHOU}), at=WINTER).refused(crossplan_refusals.NotThePartner)
    asked.when(ACCEPT.model_copy(update={"known": UNCOVERED}), at=WINTER).refused(crossplan_refusals.NotCovered)
    asked.when(ACCEPT, at=WINTER + timedelta(days=200)).refused(crossplan_refusals.CrossPlanWindow)
    given(CROSSPLAN, PROPOSED, ACCEPTED).when(ACCEPT, at=WINTER).refused(crossplan_refusals.CrossPlanAnswered)
    given(CROSSPLAN, PROPOSED).when(PROPOSE, at=WINTER).refused(crossplan_refusals.CrossPlanExists)
    given(CROSSPLAN).when(ACCEPT, at=WINTER).refused(crossplan_refusals.NoSuchCrossPlan)


@pytest.mark.parametrize("before", [(PROPOSED,), (PROPOSED, ACCEPTED)])
def test_either_place_ends_it_with_a_reason_and_the_other_hears_of_it(before):
    given(CROSSPLAN, *before).when(END, at=WINTER).then(ENDED)
    heard = crossplan_commands.LearnEnd(crossplan=NUMBER, by=JIANLI, reason="标准不再一致")
    given(CROSSPLAN, *before).when(heard, at=WINTER).then(ENDED)
    given(CROSSPLAN, *before, ENDED).when(heard, at=WINTER).nothing()
    given(CROSSPLAN, *before, ENDED).when(END, at=WINTER).refused(crossplan_refusals.CrossPlanOver)


def test_the_end_of_the_agreement_ends_the_joint_plan():
    drop = crossplan_commands.DropCrossPlan(crossplan=NUMBER, by=HUARONG, reason="互认协议已终止")
    ended = CrossPlanEnded(crossplan=NUMBER, proposer=JIANLI, partner=HUARONG, by=HUARONG, reason="互认协议已终止")
    given(CROSSPLAN, PROPOSED, ACCEPTED).when(drop, at=WINTER).then(ended)
    given(CROSSPLAN, PROPOSED, DECLINED).when(drop, at=WINTER).nothing()


@pytest.mark.parametrize(
    "word",
    [
        HEAR.model_copy(update={"by": SHISHOU}),
        HEAR.model_copy(update={"by": JIANLI}),
        HEAR.model_copy(update={"kinds": ("food-hygiene", "fire-safety")}),
        HEAR.model_copy(update={"standard": "另一标准"}),
        HEAR.model_copy(update={"window_to": date(2026, 7, 31)}),
        LEARN,
        crossplan_commands.LearnDecline(crossplan=NUMBER, by=SHISHOU, reason="冒充"),
        crossplan_commands.LearnEnd(crossplan=NUMBER, by=SHISHOU, reason="冒充"),
    ],
)
def test_a_foreign_forged_or_altered_word_changes_nothing(word):
    given(CROSSPLAN, PROPOSED).when(word, at=WINTER).nothing()


def test_an_acceptance_of_what_was_never_proposed_changes_nothing():
    given(CROSSPLAN).when(HEAR, at=WINTER).nothing()
    given(CROSSPLAN, PROPOSED, ENDED).when(HEAR, at=WINTER).nothing()


# ---------------------------------------------------------------- the plan that joins such demands

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)
DRAFTED = PlanDrafted(plan="P-1", year=2026, lead=MARKET, members=(MARKET, FIRE))


def coordinate(joint=None, left_out=(), **changes):
    demand = demand_commands.KnownDemand(demand="Q-1", year=2026, open=True, joint=joint)
    fields = {
        "plan": "P-1", "demands": ("Q-1",), "known": plan_commands.Joined(acting=LEADING, demands=(demand,), left_out=left_out),
        "window_from": date(2026, 3, 1), "window_to": date(2026, 11, 30),
    }  # fmt: skip
    return plan_commands.CoordinatePlan(**{**fields, **changes})


def coordinated(reason=None):
    return PlanCoordinated(
        plan="P-1", edition=1, year=2026, lead=MARKET, members=(MARKET, FIRE), demands=("Q-1",), window_from=date(2026, 3, 1),
        window_to=date(2026, 11, 30), reason=reason,
    )  # fmt: skip


def test_a_joint_demand_is_coordinated_while_the_joint_plan_is_in_force_and_within_the_plans_window():
    drafted = given(PLAN, DRAFTED)
    drafted.when(coordinate(KNOWN), at=NOON).then(coordinated())
    for state in ("proposed", "declined", "ended"):
        over = KNOWN.model_copy(update={"state": state})
        refusal = drafted.when(coordinate(over), at=NOON).refused(demand_refusals.CrossPlanNotInForce)
        assert (refusal.field, refusal.value, state in refusal.detail_en) == ("demands", NUMBER, True)
    early = coordinate(KNOWN, window_to=date(2026, 6, 15))
    drafted.when(early, at=NOON).refused(demand_refusals.OutsideCrossPlan)


def test_deferred_checks_are_taken_up_or_left_out_with_a_reason():
    drafted = given(PLAN, DRAFTED)
    refusal = drafted.when(coordinate(left_out=("F-1", "F-2")), at=NOON).refused(plan_refusals.DeferredLeftOut)
    assert refusal.value == ["F-1", "F-2"]
    drafted.when(coordinate(left_out=("F-1",), reason="事项已取消"), at=NOON).then(coordinated("事项已取消"))


@pytest.mark.parametrize(
    ("moment", "needed"),
    [
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), False),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), True),  # New Year in Jianli.
        (datetime(2026, 7, 1, tzinfo=UTC), True),
    ],
)
def test_a_plan_is_made_ahead_of_its_year_or_says_why_not(moment, needed):
    draft = plan_commands.DraftPlan(
        plan="P-1", year=2026, lead=MARKET, members=(FIRE,), known=plan_commands.Conference(acting=LEADING)
    )
    if needed:
        given(PLAN).when(draft, at=moment).refused(plan_refusals.DraftedLate)
    else:
        given(PLAN).when(draft, at=moment).then(DRAFTED)
    late = draft.model_copy(update={"reason": "机构改革后补编"})
    given(PLAN).when(late, at=moment).then(DRAFTED.model_copy(update={"reason": "机构改革后补编"}))
