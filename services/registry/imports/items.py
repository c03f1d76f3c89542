"""Items, and the scenarios they are checked together in."""

from __future__ import annotations

from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, IndustryCode, ItemCode, Kind, ListClass, Name, PlainText, Ref
from libs.events.catalog.registry import ItemContent, Method, Notice
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from services.registry.commands import EnterItem, ListScenario
from services.registry.views import queries

from .cells import Cells, fault

__all__ = ["ITEMS", "SCENARIOS"]

_LONGEST_CYCLE_MONTHS = 120


async def _items(pool: Any, _: Environment) -> Parse:
    industries = {row["industry"] async for row in queries.industry_codes(pool)}
    departments = {row["department"] async for row in queries.department_codes(pool)}

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
        return EnterItem(item=cells.text("code", ItemCode), content=content, effective_from=cells.day("effective_from"))

    return parse


async def _scenarios(pool: Any, env: Environment) -> Parse:
    today = env.clock().astimezone(CHINA).date()
    industries = {row["industry"] async for row in queries.industry_codes(pool)}
    departments = {row["department"] async for row in queries.department_codes(pool)}
    listed = {row["item"]: row async for row in queries.listed_items(pool, day=today)}

    def parse(row: Row) -> ListScenario:
        cells = Cells(row)
        industry = cells.known("industry", IndustryCode, industries)
        lead = cells.known("lead", DepartmentCode, departments)
        together = cells.several("departments", DepartmentCode, departments)
        if lead not in together:
            raise fault("lead", lead, "the lead is not among the departments", "牵头部门不在参与部门之中")
        items = cells.several("items", ItemCode, listed)
        for item in items:
            owner = listed[item]["department"]
            if owner not in together:
                raise fault(
                    "items", item, f"{item} belongs to {owner}, which does not take part", f"{item} 属于未参与的 {owner}"
                )
            if industry not in listed[item]["industries"]:
                raise fault("items", item, f"{item} is not for {industry}", f"{item} 不适用于行业 {industry}")
        return ListScenario(
            scenario=cells.text("code", Ref),
            title=cells.text("name", Name),
            industry=industry,
            lead=lead,
            departments=together,
            items=items,
            effective_from=today,
        )

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
