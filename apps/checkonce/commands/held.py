"""`held list|pass`: messages that do not count, and the ones an operator may pass over."""

from __future__ import annotations

import asyncio
import time as clocks
from typing import Annotated

import typer

from libs.clients.operations import Held

from ..terminal.installation import Installation, running
from ..terminal.screen import NEEDS_SOMEBODY, console, fail, misused, run, show_table, told_as_json

__all__ = ["held"]

_PATIENCE, _BETWEEN = 3.0, 0.1
"""Seconds within which a reader comes to the next message that it holds: it looks twice a second."""

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
    through: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="直到此位置,同一来源同一种类的依次放行 · With those of its source and kind behind it, up to this offset",
        ),
    ] = None,
) -> None:
    """放行略过 · Pass over exactly this message wherever it is held. Nothing of it counts; the chain is unchanged."""
    here = running()
    topic, _, number = partition.rpartition("/")
    if not topic or not number.isdecimal():
        misused(
            f"{partition} 应为 主题/分区,例如 430623.shared/2", f"{partition} is not TOPIC/PARTITION, as in 430623.shared/2"
        )
    run(_pass_over(here, topic, int(number), range(offset, max(offset, through or 0) + 1), reason))


async def _pass_over(here: Installation, topic: str, partition: int, offsets: range, reason: str) -> None:
    passed: list[tuple[str, int]] = []
    first: Held | None = None
    while found := await _held_within(here, topic, partition, offsets, first):
        for name, message in found:
            first = first or message
            async with here.operations(name) as service:
                await service.pass_held(topic, partition, message.offset, reason=reason)
            console.print(f"{name}:已放行略过 {topic}/{partition} {message.offset} · passed over")
            passed.append((name, message.offset))
        if len(offsets) == 1:
            break
    if not passed:
        fail(
            f"{topic}/{partition} 的 {offsets.start} 没有被扣住的消息,请先 held list",
            f"no message is held at {topic}/{partition} {offsets.start}: see `held list`",
        )
    told_as_json([{"service": name, "topic_partition": f"{topic}/{partition}", "offset": offset} for name, offset in passed])


async def _held_within(
    here: Installation, topic: str, partition: int, offsets: range, first: Held | None
) -> list[tuple[str, Held]]:
    """What is held there by service, once something is: at the first of the offsets, and after `first` has been passed over, at
    any of them for the same cause. Nothing where nothing comes to be held for some seconds.
    """
    until = clocks.monotonic() + (_PATIENCE if first else 0)
    while True:
        found, _ = await here.each(lambda service: service.held())
        there = [(name, m) for name, held in found for m in held if (m.topic, m.partition) == (topic, partition)]
        if first is None:
            there = [(name, m) for name, m in there if m.offset == offsets.start]
        else:
            there = [(name, m) for name, m in there if m.offset in offsets and (m.kind, m.source) == (first.kind, first.source)]
        if there or clocks.monotonic() > until:
            return there
        await asyncio.sleep(_BETWEEN)
