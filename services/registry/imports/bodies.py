"""Industries, departments, townships and inspectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from libs.events.calendar import CHINA
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
from libs.events.catalog.registry.entities import Position
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from libs.events.store.store import Transaction
from services.registry.commands import CertifyInspector, ListDepartment, ListIndustry, ListTownship
from services.registry.lookups import Mandates, codes_of, contents_of
from services.registry.policy import known_province

from .cells import Cells, fault

__all__ = ["DEPARTMENTS", "INDUSTRIES", "INSPECTORS", "POSITIONS", "TOWNSHIPS"]

_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")


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
            known_province("divisions", division)
        return ListDepartment(
            department=cells.text("code", DepartmentCode),
            title=cells.text("name", Name),
            level=cells.choice("level", Level),
            divisions=divisions,
        )

    return parse


async def _townships(pool: Any, env: Environment) -> Parse:
    day = env.clock().astimezone(CHINA).date()
    departments = await codes_of(pool, "departments", day)
    # The file has no columns for the position: what is held stays.
    at = {code: content["at"] for code, content in (await contents_of(pool, "townships", day)).items() if content.get("at")}

    def parse(row: Row) -> ListTownship:
        cells = Cells(row)
        township = cells.text("code", TownshipCode)
        known_province("code", township)
        return ListTownship(
            township=township,
            title=cells.text("name", Name),
            department=cells.known("department", DepartmentCode, departments),
            at=at.get(township),
        )

    return parse


async def _positions(pool: Any, env: Environment) -> Parse:
    townships = await contents_of(pool, "townships", env.clock().astimezone(CHINA).date())

    def parse(row: Row) -> ListTownship:
        cells = Cells(row)
        held = townships[cells.known("township", TownshipCode, townships)]
        at = Position(
            latitude_microdegrees=_microdegrees(cells, "latitude", 90),
            longitude_microdegrees=_microdegrees(cells, "longitude", 180),
        )
        return ListTownship(township=held["township"], title=held["title"], department=held["department"], at=at)

    return parse


def _microdegrees(cells: Cells, column: str, most: int) -> int:
    text = cells.filled(column)
    if not _DEGREES.fullmatch(text) or abs(Decimal(text)) > most:
        raise fault(
            column, text, f"is not a number of degrees up to {most}, such as 29.8205", f"应为不超过 {most} 的度数,如 29.8205"
        )
    return int((Decimal(text) * 1_000_000).to_integral_value())


async def _inspectors(pool: Any, env: Environment) -> Parse:
    day = env.clock().astimezone(CHINA).date()
    departments, mandates = await codes_of(pool, "departments", day), await Mandates.load(pool)

    def parse(row: Row) -> CertifyInspector:
        cells = Cells(row)
        cells.text("name", Name)
        department, begins = cells.known("department", DepartmentCode, departments), cells.day("valid_from")
        return CertifyInspector(
            inspector=cells.text("id", InspectorId),
            department=department,
            certificate=cells.text("certificate", Name),
            qualifications=cells.several("qualifications", Kind),
            valid_from=begins,
            valid_until=cells.day("valid_until"),
            without_mandate=mandates.without([department], max(begins, day)),
        )

    return parse


async def _keep_names(tx: Transaction, rows: Sequence[Row]) -> None:
    # An erased name stays erased, whatever file is sent again.
    await tx.executemany(
        "insert into people (inspector, name) values ($1, $2) on conflict (inspector) do update"
        " set name = excluded.name where people.erased_at is null and people.name <> excluded.name",
        [(row["id"], row["name"]) for row in rows],
    )


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
POSITIONS = ImportKind(
    columns=("township", "latitude", "longitude"),
    key=lambda row: row["township"],
    prepare=_positions,
    numbers={"township": 9},
)
INSPECTORS = ImportKind(
    personal=frozenset({"name"}),
    columns=("id", "name", "department", "certificate", "qualifications", "valid_from", "valid_until"),
    key=lambda row: row["id"],
    prepare=_inspectors,
    also=_keep_names,
)
