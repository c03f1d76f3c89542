"""Nobody acts without a mandate, whatever is decided (X-06, B-08)."""

from libs.events.testing.decisions import given
from services.registry.bodies import commands as bodies_commands
from services.registry.bodies import refusals as bodies_refusals
from services.registry.bodies.decide import INSPECTOR
from services.registry.items import commands as items_commands
from services.registry.items.decide import ITEM
from services.registry.scenarios import commands as scenarios_commands
from services.registry.scenarios.decide import SCENARIO
from services.registry.testing import DEC, DEPARTMENTS, FIRE, INDUSTRIES, ITEMS, JAN, MAR, MARKET, NOON, content, listed


def test_a_body_without_a_mandate_lists_no_item_certifies_nobody_and_takes_no_part():
    without = {MARKET: MAR}
    row = {
        "item": "MKT-0003",
        "content": content(),
        "effective_from": MAR,
        "known": items_commands.ItemLookups(DEPARTMENTS, INDUSTRIES, without),
    }
    for command, facts in (
        (items_commands.ListItem, ()),
        (items_commands.EnterItem, ()),
        (items_commands.AdjustItem, (listed(subject="旧"),)),
    ):
        refused = given(ITEM, *facts).when(command(**row), at=NOON).refused(bodies_refusals.NoMandate)
        assert (refused.value, refused.broken_rule) == (MARKET, "X-06, B-08 法无授权不可为")
    certify = bodies_commands.CertifyInspector(
        inspector="I-1", department=MARKET, certificate="C-1", qualifications=("food",), valid_from=JAN, valid_until=DEC,
        known=bodies_commands.CertificateLookups(without),
    )  # fmt: skip
    given(INSPECTOR).when(certify, at=NOON).refused(bodies_refusals.NoMandate)
    scenario = scenarios_commands.ListScenario(
        scenario="S-1", title="餐饮", industry="catering", lead=FIRE, departments=(FIRE, MARKET), items=("MKT-0003",),
        known=scenarios_commands.ScenarioLookups(INDUSTRIES, DEPARTMENTS, ITEMS, without),
    )  # fmt: skip
    given(SCENARIO).when(scenario, at=NOON).refused(bodies_refusals.NoMandate)
