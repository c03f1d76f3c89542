"""`up`, `status`, `doctor`, `token`: the embedded stack as an operator sees it."""

from __future__ import annotations

import asyncio
import platform
import shutil
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from apps.checkonce.embedded import PLACES, Embedded
from apps.checkonce.stack import Progress, data_folder
from apps.checkonce.story.cast import EXAMPLES
from libs.clients.errors import AwayError
from libs.domain.roles import ROLES

from .here import Here, place_of, running
from .screen import console, fail, run, show_table, working

__all__ = ["ROLES_HELP", "doctor", "status", "token", "up"]

ROLES_HELP = "角色 · Roles\n\n" + "\n\n".join(
    f"{name}  {said.zh}:{said.does_zh} · {said.en}: {said.does_en}" for name, said in ROLES.items()
)
"""Printed below the options of `token`."""


_COUNTED = {
    "facts": "事实 facts",
    "unsent": "未发 unsent",
    "inbox": "收到 received",
    "deadlines": "期限 deadlines",
    "due": "到期 due",
    "parked": "搁置 parked",
    "rejected": "退信 rejected",
    "not_understood": "未识 not understood",
}


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
            await here.__aenter__()
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


def status() -> None:
    """运行状态 · How far every service is: facts, unsent, received, deadlines due, parked."""
    rows = run(_progress(running()))
    columns = ["服务", "状态 state", *_COUNTED.values()]
    show_table("状态 · status", columns, rows)


async def _progress(here: Here) -> list[list[str]]:
    rows = []
    for name in here.urls:
        async with here.operations(name) as service:
            try:
                p = await service.progress()
            except AwayError as error:
                rows.append([name, f"不可用 · away ({error.why})", *[""] * len(_COUNTED)])
                continue
        held = "; ".join(f"{partition} {why}" for partition, why in p.held.items())
        state = "等待 · held: " + held if held else "正常 · well"
        if p.catching_up:
            state += f"; 升级后补处理 · catching up: {p.catching_up}"
        rows.append([name, state, *(str(getattr(p, name)) for name in _COUNTED)])
    return rows


def token(
    subject: Annotated[str, typer.Argument(help="谁:不含姓名的标识 · Who: an opaque id")],
    role: Annotated[list[str], typer.Option(help="角色,可重复,见下 · Role, see below; repeatable")],
    department: Annotated[list[str], typer.Option(help="部门代码,可重复 · Code of a department; repeatable")] = [],  # noqa: B006 - typer wants a list
    division: Annotated[list[str], typer.Option(help="行政区划代码前缀,可重复 · Prefix of a division code; repeatable")] = [],  # noqa: B006
    place: Annotated[str, typer.Option(help="地区代码:令牌只用于此地区 · The place that the token is for")] = PLACES[0].code,
) -> None:
    """开发用令牌 · A token of the embedded development issuer, for trying the APIs."""
    here = running()
    unknown = [name for name in role if name not in ROLES]
    if unknown:
        fail(
            f"没有角色 {'、'.join(unknown)},可用:{'、'.join(ROLES)}",
            f"no role {', '.join(unknown)}; there are: {', '.join(ROLES)}",
        )
    places = sorted({place_of(name) for name in here.urls})
    if place not in places:
        fail(f"没有地区 {place},可用:{'、'.join(places)}", f"no place {place}; there are: {', '.join(places)}")
    made = here.issuer.token(subject, place=place, roles=role, departments=department, divisions=division)
    console.print(made, soft_wrap=True)


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
