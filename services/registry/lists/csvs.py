"""Lists as CSV, in the columns of the imports: what goes out can come in again and changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar

from fastapi.responses import StreamingResponse

V = TypeVar("V")
_BATCH = 1000


async def everything(rows: Callable[[str, int], Awaitable[list[V]]], place: Callable[[V], str]) -> AsyncIterator[V]:
    """All rows, batch by batch. `rows(after, limit)` are those behind a place in the list."""
    after = ""
    while batch := await rows(after, _BATCH):
        for row in batch:
            yield row
        after = place(batch[-1])


def as_csv(
    name: str, columns: Sequence[str], rows: AsyncIterator[V], cells: Callable[[V], Sequence[object]]
) -> StreamingResponse:
    return StreamingResponse(
        _lines(columns, rows, cells),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


async def _lines(columns: Sequence[str], rows: AsyncIterator[V], cells: Callable[[V], Sequence[object]]) -> AsyncIterator[str]:
    # The mark tells spreadsheets that it is UTF-8; imports take it off.
    yield "\ufeff" + _line(columns)
    async for row in rows:
        yield _line([_cell(value) for value in cells(row)])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return ";".join(str(part) for part in value)
        case date():
            return value.isoformat()
    return str(value)
