"""The rules of the policy, of campaigns and of a demand's share, as given / when / then; what always holds of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from libs.events.catalog.codes import Ground, ListClass
from libs.events.catalog.planning.demand import DemandSubmitted
from libs.events.editions import PolicyEmpty, PolicyOutOfOrder, PolicyRetroactive, PolicyUnchanged
from libs.events.testing.decider_machine import BEGIN
from libs.events.testing.decisions import given
from services.planning.campaign import refusals as campaign_refusals
from services.planning.campaign.decide import CAMPAIGN
from services.planning.campaign.testing import END, ENDED, OF_COUNTY, ORDER, ORDERED
from services.planning.demand import refusals as demand_refusals
from services.planning.demand.decide.demand import DEMAND
from services.planning.demand.testing import HYGIENE, KEY_HYGIENE, RATIOS, submit
from services.planning.policy import refusals as policy_refusals
from services.planning.policy.testing import ALL, JUNE, POLICY, TODAY, K, adopt, adopted, pack

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_editions_of_the_policy_count_up_and_each_has_its_day():
    given(POLICY).when(adopt(draws_per_year=1), at=NOON).then(adopted(1, draws_per_year=1))
    first = adopted(1, draws_per_year=1)
    given(POLICY, first).when(adopt(JUNE, draws_per_year=2), at=NOON).then(adopted(2, JUNE, draws_per_year=2))


@pytest.mark.parametrize(
    ("command", "rule", "field"),
    [
        (adopt(TODAY - timedelta(days=1), reserves=7), PolicyRetroactive, "effective_from"),
        (adopt(), PolicyEmpty, "pack"),
        (adopt(lifts={Ground.SAFETY: ("X1", "X5")}), policy_refusals.LiftsTheUnliftable, "pack.lifts.O3"),
        (adopt(lifts={Ground.CAMPAIGN: ("X6",)}), policy_refusals.LiftsTheUnliftable, "pack.lifts.O4"),
        (adopt(ceilings_bp={**ALL, K.B: 400, K.A: 500}), policy_refusals.CeilingsNotMonotone, "pack.ceilings_bp.B"),
        (adopt(ceilings_bp={K.A: 1, K.B: 2, K.C: 3, K.D: 4}), policy_refusals.CeilingMissing, "pack.ceilings_bp"),
        (adopt(spared_months={K.A: 6, K.C: 12}), policy_refusals.SparingNotMonotone, "pack.spared_months.C"),
        (adopt(consent_free=(Ground.SAFETY, Ground.OTHER_LAW)), policy_refusals.ConsentWaivedUnlawfully, "pack.consent_free"),
    ],
)
def test_a_policy_that_reaches_back_or_breaks_the_law_is_refused(command, rule, field):
    assert given(POLICY).when(command, at=NOON).refused(rule).field == field


def test_a_policy_does_not_begin_before_the_one_it_replaces_and_says_something_new():
    newest = adopted(3, JUNE, draws_per_year=1)
    given(POLICY, newest).when(adopt(date(2026, 5, 31), reserves=7), at=NOON).refused(PolicyOutOfOrder)
    given(POLICY, newest).when(adopt(JUNE, draws_per_year=1), at=NOON).refused(PolicyUnchanged)
    given(POLICY, newest).when(adopt(JUNE), at=NOON).refused(PolicyEmpty)


def test_an_edition_keeps_the_numbers_that_it_does_not_name():
    newest = adopted(3, JUNE, draws_per_year=1)
    given(POLICY, newest).when(adopt(JUNE, reserves=7), at=NOON).then(adopted(4, JUNE, draws_per_year=1, reserves=7))


def test_a_team_of_one_cannot_even_be_written_down():
    with pytest.raises(ValueError, match="team_minimum"):
        pack(team_minimum=1)


def test_a_day_begins_at_the_midnight_of_the_place():
    midnight_in_jianli = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    given(POLICY).when(adopt(reserves=7), at=midnight_in_jianli - timedelta(seconds=1)).then(adopted(1, reserves=7))
    yesterday = adopt(date(2026, 3, 1), reserves=7)
    given(POLICY).when(yesterday, at=midnight_in_jianli - timedelta(seconds=1)).then(adopted(1, date(2026, 3, 1), reserves=7))
    given(POLICY).when(yesterday, at=midnight_in_jianli).refused(PolicyRetroactive)


def test_a_campaign_is_ordered_and_ended_once():
    given(CAMPAIGN).when(ORDER, at=NOON).then(ORDERED)
    given(CAMPAIGN, ORDERED).when(ORDER, at=NOON).refused(campaign_refusals.CampaignOrderedAlready)
    given(CAMPAIGN).when(END, at=NOON).refused(campaign_refusals.NoSuchCampaign)
    given(CAMPAIGN, ORDERED).when(END, at=NOON).then(ENDED)
    given(CAMPAIGN, ORDERED, ENDED).when(END, at=NOON).refused(campaign_refusals.CampaignOver)


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"document": "省局电话通知"}, campaign_refusals.CampaignUndocumented, "document"),
        ({"valid_until": date(2026, 3, 1)}, campaign_refusals.CampaignSpanWrong, "valid_until"),
        ({"kinds": ("food-hygiene", "mining")}, campaign_refusals.CampaignOutsideList, "kinds"),
        ({"industries": ("mining",)}, campaign_refusals.CampaignOutsideList, "industries"),
    ],
)
def test_a_campaign_without_number_days_or_listed_matter_is_refused(changes, rule, field):
    assert given(CAMPAIGN).when(ORDER.model_copy(update=changes), at=NOON).refused(rule).field == field


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"approved_by": None}, campaign_refusals.CampaignUnbounded, "approved_by"),
        ({"most": None}, campaign_refusals.CampaignUnbounded, "most"),
        ({"valid_until": date(2027, 3, 4)}, campaign_refusals.CampaignTooLong, "valid_until"),
    ],
)
def test_a_county_orders_a_special_check_that_its_government_approved_for_so_many_in_so_long(changes, rule, field):
    assert given(CAMPAIGN).when(OF_COUNTY, at=NOON).refusal is None
    assert given(CAMPAIGN).when(OF_COUNTY.model_copy(update=changes), at=NOON).refused(rule).field == field
    if "valid_until" not in changes:
        assert given(CAMPAIGN).when(ORDER.model_copy(update=changes), at=NOON).refusal is None, "the province says so itself"


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 6, 3)])
def test_a_campaign_ends_within_its_own_days(day):
    early = END.model_copy(update={"effective_from": day})
    given(CAMPAIGN, ORDERED).when(early, at=NOON).refused(campaign_refusals.CampaignSpanWrong)


KEY = {"list_class": ListClass.KEY, "items": ("MKT-0001",), "listed": (KEY_HYGIENE,)}


@pytest.mark.parametrize("credit_class", K)
def test_a_general_demand_ends_at_the_ceiling_of_each_class(credit_class):
    ceilings = {k: RATIOS[k] for k in K}
    assert given(DEMAND).when(submit(ceilings=ceilings), at=NOON).refusal is None
    lower = ceilings | {credit_class: RATIOS[credit_class] - 1}
    refusal = given(DEMAND).when(submit(ceilings=lower), at=NOON).refused(demand_refusals.CeilingExceeded)
    assert (refusal.field, refusal.value) == (f"ratios.{credit_class}", RATIOS[credit_class])
    assert str(lower[credit_class]) in refusal.detail_zh


def test_a_demand_of_key_items_has_no_ceiling_and_a_general_item_is_none_of_them():
    assert given(DEMAND).when(submit(**KEY, ratios=ALL), at=NOON).refusal is None
    both = {**KEY, "items": ("MKT-0001", "MKT-0003"), "listed": (KEY_HYGIENE, HYGIENE), "ratios": ALL}
    assert given(DEMAND).when(submit(**both), at=NOON).refused(demand_refusals.GeneralItemAsKey).value == "MKT-0003"


def test_of_a_class_in_which_somebody_falls_due_all_are_asked_for():
    due = {K.B: 1}
    refusal = given(DEMAND).when(submit(**KEY, due=due), at=NOON).refused(demand_refusals.CycleBroken)
    assert refusal.field == "ratios.B"
    whole = {**ALL, K.A: 500}
    assert given(DEMAND).when(submit(**KEY, due=due, ratios=whole), at=NOON).refusal is None
    given(DEMAND).when(submit(**KEY, due={K.A: 1}, ratios=whole), at=NOON).refused(demand_refusals.CycleBroken)
    assert given(DEMAND).when(submit(due=due), at=NOON).refusal is None, "a general demand covers nobody fully"


def test_key_supervision_raises_the_ratio_and_never_lowers_it():
    assert given(DEMAND).when(submit(key_ratios=ALL), at=NOON).refusal is None
    given(DEMAND).when(submit(key_ratios={**ALL, K.D: 9_999}), at=NOON).refused(demand_refusals.KeyRatioLowered)
    given(DEMAND).when(submit(key_ratios={K.A: 10_000}), at=NOON).refused(demand_refusals.ClassMissing)
    low = {**RATIOS, K.D: 10_000, K.B: 5_000}
    assert (
        given(DEMAND).when(submit(key_ratios=low), at=NOON).refused(demand_refusals.RatiosNotMonotone).field == "key_ratios.C"
    )


def test_a_body_without_a_mandate_asks_for_nothing():
    given(DEMAND).when(submit(mandated=False), at=NOON).refused(demand_refusals.MandateMissing)


shares = st.fixed_dictionaries({k: st.integers(0, 10_000) for k in K})


@for_all(shares, shares)
def test_no_accepted_general_demand_is_ever_above_a_ceiling(ratios, ceilings):
    outcome = given(DEMAND).when(submit(ratios=ratios, ceilings=ceilings), at=NOON)
    if outcome.refusal is None:
        (fact,) = outcome.facts
        assert isinstance(fact, DemandSubmitted)
        assert all(fact.ratios[k] <= ceilings[k] for k in K)
    else:
        assert any(ratios[k] > ceilings[k] for k in K) or any(ratios[a] > ratios[b] for a, b in pairwise("ABCD"))


assert BEGIN.date() == TODAY
