"""What follows a visit, on a real database: deadlines, cancellation, lists, rebuild."""

from datetime import UTC, datetime

from libs.events.catalog.planning.visit import VisitCancelled
from libs.events.testing.services import service_under_test
from services.inspection.app import service
from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    MARKET,
    NOW,
    TAX,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
)


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
