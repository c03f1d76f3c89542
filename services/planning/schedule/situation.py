"""What a schedule is computed from: visits, officers, days and distances as they stand."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import orjson

from libs.events.calendar import WorkingCalendar
from libs.events.catalog.registry.items import Method
from libs.events.reactions import Environment

from ..policy.decide import POLICY
from ..visit import commands as visit_commands
from ..visit.lookups import progress
from .solver.terms import (
    OVER,
    Distances,
    Fixed,
    Inputs,
    Job,
    Numbers,
    Place,
    Slot,
)
from .views import queries

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Situation:
    """What a schedule rests on, as read at one moment; `rows` are the visits to be placed, by number, `yielding` confided ones
    that stand and may be placed anew.
    """

    inputs: Inputs
    rows: Mapping[str, Row]
    first: Mapping[str, date]
    yielding: Mapping[str, Row]

    @property
    def assumed(self) -> list[str]:
        """Townships whose distances are assumed, because the registry has no position of them."""
        return sorted({job.township for job in self.inputs.jobs if self.inputs.distances.assumed(job.township)})

    @property
    def assumptions(self) -> Mapping[str, Any]:
        """The numbers that the computation rests on, and whether the base is known."""
        far = self.inputs.distances
        known = far.base is not None and not far.assumed(far.base)
        return {**asdict(self.inputs.numbers), "over": OVER, "base": far.base, "base_assumed": not known}


async def numbers_of(db: Any, day: date) -> Numbers:
    p = await POLICY.in_force(db, day)
    return Numbers(
        notice_days=p.notice_days,
        team_minutes=p.team_minutes,
        visit_minutes=p.visit_minutes,
        item_minutes=p.item_minutes,
        speed_kmh=p.speed_kmh,
        day_starts=p.day_starts_minute,
        detour_percent=p.road_percent,
        same_township=p.same_township_metres,
        other_township=p.other_township_metres,
        out_day=p.out_day_metres,
        lunch_from=p.lunch_from_minute,
        lunch_minutes=p.lunch_minutes,
        car_seats=p.car_seats,
        teams_per_day=p.teams_per_day,
        peak_percent=p.peak_percent,
        township_day=p.township_day_metres,
    )


def earliest(calendar: WorkingCalendar, today: date, numbers: Numbers, *, notice_forbidden: bool) -> date:
    """The first day a visit may take place: after notice (L-19), or tomorrow where notice is forbidden."""
    return today + timedelta(days=1) if notice_forbidden else calendar.add_working_days(today, numbers.notice_days)


async def distances(db: Any, numbers: Numbers, day: date) -> Distances:
    """By the positions on record and the base of the day."""
    rows = [row async for row in queries.township_positions(db)]
    base = (await POLICY.in_force(db, day)).base_township
    return Distances(numbers, {row["township"]: Place(row["latitude"], row["longitude"]) for row in rows}, base)


async def read(db: Any, draw: str, env: Environment, *, keep: bool) -> Situation:
    """The open visits of a draw that need a day, and the slots that others hold.

    With `keep`, visits that have a day ahead keep it; otherwise only those whose notice is already running out do. An
    unannounced visit that was told keeps its day. One that is confided keeps it unless an announced visit comes into its way.
    """
    today = env.today
    numbers = await numbers_of(db, today)
    far = await distances(db, numbers, today)
    days = _Days(env.calendar, today, numbers)
    jobs, stay, rows, first, yielding = [], list[Fixed](), {}, {}, {}

    def keeps(row: Row) -> None:
        begin = days.earliest(notice_forbidden=True)
        if not row["confided"] or row["day"] < begin:
            stay.append(_fixed(row))
            return
        anew = _job(row, numbers, days.between(max(row["window_from"], begin), row["window_to"]))
        stay.append(replace(_fixed(row), yields=replace(anew, minutes=row["minutes"])))
        yielding[row["visit"]] = row

    for row in [row async for row in queries.visits_to_schedule(db, draw=draw)]:
        if row["notice_forbidden"] and not row["confided"]:
            stay += [_fixed(row)] if row["day"] is not None else []
            continue
        begin = days.earliest(notice_forbidden=row["notice_forbidden"])
        if row["day"] is not None and row["day"] >= today and (keep or row["day"] < begin):
            keeps(row)
            continue
        jobs.append(_job(row, numbers, days.between(max(row["window_from"], begin), row["window_to"])))
        rows[row["visit"]], first[row["visit"]] = row, begin
    span = sorted({day for job in jobs for day in (job.days[:1] + job.days[-1:])})
    if span:
        held = queries.visits_on_days(db, first_day=span[0], last_day=span[-1], but_for_draw=draw, but_for_visit=None)
        for row in [row async for row in held]:
            keeps(row)
    return Situation(Inputs(tuple(jobs), far, tuple(stay)), rows, first, yielding)


class _Days:
    """Working days, each looked up once."""

    def __init__(self, calendar: WorkingCalendar, today: date, numbers: Numbers) -> None:
        self._calendar, self._today, self._numbers = calendar, today, numbers
        self._known: dict[tuple[date, date], tuple[date, ...]] = {}
        self._first: dict[bool, date] = {}

    def earliest(self, *, notice_forbidden: bool) -> date:
        if notice_forbidden not in self._first:
            self._first[notice_forbidden] = earliest(
                self._calendar, self._today, self._numbers, notice_forbidden=notice_forbidden
            )
        return self._first[notice_forbidden]

    def between(self, first: date, last: date) -> tuple[date, ...]:
        if (first, last) not in self._known:
            days = (first + timedelta(days=n) for n in range((last - first).days + 1))
            self._known[first, last] = tuple(day for day in days if self._calendar.is_working(day))
        return self._known[first, last]


def minutes_of(row: Row, numbers: Numbers) -> int:
    """On the spot: departments check side by side, the one with the most items decides."""
    return numbers.on_the_spot(max((len(part["items"]) for part in orjson.loads(row["parts"])), default=0))


def _job(row: Row, numbers: Numbers, days: tuple[date, ...]) -> Job:
    return Job(
        visit=row["visit"],
        township=row["township"],
        officers=tuple(sorted(set(row["inspectors"]))),
        minutes=minutes_of(row, numbers),
        onsite=row["method"] == Method.ONSITE,
        window_from=row["window_from"],
        window_to=row["window_to"],
        days=days,
        secret=row["confided"],
    )


def _fixed(row: Row) -> Fixed:
    return Fixed(
        visit=row["visit"],
        township=row["township"],
        officers=tuple(sorted(set(row["inspectors"]))),
        minutes=row["minutes"],
        onsite=row["method"] == Method.ONSITE,
        slot=Slot(row["day"], row["start_minute"]),
    )


async def busy_at(db: Any, row: Row, day: date, numbers: Numbers) -> tuple[visit_commands.Busy, ...]:
    """What else the officers of a visit do on a day, with the ways there."""
    far = await distances(db, numbers, day)
    held = queries.visits_on_days(db, first_day=day, last_day=day, but_for_draw=None, but_for_visit=row["visit"])
    found = [
        visit_commands.Busy(
            inspector=officer,
            visit=other["visit"],
            start_minute=other["start_minute"],
            minutes=other["minutes"],
            onsite=other["method"] == Method.ONSITE,
            way_minutes=numbers.minutes(far.metres(row["township"], other["township"])),
        )
        async for other in held
        for officer in sorted(set(other["inspectors"]) & set(row["inspectors"]))
    ]
    return tuple(found)


async def calendar_of(db: Any, row: Row, day: date, numbers: Numbers, env: Environment) -> visit_commands.Calendar:
    """What decides whether a visit may be on a day, whoever asks."""
    return visit_commands.Calendar(
        onsite=row["method"] == Method.ONSITE,
        window_from=row["window_from"],
        window_to=row["window_to"],
        earliest=earliest(env.calendar, env.today, numbers, notice_forbidden=row["notice_forbidden"]),
        worked=row["window_from"] <= day <= row["window_to"] and env.calendar.is_working(day),
        day_starts_minute=numbers.day_starts,
        team_minutes=numbers.length,
        busy=await busy_at(db, row, day, numbers),
        progress=progress(row),
    )
