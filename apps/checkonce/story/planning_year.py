"""From the departments' demands to a drawn and scheduled plan, as a place does it each year."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from apps.checkonce.embedded import Town
from apps.checkonce.verify import verify
from libs.clients.planning import Answer, Method, Planning, ScheduleView

from .desks import auditor, planner
from .drawn import Drawn
from .members import Desk
from .stage import Story

__all__ = ["approve_plan", "draw", "schedule", "submit_demands"]

_VOTERS = 5
_SEARCH_SECONDS = 3
_METHODS: tuple[Method, ...] = ("onsite", "document", "remote")


async def submit_demands(
    story: Story, town: Town, year: int, ratios: dict[str, int], wanted: list[tuple[str, str]], mark: str = ""
) -> list[str]:
    """One demand per department and kind of check, each by an officer of that department."""
    files = story.files(town)

    async def submit(pair: tuple[str, str]) -> str:
        department, kind = pair
        rows = files.items_by_kind[pair]
        name = f"N-{year}{mark}-{department.partition('-')[2]}-{kind}"
        token = town.token(f"officer-{department}", "department-officer", department=department)
        await town.planning.acting_as(token).submit_demand(
            demand=name,
            year=year,
            department=department,
            kind=kind,
            items=[row["code"] for row in rows],
            industries=sorted({i for row in rows for i in row["industries"].split(";")}),
            list_class="general",
            ratios=ratios,
            rounding="fair",
            method=_method(rows),
        )
        return name

    return await story.each(submit, wanted)


def _method(rows: list[dict[str, str]]) -> Method:
    """How a kind of check is done: on site where any of its items asks for it."""
    allowed = {method for row in rows for method in row["methods"].split(";")}
    return next(method for method in _METHODS if method in allowed)


async def approve_plan(
    story: Story, town: Town, plan: str, demands: list[str], window: tuple[date, date], *, late: str | None = None
) -> None:
    """Drafted by the lead, coordinated, and voted on by the members of the joint conference. `late`: why within its year."""
    members = _members(story, town)
    await _organiser(story, town).draft_plan(plan=plan, year=2026, lead=members[0], members=members, reason=late)
    await _organiser(story, town).coordinate_plan(plan, demands=demands, window_from=window[0], window_to=window[1])
    for member in members[: _VOTERS // 2 + 1]:
        await town.planning.acting_as(_member(town, member)).vote_on_plan(plan, edition=1, member=member, approve=True)
    await story.settle()


async def draw(story: Story, town: Town, name: str, plan: str) -> Drawn:
    """Commit, freeze, sign, reveal, draw; then a stranger's check of the published certificate."""
    desks = [Desk(name, member) for member in _members(story, town)]
    await _organiser(story, town).open_draw(draw=name, plan=plan)
    for desk in desks:
        await desk.commit(town.planning.acting_as(_member(town, desk.member)))
    await _organiser(story, town).freeze_draw(name)
    manifest = await town.planning.draw_manifest(name)
    for desk in desks[:2]:
        await desk.sign(town.planning.acting_as(_member(town, desk.member)), manifest)
    for desk in desks:
        await desk.reveal(town.planning.acting_as(_member(town, desk.member)))
    figures = await _organiser(story, town).complete_draw(name)
    # Some visits are unannounced: until they are over, only organisers and supervisors may read the pack.
    pack = await town.planning.acting_as(auditor(town)).draw_certificate(name)
    verdict = verify(pack)
    story.say(
        f"  {town.place.zh} {name}: {figures.department_checks} 项部门检查合并为 {figures.visits} 次上门"
        f" · {figures.department_checks} department checks in {figures.visits} visits; verified: {verdict.ok}"
    )
    await story.settle()
    return Drawn(figures, pack, verdict.ok)


async def schedule(story: Story, town: Town, draw: str) -> dict[str, Any]:
    """Days and routes of a draw's visits: the solver's answer beside the greedy one (L-42, H-08)."""
    name = f"S-{draw}"
    await _organiser(story, town).compute_schedule(draw, schedule=name, seconds=_SEARCH_SECONDS)
    found = await _scheduled(town, name)
    solver, greedy = _found(found.solver), _found(found.greedy)
    placed = solver["visits"] - solver["unplaced"]
    story.say(
        f"  排期:{placed} 次上门已定日期,外出 {solver['team_days']} 人日"
        f" · days fixed for {placed} visits, {solver['team_days']} officer days out"
    )
    story.report.table(
        "日程与路线 Days and routes",
        ["", "上门 visits", "未排 left over", "外出人日 officer days out", "出车 car trips", "车程 car km",
         "乡镇日 township days", "最忙日 busiest day", "目标值 objective km"],
        [[word, a["visits"], a["unplaced"], a["team_days"], a["car_trips"], a["car_metres"] // 1000, a["township_days"],
          a["busiest_day"], a["objective"] // 1000]
         for word, a in (("求解器 solver", solver), ("贪心 greedy", greedy))],
    )  # fmt: skip
    await story.settle()
    return {"state": found.state, "solver": solver, "greedy": greedy}


async def _scheduled(town: Town, name: str) -> ScheduleView:
    async with asyncio.timeout(60 * _SEARCH_SECONDS):
        while (found := await planner(town).schedule(name)).state == "running":  # noqa: ASYNC110
            await asyncio.sleep(0.2)  # another process does the work and is asked for its progress
    return found


def _found(answer: Answer | None) -> dict[str, int]:
    if answer is None:
        raise RuntimeError("the search for days ended without an answer")
    return {name: int(value) for name, value in answer.model_dump().items()}


def _members(story: Story, town: Town) -> list[str]:
    return story.files(town).departments[:_VOTERS]


def _organiser(story: Story, town: Town) -> Planning:
    """A planner of the department that leads: plans and draws are the lead's."""
    return town.planning.acting_as(town.token("planner-lead", "planner", department=_members(story, town)[0]))


def _member(town: Town, member: str) -> str:
    return town.token(f"member-{member}", "conference-member", department=member)
