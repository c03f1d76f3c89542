"""From the files of a LIVES folder to typed rows and refused rows."""

import codecs
import csv
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from .rows import (
    LivesBand,
    LivesBusiness,
    LivesInspection,
    LivesViolation,
    Row,
    band_of,
    business_of,
    inspection_of,
    violation_of,
)
from .rules import NotLives, RefusedRow, RowRefused, Rule

__all__ = ["LivesFile", "read_lives"]

BUSINESSES = "businesses.csv"
INSPECTIONS = "inspections.csv"
VIOLATIONS = "violations.csv"
LEGEND = "legend.csv"

# The columns without which a file cannot be read at all; the other columns of the specification may be absent.
_REQUIRED = {
    BUSINESSES: ("business_id", "name", "address"),
    INSPECTIONS: ("business_id", "score", "date"),
    VIOLATIONS: ("business_id", "date", "description"),
    LEGEND: ("minimum_score", "maximum_score", "description"),
}
_OPTIONAL = frozenset({VIOLATIONS, LEGEND})

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BAD_BYTES = re.compile(r"[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class LivesFile:
    """All rows of one LIVES folder, and how many were read from each file (header and blank lines not counted)."""

    businesses: list[LivesBusiness]
    inspections: list[LivesInspection]
    violations: list[LivesViolation]
    legend: list[LivesBand]
    refused: list[RefusedRow]
    rows_read: dict[str, int]

    def accepted(self, file: str) -> int:
        """Rows of ``file`` that were taken. Raises ``KeyError`` for a file that is not one of the four."""
        return {
            BUSINESSES: len(self.businesses),
            INSPECTIONS: len(self.inspections),
            VIOLATIONS: len(self.violations),
            LEGEND: len(self.legend),
        }[file]

    def refusals(self, file: str) -> int:
        """Rows of ``file`` that were refused."""
        return sum(row.file == file for row in self.refused)


def read_lives(directory: Path, *, encoding: str = "utf-8") -> LivesFile:
    """Read the LIVES files in ``directory``.

    ``encoding`` is the files' encoding, any that keeps ASCII as it is (the specification says UTF-8; old exports are
    often ``cp1252``). Columns may stand in any order and any case; unknown columns are ignored.

    Raises ``NotLives`` when a required file or column is missing. A row is refused for one reason, the first of:
    its shape, its values, an unknown business, a repetition, no inspection that day.
    """
    reading = _Reading()
    takers = {
        LEGEND: reading.take_band,
        BUSINESSES: reading.take_business,
        INSPECTIONS: reading.take_inspection,
        VIOLATIONS: reading.take_violation,
    }
    for file, take in takers.items():
        header, records = _open(directory, file)
        reading.lives.rows_read[file] = len(records)
        for line, record in records:
            try:
                take(_row(record, header, encoding))
            except RowRefused as no:
                rule = no.rule
                refused = RefusedRow(file, line, no.field, no.value, rule.en, rule.zh, rule.code)
                reading.lives.refused.append(refused)
    return reading.lives


class _Reading:
    """The rows accepted so far: the rules that look across rows need them."""

    def __init__(self) -> None:
        self.lives = LivesFile(businesses=[], inspections=[], violations=[], legend=[], refused=[], rows_read={})
        self.known: dict[str, LivesBusiness] = {}
        self.days: Counter[tuple[str, dt.date]] = Counter()
        self.seen: set[LivesInspection] = set()
        self.repeated: set[tuple[str, dt.date]] = set()
        self.equal: Counter[LivesViolation] = Counter()

    def take_band(self, row: Row) -> None:
        self.lives.legend.append(band_of(row, self.lives.legend))

    def take_business(self, row: Row) -> None:
        business = business_of(row)
        earlier = self.known.setdefault(business.business_id, business)
        if earlier is not business:
            rule = Rule.DUPLICATE if earlier == business else Rule.ID_TAKEN
            raise RowRefused("business_id", business.business_id, rule)
        self.lives.businesses.append(business)

    def take_inspection(self, row: Row) -> None:
        inspection = inspection_of(row, self.lives.legend, self.known)
        day = (inspection.business_id, inspection.date)
        if inspection in self.seen:
            self.repeated.add(day)
            raise RowRefused("business_id", inspection.business_id, Rule.DUPLICATE)
        self.seen.add(inspection)
        self.days[day] += 1
        self.lives.inspections.append(replace(inspection, number=self.days[day]))

    def take_violation(self, row: Row) -> None:
        """An equal row is one more violation, as one fault may be found in two places: the format numbers none.

        An export that repeats a day repeats its inspection too; of such a day an equal violation counts once.
        """
        violation = violation_of(row, self.known)
        day = (violation.business_id, violation.date)
        if violation in self.equal and day in self.repeated:
            raise RowRefused("description", row["description"], Rule.DUPLICATE)
        if day not in self.days:
            raise RowRefused("date", row["date"], Rule.NO_INSPECTION)
        self.equal[violation] += 1
        self.lives.violations.append(replace(violation, number=self.equal[violation]))


def _open(directory: Path, file: str) -> tuple[list[str], list[tuple[int, bytes]]]:
    """The column names of ``file``, and its rows with their line numbers."""
    try:
        content = (directory / file).read_bytes()
    except FileNotFoundError:
        if file in _OPTIONAL:
            return [], []
        raise NotLives(
            f"{file} is missing from the folder",
            f"文件夹中缺少 {file}",
            value=file,
            do_en="add the file, or name the folder that holds it",
            do_zh="请补充该文件,或指定其所在的文件夹",
        ) from None
    first, *rest = content.removeprefix(codecs.BOM_UTF8).split(b"\n")
    header = _column_names(first)
    twice = {name for name in header if name and header.count(name) > 1}
    for name in (*_REQUIRED[file], *sorted(twice)):
        if header.count(name) != 1:
            raise NotLives(
                f"the header of {file} must name the column {name} exactly once",
                f"{file} 的表头须恰好包含一次列名 {name}",
                field=name,
                value=file,
                do_en="correct the first line of the file",
                do_zh="请更正文件首行",
            )
    return header, [(line, row) for line, row in enumerate(rest, start=2) if row.strip()]


def _column_names(first: bytes) -> list[str]:
    # The specification's names are ASCII. Other names only have to differ from them.
    text = first.decode("ascii", "replace").removesuffix("\r")
    try:
        return [name.strip().lower() for name in next(csv.reader([text]), [])]
    except csv.Error:
        return []


def _row(record: bytes, header: list[str], encoding: str) -> Row:
    text = record.removesuffix(b"\r").decode(encoding, "surrogateescape")
    try:
        values = [value.strip(" ") for value in next(csv.reader([text], strict=True))]
    except csv.Error:
        raise RowRefused("-", _shown(text, encoding), Rule.QUOTING) from None
    if len(values) != len(header):
        raise RowRefused("-", _shown(text, encoding), Rule.COLUMNS)
    row = dict(zip(header, values, strict=True))
    for field, value in row.items():
        if _BAD_BYTES.search(value):
            raise RowRefused(field, _shown(value, encoding), Rule.ENCODING)
        if _CONTROL.search(value):
            raise RowRefused(field, _shown(value, encoding), Rule.CONTROL)
    return row


def _shown(text: str, encoding: str) -> str:
    """``text`` with every byte that is not a character of the encoding, and every control character, written out."""
    readable = text.encode(encoding, "surrogateescape").decode(encoding, "backslashreplace")
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", readable)
