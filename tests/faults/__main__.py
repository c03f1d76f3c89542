"""`make faults`: rounds with printed seeds, a table at the end. `--seed 17 --rounds 1` repeats one."""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from .checker import INVARIANTS
from .faults import FAULTS
from .rounds import Round, play
from .town import ground


def table(rounds: list[Round]) -> str:
    """fault, rounds, then violations per invariant, as Markdown."""
    by_fault: dict[str, list[Round]] = defaultdict(list)
    for outcome in rounds:
        by_fault[outcome.fault].append(outcome)
    head = ["fault", "rounds", "ok", "refused", "unknown", "facts", "redelivered", "died there", *INVARIANTS]
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    for fault in (*(fault for fault in FAULTS if fault in by_fault), "all"):
        mine = rounds if fault == "all" else by_fault[fault]
        answers = [sum(r.answers.get(answer, 0) for r in mine) for answer in ("ok", "refused", "unknown")]
        broken = [sum(v.invariant == name for r in mine for v in r.violations) for name in INVARIANTS]
        cells = [
            len(mine),
            *answers,
            sum(r.facts for r in mine),
            sum(r.redelivered for r in mine),
            sum(r.died_there for r in mine),
            sum(r.died_there for r in mine),
            *broken,
        ]
        lines.append(f"| {fault} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def run(arguments: argparse.Namespace) -> int:
    outcomes: list[Round] = []
    async with ground() as here:
        for seed in range(arguments.seed, arguments.seed + arguments.rounds):
            outcome = await play(here, seed, fault=arguments.fault, defect=arguments.defect)
            outcomes.append(outcome)
            say(outcome.line())
            for violation in outcome.violations[:20]:
                say(f"          {violation.invariant}: {violation.what}")
            if arguments.logs and outcome.violations:
                for log in sorted(here.folder.glob(f"round-{seed}-*/*.log")):
                    say(f"--- {log.name}\n{log.read_text(errors='replace')[-6000:]}")
    say("\n" + table(outcomes))
    broken = [outcome for outcome in outcomes if outcome.violations]
    say(f"\n{len(outcomes)} rounds, {len(broken)} with violations" + (": seeds " if broken else "")
          + ", ".join(str(outcome.seed) for outcome in broken))  # fmt: skip
    if arguments.json:
        rows = [{**asdict(o), "seconds": round(o.seconds, 1)} for o in outcomes]
        arguments.json.write_text(json.dumps(rows, indent=1))
    return 1 if broken else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="of the first round; each following has the next one")
    parser.add_argument("--rounds", type=int, default=210, help="how many")
    parser.add_argument("--fault", choices=list(FAULTS), help="only this fault, whatever the seed says")
    parser.add_argument("--defect", default="", help="plant a mistake (a name of points.DEFECTS)")
    parser.add_argument("--logs", action="store_true", help="show the processes' logs of a broken round")
    parser.add_argument("--json", type=Path, help="also write the outcomes to this file")
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.faults.chime", "libs.events.service"])
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
