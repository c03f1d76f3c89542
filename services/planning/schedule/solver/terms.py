"""The terms of a schedule: what is to be placed, where and by whom, in whole minutes and metres."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

_EARTH_METRES = 6_371_009


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of the jurisdiction's policy pack that a schedule rests on (defaults: `PolicyPack`, without break and caps).

    `day_starts` and `team_minutes`: a team works from that minute of the local day for so long, the break not counted, and is
    back by then. `detour_percent`: roads are longer than the straight line. `same_township`, `other_township`: metres assumed
    where no position is known (inside one township always: only the township's own position is known). An out day of an
    officer weighs as much as `out_day` metres of travel, and one more township visited on a day as much as `township_day`.

    `lunch_from`: of the local day; nobody is visited for `lunch_minutes`, unless a visit is too long for either half of a day.
    `car_seats`: officers who share a car. `teams_per_day`: how many visits are made in a day; None: no such number. Each visit
    above `peak_percent` of an even load weighs as much as `OVER` metres.
    """

    notice_days: int = 3
    team_minutes: int = 420
    visit_minutes: int = 40
    item_minutes: int = 15
    speed_kmh: int = 35
    day_starts: int = 510
    detour_percent: int = 130
    same_township: int = 3_000
    other_township: int = 15_000
    out_day: int = 30_000
    lunch_from: int = 720
    lunch_minutes: int = 0
    car_seats: int = 4
    teams_per_day: int | None = None
    peak_percent: int = 150
    township_day: int = 10_000

    @property
    def length(self) -> int:
        """Minutes from the begin of the working day to its end, the break among them."""
        return self.team_minutes + self.lunch_minutes

    @property
    def lunch(self) -> tuple[int, int]:
        """Begin and end of the break in minutes of the working day."""
        begin = self.lunch_from - self.day_starts
        return begin, begin + self.lunch_minutes

    def on_the_spot(self, items: int) -> int:
        """Minutes of a visit. Departments check side by side, so `items` are those of the one with the most."""
        return self.visit_minutes + self.item_minutes * items

    def minutes(self, metres: int) -> int:
        """Time on the road, rounded up."""
        return -(-metres * 60 // (self.speed_kmh * 1000))

    def peak(self, visits: int, days: int) -> int:
        """How many visits a day carries before others are taken: never fewer than two, which is no pile."""
        return max(2, -(-visits * self.peak_percent // (100 * max(1, days))))


OVER = 2_000_000
"""Metres that a visit above the peak of its day weighs: more than a team of fifteen saves where it is out anyway."""


@dataclass(frozen=True, slots=True)
class Place:
    """WGS 84 in millionths of a degree."""

    latitude: int
    longitude: int


@dataclass(frozen=True)
class Distances:
    """Metres by road between townships; what is not known is assumed, and `assumed` says where.

    `base`: the township where the teams set out and come back to; None: not known, and each way out is assumed.
    """

    numbers: Numbers
    places: Mapping[str, Place] = field(default_factory=dict)
    base: str | None = None

    def metres(self, a: str, b: str) -> int:
        if a == b:
            return self.numbers.same_township
        if self.assumed(a) or self.assumed(b):
            return self.numbers.other_township
        return max(self.numbers.same_township, _straight(self.places[a], self.places[b]) * self.numbers.detour_percent // 100)

    def assumed(self, township: str) -> bool:
        return township not in self.places

    def out(self, township: str) -> int:
        """From where the teams set out, and as far back."""
        return self.numbers.other_township if self.base is None else self.metres(self.base, township)


def _straight(a: Place, b: Place) -> int:
    """Metres along the great circle (haversine)."""
    lat_a, lat_b = math.radians(a.latitude / 1e6), math.radians(b.latitude / 1e6)
    across = math.radians((b.longitude - a.longitude) / 1e6)
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(across / 2) ** 2
    return round(2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(half))))


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A day and the minute of the local day at which the team begins on the spot."""

    day: date
    start: int


@dataclass(frozen=True, slots=True)
class Job:
    """A visit to be placed on one of `days` (working days of its window after notice, ascending).

    `onsite` false: done from the desk (by document or remotely), without travel. `secret`: nobody may learn of it from where
    others are placed.
    """

    visit: str
    township: str
    officers: tuple[str, ...]
    minutes: int
    onsite: bool
    window_from: date
    window_to: date
    days: tuple[date, ...]
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Fixed:
    """A visit that keeps its slot: of another draw, or not to be moved. `yields`: a secret one, as it may be placed anew where
    an announced visit comes into its way.
    """

    visit: str
    township: str
    officers: tuple[str, ...]
    minutes: int
    onsite: bool
    slot: Slot
    yields: Job | None = None


@dataclass(frozen=True)
class Inputs:
    """Everything a schedule is computed from. Visits are named once, among `jobs` and `fixed` together."""

    jobs: tuple[Job, ...]
    distances: Distances
    fixed: tuple[Fixed, ...] = ()

    @property
    def numbers(self) -> Numbers:
        return self.distances.numbers

    def way_out(self, job: Job | Fixed) -> int:
        """Minutes from the base to the visit, and as many back; none for a check made from the desk."""
        return self.numbers.minutes(self.distances.out(job.township)) if job.onsite else 0

    def fits(self, job: Job) -> bool:
        """Whether a working day is long enough for the visit with its way out and back."""
        return job.minutes + 2 * self.way_out(job) <= self.numbers.length

    def through_lunch(self, job: Job) -> bool:
        """Too long for either half of a day: it goes on over the break."""
        begin, end = self.numbers.lunch
        return job.minutes > max(begin, self.numbers.length - end) - self.way_out(job)

    def settled(self, moved: Mapping[str, Slot]) -> Self:
        """With standing visits on other slots."""
        fixed = (replace(stands, slot=moved.get(stands.visit, stands.slot)) for stands in self.fixed)
        return replace(self, fixed=tuple(fixed))

    def moving(self, moved: Collection[str]) -> Self:
        """With standing visits that yield among those to be placed."""
        away = tuple(stands.yields for stands in self.fixed if stands.visit in moved and stands.yields is not None)
        fixed = tuple(stands for stands in self.fixed if stands.visit not in moved or stands.yields is None)
        return replace(self, jobs=(*self.jobs, *away), fixed=fixed)


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What is compared, in this order: visits not placed; metres that cars drive, with the way out and back, and what an
    officer's out day, a township more on a day and a visit above the peak weigh in metres; visits on the busiest day (an even
    load).
    """

    unplaced: int
    metres: int
    busiest: int

    def __add__(self, other: Self) -> Self:
        return type(self)(self.unplaced + other.unplaced, self.metres + other.metres, max(self.busiest, other.busiest))
