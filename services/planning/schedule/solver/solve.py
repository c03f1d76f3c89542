"""A whole draw's schedule: greedy first, then period by period better, within the time that is given.

Rules: N-11.
"""

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from .board import Board, Ways
from .greedy import greedy
from .improve import EXACT, Slice, improve, prove
from .terms import Cost, Inputs, Job, Slot

_LESS_URGENT = 5
_CREW_FROM = 1000
"""Visits from which processes of their own are worth their start, a second or two."""
_ENOUGH = 1e-5
"""A slice that gains less than this share of its period's cost is the period's last."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an assignment costs: visits placed and not, days on which officers are out (each officer's counted), metres that
    all officers travel, with the way out and back; cars that set out and metres that they drive; townships visited, each day's
    counted; visits of the busiest day; the most and the fewest days out of an officer who is out at all; and what was
    compared, in metres (`terms.Cost`).
    """

    visits: int
    unplaced: int
    team_days: int
    travel_metres: int
    car_trips: int
    car_metres: int
    township_days: int
    busiest_day: int
    most_days: int
    fewest_days: int
    objective: int


@dataclass(frozen=True)
class Plan:
    """A schedule. `greedy` is what the baseline came to; `kept_greedy` when nothing better was found.

    `proven_optimal` only when every period was placed whole and nothing better exists.
    """

    slots: Mapping[str, Slot]
    unplaced: tuple[str, ...]
    figures: Figures
    cost: Cost
    greedy: Figures
    greedy_cost: Cost
    proven_optimal: bool
    rounds: int

    @property
    def kept_greedy(self) -> bool:
        return self.cost >= self.greedy_cost


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of the allowed time or rounds, 0 to 1; the cost so far."""

    done: float
    cost: Cost


def _periods(inputs: Inputs) -> list[Inputs]:
    """Jobs that have a day, in parts that share none: what happens in one part changes nothing in another."""
    part: dict[object, object] = {}

    def root(key: object) -> object:
        while part.setdefault(key, key) != key:
            part[key] = key = part[part[key]]
        return key

    able = [job for job in inputs.jobs if job.days and inputs.fits(job) and job.officers]
    for job in able:
        for day in job.days[1:]:
            part[root(day)] = root(job.days[0])
    groups: dict[object, list[Job]] = {}
    for job in able:
        groups.setdefault(root(job.days[0]), []).append(job)
    return [replace(inputs, jobs=tuple(jobs)) for _, jobs in sorted(groups.items(), key=lambda pair: pair[1][0].days)]


_Worked = tuple[dict[str, Slot], Cost, bool]


@dataclass(eq=False)
class _Period:
    inputs: Inputs
    slots: Mapping[str, Slot]
    cost: Cost
    proven: bool = False
    rounds: int = 0

    def absorb(self, worked: _Worked) -> bool:
        """Takes what a slice came to; whether another is worth while."""
        before = self.cost
        self.slots, self.cost, self.proven = worked
        self.rounds += 1
        gained = before.metres - self.cost.metres > before.metres * _ENOUGH
        return not self.proven and (gained or self.cost.unplaced != before.unplaced)


def greedy_plan(inputs: Inputs) -> Plan:
    """The baseline alone."""
    periods = [_begun(part) for part in _periods(inputs)]
    cost, figures = _total(inputs, periods)
    return Plan(
        _slots(periods), _unplaced(inputs, _slots(periods)), figures, cost, figures, cost, proven_optimal=False, rounds=0
    )


def _begun(part: Inputs) -> _Period:
    board = Board(part)
    greedy(board)
    return _Period(part, board.slots(), board.cost())


def _slots(periods: Sequence[_Period]) -> dict[str, Slot]:
    return {visit: slot for period in periods for visit, slot in period.slots.items()}


def _unplaced(inputs: Inputs, slots: Mapping[str, Slot]) -> tuple[str, ...]:
    return tuple(job.visit for job in inputs.jobs if job.visit not in slots)


def _total(inputs: Inputs, periods: Sequence[_Period]) -> tuple[Cost, Figures]:
    hopeless = len(inputs.jobs) - sum(len(period.inputs.jobs) for period in periods)
    boards = []
    for period in periods:
        board = Board(period.inputs)
        board.load(period.slots)
        boards.append(board)
    cost = _cost(periods, Cost(hopeless, 0, 0))
    return cost, _figures(inputs, boards, cost)


def _figures(inputs: Inputs, boards: Sequence[Board], cost: Cost) -> Figures:
    """Over parts that share no day."""
    ways, named = [board.figures() for board in boards], Counter[str]()
    for board in boards:
        named.update(board.out_days())
    visits = sum(len(board.at) for board in boards)
    return Figures(
        visits=visits,
        unplaced=len(inputs.jobs) - visits,
        **{name: sum(getattr(each, name) for each in ways) for name in Ways._fields},
        busiest_day=cost.busiest,
        most_days=max(named.values(), default=0),
        fewest_days=min(named.values(), default=0),
        objective=cost.metres,
    )


def _cost(periods: Sequence[_Period], hopeless: Cost) -> Cost:
    return sum((period.cost for period in periods), hopeless)


def measure(inputs: Inputs, slots: Mapping[str, Slot]) -> Figures:
    """What an assignment costs."""
    board = Board(inputs)
    board.load(slots)
    return _figures(inputs, [board], board.cost())


def solve(
    inputs: Inputs,
    *,
    seconds: float = 120,
    rounds: int | None = None,
    seed: int = 1,
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best schedule found in `seconds` (or `rounds`, whichever ends first), never worse than greedy's.

    `workers`: processes for many visits; few are placed here. `stop` is asked between slices of a few seconds; what was found
    so far is the answer. The same arguments give the same answer as long as `rounds` end it, and not the clock.
    """
    begun = time.monotonic()
    till = begun + seconds
    periods = [_begun(part) for part in _periods(inputs)]
    greedy_cost, greedy_figures = _total(inputs, periods)
    hopeless = Cost(greedy_cost.unplaced - sum(period.cost.unplaced for period in periods), 0, 0)

    def over() -> bool:
        return time.monotonic() >= till or (stop is not None and stop())

    crew = min(workers, len(periods)) if len(inputs.jobs) >= _CREW_FROM else 1
    for _ in _slices(periods, crew, Slice(seed, till), rounds, over):
        if progress is not None:
            left = sum(period.rounds for period in periods) / (rounds * len(periods)) if rounds else 0.0
            progress(Progress(min(1.0, max((time.monotonic() - begun) / seconds, left)), _cost(periods, hopeless)))
    cost, figures = _total(inputs, periods)
    slots = _slots(periods)
    return Plan(
        slots=slots,
        unplaced=_unplaced(inputs, slots),
        figures=figures,
        cost=cost,
        greedy=greedy_figures,
        greedy_cost=greedy_cost,
        proven_optimal=all(period.proven for period in periods),
        rounds=max((period.rounds for period in periods), default=0),
    )


def _slices(
    periods: Sequence[_Period], workers: int, part: Slice, rounds: int | None, over: Callable[[], bool]
) -> Iterator[_Period]:
    """Works slice by slice, the periods in turn, as many at once as there are workers; gives each that has come on."""
    ready = deque(periods)
    flying: dict[Future[_Worked], _Period] = {}
    with _crew(workers) as crew:
        while True:
            while ready and len(flying) < max(1, workers) and not over():
                period = ready.popleft()
                seed = replace(part, seed=(part.seed * 10_000 + period.rounds) * 1000 + periods.index(period))
                flying[crew.submit(_work, period.inputs, period.slots, seed)] = period
            if not flying:
                return
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                period = flying.pop(future)
                if period.absorb(future.result()) and period.rounds != rounds:
                    ready.append(period)
                yield period


def _work(inputs: Inputs, slots: Mapping[str, Slot], part: Slice) -> _Worked:
    if len(inputs.jobs) <= EXACT:
        return prove(inputs, slots, part)
    return (*improve(inputs, slots, part), False)


class _Here(Executor):
    """Works in the caller's own thread."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*arguments, **named))
        return done


def _helper() -> None:
    """In each process: commands of the service go first, and a process that has lost its parent ends."""
    os.nice(_LESS_URGENT)
    parent = parent_process()
    if parent is not None:
        Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _crew(workers: int) -> Executor:
    # Not forked: the service has threads and connections that a fork would copy in whatever state they are.
    return _Here() if workers <= 1 else ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_helper)
