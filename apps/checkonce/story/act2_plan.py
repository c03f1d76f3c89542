"""Act 2: demands, the plan, the votes; then the draw that nobody can rig, verified by a program that shares no code with it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from apps.checkonce.embedded import Town
from apps.checkonce.verify import verify

from .desks import publish
from .members import Desk
from .story import Story

_RATIOS = {"A": 120, "B": 300, "C": 1000, "D": 3500, "U": 250}
_VOTERS = 5
_SEARCH_SECONDS = 3


async def play(story: Story) -> None:
    await story.on(date(2025, 11, 17))
    story.say("第二幕 计划与抽取 · Act 2: the plan and the draw")
    town = story.jianli
    demands = await submit_demands(story, town, 2026, _RATIOS, list(story.files(town).items_by_kind))
    await story.on(date(2025, 12, 1))
    await approve_plan(story, town, "P-2026", demands, (date(2026, 3, 2), date(2026, 5, 29)))
    await publish(story, town)
    await story.on(date(2026, 1, 12))
    figures = await draw(story, town, "D-2026", "P-2026")
    story.notes["draw"] = figures
    days = await schedule(story, town, "D-2026")
    await publish(story, town)
    story.report.numbers |= {
        "departments": len(story.files(town).departments),
        "demands": len(demands),
        "department_checks": figures["department_checks"],
        "visits": figures["visits"],
        "visits_if_separate": figures["visits_if_separate"],
        "visits_lower_bound": figures["lower_bound_milli"] / 1000,
        "draw_verified": figures["verified"],
        "schedule": days,
    }


async def submit_demands(
    story: Story, town: Town, year: int, ratios: dict[str, int], wanted: list[tuple[str, str]], mark: str = ""
) -> list[str]:
    """One demand per department and kind of check, each by an officer of that department."""
    files = story.files(town)

    async def submit(pair: tuple[str, str]) -> str:
        department, kind = pair
        rows = files.items_by_kind[pair]
        name = f"N-{year}{mark}-{department.partition('-')[2]}-{kind}"
        body = {
            "demand": name,
            "year": year,
            "department": department,
            "kind": kind,
            "items": [row["code"] for row in rows],
            "industries": sorted({i for row in rows for i in row["industries"].split(";")}),
            "list_class": "general",
            "ratios": ratios,
            "rounding": "fair",
            "method": "onsite" if any("onsite" in row["methods"] for row in rows) else rows[0]["methods"].split(";")[0],
        }
        token = town.token(f"officer-{department}", "department-officer", department=department)
        await town.post("planning", "/v1/demands", body, token=token)
        return name

    names: list[str] = await story.each(submit, wanted)
    return names


async def approve_plan(
    story: Story, town: Town, plan: str, demands: list[str], window: tuple[date, date], *, late: str | None = None
) -> None:
    """Drafted by the lead, coordinated, and voted on by the members of the joint conference. `late`: why within its year."""
    members = story.files(town).departments[:_VOTERS]
    planner = town.token("planner-1", "planner")
    body: dict[str, Any] = {"plan": plan, "year": 2026, "lead": members[0], "members": members, "reason": late}
    await town.post("planning", "/v1/plans", body, token=planner)
    body = {"demands": demands, "window_from": window[0].isoformat(), "window_to": window[1].isoformat()}
    await town.post("planning", f"/v1/plans/{plan}/coordination", body, token=planner)
    for member in members[: _VOTERS // 2 + 1]:
        token = town.token(f"member-{member}", "conference-member", department=member)
        await town.post("planning", f"/v1/plans/{plan}/votes", {"member": member, "approve": True}, token=token)
    await story.settle()


async def draw(story: Story, town: Town, name: str, plan: str) -> dict[str, Any]:
    """Commit, freeze, sign, reveal, draw; then a stranger's check of the published certificate."""
    planner = town.token("planner-1", "planner")
    members = story.files(town).departments[:_VOTERS]
    desks = [Desk(name, member) for member in members]
    await town.post("planning", "/v1/draws", {"draw": name, "plan": plan}, token=planner)

    async def say(desk: Desk, what: str, body: dict[str, Any]) -> None:
        token = town.token(f"member-{desk.member}", "conference-member", department=desk.member)
        await town.post("planning", f"/v1/draws/{name}/{what}", body, token=token)

    for desk in desks:
        await say(desk, "commitments", desk.committed())
    await town.post("planning", f"/v1/draws/{name}/freeze", {}, token=planner)
    manifest = await town.get("planning", f"/v1/draws/{name}/manifest")
    for desk in desks[:2]:
        await say(desk, "signatures", desk.signed(manifest))
    for desk in desks:
        await say(desk, "nonces", desk.revealed())
    figures: dict[str, Any] = await town.post("planning", f"/v1/draws/{name}/completion", {}, token=planner)
    # Some visits are unannounced: until they are over, the pack is for who organises and who supervises.
    auditor = town.token("auditor-1", "auditor")
    pack = await town.get("planning", f"/v1/draws/{name}/certificate", token=auditor)
    verdict = verify(pack)
    story.say(
        f"  {town.place.zh} {name}: {figures['department_checks']} 项部门检查合并为 {figures['visits']} 次上门"
        f" · {figures['department_checks']} department checks in {figures['visits']} visits; verified: {verdict.ok}"
    )
    await story.settle()
    return {**figures, "verified": verdict.ok, "pack": pack}


async def schedule(story: Story, town: Town, draw: str) -> dict[str, Any]:
    """Days and routes of a draw's visits: the solver's answer beside the greedy one (L-42, H-08)."""
    planner = town.token("planner-1", "planner")
    name = f"S-{draw}"
    await town.post("planning", f"/v1/draws/{draw}/schedules", {"schedule": name, "seconds": _SEARCH_SECONDS}, token=planner)
    async with asyncio.timeout(60 * _SEARCH_SECONDS):
        while (found := await town.get("planning", f"/v1/schedules/{name}", token=planner))["state"] == "running":  # noqa: ASYNC110
            await asyncio.sleep(0.2)  # the work is another process's: it is asked how far it is
    solver, greedy = found["solver"], found["greedy"]
    story.say(
        f"  排期:{solver['visits'] - solver['unplaced']} 次上门已定日期,外出 {solver['team_days']} 人日"
        f" · days fixed for {solver['visits'] - solver['unplaced']} visits, {solver['team_days']} officer days out"
    )
    story.report.table(
        "日程与路线 Days and routes",
        ["", "上门 visits", "未排 left over", "外出人日 officer days out", "路程 km"],
        [[word, a["visits"], a["unplaced"], a["team_days"], a["travel_metres"] // 1000]
         for word, a in (("求解器 solver", solver), ("贪心 greedy", greedy))],
    )  # fmt: skip
    await story.settle()
    return {"state": found["state"], "solver": solver, "greedy": greedy}
