"""Decisions on effective-dated lists: what counts from when, what others rest on."""

from datetime import UTC, date, datetime

from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.registry.bodies import DepartmentListed, DepartmentWithdrawn
from libs.events.catalog.registry.scenarios import IndustryListed, IndustryWithdrawn
from libs.events.testing.decisions import given
from services.registry.bodies import commands as bodies_commands
from services.registry.bodies.decide import DEPARTMENT
from services.registry.lists import refusals as r
from services.registry.lists.decide import in_force
from services.registry.scenarios import commands as scenarios_commands
from services.registry.scenarios.decide import INDUSTRY
from services.registry.testing import DEC, JAN, JUN, NOON, TAX, TODAY


def industry(title="餐饮服务", since=JAN):
    return IndustryListed(industry="catering", title=title, effective_from=since)


def list_industry(title="餐饮服务", since=None):
    return scenarios_commands.ListIndustry(industry="catering", title=title, effective_from=since)


GONE = IndustryWithdrawn(industry="catering", effective_from=JUN, reason="合并")


# From when on


def test_a_change_is_announced_for_a_later_day_and_the_row_of_today_stays():
    later = industry("餐饮", JUN)
    given(INDUSTRY, industry()).when(list_industry("餐饮", JUN), at=NOON).then(later)
    given(INDUSTRY, industry(), later).when(list_industry(), at=NOON).nothing()
    given(INDUSTRY, industry(), later).when(list_industry("餐饮"), at=NOON).nothing()
    given(INDUSTRY, industry(), later).when(list_industry("小餐饮"), at=NOON).refused(r.BeforeLastEdition)


def test_a_file_does_not_bring_back_what_was_withdrawn_but_a_day_of_its_own_does():
    july = datetime(2026, 7, 1, 4, tzinfo=UTC)
    given(INDUSTRY, industry(), GONE).when(list_industry(), at=NOON).nothing()
    given(INDUSTRY, industry(), GONE).when(list_industry(), at=july).refused(r.IsWithdrawn)
    given(INDUSTRY, industry(), GONE).when(list_industry(since=DEC), at=july).then(industry(since=DEC))


def test_what_others_rest_on_is_not_withdrawn_and_they_are_named():
    withdraw = scenarios_commands.WithdrawIndustry(
        industry="catering", effective_from=JUN, reason="合并", known=("items MKT-0003",)
    )
    refused = given(INDUSTRY, industry()).when(withdraw, at=NOON).refused(r.StillRestedOn)
    assert "items MKT-0003" in refused.detail_en
    assert "检查事项 MKT-0003" in refused.detail_zh
    free = withdraw.model_copy(update={"known": ()})
    given(INDUSTRY, industry()).when(free, at=NOON).then(GONE)
    given(INDUSTRY).when(free, at=NOON).refused(r.NotListed)
    given(INDUSTRY, industry(), GONE).when(free, at=NOON).refused(r.IsWithdrawn)
    given(INDUSTRY, industry(since=DEC)).when(free, at=NOON).refused(r.BeforeLastEdition)


def test_a_department_is_withdrawn_like_every_row():
    row = DepartmentListed(department=TAX, title="税务局", level="county", divisions=("421088",), effective_from=JAN)
    withdraw = bodies_commands.WithdrawDepartment(department=TAX, effective_from=JUN, reason="机构改革")
    given(DEPARTMENT, row).when(withdraw, at=NOON).then(
        DepartmentWithdrawn(department=TAX, effective_from=JUN, reason="机构改革")
    )
    resting = withdraw.model_copy(update={"known": ("inspectors I-1",)})
    given(DEPARTMENT, row).when(resting, at=NOON).refused(r.StillRestedOn)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["list", "withdraw"]), st.sampled_from(["甲", "乙"]), st.none() | st.dates(JAN, date(2026, 3, 9))
    ),
    max_size=10,
)


@over(CHANGES, st.dates(JAN, date(2026, 3, 12)))
def test_what_was_in_force_on_a_past_day_never_changes_afterwards(changes, day):
    """The list as it stood before the last change's day is what it was: no later change reaches back behind it."""
    facts = ()
    for kind, title, since in changes:
        if kind == "list":
            asked = list_industry(title, since)
        else:
            asked = scenarios_commands.WithdrawIndustry(industry="catering", effective_from=since or TODAY, reason="调整")
        new = given(INDUSTRY, *facts).when(asked, at=NOON).facts
        for fact in new:
            if day < fact.effective_from:
                assert in_force((*facts, fact), day, IndustryWithdrawn) == in_force(facts, day, IndustryWithdrawn)
            else:
                held = in_force((*facts, fact), day, IndustryWithdrawn)
                assert held == (None if isinstance(fact, IndustryWithdrawn) else fact)
        facts += new
