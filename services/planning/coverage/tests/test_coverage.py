"""The place's numbers over HTTP; key items covered fully in their cycle; who may ask, and who sits in the conference."""

import csv
import io
from datetime import UTC, date, datetime

from libs.events.catalog.inspection.result import ResultRevoked
from libs.events.catalog.registry.bodies import DepartmentWithdrawn, MandateEnded, MandateGranted
from libs.events.catalog.registry.conference import ConferenceLeft
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.catalog.registry.scenarios import ScenarioWithdrawn
from services.planning.exclusions.testing import adjusted, recorded, result
from services.planning.testing import FIRE, MARKET, NO_CEILINGS, POLICE, seated

DAYS = ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")
HOTELS = 24
"""Entities of the office that are in the hotel trade: FIR-0001 is a key item for them."""


# ---------------------------------------------------------------- the policy


async def test_the_policy_of_a_day_is_the_newest_edition_that_has_begun(office):
    sources = (await office.get("/policy")).json()
    assert (sources["edition"], sources["pack"]["draws_per_year"], sources["pack"]["filing_days"]) == (0, 2, 5)
    for day, draws in (("2026-01-01", 1), ("2026-07-01", 3)):
        body = {"effective_from": day, "pack": {"draws_per_year": draws}, "reason": "联席会决定"}
        office.ok(await office.sut.seconded(await office.post("/policy", body, role="planner"), office.second))
    found = [(await office.get(f"/policy?day={day}")).json() for day in DAYS]
    assert [(p["edition"], p["pack"]["draws_per_year"]) for p in found] == [(0, 2), (1, 1), (1, 1), (2, 3)]
    page = (await office.get("/policy/editions?limit=1")).json()
    rest = (await office.get(f"/policy/editions?cursor={page['next']}")).json()
    assert [p["edition"] for p in page["items"] + rest["items"]] == [1, 2]
    assert (await office.get("/policy?day=2026-07-01")).headers["etag"] == '"2"'


async def test_nonsense_is_refused_in_both_languages_and_leaves_nothing(office):
    for pack, refused in (
        ({"lifts": {"O3": ["X5"]}}, (422, "lifts-the-unliftable")),
        ({"ceilings_bp": {**NO_CEILINGS, "D": 1}}, (422, "ceilings-not-monotone")),
        ({"team_minimum": 1}, (422, "invalid-request")),
        ({"same_kind_per_year": 0}, (422, "invalid-request")),
    ):
        body = {"effective_from": "2026-01-01", "pack": pack, "reason": "试行"}
        assert office.problem(await office.post("/policy", body, role="planner")) == refused
    assert (await office.post("/policy", {}, role="department-officer", department=MARKET)).status_code == 403
    assert await office.sut.facts() == []


async def test_a_draw_is_made_by_the_numbers_in_force_when_it_is_frozen_and_its_manifest_says_so(office):
    await office.plan()
    numbers = {"seats_per_department": 1, "team_minimum": 3, "workload_cap": 50, "pairing_cap": 4, "reserves": 2}
    await office.adopt(**numbers, commit_minutes=10, reveal_minutes=20)
    await office.open()
    draw = (await office.get("/draws/D-1")).json()
    opened, commit, reveal = (datetime.fromisoformat(draw[n]) for n in ("opened_at", "commit_until", "reveal_until"))
    assert (round((commit - opened).total_seconds()), round((reveal - commit).total_seconds())) == (600, 1200)
    office.ok(await office.freeze())
    rules = (await office.get("/draws/D-1/manifest")).json()["rules"]
    assert {name: rules[name] for name in numbers} == numbers


async def test_a_ratio_above_the_ceiling_in_force_is_refused_and_says_how_far_it_may_go(office):
    answer = await office.submit("Q-1", ratios={"A": 501, "B": 2000, "C": 4000, "D": 10_000, "U": 2000})
    assert office.problem(answer) == (422, "ceiling-exceeded")
    assert (answer.json()["field"], answer.json()["value"]) == ("ratios.A", 501)
    await office.adopt(ceilings_bp={**NO_CEILINGS, "A": 501})
    office.ok(await office.submit("Q-1", ratios={"A": 501, "B": 2000, "C": 4000, "D": 10_000, "U": 2000}), 201)
    key = {"department": FIRE, "kind": "fire-safety", "items": ["FIR-0002"], "list_class": "key"}
    assert office.problem(await office.submit("Q-2", **key, industries=["catering"])) == (422, "general-item-as-key")


# ---------------------------------------------------------------- full coverage


async def coverage(office, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    (found,) = office.ok(await office.get(f"/coverage?{asked}")).json()["items"]
    return found


async def test_key_items_say_who_is_covered_in_the_cycle_and_who_is_overdue(office):
    e = office.entity
    issued = result(3, e(3), kinds=("fire-safety",), checked_on=date(2025, 12, 1))
    part = issued.parts[0].model_copy(update={"department": FIRE, "items": ("FIR-0001",)})
    other = part.model_copy(update={"items": ("FIR-0009",)})
    (fact, *_) = await office.sut.deliver(
        "inspection",
        ("visit-V-3", issued.model_copy(update={"parts": (part,)})),
        ("visit-V-6", result(6, e(6), kinds=("fire-safety",)).model_copy(update={"parts": (other,)})),
        ("result-S-9", recorded(9, e(9), department=None, kind="fire-safety", checked_on=date(2025, 1, 31))),
        ("visit-V-12", result(12, e(12), kinds=("fire-safety",)).model_copy(update={"parts": (part,)})),
        ("visit-V-12", ResultRevoked(result="R-12", visit="V-12", entity=e(12), reason="程序错误")),
    )
    gone = EntityStruckOff(entity=e(15), reason="注销", effective_from=date(2025, 11, 1))
    await office.sut.deliver("registry", (f"entity-{e(15)}", gone))
    now = await coverage(office, day="2026-02-01")
    assert now == {
        "item": "FIR-0001", "department": FIRE, "kind": "fire-safety", "months": 12, "entities": HOTELS - 1, "covered": 1,
        "waiting": HOTELS - 3, "overdue": 1, "due_this_year": HOTELS - 2,
    }  # fmt: skip
    page = "/coverage/entities?item=FIR-0001&day=2026-02-01"
    (late,) = office.ok(await office.get(f"{page}&state=overdue", role="inspector", department=FIRE)).json()["items"]
    assert (late["entity"], late["last_day"], late["due_day"], late["visit"]) == (e(9), "2025-01-31", "2026-01-31", None)
    (done,) = office.ok(await office.get(f"{page}&state=covered", role="inspector", department=FIRE)).json()["items"]
    assert (done["entity"], done["last_fact"], done["due_day"]) == (e(3), str(fact.id), "2026-12-01")
    first = office.ok(await office.get(f"{page}&limit=5", role="inspector", department=FIRE)).json()
    rest = office.ok(await office.get(f"{page}&limit=500&cursor={first['next']}", role="inspector", department=FIRE)).json()
    listed = [row["entity"] for row in first["items"] + rest["items"]]
    assert (len(listed), len(set(listed)), listed[0]) == (HOTELS - 1, HOTELS - 1, e(9))
    table = office.ok(
        await office.get("/coverage/entities/export.csv?day=2026-02-01&lang=codes", role="inspector", department=FIRE)
    ).text
    assert [row["entity"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))] == listed
    assert (await office.get(page)).status_code == 401


async def test_the_cycle_is_the_items_own_or_the_policys(office):
    check = ("result-S-3", recorded(3, office.entity(3), department=None, kind="fire-safety", checked_on=date(2025, 8, 31)))
    await office.sut.deliver("inspection", check)

    async def due():
        page = await office.get("/coverage/entities?item=FIR-0001&state=covered", role="inspector", department=FIRE)
        return [row["due_day"] for row in page.json()["items"]]

    assert await due() == ["2026-08-31"]
    await office.adopt(key_cycle_months=6)
    assert await due() == ["2026-02-28"]
    await office.sut.deliver("registry", adjusted("FIR-0001", (), frequency_months=24))
    assert await due() == ["2027-08-31"]


async def test_a_key_demand_that_leaves_out_who_falls_due_is_refused_until_nobody_does(office):
    key = {"department": FIRE, "kind": "fire-safety", "items": ["FIR-0001"], "industries": ["hotel"], "list_class": "key"}
    refused = await office.submit("K-1", **key)
    assert office.problem(refused) == (422, "cycle-broken")
    assert refused.json()["field"] == "ratios.A"
    office.ok(await office.submit("K-1", **key, ratios=NO_CEILINGS), 201)
    await office.sut.deliver("registry", adjusted("FIR-0001", (), frequency_months=36))
    office.ok(await office.submit("K-2", **key), 201)
    office.ok(await office.submit("K-3", **key, year=2027), 201)
    assert office.problem(await office.submit("K-4", **key, year=2028)) == (422, "cycle-broken")


async def test_a_planned_visit_that_will_cover_an_entity_is_shown_beside_it(office):
    await office.plan()
    await office.drawn()
    visits = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    wanted = {v["entity"]: v["visit"] for v in visits if any("FIR-0001" in part["items"] for part in v["parts"])}
    assert wanted
    page = (await office.get("/coverage/entities?item=FIR-0001&limit=500", role="inspector", department=FIRE)).json()["items"]
    assert {row["entity"]: row["visit"] for row in page if row["visit"]} == wanted


# ---------------------------------------------------------------- who may ask, who sits in the conference


def granted(department, **changes):
    fields = {"form": "statutory", "basis": "《示例法》第三条", "effective_from": date(2025, 1, 1), **changes}
    return MandateGranted.model_validate({"department": department, **fields})


async def test_a_body_without_a_mandate_in_force_asks_for_nothing(office):
    office.ok(await office.submit("Q-1"), 201)
    await office.sut.deliver("registry", (f"mandate-{MARKET}", granted(MARKET)))
    office.ok(await office.submit("Q-10"), 201)
    assert office.problem(await office.submit("Q-2")) == (403, "mandate-missing")
    late = granted(FIRE, effective_until=date(2026, 1, 1))
    await office.sut.deliver("registry", (f"mandate-{FIRE}", late))
    this_year = {"department": FIRE, "kind": "fire-safety", "items": ["FIR-0002"], "industries": ["catering"], "year": 2025}
    office.ok(await office.submit("Q-20", **this_year), 201)
    assert office.problem(await office.submit("Q-2")) == (403, "mandate-missing"), "in 2026 it has none"
    ended = MandateEnded(department=MARKET, effective_from=date(2026, 1, 1), reason="机构改革")
    await office.sut.deliver("registry", (f"mandate-{MARKET}", ended))
    assert office.problem(await office.submit("Q-11")) == (403, "mandate-missing")
    again = granted(MARKET, effective_from=date(2026, 1, 1), form="authorised")
    await office.sut.deliver("registry", (f"mandate-{MARKET}", again))
    office.ok(await office.submit("Q-11"), 201)
    gone = DepartmentWithdrawn(department=MARKET, effective_from=date(2026, 1, 1), reason="撤并")
    await office.sut.deliver("registry", (f"department-{MARKET}", gone))
    assert office.problem(await office.submit("Q-12")) == (403, "mandate-missing")


async def test_a_plan_is_drafted_with_the_members_of_the_conference_on_that_day(office):
    plan = {"plan": "P-2026", "year": 2026}
    assert office.problem(await office.post("/plans", plan, role="planner")) == (422, "conference-unknown")
    left = ConferenceLeft(department=POLICE, effective_from=date(2026, 6, 1), reason="机构改革")
    await office.sut.deliver(
        "registry",
        seated(MARKET, date(2025, 1, 1), lead=True),
        seated(POLICE, date(2025, 1, 1)),
        seated(FIRE, date(2025, 12, 1)),
        ("conference", left),
    )
    office.ok(await office.post("/plans", plan, role="planner"), 201)
    drafted = (await office.get("/plans/P-2026")).json()
    assert (drafted["lead"], drafted["members"]) == (MARKET, [MARKET, POLICE]), "fire joins later"
    office.ok(await office.submit("Q-1"), 201)
    await office.coordinate()
    for member in (MARKET, POLICE):
        office.ok(await office.vote("P-2026", member))
    office.sut.clock.now = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    body = {"draw": "D-1", "plan": "P-2026", "beacon": "none"}
    office.ok(await office.post("/draws", body, role="planner"), 201)
    members = (await office.get("/draws/D-1")).json()["members"]
    assert members == [MARKET, FIRE], "who has left does not commit, and nobody draws alone"
    plan = {"plan": "P-2", "year": 2026, "reason": "年中新增"}
    office.ok(await office.post("/plans", plan, role="planner"), 201)
    assert (await office.get("/plans/P-2")).json()["members"] == [MARKET, FIRE]


async def test_a_department_that_was_withdrawn_is_no_member_and_a_scenario_that_was_leads_nothing(office):
    gone = DepartmentWithdrawn(department=POLICE, effective_from=date(2025, 11, 1), reason="撤并")
    scenario = ScenarioWithdrawn(scenario="S-hotel", effective_from=date(2026, 1, 1), reason="合并")
    await office.sut.deliver("registry", ("scenario-S-hotel", scenario))
    await office.plan()
    await office.drawn()
    visits = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    assert POLICE not in {visit["lead"] for visit in visits if len(visit["departments"]) > 1}
    await office.sut.deliver("registry", (f"department-{POLICE}", gone))
    body = {"plan": "P-2", "year": 2026, "lead": MARKET, "members": [MARKET, POLICE]}
    assert office.problem(await office.post("/plans", body, role="planner")) == (422, "invalid")
