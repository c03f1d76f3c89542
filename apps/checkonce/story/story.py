"""The story's frame: the clock, the numbers that are collected, the acts in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from apps.checkonce.embedded import Audit, Embedded, Town
from libs.events.calendar import WorkingCalendar

from .cast import EXAMPLES, Files

__all__ = ["HUARONG", "JIANLI", "Report", "Story", "tell"]

JIANLI, HUARONG = "421088", "430623"
_ZONE = ZoneInfo("Asia/Shanghai")
_AT_ONCE = 12

T = TypeVar("T")
Say = Callable[[str], None]


@dataclass
class Report:
    """What `demo-report.json` holds, and the tables that are printed."""

    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[tuple[str, list[str], list[list[str]]]] = field(default_factory=list)

    def table(self, title: str, columns: list[str], rows: Iterable[Iterable[object]]) -> None:
        self.tables.append((title, columns, [[str(cell) for cell in row] for row in rows]))


@dataclass
class Story:
    """Everything an act needs. `between_visits` runs once in the middle of the inspections (fault tests)."""

    here: Embedded
    audit: Audit
    say: Say
    report: Report = field(default_factory=Report)
    between_visits: Callable[[], Awaitable[None]] | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    calendar: WorkingCalendar = field(default_factory=lambda: WorkingCalendar.load(EXAMPLES / "calendar"))

    @property
    def jianli(self) -> Town:
        return self.here.towns[JIANLI]

    @property
    def huarong(self) -> Town:
        return self.here.towns[HUARONG]

    def files(self, town: Town) -> Files:
        return Files(town.place.code)

    async def on(self, day: date, hour: int = 9, *, settle: bool = True) -> None:
        """Moves everybody's clock to an hour of a day (local time); waits until all that follows has happened."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=_ZONE)
        assert self.here.clock is not None  # noqa: S101 - the story runs on a story clock
        if settle:
            await self.audit.settle()
        if not self.here.clock.started or moment > self.here.now():
            self.here.clock.set(moment)
        if settle:
            await self.audit.settle()

    async def settle(self) -> None:
        await self.audit.settle()

    async def each(self, work: Callable[[T], Awaitable[Any]], things: Iterable[T]) -> list[Any]:
        """Does `work` on all things, a dozen at once, as many offices would."""
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(thing: T) -> Any:
            async with gate:
                return await work(thing)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(thing)) for thing in things]
        return [task.result() for task in tasks]


async def tell(here: Embedded, say: Say, *, between_visits: Callable[[], Awaitable[None]] | None = None) -> Report:
    """Lives through the year and returns the report; `lost` and `duplicated` come from the audit."""
    from . import act1_lists, act2_plan, act3_visits, act4_whistle, act5_neighbours, ending  # noqa: PLC0415 - acts need Story

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
