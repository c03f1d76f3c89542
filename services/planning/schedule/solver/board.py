"""Who is where and when: the routes of officers, and what one more visit would add to them."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

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


class Board:
    """Routes by (officer, day). Places tasks, takes them off, and knows what each would cost.

    A route begins and ends where the teams set out; between two of its stops lies the way from one to the other. Checks made
    from the desk come before the officer goes out: in between he would have to come back, and nobody would count that way.
    """

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.jobs = inputs.jobs
        n = inputs.numbers
        self.length, self.weight, self.township_day, self.lunch = n.length, n.out_day, n.township_day, n.lunch
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
        for fixed in inputs.fixed:
            self._keep(fixed)
        self._fixed, self._cars = self._figures(), self._by_car()

    def _task(self, job: Job) -> Task:
        return Task(
            tuple(self._officers[officer] for officer in job.officers),
            self._places[job.township] if job.onsite else DESK,
            job.minutes,
            tuple(self._day[day] for day in job.days),
            through=self.inputs.through_lunch(job),
        )

    def _keep(self, fixed: Fixed) -> None:
        day = self._day.get(fixed.slot.day)
        if day is None:
            return
        start = fixed.slot.start - self.inputs.numbers.day_starts
        place = self._places[fixed.township] if fixed.onsite else DESK
        for officer in fixed.officers:
            stop = Stop(start, start + fixed.minutes, place, -1)
            insort(self.routes.setdefault((self._officers[officer], day), []), stop)
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
            insort(self.routes.setdefault((officer, day), []), stop)
        self.at[task] = (day, start)
        self.on_day[day].add(task)
        if t.place != DESK:
            self.at_place[day, t.place] += 1

    def take_off(self, task: int) -> tuple[int, int]:
        day, start = self.at.pop(task)
        t = self.tasks[task]
        stop = Stop(start, start + t.minutes, t.place, task)
        for officer in t.officers:
            self.routes[officer, day].remove(stop)
        self.on_day[day].remove(task)
        if t.place != DESK:
            self.at_place[day, t.place] -= 1
        return day, start

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
        for officer in t.officers:
            route = self.routes.get((officer, day))
            if not route:
                total += 0 if t.place == DESK else self.weight + 2 * self.home[t.place]
                continue
            more = self._inserted(route, t.place, start, end)
            if more is None:
                return None
            total += more
        return total

    def _inserted(self, route: list[Stop], place: int, start: int, end: int) -> int | None:
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
        if place == DESK:
            return 0
        a = before.place if before is not None else DESK
        b = after.place if after is not None else DESK
        ways = self.between(a, place) + self.between(place, b) - self.between(a, b)
        # Desk checks come first: an officer who has only those is not out yet.
        return ways + self.weight if a == b == DESK else ways

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

    def _rides(self) -> Iterator[tuple[int, bool]]:
        """Metres of each route that is not empty, with the way out and back, and whether the officer is out at all."""
        for route in self.routes.values():
            if route:
                places = [stop.place for stop in route if stop.place != DESK]
                ends = self.home[places[0]] + self.home[places[-1]] if places else 0
                yield ends + sum(self.metres[a][b] for a, b in pairwise(places)), bool(places)

    def cost(self) -> Cost:
        """Of the tasks alone: what the fixed visits cost anyway is not counted."""
        out, metres, towns = self.figures()
        above = sum(max(0, len(tasks) - self.peak) for tasks in self.on_day.values())
        weighed = metres + out * self.weight + towns * self.township_day + above * OVER
        return Cost(len(self.tasks) - len(self.at), weighed, max(map(len, self.on_day.values()), default=0))

    def figures(self) -> tuple[int, int, int]:
        """Out days of officers, metres and townships on days that come with the tasks, over what stands fixed anyway."""
        out, metres, towns = (now - fixed for now, fixed in zip(self._figures(), self._fixed, strict=True))
        return out, metres, towns

    def _figures(self) -> tuple[int, int, int]:
        rides = list(self._rides())
        towns = sum(1 for visits in self.at_place.values() if visits)
        return sum(out for _, out in rides), sum(metres for metres, _ in rides), towns

    def cars(self) -> tuple[int, int]:
        """Cars that set out and metres that cars drive, over what stands fixed anyway."""
        trips, metres = (now - fixed for now, fixed in zip(self._by_car(), self._cars, strict=True))
        return trips, metres

    def _by_car(self) -> tuple[int, int]:
        """Officers who go from one stop to the same next one share cars."""
        legs: Counter[tuple[int, Stop | None, Stop | None]] = Counter()
        for (_, day), route in self.routes.items():
            stops = [stop for stop in route if stop.place != DESK]
            ends: list[Stop | None] = [None, *stops, None]
            legs.update((day, a, b) for a, b in pairwise(ends) if stops)
        seats, trips, metres = self.inputs.numbers.car_seats, 0, 0
        for (_, a, b), officers in legs.items():
            cars = -(-officers // seats)
            trips += cars if a is None else 0
            metres += cars * self.between(DESK if a is None else a.place, DESK if b is None else b.place)
        return trips, metres

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
