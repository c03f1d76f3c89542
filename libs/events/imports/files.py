"""A file while it arrives: its format, its largest size, and its rows in batches."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from .faults import too_large
from .kinds import ImportKind, Row
from .reading.delimited import Delimited
from .reading.documents import Documents
from .reading.encodings import Encodings, Read, declared_in
from .reading.headings import Headings
from .reading.lines import Lines, Recoded
from .reading.sheets import MARKS, Workbook
from .reading.text_rows import Rows, TextRow
from .spool import Spool

__all__ = ["File"]


@dataclass
class File:
    """`most` is the largest size in bytes, `arrived` is called with the bytes of a workbook while it is arriving.

    `titles`: columns by the titles that the sender's office gives them.
    A workbook is kept in the `spool` until it is whole, and then takes its `turn`: one at a time in a process is unpacked, in
    `most_memory` bytes. Whoever sends slowly keeps nobody else waiting.

    Raises TooLarge and SpoolFull; the refusals of a wrong header and an unreadable workbook come from the formats.
    """

    body: AsyncIterator[bytes]
    content_type: str
    kind: ImportKind
    sheets: Sequence[str]
    most: int
    arrived: Callable[[int], Awaitable[None]]
    most_memory: int = 2**30
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    spool: Spool = field(default_factory=Spool)
    titles: Row = field(default_factory=dict)
    _bytes: int = 0
    _workbook: Workbook | None = None
    _rows: Rows | None = None
    _titles: dict[str, str] = field(default_factory=dict)
    _wide: bool = False
    _encodings: Encodings = field(default_factory=Encodings)

    async def batches(self) -> AsyncGenerator[list[TextRow], None]:
        """The rows in order, the header among them."""
        recoded = Recoded(self._counted())
        start = await recoded.look()
        if start.startswith(MARKS):
            async with self.spool.keeping(recoded.pieces(), self.arrived) as path, self.turn:
                self._workbook = Workbook(path, self.kind, self.sheets, self.most_memory, Headings(self.kind, self.titles))
                async with aclosing(self._workbook.batches()) as batches:
                    async for batch in batches:
                        yield batch
            return
        self._wide = recoded.wide
        declared = Read.UTF_8 if recoded.marked else declared_in(self.content_type)
        self._encodings = Encodings(declared, only_utf_8=recoded.wide)
        headings = Headings(self.kind, self.titles)
        if "json" in self.content_type:
            rows: Rows = Documents(self.kind, headings, self._encodings)
        else:
            rows = Delimited(headings, self._encodings)
        self._rows, lines = rows, Lines()
        async for piece in recoded.pieces():
            yield list(rows.feed(lines.feed(piece)))
        yield list(itertools.chain(rows.feed(lines.close()), rows.close()))

    def columns(self) -> list[tuple[str, str | None]]:
        """Titles of the (last) sheet as the file has them, and the columns that they name."""
        of = self._workbook or self._rows
        return of.columns() if of else []

    def title(self, sheet: str, column: str) -> str:
        """What the file calls a column of the kind, as the report may keep it; empty where it has none. `sheet`: of a row."""
        if self._workbook is not None:
            return self._workbook.titles.get(sheet, {}).get(column, "")
        if column not in self._titles and self._rows is not None:
            self._titles = {name: title for title, name in self._rows.named}
        return self._titles.get(column, "")

    @property
    def form(self) -> str:
        """What it was read as: `xlsx` (any workbook), `ndjson` or `csv`."""
        return "xlsx" if self._workbook else "ndjson" if isinstance(self._rows, Documents) else "csv"

    def told(self) -> dict[str, Any]:
        """How far it is: `bytes` read, `rows_total` where a workbook says so, `encodings` of the rows, `sheets` of a workbook
        that were asked for, `sheets_left` out, `columns_left`: titles of columns that were passed over, `columns_named`: titles
        with the columns that they name, and `hidden`: rows of a workbook that are hidden.
        """
        workbook, counts = self._workbook, dict(self._encodings.counts)
        of = workbook or self._rows
        return {
            "bytes": self._bytes,
            "rows_total": workbook.rows if workbook else None,
            "encodings": {"utf-16": sum(counts.values())} if self._wide else counts,
            "sheets": workbook.asked if workbook else [],
            "sheets_left": workbook.left if workbook else [],
            "columns_left": list(of.aside) if of else [],
            "columns_named": list(of.named) if of else [],
            "hidden": workbook.hidden if workbook else 0,
        }

    async def _counted(self) -> AsyncIterator[bytes]:
        async for piece in self.body:
            self._bytes += len(piece)
            if self._bytes > self.most:
                raise too_large(self.most)
            yield piece
