"""`make faults`: rounds with printed seeds, a table at the end. `--seed 17 --rounds 1` repeats one.

With `--json FILE` each outcome is kept as soon as it is there, and a later call goes on where the file ends.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from .faults import ALONE, FAULTS, LONG, LONG_FROM, SMALL
from .ground import Ground, ground
from .rounds import Round, fault_of, play
from .table import Kept
from .writers import Tail, race

_WRITERS = 60.0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class _Places:
    """Room for so many rounds at a time: most of a round is waiting. A round that strikes the servers has them to itself."""

    def __init__(self, count: int) -> None:
        self._count, self._free = count, asyncio.Semaphore(count)
        self._turn, self._small = asyncio.Lock(), asyncio.Lock()

    @asynccontextmanager
    async def taken(self, fault: str) -> AsyncIterator[None]:
        need = self._count if fault in ALONE else 1
        # One after the other, so that a round that needs all places gets them.
        async with self._turn:
            for _ in range(need):
                await self._free.acquire()
        try:
            async with self._small if fault in SMALL else nullcontext():
                yield
        finally:
            for _ in range(need):
                self._free.release()


async def _rounds(here: Ground, arguments: argparse.Namespace, kept: Kept) -> list[Round]:
    first = kept.next_seed if arguments.seed is None else arguments.seed
    seeds = [seed for seed in range(first, first + arguments.rounds) if arguments.seed is not None or not kept.has(seed)]
    if arguments.seed is None and arguments.fault is None:
        seeds += [seed for seed in range(LONG_FROM, LONG_FROM + len(LONG)) if not kept.has(seed)]
    places = _Places(arguments.at_once)

    async def one(seed: int) -> Round:
        async with places.taken(arguments.fault or fault_of(seed)):
            outcome = await play(here, seed, fault=arguments.fault, defect=arguments.defect)
        kept.add(outcome)
        _show(here, outcome, logs=arguments.logs)
        return outcome

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(seed)) for seed in seeds]
    return [task.result() for task in tasks]


def _show(here: Ground, outcome: Round, *, logs: bool) -> None:
    say(outcome.line())
    for violation in outcome.violations[:20]:
        say(f"          {violation.invariant}: {violation.what}")
    if logs and not outcome.whole:
        for log in sorted(here.folder.parent.glob(f"checkonce-faults-*/round-{outcome.seed}-*/*.log")):
            say(f"--- {log.name}\n{log.read_text(errors='replace')[-6000:]}")


async def _play(arguments: argparse.Namespace, kept: Kept) -> tuple[list[Round], Tail | None]:
    async with ground() as here:
        tail = None
        if arguments.writers:
            tail = await race(here, arguments.writers)
            kept.writers = tail
            say(tail.line())
        return await _rounds(here, arguments, kept), tail


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="of the first round; without: where FILE ends, or 0")
    parser.add_argument("--rounds", type=int, default=210, help="how many")
    parser.add_argument("--at-once", type=int, default=2, help="rounds at the same time, each in its own town")
    parser.add_argument("--fault", choices=list(FAULTS), help="only this fault, whatever the seed says")
    parser.add_argument("--defect", default="", help="plant a mistake (a name of points.DEFECTS)")
    parser.add_argument("--writers", type=float, help=f"seconds of 16 writers; {_WRITERS:g} before a whole run, else 0")
    parser.add_argument("--logs", action="store_true", help="show the processes' logs of a broken round")
    parser.add_argument("--json", type=Path, help="keep each outcome here at once, and go on where it ends")
    parser.add_argument("--table", type=Path, metavar="FILE", help="only show the tables of such a file")
    arguments = parser.parse_args()
    if arguments.table:
        kept = Kept.load(arguments.table)
        say("\n\n".join(kept.tables()))
        return 0
    kept = Kept.load(arguments.json)
    if arguments.writers is None:
        whole_run = arguments.rounds >= len(FAULTS) and arguments.fault is None
        arguments.writers = _WRITERS if whole_run and kept.writers is None else 0.0
    outcomes, tail = asyncio.run(_play(arguments, kept))
    say("\n" + "\n\n".join(kept.tables()))
    broken = [outcome for outcome in outcomes if not outcome.whole]
    say(f"\n{len(outcomes)} rounds, {len(broken)} not whole" + "".join(f"\n  {outcome.line()}" for outcome in broken))
    return 1 if broken or (tail is not None and not tail.whole) else 0


if __name__ == "__main__":
    sys.exit(main())
