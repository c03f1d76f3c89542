"""The hand-written tables, and how every example file is written."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Department", "Item", "Place", "Row", "departments", "items", "rows_of", "write"]

_TABLES = Path(__file__).parent / "tables"

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Place:
    """One jurisdiction: its GB/T 2260 code, its column in ``departments.csv``, and the word its firms' names start with."""

    code: str
    slug: str
    short: str
    entities: int


@dataclass(frozen=True, slots=True)
class Department:
    """One department of one place; ``code`` is ``{division}-{slug}``, ``prefix`` starts its items' codes."""

    code: str
    slug: str
    prefix: str
    level: str
    name: str
    inspectors: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one place's list: its code, the department that answers for it, and the hand-written row."""

    code: str
    department: Department
    row: dict[str, str]

    @property
    def industries(self) -> list[str]:
        return self.row["industries"].split(";")


@cache
def rows_of(table: str) -> tuple[dict[str, str], ...]:
    """All rows of a hand-written table, by column name, in file order."""
    with (_TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def departments(place: Place) -> tuple[Department, ...]:
    """The departments that ``place`` has; the smaller place has fewer."""
    return tuple(
        Department(
            code=f"{place.code}-{row['slug']}",
            slug=row["slug"],
            prefix=row["prefix"],
            level=row["level"],
            name=row[place.slug],
            inspectors=int(row[f"inspectors_{place.slug}"]),
        )
        for row in rows_of("departments")
        if row[place.slug]
    )


@cache
def items(place: Place) -> tuple[Item, ...]:
    """The items of ``place``, numbered within each department (so two places number the same kind of check differently)."""
    by_slug = {department.slug: department for department in departments(place)}
    counted: dict[str, int] = {}
    found = []
    for row in rows_of("items"):
        if department := by_slug.get(row["department"]):
            number = counted[department.slug] = counted.get(department.slug, 0) + 1
            found.append(Item(f"{department.prefix}-{number:04d}", department, row))
    return tuple(found)


def write(path: Path, header: str, rows: Iterable[Row]) -> Path:
    """Write one CSV file: UTF-8 without a mark, LF line ends, quotes only where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path
