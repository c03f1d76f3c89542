"""What a filing tells its department of a confided visit on which the department is not: nothing (L-19)."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.codes import Ground, ListClass
from libs.events.catalog.inspection.visit import VisitClosedInConfidence
from libs.events.catalog.planning.visit import VisitConfided, VisitPart
from libs.events.catalog.registry.items import ItemListed
from libs.events.envelope import Meta
from libs.events.store.store import NewFacts
from services.planning.conducting.beacons import Beacons, tick
from services.planning.filing.testing import HOTEL, blown, file
from services.planning.testing import FIRE, MARKET, POLICE, entity, listed

MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
FREE = 6
"""An entity like HOTEL that nobody visits."""
SECRET = VisitConfided(
    visit="D-1-V00007", draw="D-1", entity=entity(HOTEL), entity_name="示例店3", industries=("hotel",), township="421088100",
    lead=POLICE, method="onsite", notice_forbidden=True, window_from=date(2026, 3, 8), window_to=date(2026, 4, 17),
    parts=(VisitPart(department=POLICE, kinds=("fire-safety",), items=("POL-0001",), inspectors=("I-police-1", "I-police-2")),),
)  # fmt: skip
OWN = {"role": "department-officer", "department": FIRE}
OVER = datetime(2026, 4, 17, 16, 1, tzinfo=UTC)
ONE = {"inspectors": ["I-fire-1"]}


@pytest.fixture
async def town(office):
    """The police goes to an entity without notice, on a check of the same kind as the fire brigade's."""
    await office.conference()
    office.sut.clock.now = MARCH
    await office.sut.running.store.append([NewFacts(f"visit-{SECRET.visit}", 0, [SECRET])], Meta("test", "test"), at=MARCH)
    return office


async def both(town, numbers=("F-1", "F-2"), **changes):
    """The answers on a filing at the visited entity and on one at the free entity, without what differs by itself."""
    said = []
    for number, which in zip(numbers, (HOTEL, FREE), strict=True):
        answer = await file(town, number, entity=entity(which), **changes)
        kept = {k: v for k, v in answer.json().items() if k not in {"position", "instance"}}
        said.append((answer.status_code, str(kept).replace(number, "F").replace(entity(which), "E")))
    return said


async def same(town, **changes):
    visited, free = await both(town, **changes)
    assert visited == free
    return visited[0]


async def test_it_is_answered_as_at_an_entity_that_nobody_visits(town):
    assert await same(town, **ONE) == 422
    assert await same(town, planned_on="2026-03-04", numbers=("F-3", "F-4")) == 201
    assert await same(town) == 201
    for number in ("F-1", "F-2"):
        seen = town.ok(await town.get(f"/filings/{number}", role="department-officer", department=FIRE)).json()
        assert (seen["state"], seen["visit"]) == ("awaiting", None)
    assert len(await town.sut.facts("planning.filing-submitted")) == 4
    assert await town.sut.facts("planning.filing-confided") == []


async def test_one_that_needs_no_consent_has_a_visit_of_its_own(town):
    content = listed("FIR-0001").content.model_copy(update={"grounds": (Ground.SAFETY,)})
    await town.sut.deliver(
        "registry", ("item-FIR-0001", ItemListed(item="FIR-0001", edition=1, content=content, effective_from=date(2025, 1, 1)))
    )
    assert await same(town, ground=Ground.SAFETY.value, document="消防法第五十三条", planned_on="2026-03-10") == 201


async def test_the_department_that_goes_joins_its_own_visit(town):
    registration = {
        "department": POLICE,
        "kind": "hotel-registration",
        "items": ["POL-0001"],
        "ground": "O7",
        "document": "W-1",
    }
    await blown(town)
    town.ok(await file(town, entity=entity(HOTEL), **registration), 201)
    seen = town.ok(await town.get("/filings/F-1", role="inspector", department=POLICE)).json()
    assert (seen["state"], seen["visit"]) == ("joined", SECRET.visit)
    stranger = await town.get("/filings/F-1", role="conference-member", department=POLICE)
    assert town.problem(stranger) == (404, "no-such-filing")


async def shown(town, role="operator", department=""):
    rows = town.ok(await town.get("/filings", role=role, department=department)).json()["items"]
    one = [town.ok(await town.get(f"/filings/{row['filing']}", role=role, department=department)).json() for row in rows]
    assert one == rows
    return {
        row["filing"]: {**row, "entity": "", "entity_name": "", "filing": "", "inspectors": [], "submitted_at": ""}
        for row in rows
    }


@pytest.fixture
async def joined(town):
    """F-1 has joined the confided visit, nobody has decided on F-2."""
    kind = {"kind": "public-order", "items": ["FIR-0003"]}
    item = ItemListed(
        item="FIR-0003", edition=1, effective_from=date(2025, 1, 1),
        content=listed("FIR-0001").content.model_copy(update={"kind": "public-order", "list_class": ListClass.KEY}),
    )  # fmt: skip
    await town.sut.deliver("registry", ("item-FIR-0003", item))
    assert await same(town, **kind) == 201
    consented = town.ok(await town.post("/filings/F-1/consent", role="planner")).json()
    assert (consented["state"], consented["visit"]) == ("joined", SECRET.visit)
    return town


async def published(town):
    """All that others hear of the two filings, by filing: what its stream has on the topic and in the feed."""
    said = {"F-1": [], "F-2": []}
    for row in (await town.sut.running.store.read_all(0, 1_000)).events:
        if row.stream in {"filing-F-1", "filing-F-2"}:
            assert row.fact.visibility.open
            said[row.stream.removeprefix("filing-")].append((row.fact.fact_type, row.version, row.meta.actor, row.time))
    return said


async def test_who_decides_joins_it_and_to_others_it_waits_on_until_the_visit_is_told(joined):
    town = joined
    told = await shown(town, "inspector", FIRE)
    assert (told["F-1"]["state"], told["F-1"]["visit"]) == ("joined", SECRET.visit)
    for role, department in (("operator", ""), ("conference-member", FIRE), ("conference-member", MARKET)):
        seen = await shown(town, role, department)
        assert seen["F-1"] == seen["F-2"], role
    assert [
        len(town.ok(await town.get(f"/filings?state={state}", role="operator")).json()["items"])
        for state in ("awaiting", "joined")
    ] == [2, 0]
    for path, body in (("withdrawal", {"reason": "改期"}), ("consent", None)):
        again = await town.post(f"/filings/F-1/{path}", body, **({"role": "planner"} if body is None else OWN))
        assert town.problem(again) == (409, "filing-settled"), path
    assert await town.sut.pass_time(DAY) == 2
    seen = await shown(town)
    assert seen["F-1"]["state"] == "deferred"
    assert seen["F-1"] == seen["F-2"]
    assert len(town.ok(await town.get("/filings?until_year=2027", role="operator")).json()["items"]) == 2


async def test_on_the_topic_it_is_as_one_on_which_nobody_decides_until_the_visit_is_told(joined):
    assert await joined.sut.pass_time(DAY) == 2
    said = await published(joined)
    assert [kind for kind, *_ in said["F-1"]] == ["planning.filing-submitted", "planning.filing-deferred"]
    assert said["F-1"] == said["F-2"]
    own = await shown(joined, "inspector", FIRE)
    assert [own["F-1"][name] for name in ("state", "visit", "until_year", "reason")] == ["joined", SECRET.visit, None, None]
    before = await joined.sut.rows("select * from filings order by filing")
    await joined.sut.running.rebuild()
    assert await joined.sut.rows("select * from filings order by filing") == before
    joined.sut.clock.now = OVER
    await tick(joined.sut.running, Beacons())
    assert [kind for kind, *_ in (await published(joined))["F-1"]][2:] == ["planning.filing-joined"]
    seen = (await shown(joined))["F-1"]
    assert (seen["state"], seen["visit"], seen["until_year"]) == ("joined", SECRET.visit, None)


@pytest.mark.parametrize("day", [MARCH, DAY])
async def test_when_the_visit_is_cancelled_it_is_again_as_one_on_which_nobody_decided(joined, day):
    await joined.sut.pass_time(day)
    joined.ok(await joined.post(f"/visits/{SECRET.visit}/cancellation", {"reason": "停业"}, role="planner"))
    closed = VisitClosedInConfidence(visit=SECRET.visit)
    await joined.sut.deliver("inspection", (f"visit-{SECRET.visit}", closed))
    joined.sut.clock.now = max(day, joined.sut.clock.now)
    said, seen = await published(joined), await shown(joined, "planner")
    assert said["F-1"] == said["F-2"]
    assert seen["F-1"] == seen["F-2"]
    assert seen["F-1"]["state"] == ("awaiting" if day is MARCH else "deferred")


async def test_the_cap_of_a_confided_visit_is_told_to_who_decides_alone(town):
    assert await same(town) == 201
    assert town.problem(await town.post("/filings/F-1/consent", role="planner")) == (409, "cap-reached")
    member = await town.post("/filings/F-1/consent", role="conference-member", department=MARKET)
    assert town.problem(member) == (403, "forbidden")
    assert town.ok(await town.post("/filings/F-2/consent", role="planner")).json()["state"] == "consented"
