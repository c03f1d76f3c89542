"""Decisions on industries and scenarios."""

from datetime import date

from libs.events.catalog.registry.scenarios import IndustryListed, ScenarioListed
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.lists import refusals as lists_refusals
from services.registry.scenarios import commands as c
from services.registry.scenarios.decide import INDUSTRY, SCENARIO
from services.registry.testing import DEPARTMENTS, INDUSTRIES, ITEMS, JAN, MAR, NOON

# The other lists


def test_a_list_row_counts_once_and_its_change_counts():
    row = c.ListIndustry(industry="catering", title="餐饮服务")
    fact = IndustryListed(industry="catering", title="餐饮服务", effective_from=date(2026, 3, 2))
    given(INDUSTRY).when(row, at=NOON).then(fact)
    given(INDUSTRY, fact).when(row, at=NOON).nothing()
    given(INDUSTRY, fact).when(c.ListIndustry(industry="catering", title="餐饮"), at=NOON).then(
        IndustryListed(industry="catering", title="餐饮", effective_from=date(2026, 3, 2))
    )
    # Recorded before a day was named: in force since ever.
    given(INDUSTRY, IndustryListed(industry="catering", title="餐饮服务")).when(row, at=NOON).nothing()


def scenario(cls, since, title="餐饮综合查一次"):
    known = {"known": c.ScenarioLookups(INDUSTRIES, DEPARTMENTS, ITEMS)} if cls is c.ListScenario else {}
    return cls(
        **known,
        scenario="S-catering", title=title, industry="catering", lead="421088-market",
        departments=("421088-market",), items=("MKT-0003",), effective_from=since,
    )  # fmt: skip


def test_a_scenario_read_on_another_day_is_no_change():
    given(SCENARIO, scenario(ScenarioListed, JAN)).when(scenario(c.ListScenario, MAR), at=NOON).nothing()
    given(SCENARIO, scenario(ScenarioListed, JAN)).when(scenario(c.ListScenario, MAR, "新"), at=NOON).then(
        scenario(ScenarioListed, MAR, "新")
    )
    given(SCENARIO, scenario(ScenarioListed, MAR)).when(scenario(c.ListScenario, JAN, "新"), at=NOON).refused(
        lists_refusals.BeforeLastEdition
    )


def test_a_scenario_holds_together_lead_departments_items_and_industry():
    def field(**changes):
        return given(SCENARIO).when(scenario(c.ListScenario, JAN).model_copy(update=changes), at=NOON).refused(Invalid).field

    both = ("421088-market", "421088-fire")
    assert field(industry="moon") == "industry"
    assert field(departments=("421088-market", "421088-moon")) == "departments"
    assert field(lead="421088-fire") == "lead"
    assert field(items=("MKT-9999",)) == "items"
    assert field(lead="421088-fire", departments=("421088-fire",)) == "items"
    assert field(industry="food-sales") == "items"
    assert field(departments=(*both, "421088-fire")) == "departments"
    assert field(items=("MKT-0003", "MKT-0003")) == "items"
