"""A check at a place of business beside the entity's own (一照多址): its township, its industries, a visit of its own there."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.inspection.visit import OfficerCheckedIn, Proof, VisitAssigned
from libs.events.catalog.planning.filing import FilingSubmitted
from libs.events.catalog.planning.visit import VisitCancelled, VisitConfided, VisitPlanned
from libs.events.catalog.registry import entities as registry
from libs.events.fact import catalog
from services.planning.exclusions.views import queries
from services.planning.filing.testing import FIRE, HOTEL, MARKET, POLICE, blown, file

MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AWAY = "421088101"


@pytest.fixture
async def town(office):
    """The hotel has a second house in another township, and a shop without rooms."""
    await office.conference()
    entity = office.entity(HOTEL)
    south = registry.PremisesContent(name="城南店", township=AWAY)
    shop = registry.PremisesContent(name="特产店", township=AWAY, industries=("catering",))
    await office.sut.deliver(
        "registry",
        (f"entity-{entity}", registry.PremisesListed(entity=entity, premises="2", content=south)),
        (f"entity-{entity}", registry.PremisesListed(entity=entity, premises="3", content=shop)),
    )
    office.sut.clock.now = MARCH
    return office


async def closed(office, day):
    fact = registry.PremisesClosed(entity=office.entity(HOTEL), premises="2", reason="停业", effective_from=day)
    await office.sut.deliver("registry", (f"entity-{fact.entity}", fact))


async def consented(office, filing="F-1"):
    asked = await office.post(f"/filings/{filing}/consent", None, role="planner", department=MARKET)
    return office.ok(asked).json()["visit"]


async def at(office, visit):
    row = office.ok(await office.get(f"/visits/{visit}", role="planner")).json()
    return row["premises"], row["premises_name"], row["township"]


async def test_a_check_at_premises_leads_to_a_visit_there_in_their_township(town):
    town.ok(await file(town, premises="2"), 201)
    seen = town.ok(await town.get("/filings/F-1", role="planner")).json()
    assert (seen["premises"], seen["premises_name"], seen["township"]) == ("2", "城南店", AWAY)
    visit = await consented(town)
    assert await at(town, visit) == ("2", "城南店", AWAY)
    (planned,) = await town.sut.facts("planning.visit-planned")
    assert (planned.premises, planned.premises_name, planned.township) == ("2", "城南店", AWAY)
    rows = town.ok(await town.get(f"/visits?township={AWAY}", role="planner")).json()["items"]
    assert [row["visit"] for row in rows] == [visit]
    sheet = (await town.get("/visits/export.csv?lang=codes", role="planner")).text.splitlines()
    assert dict(zip(sheet[0].split(","), sheet[1].split(","), strict=True))["premises_name"] == "城南店"
    # The business counts once, whichever of its places was checked (L-16).
    for place in ({}, {"premises": "3"}):
        again = await file(town, "F-2", planned_on="2026-06-01", **place)
        assert town.problem(again)[1] in {"cap-reached", "industry-not-listed"}, again.text
    assert town.problem(await file(town, "F-3", planned_on="2026-06-01")) == (409, "cap-reached")


async def test_a_business_with_several_places_stands_in_the_frame_once(town):
    rows = [row["entity"] async for row in queries.register(town.sut.running.pool, on_day=date(2026, 3, 2), entity=None)]
    assert rows.count(town.entity(HOTEL)) == 1
    assert len(rows) == len(set(rows))


async def test_a_check_joins_the_visit_at_its_own_place_alone(town):
    await blown(town)

    async def police(filing, **changes):
        asked = await file(
            town, filing, department=POLICE, kind="hotel-registration", items=["POL-0001"], ground="O7", document="W-1",
            planned_on="2026-03-20", **changes,
        )  # fmt: skip
        town.ok(asked, 201)
        return await consented(town, filing)

    own = await police("F-0")
    elsewhere = town.ok(await file(town, "F-1", premises="2"), 201).json()
    assert (elsewhere["state"], elsewhere["visit"]) == ("awaiting", None)
    assert await consented(town) == "F-1-V"
    assert await at(town, own) == (None, None, "421088100")


async def test_what_is_checked_fits_what_is_done_at_the_place(town):
    assert town.problem(await file(town, premises="3")) == (422, "industry-not-listed")
    assert town.problem(await file(town, premises="9")) == (422, "no-such-premises")
    await closed(town, date(2026, 3, 10))
    assert town.problem(await file(town, premises="2", planned_on="2026-03-10")) == (422, "no-such-premises")
    town.ok(await file(town, premises="2"), 201)


async def test_nobody_is_sent_to_a_place_that_was_closed(town):
    town.ok(await file(town, premises="2"), 201)
    visit = await consented(town)
    # Its window begins before: it may still be made.
    await closed(town, date(2026, 3, 12))
    assert [fact for fact in await town.sut.facts() if isinstance(fact, VisitCancelled)] == []
    entity = town.entity(HOTEL)
    back = registry.PremisesReopened(entity=entity, premises="2", reason="误停用")
    await town.sut.deliver("registry", (f"entity-{entity}", back))
    await closed(town, date(2026, 3, 9))
    (gone,) = [fact for fact in await town.sut.facts() if isinstance(fact, VisitCancelled)]
    assert gone.visit == visit
    assert "停业" in gone.reason


async def test_a_visit_on_which_somebody_has_arrived_goes_on_where_the_place_is_closed(town):
    town.ok(await file(town, premises="2"), 201)
    visit = await consented(town)
    came = OfficerCheckedIn(visit=visit, inspector="I-FIRE-1", department=FIRE, proof=Proof.ENTITY_CODE, at=MARCH)
    await town.sut.deliver("inspection", (f"visit-{visit}", came))
    await closed(town, date(2026, 3, 2))
    assert [fact for fact in await town.sut.facts() if isinstance(fact, VisitCancelled)] == []


async def test_premises_are_numbered_by_code_and_a_visit_at_the_same_number_of_another_is_elsewhere(town):
    """The business goes on under another code, which has a place of the same number."""
    await blown(town)
    asked = await file(
        town, "F-0", department=POLICE, kind="hotel-registration", items=["POL-0001"], ground="O7", document="W-1",
        planned_on="2026-03-20", premises="2",
    )  # fmt: skip
    town.ok(asked, 201)
    await consented(town, "F-0")
    later, earlier = town.entity(HOTEL + 3), town.entity(HOTEL)
    place = registry.PremisesContent(name="城北店", township="421088102")
    await town.sut.deliver(
        "registry",
        (f"entity-{earlier}", registry.EntitySucceeded(entity=earlier, successor=later, reason="个转企")),
        (f"entity-{later}", registry.PremisesListed(entity=later, premises="2", content=place)),
    )
    answer = town.ok(await file(town, "F-1", entity=later, premises="2"), 201).json()
    assert (answer["state"], answer["visit"]) == ("awaiting", None)


def test_what_was_recorded_before_there_were_premises_is_at_the_entitys_own_place():
    for fact, version in ((VisitPlanned, 1), (VisitConfided, 1), (VisitAssigned, 1), (FilingSubmitted, 2)):
        read = catalog.decode(fact.fact_type, version, EXAMPLES[fact])
        assert isinstance(read, fact)
        assert (read.premises, read.premises_name) == (None, None)


VISIT = {
    "visit": "D-1-V00001", "draw": "D-1", "entity": "stall:421088100-0001", "entity_name": "示例摊", "industries": ["catering"],
    "township": "421088100", "lead": FIRE, "parts": [], "method": "onsite", "notice_forbidden": False,
    "window_from": "2026-03-01", "window_to": "2026-03-31",
}  # fmt: skip
FILING = {
    "filing": "F-1", "year": 2026, "department": FIRE, "entity": "stall:421088100-0001", "entity_name": "示例摊",
    "industries": ["hotel"], "township": "421088100", "kind": "fire-safety", "items": ["FIR-0001"], "method": "onsite",
    "basis": "消防法第五十三条", "planned_on": "2026-03-09", "filed_on": "2026-03-02", "filed_by": None,
}  # fmt: skip
TASK = {**VISIT, "due": "2026-03-31T16:00:00Z"}
EXAMPLES = {VisitPlanned: VISIT, VisitConfided: VISIT, VisitAssigned: TASK, FilingSubmitted: FILING}
