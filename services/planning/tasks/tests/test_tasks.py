"""A plan in depth: who leads what, at how many, what is left out, and what an edition changed."""

import csv
import io
import json
from datetime import UTC, date, datetime

from libs.events.catalog.registry.scenarios import ScenarioWithdrawn
from services.planning.filing.testing import file

MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"


async def tasks_of(office):
    body = office.ok(await office.get("/plans/P-2026/tasks", role="planner")).json()
    return body, {task["industry"]: task for task in body["tasks"]}


async def test_the_task_list_names_lead_departments_items_entities_and_window_of_each_industry(office):
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    drafted, _ = await tasks_of(office)
    assert (drafted["edition"], drafted["tasks"], drafted["window_from"]) == (0, [], None)
    for demand in ("Q-1", "Q-2", "Q-3"):
        office.ok(await office.submit(demand), 201)
    await office.coordinate()
    seen, tasks = await tasks_of(office)
    assert (seen["edition"], seen["state"], seen["warnings"]) == (1, "coordinated", 1)
    assert (seen["industries"], seen["departments"], seen["items"]) == (2, 3, 4)
    hotel, catering = tasks["hotel"], tasks["catering"]
    assert (hotel["scenario"], hotel["title"], hotel["lead"]) == ("S-hotel", "旅馆住宿综合查一次", POLICE)
    assert (hotel["co_departments"], hotel["absent"], hotel["warning"]) == ([FIRE, MARKET], [], None)
    assert hotel["items"] == ["FIR-0001", "MKT-0003", "POL-0001"]
    # No scenario: said so, and led as its visits are.
    assert (catering["scenario"], catering["lead"], catering["co_departments"]) == (None, MARKET, [FIRE])
    assert "无综合查一次场景" in catering["warning"]
    rows = await office.sut.rows(
        "select coalesce(c.credit_class, 'U') as class, count(*) from entities e left join classes c using (entity)"
        " where 'hotel' = any(e.industries) group by 1"
    )
    assert hotel["entities"] == {"A": 0, "B": 0, "C": 0, "D": 0, "U": 0} | {r["class"]: r["count"] for r in rows}
    police = next(d for d in hotel["demands"] if d["department"] == POLICE)
    assert police["expected"] == round(sum(hotel["entities"][c] * police["ratios"][c] for c in "ABCDU") / 10_000) > 0
    assert (police["window_from"], police["window_to"]) == ("2026-03-01", "2026-11-30")
    table = (await office.get("/plans/P-2026/tasks/export.csv?lang=codes", role="planner")).text.removeprefix("\ufeff")
    listed = list(csv.DictReader(io.StringIO(table)))
    assert [(row["industry"], row["demand"]) for row in listed] == [
        ("catering", "Q-1"), ("catering", "Q-2"), ("hotel", "Q-1"), ("hotel", "Q-2"), ("hotel", "Q-3"),
    ]  # fmt: skip
    over = ScenarioWithdrawn(scenario="S-hotel", effective_from=date(2026, 1, 1), reason="并入其他场景")
    await office.sut.deliver("registry", ("scenario-S-hotel", over))
    assert (await tasks_of(office))[1]["hotel"]["scenario"] is None


async def test_what_the_plan_leaves_out_is_listed_key_items_first(office):
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    office.ok(await office.submit("Q-1"), 201)
    await office.coordinate()
    seen = office.ok(await office.get("/plans/P-2026/coverage", role="planner")).json()
    assert (seen["in_force"], seen["covered"], seen["covered_bp"], seen["missing_key"]) == (5, 1, 2000, 1)
    assert [item["item"] for item in seen["missing"]] == ["FIR-0001", "FIR-0002", "MKT-0014", "POL-0001"]
    table = (await office.get("/plans/P-2026/coverage/export.csv?lang=codes", role="planner")).text.removeprefix("\ufeff")
    assert [row["list_class"] for row in csv.DictReader(io.StringIO(table))] == ["key", "general", "general", "general"]
    assert office.problem(await office.get("/plans/P-1999/coverage")) == (404, "no-such-plan")


async def test_editions_stay_readable_with_their_votes_and_the_difference_says_what_changed(office):
    await office.plan()
    against = {"edition": 2, "member": POLICE, "approve": False, "reason": "检查频次过高"}
    office.ok(await office.coordinate(demands=["Q-1", "Q-2"], window_to="2026-10-31", reason="旅馆检查另行安排"))
    vote = await office.post("/plans/P-2026/votes", against, role="conference-member", department=POLICE)
    office.ok(vote)
    seen = office.ok(await office.get("/plans/P-2026/editions", role="conference-member")).json()["editions"]
    assert [(e["edition"], e["state"], e["votes_for"], e["reason"]) for e in seen] == [
        (1, "approved", 2, None), (2, "coordinated", None, "旅馆检查另行安排"),
    ]  # fmt: skip
    assert [(v["member"], v["approve"], v["reason"]) for v in seen[1]["votes"]] == [(POLICE, False, "检查频次过高")]
    assert (seen[0]["not_voted"], seen[1]["not_voted"]) == ([POLICE], [MARKET, FIRE])
    changed = office.ok(await office.get("/plans/P-2026/editions/difference", role="planner")).json()
    assert (changed["before"], changed["after"], changed["reason"]) == (1, 2, "旅馆检查另行安排")
    assert (changed["demands_added"], changed["demands_removed"], changed["demands_kept"]) == ([], ["Q-3"], 2)
    assert changed["window_changed"]
    back = (await office.get("/plans/P-2026/editions/difference?before=2&after=1", role="planner")).json()
    assert back["demands_added"] == ["Q-3"]
    assert office.problem(await office.get("/plans/P-2026/editions/difference?before=1&after=7")) == (404, "no-such-edition")
    before = await office.sut.rows("select * from plan_editions order by edition")
    await office.sut.running.rebuild()
    assert await office.sut.rows("select * from plan_editions order by edition") == before


async def test_the_public_is_shown_approved_editions_alone(office):
    paths = ("tasks", "tasks/export.csv", "coverage", "coverage/export.csv", "editions")

    async def read(path, **caller):
        return office.ok(await office.get(f"/plans/P-2026/{path}", **caller)).text

    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    for demand in ("Q-1", "Q-2", "Q-3"):
        office.ok(await office.submit(demand), 201)
    drafted = [await read(path) for path in paths[1:4]]
    await office.coordinate()
    assert [await read(path) for path in paths[1:4]] == drafted
    for path in ("tasks", "editions"):
        assert "Q-1" not in await read(path)
        assert "Q-1" not in await read(path, role="operator-of-nothing")
        assert "Q-1" in await read(path, role="conference-member", department=POLICE)
        assert "Q-1" in await read(path, role="department-officer", department=POLICE)
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    approved = [await read(path) for path in paths]
    assert approved == [await read(path, role="planner") for path in paths]
    # An amendment that is voted on leaves to the public what was approved.
    await office.coordinate(demands=["Q-1"], reason="旅馆检查另行安排")
    seen = json.loads(await read("tasks"))
    assert (seen["edition"], seen["state"], seen["departments"]) == (1, "approved", 3)
    assert [await read(path) for path in paths] == approved
    assert "旅馆检查另行安排" not in await read("editions")
    refused = await office.get("/plans/P-2026/editions/difference?before=1&after=2")
    assert office.problem(refused) == (404, "no-such-edition")
    assert json.loads(await read("editions/difference?before=1&after=2", role="planner"))["demands_removed"] == ["Q-2", "Q-3"]


async def test_a_check_deferred_to_the_plan_is_taken_up_or_left_out_with_a_reason(office):
    office.sut.clock.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    assert (await file(office, planned_on="2026-03-04")).json()["state"] == "deferred"
    office.sut.clock.now = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    body = {"plan": "P-2027", "year": 2027, "lead": MARKET, "members": [MARKET, FIRE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    office.ok(await office.submit("Q-1", year=2027), 201)
    edition = {"demands": None, "window_from": "2027-03-01", "window_to": "2027-11-30"}
    refused = await office.post("/plans/P-2027/coordination", edition, role="planner")
    assert office.problem(refused) == (422, "deferred-left-out")
    assert refused.json()["value"] == ["F-1"]
    office.ok(await office.post("/plans/P-2027/coordination", {**edition, "reason": "事项已移交"}, role="planner"))
    seen = (await office.get("/plans/P-2027/coverage", role="planner")).json()
    assert [left["filing"] for left in seen["deferred_left_out"]] == ["F-1"]
    office.ok(await office.submit("Q-2", year=2027), 201)
    office.ok(await office.post("/plans/P-2027/coordination", edition, role="planner"))
    assert (await office.get("/plans/P-2027/coverage", role="planner")).json()["deferred_left_out"] == []


async def test_a_plan_drafted_within_its_year_says_why_and_shows_it(office):
    office.sut.clock.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE]}
    assert office.problem(await office.post("/plans", body, role="planner")) == (422, "drafted-late")
    office.ok(await office.post("/plans", {**body, "reason": "机构改革后补编"}, role="planner"), 201)
    assert (await office.get("/plans/P-2026")).json()["draft_reason"] == "机构改革后补编"
