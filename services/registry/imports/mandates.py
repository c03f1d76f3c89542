"""Who may check and who belongs to the joint conference."""

from __future__ import annotations

from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, PlainText
from libs.events.catalog.registry.bodies import MandateForm
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from services.registry.commands import GrantMandate, JoinConference
from services.registry.lookups import Mandates, codes_of

from .cells import Cells

__all__ = ["CONFERENCE", "MANDATES"]


async def _mandates(pool: Any, env: Environment) -> Parse:
    departments = await codes_of(pool, "departments", env.clock().astimezone(CHINA).date())
    mandates = await Mandates.load(pool)

    def parse(row: Row) -> GrantMandate:
        cells = Cells(row)
        department, day = cells.known("department", DepartmentCode, departments), cells.day("effective_from")
        form, until = cells.choice("form", MandateForm), cells.optional_day("effective_until")
        by = cells.known("delegated_by", DepartmentCode, departments) if cells.optional("delegated_by") else None
        # A file may hold the delegating body's own mandate in a line before this one.
        mandates.editions.setdefault(department, []).append((day, until, form))
        return GrantMandate(
            department=department,
            form=form,
            basis=cells.text("basis", PlainText),
            delegated_by=by,
            effective_from=day,
            effective_until=until,
            delegator=mandates.form_on(by, day) if by else None,
        )

    return parse


async def _conference(pool: Any, env: Environment) -> Parse:
    departments = await codes_of(pool, "departments", env.clock().astimezone(CHINA).date())

    def parse(row: Row) -> JoinConference:
        cells = Cells(row)
        return JoinConference(
            department=cells.known("department", DepartmentCode, departments),
            lead=cells.one_of("lead", ("yes", "no")) == "yes",
            effective_from=cells.day("effective_from"),
        )

    return parse


MANDATES = ImportKind(
    columns=("department", "form", "basis", "delegated_by", "effective_from", "effective_until"),
    key=lambda row: f"{row['department']} {row['effective_from']}",
    prepare=_mandates,
)
CONFERENCE = ImportKind(
    columns=("department", "lead", "effective_from"),
    key=lambda row: f"{row['department']} {row['effective_from']}",
    prepare=_conference,
)
