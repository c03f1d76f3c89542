"""A program of its own: reads sheets of a workbook and writes their rows as lines of JSON. Imports nothing of ours.

    python -I sheet_reader.py FILE MOST_UNPACKED MOST_MEMORY LONGEST_ROW [SHEET ...]

A workbook is unpacked whole before its first row is known. A process of its own returns the memory when it ends, a broken or
malicious file ends no other process, and the service goes on answering. No SHEET: the first that is visible;
`*`: all that are. Lines:

    {"sheet": name, "rows": n, "left": [other visible sheets], "first_day": day, "hidden": [columns, from 0]}    before its rows
    [line, [cell, ...]]                          text as it stands, or one of {"number": "12.5"}, {"error": "#N/A"},
                                                 {"day": "2026-03-02"} (a time or a duration too), {"truth": "TRUE"},
                                                 {"struck": text} (as a whole or in part)
    [line, null]                                 the row is longer than LONGEST_ROW
    [line, cells or null, true]                  the row is hidden, by a filter or by hand
    {"fault": "encrypted" | "old" | "other" | "broken" | "unpacked" | "sheet" | "twice", "sheets": [...]}          at the end

`first_day` is the day that the workbook counts as 0. A cell that is merged over several rows stands in each of them that has
anything else in it. Formulas are their last computed values; one that was never computed is the error `=`. Dates are
YYYY-MM-DD, without a time of day where there is none.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK = "xl/workbook.xml"
_ENOUGH = 64 * 1024
_TAG = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship|col)\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>.{0,10000}?<(?:\w+:)?v>(#[^<]{1,20})</(?:\w+:)?v>', re.DOTALL)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\b[^>]*/>|<(?:\w+:)?v\b[^>]*></(?:\w+:)?v>|)\s*</(?:\w+:)?c>"
)
"""A cell with a formula and no value, and the empty element where the value would be."""
_NEVER_COMPUTED = "="
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="([0-9]{1,7})"')
_STYLED = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bs="([0-9]{1,5})")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"')
_SHARED = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="s")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<')
_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb'<(?:\w+:)?xf\b[^>]*?\bfontId="([0-9]{1,5})"')
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font\s*/>|<(?:\w+:)?font\b[^>]*>.*?</(?:\w+:)?font>", re.DOTALL)
_STRUCK = re.compile(rb'<(?:\w+:)?strike\s*(?:/>|>|val="(?:1|true)")')
_STRING = re.compile(rb"<(?:\w+:)?si\s*/>|<(?:\w+:)?si\b[^>]*>.*?</(?:\w+:)?si>", re.DOTALL)
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WIDE = re.compile(rb' r="([A-Z]{2,3})[0-9]')
_NUMBER = re.compile(rb'\br="([0-9]{1,7})"')
_ROOMY = 5_000_000
"""Cells of a rectangle that is made in any case: a tenth of the memory that a reader may take."""
_SINCE_1904 = re.compile(rb'\bdate1904="(?:1|true)"')
_LONGEST_CELL = 20_000
_NOWHERE = 1_000_000
"""The first column of a sheet with nothing in it."""
_Line = tuple[int, list[Any]]
_Place = tuple[int, int]
_Range = tuple[_Place, _Place]
"""The first and the last cell: line from 1, column from 0."""


def main(path: Path, most_unpacked: int, longest: int, wanted: list[str], out: BinaryIO) -> None:
    """Writes the lines, or one that says what is wrong."""
    with path.open("rb") as file:
        old = file.read(len(_OLE)) == _OLE
    if old:
        _say(out, {"fault": "encrypted" if _names(path, "EncryptedPackage") else "old"})
        return
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > most_unpacked:
                _say(out, {"fault": "unpacked"})
            elif _BOOK not in archive.namelist():
                _say(out, {"fault": "other"})
            else:
                with CalamineWorkbook.from_path(path) as workbook:
                    _sheets(workbook, archive, longest, wanted, out)
    except PasswordError:
        _say(out, {"fault": "encrypted"})
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, MemoryError):
        _say(out, {"fault": "broken"})


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.NameToInfo else b""


def _names(path: Path, stream: str) -> bool:
    """Whether a container of the older kind has a stream of that name."""
    wanted = stream.encode("utf-16-le")
    with path.open("rb") as file:
        kept = b""
        while piece := file.read(1 << 20):
            kept = kept[-len(wanted) :] + piece
            if wanted in kept:
                return True
    return False


def _sheets(workbook: Any, archive: zipfile.ZipFile, longest: int, wanted: list[str], out: BinaryIO) -> None:
    sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    visible = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
    names = visible if "*" in wanted else list(dict.fromkeys(wanted)) or visible[:1]
    if not names or not set(names) <= {s.name for s in sheets}:
        _say(out, {"fault": "sheet", "sheets": visible})
        return
    twice = [name for name, count in Counter(s.name for s in sheets).items() if count > 1]
    if twice:
        _say(out, {"fault": "twice", "sheets": twice})
        return
    left = [name for name in visible if name not in names]
    first_day = "1904-01-01" if _SINCE_1904.search(_part(archive, _BOOK)) else "1899-12-30"
    for name in names:
        height, rows, hidden, unseen = _rows(workbook, archive, name)
        _say(out, {"sheet": name, "rows": height, "left": left, "first_day": first_day, "hidden": unseen})
        lines, size = list[bytes](), 0
        for line, cells in rows:
            raw = orjson.dumps([line, cells, *[True] * (line in hidden)])
            lines.append(raw if len(raw) <= longest else orjson.dumps([line, None, *[True] * (line in hidden)]))
            size += len(lines[-1])
            if size > _ENOUGH:
                out.write(b"\n".join(lines) + b"\n")
                lines, size = [], 0
        out.write(b"".join(line + b"\n" for line in lines))


def _rows(workbook: Any, archive: zipfile.ZipFile, name: str) -> tuple[int, Iterator[_Line], set[int], list[int]]:
    """How many rows a sheet has, those with anything in them by their number in the sheet, the numbers of hidden ones, and the
    places of hidden columns in a row.

    A row's cells begin with the first column in which the sheet has anything.
    """
    scan = _Scan.of(archive, name)
    failed = [column for columns in scan.errors.values() for column in columns]
    if scan.is_sparse:
        height, (begins, rows) = min(scan.rows, scan.cells), _cell_by_cell(archive, name)
    else:
        sheet = workbook.get_sheet_by_name(name)
        height, begins, rows = sheet.height, sheet.start[1] if sheet.start else _NOWHERE, map(_cells, sheet.iter_rows())
    first = min([begins, *failed])
    shifted = ([""] * (begins - first) + cells for cells in rows) if begins > first else rows
    filled = _struck(_filled(shifted, scan.errors, first), scan.struck, first)
    unseen = [column - first for column in sorted(scan.unseen) if column >= first]
    return max(height, *scan.errors, 0), _merged(filled, scan.merged, first), scan.hidden, unseen


def _struck(rows: Iterator[_Line], struck: dict[int, set[int]], first: int) -> Iterator[_Line]:
    for line, cells in rows:
        for column in struck.get(line, ()):
            held = cells[column - first] if first <= column < first + len(cells) else ""
            if held != "":
                cells[column - first] = {"struck": held if isinstance(held, str) else "".join(held.values())}
        yield line, cells


def _merged(rows: Iterator[_Line], merged: set[_Range], first: int) -> Iterator[_Line]:
    """The rows with the cells that are merged from above. Across columns a cell stands in its first one alone.

    `first`: the column of a row's first cell.
    """
    ranges = sorted((start, end) for start, end in merged if start[0] < end[0])
    begun: list[tuple[int, int, Any]] = []
    at = 0
    for line, cells in rows:
        begun = [held for held in begun if held[0] >= line]
        for _, column, value in begun:
            cells.extend([""] * (column + 1 - len(cells)))
            if cells[column] == "":
                cells[column] = value
        while at < len(ranges) and ranges[at][0][0] <= line:
            (top, column), (bottom, _) = ranges[at]
            at += 1
            column -= first
            if top == line and 0 <= column < len(cells):
                begun.append((bottom, column, cells[column]))
        yield line, cells


def _filled(rows: Iterable[list[Any]], errors: dict[int, dict[int, str]], first: int) -> Iterator[_Line]:
    """Rows with anything in them, by their number in the sheet. Empty cells at a row's end are left out."""
    line = 0
    for line, cells in enumerate(rows, 1):
        _fail(cells, errors.get(line, {}), first)
        if _trimmed(cells):
            yield line, cells
    # Rows at the end of a sheet that hold nothing but formulas without values are none to the library.
    for left in sorted(at for at in errors if at > line):
        cells = []
        _fail(cells, errors[left], first)
        yield left, cells


def _fail(cells: list[Any], errors: dict[int, str], first: int) -> None:
    for column, text in errors.items():
        cells.extend([""] * (column - first + 1 - len(cells)))
        cells[column - first] = {"error": text}


def _cells(row: Iterable[Any]) -> list[Any]:
    return [cell if isinstance(cell, str) else _cell(cell) for cell in row]


def _cell_by_cell(archive: zipfile.ZipFile, name: str) -> tuple[int, Iterator[list[Any]]]:
    """The first column with anything in it, and the rows from there on, of a sheet with so few cells in so large a rectangle
    that the rectangle is not made.
    """
    # Slower by far, and hardly ever needed.
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(archive.filename, read_only=True, data_only=True)
    sheet = book[name]
    sheet.reset_dimensions()
    filled = (at for row in sheet.iter_rows(values_only=True) for at, value in enumerate(row) if value is not None)
    first = min(filled, default=_NOWHERE)

    def shown(cell: Any) -> Any:
        if cell.value is None:
            return ""
        if cell.data_type == "e":
            return {"error": str(cell.value)}
        return _ESCAPED.sub(_unescaped, cell.value) if isinstance(cell.value, str) else _cell(cell.value)

    def rows() -> Iterator[list[Any]]:
        with contextlib.closing(book):
            for row in sheet.iter_rows():
                yield [shown(cell) for cell in row[first:]]

    return first, rows()


def _unescaped(found: re.Match[str]) -> str:
    """A character that XML cannot hold, as the other reader gives it."""
    code = int(found[1], 16)
    return chr(code) if code and not 0xD800 <= code <= 0xDFFF else found[0]


def _trimmed(cells: list[Any]) -> bool:
    """Takes the empty cells off the end; whether any are left."""
    while cells and (cells[-1] == "" or (isinstance(cells[-1], str) and cells[-1].isspace())):
        cells.pop()
    return bool(cells)


@dataclass
class _Scan:
    """What the library does not tell of a sheet, read from its part of the archive.

    `errors`: cells in which a formula failed or was never computed, by line and column: the library gives them as empty, which
    they are not. `merged`: the ranges of merged cells. `hidden`: lines; `unseen`: hidden columns. `struck`: cells struck
    through; `formats` and `strings`: the numbers of formats and texts that are.
    `cells`: how many there are; `rows` and `columns`: how far they reach.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: set[_Range] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)
    struck: dict[int, set[int]] = field(default_factory=dict)
    formats: set[bytes] = field(default_factory=set)
    strings: set[bytes] = field(default_factory=set)
    cells: int = 0
    rows: int = 0
    columns: int = 26

    @property
    def is_sparse(self) -> bool:
        """Whether nearly all of the rectangle that the library would make is empty: one slip of the keyboard does that."""
        return self.rows * self.columns > _ROOMY + 20 * self.cells

    @classmethod
    def of(cls, archive: zipfile.ZipFile, name: str) -> _Scan:
        """Raises ValueError where the sheet's part is not found: unseen, what failed or is struck through would be taken."""
        found = cls(formats=_struck_formats(_part(archive, "xl/styles.xml")))
        found.strings = _struck_ones(_STRING, _part(archive, "xl/sharedStrings.xml"))
        targets = {tag["Id"]: tag["Target"] for tag in _tags(_part(archive, "xl/_rels/workbook.xml.rels"))}
        sheets = {html.unescape(tag["name"]): tag for tag in _tags(_part(archive, _BOOK)) if "name" in tag}
        try:  # The relationship under whatever prefix.
            part = targets[next(value for key, value in sheets[name].items() if key.endswith(":id"))]
            file = archive.open(part.removeprefix("/") if part.startswith("/") else f"xl/{part}")
        except (KeyError, StopIteration) as error:
            raise ValueError(name) from error
        with file:
            kept = b""
            while piece := file.read(1 << 20):
                found._look(kept + piece, len(kept))
                kept = (kept + piece)[-_LONGEST_CELL:]
        return found

    def _look(self, text: bytes, seen: int) -> None:
        """The first `seen` bytes have been looked at before: what began in them is found again."""
        self.cells += text.count(b"<c ", seen) + text.count(b":c ", seen)
        self.columns = max(self.columns, *(_column(letters) + 1 for letters in set(_WIDE.findall(text))), 0)
        last = max(text.rfind(b"<row "), text.rfind(b":row "))
        if last >= 0 and (number := _NUMBER.search(text, last)):
            self.rows = max(self.rows, int(number[1]))
        if b't="e"' in text:
            for attributes, shown in _ERROR.findall(text):
                self._failed(attributes, shown.decode("ascii", "replace"))
        if b"<f" in text or b":f" in text:
            for attributes, value in _FORMULA.findall(text):
                # The value of a formula may be an empty text.
                if not (value and b't="str"' in attributes):
                    self._failed(attributes, _NEVER_COMPUTED)
        if b"mergeCell " in text:
            for left, top, right, bottom in _MERGED.findall(text):
                self.merged.add(((int(top), _column(left)), (int(bottom), _column(right))))
        self._look_at_marks(text)

    def _look_at_marks(self, text: bytes) -> None:
        if b'hidden="' in text:
            self.hidden.update(map(int, _HIDDEN.findall(text)))
            columns = (tag for tag in _tags(text) if tag.get("hidden") in {"1", "true"} and {"min", "max"} <= tag.keys())
            self.unseen.update(at for tag in columns for at in range(int(tag["min"]) - 1, min(int(tag["max"]), 16_384)))
        styled = _STYLED.findall(text) if self.formats else ()
        shared = _SHARED.findall(text) if self.strings else ()
        struck = [cell for number, *cell in styled if number in self.formats]
        for column, line in struck + [cell for *cell, number in shared if number in self.strings]:
            self.struck.setdefault(int(line), set()).add(_column(column))

    def _failed(self, attributes: bytes, shown: str) -> None:
        """Raises ValueError where the cell does not say its place: it would be taken for an empty one."""
        cell = _CELL.search(attributes)
        if cell is None:
            raise ValueError(shown)
        self.errors.setdefault(int(cell[2]), {})[_column(cell[1])] = shown


def _struck_formats(styles: bytes) -> set[bytes]:
    """Numbers of the formats whose font is struck through."""
    fonts, formats = (found[0] if (found := part.search(styles)) else b"" for part in (_FONTS, _FORMATS))
    struck = _struck_ones(_FONT, fonts)
    return {b"%d" % at for at, font in enumerate(_FORMAT.findall(formats)) if font in struck}


def _struck_ones(each: re.Pattern[bytes], text: bytes) -> set[bytes]:
    """Numbers of those that are struck through, as a whole or in part."""
    return {b"%d" % at for at, one in enumerate(each.findall(text)) if _STRUCK.search(one)} if _STRUCK.search(text) else set()


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
            return {"truth": "TRUE" if value else "FALSE"}
        case int() | float():
            # The shortest form: 0.30000000000000004 as the sheet holds it, 12 instead of 12.0, and 0 instead of -0.
            return {"number": format(Decimal(repr(float(value) + 0.0)).normalize(), "f")}
        case dt.datetime():
            midnight = value.time() == dt.time()
            return {"day": value.date().isoformat() if midnight else value.isoformat(" ")}
        case dt.date() | dt.time():
            return {"day": value.isoformat()}
        case dt.timedelta():
            return {"day": str(value)}
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
