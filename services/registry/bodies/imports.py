"""Files of departments, mandates and inspectors."""

from collections.abc import Sequence
from typing import Any

from libs.events.catalog.codes import DepartmentCode, DivisionPrefix, InspectorId, Kind, Level, Name, PlainText
from libs.events.catalog.registry.bodies import MandateForm
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment
from libs.events.store.store import Transaction

from ..lists.lookups import codes_of
from . import commands as c
from .lookups import Mandates


async def _departments(_: Any, __: Environment) -> Parse:
    def parse(row: Row) -> c.ListDepartment:
        cells = Cells(row)
        return c.ListDepartment(
            department=cells.text("code", DepartmentCode),
            title=cells.text("name", Name),
            level=cells.choice("level", Level),
            divisions=cells.several("divisions", DivisionPrefix),
        )

    return parse


async def _mandates(pool: Any, env: Environment) -> Parse:
    departments, mandates = await codes_of(pool, "departments", env.today), await Mandates.load(pool)

    def parse(row: Row) -> c.GrantMandate:
        cells = Cells(row)
        department, day = cells.known("department", DepartmentCode, departments), cells.day("effective_from")
        form, until = cells.choice("form", MandateForm), cells.optional_day("effective_until")
        by = cells.known("delegated_by", DepartmentCode, departments) if cells.optional("delegated_by") else None
        # A file may hold the delegating body's own mandate in a line before this one.
        mandates.editions.setdefault(department, []).append((day, until, form))
        return c.GrantMandate(
            department=department,
            form=form,
            basis=cells.text("basis", PlainText),
            delegated_by=by,
            effective_from=day,
            effective_until=until,
            known=c.MandateLookups(departments, mandates.form_on(by, day) if by else None),
        )

    return parse


async def _inspectors(pool: Any, env: Environment) -> Parse:
    day = env.today
    departments, mandates = await codes_of(pool, "departments", day), await Mandates.load(pool)

    def parse(row: Row) -> c.CertifyInspector:
        cells = Cells(row)
        cells.text("name", Name)
        department, begins = cells.known("department", DepartmentCode, departments), cells.day("valid_from")
        return c.CertifyInspector(
            inspector=cells.text("id", InspectorId),
            department=department,
            certificate=cells.text("certificate", Name),
            qualifications=cells.several("qualifications", Kind),
            valid_from=begins,
            valid_until=cells.day("valid_until"),
            known=mandates.without([department], max(begins, day)),
        )

    return parse


async def _keep_names(tx: Transaction, rows: Sequence[Row]) -> None:
    # An erased name stays erased, whatever file is sent again.
    await tx.executemany(
        "insert into people (inspector, name) values ($1, $2) on conflict (inspector) do update"
        " set name = excluded.name where people.erased_at is null and people.name <> excluded.name",
        [(row["id"], row["name"]) for row in rows],
    )


DEPARTMENTS = ImportKind(
    columns=("code", "name", "level", "divisions"),
    key=lambda row: row["code"],
    prepare=_departments,
    numbers={"divisions": None},
)
MANDATES = ImportKind(
    columns=("department", "form", "basis", "delegated_by", "effective_from", "effective_until"),
    key=lambda row: f"{row['department']} {row['effective_from']}",
    prepare=_mandates,
)
INSPECTORS = ImportKind(
    personal=frozenset({"name"}),
    columns=("id", "name", "department", "certificate", "qualifications", "valid_from", "valid_until"),
    key=lambda row: row["id"],
    prepare=_inspectors,
    also=_keep_names,
)
