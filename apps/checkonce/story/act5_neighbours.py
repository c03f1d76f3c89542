"""Act 5, July 2026: Huarong's draw leaves out entities that Jianli has checked; the next draw uses the moved classes."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date

from apps.checkonce.embedded import Town
from libs.clients.base import pages

from .desks import planner, publish
from .planning_year import approve_plan, draw, submit_demands
from .stage import Story
from .visits import inspect

HUARONG_RATIOS = {"A": 500, "B": 1000, "C": 3000, "D": 8000, "U": 500}
_SECOND = {"A": 100, "B": 300, "C": 3000, "D": 8000, "U": 300}
_VISITS_TOLD = 12
_SECOND_DEPARTMENTS = ("421088-market", "421088-fire", "421088-emergency", "421088-health", "421088-ecology")


async def play(story: Story) -> None:
    await story.on(date(2026, 7, 6))
    story.say("第五幕 邻县互认与下一次抽取 · Act 5: the neighbour, and the next draw")
    await asyncio.gather(_huarong(story, story.huarong), _second_draw(story, story.jianli))
    await _visits_in_huarong(story, story.huarong)


async def _huarong(story: Story, town: Town) -> None:
    pairs = list(story.files(town).items_by_kind)
    demands = await submit_demands(story, town, 2026, HUARONG_RATIOS, pairs)
    await approve_plan(story, town, "P-2026", demands, (date(2026, 7, 20), date(2026, 9, 18)), late="互认协议生效后编制")
    await publish(story, town)
    drawn = await draw(story, town, "D-2026", "P-2026")
    story.notes.recognised = drawn.excluded("X4")
    story.report.numbers["recognised_exclusions"] = len(story.notes.recognised)


async def _visits_in_huarong(story: Story, town: Town) -> None:
    recognised = story.notes.recognised
    told = [v async for v in pages(planner(town).visits, draw="D-2026", limit=500)]
    drawn = {visit.entity for visit in told}
    await inspect(story, town, told[:_VISITS_TOLD])
    await publish(story, town)
    story.report.table(
        "互认 · recognition",
        ["", ""],
        [
            ("监利结果在华容免检的主体 · entities left out in Huarong for a Jianli result", len(recognised)),
            ("华容抽中 · drawn in Huarong", len(drawn)),
            ("其中仍被抽中的互认主体(其他类别) · recognised ones drawn for another kind", len(recognised & drawn)),
        ],
    )


async def _second_draw(story: Story, town: Town) -> None:
    """New strata of the same year with the classes of today."""
    pairs = [pair for pair in story.files(town).items_by_kind if pair[0] in _SECOND_DEPARTMENTS]
    demands = await submit_demands(story, town, 2026, _SECOND, pairs, mark="b")
    late = "按调整后的信用等级补充编制"
    await approve_plan(story, town, "P-2026b", demands, (date(2026, 9, 1), date(2026, 11, 27)), late=late)
    drawn = await draw(story, town, "D-2026b", "P-2026b")
    await publish(story, town)
    before = story.notes.first_draw.classes if story.notes.first_draw is not None else {}
    after = drawn.classes
    moved = Counter((before[entity], after[entity]) for entity in before if before[entity] != after.get(entity))
    story.report.numbers["draw_verified"] = story.report.numbers["draw_verified"] and drawn.verified
    story.report.numbers["excluded_in_second_draw"] = {reason: len(drawn.excluded(reason)) for reason in ("X1", "X2", "X7")}
    story.report.table(
        "信用变化改变抽查比例 · credit moved classes, and with them the ratios of the next draw",
        ["由 from", "至 to", "主体 entities", "比例由 ratio from", "至 to"],
        [
            (old, new, count, f"{_SECOND[old] / 100} %", f"{_SECOND[new] / 100} %")
            for (old, new), count in sorted(moved.items())
        ],
    )
