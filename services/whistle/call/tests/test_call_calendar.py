"""Deadlines of whistles that are counted in working days move when the year's holidays become known; the others do not."""

from datetime import UTC, date, datetime, timedelta
from importlib import resources

from libs.events.catalog.registry.calendar import YearArranged
from services.whistle.testing import FIRE, MARKET, NEW, NOON, officer, township

DEFAULT = {"lead": FIRE, "plan": "联合处置"}


def arranged(*holidays, year=2026):
    return f"calendar-{year}", YearArranged(year=year, holidays=holidays, workdays=(), notice="国办发明电")


async def ask(whistle, path, body, who):
    answer = await whistle.client.post(f"/v1/whistles{path}", json=body, headers=who)
    assert answer.status_code in {200, 201}, answer.text


async def call(whistle, *departments, urgency="normal"):
    await ask(whistle, "", {**NEW, "urgency": urgency}, township(whistle))
    await ask(whistle, "/W-1/calls", {"departments": departments}, township(whistle))


async def come(whistle, department):
    await ask(whistle, "/W-1/report-ins", {"department": department, "officers": ["I-1-1"]}, officer(whistle, department))


async def dues(whistle):
    """Of the whistle, and of each department."""
    seen = (await whistle.client.get("/v1/whistles/W-1", headers=township(whistle))).json()
    return seen["report_in_by"], {c["department"]: c["due"] for c in seen["calls"]}


async def test_by_when_departments_are_to_come_moves_with_the_arrangement_of_its_year_and_no_fact_is_lost(whistle):
    await call(whistle, MARKET, FIRE)
    before = "2026-03-04T15:59:59Z"
    assert await dues(whistle) == (before, {MARKET: before, FIRE: before})
    await come(whistle, MARKET)
    await whistle.deliver("registry", arranged(date(2026, 3, 3)))
    after = "2026-03-05T15:59:59Z"
    assert await dues(whistle) == (after, {MARKET: before, FIRE: after}), "who has come owes nothing"
    await whistle.deliver("registry", arranged(date(2027, 1, 1), year=2027))
    (moved,) = await whistle.facts("whistle.report-in-moved")
    assert (moved.department, moved.was, moved.year) == (FIRE, datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC), 2026)
    assert await whistle.pass_time(datetime(2026, 3, 4, 16, tzinfo=UTC)) == 0
    # Nobody is late from one moment to the next.
    await whistle.deliver("registry", arranged())
    assert (await dues(whistle))[0] == after
    # Who does not come then is overdue once, and goes up from that day.
    assert await whistle.pass_time(datetime(2026, 3, 5, 16, tzinfo=UTC)) == 1
    await whistle.deliver("registry", arranged(date(2026, 3, 3), date(2026, 3, 4)))
    assert (await dues(whistle))[0] == after
    (late,) = await whistle.facts("whistle.report-in-overdue")
    (step,) = await whistle.facts("whistle.escalated")
    assert late.due == datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC)
    assert step.next_by == late.due + timedelta(hours=24)


async def test_a_department_that_is_called_later_moves_from_its_own_day(whistle):
    await call(whistle, MARKET)
    whistle.clock.now += timedelta(days=1)
    await ask(whistle, "/W-1/calls", {"departments": [FIRE]}, township(whistle))
    assert await dues(whistle) == ("2026-03-05T15:59:59Z", {MARKET: "2026-03-04T15:59:59Z", FIRE: "2026-03-05T15:59:59Z"})
    await whistle.deliver("registry", arranged(date(2026, 3, 5)))
    assert await dues(whistle) == ("2026-03-06T15:59:59Z", {MARKET: "2026-03-04T15:59:59Z", FIRE: "2026-03-06T15:59:59Z"})
    await whistle.deliver("registry", arranged(date(2026, 3, 4), date(2026, 3, 5)))
    assert await dues(whistle) == ("2026-03-09T15:59:59Z", {MARKET: "2026-03-06T15:59:59Z", FIRE: "2026-03-09T15:59:59Z"})


async def test_a_call_that_counts_hours_stays(whistle):
    await call(whistle, MARKET, urgency="urgent")
    before = await dues(whistle)
    await whistle.deliver("registry", arranged(date(2026, 3, 2), date(2026, 3, 3)))
    assert await dues(whistle) == before
    assert await whistle.facts("whistle.report-in-moved") == []


async def test_handling_that_is_counted_in_working_days_moves_and_a_day_that_was_agreed_stays(whistle):
    await call(whistle, FIRE)
    await come(whistle, FIRE)
    await ask(whistle, "/W-1/handling", DEFAULT, officer(whistle, FIRE))
    await whistle.deliver("registry", arranged(date(2026, 3, 16)))
    # 10 working days after Monday 2 March were up on the 16th.
    (moved,) = await whistle.facts("whistle.handling-moved")
    assert moved.done_by == datetime(2026, 3, 17, 15, 59, 59, tzinfo=UTC)
    assert await whistle.pass_time(datetime(2026, 3, 16, 16, tzinfo=UTC)) == 0
    # Now they agree on a day.
    await ask(whistle, "/W-1/handling", {**DEFAULT, "done_by": "2026-03-20T10:00:00Z"}, officer(whistle, FIRE))
    await whistle.deliver("registry", arranged(date(2026, 3, 16), date(2026, 3, 20)))
    assert len(await whistle.facts("whistle.handling-moved")) == 1
    assert await whistle.pass_time(datetime(2026, 3, 20, 11, tzinfo=UTC)) == 1
    (late,) = await whistle.facts("whistle.handling-overdue")
    assert late.due == datetime(2026, 3, 20, 10, tzinfo=UTC)
    assert await whistle.rows("select * from handlings") == []


async def test_what_is_set_meanwhile_follows_an_arrangement_that_this_process_has_not_heard_of(whistle):
    """It is in the table; a process takes it over within a minute."""
    await whistle.deliver("registry", arranged(date(2026, 3, 3)))
    whistle.running.calendar.arrange(2026, (), ())
    await call(whistle, FIRE)
    assert (await dues(whistle))[0] == "2026-03-05T15:59:59Z"
    await come(whistle, FIRE)
    await ask(whistle, "/W-1/handling", DEFAULT, officer(whistle, FIRE))
    (agreed,) = await whistle.facts("whistle.handling-agreed")
    assert (agreed.by_rule, agreed.done_by) == (True, datetime(2026, 3, 17, 15, 59, 59, tzinfo=UTC))


async def test_handling_that_was_agreed_before_the_upgrade_keeps_its_day(whistle):
    await call(whistle, FIRE)
    await come(whistle, FIRE)
    await ask(whistle, "/W-1/handling", DEFAULT, officer(whistle, FIRE))
    upgrade = (resources.files("services.whistle.migrations") / "0004_handlings.sql").read_text(encoding="utf-8")
    async with whistle.running.pool.acquire() as session:
        await session.execute(
            "update events set schema_version = 1, data = data - 'by_rule' where type = 'whistle.handling-agreed';"
            " drop table views.handlings"
        )
        await session.execute(upgrade)
    kept = await whistle.rows("select * from handlings")
    assert [(row["whistle"], row["by_rule"], row["agreed_at"]) for row in kept] == [("W-1", False, NOON)]
    await whistle.running.rebuild()
    assert await whistle.rows("select * from handlings") == kept
    await whistle.deliver("registry", arranged(date(2026, 3, 16)))
    assert await whistle.facts("whistle.handling-moved") == []
