"""Who is where and when: the routes of officers, and what one more visit would add to them."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .terms import OVER, Cost, Fixed, Inputs, Job, Slot

DESK = -1


@dataclass(frozen=True, slots=True, order=True)
class Stop:
    """One visit on an officer's route; times in minutes of the working day."""

    start: int
    end: int
    place: int
    task: int


@dataclass(frozen=True, slots=True)
class Task:
    """A job in numbers: officers, place (`DESK` without travel) and days are positions in the board's lists. `through`: it is
    longer than half a day, and goes on over the break.
    """

    officers: tuple[int, ...]
    place: int
    minutes: int
    days: tuple[int, ...]
    through: bool = False


Leg = tuple[int, "Stop | None", "Stop | None"]
"""A day, and the stops between which officers go; None is the base."""


class Ways(NamedTuple):
    """`team_days`: days on which officers are out, each one's counted; metres that all officers travel; cars that set out and
    metres that they drive; townships visited, each day's counted.
    """

    team_days: int
    travel_metres: int
    car_trips: int
    car_metres: int
    township_days: int


class Board:
    """Routes by (officer, day). Places tasks, takes them off, and knows what each would cost.

    A route begins and ends where the teams set out; between two of its stops lies the way from one to the other, and officers
    who go from one stop to the same next one share cars. Checks made
    from the desk come before the officer goes out: in between he would have to come back, and nobody would count that way.
    """

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.jobs = inputs.jobs
        n = inputs.numbers
        self.length, self.weight, self.township_day, self.lunch = n.length, n.out_day, n.township_day, n.lunch
        self.seats = n.car_seats
        named: tuple[Job | Fixed, ...] = (*self.jobs, *inputs.fixed)
        townships = sorted({each.township for each in named})
        self._places = {township: index for index, township in enumerate(townships)}
        self.metres = [[inputs.distances.metres(a, b) for b in townships] for a in townships]
        self.ride = [[n.minutes(metres) for metres in row] for row in self.metres]
        self.home = [inputs.distances.out(township) for township in townships]
        self.home_ride = [n.minutes(metres) for metres in self.home]
        self.days: list[date] = sorted({day for job in self.jobs for day in job.days})
        self._day = {day: index for index, day in enumerate(self.days)}
        officers = sorted({officer for each in named for officer in each.officers})
        self._officers = {officer: index for index, officer in enumerate(officers)}
        self.tasks = [self._task(job) for job in self.jobs]
        self.routes: dict[tuple[int, int], list[Stop]] = {}
        self.at: dict[int, tuple[int, int]] = {}
        self.on_day: defaultdict[int, set[int]] = defaultdict(set)
        self.at_place: Counter[tuple[int, int]] = Counter()
        self.standing: Counter[int] = Counter()
        self.peak, self.cap = n.peak(len(self.jobs), len(self.days)), n.teams_per_day
        self.legs: Counter[Leg] = Counter()
        for number, fixed in enumerate(inputs.fixed, 1):
            self._keep(fixed, -number)
        self._fixed = self._figures()

    def _task(self, job: Job) -> Task:
        return Task(
            tuple(self._officers[officer] for officer in job.officers),
            self._places[job.township] if job.onsite else DESK,
            job.minutes,
            tuple(self._day[day] for day in job.days),
            through=self.inputs.through_lunch(job),
        )

    def _keep(self, fixed: Fixed, number: int) -> None:
        """`number`: below zero, so that no two stops that stand are taken for one."""
        day = self._day.get(fixed.slot.day)
        if day is None:
            return
        start = fixed.slot.start - self.inputs.numbers.day_starts
        place = self._places[fixed.township] if fixed.onsite else DESK
        stop = Stop(start, start + fixed.minutes, place, number)
        for officer in fixed.officers:
            self._into(self.routes.setdefault((self._officers[officer], day), []), day, stop)
        self.standing[day] += 1
        if place != DESK:
            self.at_place[day, place] += 1

    def way(self, a: int, b: int) -> int | None:
        """Minutes between the end of a stop at `a` and the begin of the next at `b`; None when `b` may not follow."""
        if a == DESK:
            return self.out(b)
        return None if b == DESK else self.ride[a][b]

    def out(self, place: int) -> int:
        """Minutes from the base to a place, and as many back."""
        return 0 if place == DESK else self.home_ride[place]

    def far(self, place: int) -> int:
        """Metres from the base to a place, and as many back."""
        return 0 if place == DESK else self.home[place]

    def between(self, a: int, b: int) -> int:
        """Metres from place `a` to `b`; the desk is at the base."""
        if a == DESK:
            return self.far(b)
        return self.far(a) if b == DESK else self.metres[a][b]

    def place(self, task: int, day: int, start: int) -> None:
        t = self.tasks[task]
        stop = Stop(start, start + t.minutes, t.place, task)
        for officer in t.officers:
            self._into(self.routes.setdefault((officer, day), []), day, stop)
        self.at[task] = (day, start)
        self.on_day[day].add(task)
        if t.place != DESK:
            self.at_place[day, t.place] += 1

    def take_off(self, task: int) -> tuple[int, int]:
        day, start = self.at.pop(task)
        t = self.tasks[task]
        stop = Stop(start, start + t.minutes, t.place, task)
        for officer in t.officers:
            self._from(self.routes[officer, day], day, stop)
        self.on_day[day].remove(task)
        if t.place != DESK:
            self.at_place[day, t.place] -= 1
        return day, start

    def _into(self, route: list[Stop], day: int, stop: Stop) -> None:
        insort(route, stop)
        self._led(route, day, stop, 1)

    def _from(self, route: list[Stop], day: int, stop: Stop) -> None:
        self._led(route, day, stop, -1)
        route.remove(stop)

    def _led(self, route: list[Stop], day: int, stop: Stop, one: int) -> None:
        """One officer more, or less, goes by this stop of the route."""
        if stop.place == DESK:
            return
        n = route.index(stop)
        before = route[n - 1] if n and route[n - 1].place != DESK else None
        after = route[n + 1] if n + 1 < len(route) else None
        self.legs[day, before, stop] += one
        self.legs[day, stop, after] += one
        if before is not None or after is not None:
            self.legs[day, before, after] -= one

    def cars(self, officers: int) -> int:
        """So many officers share."""
        return -(-officers // self.seats)

    def starts(self, task: int, day: int) -> list[int]:
        """Begins worth trying on a day, ascending: as early as may be, right after a stop of an officer, right before one, and
        at either side of the break.
        """
        t = self.tasks[task]
        out = self.out(t.place)
        last = self.length - t.minutes - out
        found = {out}
        for officer in t.officers:
            for stop in self.routes.get((officer, day), ()):
                after, before = self.way(stop.place, t.place), self.way(t.place, stop.place)
                if after is not None:
                    found.add(stop.end + after)
                if before is not None:
                    found.add(stop.start - before - t.minutes)
        begin, end = self.lunch
        if begin < end and not t.through:
            found = {start for start in found if start + t.minutes <= begin or start >= end} | {begin - t.minutes, end}
        return sorted(start for start in found if out <= start <= last)

    def full(self, day: int) -> bool:
        """Whether as many visits are made that day as there are teams."""
        return self.cap is not None and len(self.on_day[day]) + self.standing[day] >= self.cap

    def added(self, task: int, day: int, start: int) -> int | None:
        """What the task adds there, in metres: ways, out days, a township more, a visit above the peak; None when an officer
        cannot make it, or no team is left.
        """
        if self.full(day):
            return None
        t = self.tasks[task]
        end, total = start + t.minutes, OVER if len(self.on_day[day]) >= self.peak else 0
        if t.place != DESK and not self.at_place[day, t.place]:
            total += self.township_day
        joined, left = Counter[tuple[Stop | None, bool]](), Counter[tuple[Stop | None, Stop | None]]()
        for officer in t.officers:
            between = self._inserted(self.routes.get((officer, day), ()), t.place, start, end)
            if between is None:
                return None
            if t.place == DESK:
                continue
            before, after = between
            joined[before, True] += 1
            joined[after, False] += 1
            if before is None and after is None:
                total += self.weight
            else:
                left[before, after] += 1
        total += sum(self.cars(officers) * self._metres(t.place, stop) for (stop, _), officers in joined.items())
        for (before, after), officers in left.items():
            there = self.legs[day, before, after]
            freed = self.cars(there) - self.cars(there - officers)
            total -= freed * self._metres(DESK if before is None else before.place, after)
        return total

    def _metres(self, place: int, stop: Stop | None) -> int:
        """From a place to a stop; None: the base, where the desk is, too."""
        return self.between(place, DESK if stop is None else stop.place)

    def _inserted(self, route: Sequence[Stop], place: int, start: int, end: int) -> tuple[Stop | None, Stop | None] | None:
        """Between which stops out of the office it would lie; None when the officer cannot make it."""
        before = after = None
        for stop in route:
            if stop.start >= end:
                after = stop
                break
            if stop.end > start:
                return None
            before = stop
        if before is not None:
            ride = self.way(before.place, place)
            if ride is None or before.end + ride > start:
                return None
        if after is not None:
            ride = self.way(place, after.place)
            if ride is None or end + ride > after.start:
                return None
        # Desk checks come first: an officer who has only those is not out yet.
        return None if before is None or before.place == DESK else before, after

    def best(self, task: int) -> tuple[int, int, int, int] | None:
        """(metres, visits of that day, day, start): the cheapest slot, on the emptier day, the earlier; None without one."""
        found: tuple[int, int, int, int] | None = None
        for day in self.tasks[task].days:
            for start in self.starts(task, day):
                metres = self.added(task, day, start)
                if metres is not None and (found is None or (metres, len(self.on_day[day]), day, start) < found):
                    found = (metres, len(self.on_day[day]), day, start)
        return found

    def first(self, task: int) -> tuple[int, int] | None:
        """The first day and begin at which everybody can come; a day above its peak only where there is no other."""
        above: tuple[int, int] | None = None
        for day in self.tasks[task].days:
            if len(self.on_day[day]) >= self.peak and above is not None:
                continue
            for start in self.starts(task, day):
                if self.added(task, day, start) is not None:
                    if len(self.on_day[day]) < self.peak:
                        return day, start
                    above = day, start
                    break
        return above

    def cost(self) -> Cost:
        """Of the tasks alone: what the fixed visits cost anyway is not counted."""
        found = self.figures()
        above = sum(max(0, len(tasks) - self.peak) for tasks in self.on_day.values())
        weighed = found.car_metres + found.team_days * self.weight + found.township_days * self.township_day + above * OVER
        return Cost(len(self.tasks) - len(self.at), weighed, max(map(len, self.on_day.values()), default=0))

    def figures(self) -> Ways:
        """What comes with the tasks, over what stands fixed anyway."""
        return Ways(*(now - fixed for now, fixed in zip(self._figures(), self._fixed, strict=True)))

    def _figures(self) -> Ways:
        days = trips = driven = travelled = 0
        for (_, a, b), officers in self.legs.items():
            far = self.between(DESK if a is None else a.place, DESK if b is None else b.place)
            cars = self.cars(officers)
            driven, travelled = driven + cars * far, travelled + officers * far
            if a is None:
                days, trips = days + officers, trips + cars
        return Ways(days, travelled, trips, driven, sum(1 for visits in self.at_place.values() if visits))

    def out_days(self) -> Counter[str]:
        """On how many days each officer is out."""
        names = list(self._officers)
        away = (officer for (officer, _), route in self.routes.items() if any(stop.place != DESK for stop in route))
        return Counter(names[officer] for officer in away)

    def slots(self) -> dict[str, Slot]:
        begin = self.inputs.numbers.day_starts
        return {self.jobs[task].visit: Slot(self.days[day], begin + start) for task, (day, start) in self.at.items()}

    def load(self, slots: Mapping[str, Slot]) -> None:
        """Places what `slots` name."""
        begin = self.inputs.numbers.day_starts
        for task, job in enumerate(self.jobs):
            slot = slots.get(job.visit)
            if slot is not None:
                self.place(task, self._day[slot.day], slot.start - begin)
