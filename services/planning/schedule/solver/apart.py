"""Announced visits first, as if there were no others; those of which no notice may be given in what is left.

Where an announced visit is placed is public at once. Placed together with the others, it would say when its officers are
elsewhere: late in a day, because they are at a visit without notice before (L-19; docs/decisions/0019).
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .board import Board
from .check import check
from .solve import Plan, Progress, greedy_plan, measure, solve
from .terms import Fixed, Inputs, Job, Slot


@dataclass(frozen=True)
class Apart:
    """`moved`: secret visits that stood already, and made way for announced ones."""

    plan: Plan
    moved: Mapping[str, Slot]


@dataclass(frozen=True)
class _Placed:
    """Both steps; `moved` are among the second's slots."""

    first: Plan
    second: Plan
    moved: frozenset[str]


_Place = Callable[[Inputs, int], Plan]
"""Places the jobs of the first (0) or of the second (1) step."""


def solve_apart(
    inputs: Inputs,
    *,
    seconds: float = 120,
    rounds: int | None = None,
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Apart:
    """The best schedule found in `seconds`, in two steps, each as `solve` makes it.

    Figures are of the draw's own visits. Where none of them is secret, they are those of the first step: what others had to
    make way shows nowhere. With both kinds nothing is proven, because another answer of the first step could leave more room.
    """
    till = time.monotonic() + seconds
    secret = sum(job.secret for job in inputs.jobs)
    share = 1 - secret / max(1, len(inputs.jobs))
    parts = ((0.0, share), (share, 1 - share))

    def place(part: Inputs, step: int) -> Plan:
        left = max(0.0, till - time.monotonic())
        before, of = parts[step]

        def told(now: Progress) -> None:
            if progress is not None:
                progress(replace(now, done=before + of * now.done))

        allowed = left * share if step == 0 else left
        return solve(part, seconds=allowed or 1e-9, rounds=rounds, workers=workers, progress=told, stop=stop)

    found, baseline = _in_two_steps(inputs, place), _in_two_steps(inputs, lambda part, _: greedy_plan(part))
    moved = {visit: found.second.slots[visit] for visit in found.moved}
    if not secret:
        return Apart(replace(found.first, greedy=baseline.first.figures, greedy_cost=baseline.first.cost), moved)
    ours, theirs = _whole(inputs, found), _whole(inputs, baseline)
    return Apart(replace(ours, greedy=theirs.figures, greedy_cost=theirs.cost), moved)


def _in_two_steps(inputs: Inputs, place: _Place) -> _Placed:
    announced = tuple(job for job in inputs.jobs if not job.secret)
    secret = tuple(job for job in inputs.jobs if job.secret)
    firm: frozenset[str] = frozenset()
    while True:
        known = tuple(stands for stands in inputs.fixed if stands.yields is None or stands.visit in firm)
        first = place(replace(inputs, jobs=announced, fixed=known), 0)
        left, aside = _made_way(inputs, announced, first.slots)
        jobs = (*secret, *(stands.yields for stands in aside if stands.yields is not None))
        second = place(replace(inputs, jobs=jobs, fixed=(*left, *_standing(announced, first.slots))), 1)
        moved = frozenset(stands.visit for stands in aside)
        # Nobody takes a slot from a visit for which there is no other: the announced ones go around it after all.
        stuck = moved - second.slots.keys()
        if not stuck:
            return _Placed(first, second, moved)
        firm |= stuck


def _made_way(inputs: Inputs, jobs: tuple[Job, ...], slots: Mapping[str, Slot]) -> tuple[Sequence[Fixed], Sequence[Fixed]]:
    """What stands beside these slots, and the secret visits that are in their way."""
    left, aside = list(inputs.fixed), list[Fixed]()
    while True:
        named = {fault.other for fault in check(replace(inputs, jobs=jobs, fixed=tuple(left)), slots)}
        gone = [stands for stands in left if stands.visit in named and stands.yields is not None]
        if not gone:
            return left, aside
        left, aside = [stands for stands in left if stands not in gone], [*aside, *gone]


def _standing(jobs: Iterable[Job], slots: Mapping[str, Slot]) -> Iterable[Fixed]:
    for job in jobs:
        if job.visit in slots:
            yield Fixed(job.visit, job.township, job.officers, job.minutes, onsite=job.onsite, slot=slots[job.visit])


def _whole(inputs: Inputs, found: _Placed) -> Plan:
    """Both steps as one plan of the draw's visits."""
    ours = {visit: slot for visit, slot in found.second.slots.items() if visit not in found.moved}
    slots = {**found.first.slots, **ours}
    settled = inputs.settled({visit: found.second.slots[visit] for visit in found.moved})
    board = Board(settled)
    board.load(slots)
    figures, cost = measure(settled, slots), board.cost()
    return Plan(
        slots=slots,
        unplaced=tuple(job.visit for job in inputs.jobs if job.visit not in slots),
        figures=figures,
        cost=cost,
        greedy=figures,
        greedy_cost=cost,
        proven_optimal=found.second.proven_optimal and not found.first.slots and not found.first.unplaced,
        rounds=max(found.first.rounds, found.second.rounds),
    )
