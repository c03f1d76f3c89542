"""Counts of classes and figures on a real database."""

from datetime import date

from libs.events.catalog.inspection.visit import Severity
from libs.events.catalog.registry.entities import EntityReinstated, EntityStruckOff
from services.credit.testing import (
    CAFE,
    EXAMPLES,
    SHOP,
    STALL,
    get,
    issued,
    listed,
    open_profiles,
    revoked,
)


async def test_classes_and_figures_count_profiles_changes_and_the_unclassified(credit):
    await credit.deliver("registry", listed(SHOP), listed(STALL), listed(CAFE), listed("stall:421088100-0009"))
    gone = EntityStruckOff(entity="stall:421088100-0009", reason="注销", effective_from=date(2026, 1, 1))
    await credit.deliver("registry", ("entity-stall:421088100-0009", gone))
    await open_profiles(credit)
    await credit.deliver("inspection", issued("1", SHOP, Severity.SERIOUS), issued("2", STALL, Severity.SERIOUS))
    await credit.deliver("inspection", revoked("1", SHOP))
    counted = {c["credit_class"]: (c["profiles"], c["entered"], c["left"]) for c in await get(credit, "/v1/classes")}
    assert counted == {"A": (1, 1, 1), "B": (0, 0, 1), "C": (0, 1, 1), "D": (1, 1, 0), "U": (1, 0, 0)}
    figures = await get(credit, "/v1/figures")
    assert figures["profiles"] == 2
    assert (figures["class_changes"], figures["up"], figures["down"]) == (3, 1, 2)
    assert sum(figures["by_class"].values()) == 2
    assert counted["U"] == (1, 0, 0)
    back = EntityReinstated(entity="stall:421088100-0009", reason="误移出")
    await credit.deliver("registry", ("entity-stall:421088100-0009", back))
    unclassified = {c["credit_class"]: c["profiles"] for c in await get(credit, "/v1/classes")}["U"]
    assert unclassified == 2, "whoever is back is counted again"
    changes = await get(credit, "/v1/changes?limit=2")
    assert [(c["entity"], c["previous"]) for c in changes["items"]] == [(SHOP, "A"), (STALL, "B")]
    assert len((await get(credit, f"/v1/changes?cursor={changes['next']}"))["items"]) == 1


async def test_the_example_jurisdiction_opens_with_its_class_mix(credit):
    text = (EXAMPLES / "421088" / "credit.csv").read_text(encoding="utf-8")
    report = await open_profiles(credit, text)
    assert report["refused"] == 0
    mix = (await get(credit, "/v1/figures"))["by_class"]
    shares = {c: round(1000 * mix[c] / report["rows"]) for c in "ABCD"}
    assert abs(shares["A"] - 654) <= 20
    assert abs(shares["D"] - 15) <= 10
    assert (await open_profiles(credit, text))["facts"] == 0
