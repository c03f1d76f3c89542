"""The calendar, year by year, and whether a year's arrangement is official."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.public_words import PublicWords
from libs.events.calendar_watch import take_over, warning_of
from libs.events.catalog.codes import Name
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool
from libs.events.reactions import Environment

from . import commands as c
from .views import queries

router = APIRouter(tags=["calendar"])


class Arrangement(Body):
    year: c.Year
    holidays: c.Holidays
    workdays: c.Workdays = ()
    notice: Name


class YearView(BaseModel):
    """`official`: by a notice; else provisional, weekends and statutory days alone, and deadlines in it may still move.

    `notice` and `arranged_at` are null for a year that only this installation's files tell of.
    """

    year: int
    official: bool
    holidays: list[date]
    workdays: list[date]
    notice: PublicWords | None
    arranged_at: datetime | None


class CalendarView(BaseModel):
    """`warning`: what to do, in both languages, when the days whose arrangement is known soon end; else null."""

    known_until: date | None
    warning: str | None
    years: list[YearView]


@router.post(
    "/calendar",
    status_code=201,
    summary="Publish a year's holidays by the State Council's notice, or correct them",
    responses=WAITS,
)
async def arrange(body: Arrangement, gate: Asking, pool: Pool, env: Env) -> Accepted:
    accepted = await gate.execute(c.ArrangeYear(**body.model_dump()))
    # This process counts with it at once, the others within a minute. The table says what: a request that is repeated with its
    # key is answered as before, though another arrangement came since.
    await take_over(env.calendar, pool)
    return accepted


@router.get("/calendar", summary="Holidays and swapped working days of the years from last year to the next but one")
async def calendar(pool: Pool, env: Env) -> CalendarView:
    today = env.today
    published = {row["year"]: row async for row in queries.calendar_years(pool)}
    years = [_year(env, year, published.get(year)) for year in range(today.year - 1, today.year + 3)]
    return CalendarView(known_until=env.calendar.known_until(today), warning=warning_of(env.calendar, today), years=years)


def _year(env: Environment, year: int, published: Any) -> YearView:
    days = {day: worked for day, worked in env.calendar.days.items() if day.year == year}
    holidays, workdays = (published["holidays"], published["workdays"]) if published else (
        sorted(day for day, worked in days.items() if not worked),
        sorted(day for day, worked in days.items() if worked),
    )  # fmt: skip
    return YearView(
        year=year,
        official=bool(published) or not env.calendar.is_provisional(date(year, 1, 1)),
        holidays=holidays,
        workdays=workdays,
        notice=published["notice"] if published else None,
        arranged_at=published["arranged_at"] if published else None,
    )
