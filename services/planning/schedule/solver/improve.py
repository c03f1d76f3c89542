"""Better than greedy: visits of related routes are taken off and placed anew, again and again (large neighbourhood search).

Most rounds place them one after the other at the cheapest slot, which costs a millisecond; the others hand a neighbourhood of a
few days to CP-SAT, which places it best. Only what is no worse is kept.
Source: Shaw, "Using constraint programming and local search methods to solve vehicle routing problems" (CP 1998); Schrimpf et
al., "Record breaking optimization results using the ruin and recreate principle" (2000).
"""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from .board import Board
from .model import solve_anew
from .terms import Cost, Inputs, Slot

EXACT = 12
"""Visits that are placed as one problem, so that the answer may be proven the best there is."""
_RUINS = 600
_MODELS = 6
_EFFORT = 0.5
_STEADY = 0.002
"""Share of the cost below which placing one after the other gains too little, and neighbourhoods are placed best."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One stretch of work on one period: what it may take, and what makes it repeatable. `till`: clock (monotonic)."""

    seed: int
    till: float


def improve(inputs: Inputs, slots: Mapping[str, Slot], part: Slice) -> tuple[dict[str, Slot], Cost]:
    """Slots no worse than `slots`, and their cost. The same arguments give the same answer as long as time does not run out."""
    board = Board(inputs)
    board.load(slots)
    before = board.cost()
    search = _Search(board, part)
    search.settle()
    settled = board.cost()
    search.ruin()
    if settled.metres - board.cost().metres < settled.metres * _STEADY:
        search.model()
    after = board.cost()
    return (board.slots(), after) if after <= before else (dict(slots), before)


def prove(inputs: Inputs, slots: Mapping[str, Slot], part: Slice) -> tuple[dict[str, Slot], Cost, bool]:
    """A small period placed whole: slots, cost, and whether nothing better exists (in all three parts of the cost)."""
    board = Board(inputs)
    board.load(slots)
    before = board.cost()
    now = {task: board.at.get(task) for task in range(len(board.tasks))}
    for task in list(board.at):
        board.take_off(task)
    answer = solve_anew(board, list(now), now, seconds=part.till - time.monotonic(), seed=part.seed, even=True)
    for task, slot in answer.slots.items():
        if slot is not None:
            board.place(task, *slot)
    after = board.cost()
    return (board.slots(), after, answer.optimal) if after <= before else (dict(slots), before, False)


class _Search:
    def __init__(self, board: Board, part: Slice) -> None:
        self.board, self.part, self.random = board, part, Random(part.seed)  # noqa: S311 - repeatable search, nothing secret
        self.of: defaultdict[int, list[int]] = defaultdict(list)
        self.at: defaultdict[int, list[int]] = defaultdict(list)
        for task, t in enumerate(board.tasks):
            self.at[t.place].append(task)
            for officer in t.officers:
                self.of[officer].append(task)

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.part.till

    def settle(self) -> None:
        """Every task once to the slot where it adds least; what had none is tried first."""
        tasks = [task for task in range(len(self.board.tasks)) if task not in self.board.at]
        rest = list(self.board.at)
        self.random.shuffle(rest)
        for task in [*tasks, *rest]:
            if self.over:
                return
            self._anew([task])

    def ruin(self) -> None:
        for turn in range(_RUINS):
            if self.over:
                return
            if turn % 3 == 1:
                self._anew(self._two_days(self.random.randint(8, 24)))
            elif turn % 3 == 2:
                self._anew(self._neighbours(self.random.randint(2, 8)))
            else:
                self._anew(self._related(self._any(), self.random.randint(2, 8), None))

    def model(self) -> None:
        """Neighbourhoods of two to four days, placed best."""
        for turn in range(_MODELS):
            days = self._days(2 + turn % 3)
            tasks = [task for day in sorted(days) for task in self.board.on_day[day]]
            if self.over or not tasks:
                return
            chosen = self._related(self.random.choice(tasks), 30 - 6 * (turn % 3), days)
            now = {task: self.board.take_off(task) for task in chosen}
            left = self.part.till - time.monotonic()
            answer = solve_anew(self.board, chosen, now, seconds=left, seed=turn, effort=_EFFORT, only=days)
            for task, slot in answer.slots.items():
                if slot is not None:
                    self.board.place(task, *slot)

    def _any(self) -> int:
        """A task; one that has no slot, as long as there is one, in half the cases."""
        missing = len(self.board.tasks) - len(self.board.at)
        if missing and self.random.random() < 0.5:
            return self.random.choice([task for task in range(len(self.board.tasks)) if task not in self.board.at])
        return self.random.randrange(len(self.board.tasks))

    def _days(self, count: int) -> frozenset[int]:
        days = [day for day, tasks in sorted(self.board.on_day.items()) if tasks]
        return frozenset(self.random.sample(days, min(count, len(days))))

    def _two_days(self, size: int) -> list[int]:
        tasks = [task for day in sorted(self._days(2)) for task in self.board.on_day[day]]
        return self.random.sample(tasks, min(size, len(tasks)))

    def _neighbours(self, size: int) -> list[int]:
        """Tasks in one township, which may be visited on one day."""
        tasks = self.at[self.board.tasks[self._any()].place]
        return self.random.sample(tasks, min(size, len(tasks)))

    def _related(self, first: int, size: int, days: frozenset[int] | None) -> list[int]:
        """Tasks that share the most officers with those already taken; on `days` when given."""
        board, group, seen = self.board, [first], {first}
        shared: Counter[int] = Counter()
        last = first
        while len(group) < size:
            for officer in board.tasks[last].officers:
                for task in self.of[officer]:
                    if task not in seen and (days is None or (task in board.at and board.at[task][0] in days)):
                        shared[task] += 1
            if not shared:
                break
            last = max(shared, key=lambda task: (shared[task] + self.random.random(), task))
            del shared[last]
            seen.add(last)
            group.append(last)
        return group

    def _anew(self, tasks: Sequence[int]) -> None:
        """Takes the tasks off and places each where it adds least; back again when that came out worse."""
        board = self.board
        now: dict[int, tuple[int, int]] = {}
        freed = 0
        for task in tasks:
            if task in board.at:
                now[task] = board.take_off(task)
                freed += board.added(task, *now[task]) or 0
        order = sorted(tasks, key=lambda task: (task in now, self.random.random()))
        placed: list[int] = []
        spent = 0
        for task in order:
            slot = board.best(task)
            if slot is not None:
                spent += slot[0]
                board.place(task, *slot[2:])
                placed.append(task)
            if spent > freed and len(now) == len(tasks):
                break
        if len(placed) > len(now) or (len(placed) == len(now) and spent <= freed):
            return
        for task in placed:
            board.take_off(task)
        for task, where in now.items():
            board.place(task, *where)
