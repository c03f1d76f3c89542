"""Rectifications on a real database."""

from datetime import UTC, date, datetime

from libs.events.catalog.inspection.handling import FindingAssigned, Handling
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.envelope import Meta
from libs.events.store.store import NewFacts
from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    F2,
    FINDING,
    FIRE,
    M1,
    M2,
    MARKET,
    NOW,
    PROOF,
    TAX,
    bring,
    checks,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    post,
    recheck,
    refused,
)

BAD = {"reason": "通道仍然堵塞"}


async def test_rectifications_are_ordered_per_department_and_the_last_one_passed_closes_the_visit(sut):
    await on_the_spot(sut)
    found = [{**FINDING, "finding": "F-2", "item": "FIR-0002"}]
    fire = {**CLEAN_FIRE, "disposition": "ordered-to-rectify", "findings": found, "checks": checks(["FIR-0002"], found)}
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"), fire=fire)
    assert done["facts"][2:] == ["inspection.rectification-ordered"] * 2 + ["inspection.finding-assigned"] * 2
    assert (await get(sut, "visits/V-1"))["state"] == "completed"
    first, second = done["rectifications"][MARKET], done["rectifications"][FIRE]
    (ordered, _) = await sut.facts("inspection.rectification-ordered")
    assert (ordered.findings, ordered.due.date()) == (("F-1",), date(2026, 3, 31))
    entity = sut.bearer(ENTITY, roles=["enterprise"])
    stranger = sut.bearer("stall:421088100-0002", roles=["enterprise"])
    await refused(sut, f"rectifications/{first}/report", {}, "no-such-rectification", status=404, who=stranger)
    await post(sut, f"rectifications/{first}/report", {"evidence": [PROOF]}, who=entity)
    path, fails = f"rectifications/{first}/recheck", recheck(reason="", finding="F-1")
    await refused(sut, path, {**fails, "reason": None}, "failure-unreasoned", status=422)
    await refused(sut, path, recheck(officers=[M1, F1]), "not-certified", status=422)
    await refused(sut, path, recheck(officers=[M1]), "too-few-officers", status=422)
    await refused(sut, path, recheck(finding="F-2"), "checks-incomplete", status=422)
    await refused(sut, path, recheck(), "no-such-rectification", status=404, who=FIRE)
    desk = sut.bearer("o-9", roles=["inspector"], departments=[MARKET], inspector=["I-421088-0009"])
    await refused(sut, path, recheck(), "forbidden", status=403, who=desk)
    passed = await post(sut, path, recheck())
    assert passed["facts"] == ["inspection.rectification-passed", "inspection.finding-settled"]
    seen = (await get(sut, f"rectifications/{first}"))["rechecks"]
    assert [(r["passed"], r["officers"], r["checks"]) for r in seen] == [
        (True, [M1, M2], [{"finding": "F-1", "mended": True, "note": None}])
    ]
    last = await post(sut, f"rectifications/{second}/recheck", recheck(finding="F-2", officers=[F1, F2]), who=FIRE)
    assert last["facts"][1:] == ["inspection.finding-settled", "inspection.visit-closed"]
    assert (await get(sut, "visits/V-1"))["state"] == "closed"
    page = await get(sut, "rectifications", state="passed", limit=1)
    # Numbers tell no time, and the list is in their order.
    one, other = sorted((first, second))
    assert [r["rectification"] for r in page["items"]] == [one]
    rest = await get(sut, "rectifications", state="passed", limit=1, cursor=page["next"])
    assert ([r["rectification"] for r in rest["items"]], rest["next"]) == ([other], None)


async def a_hazard(sut, *numbers):
    """The findings were reported as a hazard, after which they may be ordered to be mended."""
    version = (await get(sut, "visits/V-1"))["version"]
    facts = [FindingAssigned(visit="V-1", finding=each, department=FIRE, handling=Handling.HAZARD) for each in numbers]
    meta = Meta("tester", "00000000-0000-4000-8000-000000000000")
    await sut.running.store.append([NewFacts("visit-V-1", version, facts)], meta, at=NOW)


async def test_a_department_orders_what_it_found_with_a_day_of_its_own(sut):
    await on_the_spot(sut)
    two = [{**FINDING, "finding": number, "item": "FIR-0002"} for number in ("F-2", "F-3")]
    fire = {**CLEAN_FIRE, "disposition": "penalty-procedure", "findings": two, "checks": checks(["FIR-0002"], two)}
    order = {
        "visit": "V-1",
        "department": FIRE,
        "findings": ["F-2"],
        "kind": "stop-use",
        "due": "2026-03-20",
        "document": "ZG-1",
    }
    await refused(sut, "rectifications", order, "not-sealed", status=409, who=FIRE)
    await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"), fire=fire)
    await refused(sut, "rectifications", order, "forbidden", status=403)
    await refused(sut, "rectifications", {**order, "department": TAX}, "no-such-visit", status=404, who=TAX)
    await refused(sut, "rectifications", {**order, "findings": ["F-1"]}, "no-such-finding", status=404, who=FIRE)
    await refused(sut, "rectifications", order, "finding-handled", status=409, who=FIRE)
    await a_hazard(sut, "F-2", "F-3")
    late = await refused(sut, "rectifications", {**order, "due": "2026-04-10"}, "due-out-of-range", status=422, who=FIRE)
    assert "2026-04-09" in late["detail"]
    made = await post(sut, "rectifications", order, who=FIRE, status=201)
    assert made["facts"] == ["inspection.rectification-ordered", "inspection.finding-assigned"]
    again = await post(sut, "rectifications", order, who=FIRE, status=201)
    assert again["rectification"] == made["rectification"], "the same words are the same order"
    row = await get(sut, f"rectifications/{made['rectification']}", who=officer(sut, FIRE))
    assert (row["kind"], row["document"], row["due"], row["findings"]) == ("stop-use", "ZG-1", "2026-03-20T15:59:59Z", ["F-2"])
    spot = {"visit": "V-1", "department": FIRE, "findings": ["F-3"], "kind": "on-spot"}
    number = (await post(sut, "rectifications", spot, who=FIRE, status=201))["rectification"]
    assert (await get(sut, f"rectifications/{number}", who=officer(sut, FIRE)))["due"] == "2026-03-10T15:59:59Z"
    assert len((await get(sut, "rectifications", kind="stop-use", department=FIRE, who=officer(sut, FIRE)))["items"]) == 1


async def test_more_time_is_asked_for_by_the_entity_and_given_by_the_department(sut):
    number, entity = await ordered(sut), sut.bearer(ENTITY, roles=["enterprise"])
    there = f"rectifications/{number}"
    await post(sut, f"{there}/plan", {"measures": "三日内清理通道"}, who=entity)
    asks = {"until": "2026-04-07", "reason": "等待供货商"}
    await refused(
        sut, f"{there}/extension-request", {**asks, "until": "2026-04-10"}, "due-out-of-range", status=422, who=entity
    )
    await post(sut, f"{there}/extension-request", asks, who=entity)
    await refused(sut, f"{there}/extension", {}, "forbidden", status=403, who=entity)
    await post(sut, f"{there}/extension", {"due": "2026-04-03", "reason": "足够"})
    await refused(sut, f"{there}/extension", {}, "no-extension-asked", status=409)
    row = await get(sut, there)
    assert (row["measures"], row["extension"], row["extension_reason"]) == ("三日内清理通道", "granted", "等待供货商")
    assert row["due"] == row["extension_until"] == "2026-04-03T15:59:59Z"
    # A day that was given moves with no arrangement, and the former one passes unnoticed.
    await sut.deliver("registry", arranged(date(2026, 3, 30)))
    assert await due_of(sut) == ["2026-04-03T15:59:59Z"]
    assert await sut.pass_time(datetime(2026, 4, 2, tzinfo=UTC)) == 0
    await sut.pass_time(datetime(2026, 4, 4, tzinfo=UTC))
    assert len(await sut.facts("inspection.rectification-overdue")) == 1


async def test_an_extension_is_refused_with_its_reason(sut):
    number = await ordered(sut)
    await post(sut, f"rectifications/{number}/extension-request", {"until": "2026-04-07", "reason": "等待供货商"})
    await post(sut, f"rectifications/{number}/extension-refusal", {"reason": "时间充足"})
    assert (await get(sut, f"rectifications/{number}"))["extension"] == "refused"


async def test_a_recheck_that_is_not_made_in_time_is_on_record_as_the_departments(sut):
    number = await ordered(sut)
    await post(sut, f"rectifications/{number}/report", {"evidence": [PROOF]})
    row = await get(sut, f"rectifications/{number}")
    assert (row["recheck_by"], row["recheck_overdue"]) == ("2026-03-17T15:59:59Z", False)
    assert await sut.pass_time(datetime(2026, 3, 17, 15, tzinfo=UTC)) == 0
    assert await sut.pass_time(datetime(2026, 3, 17, 17, tzinfo=UTC)) == 1
    (passed,) = await sut.facts("inspection.clock-passed")
    assert (passed.subject, passed.stage, passed.owner) == (number, "recheck", MARKET)
    assert (await get(sut, f"rectifications/{number}"))["recheck_overdue"]
    await post(sut, f"rectifications/{number}/recheck", recheck(**BAD))
    assert not (await get(sut, f"rectifications/{number}"))["recheck_overdue"]


async def test_the_second_failure_and_a_time_that_passed_lead_to_a_case(sut):
    number = await ordered(sut)
    await post(sut, f"rectifications/{number}/recheck", recheck(**BAD, due="2026-03-16"))
    assert await due_of(sut) == ["2026-03-16T15:59:59Z"]
    failed = await post(sut, f"rectifications/{number}/recheck", recheck(**BAD, due="2026-03-18"))
    assert failed["facts"] == ["inspection.rectification-failed", "inspection.rectification-escalated"]
    row = await get(sut, f"rectifications/{number}")
    assert (row["escalated_for"], row["failures"], len(row["rechecks"])) == ("failures", 2, 2)
    assert [r["rectification"] for r in (await get(sut, "rectifications", escalated="true"))["items"]] == [number]
    assert (await get(sut, "rectifications", escalated="false"))["items"] == []
    await sut.pass_time(datetime(2026, 3, 19, tzinfo=UTC))
    assert len(await sut.facts("inspection.rectification-escalated")) == 1
    # It is mended at last, and the case is still to be decided.
    passed = await post(sut, f"rectifications/{number}/recheck", recheck())
    assert passed["facts"] == ["inspection.rectification-passed"]
    assert (await get(sut, "visits/V-1"))["state"] == "completed"


async def test_what_is_not_reported_in_time_leads_to_a_case_at_once(sut):
    number = await ordered(sut)
    await sut.pass_time(datetime(2026, 4, 1, tzinfo=UTC))
    (case,) = await sut.facts("inspection.rectification-escalated")
    assert (case.rectification, case.findings, case.cause) == (number, ("F-1",), "overdue")


async def test_a_recheck_is_proved_where_files_are_kept(keeping):
    number = await ordered(keeping, proof=await bring(keeping, "台账", officer(keeping, MARKET)))
    path = f"rectifications/{number}/recheck"
    await refused(keeping, path, {**recheck(), "evidence": []}, "recheck-unproved", status=422)
    await refused(keeping, path, recheck(PROOF), "evidence-missing", status=422)
    piece = await bring(keeping, "整改后", officer(keeping, MARKET))
    await post(keeping, path, recheck(piece))
    entity = keeping.bearer(ENTITY, roles=["enterprise"])
    assert (await keeping.client.get(f"/v1/files/{piece['sha256']}", headers=entity)).status_code == 200
    stranger = officer(keeping, FIRE)
    assert (await keeping.client.get(f"/v1/files/{piece['sha256']}", headers=stranger)).status_code == 404


def arranged(*holidays, year=2026):
    return f"calendar-{year}", YearArranged(year=year, holidays=holidays, workdays=(), notice="国办发明电")


async def due_of(sut):
    return [r["due"] for r in (await get(sut, "rectifications"))["items"]]


async def ordered(sut, proof=PROOF):
    await on_the_spot(sut)
    done = await finish(sut, part=market_part({**FINDING, "evidence": [proof]}, disposition="ordered-to-rectify"))
    return done["rectifications"][MARKET]


async def test_the_time_to_mend_moves_with_the_arrangement_of_its_year_and_no_fact_is_lost(sut):
    number = await ordered(sut)
    assert await due_of(sut) == ["2026-03-31T15:59:59Z"]
    await sut.deliver("registry", arranged(date(2026, 3, 30)))
    assert await due_of(sut) == ["2026-04-01T15:59:59Z"]
    await sut.deliver("registry", arranged(date(2027, 1, 1), year=2027))
    assert len(await sut.facts("inspection.rectification-due-moved")) == 1, "another year moved it"
    # The old day passes and nobody is late: reported on the day that is owed now, it is in time.
    assert await sut.pass_time(datetime(2026, 3, 31, 16, tzinfo=UTC)) == 0
    await post(sut, f"rectifications/{number}/report", {"evidence": [PROOF]}, who=sut.bearer(ENTITY, roles=["enterprise"]))
    (report,) = await sut.facts("inspection.rectification-reported")
    assert not report.late
    # Nobody is late from one moment to the next; what is reported still moves.
    await sut.deliver("registry", arranged())
    assert await due_of(sut) == ["2026-04-01T15:59:59Z"]
    await sut.deliver("registry", arranged(date(2026, 3, 30), date(2026, 4, 1)))
    assert await due_of(sut) == ["2026-04-02T15:59:59Z"]
    await sut.pass_time(datetime(2026, 4, 2, 16, tzinfo=UTC))
    assert await sut.facts("inspection.rectification-overdue") == []
    # A report in time has kept the time; what is not mended has a new one, which moves no more.
    await post(sut, f"rectifications/{number}/recheck", recheck(**BAD))
    assert await sut.facts("inspection.rectification-overdue") == []
    (anew,) = await due_of(sut)
    await sut.deliver("registry", arranged(*(date(2026, 4, day) for day in range(7, 15))))
    assert await due_of(sut) == [anew]
    await sut.pass_time(datetime.fromisoformat(anew).replace(hour=17))
    (over,) = await sut.facts("inspection.rectification-overdue")
    assert over.due == datetime.fromisoformat(anew)


async def test_a_time_to_mend_that_is_set_meanwhile_follows_an_arrangement_that_this_process_has_not_heard_of(sut):
    await sut.deliver("registry", arranged(date(2026, 3, 11)))
    # It is in the table; a process takes it over within a minute.
    sut.running.calendar.arrange(2026, (), ())
    await ordered(sut)
    (order,) = await sut.facts("inspection.rectification-ordered")
    assert order.due.astimezone(UTC).date() == date(2026, 4, 1)
