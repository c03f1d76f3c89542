"""What follows a visit, on a real database: rectification, deadlines, results, imports, lists, rebuild."""

from datetime import UTC, date, datetime

from libs.events.catalog.planning.visit import VisitCancelled
from libs.events.testing import service_under_test
from services.inspection.app import service
from services.inspection.tests.desk import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    FINDING,
    FIRE,
    M1,
    MARKET,
    NOW,
    PROOF,
    TAX,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
    refused,
)


async def test_rectifications_are_ordered_per_department_and_the_last_one_passed_closes_the_visit(sut):
    await on_the_spot(sut)
    fire = {**CLEAN_FIRE, "disposition": "ordered-to-rectify", "findings": [{**FINDING, "finding": "F-2", "item": "FIR-0002"}]}
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"), fire=fire)
    assert done["facts"][2:] == ["inspection.rectification-ordered"] * 2
    assert (await get(sut, "visits/V-1"))["state"] == "completed"
    first, second = done["rectifications"][MARKET], done["rectifications"][FIRE]
    (ordered, _) = await sut.facts("inspection.rectification-ordered")
    assert (ordered.findings, ordered.due.date()) == (("F-1",), date(2026, 3, 31))
    entity = sut.bearer(ENTITY, roles=["enterprise"])
    stranger = sut.bearer("stall:421088100-0002", roles=["enterprise"])
    await refused(sut, f"rectifications/{first}/report", {}, "not-your-entity", status=403, who=stranger)
    await post(sut, f"rectifications/{first}/report", {"evidence": [PROOF]}, who=entity)
    passes = {"inspector": M1, "passed": True}
    await refused(sut, f"rectifications/{first}/recheck", {"inspector": M1, "passed": False}, "failure-unreasoned", status=422)
    await refused(sut, f"rectifications/{first}/recheck", {**passes, "inspector": F1}, "not-certified", status=422)
    await refused(sut, f"rectifications/{first}/recheck", passes, "forbidden", status=403, who=FIRE)
    passed = await post(sut, f"rectifications/{first}/recheck", passes)
    assert passed["facts"] == ["inspection.rectification-passed"]
    last = await post(sut, f"rectifications/{second}/recheck", {"inspector": F1, "passed": True}, who=FIRE)
    assert last["facts"] == ["inspection.rectification-passed", "inspection.visit-closed"]
    assert (await get(sut, "visits/V-1"))["state"] == "closed"
    page = await get(sut, "rectifications", state="passed", limit=1)
    assert [r["rectification"] for r in page["items"]] == [first]
    rest = await get(sut, "rectifications", state="passed", limit=1, cursor=page["next"])
    assert ([r["rectification"] for r in rest["items"]], rest["next"]) == ([second], None)


async def test_deadlines_that_pass_are_facts_once(sut):
    await on_the_spot(sut)
    await sut.deliver("planning", planned("V-2"))
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    assert await sut.pass_time(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == 0
    assert await sut.pass_time(datetime(2026, 3, 31, 17, 0, tzinfo=UTC)) == 2
    assert await sut.pass_time(datetime(2026, 6, 1, tzinfo=UTC)) == 0
    assert [f.visit for f in await sut.facts("inspection.visit-overdue")] == ["V-2"]
    (late,) = await sut.facts("inspection.rectification-overdue")
    assert late.rectification == done["rectifications"][MARKET]
    assert [v["visit"] for v in (await get(sut, "visits", overdue="true"))["items"]] == ["V-2"]
    figures = await get(sut, "figures")
    assert (figures["overdue_visits"], figures["rectifications_open"], figures["rectifications_overdue"]) == (1, 1, 1)


async def test_a_result_is_revoked_by_the_lead_alone(sut):
    await on_the_spot(sut)
    result = (await finish(sut))["result"]
    body = {"reason": "采样程序有误"}
    await refused(sut, f"results/{result}/revocation", body, "forbidden", status=403, who=FIRE)
    await refused(sut, "results/R-none/revocation", body, "no-such-result", status=404)
    assert (await post(sut, f"results/{result}/revocation", body))["facts"] == ["inspection.result-revoked"]
    assert (await get(sut, f"results/{result}"))["revoked"] == "采样程序有误"


async def test_planning_takes_back_what_has_not_begun(sut):
    await on_the_spot(sut)
    await sut.deliver("planning", planned("V-2"))
    await sut.deliver(
        "planning", *((f"visit-{v}", VisitCancelled(visit=v, reason="已由上级检查")) for v in ("V-1", "V-2", "V-9"))
    )
    states = {v["visit"]: v["state"] for v in (await get(sut, "visits"))["items"]}
    assert states == {"V-1": "under-way", "V-2": "cancelled"}


async def test_an_instance_of_a_department_owns_only_the_visits_it_leads(database, issuer):
    async with service_under_test(service, database, issuer, now=NOW, departments=FIRE) as own:
        await own.deliver("planning", planned("V-1"), planned("V-2", lead=FIRE))
        assert [f.visit for f in await own.facts()] == ["V-2"]


IMPORT = (
    "result,entity,kind,checked_on,score,problems,origin\r\n"
    "S-1,stall:1,food-hygiene,2016-05-03,92,Unclean floors|No handwashing,lives\r\n"
    "S-2,stall:2,food-hygiene,2016-05-03,,,lives\r\n"
    "S-3,stall:3,food-hygiene,2016-13-03,80,,lives\r\n"
    "S-4,stall:4,food-hygiene,2026-03-11,80,,lives\r\n"
    "S-5,stall:5,food-hygiene,2016-05-03,101,,lives\r\n"
)


async def test_results_from_a_file_are_recorded_once_and_bad_rows_are_named(sut):
    headers = {**sut.bearer("r-1", roles=["registrar"]), "content-type": "text/csv"}
    report = (await sut.client.post("/v1/imports/results", content=IMPORT.encode(), headers=headers)).json()
    assert (report["rows"], report["accepted"], report["refused"]) == (5, 2, 3), report
    assert [(r["line"], r["field"]) for r in report["refusals"]] == [(4, "checked_on"), (5, "checked_on"), (6, "score")]
    again = (await sut.client.post("/v1/imports/results", content=IMPORT.encode(), headers=headers)).json()
    assert (again["accepted"], again["unchanged"], again["facts"]) == (0, 2, 0)
    seen = await get(sut, "recorded-results", entity="stall:1")
    assert seen["items"][0]["problems"] == ["Unclean floors", "No handwashing"]


async def test_a_file_may_say_who_checked_and_nothing_else_that_it_likes(sut):
    headers = {**sut.bearer("r-1", roles=["registrar"]), "content-type": "text/csv"}
    head, row = "result,entity,kind,checked_on,score,problems,origin", "S-7,stall:7,food-hygiene,2026-02-03,92,,city"
    rows = f"{row},421000-market\nS-8,stall:8,food-hygiene,2026-02-03,,,city,\nS-9,stall:9,fire,2026-02-03,,,city,市局\n"
    named = f"{head},department\n{rows}".encode()
    report = (await sut.client.post("/v1/imports/results", content=named, headers=headers)).json()
    assert (report["accepted"], report["refused"], report["refusals"][0]["field"]) == (2, 1, "department")
    assert [f.department for f in await sut.facts("inspection.result-recorded")] == ["421000-market", None]
    seen = await get(sut, "recorded-results", entity="stall:7")
    assert seen["items"][0]["department"] == "421000-market"
    without = f"{head}\nS-8,stall:8,food-hygiene,2026-02-03,,,city\n".encode()
    again = (await sut.client.post("/v1/imports/results", content=without, headers=headers)).json()
    assert (again["unchanged"], again["refused"]) == (1, 0), "without the column a row means the same as with an empty one"
    for wrong in (f"{head},officer\n", f"{head},origin\n", "result,entity,kind,checked_on,score,problems,department\n"):
        answer = await sut.client.post("/v1/imports/results", content=wrong.encode(), headers=headers)
        assert (answer.status_code, answer.json()["field"]) == (422, "header")


async def test_lists_page_filter_are_empty_politely_and_export_safely(sut):
    assert await get(sut, "visits") == {"items": [], "next": None}
    await sut.deliver("planning", *(planned(f"V-{n}") for n in range(1, 6)))
    seen, cursor = [], None
    while True:
        page = await get(sut, "visits", limit=2, department=FIRE, **({"cursor": cursor} if cursor else {}))
        seen += [v["visit"] for v in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"V-{n}" for n in range(1, 6)]
    assert (await get(sut, "visits", department=TAX))["items"] == []
    assert len((await get(sut, "visits", entity=ENTITY, state="assigned", township="421088100"))["items"]) == 5
    file = await sut.client.get("/v1/visits/export.csv", headers=officer(sut, MARKET))
    lines = file.text.splitlines()
    assert (file.headers["content-type"], len(lines)) == ("text/csv; charset=utf-8", 6)
    assert "'=容城恒洪烧烤摊(示例)" in lines[1]
    empty = await sut.client.get("/v1/rectifications/export.csv", headers=officer(sut, MARKET))
    assert len(empty.text.splitlines()) == 1


async def test_views_rebuilt_beside_the_living_ones_are_the_same(sut):
    await on_the_spot(sut)
    await on_the_spot(sut, "V-2")
    clue = {"finder": MARKET, "competent": TAX, "matter": "涉嫌未开具发票"}
    await post(sut, "visits/V-1/clues", clue, status=201)
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    await post(sut, f"rectifications/{done['rectifications'][MARKET]}/report", {})
    await post(sut, f"results/{done['result']}/revocation", {"reason": "采样程序有误"})
    await sut.deliver("planning", planned("V-3"), ("visit-V-3", VisitCancelled(visit="V-3", reason="已由上级检查")))
    tables = [
        "departments", "items", "inspectors", "visits", "parts", "check_ins", "findings", "clues", "results",
        "rectifications", "recorded_results", "deadlines",
    ]  # fmt: skip
    before = {t: await sut.rows(f"select * from {t} order by 1, 2") for t in tables}
    await sut.running.rebuild()
    assert {t: await sut.rows(f"select * from {t} order by 1, 2") for t in tables} == before
    assert all(before[t] for t in tables if t != "recorded_results")
