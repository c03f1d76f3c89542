"""Days and routes of 14,000 visits: the solver's answer against greedy's, and the time it takes."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from apps.checkonce.examples.generate import JIANLI
from apps.checkonce.examples.tables import departments
from bench.ground import Ground
from bench.measure import Row
from services.planning.schedule.solver.check import check
from services.planning.schedule.solver.solve import Plan, solve
from services.planning.schedule.solver.terms import Distances, Inputs, Job, Numbers, Place

__all__ = ["jining", "schedule", "schedule_seconds"]

VISITS = 14_000
_OFFICERS = 1000
"""For so many visits. Shared among 27 departments as the example's 419 officers are."""
_TOWNSHIPS = 156
_ALLOWED = 300.0
_SEARCH = 120.0
_OTHER_DEPARTMENTS = 2.7
_DESK = 0.07
_BOX = ((35_000_000, 35_900_000), (116_200_000, 117_200_000))


def jining(visits: int, seed: int = 20260101) -> Inputs:
    """A city of the size of Jining: townships with positions, 27 departments that meet at an entity as unevenly as in life, two
    officers of each, windows of a month from March to November.
    """
    random = Random(seed)  # noqa: S311 - invented, nothing secret
    numbers = Numbers()
    towns = {
        f"3708{11 + n // 14:02}{100 + n % 14:03}": Place(*(random.randint(*span) for span in _BOX))
        for n in range(_TOWNSHIPS)
    }  # fmt: skip
    sizes = [department.inspectors for department in departments(JIANLI)]
    scale = _OFFICERS * visits / VISITS / sum(sizes)
    staff = [[f"I-{d:02}-{n:05}" for n in range(max(4, round(size * scale)))] for d, size in enumerate(sizes)]
    months = list(_months())
    names = sorted(towns)

    def job(number: int) -> Job:
        wanted = min(len(sizes), 1 + int(random.expovariate(1 / _OTHER_DEPARTMENTS)))
        present: set[int] = set()
        while len(present) < wanted:
            present.add(random.choices(range(len(sizes)), sizes)[0])
        days = months[number % len(months)]
        return Job(
            visit=f"V-{number:06}",
            township=random.choice(names),
            officers=tuple(officer for d in sorted(present) for officer in random.sample(staff[d], 2)),
            minutes=numbers.on_the_spot(min(6, 1 + int(random.expovariate(0.5)))),
            onsite=random.random() >= _DESK,
            window_from=days[0],
            window_to=days[-1],
            days=days,
        )

    return Inputs(tuple(job(number) for number in range(visits)), Distances(numbers, towns))


def _months() -> Iterator[tuple[date, ...]]:
    for month in range(3, 12):
        first = date(2026, month, 1)
        days = (first + timedelta(days=n) for n in range(31))
        yield tuple(day for day in days if day.month == month and day.weekday() < 5)


async def schedule(ground: Ground) -> list[Row]:
    visits = ground.count(VISITS, 320)
    inputs = jining(visits)
    plan, seconds = await schedule_seconds(inputs, seconds=max(2.0, min(_SEARCH, _SEARCH * ground.size)))
    ours, greedy = plan.figures, plan.greedy
    note = (
        f"{ours.team_days:,} days out, {ours.car_trips:,} car trips, {ours.car_metres // 1000:,} km by car, "
        f"{ours.township_days:,} township days, busiest day {ours.busiest_day}; greedy {greedy.team_days:,}, "
        f"{greedy.car_trips:,}, {greedy.car_metres // 1000:,}, {greedy.township_days:,}, {greedy.busiest_day}; "
        f"unplaced {ours.unplaced}, greedy {greedy.unplaced}"
    )
    return [
        Row(
            "schedule", plan.cost.metres / 1000, plan.greedy_cost.metres / 1000, "greedy", "km weighed", visits, 1,
            0.95, better="less", limit=_least(inputs) / 1000, limit_name="full days at the nearest place", note=note,
        ),
        Row(
            "schedule", seconds, _ALLOWED, "allowed", "s", visits, 1, 1.0, better="less",
            note="greedy, search and the check of every constraint",
        ),
    ]  # fmt: skip


async def schedule_seconds(inputs: Inputs, *, seconds: float, rounds: int | None = None) -> tuple[Plan, float]:
    """The plan, checked, and how long both took."""
    started = time.perf_counter()
    plan = await asyncio.to_thread(solve, inputs, seconds=seconds, rounds=rounds, workers=2)
    assert check(inputs, plan.slots) == []
    return plan, time.perf_counter() - started


def _least(inputs: Inputs) -> int:
    """Metres that no schedule can go below: each officer's minutes of a month in as few days as they fill."""
    minutes: defaultdict[tuple[str, date], int] = defaultdict(int)
    for job in inputs.jobs:
        for officer in job.officers if job.onsite else ():
            minutes[officer, job.window_from] += job.minutes
    return sum(-(-total // inputs.numbers.team_minutes) for total in minutes.values()) * inputs.numbers.out_day
