"""The rules of the policy, of campaigns and of a demand's share, as given / when / then; what always holds of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from libs.events.catalog.codes import CreditClass, Ground, ListClass
from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered, DemandSubmitted
from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack
from libs.events.editions import PolicyOutOfOrder, PolicyRetroactive, PolicyUnchanged
from libs.events.testing.decider_machine import BEGIN, DeciderMachine
from libs.events.testing.decisions import given
from services.planning.campaign.commands import EndCampaign, Listed, OrderCampaign
from services.planning.campaign.decide import CAMPAIGN
from services.planning.campaign.refusals import (
    CampaignOrderedAlready,
    CampaignOutsideList,
    CampaignOver,
    CampaignSpanWrong,
    CampaignUndocumented,
    NoSuchCampaign,
)
from services.planning.demand.decide.demand import DEMAND
from services.planning.demand.refusals import (
    CeilingExceeded,
    ClassMissing,
    CycleBroken,
    GeneralItemAsKey,
    KeyRatioLowered,
    MandateMissing,
    RatiosNotMonotone,
)
from services.planning.demand.testing import HYGIENE, KEY_HYGIENE, RATIOS, submit
from services.planning.policy.decide import POLICY as EDITIONS
from services.planning.policy.refusals import (
    CeilingMissing,
    CeilingsNotMonotone,
    ConsentWaivedUnlawfully,
    LiftsTheUnliftable,
    SparingNotMonotone,
)

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY, TOMORROW, JUNE = date(2026, 3, 2), date(2026, 3, 3), date(2026, 6, 1)
K = CreditClass
ALL = dict.fromkeys(K, 10_000)
POLICY = EDITIONS.decider
AdoptPolicy = POLICY.commands


def pack(**numbers):
    return PolicyPack(**numbers)


def adopt(day=TODAY, **numbers):
    return AdoptPolicy(effective_from=day, pack=pack(**numbers), named=frozenset(numbers), reason="联席会决定")


def adopted(edition, day=TODAY, **numbers):
    return PolicyAdopted(edition=edition, effective_from=day, pack=pack(**numbers), reason="联席会决定")


# ---------------------------------------------------------------- the policy


def test_editions_of_the_policy_count_up_and_each_has_its_day():
    given(POLICY).when(adopt(draws_per_year=1), at=NOON).then(adopted(1, draws_per_year=1))
    first = adopted(1, draws_per_year=1)
    given(POLICY, first).when(adopt(JUNE, draws_per_year=2), at=NOON).then(adopted(2, JUNE, draws_per_year=2))


@pytest.mark.parametrize(
    ("command", "rule", "field"),
    [
        (adopt(TODAY - timedelta(days=1)), PolicyRetroactive, "effective_from"),
        (adopt(lifts={Ground.SAFETY: ("X1", "X5")}), LiftsTheUnliftable, "pack.lifts.O3"),
        (adopt(lifts={Ground.CAMPAIGN: ("X6",)}), LiftsTheUnliftable, "pack.lifts.O4"),
        (adopt(ceilings_bp={**ALL, K.B: 400, K.A: 500}), CeilingsNotMonotone, "pack.ceilings_bp.B"),
        (adopt(ceilings_bp={K.A: 1, K.B: 2, K.C: 3, K.D: 4}), CeilingMissing, "pack.ceilings_bp"),
        (adopt(spared_months={K.A: 6, K.C: 12}), SparingNotMonotone, "pack.spared_months.C"),
        (adopt(consent_free=(Ground.SAFETY, Ground.OTHER_LAW)), ConsentWaivedUnlawfully, "pack.consent_free"),
    ],
)
def test_a_policy_that_reaches_back_or_breaks_the_law_is_refused(command, rule, field):
    assert given(POLICY).when(command, at=NOON).refused(rule).field == field


def test_a_policy_does_not_begin_before_the_one_it_replaces_and_says_something_new():
    newest = adopted(3, JUNE, draws_per_year=1)
    given(POLICY, newest).when(adopt(date(2026, 5, 31)), at=NOON).refused(PolicyOutOfOrder)
    given(POLICY, newest).when(adopt(JUNE, draws_per_year=1), at=NOON).refused(PolicyUnchanged)
    given(POLICY, newest).when(adopt(JUNE), at=NOON).refused(PolicyUnchanged)


def test_an_edition_keeps_the_numbers_that_it_does_not_name():
    newest = adopted(3, JUNE, draws_per_year=1)
    given(POLICY, newest).when(adopt(JUNE, reserves=7), at=NOON).then(adopted(4, JUNE, draws_per_year=1, reserves=7))


def test_a_team_of_one_cannot_even_be_written_down():
    with pytest.raises(ValueError, match="team_minimum"):
        pack(team_minimum=1)


def test_a_day_begins_at_the_midnight_of_the_place():
    midnight_in_jianli = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    given(POLICY).when(adopt(), at=midnight_in_jianli - timedelta(seconds=1)).then(adopted(1))
    yesterday = adopt(date(2026, 3, 1))
    given(POLICY).when(yesterday, at=midnight_in_jianli - timedelta(seconds=1)).then(adopted(1, date(2026, 3, 1)))
    given(POLICY).when(yesterday, at=midnight_in_jianli).refused(PolicyRetroactive)


# ---------------------------------------------------------------- campaigns

ORDER = OrderCampaign(
    campaign="C-1",
    level="provincial",
    document="鄂市监发〔2026〕12号",
    kinds=("food-hygiene",),
    industries=("catering",),
    valid_from=TODAY,
    valid_until=JUNE,
    known=Listed(kinds=frozenset({"food-hygiene"}), industries=frozenset({"catering"})),
)
ORDERED = CampaignOrdered(**ORDER.model_dump(exclude={"known"}))
END = EndCampaign(campaign="C-1", effective_from=TOMORROW, reason="上级已宣布结束")
ENDED = CampaignEnded(**dict(END))


def test_a_campaign_is_ordered_and_ended_once():
    given(CAMPAIGN).when(ORDER, at=NOON).then(ORDERED)
    given(CAMPAIGN, ORDERED).when(ORDER, at=NOON).refused(CampaignOrderedAlready)
    given(CAMPAIGN).when(END, at=NOON).refused(NoSuchCampaign)
    given(CAMPAIGN, ORDERED).when(END, at=NOON).then(ENDED)
    given(CAMPAIGN, ORDERED, ENDED).when(END, at=NOON).refused(CampaignOver)


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"document": "省局电话通知"}, CampaignUndocumented, "document"),
        ({"valid_until": date(2026, 3, 1)}, CampaignSpanWrong, "valid_until"),
        ({"kinds": ("food-hygiene", "mining")}, CampaignOutsideList, "kinds"),
        ({"industries": ("mining",)}, CampaignOutsideList, "industries"),
    ],
)
def test_a_campaign_without_number_days_or_listed_matter_is_refused(changes, rule, field):
    assert given(CAMPAIGN).when(ORDER.model_copy(update=changes), at=NOON).refused(rule).field == field


def test_nobody_below_the_province_orders_a_campaign_that_lifts_exclusions():
    with pytest.raises(ValueError, match="level"):
        OrderCampaign(**{**dict(ORDER), "level": "county"})


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 6, 3)])
def test_a_campaign_ends_within_its_own_days(day):
    early = END.model_copy(update={"effective_from": day})
    given(CAMPAIGN, ORDERED).when(early, at=NOON).refused(CampaignSpanWrong)


# ---------------------------------------------------------------- a demand's share

KEY = {"list_class": ListClass.KEY, "items": ("MKT-0001",), "listed": (KEY_HYGIENE,)}


@pytest.mark.parametrize("credit_class", K)
def test_a_general_demand_ends_at_the_ceiling_of_each_class(credit_class):
    ceilings = {k: RATIOS[k] for k in K}
    assert given(DEMAND).when(submit(ceilings=ceilings), at=NOON).refusal is None
    lower = ceilings | {credit_class: RATIOS[credit_class] - 1}
    refusal = given(DEMAND).when(submit(ceilings=lower), at=NOON).refused(CeilingExceeded)
    assert (refusal.field, refusal.value) == (f"ratios.{credit_class}", RATIOS[credit_class])
    assert str(lower[credit_class]) in refusal.detail_zh


def test_a_demand_of_key_items_has_no_ceiling_and_a_general_item_is_none_of_them():
    assert given(DEMAND).when(submit(**KEY, ratios=ALL), at=NOON).refusal is None
    both = {**KEY, "items": ("MKT-0001", "MKT-0003"), "listed": (KEY_HYGIENE, HYGIENE), "ratios": ALL}
    assert given(DEMAND).when(submit(**both), at=NOON).refused(GeneralItemAsKey).value == "MKT-0003"


def test_of_a_class_in_which_somebody_falls_due_all_are_asked_for():
    due = {K.B: 1}
    refusal = given(DEMAND).when(submit(**KEY, due=due), at=NOON).refused(CycleBroken)
    assert refusal.field == "ratios.B"
    whole = {**ALL, K.A: 500}
    assert given(DEMAND).when(submit(**KEY, due=due, ratios=whole), at=NOON).refusal is None
    given(DEMAND).when(submit(**KEY, due={K.A: 1}, ratios=whole), at=NOON).refused(CycleBroken)
    assert given(DEMAND).when(submit(due=due), at=NOON).refusal is None, "a general demand covers nobody fully"


def test_key_supervision_raises_the_ratio_and_never_lowers_it():
    assert given(DEMAND).when(submit(key_ratios=ALL), at=NOON).refusal is None
    given(DEMAND).when(submit(key_ratios={**ALL, K.D: 9_999}), at=NOON).refused(KeyRatioLowered)
    given(DEMAND).when(submit(key_ratios={K.A: 10_000}), at=NOON).refused(ClassMissing)
    low = {**RATIOS, K.D: 10_000, K.B: 5_000}
    assert given(DEMAND).when(submit(key_ratios=low), at=NOON).refused(RatiosNotMonotone).field == "key_ratios.C"


def test_a_body_without_a_mandate_asks_for_nothing():
    given(DEMAND).when(submit(mandated=False), at=NOON).refused(MandateMissing)


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


# ---------------------------------------------------------------- whatever is asked

days = st.sampled_from([date(2026, 3, 1), TODAY, TOMORROW, date(2026, 4, 1), JUNE])
packs = st.sampled_from([
    pack(), pack(draws_per_year=1), pack(same_kind_per_year=2), pack(lifts={Ground.SAFETY: ("X5",)}),
    pack(ceilings_bp={K.A: 1}), pack(ceilings_bp={**ALL, K.B: 1}), pack(spared_months={K.D: 1}),
    pack(consent_free=(Ground.OTHER_LAW,)),
])  # fmt: skip


class Policies(DeciderMachine):
    """No edition begins in the past or before its forerunner; none lifts X5 or X6 or favours a worse class (B-14, L-15)."""

    decider = POLICY
    key = "reason"
    asks: ClassVar = {
        AdoptPolicy: st.builds(
            AdoptPolicy,
            effective_from=days,
            pack=packs,
            named=st.just(frozenset(PolicyPack.model_fields)),
            reason=st.just("联席会决定"),
        ),
    }
    produces = (PolicyAdopted,)
    refuses = (
        CeilingMissing, CeilingsNotMonotone, ConsentWaivedUnlawfully, LiftsTheUnliftable, PolicyOutOfOrder,
        PolicyRetroactive, PolicyUnchanged, SparingNotMonotone,
    )  # fmt: skip
    stories = (
        (adopt(JUNE, draws_per_year=1), adopt(TOMORROW), adopt(JUNE, draws_per_year=1)),
        (adopt(JUNE, lifts={Ground.SAFETY: ("X1", "X5")}),),
    )

    def law(self):
        assert [fact.edition for fact in self.facts] == list(range(1, len(self.facts) + 1))
        assert all(a.effective_from <= b.effective_from and a.pack != b.pack for a, b in pairwise(self.facts))
        newest, at = self.history[-1]
        assert newest.effective_from >= at.date()
        assert not {"X5", "X6"}.intersection(*[set(lifts) for lifts in newest.pack.lifts.values()] or [set()])
        ceilings = [newest.pack.ceilings_bp[k] for k in (K.A, K.B, K.C, K.D)]
        assert ceilings == sorted(ceilings)


class Campaigns(DeciderMachine):
    """A campaign has a numbered document and listed matters (L-15, B-01); it ends once, within its days."""

    decider = CAMPAIGN
    asks: ClassVar = {
        OrderCampaign: st.builds(
            lambda **given: OrderCampaign(**{**dict(ORDER), **given}),
            document=st.sampled_from(["国市监发〔2026〕5号", "电话通知"]), valid_from=days, valid_until=days,
            kinds=st.sampled_from([("food-hygiene",), ("mining",)]),
        ) | st.just(ORDER),
        EndCampaign: st.builds(lambda day: END.model_copy(update={"effective_from": day}), days),
    }  # fmt: skip
    produces = (CampaignOrdered, CampaignEnded)
    refuses = (
        CampaignOrderedAlready, CampaignOutsideList, CampaignOver, CampaignSpanWrong, CampaignUndocumented,
        NoSuchCampaign,
    )  # fmt: skip
    stories = ((ORDER, END, END),)

    def law(self):
        ordered, *ended = self.facts
        assert isinstance(ordered, CampaignOrdered)
        assert any(character.isdecimal() for character in ordered.document)
        assert ordered.valid_from <= ordered.valid_until
        assert set(ordered.kinds) <= {"food-hygiene"}
        assert [type(fact) for fact in ended] in ([], [CampaignEnded])
        assert all(ordered.valid_from <= fact.effective_from <= ordered.valid_until + timedelta(days=1) for fact in ended)


assert BEGIN.date() == TODAY
