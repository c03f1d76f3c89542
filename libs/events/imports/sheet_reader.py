"""A program of its own: reads sheets of a workbook and writes their rows as lines of JSON. Imports nothing of ours.

    python -I sheet_reader.py FILE MOST_UNPACKED MOST_MEMORY LONGEST_ROW [SHEET ...]

A workbook is unpacked whole before its first row is known. A process of its own returns the memory when it ends, a broken or
malicious file ends no other process, and the service goes on answering. No SHEET: the first that is visible;
`*`: all that are. Lines:

    {"sheet": name, "rows": n, "left": [other visible sheets]}     before the rows of each sheet
    [line, [cell, ...]]                          text as it stands, {"number": "12.5"}, or {"error": "#N/A"}
    [line, null]                                 the row is longer than LONGEST_ROW
    {"fault": "encrypted" | "broken" | "unpacked" | "sheet", "sheets": [...]}          at the end

Formulas are their last computed values. Dates are YYYY-MM-DD, without a time of day where there is none.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENOUGH = 64 * 1024
_TAG = re.compile(rb"<(?:sheet|Relationship)\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>.{0,10000}?<v>(#[^<]{1,20})</v>', re.DOTALL)
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_LONGEST_CELL = 20_000


def main(path: Path, most_unpacked: int, longest: int, wanted: list[str], out: BinaryIO) -> None:
    """Writes the lines, or one that says what is wrong."""
    with path.open("rb") as file:
        old = file.read(len(_OLE)) == _OLE
    if old:
        # An encrypted workbook, or one of the format before 2007.
        _say(out, {"fault": "encrypted"})
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > most_unpacked:
            _say(out, {"fault": "unpacked"})
            return
        with CalamineWorkbook.from_path(path) as workbook, zipfile.ZipFile(path) as archive:
            _sheets(workbook, archive, longest, wanted, out)
    except PasswordError:
        _say(out, {"fault": "encrypted"})
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, MemoryError):
        _say(out, {"fault": "broken"})


def _sheets(workbook: Any, archive: zipfile.ZipFile, longest: int, wanted: list[str], out: BinaryIO) -> None:
    sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    visible = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
    names = visible if "*" in wanted else wanted or visible[:1]
    if not names or not set(names) <= {s.name for s in sheets}:
        _say(out, {"fault": "sheet", "sheets": visible})
        return
    left = [name for name in visible if name not in names]
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        _say(out, {"sheet": name, "rows": sheet.height, "left": left})
        lines: list[bytes] = []
        size = 0
        for line, cells in _filled(sheet, _errors(archive, name)):
            raw = orjson.dumps([line, cells])
            lines.append(raw if len(raw) <= longest else orjson.dumps([line, None]))
            size += len(lines[-1])
            if size > _ENOUGH:
                out.write(b"\n".join(lines) + b"\n")
                lines, size = [], 0
        if lines:
            out.write(b"\n".join(lines) + b"\n")


def _filled(sheet: Any, errors: dict[int, dict[int, str]]) -> Iterator[tuple[int, list[Any]]]:
    """Rows with anything in them, by their number in the sheet. Empty cells at a row's end are left out."""
    first = sheet.start[1] if sheet.start else 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells = [cell if isinstance(cell, str) else _cell(cell) for cell in row]
        for column, text in errors.get(line, {}).items():
            if 0 <= column - first < len(cells):
                cells[column - first] = {"error": text}
        while cells and (cells[-1] == "" or (isinstance(cells[-1], str) and cells[-1].isspace())):
            cells.pop()
        if cells:
            yield line, cells


def _errors(archive: zipfile.ZipFile, name: str) -> dict[int, dict[int, str]]:
    """Cells in which a formula failed, by line and column: the library gives them as empty, which they are not."""
    found: dict[int, dict[int, str]] = {}
    try:
        sheets = {html.unescape(tag["name"]): tag["r:id"] for tag in _tags(archive.read("xl/workbook.xml")) if "r:id" in tag}
        targets = {tag["Id"]: tag["Target"] for tag in _tags(archive.read("xl/_rels/workbook.xml.rels"))}
        part = targets[sheets[name]]
        part = part.removeprefix("/") if part.startswith("/") else f"xl/{part}"
        with archive.open(part) as file:
            kept = b""
            while piece := file.read(1 << 20):
                text = kept + piece
                if b't="e"' in text:
                    for attributes, shown in _ERROR.findall(text):
                        cell = _CELL.search(attributes)
                        if cell:
                            found.setdefault(int(cell[2]), {})[_column(cell[1])] = shown.decode("ascii", "replace")
                kept = text[-_LONGEST_CELL:]
    except KeyError:
        # The names differ from those of all spreadsheet programs: the cells are passed on as the library gives them.
        return found
    return found


def _tags(xml: bytes) -> Iterator[dict[str, str]]:
    for tag in _TAG.findall(xml):
        yield {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(tag)}


def _column(letters: bytes) -> int:
    """From 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _cell(value: Any) -> Any:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return {"number": str(value)}
        case float():
            # The shortest form: 0.30000000000000004 as the sheet holds it, and 12 instead of 12.0.
            return {"number": format(Decimal(repr(value)).normalize(), "f")}
        case dt.datetime():
            midnight = value.time() == dt.time()
            return value.date().isoformat() if midnight else value.isoformat(" ")
        case dt.date() | dt.time():
            return value.isoformat()
    return str(value)


def _say(out: BinaryIO, what: dict[str, Any]) -> None:
    out.write(orjson.dumps(what) + b"\n")


if __name__ == "__main__":
    unpacked, memory, longest = map(int, sys.argv[2:5])
    # If memory runs out, then here.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    with contextlib.suppress(BrokenPipeError):
        main(Path(sys.argv[1]), unpacked, longest, sys.argv[5:], sys.stdout.buffer)
        sys.stdout.buffer.flush()
