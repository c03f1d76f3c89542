"""The story's frame: the clock, the numbers that are collected, and what one act leaves for the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from apps.checkonce.embedded import Audit, Embedded, Town
from libs.clients.planning import VisitView
from libs.events.calendar import WorkingCalendar

from .cast import EXAMPLES, Files
from .drawn import Drawn

__all__ = ["HUARONG", "JIANLI", "Report", "Say", "Story"]

JIANLI, HUARONG = "421088", "430623"
_ZONE = ZoneInfo("Asia/Shanghai")
_AT_ONCE = 12

T = TypeVar("T")
R = TypeVar("R")
Say = Callable[[str], None]


@dataclass
class Report:
    """What `demo-report.json` holds, and the tables that are printed."""

    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[tuple[str, list[str], list[list[str]]]] = field(default_factory=list)

    def table(self, title: str, columns: list[str], rows: Iterable[Iterable[object]]) -> None:
        self.tables.append((title, columns, [[str(cell) for cell in row] for row in rows]))


@dataclass
class Notes:
    """What an act leaves for a later one: publications still due, the department that got a clue, entities that rate."""

    forgotten: set[str] = field(default_factory=set)
    clue_for: str = ""
    to_rate: list[tuple[Town, VisitView]] = field(default_factory=list)
    trace: str = ""
    first_draw: Drawn | None = None
    recognised: set[str] = field(default_factory=set)


@dataclass
class Story:
    """Everything an act needs. `between_visits` runs once in the middle of the inspections (fault tests)."""

    here: Embedded
    audit: Audit
    say: Say
    report: Report = field(default_factory=Report)
    between_visits: Callable[[], Awaitable[None]] | None = None
    notes: Notes = field(default_factory=Notes)
    calendar: WorkingCalendar = field(default_factory=lambda: WorkingCalendar.load(EXAMPLES / "calendar"))

    @property
    def jianli(self) -> Town:
        return self.here.towns[JIANLI]

    @property
    def huarong(self) -> Town:
        return self.here.towns[HUARONG]

    def files(self, town: Town) -> Files:
        return Files(town.place.code)

    def local(self, moment: datetime | None) -> str:
        """A time in the local notation."""
        return f"{moment.astimezone(_ZONE):%Y-%m-%d %H:%M}" if moment is not None else ""

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

    async def each(self, work: Callable[[T], Awaitable[R]], things: Iterable[T]) -> list[R]:
        """Does `work` on all things, a dozen at a time, as many offices would."""
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(thing: T) -> R:
            async with gate:
                return await work(thing)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(thing)) for thing in things]
        return [task.result() for task in tasks]
