"""One draw of an invented city in a process of its own: `python -m bench.city entities many|usual [file]`.

Prints one line of JSON: seconds by stage, seconds of hashing the frame once, the most memory held, and what came out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from bench.jining import ENTITIES, INSPECTORS, MANY, USUAL, demands, leaves, roster, rules
from bench.measure import peak_mib
from services.planning.draw.canonical import suite_named
from services.planning.draw.certificate import build_pack
from services.planning.draw.conduct import draw
from services.planning.draw.frame import Frame
from services.planning.draw.testing import RECORDED_ROUND, Case

__all__ = ["main"]


def main(entities: int, ratios: str, file: Path | None) -> None:
    """Freezes, draws, certifies and writes (to `file`, or to nowhere); the register is made before the clock starts."""
    officers = max(500, min(INSPECTORS, INSPECTORS * entities // ENTITIES))
    case = Case(
        frame=Frame.of(leaves(entities)),
        demands=demands(MANY if ratios == "many" else USUAL),
        roster=roster(officers, entities),
        rules=rules(),
        beacon=RECORDED_ROUND,
    )
    laps = {}
    started = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal started
        now = time.perf_counter()
        laps[name], started = now - started, now

    case.frame.root(suite_named("sha256"))
    lap("hash")
    manifest = case.manifest()
    lap("freeze")
    reveal, signatures = case.reveal(manifest), case.signatures(manifest, "lead", "member-1")
    lists: dict[str, Any] = {"frame": case.frame, "demands": case.demands, "roster": case.roster}
    result = draw(manifest=manifest, reveal=reveal, **lists)
    lap("draw")
    pack = build_pack(manifest=manifest, signatures=signatures, reveal=reveal, result=result, **lists)
    lap("certificate")
    size = _written(pack.pieces(), file)
    lap("write")
    figures = result.figures
    said = {
        "hash": laps.pop("hash"),
        "stages": laps,
        "peak_mib": peak_mib(),
        "bytes": size,
        "visits": figures.visits,
        "department_checks": figures.department_checks,
        "seats": sum(len(manned.team) for manned in result.visits),
    }
    sys.stdout.write(orjson.dumps(said).decode() + "\n")


def _written(pieces: Iterable[bytes], file: Path | None) -> int:
    with (file or Path(os.devnull)).open("wb") as out:
        return sum(out.write(piece) for piece in pieces)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if len(sys.argv) > 3 else None)
