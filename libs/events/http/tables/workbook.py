"""Cells as a workbook (ECMA-376), written as the rows come: a reader has the first of them before the last is read.

The libraries put a whole workbook together before its first byte can be sent (docs/decisions/0025). All that is written is text
that stays text, and numbers: so a code keeps its eighteenth digit and nothing is computed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from .listing import Cell

__all__ = ["MEDIA_TYPE", "MOST_ROWS", "workbook"]

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_576
"""Of a sheet, its header among them. What is more goes on in the next sheet."""
_MOST_BYTES = 2**30
"""Of a sheet: readers take no more than twice as much."""
_MOST_TEXT = 32_767
_CUT = "…(其余见 CSV · more in the CSV)"
_LONGEST_TITLE = 31 - len(" 999")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TEXT, _BOLD = 1, 2
# Format 49 is text: a cell that somebody enters again stays text, too.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_START = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
    ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    f'<cols><col min="1" max="{{columns}}" width="20" style="{_TEXT}" customWidth="1"/></cols><sheetData>'
)
# A code of digits is meant as text: the spreadsheet need not ask about each.
_END = '</sheetData><ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\r]|_(?=x[0-9A-Fa-f]{4}_)")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


async def workbook(
    title: str, headings: Sequence[str], batches: AsyncIterator[list[list[Cell]]], most_rows: int = MOST_ROWS
) -> AsyncIterator[bytes]:
    """The file in pieces: a header on each sheet, a line per row."""
    out, rows, sheets = _Pieces(), _Rows(batches), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:

        def add(name: str, text: str) -> None:
            with book.open(name, "w") as part:
                part.write((_HEAD + text).encode())

        add("_rels/.rels", _relations({"workbook": ("officeDocument", "xl/workbook.xml")}))
        add("xl/styles.xml", _STYLES)
        while sheets == 0 or await rows.more():
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                line, written = 1, 0
                sheet.write((_HEAD + _START.format(columns=len(headings)) + _row(headings, 1, _BOLD)).encode())
                while line < most_rows and written < _MOST_BYTES and await rows.more():
                    batch = rows.take(most_rows - line)
                    text = "".join([_row(cells, at, _TEXT) for at, cells in enumerate(batch, line + 1)]).encode()
                    sheet.write(text)
                    line, written = line + len(batch), written + len(text)
                    yield out.take()
                sheet.write(_END.format(last=f"{_letters(len(headings) - 1)}{line}").encode())
        for name, part in _about(title, range(1, sheets + 1)):
            add(name, part)
    yield out.take()


class _Pieces:
    """What a ZIP file is written to: bytes that are taken away as they come."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._held = b"".join(self._held), []
        return taken


class _Rows:
    """Rows of batches, so many at a time as a sheet has room for."""

    def __init__(self, batches: AsyncIterator[list[list[Cell]]]) -> None:
        self._batches = batches
        self._held: list[list[Cell]] = []

    async def more(self) -> bool:
        while not self._held:
            try:
                self._held = await anext(self._batches)
            except StopAsyncIteration:
                return False
        return True

    def take(self, most: int) -> list[list[Cell]]:
        taken, self._held = self._held[:most], self._held[most:]
        return taken


def _row(cells: Sequence[Cell], line: int, style: int) -> str:
    written = []
    for at, cell in enumerate(cells):
        place = f"{_letters(at)}{line}"
        if not isinstance(cell, str):
            written.append(f'<c r="{place}"><v>{cell!r}</v></c>')
        elif cell:
            text = f'<is><t xml:space="preserve">{_as_xml(cell)}</t></is>'
            written.append(f'<c r="{place}" s="{style}" t="inlineStr">{text}</c>')
    return f'<row r="{line}">{"".join(written)}</row>'


def _as_xml(text: str) -> str:
    """What XML cannot hold, and what would be read as such an escape, is written as `_xHHHH_` (ECMA-376, 22.9.2.19)."""
    if len(text) > _MOST_TEXT:
        text = text[: _MOST_TEXT - len(_CUT)] + _CUT
    if _NOT_XML.search(text):
        text = _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text)


@cache
def _letters(at: int) -> str:
    """The name of a column by its place: 0 is A, 26 is AA."""
    before, last = divmod(at, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _about(title: str, sheets: Sequence[int]) -> Iterator[tuple[str, str]]:
    """What names the sheets: it comes behind them, as their number is known last."""
    name = _NO_TITLE.sub(" ", title)[:_LONGEST_TITLE].strip("' ")
    names = [name, *(f"{name} {sheet}" for sheet in sheets[1:])]
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{sheet}" r:id="sheet{sheet}"/>'
        for sheet, name in zip(sheets, names, strict=True)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    parts = {f"sheet{sheet}": ("worksheet", f"worksheets/sheet{sheet}.xml") for sheet in sheets}
    yield "xl/_rels/workbook.xml.rels", _relations(parts | {"styles": ("styles", "styles.xml")})
    kinds = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    kinds += [(f"worksheets/sheet{sheet}.xml", "worksheet") for sheet in sheets]
    overrides = "".join(f'<Override PartName="/xl/{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in kinds)
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relations(parts: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for name, (kind, target) in parts.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
