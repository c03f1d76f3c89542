"""Decisions on entities, and how their codes are read."""

from datetime import date

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from libs.domain.entities.identity import entity_id
from libs.domain.office.days import DayImpossible
from libs.events.catalog.registry.entities import (
    EntityChanged,
    EntityContent,
    EntityListed,
    EntityOwnerChanged,
    EntityReinstated,
    EntityStruckOff,
    EntitySucceeded,
    EntitySuccessionRevoked,
)
from libs.events.refusal import Invalid, NoneOf
from libs.events.testing.decisions import given
from services.registry.entities import commands as c
from services.registry.entities import refusals as r
from services.registry.entities.decide import ENTITY
from services.registry.entities.identity import other_categories
from services.registry.testing import MAR, NOON, OF_ENTITY, TODAY

# Entities

SHOP = "uscc:91421088EX5068145X"


def who(name="润禾副食店"):
    return EntityContent(name=name, industries=("food-sales",), township="421088107", category="enterprise")


ENTERED = EntityListed(entity=SHOP, content=who())
STRUCK = EntityStruckOff(entity=SHOP, reason="注销", effective_from=MAR)
BACK = EntityReinstated(entity=SHOP, reason="误移出")


def test_an_entity_is_listed_once_and_changed_when_something_changed():
    given(ENTITY).when(c.EnterEntity(entity=SHOP, content=who(), known=OF_ENTITY), at=NOON).then(ENTERED)
    given(ENTITY, ENTERED).when(c.EnterEntity(entity=SHOP, content=who(), known=OF_ENTITY), at=NOON).nothing()
    given(ENTITY, ENTERED).when(c.EnterEntity(entity=SHOP, content=who("新名"), known=OF_ENTITY), at=NOON).then(
        EntityChanged(entity=SHOP, content=who("新名"))
    )


def test_a_strike_off_by_mistake_is_taken_back_on_record_and_the_entity_is_as_it_was():
    back = c.ReinstateEntity(entity=SHOP, reason="误移出")
    reinstated = EntityReinstated(entity=SHOP, reason="误移出")
    given(ENTITY, ENTERED, STRUCK).when(back, at=NOON).then(reinstated)
    again = c.EnterEntity(entity=SHOP, content=who(), known=OF_ENTITY)
    given(ENTITY, ENTERED, STRUCK, reinstated).when(again, at=NOON).nothing()
    given(ENTITY, ENTERED, STRUCK, reinstated).when(back, at=NOON).refused(r.EntityIsOnTheList)
    given(ENTITY, ENTERED).when(back, at=NOON).refused(r.EntityIsOnTheList)
    given(ENTITY).when(back, at=NOON).refused(r.NoSuchEntity)
    strike = c.StrikeOffEntity(entity=SHOP, reason="注销", effective_from=MAR)
    given(ENTITY, ENTERED, STRUCK, reinstated).when(strike, at=NOON).then(STRUCK)


NEXT = "uscc:91421088MACG000412"
FOLLOWED = EntitySucceeded(entity=SHOP, successor=NEXT, reason="个转企")
UNFOLLOWED = EntitySuccessionRevoked(entity=SHOP, reason="写错了")


def next_code(successor=NEXT, *, listed=True, line=()):
    return c.NameSuccessor(entity=SHOP, successor=successor, reason="个转企", known=c.SuccessorLookups(listed, line))


def test_a_business_goes_on_under_one_other_code_before_and_after_the_old_one_is_struck_off():
    given(ENTITY, ENTERED).when(next_code(), at=NOON).then(FOLLOWED)
    given(ENTITY, ENTERED, STRUCK).when(next_code(), at=NOON).then(FOLLOWED)
    given(ENTITY).when(next_code(), at=NOON).refused(r.NoSuchEntity)
    given(ENTITY, ENTERED).when(next_code(listed=False), at=NOON).refused(r.NoSuchEntity)
    for changed in ((), (EntityChanged(entity=SHOP, content=who("新名")),), (STRUCK,), (STRUCK, BACK)):
        held = given(ENTITY, ENTERED, FOLLOWED, *changed)
        held.when(next_code(), at=NOON).nothing()
        held.when(next_code("stall:421088100-0001"), at=NOON).refused(r.HasSuccessor)


def test_no_code_follows_itself_however_long_the_line():
    given(ENTITY, ENTERED).when(next_code(SHOP), at=NOON).refused(r.SuccessorComesBefore)
    given(ENTITY, ENTERED).when(next_code(line=("stall:421088100-0001", SHOP)), at=NOON).refused(r.SuccessorComesBefore)


def test_a_successor_by_mistake_is_taken_back_and_another_may_be_named():
    back = c.RevokeSuccession(entity=SHOP, reason="写错了")
    for struck in ((), (STRUCK,)):
        given(ENTITY, ENTERED, FOLLOWED, *struck).when(back, at=NOON).then(UNFOLLOWED)
        given(ENTITY, ENTERED, FOLLOWED, *struck, UNFOLLOWED).when(back, at=NOON).refused(r.NoSuccessor)
        given(ENTITY, ENTERED, *struck).when(back, at=NOON).refused(r.NoSuccessor)
    given(ENTITY).when(back, at=NOON).refused(r.NoSuchEntity)
    other = next_code("stall:421088100-0001")
    given(ENTITY, ENTERED, FOLLOWED, UNFOLLOWED).when(other, at=NOON).then(
        EntitySucceeded(entity=SHOP, successor="stall:421088100-0001", reason="个转企")
    )


def test_struck_off_is_for_good_and_the_old_file_does_not_bring_it_back():
    strike = c.StrikeOffEntity(entity=SHOP, reason="注销", effective_from=MAR)
    given(ENTITY, ENTERED).when(strike, at=NOON).then(STRUCK)
    for name in ("润禾副食店", "新名"):
        given(ENTITY, ENTERED, STRUCK).when(c.EnterEntity(entity=SHOP, content=who(name), known=OF_ENTITY), at=NOON).refused(
            r.EntityIsStruckOff
        )
    given(ENTITY, ENTERED, STRUCK).when(strike, at=NOON).refused(r.EntityIsStruckOff)
    given(ENTITY).when(strike, at=NOON).refused(r.NoSuchEntity)


def test_an_owners_name_beside_the_facts_moves_the_version_also_of_one_that_is_struck_off():
    for erased in (False, True):
        note, noted = c.NoteOwner(entity=SHOP, erased=erased), EntityOwnerChanged(entity=SHOP, erased=erased)
        given(ENTITY, ENTERED).when(note, at=NOON).then(noted)
        given(ENTITY, ENTERED, STRUCK).when(note, at=NOON).then(noted)
        given(ENTITY).when(note, at=NOON).refused(r.NoSuchEntity)
    given(ENTITY, ENTERED, noted).when(c.EnterEntity(entity=SHOP, content=who(), known=OF_ENTITY), at=NOON).nothing()


@pytest.mark.parametrize("founded", [date(2924, 3, 1), date(2026, 3, 3), date(1900, 1, 1), date(1, 1, 1)])
def test_nobody_is_founded_after_today_or_on_the_day_of_an_empty_cell(founded):
    entering = c.EnterEntity(entity=SHOP, content=who().model_copy(update={"founded": founded}), known=OF_ENTITY)
    given(ENTITY).when(entering, at=NOON).refused(DayImpossible)
    given(ENTITY, ENTERED).when(entering, at=NOON).refused(DayImpossible)


@pytest.mark.parametrize("founded", [TODAY, date(1939, 12, 31), date(1900, 1, 2), None])
def test_an_old_house_and_one_of_today_are_listed(founded):
    content = who().model_copy(update={"founded": founded})
    entering = c.EnterEntity(entity=SHOP, content=content, known=OF_ENTITY)
    given(ENTITY).when(entering, at=NOON).then(EntityListed(entity=SHOP, content=content))


@pytest.mark.parametrize(
    ("code", "fits", "contradicts"),
    [
        ("92421088MACG003370", ("household", "stall"), ("enterprise", "cooperative", "institution", "social")),
        ("91421088MACG00345X", ("enterprise",), ("stall", "household", "cooperative", "institution")),
        ("11421088MACG003531", ("institution", "social"), ("household", "enterprise", "stall")),
        ("93421088MACG00345X", ("cooperative", "farm"), ("enterprise",)),
        ("99421088MACG00345X", ("enterprise", "household"), ()),
    ],
)
def test_category_and_credit_code_do_not_contradict_each_other(code, fits, contradicts):
    for category in (*fits, *contradicts):
        assert bool(other_categories(f"uscc:{code}", category)) == (category in contradicts), category
        assert not other_categories("stall:421088100-0001", category)


def test_a_contradiction_of_category_and_code_is_refused_and_says_what_fits():
    stall = c.EnterEntity(entity=SHOP, content=who().model_copy(update={"category": "stall"}), known=OF_ENTITY)
    given(ENTITY).when(stall, at=NOON).refused(r.CategoryAgainstCode)
    given(ENTITY, ENTERED).when(stall, at=NOON).refused(r.CategoryAgainstCode)


def test_a_credit_code_is_read_as_people_type_it_and_its_check_character_counts():
    assert entity_id("uscc", "91421088ex5068145x") == SHOP
    assert entity_id("uscc", "９１４２１０８８ＥＸ５０６８１４５Ｘ") == SHOP
    assert entity_id("uscc", " 91421088 EX506 8145X ") == SHOP
    assert entity_id("stall", "421088100-0001") == "stall:421088100-0001"
    for scheme, value, field in (
        ("uscc", "91421088EX50681450", "value"),
        ("stall", "4210-1", "value"),
        ("lives", "a/b", "value"),
        ("passport", "91421088EX5068145X", "scheme"),
    ):
        with pytest.raises(Invalid) as refused:
            entity_id(scheme, value)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("scheme", "value", "rule", "do"),
    [
        ("stall", "421088100-12", "摊点编号应为九位乡镇代码、连字符和 4 至 8 位数字,如 421088100-0001", "请更正编号。"),
        ("lives", "a/b", "LIVES 编号应为 1 至 64 位字母、数字、点、下划线或连字符", "请更正编号。"),
        ("uscc", "510104199001010318", None, "请勿填写身份证号"),
        ("uscc", "421023199001010190", None, "请勿填写身份证号"),
        ("uscc", "91421088EX50681450", None, "请对照营业执照重新填写"),
    ],
)
def test_a_refused_id_is_told_the_rule_it_breaks_and_what_to_write_instead(scheme, value, rule, do):
    with pytest.raises(Invalid) as refused:
        entity_id(scheme, value)
    assert rule in {None, refused.value.detail_zh}
    assert refused.value.do_zh.startswith(do)


@over(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_in_a_credit_code_is_never_accepted(place, character):
    right = SHOP.removeprefix("uscc:")
    wrong = right[:place] + character + right[place + 1 :]
    if wrong == right:
        assert entity_id("uscc", wrong) == SHOP
    else:
        with pytest.raises(Invalid):
            entity_id("uscc", wrong)


def test_an_entity_has_a_code_that_computes_and_stands_on_the_lists_it_names():
    def field(entity=SHOP, rule=Invalid, **changes):
        content = who().model_copy(update=changes)
        return given(ENTITY).when(c.EnterEntity(entity=entity, content=content, known=OF_ENTITY), at=NOON).refused(rule).field

    assert field("uscc:91421088EX50681450") == "value"
    assert field("passport:1", NoneOf) == "scheme"
    assert field(township="421088999") == "content.township"
    assert field(industries=()) == "content.industries"
    assert field(industries=("moon",)) == "content.industries"
    assert field(category="planet") == "content.category"


def test_a_code_as_somebody_typed_it_is_the_same_entity():
    typed = c.EnterEntity(entity=SHOP.replace("EX", "ex"), content=who(), known=OF_ENTITY)
    given(ENTITY).when(typed, at=NOON).then(ENTERED)
    assert ENTITY.stream(typed) == f"entity-{SHOP}"
