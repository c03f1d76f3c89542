"""`up`, `doctor`: the embedded stack as an operator sees it."""

from __future__ import annotations

import asyncio
import platform
import shutil
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from apps.checkonce.embedded import Embedded
from apps.checkonce.stack import Progress, data_folder
from apps.checkonce.story.cast import EXAMPLES

from ..terminal.screen import console, fail, run, show_table, working

__all__ = ["doctor", "up"]


def up(
    calendar: Annotated[Path, typer.Option(help="节假日文件 YYYY.csv 所在目录 · Folder of YYYY.csv with holidays")] = EXAMPLES
    / "calendar",
) -> None:
    """启动并保持运行 · Start Kafka, PostgreSQL and six services for each place, until Ctrl-C."""

    async def work() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        folder = data_folder()
        # A folder in which a story was told keeps the story's clock, because its facts are dated by it.
        story = (folder / "story-clock").exists()
        # Once everything runs, messages appear below the tables.
        says: list[Progress] = [lambda text, _: console.print(text)]

        def tell(text: str, done: float | None) -> None:
            says[-1](text, done)

        with working() as progress:
            says.append(progress)
            here = Embedded(folder, story=story, portals=True, watched=True, calendar=calendar, progress=tell)
            if not await _unless(stop, here.__aenter__()):
                return
            says.pop()
        try:
            rows = [[name, here.url(name), f"{here.url(name)}/docs"] for name in here.processes]
            show_table("服务 · services", ["服务 service", "地址 address", "接口 API"], rows)
            pages = [[f"{place.zh} {place.en}", here.url(f"{place.code}.portal")] for place in here.places]
            show_table("公众页面 · public pages", ["地区 place", "地址 address"], pages)
            console.print(f"数据 data: {here.folder}    Ctrl-C 停止 · Ctrl-C stops everything")
            await stop.wait()
        finally:
            console.print("停止 · stopping")
            await here.__aexit__()

    run(work())


async def _unless(stop: asyncio.Event, start: Coroutine[Any, Any, object]) -> bool:
    """Whether it started. Once `stop` is set it is cancelled, and takes down what it has begun."""
    starting, telling = asyncio.create_task(start), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((starting, telling), return_when=asyncio.FIRST_COMPLETED)
        starting.cancel()
        await starting
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
        return False
    finally:
        telling.cancel()
    return True


def doctor() -> None:
    """自检 · What this machine has, and whether the stack can run here."""
    import os  # noqa: PLC0415

    from apps.checkonce.stack.jars import cache_folder  # noqa: PLC0415

    free = shutil.disk_usage(data_folder().parent).free / 2**30
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    checks = [
        ("Python ≥ 3.11", sys.version_info >= (3, 11), platform.python_version()),
        ("系统 system: Linux / macOS", sys.platform in {"linux", "darwin"}, platform.platform()),
        ("磁盘 disk ≥ 2 GiB", free >= 2, f"{free:.1f} GiB"),
        ("内存 memory ≥ 4 GiB", memory >= 3.5, f"{memory:.1f} GiB"),
        (
            "Kafka 程序 jars",
            True,
            "已下载 present" if any(cache_folder().rglob("kafka_2.13-*.jar")) else "首次启动时下载 fetched at first start",
        ),
        ("数据 data", True, str(data_folder()) + ("" if data_folder().exists() else " (尚无 none yet)")),
    ]
    show_table(
        "自检 · doctor", ["项目 check", "结果 result", "详情 detail"], [[n, "✓" if ok else "✗", d] for n, ok, d in checks]
    )
    if not all(ok for _, ok, _ in checks):
        fail("有项目不满足,见上表", "something is missing, see the table")
