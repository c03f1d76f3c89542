"""Keeps a process's calendar up to date, and says in time when the next year's arrangement is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import date
from typing import Final

import asyncpg

from .calendar import CalendarDataError, WorkingCalendar, local_day
from .clock import Clock, pause
from .running.turns import Turns
from .store.blame import FAILURES
from .telemetry import log, metrics

__all__ = ["fresh", "take_over", "warning_of"]

_EVERY: Final = 60.0
"""Seconds between looks into the folder: a ConfigMap that was changed arrives about as late."""
_AGAIN: Final = 5.0
"""Seconds until the next look after one that found no database."""
_AHEAD: Final = 60
"""Days before the last known one from which on the missing arrangement is said."""
_UNPUBLISHED: Final = (
    "该年度安排仅来自本机文件,已设定的期限不会重新计算,请同时公布:checkonce calendar load · "
    "known from a file alone, deadlines that are set already are not computed again: publish it too, checkonce calendar load"
)


def warning_of(calendar: WorkingCalendar, today: date) -> str | None:
    """What to do about a calendar that soon ends, in Chinese and English; None while there is time."""
    left = _left(calendar, today)
    if left > _AHEAD:
        return None
    until = calendar.known_until(today)
    year = today.year if until is None else until.year + 1
    return (
        f"缺少 {year} 年节假日安排,涉及该年的期限为暂定,请加载国务院办公厅通知的安排 · "
        f"the holiday arrangement of {year} is missing: deadlines in that year are provisional, load the State Council's notice"
    )


@asynccontextmanager
async def fresh(
    calendar: WorkingCalendar,
    clock: Clock,
    pool: asyncpg.Pool | None = None,
    reporting: Callable[[], AbstractContextManager[Turns]] = lambda: nullcontext(Turns()),
) -> AsyncIterator[None]:
    """Within it, what the register publishes and files that come into the calendar's folder are taken over.

    A bad file is logged and leaves the calendar as it is; so does a database that is away, which is a turn that failed.
    """
    await _look(calendar, pool)
    stop = asyncio.Event()
    with reporting() as turns:
        watching = asyncio.create_task(_watch(calendar, clock, pool, stop, turns))
        try:
            yield
        finally:
            stop.set()
            await watching


async def take_over(calendar: WorkingCalendar, pool: asyncpg.Pool) -> bool:
    """The arrangements that the register has published, as the database holds them; says whether one is news."""
    news = False
    for row in await pool.fetch("select year, holidays, workdays from views.calendar_years"):
        news |= calendar.arrange(row["year"], row["holidays"], row["workdays"])
    return news


async def _look(calendar: WorkingCalendar, pool: asyncpg.Pool | None) -> Exception | None:
    """What kept it from what is published, if anything did."""
    news, away = False, None
    try:
        news = calendar.refresh()
    except (CalendarDataError, OSError) as error:
        log.error("calendar.unreadable", error=str(error))
    # A bad file is no reason to miss what is published.
    try:
        if pool is not None:
            news |= await take_over(calendar, pool)
    except FAILURES as error:
        log.error("calendar.unreadable", error=str(error))
        away = error
    if news:
        log.info("calendar.read", years=sorted(calendar.years))
    return away


async def _watch(calendar: WorkingCalendar, clock: Clock, pool: asyncpg.Pool | None, stop: asyncio.Event, turns: Turns) -> None:
    said: date | None = None
    warned: set[int] = set()
    while not stop.is_set():
        away = await _look(calendar, pool)
        today = local_day(clock())
        metrics.calendar_days.set(_left(calendar, today))
        warning = warning_of(calendar, today)
        if warning is not None and said != today:
            log.warning("calendar.ends", warning=warning)
            said = today
        if unpublished := {year for year in calendar.filed if year >= today.year} - warned:
            log.warning("calendar.unpublished", years=sorted(unpublished), warning=_UNPUBLISHED)
            warned |= unpublished
        if away is None:
            await turns.pause(stop, _EVERY)
        else:
            turns.failed(away)
            await pause(stop, _AGAIN)


def _left(calendar: WorkingCalendar, today: date) -> int:
    until = calendar.known_until(today)
    return 0 if until is None else (until - today).days
