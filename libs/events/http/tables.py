"""Lists as CSV downloads, the same for every service: what spreadsheets open, and what imports take back unchanged."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from fastapi.responses import StreamingResponse

from ..shapes.formula_guard import guarded

__all__ = ["EVERY_ROW", "csv_download", "csv_line", "every_row", "table_download"]

EVERY_ROW = 5000
"""Rows fetched at a time for a download."""

V = TypeVar("V")
Rows: TypeAlias = AsyncIterator[V] | Iterable[V]


def csv_download(name: str, columns: Sequence[str], rows: Rows[Sequence[Any]]) -> StreamingResponse:
    """`name`.csv: UTF-8 with the mark that spreadsheets look for, a header, a line per row, streamed.

    None is an empty cell, a list is joined by `;` as in the files that imports take, and text that a spreadsheet would compute
    is guarded (see formula_guard.py).
    """

    async def lines() -> AsyncIterator[str]:
        yield "\ufeff" + csv_line(columns)
        async for row in _each(rows):
            yield csv_line(row)

    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=disposition)


def table_download(
    name: str, columns: Iterable[str], rows: Rows[V], cell: Mapping[str, Callable[[V], object]] | None = None
) -> StreamingResponse:
    """`csv_download` of rows whose fields are its columns by name; `cell` says what another column holds."""
    held = {column: (cell or {}).get(column) or attrgetter(column) for column in columns}
    return csv_download(name, list(held), ([of(row) for of in held.values()] async for row in _each(rows)))


async def every_row(
    page: Callable[[Any, int], Awaitable[Sequence[V]]], key: Callable[[V], Any], first: Any = ""
) -> AsyncIterator[V]:
    """All rows of a list: `page(after, limit)` gives those behind `after`, `key(row)` is where a row stands."""
    after = first
    while batch := await page(after, EVERY_ROW):
        for row in batch:
            yield row
        if len(batch) < EVERY_ROW:
            return
        after = key(batch[-1])


async def _each(rows: Rows[V]) -> AsyncIterator[V]:
    if isinstance(rows, AsyncIterator):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row


def csv_line(cells: Iterable[object]) -> str:
    """A line of a CSV file, with its end; no cell is one that a spreadsheet computes."""
    out = io.StringIO()
    csv.writer(out).writerow(map(_cell, cells))
    return out.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case Enum():
            return guarded(str(value.value))
        case str():
            return guarded(value)
        case list() | tuple() | set() | frozenset():
            return guarded(";".join(str(part) for part in value))
        case date():
            return value.isoformat()
    return str(value)
