"""What is written about items: handbooks, the menu of exemptions, benchmarks. A cell with several parts separates them by `;`,
the pieces of a part by `|`, the points of a section by `/`.
"""

from __future__ import annotations

from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.codes import IndustryCode, ItemCode, Name, PlainText, Ref
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.catalog.registry.scenarios import ManualSection
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from services.registry.commands import IssueManual, ListBenchmark, ListExemption
from services.registry.lookups import codes_of
from services.registry.views import queries

from .cells import Cells, fault

__all__ = ["BENCHMARKS", "EXEMPTIONS", "MANUALS"]


class _Items:
    """Editions of items, to be asked about any day."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    @classmethod
    async def load(cls, pool: Any) -> _Items:
        return cls([row async for row in queries.all_editions(pool)])

    def on(self, day: Any) -> dict[str, list[str]]:
        return {
            row["item"]: row["industries"]
            for row in self._rows
            if row["effective_from"] <= day and (row["effective_until"] is None or day < row["effective_until"])
        }


async def _manuals(pool: Any, env: Environment) -> Parse:
    industries = await codes_of(pool, "industries", env.clock().astimezone(CHINA).date())
    items = await _Items.load(pool)

    def parse(row: Row) -> IssueManual:
        cells = Cells(row)
        industry, day = cells.known("industry", IndustryCode, industries), cells.day("effective_from")
        sections = tuple(_section(part) for part in _parts(cells, "sections", 3))
        return IssueManual(
            manual=cells.text("manual", Ref),
            industry=industry,
            title=cells.text("title", Name),
            sections=sections,
            effective_from=day,
            fitting=tuple(item for item, fits in items.on(day).items() if industry in fits),
        )

    return parse


def _section(pieces: list[str]) -> ManualSection:
    item, points, basis = pieces
    return ManualSection(item=item, points=tuple(point.strip() for point in points.split("/")), legal_basis=basis or None)


async def _exemptions(pool: Any, _: Environment) -> Parse:
    items = await _Items.load(pool)

    def parse(row: Row) -> ListExemption:
        cells = Cells(row)
        item, day = cells.text("item", ItemCode), cells.day("effective_from")
        return ListExemption(
            exemption=cells.text("exemption", Ref),
            item=item,
            behaviour=cells.text("behaviour", PlainText),
            conditions=cells.text("conditions", PlainText),
            legal_basis=cells.text("legal_basis", PlainText),
            first_offence_only=cells.one_of("first_offence_only", ("yes", "no")) == "yes",
            effective_from=day,
            listed=item in items.on(day),
        )

    return parse


async def _benchmarks(pool: Any, _: Environment) -> Parse:
    items = await _Items.load(pool)

    def parse(row: Row) -> ListBenchmark:
        cells = Cells(row)
        item, day = cells.text("item", ItemCode), cells.day("effective_from")
        return ListBenchmark(
            benchmark=cells.text("benchmark", Ref),
            item=item,
            violation=cells.text("violation", PlainText),
            grades=tuple(_grade(part) for part in _parts(cells, "grades", 5)),
            legal_basis=cells.text("legal_basis", PlainText),
            effective_from=day,
            listed=item in items.on(day),
        )

    return parse


def _grade(pieces: list[str]) -> PenaltyGrade:
    grade, circumstances, least, most, other = pieces
    return PenaltyGrade(
        grade=grade,
        circumstances=circumstances,
        fine_min_fen=_fen(least),
        fine_max_fen=_fen(most),
        other=other or None,
    )


def _fen(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise fault("grades", text, "is not a whole number of fen", "应为以分为单位的整数")
    return int(text)


def _parts(cells: Cells, column: str, pieces: int) -> list[list[str]]:
    """`a|b|c;d|e|f` as lists of so many pieces. Raises Invalid for a part with more or fewer."""
    found = [[piece.strip() for piece in part.split("|")] for part in cells.filled(column).split(";")]
    for part in found:
        if len(part) != pieces:
            shown = "|".join(part)
            raise fault(column, shown, f"has {len(part)} pieces, not {pieces}", f"有 {len(part)} 段,应为 {pieces} 段")
    return found


MANUALS = ImportKind(
    columns=("manual", "industry", "title", "sections", "effective_from"), key=lambda row: row["manual"], prepare=_manuals
)
EXEMPTIONS = ImportKind(
    columns=("exemption", "item", "behaviour", "conditions", "legal_basis", "first_offence_only", "effective_from"),
    key=lambda row: row["exemption"],
    prepare=_exemptions,
)
BENCHMARKS = ImportKind(
    columns=("benchmark", "item", "violation", "grades", "legal_basis", "effective_from"),
    key=lambda row: row["benchmark"],
    prepare=_benchmarks,
)
