"""`checkonce status`: how far every service is, and whether one needs somebody."""

from __future__ import annotations

import asyncio
from typing import Any

import typer

from libs.clients.errors import AwayError, ClientError
from libs.clients.operations import Progress

from ..terminal.installation import Installation, running
from ..terminal.screen import NEEDS_SOMEBODY, run, show_table

__all__ = ["status"]

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


def status() -> None:
    """运行状态 · How far every service is: facts, unsent, received, deadlines due, parked.

    退出码 3:有服务不可用或未就绪,或有被搁置、被扣住的 · Exit code 3: one is away or not ready, or something is parked or held.
    """
    found = run(_all(running()))
    show_table("状态 · status", ["服务 service", "正常 well", "状态 state", *_COUNTED.values()], found)
    if not all(well for _, well, *_ in found):
        raise typer.Exit(NEEDS_SOMEBODY)


async def _all(here: Installation) -> list[list[Any]]:
    return list(await asyncio.gather(*(_row(here, name) for name in here.urls)))


async def _row(here: Installation, name: str) -> list[Any]:
    async with here.operations(name) as service:
        try:
            p = await service.progress()
        except AwayError as error:
            return [name, False, f"不可用 · away ({error.why})", *[None] * len(_COUNTED)]
        except ClientError as error:
            return [name, False, f"{error.zh} · {error.en}", *[None] * len(_COUNTED)]
        said = _said(p)
        try:
            await service.health_ready()
        except ClientError as error:
            said.append(f"未就绪 · not ready: {error.en}")
    well = not said
    if p.catching_up:
        said.append(f"升级后补处理 · catching up: {p.catching_up}")
    if p.held_back:
        said.append(f"新事实暂缓发送,等待未结束的事务 · newest facts held back by {p.held_back}")
    if p.rejected:
        said.append(f"有退信 · {p.rejected} messages rejected")
    return [name, well, "; ".join(said) or "正常 · well", *(getattr(p, counted) for counted in _COUNTED)]


def _said(p: Progress) -> list[str]:
    """What waits for an operator."""
    said = [f"等待 · held: {partition} {why}" for partition, why in p.held.items()]
    if p.parked:
        said.append(f"有被搁置的流 · {p.parked} streams parked")
    return said
