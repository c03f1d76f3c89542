"""`checkonce calendar`: the yearly arrangement of holidays."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from libs.clients.base import Accepted
from libs.clients.registry import Registry
from libs.events.calendar import CalendarDataError, arrangement

from ..terminal.installation import Installation, place_of, running
from ..terminal.screen import NEEDS_SOMEBODY, console, fail, run, show_table, told_as_json

__all__ = ["app"]

app = typer.Typer(help="节假日安排 · The yearly arrangement of holidays.", no_args_is_help=True)

_WAITING = "countersignature-"
"""Streams of what another person has to approve first."""

Place = Annotated[str, typer.Option(help="六位行政区划代码 · Six-digit code of the jurisdiction")]


@app.command("load")
def load(
    path: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="年度文件,如 2027.csv,列 date,kind,name · File of a year, such as 2027.csv, with date,kind,name",
        ),
    ],
    notice: Annotated[str, typer.Option(help="通知的标题和文号 · Title and number of the State Council's notice")],
    place: Place,
) -> None:
    """公布一年的节假日安排 · Publish a year's holidays; all services of the place compute their deadlines by it anew.

    Exit code 0: it is published; 3: it waits for a second person.
    """
    try:
        year, holidays, workdays = arrangement(path)
    except CalendarDataError as error:
        fail(f"文件有误,没有写入任何内容:{error}", f"nothing was written: {error}")

    async def work(here: Installation) -> Accepted:
        async with _registry(here, place) as registry:
            return await registry.arrange_calendar(year=year, holidays=holidays, workdays=workdays, notice=notice)

    answer = run(work(running()))
    waiting = answer.stream.removeprefix(_WAITING) if answer.stream.startswith(_WAITING) else None
    if told_as_json({"year": year, "published": bool(answer.facts), "waiting": waiting}):
        pass
    elif waiting is not None:
        console.print(f"{year} 年:尚未公布,待另一人复核 · not published yet, waits for a second person: {waiting}")
        if answer.waits is not None:
            console.print(f"{answer.waits.next}\n{answer.waits.next_en}")
    else:
        console.print(f"{year} 年:{'已公布 · published' if answer.facts else '与已公布的一致 · as published before'}")
    if waiting is not None:
        raise typer.Exit(NEEDS_SOMEBODY)


@app.command("show")
def show(place: Place) -> None:
    """列出各年是否已有正式安排 · Which years are arranged by a notice, and which are provisional."""

    async def work(here: Installation) -> list[list[Any]]:
        async with _registry(here, place) as registry:
            calendar = await registry.calendar()
            if calendar.warning:
                console.print(calendar.warning, markup=False)
            return [
                [
                    y.year, "正式 official" if y.official else "暂定 provisional", len(y.holidays), len(y.workdays), y.notice,
                ]
                for y in calendar.years
            ]  # fmt: skip

    columns = ["年度 year", "状态 state", "放假 days off", "调休上班 worked", "通知 notice"]
    show_table("节假日安排 · holidays", columns, run(work(running())))


def _registry(here: Installation, place: str) -> Registry:
    return here.client(Registry, f"{place}.registry", "registrar", divisions=[place_of(place)])
