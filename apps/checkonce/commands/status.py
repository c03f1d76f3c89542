"""`checkonce status`: how far every service is, and whether one needs somebody."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import NamedTuple

import typer

from libs.clients.errors import AwayError, ClientError, ProblemError
from libs.clients.operations import Progress

from ..terminal.installation import Installation, running
from ..terminal.screen import NEEDS_SOMEBODY, console, run, show_table, told_as_json

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
    "countersignatures": "待复核 waiting",
}


def status() -> None:
    """运行状态 · How far every service is: facts, unsent, received, deadlines due, parked, what waits.

    退出码 1:有服务拒绝了令牌 · Exit code 1: a service refused the token.

    退出码 3:有服务不可用或未就绪,或有被搁置、被扣住的 · Exit code 3: one is away or not ready, or something is parked or held.
    """
    found = run(_all(running()))
    if not told_as_json([row._asdict() for row in found]):
        columns = ["服务 service", "正常 well", *_COUNTED.values()]
        rows = [[row.service, row.well, *(row.counts.get(name) for name in _COUNTED)] for row in found]
        show_table("状态 · status", columns, rows)
        for row in found:
            for said in row.said:
                console.print(f"{row.service} {said}")
    if any(row.refused for row in found):
        raise typer.Exit(1)
    if not all(row.well for row in found):
        raise typer.Exit(NEEDS_SOMEBODY)


class _Row(NamedTuple):
    """`said`: what there is to know beside the counts; `well`: none of it needs somebody."""

    service: str
    well: bool
    said: list[str]
    counts: dict[str, int]
    refused: bool = False
    """The token is none that the service takes for this."""


async def _all(here: Installation) -> list[_Row]:
    return list(await asyncio.gather(*(_row(here, name) for name in here.urls)))


async def _row(here: Installation, name: str) -> _Row:
    async with here.operations(name) as service:
        try:
            p = await service.progress()
        except AwayError as error:
            return _Row(name, well=False, said=[f"不可用({error.why_zh}) · away ({error.why})"], counts={})
        except ClientError as error:
            refused = isinstance(error, ProblemError) and error.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
            return _Row(name, well=False, said=[f"{error.zh} · {error.en}"], counts={}, refused=refused)
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
    if p.countersignatures and p.countersignature_due is not None:
        due = f"{p.countersignature_due:%Y-%m-%d %H:%M %Z}"
        said.append(
            f"{p.countersignatures} 项待他人复核,最早于 {due} 到期失效"
            f" · {p.countersignatures} wait for a second person, the first until {due}: `checkonce waiting list`"
        )
    # Tried again by itself, so it is no reason to come yet.
    said += [f"重试中 · {worker} fails: {s.error}" for worker, s in p.workers.items() if s.state == "failing"]
    return _Row(name, well, said, {counted: getattr(p, counted) for counted in _COUNTED})


def _said(p: Progress) -> list[str]:
    """What waits for an operator."""
    said = [f"等待 · held: {partition} {why}" for partition, why in p.held.items()]
    said += [
        f"未取得进展 · {worker} {state.state} for {state.well:.0f} s: {state.error or '-'}"
        for worker, state in p.workers.items()
        if state.state in {"stuck", "stopped"}
    ]
    if p.parked:
        said.append(f"有被搁置的流 · {p.parked} streams parked")
    if p.put_off:
        said.append(f"有处理失败的期限 · {p.put_off} deadlines failed")
    return said
