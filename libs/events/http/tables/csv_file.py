"""Cells as CSV: UTF-8 with the mark that spreadsheets look for."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

from .listing import Cell, cell_of

__all__ = ["MEDIA_TYPE", "csv_file", "csv_line"]

MEDIA_TYPE = "text/csv; charset=utf-8"


async def csv_file(headings: Sequence[str], batches: AsyncIterator[list[list[Cell]]]) -> AsyncIterator[bytes]:
    """The file in pieces: a header, with the first rows, and a line per row."""
    head = "\ufeff" + csv_line(headings)
    async for batch in batches:
        out = io.StringIO()
        csv.writer(out).writerows(batch)
        yield (head + out.getvalue()).encode()
        head = ""
    if head:
        yield head.encode()


def csv_line(cells: Iterable[object]) -> str:
    """A line of a CSV file, with its end; no cell is one that a spreadsheet computes."""
    out = io.StringIO()
    csv.writer(out).writerow(map(cell_of, cells))
    return out.getvalue()
