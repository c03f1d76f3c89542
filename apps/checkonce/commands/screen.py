"""How all commands print, and how long work shows its progress."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from apps.checkonce.stack import Progress as Reporter
from apps.checkonce.stack import StackError
from libs.clients.errors import ClientError

__all__ = ["console", "fail", "run", "show_table", "working"]

# Redirected output has no width of its own: 80 columns would cut names in tables.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
T = TypeVar("T")


def fail(zh: str, en: str) -> NoReturn:
    """Ends the command with a message in both languages and exit code 1."""
    console.print(f"[bold red]✗[/] {zh}\n  {en}")
    raise typer.Exit(1)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a command's coroutine; Ctrl-C ends it in order.

    Refusals of a service and services that do not answer are reported in both languages. Any other failure is reported in one
    line, and a file keeps the details.
    """
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except typer.Exit:
        raise
    except Exception as error:  # noqa: BLE001 - the last resort of every command
        cause = _cause(error)
        if isinstance(cause, StackError):
            console.print(f"[bold red]✗[/] {cause}", markup=True)
            raise typer.Exit(1) from None
        if isinstance(cause, ClientError):
            fail(escape(cause.zh), escape(cause.en))
        fail(*_unexpected(error, cause))


def _cause(error: Exception) -> Exception:
    """The failure to report when several things were done at once: the first that a command can explain."""
    if not isinstance(error, ExceptionGroup):
        return error
    causes = [_cause(inner) for inner in error.exceptions]
    return next((cause for cause in causes if isinstance(cause, ClientError | StackError)), causes[0])


def _unexpected(error: Exception, cause: Exception) -> tuple[str, str]:
    """The message in both languages; the traceback goes to a file."""
    from apps.checkonce.stack import data_folder  # noqa: PLC0415 - the image of the services has no stack

    details = data_folder() / "log" / "failure.log"
    details.parent.mkdir(parents=True, exist_ok=True)
    details.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    why = escape(f"{type(cause).__name__}: {cause}")
    return (
        f"意外失败: {why}。详情: {details}。请再次执行, 仍失败则附上该文件报告",
        f"failed unexpectedly: {why}. Details: {details}. Try again; if it fails again, report it with that file",
    )


@contextmanager
def working() -> Iterator[Reporter]:
    """A progress line: `progress(text, fraction or None)`."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("…", total=None)
        said: set[tuple[str, int]] = set()

        def report(text: str, fraction: float | None) -> None:
            progress.update(task, description=text, total=None if fraction is None else 1.0, completed=fraction or 0.0)
            # Without a terminal there is no line to redraw: one line per step and quarter.
            step = (text.split("/", maxsplit=1)[0].rstrip("0123456789 "), int((fraction or 0) * 4))
            if not console.is_terminal and step not in said:
                console.print(f"… {text}")
            said.add(step)

        yield report


def show_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """A table; an empty one says so."""
    table = Table(title=title, title_justify="left", title_style="bold", show_header=any(columns))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table if rows else f"[bold]{title}[/]\n  (空 · none)")
