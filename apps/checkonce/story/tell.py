"""Plays the acts one after the other."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from apps.checkonce.embedded import Audit, Embedded

from . import act1_lists, act2_plan, act3_visits, act4_whistle, act5_neighbours, ending
from .stage import Report, Say, Story

__all__ = ["tell"]


async def tell(here: Embedded, say: Say, *, between_visits: Callable[[], Awaitable[None]] | None = None) -> Report:
    """Lives through the year and returns the report; `lost` and `duplicated` come from the audit."""
    started = time.monotonic()
    async with Audit(here) as audit:
        story = Story(here, audit, say, between_visits=between_visits)
        acts: dict[str, float] = {}
        for act in (act1_lists, act2_plan, act3_visits, act4_whistle, act5_neighbours, ending):
            began = time.monotonic()
            await act.play(story)
            acts[act.__name__.rpartition(".")[2]] = round(time.monotonic() - began, 1)
        story.report.numbers["seconds_by_act"] = acts
        story.report.numbers["seconds"] = round(time.monotonic() - started, 1)
        return story.report
