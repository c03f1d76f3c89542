"""A few visits placed anew, all at once, by OR-Tools CP-SAT: exact in cost and in every constraint.

Each officer's stops of a day form one chain in the order of time; an arc of a chain is the way from one stop to the next. With
as many chains as busy days, `stops = arcs + busy days`, which is what forces one whole chain a day and with it both the true
travel and that nobody is at two visits at once. Officers on the same leg share cars: a leg has as many as they fill.
Source: the arc formulation of vehicle routing (Toth and Vigo, "Vehicle Routing", 2nd ed., chapter 1), days as vehicles.

Rules: L-47, H-08.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Any

from ortools.sat.python import cp_model

from .board import DESK, Board, Stop
from .terms import OVER

Slots = Mapping[int, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """`slots`: (day, start) or None by task. `optimal`: proven for these tasks, all others as they stand."""

    slots: Slots
    optimal: bool


@dataclass(frozen=True, slots=True)
class _Node:
    """A stop that may be on a route: free (`day` None, literals by day) or standing; `stop` is the same for all officers."""

    key: int
    place: int
    minutes: int
    day: int | None
    start: Any
    stop: int | tuple[int, Stop]


End = int | tuple[int, Stop] | None
"""A free task, a stop that stands, or the base."""
Leg = tuple[End, End]


@dataclass(frozen=True, slots=True)
class _Ride:
    """Officers alike, who are on a leg where `always` and the literals `plus` less those of `minus` come to one."""

    weight: int
    always: int
    plus: tuple[Any, ...]
    minus: tuple[Any, ...]


def solve_anew(
    board: Board,
    tasks: Sequence[int],
    now: Slots,
    *,
    seconds: float,
    seed: int,
    even: bool = False,
    effort: float | None = None,
    only: frozenset[int] | None = None,
) -> Answer:
    """The best slots of `tasks`, which are off the board, with everything on it standing; `now` is where they were.

    `effort`: CP-SAT's deterministic time, so that the answer does not depend on the machine; `seconds` bounds it in any case.
    `even`: after the metres also the busiest day counts.
    """
    model = _Model(board, tasks, only)
    model.minimise(even=even)
    model.hint(now)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.linearization_level = 1
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    status = solver.solve(model.cp)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Answer(now, optimal=False)
    return Answer(model.read(solver), status == cp_model.OPTIMAL)


def _days_of(board: Board, task: int, only: frozenset[int] | None) -> tuple[int, ...]:
    t = board.tasks[task]
    if t.minutes + 2 * board.out(t.place) > board.length:
        return ()
    return t.days if only is None else tuple(day for day in t.days if day in only)


class _Model:
    """Variables and constraints of one neighbourhood."""

    def __init__(self, board: Board, tasks: Sequence[int], only: frozenset[int] | None = None) -> None:
        self.cp, self.board, self.tasks = cp_model.CpModel(), board, tasks
        self.days = {t: _days_of(board, t, only) for t in tasks}
        self.on: dict[tuple[int, int], Any] = {}
        self.start: dict[int, Any] = {}
        self.off: dict[int, Any] = {}
        self.morning: dict[int, Any] = {}
        self.terms: list[Any] = []
        self.any: list[tuple[Any, Sequence[Any]]] = []
        self.chains: list[tuple[Sequence[_Node], dict[tuple[int, int], Any]]] = []
        for task in tasks:
            self._free(task)
        self.rides: defaultdict[Leg, list[_Ride]] = defaultdict(list)
        self.gone: Counter[Leg] = Counter()
        for routes, weight in self._alike().items():
            self._officer(routes, weight)
        self.driving = [self._cars(leg, rides) for leg, rides in self.rides.items()]
        self.above: dict[int, Any] = {}
        for day in sorted({day for _, day in self.on}):
            self._townships(day)
            self._teams(day)

    def _free(self, task: int) -> None:
        t, cp = self.board.tasks[task], self.cp
        out, days = self.board.out(t.place), self.days[task]
        self.start[task] = cp.new_int_var(out, max(out, self.board.length - t.minutes - out), "")
        begin, end = self.board.lunch
        if begin < end and not t.through and days:
            self.morning[task] = cp.new_bool_var("")
            cp.add(self.start[task] + t.minutes <= begin).only_enforce_if(self.morning[task])
            cp.add(self.start[task] >= end).only_enforce_if(~self.morning[task])
        for day in days:
            self.on[task, day] = cp.new_bool_var("")
        self.off[task] = cp.new_bool_var("")
        cp.add_exactly_one([*(self.on[task, day] for day in days), self.off[task]])

    def _alike(self) -> Counter[tuple[tuple[int, ...], tuple[tuple[int, Stop], ...]]]:
        """Officers with the same free tasks and the same standing stops are one, counted: (tasks, (day, stop)) each."""
        free: defaultdict[int, list[int]] = defaultdict(list)
        for task in self.tasks:
            for officer in self.board.tasks[task].officers:
                free[officer].append(task)
        found: Counter[tuple[tuple[int, ...], tuple[tuple[int, Stop], ...]]] = Counter()
        for officer, tasks in free.items():
            days = sorted({day for task in tasks for day in self.days[task]})
            standing = tuple((day, stop) for day in days for stop in self.board.routes.get((officer, day), ()))
            found[tuple(tasks), standing] += 1
        return found

    def _officer(self, routes: tuple[tuple[int, ...], tuple[tuple[int, Stop], ...]], weight: int) -> None:
        tasks, standing = routes
        t, cp = self.board.tasks, self.cp
        nodes = [_Node(task, t[task].place, t[task].minutes, None, self.start[task], task) for task in tasks]
        for n, (day, stop) in enumerate(standing):
            nodes.append(_Node(-n - 1, stop.place, stop.end - stop.start, day, stop.start, (day, stop)))
        taken = {day for day, _ in standing}
        out = {day for day, stop in standing if stop.place != DESK}
        busy, stops = self._days(tasks, taken, out, weight)
        into: defaultdict[int, list[Any]] = defaultdict(list)
        onto: defaultdict[int, list[Any]] = defaultdict(list)
        arcs: dict[tuple[int, int], Any] = {}
        for a, b in permutations(nodes, 2):
            arc = self._arc(a, b, weight)
            if arc is not None:
                arcs[a.key, b.key] = arc
                onto[a.key].append(arc)
                into[b.key].append(arc)
        for group in (*into.values(), *onto.values()):
            if len(group) > 1:
                cp.add_at_most_one(group)
        cp.add(sum(arcs.values()) + sum(busy) + len(taken) == sum(stops) + len(standing))
        self._ends([node for node in nodes if node.place != DESK], arcs, weight)
        self._standing(standing, weight)
        self.chains.append((nodes, arcs))

    def _ends(self, nodes: Sequence[_Node], arcs: Mapping[tuple[int, int], Any], weight: int) -> None:
        """The way out to a stop that follows none out of the office, and the way back from one that none follows."""
        away = {node.key for node in nodes}
        for node in nodes:
            there = () if node.day is not None else tuple(self.on[node.key, day] for day in self.days[node.key])
            always = 1 if node.day is not None else 0
            into = tuple(arc for (a, b), arc in arcs.items() if b == node.key and a in away)
            onto = tuple(arc for (a, _), arc in arcs.items() if a == node.key)
            self.rides[None, node.stop].append(_Ride(weight, always, there, into))
            self.rides[node.stop, None].append(_Ride(weight, always, there, onto))

    def _standing(self, standing: Sequence[tuple[int, Stop]], weight: int) -> None:
        """Legs that these officers have on the board, which are counted anew here."""
        by_day: defaultdict[int, list[Stop]] = defaultdict(list)
        for day, stop in standing:
            if stop.place != DESK:
                by_day[day].append(stop)
        for day, stops in by_day.items():
            for a, b in pairwise([None, *stops, None]):
                self.gone[None if a is None else (day, a), None if b is None else (day, b)] += weight

    def _cars(self, leg: Leg, rides: Sequence[_Ride]) -> tuple[Any, Sequence[_Ride], int]:
        """The cars of one leg: of these officers, and of those of whom nothing is to be placed."""
        a, b = leg
        stand = [(None, None) if end is None else end for end in leg if not isinstance(end, int)]
        others = 0
        if len(stand) == len(leg):
            day = next(day for day, _ in stand if day is not None)
            others = self.board.legs[day, stand[0][1], stand[1][1]] - self.gone[leg]
        far = self.board.between(self._place(a), self._place(b))
        most = others + sum(ride.weight for ride in rides)
        cars = self.cp.new_int_var(0, self.board.cars(most), "")
        load = sum(ride.weight * (ride.always + sum(ride.plus) - sum(ride.minus)) for ride in rides)
        self.cp.add(cars * self.board.seats >= others + load)
        self.terms.append(cars * far)
        return cars, rides, others

    def _place(self, end: End) -> int:
        if end is None:
            return DESK
        return end[1].place if isinstance(end, tuple) else self.board.tasks[end].place

    def _days(self, tasks: Sequence[int], taken: set[int], out: set[int], weight: int) -> tuple[list[Any], list[Any]]:
        """Literals of days that become busy, and of stops; puts the price on days out."""
        by_day: defaultdict[int, list[tuple[Any, bool]]] = defaultdict(list)
        for task in tasks:
            for day in self.days[task]:
                by_day[day].append((self.on[task, day], self.board.tasks[task].place != DESK))
        busy, stops = [], []
        for day, literals in by_day.items():
            stops += [literal for literal, _ in literals]
            if day not in taken:
                busy.append(self._any([literal for literal, _ in literals]))
            away = [literal for literal, travels in literals if travels]
            if away and day not in out:
                price = busy[-1] if day not in taken and len(away) == len(literals) else self._any(away)
                self.terms.append(price * (weight * self.board.weight))
        return busy, stops

    def _townships(self, day: int) -> None:
        """One more township on a day (片区)."""
        by_place: defaultdict[int, list[Any]] = defaultdict(list)
        for (task, on), literal in self.on.items():
            if on == day and self.board.tasks[task].place != DESK:
                by_place[self.board.tasks[task].place].append(literal)
        for place, literals in sorted(by_place.items()):
            if self.board.township_day and not self.board.at_place[day, place]:
                self.terms.append(self._any(literals) * self.board.township_day)

    def _teams(self, day: int) -> None:
        """No more visits than teams; above the peak each has its price."""
        board, literals = self.board, [literal for (_, on), literal in self.on.items() if on == day]
        there = len(board.on_day[day])
        if board.cap is not None:
            self.cp.add(sum(literals) <= max(0, board.cap - there - board.standing[day]))
        if there + len(literals) > board.peak:
            self.above[day] = self.cp.new_int_var(0, len(literals), "")
            self.cp.add(self.above[day] >= sum(literals) + there - max(board.peak, there))
            self.terms.append(self.above[day] * OVER)

    def _any(self, literals: Sequence[Any]) -> Any:
        if len(literals) == 1:
            return literals[0]
        found = self.cp.new_bool_var("")
        self.cp.add_max_equality(found, literals)
        self.any.append((found, literals))
        return found

    def _arc(self, a: _Node, b: _Node, weight: int) -> Any:
        """A literal for going from `a` straight to `b`, with what follows from it; None when that cannot be."""
        ride = self.board.way(a.place, b.place)
        if ride is None or not self._meet(a, b):
            return None
        cp = self.cp
        if a.day is not None and b.day is not None:
            if a.start + a.minutes + ride > b.start:
                return None
            arc = cp.new_bool_var("")
        else:
            arc = cp.new_bool_var("")
            cp.add(b.start >= a.start + a.minutes + ride).only_enforce_if(arc)
            self._same_day(arc, a, b)
        if a.place != DESK and self.board.between(a.place, b.place):
            self.rides[a.stop, b.stop].append(_Ride(weight, 0, (arc,), ()))
        return arc

    def _meet(self, a: _Node, b: _Node) -> bool:
        if a.day is not None and b.day is not None:
            return a.day == b.day
        days = [{n.day} if n.day is not None else set(self.days[n.key]) for n in (a, b)]
        return not days[0].isdisjoint(days[1])

    def _same_day(self, arc: Any, a: _Node, b: _Node) -> None:
        cp = self.cp
        if a.day is not None or b.day is not None:
            for free, day in ((b.key, a.day), (a.key, b.day)):
                if day is not None:
                    cp.add_implication(arc, self.on[free, day])
            return
        for x, y in ((a, b), (b, a)):
            for day in self.days[x.key]:
                other = self.on.get((y.key, day))
                if other is None:
                    cp.add_implication(arc, ~self.on[x.key, day])
                else:
                    cp.add_bool_or(~arc, ~self.on[x.key, day], other)
        cp.add_implication(arc, ~self.off[a.key])
        cp.add_implication(arc, ~self.off[b.key])

    def minimise(self, *, even: bool) -> None:
        """Unplaced first, then metres, then the busiest day."""
        metres = sum(self.terms)
        longest = self.board.weight + 4 * self._longest()
        most = sum(2 * len(self.board.tasks[t].officers) * longest + self.board.township_day + OVER for t in self.tasks) + 1
        whole = sum(self.off.values()) * most + metres
        if not even:
            self.cp.minimize(whole)
            return
        size = len(self.tasks) + sum(map(len, self.board.on_day.values()))
        busiest = self.cp.new_int_var(0, size, "")
        for day in {day for _, day in self.on}:
            self.cp.add(busiest >= len(self.board.on_day[day]) + sum(lit for (_, d), lit in self.on.items() if d == day))
        self.cp.minimize(whole * (size + 1) + busiest)

    def _longest(self) -> int:
        return max((max(row) for row in [*self.board.metres, self.board.home] if row), default=0)

    def hint(self, now: Slots) -> None:
        """The whole of `now`, arcs too: from half a hint the search would begin somewhere worse."""
        value: dict[int, bool] = {}
        for task in self.tasks:
            slot = now.get(task)
            self.cp.add_hint(self.off[task], slot is None)
            begin = slot[1] if slot is not None else self.board.out(self.board.tasks[task].place)
            self.cp.add_hint(self.start[task], begin)
            if task in self.morning:
                self.cp.add_hint(self.morning[task], begin < self.board.lunch[0])
            for day in self.days[task]:
                literal = self.on[task, day]
                value[literal.index] = slot is not None and slot[0] == day
                self.cp.add_hint(literal, value[literal.index])
        for found, literals in self.any:
            self.cp.add_hint(found, any(value[literal.index] for literal in literals))
        for day, above in self.above.items():
            new = sum(slot is not None and slot[0] == day for slot in (now.get(task) for task in self.tasks))
            there = len(self.board.on_day[day])
            self.cp.add_hint(above, max(0, new + there - max(self.board.peak, there)))
        for nodes, arcs in self.chains:
            self._hint_chain(nodes, arcs, now, value)
        for cars, rides, others in self.driving:
            load = others + sum(
                ride.weight * (ride.always + sum(value[x.index] for x in ride.plus) - sum(value[x.index] for x in ride.minus))
                for ride in rides
            )
            self.cp.add_hint(cars, self.board.cars(load))

    def _hint_chain(
        self, nodes: Sequence[_Node], arcs: Mapping[tuple[int, int], Any], now: Slots, value: dict[int, bool]
    ) -> None:
        stops = []
        for node in nodes:
            slot = (node.day, node.start) if node.day is not None else now.get(node.key)
            if slot is not None:
                stops.append((*slot, node.key))
        stops.sort()
        ways = {(a[2], b[2]) for a, b in pairwise(stops) if a[0] == b[0]}
        for key, arc in arcs.items():
            value[arc.index] = key in ways
            self.cp.add_hint(arc, value[arc.index])

    def read(self, solver: Any) -> Slots:
        found: dict[int, tuple[int, int] | None] = dict.fromkeys(self.tasks)
        for (task, day), literal in self.on.items():
            if solver.boolean_value(literal):
                found[task] = (day, solver.value(self.start[task]))
        return found
