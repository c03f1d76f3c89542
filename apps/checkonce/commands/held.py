"""`held list|pass`: messages that do not count, and the ones an operator may pass over."""

from __future__ import annotations

from typing import Annotated

import typer

from libs.clients.errors import AwayError
from libs.clients.operations import Held

from .here import Here, running
from .screen import console, fail, run, show_table

__all__ = ["held"]

held = typer.Typer(help="被扣住的消息 · Messages that do not count.", no_args_is_help=True)


@held.command("list")
def list_held() -> None:
    """列出 · What is held in every service, why, and whether it may be passed over."""
    rows = [
        [name, f"{m.topic}/{m.partition}", str(m.offset), m.kind, "可 yes" if m.passable else "不可 no", m.error]
        for name, m in run(_found(running()))
    ]
    columns = ["服务 service", "主题/分区 topic/partition", "位置 offset", "种类 kind", "可放行 passable", "原因 error"]
    show_table("被扣住的消息 · held messages", columns, rows)


@held.command("pass")
def pass_over(
    partition: Annotated[
        str, typer.Argument(help="主题/分区,如 430623.shared/2 · TOPIC/PARTITION, for example 430623.shared/2")
    ],
    offset: Annotated[int, typer.Argument(min=0, help="消息的位置 · Offset of the message")],
    reason: Annotated[str, typer.Option(help="理由,将记录在案 · Reason; goes on record")],
) -> None:
    """放行略过 · Pass over exactly this message wherever it is held. Nothing of it counts; the chain is unchanged."""
    here = running()
    topic, _, number = partition.rpartition("/")
    if not topic or not number.isdecimal():
        fail(f"{partition} 应为 主题/分区,例如 430623.shared/2", f"{partition} is not TOPIC/PARTITION, as in 430623.shared/2")
    run(_pass_over(here, topic, int(number), offset, reason))


async def _pass_over(here: Here, topic: str, partition: int, offset: int, reason: str) -> None:
    where = (topic, partition, offset)
    services = [name for name, m in await _found(here) if (m.topic, m.partition, m.offset) == where]
    if not services:
        fail(
            f"{topic}/{partition} 的 {offset} 没有被扣住的消息,请先 held list",
            f"no message is held at {topic}/{partition} {offset}: see `held list`",
        )
    for name in services:
        async with here.operations(name) as service:
            await service.pass_held(topic, partition, offset, reason=reason)
        console.print(f"{name}:已放行略过 {topic}/{partition} {offset} · passed over")


async def _found(here: Here) -> list[tuple[str, Held]]:
    """(service, held message) of all services that answer; the others are named."""
    found: list[tuple[str, Held]] = []
    for name in here.urls:
        async with here.operations(name) as service:
            try:
                found += [(name, message) for message in await service.held()]
            except AwayError as error:
                console.print(f"{name} 不可用 · away ({error.why})", markup=False)
    return found
