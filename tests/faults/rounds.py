"""One round: a town, its clients, one fault, then peace, then judgement. All chance comes from the seed."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from .checker import WENT_ON, Violation, judge
from .evidence import Evidence, gather, settle
from .faults import FAULTS, LONG, LONG_FROM, SMALL, THREE
from .ground import Ground
from .kinds.disks import NoSmallDiskError
from .town import ThinError, Town
from .workload import Answer, Workload

__all__ = ["NOT_PLAYED", "Round", "fault_of", "play"]

NOT_PLAYED: list[str] = []
"""Rounds that this machine has no means for; to be said loudly at the end."""

_SETTLE = 60.0
_BEFORE = 20
"""Commands answered before the fault strikes."""
_AFTERWARDS = 20
"""Commands answered after the fault is over: life goes on."""
_PASSING = 2 * 24 * 3600
_AT_MOST = 900.0
"""Seconds of one round: ten seconds on a quiet machine, two minutes where five are played beside other work. A round that has
no end says so, and those after it are played."""
_ENDLESS = f"the round did not end within {_AT_MOST:.0f} s"


@dataclass
class Round:
    """What one round did and what was wrong.

    `thin`: the fault did not really strike, so the round proves nothing and fails. `impossible`: this machine has no means for
    the fault, and which.
    """

    seed: int
    fault: str
    answers: dict[str, int] = field(default_factory=dict)
    facts: int = 0
    redelivered: int = 0
    died_there: int = 0
    recovered: dict[str, list[float]] = field(default_factory=dict)
    """Who was killed -> seconds until new facts were applied again."""
    seconds: float = 0.0
    thin: str = ""
    impossible: str = ""
    violations: list[Violation] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not (self.thin or self.impossible or self.violations)

    def line(self) -> str:
        answers = " ".join(f"{name} {count}" for name, count in self.answers.items())
        verdict = f"{len(self.violations)} VIOLATIONS" if self.violations else "whole"
        if self.thin or self.impossible:
            verdict = f"THIN: {self.thin}" if self.thin else f"NOT PLAYED HERE: {self.impossible}"
        back = "".join(f"  {what} back after {', '.join(map(str, s))} s" for what, s in self.recovered.items())
        return (
            f"seed {self.seed:>4}  {self.fault:<44} {answers:<36} facts {self.facts:>5}"
            f"  redelivered {self.redelivered:>4}  died there {self.died_there}{back}  {self.seconds:5.1f} s  {verdict}"
        )

    @classmethod
    def of(cls, row: dict[str, Any]) -> Round:
        """From what `asdict` made of it."""
        return cls(**{**row, "violations": [Violation(**violation) for violation in row["violations"]]})


def fault_of(seed: int) -> str:
    """Seeds go round the faults, so that consecutive ones meet every fault equally often."""
    if seed >= LONG_FROM:
        return list(LONG)[(seed - LONG_FROM) % len(LONG)]
    turns = [name for name in FAULTS if name not in LONG]
    return turns[seed % len(turns)]


async def play(
    ground: Ground,
    seed: int,
    *,
    fault: str | None = None,
    defect: str = "",
    seconds: float = 2.5,
    still: float = _SETTLE,
) -> Round:
    """Plays the round of a seed; `fault` overrides the seed's own, `defect` plants a mistake of `points.DEFECTS`."""
    outcome = Round(seed, fault if fault is not None else fault_of(seed))
    began = time.monotonic()
    if outcome.fault in SMALL:
        try:
            ground = await ground.on_small_disks()
        except NoSmallDiskError as error:
            outcome.impossible = str(error)
            NOT_PLAYED.append(outcome.line())
            return outcome
    if outcome.fault in THREE:
        ground = await ground.on_three_brokers()
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    town = Town(ground, seed, defect)
    workload = Workload(town, random.Random(rng.random()))  # noqa: S311 - repeatable, not secret
    try:
        async with asyncio.timeout(_AT_MOST):
            await town.open()
            await _work(town, workload, outcome.fault, random.Random(rng.random()), seconds)  # noqa: S311 - repeatable
            seen = await _come_to_rest(town, still)
        outcome.answers = {answer.value: sum(op.answer is answer for op in workload.history) for answer in Answer}
        outcome.died_there, outcome.recovered = town.died_there, dict(town.recovered)
        outcome.facts = sum(len(store.events) for store in seen.stores.values())
        outcome.redelivered = sum(
            len(messages) - len({(m.attributes["source"], m.attributes["id"]) for m in messages})
            for messages in seen.topics.values()
        )
        outcome.violations = judge([*workload.history, *town.asked], seen)
    except ThinError as error:
        outcome.thin = str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this round's, and the others go on
        endless = isinstance(error, TimeoutError) and time.monotonic() - began >= _AT_MOST
        what = _ENDLESS if endless else f"{type(error).__name__}: {error}"
        outcome.violations.append(Violation(WENT_ON, what))
    finally:
        try:
            await ground.heal()
        finally:
            await town.close()
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


async def _work(town: Town, workload: Workload, fault: str, rng: random.Random, seconds: float) -> None:
    """The clients are busy before, while and after the fault strikes; then everything runs again."""
    clients = asyncio.create_task(workload.run())
    try:
        await workload.answered(_BEFORE)
        await asyncio.gather(FAULTS[fault](town, rng), asyncio.sleep(seconds))
        await town.heal()
        await workload.answered(_AFTERWARDS)
    finally:
        workload.stopped.set()
        await clients


async def _come_to_rest(town: Town, still: float) -> Evidence:
    ends = await settle(town, still)
    # Now every deadline passes; what is still open must fire, once.
    town.jump(_PASSING)
    ends = await settle(town, still if not ends else 1.0)
    return await gather(town, ends)
