"""Files of departments, mandates and inspectors."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from libs.domain.office.column_titles import NO_END, TITLES
from libs.events.catalog import spelling
from libs.events.catalog.codes import DepartmentCode, InspectorId, Name
from libs.events.catalog.registry import bodies as f
from libs.events.imports import ImportKind, Parse, Related, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment
from libs.events.store.in_turn import in_turn
from libs.events.store.store import Transaction

from ..lists import people
from ..lists.lookups import Overwritten, titled
from . import commands as c
from .decide import DEPARTMENT, INSPECTOR, MANDATE
from .lookups import Certificates, Mandates


async def _departments(_: Any, __: Environment) -> Parse:
    def parse(row: Row) -> c.ListDepartment:
        return Cells(row).into(c.ListDepartment, columns={"department": "code", "title": "name"})

    return parse


async def _mandates(pool: Any, env: Environment) -> Parse:
    departments, mandates = await titled(pool, "departments", env.today), await Mandates.load(pool)

    def parse(row: Row) -> c.GrantMandate:
        cells = Cells(row)
        day = cells.day("effective_from")
        by = cells.known("delegated_by", DepartmentCode, departments) if cells.optional("delegated_by") else None
        known = c.MandateLookups(departments, mandates.form_on(by, day) if by else None)
        return cells.into(c.GrantMandate, listed={"department": departments}, delegated_by=by, effective_from=day, known=known)

    def accepted(granted: c.GrantMandate) -> None:
        """A file may hold the delegating body's own mandate in a line before another one."""
        if granted.effective_from is not None:
            edition = (granted.effective_from, granted.effective_until, granted.form)
            mandates.editions.setdefault(granted.department, []).append(edition)

    return Related(parse, lambda granted: granted.delegated_by, lambda granted: [granted.department], accepted)


async def _inspectors(pool: Any, env: Environment) -> Parse:
    day = env.today
    departments, mandates = await titled(pool, "departments", day), await Mandates.load(pool)
    certificates = await Certificates.load(pool)

    def parse(row: Row) -> c.CertifyInspector:
        cells = Cells(row)
        cells.text("name", Name)
        inspector, certificate = cells.text("id", InspectorId), cells.text("certificate", Name)
        department, begins = cells.known("department", DepartmentCode, departments), cells.day("valid_from")
        known = c.CertificateLookups(
            mandates.without([department], max(begins, day)), certificates.holder(certificate, inspector)
        )
        return cells.into(
            c.CertifyInspector,
            inspector=inspector,
            certificate=certificate,
            department=department,
            valid_from=begins,
            known=known,
        )

    def accepted(certified: c.CertifyInspector) -> None:
        certificates.take(certified.certificate, certified.inspector)

    def gives(certified: c.CertifyInspector) -> list[str]:
        return [spelling.capitals(certified.certificate), *certificates.of(certified.inspector)]

    return Related(parse, lambda certified: spelling.capitals(certified.certificate), gives, accepted)


async def _holders(tx: Transaction, rows: Sequence[c.CertifyInspector]) -> Sequence[c.CertifyInspector]:
    """A certificate has one holder, also where two files name it at the same time."""
    await in_turn(tx, "certificates")
    certificates = await Certificates.load(tx)
    found = []
    for row in rows:
        holder = certificates.holder(row.certificate, row.inspector)
        found.append(row.model_copy(update={"known": replace(row.known, holder=holder)}))
    return found


async def _keep_names(tx: Transaction, rows: Sequence[tuple[Row, c.CertifyInspector]]) -> Sequence[c.InspectorCommand]:
    await people.keep(tx, [(command.inspector, row["name"]) for row, command in rows])
    return ()


DEPARTMENTS = ImportKind(
    titles=TITLES | {"name": ("部门名称", "单位名称", "名称"), "code": ("部门代码", "代码")},
    words={"level": {"市级": "city", "县级": "county", "区县级": "county", "乡镇级": "township", "乡级": "township"}},
    several=frozenset({"divisions"}),
    columns=("code", "name", "level", "divisions"),
    key=lambda row: row["code"],
    codes={"code": spelling.small},
    prepare=_departments,
    dated=Overwritten(DEPARTMENT, f.DepartmentListed, f.DepartmentWithdrawn).dated,
    numbers={"divisions": None},
    example=("421088-market", "监利市市场监督管理局", "county", "421088"),
)
MANDATES = ImportKind(
    titles=TITLES,
    words={"effective_until": NO_END, "form": {"法定": "statutory", "授权": "authorised", "委托": "delegated"}},
    days=frozenset({"effective_from", "effective_until"}),
    columns=("department", "form", "basis", "delegated_by", "effective_from", "effective_until"),
    key=lambda row: f"{row['department']} {row['effective_from']}",
    codes={"department": spelling.small},
    prepare=_mandates,
    dated=Overwritten(MANDATE, f.MandateGranted, f.MandateEnded, by_day=True).dated,
    example=("421088-market", "statutory", "《中华人民共和国食品安全法》", "", "2021-07-15", ""),
)
INSPECTORS = ImportKind(
    personal=frozenset({"name"}),
    titles=TITLES | {"name": ("姓名", "执法人员姓名", "人员姓名")},
    several=frozenset({"qualifications"}),
    days=frozenset({"valid_from", "valid_until"}),
    columns=("id", "name", "department", "certificate", "qualifications", "valid_from", "valid_until"),
    key=lambda row: row["id"],
    codes={"id": spelling.capitals},
    prepare=_inspectors,
    dated=Overwritten(INSPECTOR, f.InspectorCertified, f.InspectorSuspended).dated,
    anew=_holders,
    also=_keep_names,
    example=("I-421088-0001", "韩宏博", "421088-market", "示例证-421088-00001", "food", "2024-10-18", "2029-01-21"),
)
