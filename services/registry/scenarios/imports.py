"""Files of industries, scenarios and compliance handbooks."""

from typing import Any

from libs.domain.office.column_titles import TITLES
from libs.events.catalog import spelling
from libs.events.catalog.codes import DepartmentCode, IndustryCode
from libs.events.catalog.registry import scenarios as f
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment

from ..bodies.lookups import Mandates
from ..items.lookups import ItemsByDay
from ..items.views import queries
from ..lists.lookups import Overwritten, titled
from . import commands as c
from .decide import INDUSTRY, MANUAL, SCENARIO


async def _industries(_: Any, __: Environment) -> Parse:
    def parse(row: Row) -> c.ListIndustry:
        return Cells(row).into(c.ListIndustry, columns={"industry": "code", "title": "name"})

    return parse


async def _scenarios(pool: Any, env: Environment) -> Parse:
    now = env.today
    industries, departments = await titled(pool, "industries", now), await titled(pool, "departments", now)
    listed = {row["item"]: row async for row in queries.listed_items(pool, day=now)}
    mandates = await Mandates.load(pool)
    columns, lists = {"scenario": "code", "title": "name"}, {"industry": industries, "lead": departments, "items": listed}

    def parse(row: Row) -> c.ListScenario:
        cells = Cells(row)
        together = cells.several("departments", DepartmentCode, departments)
        known = c.ScenarioLookups(industries, departments, listed, mandates.without(together, now))
        return cells.into(c.ListScenario, columns=columns, listed=lists, departments=together, known=known)

    return parse


async def _manuals(pool: Any, env: Environment) -> Parse:
    industries, items = await titled(pool, "industries", env.today), await ItemsByDay.load(pool)

    def parse(row: Row) -> c.IssueManual:
        cells = Cells(row)
        industry, day = cells.known("industry", IndustryCode, industries), cells.day("effective_from")
        sections = tuple(_section(part) for part in cells.parts("sections", 3))
        known = c.ManualLookups(industries, frozenset(item for item, fits in items.on(day).items() if industry in fits))
        return cells.into(c.IssueManual, industry=industry, sections=sections, effective_from=day, known=known)

    return parse


def _section(pieces: list[str]) -> f.ManualSection:
    item, points, basis = pieces
    return f.ManualSection(item=item, points=tuple(point.strip() for point in points.split("/")), legal_basis=basis or None)


INDUSTRIES = ImportKind(
    titles=TITLES | {"code": ("行业代码", "代码"), "name": ("行业名称", "名称")},
    columns=("code", "name"),
    key=lambda row: row["code"],
    codes={"code": spelling.industry},
    prepare=_industries,
    dated=Overwritten(INDUSTRY, f.IndustryListed, f.IndustryWithdrawn).dated,
    example=("food-production", "食品生产"),
)
SCENARIOS = ImportKind(
    titles=TITLES | {"name": ("场景名称", "名称")},
    several=frozenset({"departments", "items"}),
    columns=("code", "name", "industry", "lead", "departments", "items"),
    key=lambda row: row["code"],
    codes={"code": spelling.plainly},
    prepare=_scenarios,
    dated=Overwritten(SCENARIO, f.ScenarioListed, f.ScenarioWithdrawn).dated,
    example=(
        "S-food-production",
        "食品生产综合查一次",
        "food-production",
        "421088-market",
        "421088-market;421088-fire",
        "MKT-0001;FIR-0003",
    ),
)
MANUALS = ImportKind(
    titles=TITLES,
    days=frozenset({"effective_from"}),
    columns=("manual", "industry", "title", "sections", "effective_from"),
    key=lambda row: row["manual"],
    codes={"manual": spelling.plainly},
    prepare=_manuals,
    dated=Overwritten(MANUAL, f.ManualIssued, f.ManualWithdrawn, by_day=True).dated,
    example=("M-1", "catering", "餐饮合规手册", "MKT-0003|查健康证/查留样|食品安全法;FIR-0002|查通道|", "2026-01-01"),
)
