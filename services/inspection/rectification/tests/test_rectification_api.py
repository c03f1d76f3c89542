"""Rectifications on a real database."""

from datetime import UTC, date, datetime

from libs.events.catalog.registry.calendar import YearArranged
from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    FINDING,
    FIRE,
    M1,
    MARKET,
    PROOF,
    finish,
    get,
    market_part,
    on_the_spot,
    post,
    refused,
)


async def test_rectifications_are_ordered_per_department_and_the_last_one_passed_closes_the_visit(sut):
    await on_the_spot(sut)
    fire = {**CLEAN_FIRE, "disposition": "ordered-to-rectify", "findings": [{**FINDING, "finding": "F-2", "item": "FIR-0002"}]}
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
    passes = {"inspector": M1, "passed": True}
    await refused(sut, f"rectifications/{first}/recheck", {"inspector": M1, "passed": False}, "failure-unreasoned", status=422)
    await refused(sut, f"rectifications/{first}/recheck", {**passes, "inspector": F1}, "not-certified", status=422)
    await refused(sut, f"rectifications/{first}/recheck", passes, "no-such-rectification", status=404, who=FIRE)
    passed = await post(sut, f"rectifications/{first}/recheck", passes)
    assert passed["facts"] == ["inspection.rectification-passed", "inspection.finding-settled"]
    last = await post(sut, f"rectifications/{second}/recheck", {"inspector": F1, "passed": True}, who=FIRE)
    assert last["facts"] == [
        "inspection.rectification-passed", "inspection.finding-settled", "inspection.visit-closed",
    ]  # fmt: skip
    assert (await get(sut, "visits/V-1"))["state"] == "closed"
    page = await get(sut, "rectifications", state="passed", limit=1)
    # Numbers tell no time, and the list is in their order.
    one, other = sorted((first, second))
    assert [r["rectification"] for r in page["items"]] == [one]
    rest = await get(sut, "rectifications", state="passed", limit=1, cursor=page["next"])
    assert ([r["rectification"] for r in rest["items"]], rest["next"]) == ([other], None)


def arranged(*holidays, year=2026):
    return f"calendar-{year}", YearArranged(year=year, holidays=holidays, workdays=(), notice="国办发明电")


async def due_of(sut):
    return [r["due"] for r in (await get(sut, "rectifications"))["items"]]


async def ordered(sut):
    await on_the_spot(sut)
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
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
    await post(sut, f"rectifications/{number}/recheck", {"inspector": M1, "passed": False, "reason": "通道仍然堵塞"})
    (over,) = await sut.facts("inspection.rectification-overdue")
    assert over.due == datetime(2026, 4, 2, 15, 59, 59, tzinfo=UTC)
    # What has passed has passed.
    await sut.deliver("registry", arranged(*(date(2026, 3, day) for day in range(16, 31))))
    assert len(await sut.facts("inspection.rectification-due-moved")) == 2


async def test_a_time_to_mend_that_is_set_meanwhile_follows_an_arrangement_that_this_process_has_not_heard_of(sut):
    await sut.deliver("registry", arranged(date(2026, 3, 11)))
    # It is in the table; a process takes it over within a minute.
    sut.running.calendar.arrange(2026, (), ())
    await ordered(sut)
    (order,) = await sut.facts("inspection.rectification-ordered")
    assert order.due.astimezone(UTC).date() == date(2026, 4, 1)
