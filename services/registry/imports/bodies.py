"""Industries, departments, townships and inspectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.events.catalog.codes import (
    DepartmentCode,
    DivisionPrefix,
    IndustryCode,
    InspectorId,
    Kind,
    Level,
    Name,
    TownshipCode,
)
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from libs.events.store import Transaction
from services.registry.commands import CertifyInspector, ListDepartment, ListIndustry, ListTownship
from services.registry.policy import POLICY
from services.registry.views import queries

from .cells import Cells, fault

__all__ = ["DEPARTMENTS", "INDUSTRIES", "INSPECTORS", "TOWNSHIPS"]


async def _industries(_: Any, __: Environment) -> Parse:
    def parse(row: Row) -> ListIndustry:
        cells = Cells(row)
        return ListIndustry(industry=cells.text("code", IndustryCode), title=cells.text("name", Name))

    return parse


async def _departments(_: Any, __: Environment) -> Parse:
    def parse(row: Row) -> ListDepartment:
        cells = Cells(row)
        divisions = cells.several("divisions", DivisionPrefix)
        for division in divisions:
            _known_province("divisions", division)
        return ListDepartment(
            department=cells.text("code", DepartmentCode),
            title=cells.text("name", Name),
            level=cells.choice("level", Level),
            divisions=divisions,
        )

    return parse


async def _townships(pool: Any, _: Environment) -> Parse:
    departments = {row["department"] async for row in queries.department_codes(pool)}

    def parse(row: Row) -> ListTownship:
        cells = Cells(row)
        township = cells.text("code", TownshipCode)
        _known_province("code", township)
        return ListTownship(
            township=township,
            title=cells.text("name", Name),
            department=cells.known("department", DepartmentCode, departments),
        )

    return parse


async def _inspectors(pool: Any, _: Environment) -> Parse:
    departments = {row["department"] async for row in queries.department_codes(pool)}

    def parse(row: Row) -> CertifyInspector:
        cells = Cells(row)
        cells.text("name", Name)
        return CertifyInspector(
            inspector=cells.text("id", InspectorId),
            department=cells.known("department", DepartmentCode, departments),
            certificate=cells.text("certificate", Name),
            qualifications=cells.several("qualifications", Kind),
            valid_from=cells.day("valid_from"),
            valid_until=cells.day("valid_until"),
        )

    return parse


async def _keep_names(tx: Transaction, rows: Sequence[Row]) -> None:
    # An erased name stays erased, whatever file is sent again.
    await tx.executemany(
        "insert into people (inspector, name) values ($1, $2) on conflict (inspector) do update"
        " set name = excluded.name where people.erased_at is null and people.name <> excluded.name",
        [(row["id"], row["name"]) for row in rows],
    )


def _known_province(column: str, division: str) -> None:
    if division[:2] not in POLICY.provinces:
        raise fault(column, division, f"GB/T 2260 has no province {division[:2]}", f"GB/T 2260 无省级代码 {division[:2]}")


INDUSTRIES = ImportKind(columns=("code", "name"), key=lambda row: row["code"], prepare=_industries)
DEPARTMENTS = ImportKind(
    columns=("code", "name", "level", "divisions"),
    key=lambda row: row["code"],
    prepare=_departments,
    numbers={"divisions": None},
)
TOWNSHIPS = ImportKind(
    columns=("code", "name", "department"), key=lambda row: row["code"], prepare=_townships, numbers={"code": 9}
)
INSPECTORS = ImportKind(
    personal=frozenset({"name"}),
    columns=("id", "name", "department", "certificate", "qualifications", "valid_from", "valid_until"),
    key=lambda row: row["id"],
    prepare=_inspectors,
    also=_keep_names,
)
