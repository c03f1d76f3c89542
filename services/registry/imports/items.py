"""Items, and the scenarios they are checked together in."""

from __future__ import annotations

from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, IndustryCode, ItemCode, Kind, ListClass, Name, PlainText, Ref
from libs.events.catalog.registry.items import ItemContent, Method, Notice
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from services.registry.commands import EnterItem, ListScenario
from services.registry.fitting import check_scenario
from services.registry.lookups import Mandates, codes_of
from services.registry.views import queries

from .cells import Cells

__all__ = ["ITEMS", "SCENARIOS"]

_LONGEST_CYCLE_MONTHS = 120


async def _items(pool: Any, env: Environment) -> Parse:
    today = env.clock().astimezone(CHINA).date()
    industries, departments = await codes_of(pool, "industries", today), await codes_of(pool, "departments", today)
    mandates = await Mandates.load(pool)

    def parse(row: Row) -> EnterItem:
        cells = Cells(row)
        content = ItemContent(
            kind=cells.text("kind", Kind),
            subject=cells.text("subject", Name),
            content=cells.text("content", PlainText),
            list_class=cells.choice("list_class", ListClass),
            department=cells.known("department", DepartmentCode, departments),
            industries=cells.several("industries", IndustryCode, industries),
            methods=cells.choices("methods", Method),
            frequency_months=cells.optional_count("frequency_months", _LONGEST_CYCLE_MONTHS),
            legal_basis=cells.text("legal_basis", PlainText),
            liability=cells.text("liability", PlainText),
            notice=cells.choice("notice", Notice),
            minor_exemption=cells.optional_text("minor_exemption", PlainText),
            qualification=cells.text("qualification", Kind),
        )
        day = cells.day("effective_from")
        return EnterItem(
            item=cells.text("code", ItemCode),
            content=content,
            effective_from=day,
            without_mandate=mandates.without([content.department], day, max(day, today)),
        )

    return parse


async def _scenarios(pool: Any, env: Environment) -> Parse:
    today = env.clock().astimezone(CHINA).date()
    industries, departments = await codes_of(pool, "industries", today), await codes_of(pool, "departments", today)
    listed = {row["item"]: row async for row in queries.listed_items(pool, day=today)}
    mandates = await Mandates.load(pool)

    def parse(row: Row) -> ListScenario:
        cells = Cells(row)
        together = cells.several("departments", DepartmentCode, departments)
        scenario = ListScenario(
            scenario=cells.text("code", Ref),
            title=cells.text("name", Name),
            industry=cells.known("industry", IndustryCode, industries),
            lead=cells.known("lead", DepartmentCode, departments),
            departments=together,
            items=cells.several("items", ItemCode, listed),
            without_mandate=mandates.without(together, today),
        )
        check_scenario(scenario, listed)
        return scenario

    return parse


ITEMS = ImportKind(
    columns=(
        "code", "kind", "subject", "content", "list_class", "department", "industries", "methods", "frequency_months",
        "legal_basis", "liability", "notice", "minor_exemption", "qualification", "effective_from",
    ),
    key=lambda row: row["code"],
    prepare=_items,
    numbers={"frequency_months": None},
)  # fmt: skip
SCENARIOS = ImportKind(
    columns=("code", "name", "industry", "lead", "departments", "items"), key=lambda row: row["code"], prepare=_scenarios
)
