"""`held list|pass`: messages that do not count, and the ones an operator may pass over."""

from __future__ import annotations

from typing import Annotated

import typer

from ..terminal.installation import Installation, running
from ..terminal.screen import NEEDS_SOMEBODY, console, fail, run, show_table, told_as_json

__all__ = ["held"]

held = typer.Typer(help="被扣住的消息 · Messages that do not count.", no_args_is_help=True)


@held.command("list")
def list_held() -> None:
    """列出 · What is held in every service, why, and whether it may be passed over."""
    found, whole = run(running().each(lambda service: service.held()))
    rows = [[name, f"{m.topic}/{m.partition}", m.offset, m.kind, m.passable, m.error] for name, held in found for m in held]
    columns = ["服务 service", "主题/分区 topic/partition", "位置 offset", "种类 kind", "可放行 passable", "原因 error"]
    show_table("被扣住的消息 · held messages", columns, rows)
    if not whole:
        raise typer.Exit(NEEDS_SOMEBODY)


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


async def _pass_over(here: Installation, topic: str, partition: int, offset: int, reason: str) -> None:
    where = (topic, partition, offset)
    found, _ = await here.each(lambda service: service.held())
    services = [name for name, held in found if any((m.topic, m.partition, m.offset) == where for m in held)]
    if not services:
        fail(
            f"{topic}/{partition} 的 {offset} 没有被扣住的消息,请先 held list",
            f"no message is held at {topic}/{partition} {offset}: see `held list`",
        )
    for name in services:
        async with here.operations(name) as service:
            await service.pass_held(topic, partition, offset, reason=reason)
        console.print(f"{name}:已放行略过 {topic}/{partition} {offset} · passed over")
    told_as_json([{"service": name, "topic_partition": f"{topic}/{partition}", "offset": offset} for name in services])
