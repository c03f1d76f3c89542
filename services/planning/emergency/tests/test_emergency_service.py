"""Entries at once on a real database: the visit that is planned with them, who may rule, what they leave of the caps."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import PartResult
from libs.events.catalog.whistle.call import WhistleClosed
from services.planning.filing.testing import FIRE, HOTEL, MARKET, POLICE, blown, file

FRIDAY = datetime(2026, 3, 6, 10, 5, tzinfo=UTC)
"""Five past six in the evening: nobody is asked beforehand."""


@pytest.fixture
async def town(office):
    await office.conference()
    office.sut.clock.now = FRIDAY
    return office


async def enter(office, emergency="E-1", *, department=FIRE, **changes):
    body = {
        "emergency": emergency, "department": department, "entity": office.entity(HOTEL), "items": ["FIR-0001"], "ground": "O3",
        "danger": "燃气泄漏", "inspectors": ["I-FIRE-0", "I-FIRE-1"], "head": "head-fire", "entered_at": "2026-03-06T09:55:00Z",
        **changes,
    }  # fmt: skip
    return await office.post("/emergencies", body, role="inspector", department=department)


async def one(office, emergency="E-1"):
    return office.ok(await office.get(f"/emergencies/{emergency}", role="auditor")).json()


async def visit_of(office, visit="E-1-E"):
    return office.ok(await office.get(f"/visits/{visit}", role="planner")).json()


async def rule(office, emergency="E-1", *, department=MARKET, **changes):
    body = {"justified": True, "reason": "泄漏属实", **changes}
    return await office.post(f"/emergencies/{emergency}/ruling", body, role="planner", department=department)


async def test_an_entry_is_a_visit_of_that_day_and_the_two_after_it(town):
    answer = town.ok(await enter(town), 201).json()
    assert answer["visit"] == "E-1-E"
    visit = await visit_of(town)
    seen = {name: visit[name] for name in ("origin", "cause", "lead", "window_from", "window_to", "state", "sealed")}
    assert seen == {
        "origin": "emergency", "cause": "E-1", "lead": FIRE, "window_from": "2026-03-06", "window_to": "2026-03-08",
        "state": "planned", "sealed": False,
    }  # fmt: skip
    assert visit["parts"][0]["inspectors"] == ["I-FIRE-0", "I-FIRE-1"]
    entry = await one(town)
    assert (entry["state"], entry["to_rule"], entry["rule_by"]) == ("entered", MARKET, answer["rule_by"])
    assert entry["rule_by"].startswith("2026-03-13T15:59:59"), "the fifth working day after the entry"


async def test_a_second_department_comes_to_the_same_visit(town):
    town.ok(await enter(town), 201)
    police = {"items": ["POL-0001"], "inspectors": ["I-POLICE-0", "I-POLICE-1"], "head": "head-police"}
    answer = town.ok(await enter(town, "E-2", department=POLICE, **police), 201).json()
    assert answer["visit"] == "E-1-E"
    visit = await visit_of(town)
    assert [part["department"] for part in visit["parts"]] == [FIRE, POLICE]
    elsewhere = town.ok(await enter(town, "E-3", entity=town.entity(6)), 201).json()
    assert elsewhere["visit"] == "E-3-E"


async def test_only_an_open_whistle_about_the_entity_is_a_cause(town):
    o7 = {"ground": "O7", "danger": None}
    assert town.problem(await enter(town, **o7, cause="W-1")) == (422, "cause-unknown")
    await blown(town, "W-2", number=6)
    assert town.problem(await enter(town, **o7, cause="W-2")) == (422, "cause-unknown"), "about another entity"
    await blown(town)
    town.ok(await enter(town, **o7, cause="W-1"), 201)
    await town.sut.deliver("whistle", ("whistle-W-1", WhistleClosed(whistle="W-1")))
    assert town.problem(await enter(town, "E-2", **o7, cause="W-1")) == (422, "cause-unknown"), "it is closed"


async def test_another_member_rules_and_the_entering_department_does_not(town):
    town.ok(await enter(town), 201)
    assert (await rule(town, department=FIRE)).status_code == 403
    town.ok(await rule(town, justified=False, reason="并无危险"))
    entry = await one(town)
    assert (entry["state"], entry["ruled_by"], entry["reason"], entry["late"]) == ("unjustified", MARKET, "并无危险", False)
    assert town.problem(await rule(town)) == (409, "emergency-already-ruled")


async def test_on_the_leads_own_entry_another_member_rules(town):
    market = {
        "department": MARKET, "items": ["MKT-0003"], "inspectors": ["I-MARKET-0", "I-MARKET-1"], "head": "head-market",
    }  # fmt: skip
    town.ok(await enter(town, **market), 201)
    assert (await rule(town)).status_code == 403
    town.ok(await rule(town, department=POLICE))
    assert (await one(town))["ruled_by"] == POLICE


async def test_a_ruling_that_does_not_come_is_the_leads(town):
    town.ok(await enter(town), 201)
    await town.sut.pass_time(FRIDAY + timedelta(days=8))
    (passed,) = await town.sut.facts("planning.clock-passed")
    assert (passed.owner, passed.stage) == (MARKET, "emergency-ruling")
    assert (await one(town))["overdue"]
    town.ok(await rule(town))
    assert (await one(town))["late"]


async def test_a_check_that_was_entered_at_once_uses_up_no_cap(town):
    town.ok(await enter(town), 201)
    why = (await town.get(f"/entities/{town.entity(HOTEL)}/why", role="planner")).json()
    assert [cap for cap in why["caps"] if cap["kind"] == "fire-safety"] == []
    part = PartResult(
        department=FIRE, kinds=("fire-safety",), items=("FIR-0001",), problems=0, worst=None, disposition="archived"
    )
    checked = ResultIssued(
        result="R-1", visit="E-1-E", entity=town.entity(HOTEL), entity_name="示例店", industries=("hotel",), kinds=part.kinds,
        lead=FIRE, problems=0, record="a" * 64, checked_on=FRIDAY.date(), parts=(part,),
    )  # fmt: skip
    await town.sut.deliver("inspection", ("visit-E-1-E", checked))
    why = (await town.get(f"/entities/{town.entity(HOTEL)}/why", role="planner")).json()
    assert [cap for cap in why["caps"] if cap["kind"] == "fire-safety"] == []
    assert "X1" not in [reason["code"] for reason in why["now"]["excluded"]]
    filed = town.ok(await file(town, planned_on="2026-04-20"), 201).json()
    assert (filed["state"], filed["visit"]) == ("awaiting", None), "the year's check of the kind is still to be made"


async def test_entries_are_listed_and_exported_for_those_whose_matter_they_are(town):
    town.ok(await enter(town), 201)
    own = (await town.get("/emergencies?state=entered", role="head", department=FIRE)).json()
    assert [row["emergency"] for row in own["items"]] == ["E-1"]
    assert (await town.get("/emergencies", role="head", department=POLICE)).json()["items"] == []
    table = town.ok(await town.get("/emergencies/export.csv", role="auditor")).text
    assert "待认定" in table
    assert "燃气泄漏" in table
