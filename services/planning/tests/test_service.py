"""The service on a real database: a year from demands to visits, and what is refused on the way."""

import asyncio
import csv
import io
import json
from collections import Counter
from datetime import date, timedelta

import pytest

from libs.events.catalog.inspection.visit import VisitClosed, VisitCompleted
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.catalog.registry.items import ItemWithdrawn
from services.planning.draw.verify import verify

MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"


async def pack_of(office, draw="D-1"):
    answer = office.ok(await office.get(f"/draws/{draw}/certificate"))
    return answer, json.loads(answer.content)


async def all_visits(office, query=""):
    items, cursor = [], ""
    while cursor is not None:
        page = office.ok(await office.get(f"/visits?limit=20{query}{cursor}", role="planner")).json()
        items += page["items"]
        cursor = page["next"] and f"&cursor={page['next']}"
    return items


async def test_a_draw_plans_one_visit_for_each_chosen_entity_and_anybody_can_verify_it(office):
    await office.plan()
    done = await office.drawn()
    answer, pack = await pack_of(office)
    assert verify(pack).ok
    assert answer.headers["etag"] == f'"{done["certificate"]}"' == f'"{pack["certificate"]}"'
    bearer = {"If-None-Match": answer.headers["etag"]}
    assert (await office.sut.client.get("/v1/draws/D-1/certificate", headers=bearer)).status_code == 304
    visits = await all_visits(office)
    chosen = {entity for stratum in pack["result"]["strata"] for entity in stratum["chosen"]}
    assert Counter(visit["entity"] for visit in visits) == Counter(chosen)
    assert done["visits"] == len(visits) < done["visits_if_separate"]
    assert done["lower_bound_milli"] == pack["result"]["figures"]["visits_lower_bound_bp"] // 10
    assert sum(len(visit["parts"]) for visit in visits) == done["department_checks"]
    # Class D has a ratio of 100 %: every one of them is visited.
    assert {leaf["entity"] for leaf in pack["frame"] if leaf["class"] == "D"} <= chosen
    assert {leaf["class"] for leaf in pack["frame"]} == set("ABCDU")


async def test_a_visit_carries_the_items_of_the_entitys_industries_and_is_led_by_the_scenarios_lead(office):
    await office.plan()
    await office.drawn()
    visits = await all_visits(office)
    for visit in visits:
        items = {item for part in visit["parts"] for item in part["items"]}
        assert ("FIR-0002" in items) <= ("catering" in visit["industries"])
        assert ("FIR-0001" in items) <= ("hotel" in visit["industries"])
        assert not visit["notice_forbidden"]
        assert all(len(part["inspectors"]) == 2 for part in visit["parts"])
        assert visit["parts"][0]["department"] == visit["lead"]
        if visit["industries"] == ["hotel"] and POLICE in visit["departments"]:
            assert visit["lead"] == POLICE
        if visit["industries"] == ["catering"]:
            assert visit["lead"] == (MARKET if MARKET in visit["departments"] else FIRE)
    both = [v for v in visits if v["industries"] == ["catering", "hotel"] and FIRE in v["departments"]]
    assert both
    assert all(
        {"FIR-0001", "FIR-0002"} == set(part["items"]) for v in both for part in v["parts"] if part["department"] == FIRE
    )


async def test_visits_take_turns_over_the_months_of_the_window(office):
    await office.plan(window_from="2026-03-16", window_to="2026-06-05")
    await office.drawn()
    windows = Counter((visit["window_from"], visit["window_to"]) for visit in await all_visits(office))
    assert set(windows) == {("2026-03-16", "2026-03-31"), ("2026-04-01", "2026-04-30"), ("2026-05-01", "2026-06-05")}
    assert max(windows.values()) - min(windows.values()) <= 1


async def test_who_is_silent_is_named_and_the_draw_goes_on(office):
    await office.plan()
    await office.frozen()
    for member in (MARKET, FIRE):
        office.ok(await office.reveal("D-1", member), 201)
    assert office.problem(await office.complete()) == (409, "nonces-awaited")
    draw = (await office.get("/draws/D-1")).json()
    assert await office.sut.pass_time(office.sut.clock.now + timedelta(days=2)) == 1
    assert [fact.member for fact in await office.sut.facts("planning.nonce-missed")] == [POLICE]
    assert office.problem(await office.reveal("D-1", POLICE)) == (409, "reveal-closed")
    office.ok(await office.complete())
    _, pack = await pack_of(office)
    assert pack["result"]["missing"] == [POLICE]
    seen = (await office.get("/draws/D-1")).json()
    assert (draw["state"], seen["state"]) == ("frozen", "completed")
    assert [member["member"] for member in seen["committed"] if member["missed"]] == [POLICE]


async def test_when_all_have_revealed_no_deadline_is_left(office):
    await office.plan()
    await office.drawn()
    assert await office.sut.rows("select * from deadlines") == []
    assert await office.sut.rows("select * from public.draw_secrets") == []


async def test_a_draw_rests_on_what_was_frozen_and_not_on_what_came_later(office):
    await office.plan()
    await office.frozen()
    before = await office.frame()
    gone = EntityStruckOff(entity=office.entity(4), reason="注销", effective_from=date(2025, 11, 1))
    await office.sut.deliver("registry", (f"entity-{office.entity(4)}", gone))
    for member in (MARKET, FIRE, POLICE):
        office.ok(await office.reveal("D-1", member), 201)
    office.ok(await office.complete())
    _, pack = await pack_of(office)
    assert {leaf["entity"]: leaf for leaf in pack["frame"]} == before


async def test_a_completion_that_fails_half_way_leaves_nothing_and_can_be_repeated(office):
    await office.plan()
    await office.frozen()
    for member in (MARKET, FIRE, POLICE):
        office.ok(await office.reveal("D-1", member), 201)
    count = len(await office.sut.facts())
    await office.sut.running.pool.execute("insert into public.packs values ('elsewhere', 'D-1', '')")
    assert (await office.complete()).status_code == 500
    assert len(await office.sut.facts()) == count
    assert (await office.get("/visits", role="planner")).json()["items"] == []
    await office.sut.running.pool.execute("delete from public.packs")
    done = office.ok(await office.complete()).json()
    assert done["visits"] == len(await all_visits(office))


async def test_a_repeated_completion_gets_the_first_answer_and_a_second_one_is_refused(office):
    await office.plan()
    await office.frozen()
    for member in (MARKET, FIRE, POLICE):
        office.ok(await office.reveal("D-1", member), 201)
    keyed = {"role": "planner", "Idempotency-Key": "k-1"}
    first, again = await asyncio.gather(*(office.post("/draws/D-1/completion", **keyed) for _ in range(2)))
    assert office.ok(first).json() == office.ok(again).json()
    assert office.problem(await office.complete()) == (409, "draw-completed")
    assert office.problem(await office.freeze()) == (409, "draw-completed")


async def test_many_freezes_at_once_end_in_one(office):
    await office.plan()
    await office.open()
    answers = await asyncio.gather(*(office.freeze() for _ in range(12)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 11}
    assert len(await office.sut.facts("planning.draw-frozen")) == 1


async def test_demands_are_drawn_once_and_an_amendment_draws_only_the_new_ones(office):
    await office.plan()
    await office.drawn()
    again = {"draw": "D-2", "plan": "P-2026"}
    assert office.problem(await office.post("/draws", again, role="planner")) == (409, "demands-already-drawn")
    office.ok(await office.submit("Q-4", kind="registration", items=["MKT-0014"], industries=["catering"]), 201)
    body = {"demands": None, "window_from": "2026-03-01", "window_to": "2026-11-30"}
    assert office.problem(await office.post("/plans/P-2026/coordination", body, role="planner")) == (422, "reason-missing")
    await office.coordinate(reason="新增登记事项")
    assert office.problem(await office.post("/draws", again, role="planner")) == (409, "plan-not-approved")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    await office.open("D-2")
    assert (await office.get("/draws/D-2")).json()["demands"] == ["Q-4"]
    office.ok(await office.freeze("D-2"))
    planned = {visit["entity"] for visit in await all_visits(office, "&draw=D-1")}
    excluded = {entity for entity, leaf in (await office.frame("D-2")).items() if leaf["excluded"]}
    assert excluded == planned
    assert (await office.get("/draws/D-2")).json()["excluded"] == {"X7": len(planned)}


async def test_two_open_draws_do_not_freeze_the_same_demands(office):
    await office.plan()
    await office.open("D-1")
    second = {"chain": "C-2", "year": 2026, "lead": MARKET}
    office.ok(await office.post("/chains", second, role="planner"), 201)
    await office.open("D-2")
    office.ok(await office.freeze("D-1"))
    assert office.problem(await office.freeze("D-2")) == (409, "demands-already-drawn")


async def test_a_demand_whose_items_have_lapsed_is_not_drawn(office):
    await office.plan()
    withdrawn = ItemWithdrawn(item="POL-0001", effective_from=date(2026, 1, 1), reason="取消")
    await office.sut.deliver("registry", ("item-POL-0001", withdrawn))
    await office.open()
    assert office.problem(await office.freeze()) == (409, "demands-lapsed")
    police = {"department": POLICE, "kind": "hotel-registration", "items": ["POL-0001"], "industries": ["hotel"]}
    assert office.problem(await office.submit("Q-9", **police)) == (422, "item-not-in-force")


async def test_a_signature_counts_only_from_the_members_own_key(office):
    await office.plan()
    await office.open()
    assert office.problem(await office.get("/draws/D-1/manifest")) == (409, "draw-not-frozen")
    office.ok(await office.freeze())
    assert office.problem(await office.sign("D-1", FIRE, key=office.key(POLICE))) == (422, "signature-wrong")
    body = {"member": FIRE, "signature": "not a signature"}
    forged = await office.post("/draws/D-1/signatures", body, role="conference-member", department=FIRE)
    assert office.problem(forged) == (422, "signature-wrong")
    office.ok(await office.sign("D-1", FIRE), 201)
    assert office.problem(await office.sign("D-1", FIRE)) == (409, "already-signed")
    assert len(await office.sut.facts("planning.manifest-signed")) == 1


async def test_a_private_key_is_never_taken(office):
    await office.plan()
    await office.open(members=())
    leaked = await office.commit("D-1", FIRE, public_key=office.key(FIRE).as_dict(private=True))
    assert office.problem(leaked) == (422, "key-unusable")
    assert await office.sut.facts("planning.nonce-committed") == []


async def test_visits_are_cancelled_with_a_reason_until_they_have_taken_place(office):
    await office.plan()
    await office.drawn()
    first, second, third, *_ = await all_visits(office)
    cancel = {"reason": "整体搬迁"}
    answer = office.ok(await office.post(f"/visits/{first['visit']}/cancellation", cancel, role="planner"))
    assert answer.json()["facts"] == ["planning.visit-cancelled"]
    assert answer.headers["etag"] == '"2"'
    again = await office.post(f"/visits/{first['visit']}/cancellation", cancel, role="planner")
    assert office.problem(again) == (409, "visit-cancelled")
    done = VisitCompleted(visit=second["visit"], completed_on=date(2026, 3, 5), record="0" * 64)
    await office.sut.deliver("inspection", (f"visit-{second['visit']}", done))
    late = await office.post(f"/visits/{second['visit']}/cancellation", cancel, role="planner")
    assert office.problem(late) == (409, "visit-done")
    await office.sut.deliver("inspection", (f"visit-{third['visit']}", VisitClosed(visit=third["visit"])))
    states = {visit["visit"]: visit["state"] for visit in await all_visits(office)}
    assert [states[v["visit"]] for v in (first, second, third)] == ["cancelled", "completed", "closed"]
    assert [v["visit"] for v in await all_visits(office, "&state=cancelled")] == [first["visit"]]


async def test_open_visits_of_an_entity_that_is_struck_off_are_cancelled_once(office):
    await office.plan()
    await office.drawn()
    visit = (await all_visits(office))[0]
    gone = EntityStruckOff(entity=visit["entity"], reason="注销", effective_from=date(2026, 4, 1))
    stream = f"entity-{visit['entity']}"
    await office.sut.deliver("registry", (stream, gone), (stream, gone))
    cancelled = await office.sut.facts("planning.visit-cancelled")
    assert [fact.visit for fact in cancelled] == [visit["visit"]]
    assert "注销" in cancelled[0].reason


async def test_demands_and_visits_are_listed_page_by_page_and_downloaded(office):
    assert (await office.get("/demands", role="planner")).json() == {"items": [], "next": None}
    await office.plan()
    await office.drawn()
    page = (await office.get("/demands?limit=2", role="planner")).json()
    rest = (await office.get(f"/demands?limit=2&cursor={page['next']}", role="planner")).json()
    assert [d["demand"] for d in page["items"] + rest["items"]] == ["Q-1", "Q-2", "Q-3"]
    assert rest["next"] is None
    for asked in ({"role": "planner"}, {"role": "department-officer", "department": FIRE}):
        assert [d["demand"] for d in (await office.get(f"/demands?department={FIRE}", **asked)).json()["items"]] == ["Q-2"]
    assert (await office.get("/demands")).status_code == 401
    download = await office.get("/demands/export.csv?lang=codes", role="planner")
    table = list(csv.DictReader(io.StringIO(download.text.removeprefix("\ufeff"))))
    assert [row["items"] for row in table] == ["MKT-0003", "FIR-0001;FIR-0002", "POL-0001"]
    visits = await all_visits(office, f"&department={POLICE}")
    download = await office.get(f"/visits/export.csv?department={POLICE}&lang=codes", role="conference-member")
    rows = list(csv.DictReader(io.StringIO(download.text.removeprefix("\ufeff"))))
    assert [row["visit"] for row in rows] == [visit["visit"] for visit in visits]
    one = visits[0]
    assert (await office.get(f"/visits/{one['visit']}", role="conference-member")).json() == one
    assert {v["visit"] for v in await all_visits(office, f"&entity={one['entity']}")} == {one["visit"]}


async def test_the_figures_add_up(office):
    zero = (await office.get("/figures")).json()
    assert (zero["demands"], zero["visits"], zero["excluded"], zero["recognised_exclusions"]) == (0, 0, {}, 0)
    await office.plan()
    done = await office.drawn()
    figures = (await office.get("/figures?year=2026")).json()
    names = ("department_checks", "visits", "visits_if_separate", "lower_bound_milli", "shortfalls", "shortages")
    assert {name: figures[name] for name in names} == {name: done[name] for name in names}
    assert (figures["departments"], figures["demands"], figures["draws"]) == (3, 3, 1)
    assert (await office.get("/figures?year=2027")).json()["visits"] == 0


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"items": ["MKT-9999"]}, (422, "item-not-in-force")),
        ({"items": ["FIR-0002"]}, (422, "other-departments-item")),
        ({"items": ["MKT-0014"]}, (422, "kind-differs")),
        ({"industries": ["mining"]}, (422, "industry-not-listed")),
        ({"ratios": {"A": 1, "B": 2, "C": 3, "D": 4}}, (422, "class-missing")),
        ({"ratios": {"A": 1, "B": 2, "C": 3, "D": 10_001, "U": 1}}, (422, "invalid-request")),
        ({"year": 2024}, (422, "year-past")),
        ({"kind": "食品卫生"}, (422, "invalid-request")),
        ({"surprise": 1}, (422, "invalid-request")),
    ],
)
async def test_a_refused_demand_leaves_nothing(office, changes, refused):
    assert office.problem(await office.submit("Q-1", **changes)) == refused
    assert await office.sut.facts() == []


async def test_other_peoples_demands_votes_and_commitments_are_refused_and_nothing_is_written(office):
    office.ok(await office.submit("Q-1"), 201)
    body = {"reason": "不需要"}
    for role in ("department-officer", "planner"):
        for demand in ("Q-1", "Q-0"):
            stranger = await office.post(f"/demands/{demand}/withdrawal", body, role=role, department=FIRE)
            assert office.problem(stranger) == (404, "no-such-demand")
    plan = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, "421088-nobody"]}
    assert office.problem(await office.post("/plans", plan, role="planner")) == (422, "invalid")
    vote = {"edition": 1, "member": FIRE, "approve": True}
    other = await office.post("/plans/P-2026/votes", vote, role="conference-member", department=POLICE)
    assert office.problem(other) == (403, "forbidden")
    assert office.problem(await office.vote("P-2026", FIRE)) == (404, "no-such-plan")
    draw = {"draw": "D-1", "plan": "P-2026"}
    assert office.problem(await office.post("/draws", draw, role="planner")) == (404, "no-such-plan")
    assert office.problem(await office.commit("D-1", FIRE)) == (404, "no-such-draw")
    assert office.problem(await office.freeze()) == (404, "no-such-draw")
    assert (await office.get("/visits")).status_code == 401
    assert [fact.fact_type for fact in await office.sut.facts()] == ["planning.demand-submitted"]


async def test_the_reasons_of_planning_are_masked_for_everybody(office):
    said = "店主:张小三申请"
    await office.plan()
    await office.coordinate(demands=["Q-1", "Q-2"], reason=said)
    withdrawal = await office.post("/demands/Q-3/withdrawal", {"reason": said}, role="department-officer", department=POLICE)
    office.ok(withdrawal)
    against = {"edition": 2, "member": FIRE, "approve": False, "reason": said}
    office.ok(await office.post("/plans/P-2026/votes", against, role="conference-member", department=FIRE))
    for path, times in (
        ("/plans", 1), ("/plans/P-2026", 2), ("/plans/P-2026/editions", 2),
        ("/plans/P-2026/editions/difference?before=1&after=2", 1),
    ):  # fmt: skip
        text = (await office.get(path, role="conference-member")).text
        assert "张小三" not in text, path
        assert text.count("店主:张**") == times, text
    assert (await office.get("/demands?state=withdrawn", role="planner")).json()["items"][0]["withdrawn"] == said


async def test_a_demand_leaves_a_plan_before_it_is_withdrawn(office):
    await office.plan()
    withdraw = {"reason": "不需要"}
    held = await office.post("/demands/Q-3/withdrawal", withdraw, role="department-officer", department=POLICE)
    assert office.problem(held) == (409, "demand-joined")
    await office.coordinate(demands=["Q-1", "Q-2"], reason="剔除")
    office.ok(await office.post("/demands/Q-3/withdrawal", withdraw, role="department-officer", department=POLICE))
    body = {"demands": ["Q-3"], "window_from": "2026-03-01", "window_to": "2026-11-30", "reason": "恢复"}
    assert office.problem(await office.post("/plans/P-2026/coordination", body, role="planner")) == (422, "demand-not-open")
    plan = (await office.get("/plans/P-2026")).json()
    assert (plan["edition"], plan["state"], plan["votes"]) == (2, "coordinated", [])
    assert [p["plan"] for p in (await office.get("/plans?state=coordinated")).json()["items"]] == ["P-2026"]


async def test_views_rebuilt_beside_the_living_ones_are_the_same(office):
    await office.plan()
    await office.drawn()
    visit = (await all_visits(office))[0]["visit"]
    office.ok(await office.post(f"/visits/{visit}/cancellation", {"reason": "停业"}, role="planner"))
    office.ok(await office.submit("Q-4", kind="registration", items=["MKT-0014"], industries=["catering"]), 201)
    await office.coordinate(reason="新增")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    await office.open("D-2")
    office.ok(await office.freeze("D-2"))
    tables = [row["tablename"] for row in await office.sut.rows("select tablename from pg_tables where schemaname = 'views'")]
    before = {t: sorted(map(str, await office.sut.rows(f"select * from {t}"))) for t in tables}
    await office.sut.running.rebuild()
    assert {t: sorted(map(str, await office.sut.rows(f"select * from {t}"))) for t in tables} == before
    assert before["deadlines"]
    assert len(before["visits"]) > 10
