"""Clues on a real database: API, reactions and deadlines."""

from datetime import UTC, date, datetime, timedelta
from importlib import resources

from libs.events.catalog.inspection.visit import ClueFound
from libs.events.catalog.registry.calendar import YearArranged
from services.whistle.testing import FIRE, MARKET, NOON, officer


async def test_a_clue_found_on_a_visit_reaches_the_competent_department_once(whistle):
    found = ClueFound(
        clue="C-1", visit="V-1", entity="stall:421088-1", finder=MARKET, competent=FIRE, matter="消防通道堵塞", evidence=()
    )
    await whistle.deliver("inspection", ("visit-V-1", found), ("visit-V-1", found))
    assert [f.clue for f in await whistle.facts("whistle.clue-received")] == ["C-1"]
    refused = await whistle.client.post(
        "/v1/clues/C-1/acknowledgement", json={"department": MARKET}, headers=officer(whistle, MARKET)
    )
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:checkonce:problem:not-competent")
    taken = await whistle.client.post(
        "/v1/clues/C-1/acknowledgement", json={"department": FIRE}, headers=officer(whistle, FIRE)
    )
    assert taken.headers["etag"] == '"2"'
    assert await whistle.pass_time(NOON + timedelta(days=40)) == 1
    assert [(f.stage, f.department) for f in await whistle.facts("whistle.clue-overdue")] == [("handle", FIRE)]


TAX = "421088-tax"
FOUND = ClueFound(
    clue="C-1", visit="V-1", entity="stall:421088-1", finder=MARKET, competent=FIRE, matter="消防通道堵塞", evidence=()
)


async def test_a_command_does_not_tell_that_somebody_elses_clue_exists(whistle):
    await whistle.deliver("inspection", ("visit-V-1", FOUND))
    before = await whistle.facts()
    for what, body in (
        ("acknowledgement", {}),
        ("return", {"competent": FIRE, "reason": "不属本部门"}),
        ("outcome", {"outcome": "已查处"}),
    ):
        told = [
            await whistle.client.post(
                f"/v1/clues/{number}/{what}", json={"department": TAX, **body}, headers=officer(whistle, TAX)
            )
            for number in ("C-1", "C-0")
        ]
        assert [answer.status_code for answer in told] == [404, 404], (what, told[0].text)
        assert [answer.json()["type"] for answer in told] == ["urn:checkonce:problem:no-such-clue"] * 2
    assert await whistle.facts() == before


def arranged(*holidays, year=2026):
    return f"calendar-{year}", YearArranged(year=year, holidays=holidays, workdays=(), notice="国办发明电")


async def due_of(whistle):
    (clue,) = (await whistle.client.get("/v1/clues", headers=officer(whistle, FIRE))).json()["items"]
    return clue["due"]


async def acknowledge(whistle):
    return await whistle.client.post("/v1/clues/C-1/acknowledgement", json={"department": FIRE}, headers=officer(whistle, FIRE))


async def test_what_is_owed_of_a_clue_moves_with_the_arrangement_of_its_year_and_no_fact_is_lost(whistle):
    await whistle.deliver("inspection", ("visit-V-1", FOUND))
    assert await due_of(whistle) == "2026-03-05T15:59:59Z"
    await whistle.deliver("registry", arranged(date(2026, 3, 4)))
    assert await due_of(whistle) == "2026-03-06T15:59:59Z"
    await whistle.deliver("registry", arranged(date(2027, 1, 1), year=2027))
    assert len(await whistle.facts("whistle.clue-due-moved")) == 1, "another year moved it"
    # The old day passes and nobody is late; the clock that follows is set by the same calendar.
    assert await whistle.pass_time(datetime(2026, 3, 5, 16, tzinfo=UTC)) == 0
    assert (await acknowledge(whistle)).status_code == 200
    assert [f.late for f in await whistle.facts("whistle.clue-acknowledged")] == [False]
    # 15 working days after Friday 6 March.
    assert await due_of(whistle) == "2026-03-27T15:59:59Z"
    await whistle.deliver("registry", arranged(date(2026, 3, 4), date(2026, 3, 9), date(2026, 3, 10)))
    assert await due_of(whistle) == "2026-03-31T15:59:59Z"
    moved = await whistle.facts("whistle.clue-due-moved")
    assert [(f.stage, f.year) for f in moved] == [("acknowledge", 2026), ("handle", 2026)]
    # Nobody is late from one moment to the next, and what has passed has passed.
    whistle.clock.now = datetime(2026, 3, 30, 4, tzinfo=UTC)
    await whistle.deliver("registry", arranged())
    assert await due_of(whistle) == "2026-03-30T15:59:59Z"
    assert await whistle.pass_time(datetime(2026, 3, 30, 16, tzinfo=UTC)) == 1
    await whistle.deliver("registry", arranged(date(2026, 3, 9), date(2026, 3, 10)))
    assert await due_of(whistle) == "2026-03-30T15:59:59Z"
    assert [(f.stage, f.due.day) for f in await whistle.facts("whistle.clue-overdue")] == [("handle", 30)]


async def test_a_clue_that_was_learned_late_is_counted_from_its_finding_when_its_year_is_arranged(whistle):
    await whistle.deliver("inspection", ("visit-V-1", FOUND), at=NOON - timedelta(days=3))
    before = await due_of(whistle)
    await whistle.deliver("registry", arranged(date(2026, 12, 31)))
    assert await due_of(whistle) == before == "2026-03-04T15:59:59Z"
    assert await whistle.facts("whistle.clue-due-moved") == []


async def test_a_clue_that_is_set_meanwhile_follows_an_arrangement_that_this_process_has_not_heard_of(whistle):
    """It is in the table; a process takes it over within a minute."""
    await whistle.deliver("registry", arranged(date(2026, 3, 4)))
    whistle.running.calendar.arrange(2026, (), ())
    await whistle.deliver("inspection", ("visit-V-1", FOUND))
    assert await due_of(whistle) == "2026-03-06T15:59:59Z"
    assert (await acknowledge(whistle)).status_code == 200
    assert await due_of(whistle) == "2026-03-24T15:59:59Z"


async def test_clues_of_before_the_upgrade_begin_where_a_rebuild_lets_them_begin(whistle):
    await whistle.deliver("inspection", ("visit-V-1", FOUND), at=NOON - timedelta(days=3))
    await whistle.deliver("inspection", ("visit-V-1", FOUND.model_copy(update={"clue": "C-2"})))
    whistle.clock.now += timedelta(hours=1)
    assert (await acknowledge(whistle)).status_code == 200
    clocks, begun = "select * from clue_clocks order by clue", "select clue, began_at, set_at from clues order by clue"
    before = await whistle.rows(clocks), await whistle.rows(begun)
    assert [row["began_at"] for row in before[1]] == [whistle.clock.now, None]
    upgrade = (resources.files("services.whistle.migrations") / "0003_clue_clocks.sql").read_text(encoding="utf-8")
    async with whistle.running.pool.acquire() as session:
        await session.execute("drop table views.clue_clocks; alter table views.clues drop began_at, drop set_at")
        await session.execute(upgrade)
    assert (await whistle.rows(clocks), await whistle.rows(begun)) == before
    await whistle.running.rebuild()
    assert (await whistle.rows(clocks), await whistle.rows(begun)) == before
