"""Act 2: demands, the plan, the votes; then the draw that nobody can rig, verified by a program that shares no code with it."""

from __future__ import annotations

from datetime import date

from .desks import publish
from .planning_year import approve_plan, draw, schedule, submit_demands
from .stage import Story

RATIOS = {"A": 120, "B": 300, "C": 1000, "D": 3500, "U": 250}


async def play(story: Story) -> None:
    await story.on(date(2025, 11, 17))
    story.say("第二幕 计划与抽取 · Act 2: the plan and the draw")
    town = story.jianli
    demands = await submit_demands(story, town, 2026, RATIOS, list(story.files(town).items_by_kind))
    await story.on(date(2025, 12, 1))
    await approve_plan(story, town, "P-2026", demands, (date(2026, 3, 2), date(2026, 5, 29)))
    await publish(story, town)
    await story.on(date(2026, 1, 12))
    drawn = await draw(story, town, "D-2026", "P-2026")
    story.notes.first_draw = drawn
    days = await schedule(story, town, "D-2026")
    await publish(story, town)
    story.report.numbers |= {
        "departments": len(story.files(town).departments),
        "demands": len(demands),
        "department_checks": drawn.figures.department_checks,
        "visits": drawn.figures.visits,
        "visits_if_separate": drawn.figures.visits_if_separate,
        "visits_lower_bound": drawn.figures.lower_bound_milli / 1000,
        "draw_verified": drawn.verified,
        "schedule": days,
    }
