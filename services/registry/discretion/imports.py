"""Files of exemptions and benchmarks."""

from typing import Any

from libs.domain.office.column_titles import TITLES, YES_OR_NO
from libs.events.catalog import spelling
from libs.events.catalog.codes import ItemCode
from libs.events.catalog.registry import discretion as f
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells, fault
from libs.events.reactions import Environment

from ..items.lookups import ItemsByDay
from ..lists.lookups import Overwritten
from . import commands as c
from .decide import BENCHMARK, EXEMPTION


async def _exemptions(pool: Any, _: Environment) -> Parse:
    items = await ItemsByDay.load(pool)

    def parse(row: Row) -> c.ListExemption:
        cells = Cells(row)
        item, day = cells.text("item", ItemCode), cells.day("effective_from")
        return cells.into(c.ListExemption, item=item, effective_from=day, known=item in items.on(day))

    return parse


async def _benchmarks(pool: Any, _: Environment) -> Parse:
    items = await ItemsByDay.load(pool)

    def parse(row: Row) -> c.ListBenchmark:
        cells = Cells(row)
        item, day = cells.text("item", ItemCode), cells.day("effective_from")
        grades = tuple(_grade(part) for part in cells.parts("grades", 5))
        return cells.into(c.ListBenchmark, item=item, grades=grades, effective_from=day, known=item in items.on(day))

    return parse


def _grade(pieces: list[str]) -> f.PenaltyGrade:
    grade, circumstances, least, most, other = pieces
    fines = {"fine_min_fen": _fen(least), "fine_max_fen": _fen(most)}
    return f.PenaltyGrade(grade=grade, circumstances=circumstances, **fines, other=other or None)


def _fen(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise fault("grades", text, "is not a whole number of fen", "应为以分为单位的整数")
    return int(text)


EXEMPTIONS = ImportKind(
    titles=TITLES,
    words={"first_offence_only": YES_OR_NO},
    days=frozenset({"effective_from"}),
    columns=("exemption", "item", "behaviour", "conditions", "legal_basis", "first_offence_only", "effective_from"),
    key=lambda row: row["exemption"],
    codes={"exemption": spelling.plainly},
    prepare=_exemptions,
    dated=Overwritten(EXEMPTION, f.ExemptionListed, f.ExemptionWithdrawn, by_day=True).dated,
    example=("E-1", "MKT-0003", "未公示许可证", "首次并及时改正", "行政处罚法", "yes", "2026-01-01"),
)
BENCHMARKS = ImportKind(
    titles=TITLES,
    days=frozenset({"effective_from"}),
    columns=("benchmark", "item", "violation", "grades", "legal_basis", "effective_from"),
    key=lambda row: row["benchmark"],
    codes={"benchmark": spelling.plainly},
    prepare=_benchmarks,
    dated=Overwritten(BENCHMARK, f.BenchmarkListed, f.BenchmarkWithdrawn, by_day=True).dated,
    example=("B-1", "MKT-0003", "未留样", "轻微|首次|||责令改正;一般|再犯|500000|1000000|", "食品安全法", "2026-01-01"),
)
