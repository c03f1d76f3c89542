"""How all commands print, and how long work shows its progress."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import traceback
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from apps.checkonce.stack import Progress as Reporter
from apps.checkonce.stack import StackError, data_folder

from .options import ASKED

__all__ = [
    "NEEDS_SOMEBODY",
    "console",
    "fail",
    "keys_of",
    "misused",
    "paged",
    "plain",
    "run",
    "say",
    "show_table",
    "told_as_json",
    "working",
]


# Besides what moves the cursor or ends the line, all that turns the direction of writing: text could show what it does not say.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """The text with Python's escapes for what a terminal would obey rather than show. Ends of lines and tabs stay."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class _Screen(Console):
    """Standard output for people. Where a program reads the result there, all that is for people goes to standard error.

    Texts are printed without what a terminal would obey: they may come from files, services and people.
    """

    def print(self, *objects: Any, **how: Any) -> None:
        super().print(*(plain(each) if isinstance(each, str) else each for each in objects), **how)

    @property
    def file(self) -> Any:
        return sys.stderr if ASKED.get().as_json else sys.stdout

    @file.setter
    def file(self, _new: Any) -> None:
        raise AttributeError("follows from the options")


# What files, services and people say is printed as it is: a value in brackets would vanish as markup, or end the command.
# Redirected output has no width of its own: 80 columns would break names in tables.
console = _Screen(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200)
T = TypeVar("T")


NEEDS_SOMEBODY = 3
"""Exit code of what was done and found something to see to."""


def fail(zh: str, en: str) -> NoReturn:
    """Ends the command with a message in both languages and exit code 1."""
    say("✗", f"{zh}\n  {en}", "bold red")
    raise typer.Exit(1)


def misused(zh: str, en: str) -> NoReturn:
    """As `fail`, with the exit code of wrong usage (2): what was asked cannot be meant, and nothing was done."""
    say("✗", f"{zh}\n  {en}", "bold red")
    raise typer.Exit(2)


def say(sign: str, text: str, style: str) -> None:
    """A line that begins with a sign of that style (`bold green`)."""
    console.print(Text.assemble((sign, style), " ", plain(text)))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a command's coroutine; Ctrl-C ends it in order.

    Refusals of a service and services that do not answer are reported in both languages. Any other failure is reported in one
    line, and a file keeps the details.
    """
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except (typer.Exit, BrokenPipeError):
        # Whoever reads the output has read enough (`| head`): click ends without a word.
        raise
    except Exception as error:  # noqa: BLE001 - the last resort of every command
        cause, said = _explained(error)
        if said is None:
            fail(*_unexpected(error, cause))
        say("✗", said, "bold red")
        raise typer.Exit(1) from None


def _explained(error: Exception) -> tuple[Exception, str | None]:
    """The failure to report and its words; of several at once the first that a command can explain."""
    from libs.clients.errors import ClientError  # noqa: PLC0415 - a command that succeeds does without

    if isinstance(error, ExceptionGroup):
        found = [_explained(inner) for inner in error.exceptions]
        return next((each for each in found if each[1] is not None), found[0])
    if isinstance(error, StackError):
        return error, str(error)
    if isinstance(error, ClientError):
        return error, f"{error.zh}\n  {error.en}"
    return error, None


def _unexpected(error: Exception, cause: Exception) -> tuple[str, str]:
    """The message in both languages; the traceback goes to a file."""
    details = data_folder() / "log" / "failure.log"
    details.parent.mkdir(parents=True, exist_ok=True)
    details.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    why = f"{type(cause).__name__}: {cause}"
    return (
        f"意外失败: {why}。详情: {details}。请再次执行, 仍失败则附上该文件报告",
        f"failed unexpectedly: {why}. Details: {details}. Try again; if it fails again, report it with that file",
    )


@contextmanager
def working() -> Iterator[Reporter]:
    """A progress line: `progress(text, fraction or None)`."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - for long work

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


def told_as_json(value: Any, *, indent: int | None = 1) -> bool:
    """Whether a program reads the result (`--json`); then it is printed, as one document."""
    if not ASKED.get().as_json:
        return False
    said = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    # In texts alone there are any others than the ends of lines, and there this is JSON too.
    sys.stdout.write(_CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", said) + "\n")
    # Whoever reads a feed reads each line as it comes.
    sys.stdout.flush()
    return True


def show_table(title: str, columns: list[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table; an empty one says so. For a program (`--json`): the rows as JSON objects, one document a table.

    The members are the English halves of the headings.
    """
    members = keys_of(columns)
    if told_as_json([dict(zip(members, row, strict=True)) for row in rows]):
        return
    from rich.table import Table  # noqa: PLC0415 - not every command has one

    table = Table(title=Text(plain(title)), title_justify="left", title_style="bold", show_header=any(columns))
    for number, column in enumerate(columns):
        # What a row is about is never broken.
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text(plain(_cell(value))) for value in row))
    console.print(table if rows else Text.assemble((plain(title), "bold"), "\n  (空 · none)"))


def paged(lines: Iterable[str]) -> None:
    """Lines with their ends, of any number: a page at a time at a terminal, by `PAGER` or `less`."""
    pager = shlex.split(os.environ.get("PAGER", "")) or ["less"]
    if not console.is_terminal or shutil.which(pager[0]) is None:
        console.file.writelines(map(plain, lines))
        return
    with suppress(BrokenPipeError), subprocess.Popen(pager, stdin=subprocess.PIPE, text=True, encoding="utf-8") as reader:
        assert reader.stdin is not None  # noqa: S101 - asked for
        reader.stdin.writelines(map(plain, lines))
        reader.stdin.close()


def keys_of(columns: list[str]) -> list[str]:
    """`主题/分区 topic/partition` -> `topic_partition`; a heading without English gets the number of its column."""
    keys = [re.sub(r"[^a-z0-9]+", "_", re.sub(r"[^\x00-\x7f]+", "", heading).lower()).strip("_") for heading in columns]
    return [key or f"column_{number}" for number, key in enumerate(keys, 1)]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "" if value is None else str(value)
