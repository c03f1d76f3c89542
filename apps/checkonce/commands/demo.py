"""`checkonce demo`: a fresh pair of places lives through one supervision year."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Annotated

import typer

from apps.checkonce.embedded import Embedded
from apps.checkonce.stack import data_folder
from apps.checkonce.story.cast import EXAMPLES
from apps.checkonce.story.stage import Report
from apps.checkonce.story.tell import tell

from ..embedded.memory import resident_bytes
from ..terminal.screen import console, fail, run, show_table, working

__all__ = ["demo"]

_MARK = "story"
_REPORT = "demo-report.json"
_KEPT = frozenset({"cache", "lock", "bench.json"})


def demo(
    fresh: Annotated[
        bool, typer.Option("--fresh", help="删除此目录中的非演示数据 · Remove data here that no demo made")
    ] = False,
) -> None:
    """两地一年的监管故事 · One supervision year of Jianli and Huarong, end to end, on a real Kafka and PostgreSQL."""
    started = time.monotonic()
    folder = data_folder()
    _clear(folder, fresh=fresh)
    report = run(_demo(folder))
    report.numbers["seconds"] = round(time.monotonic() - started, 1)
    for title, columns, rows in report.tables:
        show_table(title, columns, rows)
    path = folder / _REPORT
    path.write_text(json.dumps(report.numbers, ensure_ascii=False, indent=1), encoding="utf-8")
    console.print_json(json.dumps(report.numbers, ensure_ascii=False))
    console.print(f"报告 report: {path}\n继续看 go on: make up → checkonce status")
    if report.numbers["lost"] or report.numbers["duplicated"] or not report.numbers["draw_verified"]:
        fail("核对未通过,见上表", "the balance does not hold, see the tables")


def _clear(folder: Path, *, fresh: bool) -> None:
    """A story begins with empty books. Data that people entered themselves is not removed without asking."""
    folder.mkdir(parents=True, exist_ok=True)
    own = [path for path in folder.iterdir() if path.name not in _KEPT]
    if own and not (folder / _MARK).exists() and not fresh:
        fail(
            f"{folder} 中有不是演示产生的数据。加 --fresh 删除,或用 CHECKONCE_DATA 指定别的目录",
            f"{folder} holds data that no demo made: add --fresh to remove it, or name another folder by CHECKONCE_DATA",
        )
    for path in own:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / _MARK).touch()


async def _demo(folder: Path) -> Report:
    with working() as progress:
        async with Embedded(folder, story=True, watched=True, calendar=EXAMPLES / "calendar", progress=progress) as here:

            def say(text: str) -> None:
                console.print(text)
                if console.is_terminal:
                    progress(text.strip(), None)

            report = await tell(here, say)
            report.numbers["memory_mib"] = resident_bytes() // 2**20
            return report
