"""What was played, kept in a file round by round, and shown as Markdown."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path

from .checker import INVARIANTS, WENT_ON
from .faults import FAULTS
from .rounds import Round
from .writers import Tail

__all__ = ["Kept", "recovery_table", "round_table"]


@dataclass
class Kept:
    """Outcomes by (seed, fault), and the last race of the writers. Written to `file`, if there is one, at each change."""

    file: Path | None = None
    rounds: dict[tuple[int, str], Round] = field(default_factory=dict)
    _writers: Tail | None = None

    @classmethod
    def load(cls, file: Path | None) -> Kept:
        kept = cls(file)
        if file is not None and file.exists():
            found = json.loads(file.read_text())
            for row in found["rounds"]:
                kept.rounds[(row["seed"], row["fault"])] = Round.of(row)
            kept._writers = Tail(**found["writers"]) if found["writers"] else None
        return kept

    @property
    def next_seed(self) -> int:
        """The first one missing."""
        seeds = {seed for seed, _ in self.rounds}
        return next(seed for seed in count(min(seeds, default=0)) if seed not in seeds)

    def has(self, seed: int) -> bool:
        return any(seed == played for played, _ in self.rounds)

    @property
    def writers(self) -> Tail | None:
        return self._writers

    @writers.setter
    def writers(self, tail: Tail) -> None:
        self._writers = tail
        self._write()

    def add(self, outcome: Round) -> None:
        self.rounds[(outcome.seed, outcome.fault)] = outcome
        self._write()

    def _write(self) -> None:
        if self.file is None:
            return
        text = json.dumps(
            {
                "writers": None if self._writers is None else asdict(self._writers),
                "rounds": [asdict(outcome) for outcome in self.rounds.values()],
            },
            indent=1,
        )
        # Aside and renamed: a run that is ended meanwhile leaves the file whole.
        new = self.file.with_name(self.file.name + ".new")
        new.write_text(text)
        new.replace(self.file)

    def tables(self) -> Iterator[str]:
        """Markdown: rounds, recovery, writers; those that were played."""
        rounds = list(self.rounds.values())
        if rounds:
            yield round_table(rounds)
        if any(outcome.recovered for outcome in rounds):
            yield recovery_table(rounds)
        if self._writers is not None:
            yield self._writers.table()


def round_table(rounds: Sequence[Round]) -> str:
    """fault, rounds, then violations per invariant."""
    by_fault: dict[str, list[Round]] = defaultdict(list)
    for outcome in rounds:
        by_fault[outcome.fault].append(outcome)
    head = ["fault", "rounds", "thin", "ok", "refused", "unknown", "facts", "redelivered", "died there", *INVARIANTS, WENT_ON]
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    for fault in (*(fault for fault in FAULTS if fault in by_fault), "all"):
        mine = list(rounds) if fault == "all" else by_fault[fault]
        played = [outcome for outcome in mine if not outcome.impossible]
        if not played:
            lines.append(f"| {fault} | **not played: {mine[0].impossible}** |" + " |" * (len(head) - 2))
            continue
        answers = [sum(r.answers.get(answer, 0) for r in played) for answer in ("ok", "refused", "unknown")]
        cells = [
            len(played),
            sum(bool(r.thin) for r in played),
            *answers,
            sum(r.facts for r in played),
            sum(r.redelivered for r in played),
            sum(r.died_there for r in played),
            *(sum(v.invariant == name for r in played for v in r.violations) for name in (*INVARIANTS, WENT_ON)),
        ]
        lines.append(f"| {fault} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def recovery_table(rounds: Sequence[Round]) -> str:
    """Seconds from the fault to the first new fact applied again."""
    found: dict[str, list[float]] = defaultdict(list)
    for outcome in rounds:
        for what, seconds in outcome.recovered.items():
            found[what] += seconds
    lines = ["| out of order | times | p50 s | p99 s | max s |", "|---|--:|--:|--:|--:|"]
    for what, seconds in sorted(found.items()):
        ordered = sorted(seconds)
        p50, p99 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.99))
        lines.append(f"| {what} | {len(ordered)} | {p50:.1f} | {p99:.1f} | {ordered[-1]:.1f} |")
    return "\n".join(lines)
