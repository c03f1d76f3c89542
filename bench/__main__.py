"""`python -m bench [--size 1.0] [--runs 5] [--only append,relay] [--growth]`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

import orjson
from rich.console import Console
from rich.table import Table

from bench.ground import Ground, durability, ground
from bench.measure import Row, load, machine
from bench.rows.append import append
from bench.rows.audit import audit
from bench.rows.bulk import bulk
from bench.rows.command import command
from bench.rows.consume import consume
from bench.rows.draw import draw, verify
from bench.rows.growth import growth
from bench.rows.imports import imports
from bench.rows.lives import lives
from bench.rows.long import long
from bench.rows.propagate import propagate
from bench.rows.react import react
from bench.rows.rebuild import rebuild
from bench.rows.relay import relay
from bench.rows.schedule import schedule
from bench.rows.search import search
from bench.work import BELL_TABLES
from libs.events.running.fast import run_fast
from libs.events.telemetry import configure

ROWS: Final[Mapping[str, Callable[[Ground], Awaitable[list[Row]]]]] = {
    "append": append,
    "bulk": bulk,
    "relay": relay,
    "consume": consume,
    "react": react,
    "http": command,
    "long": long,
    "propagate": propagate,
    "rebuild": rebuild,
    "lives": lives,
    "audit": audit,
    "import": imports,
    "search": search,
    "schedule": schedule,
    "draw": draw,
    "verify": verify,
}


async def main(size: float, runs: int, only: list[str], out: Path, *, pictures: bool) -> None:
    """Runs the rows, prints the table, writes `out`; with `pictures` the growth instead, drawn into the docs."""
    console = Console(width=160)
    configure("bench", level="ERROR")
    console.print(machine(), highlight=False)
    console.print(f"load {load()}", highlight=False)
    async with ground(size, runs) as stage:
        async with stage.pool(BELL_TABLES, size=2) as pool:
            settings = await durability(pool)
        console.print(", ".join(f"{name} {value}" for name, value in settings.items()), highlight=False)
        if pictures:
            await growth(stage, console, only)
            return
        rows: list[Row] = []
        for name in only:
            started = time.perf_counter()
            new = await ROWS[name](stage)
            rows += new
            for row in new:
                _say(console, row)
            console.print(f"  {time.perf_counter() - started:.0f} s, load {load()}", style="dim", highlight=False)
    console.print(_table(rows))
    _write(out, rows)
    console.print(f"{out}")


def _write(out: Path, rows: list[Row]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(orjson.dumps([row.as_json() for row in rows], option=orjson.OPT_INDENT_2) + b"\n")


def _say(console: Console, row: Row) -> None:
    limit = f"; limit {row.limit:,.0f}" if row.limit is not None else ""
    text = f"{row.name}: {row.ours:,.1f} {row.unit}, {row.peer_name} {row.peer:,.1f}: {row.ratio:.2f}{limit}"
    console.print(text, highlight=False)


def _table(rows: list[Row]) -> Table:
    table = Table("what", "ours", "peer", "", "ratio", "bar", "", "unit", "n", "physical limit", "note", box=None)
    for row in rows:
        bar = "-" if row.bar is None else f"{'≥' if row.better == 'more' else '≤'} {row.bar:.3g}"
        limit = f"{row.limit:,.0f} {row.limit_name}" if row.limit is not None else "the peer is it"
        mark = {True: "[green]reached[/]", False: "[red]missed[/]", None: ""}[row.reached]
        figures = (f"{row.ours:,.1f}", f"{row.peer:,.1f}", row.peer_name, f"{row.ratio:.2f}", bar, mark)
        table.add_row(row.name, *figures, row.unit, f"{row.n:,}", limit, row.note)
    return table


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=f"性能测量 · {__doc__}")
    parser.add_argument(
        "--size", type=float, default=1.0, help="各行操作数的倍数 · scales the number of operations of every row"
    )
    parser.add_argument(
        "--runs", type=int, default=5, help="每方测量次数,取中位数 · how often each side is measured; the median counts"
    )
    parser.add_argument("--only", default=",".join(ROWS), help="只测这些行,以逗号分隔 · rows, by comma: %(default)s")
    parser.add_argument("--out", type=Path, default=Path(".checkonce/bench.json"), help="结果文件 · where the figures go")
    parser.add_argument(
        "--growth",
        action="store_true",
        help="数据量 1、10、100 倍,绘入 docs/performance · 1, 10 and 100 times the data, drawn into docs/performance",
    )
    chosen = parser.parse_args()
    chosen.only = chosen.only.split(",")
    unknown = [name for name in chosen.only if name not in ROWS]
    if unknown:
        parser.error(f"--only {','.join(unknown)}: no such row; there are {', '.join(ROWS)}")
    return chosen


if __name__ == "__main__":
    arguments = _chosen()
    run_fast(main(arguments.size, arguments.runs, arguments.only, arguments.out, pictures=arguments.growth))
