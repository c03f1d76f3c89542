"""The draw of a whole city, against hashing its frame once; its verification, against reading the file."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

import orjson

from bench.ground import Ground
from bench.jining import ENTITIES
from bench.measure import Row

__all__ = ["city", "draw", "verify"]

_RATIOS: Final = ("usual", "many")
"""Ratio tables of `jining`."""
_DRAW_SECONDS, _VERIFY_SECONDS = 20, 30
"""Allowed for a city of 880,000 entities; fewer entities have their share of it."""

_READ = """
import gc, sys, time, orjson
gc.disable()
started = time.perf_counter()
with open(sys.argv[1], "rb") as file:
    orjson.loads(file.read())
print(time.perf_counter() - started)
"""


async def draw(ground: Ground) -> list[Row]:
    """20 seconds and 2 GiB are what a city of 880,000 entities may take."""
    entities, runs = ground.count(ENTITIES, 5000), min(3, ground.runs)
    rows = []
    for ratios in _RATIOS:
        found = [await city(entities, ratios) for _ in range(runs)]
        mine = statistics.median(sum(one["stages"].values()) for one in found)
        hashing = statistics.median(one["hash"] for one in found)
        last = found[-1]
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in last["stages"].items())
        note = (
            f"{last['visits']:,} visits for {last['department_checks']:,} department checks, {last['seats']:,} seats, "
            f"{last['bytes'] / 1e6:,.0f} MB; peak {max(one['peak_mib'] for one in found):,.0f} MiB; {stages}"
        )
        bar = _DRAW_SECONDS * entities / ENTITIES / hashing
        rows.append(Row("draw", mine, hashing, "hash-frame", "s", entities, runs, bar, better="less", note=note))
    return rows


async def verify(ground: Ground) -> list[Row]:
    """30 seconds are what verifying a city of 880,000 entities by the command may take."""
    entities, runs = ground.count(ENTITIES, 5000), min(3, ground.runs)
    rows = []
    for ratios in _RATIOS:
        pack = ground.folder / f"{ratios}.json"
        await city(entities, ratios, pack)
        mine, reading, said = [], [], ""
        for _ in range(runs):
            started = time.perf_counter()
            said = await _run("-m", "apps.checkonce.verify", str(pack))
            mine.append(time.perf_counter() - started)
            reading.append(float(await _run("-c", _READ, str(pack))))
        cost = next(line for line in said.splitlines() if "MiB" in line).rpartition("/")[2].strip()
        note = f"{pack.stat().st_size / 1e6:,.0f} MB; {cost}"
        pack.unlink()
        taken = statistics.median(mine), statistics.median(reading)
        bar = _VERIFY_SECONDS * entities / ENTITIES / taken[1]
        rows.append(Row("verify", *taken, "read-file", "s", entities, runs, bar, better="less", note=note))
    return rows


async def city(entities: int, ratios: str, file: Path | None = None) -> dict[str, Any]:
    """What one draw took, in a process of its own (see `bench.city`)."""
    said: dict[str, Any] = orjson.loads(await _run("-m", "bench.city", str(entities), ratios, *([str(file)] if file else [])))
    return said


async def _run(*arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments[:2])} ended with {process.returncode}: {out.decode()}")
    return out.decode()
