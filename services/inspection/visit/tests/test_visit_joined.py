"""An unplanned check that goes with a visit: its department comes, records, and is in the one result."""

from libs.events.catalog.planning.visit import VisitPart, VisitPartJoined
from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    FIRE,
    MARKET,
    TAX,
    certified,
    checks,
    come,
    get,
    market_part,
    on_the_spot,
    planned,
    post,
    refused,
)

T1, T2 = "I-421088-0201", "I-421088-0202"
TAX_PART = {"department": TAX, "checks": checks(["TAX-0001"]), "disposition": "archived"}


def joining(visit="V-1", filing="F-9", department=TAX, items=("TAX-0001",), inspectors=(T1, T2)):
    part = VisitPart(department=department, kinds=("invoices",), items=items, inspectors=inspectors)
    return f"visit-{visit}", VisitPartJoined(visit=visit, filing=filing, part=part)


async def test_the_department_of_a_joined_part_checks_in_records_and_is_in_the_one_result(sut):
    await sut.deliver("registry", certified(T1, TAX), certified(T2, TAX))
    await on_the_spot(sut)
    await refused(sut, "visits/V-1/parts", TAX_PART, "no-such-visit", status=404, who=TAX)
    await sut.deliver("planning", joining(), joining())
    seen = await get(sut, "visits/V-1")
    assert seen["departments"] == [MARKET, FIRE, TAX]
    assert [(p["department"], p["filings"]) for p in seen["parts"]] == [(MARKET, []), (FIRE, []), (TAX, ["F-9"])]
    assert len(await sut.facts("inspection.part-joined")) == 1
    for inspector in (T1, T2):
        await come(sut, "V-1", inspector, TAX)
    await post(sut, "visits/V-1/parts", market_part())
    await post(sut, "visits/V-1/parts", CLEAN_FIRE, who=FIRE)
    answer = {"answer": "confirmed"}
    entity = sut.bearer(ENTITY, roles=["enterprise"])
    await refused(sut, "visits/V-1/answer", answer, "parts-missing", status=409, who=entity)
    await post(sut, "visits/V-1/parts", TAX_PART, who=TAX)
    await post(sut, "visits/V-1/answer", answer, who=entity)
    await post(sut, "visits/V-1/completion", {})
    (issued,) = await sut.facts("inspection.result-issued")
    assert [part.department for part in issued.parts] == [MARKET, FIRE, TAX]
    assert "invoices" in issued.kinds
    assert (await get(sut, "visits/V-1/record"))["intact"]


async def test_what_comes_after_the_part_or_the_visit_is_over_changes_nothing(sut):
    await on_the_spot(sut)
    await post(sut, "visits/V-1/parts", CLEAN_FIRE, who=FIRE)
    before = await sut.facts()
    more = joining(filing="F-8", department=FIRE, items=("FIR-0007",), inspectors=("I-421088-0101",))
    await sut.deliver("planning", more, joining("V-7"))
    assert await sut.facts() == before


async def test_a_department_that_is_on_the_visit_already_does_more_and_a_rebuild_says_the_same(sut):
    more = joining(filing="F-8", department=FIRE, items=("FIR-0007",), inspectors=("I-421088-0103",))
    await sut.deliver("planning", planned(), more)
    seen = await get(sut, "visits/V-1")
    part = next(p for p in seen["parts"] if p["department"] == FIRE)
    assert (part["items"], part["kinds"]) == (["FIR-0002", "FIR-0007"], ["fire-safety", "invoices"])
    assert part["inspectors"][-1] == "I-421088-0103"
    await sut.running.rebuild()
    assert await get(sut, "visits/V-1") == seen
