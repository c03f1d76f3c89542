"""Decisions of the registry: what may stand on the lists."""

from datetime import date

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.registry.bodies import InspectorCertified, InspectorSuspended
from libs.events.catalog.registry.entities import EntityChanged, EntityContent, EntityListed, EntityStruckOff
from libs.events.catalog.registry.items import ItemAdjusted, ItemWithdrawn
from libs.events.catalog.registry.scenarios import IndustryListed, ScenarioListed
from libs.events.refusal import Invalid, Refusal
from libs.events.testing import given
from services.registry.agreements.refusals import BadSignature, NotOurKey
from services.registry.bodies.commands import CertifyInspector, SuspendInspector
from services.registry.bodies.decide import INSPECTOR
from services.registry.bodies.refusals import InspectorIsSuspended, NoSuchInspector
from services.registry.entities.commands import EnterEntity, StrikeOffEntity
from services.registry.entities.decide import ENTITY
from services.registry.entities.identity import entity_id
from services.registry.entities.refusals import EntityIsStruckOff, NoSuchEntity
from services.registry.items.commands import AdjustItem, EnterItem, ListItem, WithdrawItem
from services.registry.items.decide import ITEM
from services.registry.items.refusals import AlreadyListed, ItemIsWithdrawn, KeyItemWithoutCycle, NoSuchItem
from services.registry.lists.refusals import BeforeLastEdition, EndsBeforeItBegins
from services.registry.scenarios.commands import ListIndustry, ListScenario, ScenarioLookups
from services.registry.scenarios.decide import INDUSTRY, SCENARIO
from services.registry.testing import DEPARTMENTS, INDUSTRIES, ITEMS, JAN, JUN, MAR, NOON, OF_ENTITY, OF_ITEM, content, listed


def adjusted(edition=2, since=MAR, **changes):
    return ItemAdjusted(item="MKT-0003", edition=edition, content=content(**changes), effective_from=since)


WITHDRAWN = ItemWithdrawn(item="MKT-0003", effective_from=MAR, reason="法律修订")


def put(command, since=JAN, **changes):
    return command(item="MKT-0003", content=content(**changes), effective_from=since, known=OF_ITEM)


def test_an_item_is_listed_adjusted_edition_by_edition_and_withdrawn():
    given(ITEM).when(put(ListItem), at=NOON).then(listed())
    given(ITEM, listed()).when(put(AdjustItem, MAR, subject="学校食堂"), at=NOON).then(adjusted(subject="学校食堂"))
    given(ITEM, listed()).when(WithdrawItem(item="MKT-0003", effective_from=MAR, reason="法律修订"), at=NOON).then(WITHDRAWN)


def test_a_row_that_says_what_the_list_says_changes_nothing():
    for command in (ListItem, EnterItem, AdjustItem):
        given(ITEM, listed()).when(put(command), at=NOON).nothing()
    given(ITEM, listed(), WITHDRAWN).when(put(EnterItem), at=NOON).nothing()


def test_a_changed_row_is_the_next_edition():
    given(ITEM, listed()).when(put(EnterItem, subject="学校食堂"), at=NOON).then(adjusted(since=JAN, subject="学校食堂"))
    given(ITEM, listed(), adjusted()).when(put(EnterItem, JUN), at=NOON).then(adjusted(3, JUN))


def test_a_listed_item_is_not_listed_again_but_a_withdrawn_one_is():
    given(ITEM, listed()).when(put(ListItem, MAR, subject="学校食堂"), at=NOON).refused(AlreadyListed)
    given(ITEM, listed(), WITHDRAWN).when(put(ListItem, JUN), at=NOON).then(listed(2, JUN))


def test_what_is_not_on_the_list_is_neither_adjusted_nor_withdrawn():
    given(ITEM).when(put(AdjustItem), at=NOON).refused(NoSuchItem)
    given(ITEM).when(WithdrawItem(item="MKT-0003", effective_from=MAR, reason="法律修订"), at=NOON).refused(NoSuchItem)
    given(ITEM, listed(), WITHDRAWN).when(put(AdjustItem, JUN), at=NOON).refused(ItemIsWithdrawn)


def test_no_change_takes_effect_before_the_change_it_follows():
    late = (listed(), adjusted())
    given(ITEM, *late).when(put(AdjustItem, JAN, subject="学校食堂"), at=NOON).refused(BeforeLastEdition)
    given(ITEM, *late).when(WithdrawItem(item="MKT-0003", effective_from=JAN, reason="法律修订"), at=NOON).refused(
        BeforeLastEdition
    )
    given(ITEM, listed(), WITHDRAWN).when(put(EnterItem, JAN, subject="学校食堂"), at=NOON).refused(BeforeLastEdition)


def test_a_key_item_needs_a_cycle_of_full_coverage():
    for command, facts in ((ListItem, ()), (AdjustItem, (listed(),)), (EnterItem, (listed(),))):
        given(ITEM, *facts).when(put(command, MAR, list_class="key"), at=NOON).refused(KeyItemWithoutCycle)
    given(ITEM).when(put(ListItem, list_class="key", frequency_months=12), at=NOON).then(
        listed(list_class="key", frequency_months=12)
    )


CHANGES = st.lists(
    st.tuples(
        st.sampled_from([ListItem, AdjustItem, EnterItem, WithdrawItem]),
        st.dates(JAN, date(2026, 1, 8)),
        st.sampled_from(["甲", "乙", "丙"]),
    ),
    max_size=12,
)


@over(CHANGES)
def test_editions_always_count_up_and_never_go_back_in_time(changes):
    facts = []
    for command, day, subject in changes:
        if command is WithdrawItem:
            asked = WithdrawItem(item="MKT-0003", effective_from=day, reason="调整")
        else:
            asked = put(command, day, subject=subject)
        new = given(ITEM, *facts).when(asked, at=NOON)
        facts += new.facts
        assert len(new.facts) <= 1
        assert given(ITEM, *facts).when(asked, at=NOON).facts == () or command is WithdrawItem
    days = [fact.effective_from for fact in facts]
    editions = [fact.edition for fact in facts if not isinstance(fact, ItemWithdrawn)]
    assert days == sorted(days)
    assert editions == list(range(1, len(editions) + 1))


# The other lists


def test_a_list_row_counts_once_and_its_change_counts():
    row = ListIndustry(industry="catering", title="餐饮服务")
    fact = IndustryListed(industry="catering", title="餐饮服务", effective_from=date(2026, 3, 2))
    given(INDUSTRY).when(row, at=NOON).then(fact)
    given(INDUSTRY, fact).when(row, at=NOON).nothing()
    given(INDUSTRY, fact).when(ListIndustry(industry="catering", title="餐饮"), at=NOON).then(
        IndustryListed(industry="catering", title="餐饮", effective_from=date(2026, 3, 2))
    )
    # Recorded before a day was named: in force since ever.
    given(INDUSTRY, IndustryListed(industry="catering", title="餐饮服务")).when(row, at=NOON).nothing()


def scenario(cls, since, title="餐饮综合查一次"):
    known = {"known": ScenarioLookups(INDUSTRIES, DEPARTMENTS, ITEMS)} if cls is ListScenario else {}
    return cls(
        **known,
        scenario="S-catering", title=title, industry="catering", lead="421088-market",
        departments=("421088-market",), items=("MKT-0003",), effective_from=since,
    )  # fmt: skip


def test_a_scenario_read_on_another_day_is_no_change():
    given(SCENARIO, scenario(ScenarioListed, JAN)).when(scenario(ListScenario, MAR), at=NOON).nothing()
    given(SCENARIO, scenario(ScenarioListed, JAN)).when(scenario(ListScenario, MAR, "新"), at=NOON).then(
        scenario(ScenarioListed, MAR, "新")
    )
    given(SCENARIO, scenario(ScenarioListed, MAR)).when(scenario(ListScenario, JAN, "新"), at=NOON).refused(BeforeLastEdition)


# Entities

SHOP = "uscc:91421088EX5068145X"


def who(name="润禾副食店"):
    return EntityContent(name=name, industries=("food-sales",), township="421088107", category="enterprise")


ENTERED = EntityListed(entity=SHOP, content=who())
STRUCK = EntityStruckOff(entity=SHOP, reason="注销", effective_from=MAR)


def test_an_entity_is_listed_once_and_changed_when_something_changed():
    given(ENTITY).when(EnterEntity(entity=SHOP, content=who(), known=OF_ENTITY), at=NOON).then(ENTERED)
    given(ENTITY, ENTERED).when(EnterEntity(entity=SHOP, content=who(), known=OF_ENTITY), at=NOON).nothing()
    given(ENTITY, ENTERED).when(EnterEntity(entity=SHOP, content=who("新名"), known=OF_ENTITY), at=NOON).then(
        EntityChanged(entity=SHOP, content=who("新名"))
    )


def test_struck_off_is_for_good_and_the_old_file_does_not_bring_it_back():
    strike = StrikeOffEntity(entity=SHOP, reason="注销", effective_from=MAR)
    given(ENTITY, ENTERED).when(strike, at=NOON).then(STRUCK)
    given(ENTITY, ENTERED, STRUCK).when(EnterEntity(entity=SHOP, content=who(), known=OF_ENTITY), at=NOON).nothing()
    given(ENTITY, ENTERED, STRUCK).when(EnterEntity(entity=SHOP, content=who("新名"), known=OF_ENTITY), at=NOON).refused(
        EntityIsStruckOff
    )
    given(ENTITY, ENTERED, STRUCK).when(strike, at=NOON).refused(EntityIsStruckOff)
    given(ENTITY).when(strike, at=NOON).refused(NoSuchEntity)


def test_a_credit_code_is_read_as_people_type_it_and_its_check_character_counts():
    assert entity_id("uscc", "91421088ex5068145x") == SHOP
    assert entity_id("uscc", "９１４２１０８８ＥＸ５０６８１４５Ｘ") == SHOP
    assert entity_id("uscc", " 91421088 EX506 8145X ") == SHOP
    assert entity_id("stall", "421088100-0001") == "stall:421088100-0001"
    for scheme, value, field in (
        ("uscc", "91421088EX50681450", "value"),
        ("stall", "4210-1", "value"),
        ("lives", "a b", "value"),
        ("passport", "91421088EX5068145X", "scheme"),
    ):
        with pytest.raises(Invalid) as refused:
            entity_id(scheme, value)
        assert refused.value.field == field


@over(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_in_a_credit_code_is_never_accepted(place, character):
    right = SHOP.removeprefix("uscc:")
    wrong = right[:place] + character + right[place + 1 :]
    if wrong == right:
        assert entity_id("uscc", wrong) == SHOP
    else:
        with pytest.raises(Invalid):
            entity_id("uscc", wrong)


# Inspectors


def certificate(cls, begins=JAN, ends=date(2029, 1, 1), qualifications=("food",)):
    known = {"known": {}} if cls is CertifyInspector else {}
    return cls(
        **known,
        inspector="I-421088-0001", department="421088-market", certificate="示例证-421088-00001",
        qualifications=qualifications, valid_from=begins, valid_until=ends,
    )  # fmt: skip


SUSPEND = SuspendInspector(inspector="I-421088-0001", reason="正在调查", effective_from=MAR)
SUSPENDED = InspectorSuspended(inspector="I-421088-0001", reason="正在调查", effective_from=MAR)


def test_a_certification_counts_once_and_a_renewal_replaces_it():
    given(INSPECTOR).when(certificate(CertifyInspector), at=NOON).then(certificate(InspectorCertified))
    given(INSPECTOR, certificate(InspectorCertified)).when(certificate(CertifyInspector), at=NOON).nothing()
    given(INSPECTOR, certificate(InspectorCertified)).when(certificate(CertifyInspector, MAR), at=NOON).then(
        certificate(InspectorCertified, MAR)
    )
    given(INSPECTOR).when(certificate(CertifyInspector, MAR, JAN), at=NOON).refused(EndsBeforeItBegins)


def test_a_suspension_ends_only_by_a_certification_that_begins_after_it():
    held = (certificate(InspectorCertified), SUSPENDED)
    given(INSPECTOR, certificate(InspectorCertified)).when(SUSPEND, at=NOON).then(SUSPENDED)
    given(INSPECTOR, *held).when(certificate(CertifyInspector), at=NOON).nothing()
    given(INSPECTOR, *held).when(certificate(CertifyInspector, qualifications=("drug",)), at=NOON).refused(InspectorIsSuspended)
    given(INSPECTOR, *held).when(certificate(CertifyInspector, MAR), at=NOON).then(certificate(InspectorCertified, MAR))
    given(INSPECTOR, *held).when(SUSPEND, at=NOON).refused(InspectorIsSuspended)
    given(INSPECTOR).when(SUSPEND, at=NOON).refused(NoSuchInspector)


def test_an_old_certificate_in_a_file_does_not_reach_back_over_a_suspension_that_has_ended():
    again = (certificate(InspectorCertified), SUSPENDED, certificate(InspectorCertified, MAR))
    given(INSPECTOR, *again).when(certificate(CertifyInspector), at=NOON).refused(BeforeLastEdition)
    given(INSPECTOR, *again).when(certificate(CertifyInspector, JUN), at=NOON).then(certificate(InspectorCertified, JUN))


def test_every_refusal_of_this_service_has_a_title_in_both_languages():
    for rule in (AlreadyListed, BadSignature, KeyItemWithoutCycle, NotOurKey, EntityIsStruckOff):
        assert issubclass(rule, Refusal)
        assert rule.title_zh != rule.title_en
        assert rule.slug not in {"refused", "invalid", "not-found", "not-now"}
