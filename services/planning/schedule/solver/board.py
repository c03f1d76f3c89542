"""Who is where and when: the routes of officers, and what one more visit would add to them."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .terms import Cost, Fixed, Inputs, Job, Slot

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
    """A job in numbers: officers, place (`DESK` without travel) and days are positions in the board's lists."""

    officers: tuple[int, ...]
    place: int
    minutes: int
    days: tuple[int, ...]


class Board:
    """Routes by (officer, day). Places tasks, takes them off, and knows what each would cost.

    Between two stops of a route lies the way from one to the other. Checks made from the desk come before the officer goes
    out: in between he would have to come back, and nobody would count that way.
    """

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.jobs = inputs.jobs
        n = inputs.numbers
        self.length, self.weight = n.team_minutes, n.out_day
        named: tuple[Job | Fixed, ...] = (*self.jobs, *inputs.fixed)
        townships = sorted({each.township for each in named})
        self._places = {township: index for index, township in enumerate(townships)}
        self.metres = [[inputs.distances.metres(a, b) for b in townships] for a in townships]
        self.ride = [[n.minutes(metres) for metres in row] for row in self.metres]
        self.days: list[date] = sorted({day for job in self.jobs for day in job.days})
        self._day = {day: index for index, day in enumerate(self.days)}
        officers = sorted({officer for each in named for officer in each.officers})
        self._officers = {officer: index for index, officer in enumerate(officers)}
        self.tasks = [self._task(job) for job in self.jobs]
        self.routes: dict[tuple[int, int], list[Stop]] = {}
        self.at: dict[int, tuple[int, int]] = {}
        self.on_day: defaultdict[int, set[int]] = defaultdict(set)
        for fixed in inputs.fixed:
            self._keep(fixed)
        self._fixed = self._figures()

    def _task(self, job: Job) -> Task:
        return Task(
            tuple(self._officers[officer] for officer in job.officers),
            self._places[job.township] if job.onsite else DESK,
            job.minutes,
            tuple(self._day[day] for day in job.days),
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

    def way(self, a: int, b: int) -> int | None:
        """Minutes between the end of a stop at `a` and the begin of the next at `b`; None when `b` may not follow."""
        if a == DESK:
            return 0
        return None if b == DESK else self.ride[a][b]

    def between(self, a: int, b: int) -> int:
        """Metres from place `a` to `b`."""
        return 0 if DESK in {a, b} else self.metres[a][b]

    def place(self, task: int, day: int, start: int) -> None:
        t = self.tasks[task]
        stop = Stop(start, start + t.minutes, t.place, task)
        for officer in t.officers:
            insort(self.routes.setdefault((officer, day), []), stop)
        self.at[task] = (day, start)
        self.on_day[day].add(task)

    def take_off(self, task: int) -> tuple[int, int]:
        day, start = self.at.pop(task)
        t = self.tasks[task]
        stop = Stop(start, start + t.minutes, t.place, task)
        for officer in t.officers:
            self.routes[officer, day].remove(stop)
        self.on_day[day].remove(task)
        return day, start

    def starts(self, task: int, day: int) -> list[int]:
        """Begins worth trying on a day, ascending: the morning, right after a stop of an officer, right before one."""
        t = self.tasks[task]
        last = self.length - t.minutes
        found = {0}
        for officer in t.officers:
            for stop in self.routes.get((officer, day), ()):
                after, before = self.way(stop.place, t.place), self.way(t.place, stop.place)
                if after is not None:
                    found.add(stop.end + after)
                if before is not None:
                    found.add(stop.start - before - t.minutes)
        return sorted(start for start in found if 0 <= start <= last)

    def added(self, task: int, day: int, start: int) -> int | None:
        """Metres that the task adds there (out days included); None when an officer cannot make it."""
        t = self.tasks[task]
        end, total = start + t.minutes, 0
        for officer in t.officers:
            route = self.routes.get((officer, day))
            if not route:
                total += 0 if t.place == DESK else self.weight
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
        if a == b == DESK:
            # Desk checks come first: an officer who has only those is not out yet.
            return self.weight
        return self.between(a, place) + self.between(place, b) - self.between(a, b)

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
        """The first day and begin at which everybody can come."""
        for day in self.tasks[task].days:
            for start in self.starts(task, day):
                if self.added(task, day, start) is not None:
                    return day, start
        return None

    def _rides(self) -> Iterator[tuple[int, bool]]:
        """Metres of each route that is not empty, and whether the officer is out at all."""
        for route in self.routes.values():
            if route:
                places = [stop.place for stop in route if stop.place != DESK]
                yield sum(self.metres[a][b] for a, b in pairwise(places)), bool(places)

    def cost(self) -> Cost:
        """Of the tasks alone: what the fixed visits cost anyway is not counted."""
        out, metres = self.figures()
        return Cost(len(self.tasks) - len(self.at), metres + out * self.weight, max(map(len, self.on_day.values()), default=0))

    def figures(self) -> tuple[int, int]:
        """Out days of officers and metres between places that come with the tasks, over what stands fixed anyway."""
        out, metres = self._figures()
        return out - self._fixed[0], metres - self._fixed[1]

    def _figures(self) -> tuple[int, int]:
        rides = list(self._rides())
        return sum(out for _, out in rides), sum(metres for metres, _ in rides)

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
