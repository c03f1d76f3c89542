"""Numbers of inspection: an edition changes them from its day on, and what was started before keeps its time."""

from datetime import UTC, date, datetime, timedelta

from services.inspection.testing.requests import (
    FINDING,
    M2,
    MARKET,
    NOW,
    finish,
    get,
    market_part,
    on_the_spot,
    post,
    refused,
)

TODAY = date(2026, 3, 10)


async def adopt(sut, effective_from=TODAY, **pack):
    body = {"effective_from": effective_from.isoformat(), "pack": pack, "reason": "本地规定"}
    asked = await sut.client.post("/v1/policy", json=body, headers=sut.bearer("p-1", roles=["planner"]))
    assert asked.status_code == 202, asked.text
    assert (await sut.seconded(asked, sut.bearer("p-2", roles=["planner"]))).status_code == 200


async def ordered(sut, visit) -> date:
    """The day by which the visit's rectification is due."""
    await on_the_spot(sut, visit)
    done = await finish(sut, visit, part=market_part(FINDING, disposition="ordered-to-rectify"))
    due = (await get(sut, f"rectifications/{done['rectifications'][MARKET]}"))["due"]
    return datetime.fromisoformat(due).date()


async def test_an_edition_changes_the_time_to_rectify_and_an_order_given_before_keeps_its_own(sut):
    assert await ordered(sut, "V-1") == date(2026, 3, 31)
    await adopt(sut, rectification_working_days=5)
    assert await ordered(sut, "V-2") == date(2026, 3, 17)
    await adopt(sut, late_entry_days=3)
    assert await ordered(sut, "V-3") == date(2026, 3, 17), "the next edition keeps what it does not name"
    dues = [item["due"] for item in (await get(sut, "rectifications"))["items"]]
    days = sorted(datetime.fromisoformat(due).date() for due in dues)
    assert days == [date(2026, 3, 17), date(2026, 3, 17), date(2026, 3, 31)]
    assert await sut.pass_time(datetime(2026, 3, 18, 0, 0, tzinfo=UTC)) == 2


async def test_an_edition_changes_how_long_a_late_entry_may_be_made_from_its_day_on(sut):
    await on_the_spot(sut, but=M2)
    await adopt(sut, late_entry_days=3, effective_from=date(2026, 3, 15))
    late = {"inspector": M2, "department": MARKET, "proof": "late", "at": "2026-03-10T09:00:00+08:00", "reason": "断网"}
    sut.clock.now = NOW + timedelta(days=5)
    await refused(sut, "visits/V-1/check-ins", late, "late-entry-out-of-time", status=422)
    sut.clock.now = NOW + timedelta(days=4)
    assert (await post(sut, "visits/V-1/check-ins", late))["facts"] == ["inspection.officer-checked-in"]


async def test_only_a_planner_adopts_and_a_number_that_makes_no_sense_is_refused(sut):
    body = {"effective_from": "2026-03-10", "pack": {"rectification_working_days": 5}, "reason": "本地规定"}
    await refused(sut, "policy", body, "forbidden", status=403)
    planner = sut.bearer("p-1", roles=["planner"])
    none = {**body, "pack": {"rectification_working_days": 0}}
    await refused(sut, "policy", none, "invalid-request", status=422, who=planner)
    shown = await sut.client.get("/v1/policy")
    pack = shown.json()["pack"]
    assert [pack[name] for name in ("late_entry_days", "rectification_working_days")] == [10, 15]
