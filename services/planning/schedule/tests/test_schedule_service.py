"""Days and routes on a real database: computed beside the API, issued whole or not at all, changed one by one."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from libs.events.catalog.planning.schedule import ScheduleIssued
from libs.events.catalog.planning.visit import VisitScheduled
from libs.events.catalog.registry.entities import Position
from libs.events.catalog.registry.places import TownshipListed
from libs.events.patience import in_time
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually
from services.planning.app import service
from services.planning.conducting.beacons import Beacons, tick
from services.planning.filing.testing import file
from services.planning.schedule import scheduler
from services.planning.schedule import situation as situation_of
from services.planning.schedule.solver.apart import solve_apart
from services.planning.schedule.solver.check import check
from services.planning.schedule.solver.solve import measure, solve
from services.planning.schedule.solver.terms import Slot

MARKET, FIRE = "421088-market", "421088-fire"
NOT_RUNNING = {"finished", "infeasible", "cancelled", "failed", "interrupted"}


async def compute(office, draw="D-1", **body):
    answer = await office.post(f"/draws/{draw}/schedules", {"seconds": 1, **body}, role="planner")
    return office.ok(answer, 202).json()["schedule"]


async def ended(office, schedule):
    async def over():
        view = office.ok(await office.get(f"/schedules/{schedule}", role="planner")).json()
        return view if view["state"] in NOT_RUNNING else None

    return await eventually(over, what="schedule")


async def stops(office, schedule, query=""):
    found, cursor = [], ""
    while cursor is not None:
        path = f"/schedules/{schedule}/days?limit=20{query}{cursor}"
        page = office.ok(await office.get(path, role="planner")).json()
        found += page["items"]
        cursor = page["next"] and f"&cursor={page['next']}"
    return found


@pytest.fixture
async def drawn(office):
    return await draw_in_a_known_place(office)


async def draw_in_a_known_place(office):
    """A draw whose visits lie in March and April; the place knows where its township is."""
    await office.sut.deliver(
        "registry",
        (
            "township-421088100",
            TownshipListed(
                township="421088100", title="容城镇", department=MARKET,
                at=Position(latitude_microdegrees=29_820_000, longitude_microdegrees=112_900_000),
            ),
        ),
    )  # fmt: skip
    await office.plan(window_from="2026-03-02", window_to="2026-04-30")
    await office.drawn()
    return office


async def test_a_draws_visits_get_days_that_keep_every_constraint_beside_the_greedy_answer(drawn):
    schedule = await compute(drawn)
    view = await ended(drawn, schedule)
    visits = len(await drawn.sut.facts("planning.visit-planned"))
    assert view["state"] == "finished", view
    assert view["done_permille"] == 1000
    assert view["solver"]["visits"] == view["greedy"]["visits"] == visits
    assert view["solver"]["unplaced"] == 0 == len(view["missing"])
    assert view["assumed"] == []
    solver, greedy = view["solver"]["objective"], view["greedy"]["objective"]
    assert solver <= greedy
    assert view["better_by_bp"] == (greedy - solver) * 10_000 // greedy
    rests_on = {name: view["assumptions"][name] for name in ("base", "base_assumed", "lunch_minutes", "other_township")}
    assert rests_on == {"base": None, "base_assumed": True, "lunch_minutes": 120, "other_township": 15_000}
    assert view["solver"]["busiest_day"] <= view["greedy"]["busiest_day"]
    (issued,) = await drawn.sut.facts("planning.schedule-issued")
    assert isinstance(issued, ScheduleIssued)
    placed = await drawn.sut.facts("planning.visit-scheduled")
    assert len(placed) == visits == len({fact.visit for fact in placed})
    assert (issued.first_day, issued.last_day) == (min(f.day for f in placed), max(f.day for f in placed))
    env = drawn.sut.running.environment
    pool = drawn.sut.running.pool
    assert not (await situation_of.read(pool, "D-1", env, keep=True)).rows
    anew = await situation_of.read(pool, "D-1", env, keep=False)
    slots = {fact.visit: Slot(fact.day, fact.start_minute) for fact in placed}
    assert check(anew.inputs, slots) == []
    assert measure(anew.inputs, slots).travel_metres == view["solver"]["travel_metres"]
    by_officer = {}
    for row in await drawn.sut.rows("select v.inspectors, d.* from views.visit_days d join views.visits v using (visit)"):
        assert row["day"].weekday() < 5
        # The way out and back takes 26 minutes each, and nobody comes between noon and two.
        assert 536 <= row["start_minute"] <= row["start_minute"] + row["minutes"] <= 1050 - 26
        assert row["start_minute"] + row["minutes"] <= 720 or row["start_minute"] >= 840
        for officer in row["inspectors"]:
            by_officer.setdefault((officer, row["day"]), []).append((row["start_minute"], row["minutes"]))
    for route in by_officer.values():
        route.sort()
        assert all(b[0] >= a[0] + a[1] + 6 for a, b in pairwise(route))


async def test_routes_are_read_by_day_department_and_officer_and_downloaded(drawn):
    schedule = await compute(drawn)
    await ended(drawn, schedule)
    every = await stops(drawn, schedule)
    assert every == sorted(every, key=lambda s: (s["day"], s["start"], s["visit"]))
    one = every[0]
    assert {s["day"] for s in await stops(drawn, schedule, f"&day={one['day']}")} == {one["day"]}
    theirs = await stops(drawn, schedule, f"&department={FIRE}")
    assert theirs == [s for s in every if FIRE in s["departments"]]
    officer = max(one["inspectors"], key=lambda o: sum(o in s["inspectors"] for s in every))
    route = await stops(drawn, schedule, f"&inspector={officer}")
    assert [s["visit"] for s in route] == [s["visit"] for s in every if officer in s["inspectors"]]
    table = (await drawn.get(f"/schedules/{schedule}/export.csv?lang=codes", role="planner")).text
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [(r["day"], r["start"], r["visit"]) for r in rows] == [(s["day"], s["start"], s["visit"]) for s in every]
    seen = drawn.ok(await drawn.get(f"/visits/{one['visit']}", role="planner")).json()
    assert (seen["day"], seen["schedule"]) == (one["day"], schedule)
    assert f"{seen['start_minute'] // 60:02}:{seen['start_minute'] % 60:02}" == one["start"]
    assert route[0]["way_metres"] is None
    same_day = [(a, b) for a, b in pairwise(route) if a["day"] == b["day"]]
    assert same_day
    assert all((b["way_metres"], b["way_assumed"]) == (3000, True) for _, b in same_day)
    listed = drawn.ok(await drawn.get("/schedules?draw=D-1", role="planner")).json()["items"]
    assert [view["schedule"] for view in listed] == [schedule]
    assert drawn.problem(await drawn.get("/schedules/S-none", role="planner")) == (404, "no-such-schedule")


async def test_an_unannounced_visit_is_on_no_route_before_its_day_for_those_who_are_not_in_it(office):
    await office.unannounced()
    drawn = await draw_in_a_known_place(office)
    schedule = await compute(drawn)
    await ended(drawn, schedule)
    every = await stops(drawn, schedule)
    secret = next(s for s in every if s["notice_forbidden"])
    assert secret["inspectors"]

    async def seen(query=""):
        path = f"/schedules/{schedule}/days?limit=500{query}"
        return {s["visit"]: s for s in drawn.ok(await drawn.get(path, role="conference-member")).json()["items"]}

    assert await seen() == {s["visit"]: s for s in every if not s["notice_forbidden"]}
    assert secret["visit"] not in await seen(f"&inspector={secret['inspectors'][0]}")

    async def figures(role):
        view = drawn.ok(await drawn.get(f"/schedules/{schedule}", role=role)).json()
        assert drawn.ok(await drawn.get("/schedules", role=role)).json()["items"] == [view]
        return [view[name] for name in ("solver", "greedy", "first_day", "last_day")], view["assumed"]

    # Days and ways of a whole say what those of a part are.
    assert await figures("operator") == await figures("conference-member") == ([None] * 4, [])
    whole = await figures("planner")
    assert None not in whole[0]
    assert [fact.fact_type for fact in await drawn.sut.facts() if fact.fact_type.startswith("planning.schedule-")] == [
        "planning.schedule-confided"
    ]
    drawn.sut.clock.now += timedelta(days=170)
    await tick(drawn.sut.running, Beacons())
    assert (await seen())[secret["visit"]]["inspectors"] == secret["inspectors"]
    assert await figures("operator") == whole


@pytest.fixture
def in_rounds(monkeypatch):
    """Computations end by rounds and not by the clock: the same visits have the same answer."""
    by = {"seconds": 100, "rounds": 1}
    monkeypatch.setattr(scheduler, "solve_apart", lambda inputs, **asked: solve_apart(inputs, **{**asked, **by}))
    return by


async def test_where_an_announced_visit_is_placed_says_nothing_of_unannounced_ones(office, in_rounds):
    """Its day and time are public: an officer who comes late in the morning was said to be somewhere else before."""
    await office.unannounced()
    drawn = await draw_in_a_known_place(office)
    pool, env = drawn.sut.running.pool, drawn.sut.running.environment
    situation = await situation_of.read(pool, "D-1", env, keep=True)
    announced = [job for job in situation.inputs.jobs if not job.secret]
    secret = [job for job in situation.inputs.jobs if job.secret]
    alone = solve(replace(situation.inputs, jobs=tuple(announced)), **in_rounds).slots
    in_the_way = [
        (alone[job.visit], other.visit) for job in announced for other in secret
        if set(job.officers) & set(other.officers) and alone[job.visit].day in other.days
    ][:1]  # fmt: skip
    # Not every draw sends an officer to visits of both kinds.
    for at, other in in_the_way:
        slot = {"day": str(at.day), "start_minute": at.start, "reason": "按计划"}
        drawn.ok(await drawn.post(f"/visits/{other}/schedule", slot, role="planner"))
    schedule = await compute(drawn)
    assert (await ended(drawn, schedule))["state"] == "finished"
    public = {fact.visit: Slot(fact.day, fact.start_minute) for fact in await drawn.sut.facts("planning.visit-scheduled")}
    assert public == alone
    # Who was in the way has made way, and says so to those who know of it.
    moved = (await drawn.sut.facts("planning.visit-day-confided"))[-1 - len(secret) :]
    for _, other in in_the_way:
        (said,) = [fact for fact in moved if fact.visit == other and fact.reason != "按计划"]
        assert said.reason.startswith("为公开检查")
    anew = await situation_of.read(pool, "D-1", env, keep=False)
    days = {
        row["visit"]: Slot(row["day"], row["start_minute"]) for row in await drawn.sut.rows("select * from views.visit_days")
    }
    assert check(anew.inputs, days) == []


async def test_an_unannounced_visit_of_a_filing_makes_way_and_stays_in_its_own_schedule(drawn, in_rounds):
    pool, env = drawn.sut.running.pool, drawn.sut.running.environment
    alone = solve((await situation_of.read(pool, "D-1", env, keep=True)).inputs, **in_rounds).slots
    visits = drawn.ok(await drawn.get("/visits?draw=D-1&limit=200", role="planner")).json()["items"]
    taken, team = next(
        (v["visit"], part["inspectors"]) for v in visits for part in v["parts"]
        if part["department"] == FIRE and len(part["inspectors"]) == 2
    )  # fmt: skip
    visited = {v["entity"] for v in visits}
    free = next(hotel for hotel in map(drawn.entity, range(0, 60, 3)) if hotel not in visited)
    await drawn.unannounced("FIR-0001")
    day, minute = alone[taken].day, alone[taken].start
    drawn.ok(await file(drawn, "F-2", entity=free, planned_on=str(day), inspectors=team), 201)
    drawn.ok(await drawn.post("/filings/F-2/consent", role="planner"))
    slot = {"day": str(day), "start_minute": minute, "reason": "按报备"}
    drawn.ok(await drawn.post("/visits/F-2-V/schedule", slot, role="planner", department=FIRE))
    schedule = await compute(drawn)
    view = await ended(drawn, schedule)
    assert (view["state"], view["solver"]["visits"]) == ("finished", len(alone))
    public = {fact.visit: Slot(fact.day, fact.start_minute) for fact in await drawn.sut.facts("planning.visit-scheduled")}
    assert public == alone
    (row,) = await drawn.sut.rows("select * from views.visit_days where visit = 'F-2-V'")
    assert (row["day"], row["start_minute"]) != (day, minute)
    assert (row["schedule"], row["reason"][:5]) == ("by-hand", "为公开检查")
    assert "F-2-V" not in {stop["visit"] for stop in await stops(drawn, schedule)}
    assert len(await drawn.sut.facts("planning.schedule-issued")) == 1


async def test_the_figures_say_how_many_visits_are_joint_and_follow_the_class(drawn):
    figures = drawn.ok(await drawn.get("/figures?year=2026")).json()
    rows = await drawn.sut.rows("select departments from views.visits")
    joint = sum(len(row["departments"]) > 1 for row in rows)
    assert (figures["planned_visits"], figures["joint_visits"]) == (len(rows), joint)
    assert figures["share_joint_bp"] == (joint * 20_000 + len(rows)) // (2 * len(rows))
    assert figures["share_class_bp"] == figures["share_differing_bp"] == 10_000
    assert figures["class_demands"] == figures["differing_demands"] == figures["drawn_demands"] == 3
    assert figures["visits_to_bound_bp"] >= 10_000 * figures["visits"] * 1000 // figures["lower_bound_milli"]
    assert 0 < figures["visits_to_separate_bp"] < 10_000
    await drawn.sut.running.pool.execute(
        'update views.demands set ratios = \'{"A": 9, "B": 9, "C": 9, "D": 9, "U": 9}\' where demand = \'Q-2\''
    )
    without = drawn.ok(await drawn.get("/figures?year=2026")).json()
    market_and_police_only = sum(FIRE not in row["departments"] for row in rows)
    assert (without["differing_demands"], without["differing_visits"]) == (2, market_and_police_only)
    assert without["share_class_bp"] == 10_000
    table = (await drawn.get("/figures/export.csv?year=2026&lang=codes")).text
    read = dict(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert read["joint_visits"] == str(joint)
    empty = drawn.ok(await drawn.get("/figures?year=2031")).json()
    assert empty["share_joint_bp"] is empty["visits_to_bound_bp"] is None


async def test_what_cannot_be_placed_is_named_and_nothing_is_issued_unless_a_part_is_asked_for(drawn):
    """In the middle of April the windows of March are over."""
    drawn.sut.clock.now += timedelta(days=145)
    situation = await situation_of.read(drawn.sut.running.pool, "D-1", drawn.sut.running.environment, keep=True)
    april = [job for job in situation.inputs.jobs if job.days]
    # Tuesday the 14th: three working days of notice, or from tomorrow where notice is forbidden (L-19).
    first = {True: date(2026, 4, 15), False: date(2026, 4, 17)}
    assert april
    assert all(job.days[0] == first[situation.rows[job.visit]["notice_forbidden"]] for job in april)
    env = drawn.sut.running.environment
    for forbidden, day in first.items():
        assert (
            situation_of.earliest(env.calendar, date(2026, 4, 14), situation.inputs.numbers, notice_forbidden=forbidden) == day
        )
    schedule = await compute(drawn)
    view = await ended(drawn, schedule)
    assert view["state"] == "infeasible"
    assert {gap["code"] for gap in view["missing"]} == {"no-day"}
    assert all(gap["do_zh"] and gap["do_en"] for gap in view["missing"])
    assert await drawn.sut.facts("planning.schedule-issued") == []
    partial = await ended(drawn, await compute(drawn, partial=True))
    assert partial["state"] == "finished"
    assert partial["solver"]["unplaced"] == len(view["missing"]) > 0
    placed = {fact.visit for fact in await drawn.sut.facts("planning.visit-scheduled")}
    assert placed.isdisjoint(visit for gap in partial["missing"] for visit in gap["visits"])


async def test_one_visit_is_moved_under_the_same_constraints_with_a_reason(drawn):
    schedule = await compute(drawn)
    await ended(drawn, schedule)
    every = await stops(drawn, schedule)
    visit = next(s for s in every if s["day"].startswith("2026-03"))

    async def move(day, minute, **headers):
        body = {"day": str(day), "start_minute": minute, "reason": "企业申请改期"}
        return await drawn.post(f"/visits/{visit['visit']}/schedule", body, role="planner", **headers)

    assert drawn.problem(await move("2026-03-07", 600)) == (422, "day-not-worked")
    assert drawn.problem(await move("2026-05-04", 600)) == (422, "day-outside-window")
    assert drawn.problem(await move(visit["day"], 400)) == (422, "outside-hours")
    other = next(
        s for s in every if s["visit"] != visit["visit"] and set(s["inspectors"]) & set(visit["inspectors"])
        and s["day"].startswith("2026-03")
    )  # fmt: skip
    minute = int(other["start"][:2]) * 60 + int(other["start"][3:])
    assert drawn.problem(await move(other["day"], minute)) == (422, "officer-busy")
    taken = {s["day"] for s in every if set(s["inspectors"]) & set(visit["inspectors"])}
    march = [date(2026, 3, 3) + timedelta(days=n) for n in range(28)]
    free = next(day for day in march if day.weekday() < 5 and str(day) not in taken)
    drawn.ok(await move(free, 540))
    moved = drawn.ok(await drawn.get(f"/visits/{visit['visit']}", role="planner")).json()
    assert (moved["day"], moved["start_minute"]) == (str(free), 540)
    newest = (await drawn.sut.facts("planning.visit-scheduled"))[-1]
    assert isinstance(newest, VisitScheduled)
    assert newest.reason == "企业申请改期"
    assert [s["reason"] for s in await stops(drawn, schedule) if s["visit"] == visit["visit"]] == ["企业申请改期"]
    assert drawn.problem(await drawn.post("/visits/V-none/schedule", {
        "day": "2026-03-03", "start_minute": 600, "reason": "x"}, role="planner")) == (404, "no-such-visit")  # fmt: skip


async def test_visits_that_have_a_day_keep_it_unless_asked_and_new_ones_go_around_them(drawn):
    await ended(drawn, await compute(drawn))
    refused = await drawn.post("/draws/D-1/schedules", {"seconds": 1}, role="planner")
    assert drawn.problem(refused) == (409, "nothing-to-schedule")
    again = await compute(drawn, keep_days=False)
    assert (await ended(drawn, again))["state"] == "finished"
    assert {stop["visit"] for stop in await stops(drawn, again)} == {
        fact.visit for fact in await drawn.sut.facts("planning.visit-planned")
    }


async def test_a_computation_is_cancelled_and_one_whose_process_is_gone_says_interrupted(drawn, monkeypatch):
    waiting = asyncio.Event()
    loop = asyncio.get_running_loop()

    def endless(inputs, *, stop, **_):
        loop.call_soon_threadsafe(waiting.set)
        while not stop():
            pass
        return solve_apart(inputs, seconds=1)

    monkeypatch.setattr(scheduler, "solve_apart", endless)
    schedule = await compute(drawn)
    await waiting.wait()
    assert drawn.problem(await drawn.post("/draws/D-1/schedules", {}, role="planner")) == (409, "schedule-running")
    drawn.ok(await drawn.post(f"/schedules/{schedule}/cancellation", role="planner"))
    assert (await ended(drawn, schedule))["state"] == "cancelled"
    assert drawn.problem(await drawn.post(f"/schedules/{schedule}/cancellation", role="planner")) == (409, "schedule-over")
    assert await drawn.sut.facts("planning.visit-scheduled") == []
    await drawn.sut.running.pool.execute("update public.schedule_runs set state = 'running' where schedule = $1", schedule)
    assert (await ended(drawn, schedule))["state"] == "interrupted"


async def test_a_service_that_stops_does_not_wait_for_a_schedule_and_the_next_one_finds_it_interrupted(
    drawn, database, issuer, monkeypatch
):
    def endless(inputs, *, stop, **_):
        while not stop():
            pass
        return solve_apart(inputs, seconds=1)

    monkeypatch.setattr(scheduler, "solve_apart", endless)
    schedule = await compute(drawn)
    await in_time(drawn.sut.running.pool.close(), what="the pool")
    async with service_under_test(service, database, issuer, now=drawn.sut.clock.now) as next_one:
        view = (await ended(replace(drawn, sut=next_one), schedule))["state"]
    assert view == "interrupted"


async def test_a_draw_that_is_not_completed_or_a_caller_who_plans_nothing_gets_no_schedule(office):
    await office.plan()
    await office.open()
    assert office.problem(await office.post("/draws/D-1/schedules", {}, role="planner")) == (409, "draw-not-completed")
    assert office.problem(await office.post("/draws/D-9/schedules", {}, role="planner")) == (404, "no-such-draw")
    assert (await office.post("/draws/D-1/schedules", {}, role="auditor")).status_code == 403
