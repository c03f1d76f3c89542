"""One round: a town, its clients, one fault, then peace, then judgement. All chance comes from the seed."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from .checker import Violation, judge
from .evidence import gather, settle
from .faults import FAULTS
from .town import Ground, Town
from .workload import Answer, Workload

__all__ = ["Round", "play"]

_SETTLE = 60.0
_AFTERWARDS = 20
"""Commands answered after the fault is over: life goes on."""
_PASSING = 2 * 24 * 3600


@dataclass
class Round:
    """What one round did and what was wrong."""

    seed: int
    fault: str
    answers: dict[str, int] = field(default_factory=dict)
    facts: int = 0
    redelivered: int = 0
    died_there: int = 0
    seconds: float = 0.0
    violations: list[Violation] = field(default_factory=list)

    def line(self) -> str:
        answers = " ".join(f"{name} {count}" for name, count in self.answers.items())
        verdict = f"{len(self.violations)} VIOLATIONS" if self.violations else "whole"
        return (
            f"seed {self.seed:>4}  {self.fault:<42} {answers:<36} facts {self.facts:>5}"
            f"  redelivered {self.redelivered:>4}  died there {self.died_there}  {self.seconds:5.1f} s  {verdict}"
        )


def fault_of(seed: int) -> str:
    """Seeds go round the faults, so that consecutive ones meet every fault equally often."""
    return list(FAULTS)[seed % len(FAULTS)]


async def play(
    ground: Ground,
    seed: int,
    *,
    fault: str | None = None,
    defect: str = "",
    seconds: float = 2.5,
    settle_within: float = _SETTLE,
) -> Round:
    """Plays the round of a seed; `fault` overrides the seed's own, `defect` plants a mistake of `points.DEFECTS`."""
    name = fault if fault is not None else fault_of(seed)
    outcome = Round(seed, name)
    began = time.monotonic()
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    town = Town(ground, seed, defect)
    try:
        await town.open()
        workload = Workload(town, random.Random(rng.random()))  # noqa: S311 - repeatable, not secret
        clients = asyncio.create_task(workload.run())
        try:
            await asyncio.gather(FAULTS[name](town, random.Random(rng.random())), asyncio.sleep(seconds))  # noqa: S311 - repeatable, not secret
            await town.heal()
            await workload.answered(len(workload.history) + _AFTERWARDS)
        finally:
            workload.stopped.set()
            await clients
        ends = await settle(town, settle_within)
        # Now every deadline passes; what is still open must fire, once.
        town.jump(_PASSING)
        ends = await settle(town, settle_within if not ends else 1.0)
        seen = await gather(town, ends)
        outcome.answers = {answer.value: sum(op.answer is answer for op in workload.history) for answer in Answer}
        outcome.died_there = town.died_there
        outcome.facts = sum(len(store.events) for store in seen.stores.values())
        outcome.redelivered = sum(
            len(messages) - len({(m.attributes["source"], m.attributes["id"]) for m in messages})
            for messages in seen.topics.values()
        )
        outcome.violations = judge(workload.history, seen)
    finally:
        await town.heal_servers()
        await town.close()
    outcome.seconds = time.monotonic() - began
    return outcome
