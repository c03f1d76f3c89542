"""`deadlines list|retry`: deadlines whose command failed, and trying them again once that is mended."""

from __future__ import annotations

from typing import Annotated

import typer

from ..terminal.installation import Installation, running
from ..terminal.screen import NEEDS_SOMEBODY, console, run, show_table, told_as_json

__all__ = ["deadlines"]

deadlines = typer.Typer(help="处理失败的期限 · Deadlines that failed and are tried again later.", no_args_is_help=True)


@deadlines.command("list")
def list_failing() -> None:
    """列出 · Every deadline that failed, of every service, and why."""
    found, whole = run(running().each(lambda service: service.deadlines_failing()))
    rows = [[name, d.key, d.due, d.attempts, d.until, d.error] for name, failing in found for d in failing]
    columns = ["服务 service", "期限 key", "到期 due", "次数 attempts", "下次 until", "原因 error"]
    show_table("处理失败的期限 · failing deadlines", columns, rows)
    if not whole:
        raise typer.Exit(NEEDS_SOMEBODY)


@deadlines.command("retry")
def retry(
    service: Annotated[str, typer.Argument(help="地区.服务,如 421088.whistle · place.service, for example 421088.whistle")],
    key: Annotated[
        str | None, typer.Argument(help="期限的键,见 list;不写则为全部 · Key as `list` shows it; without it all")
    ] = None,
) -> None:
    """重试 · Try deadlines that failed now instead of at their next time."""

    async def work(here: Installation) -> int:
        async with here.operations(service) as client:
            return (await client.retry_deadlines(key=key)).deadlines

    tried = run(work(running()))
    if not told_as_json({"deadlines": tried}):
        console.print(f"{tried} 个期限将立即重试 · {tried} deadlines are tried again now")
