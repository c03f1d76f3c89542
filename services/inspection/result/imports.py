"""Files of results from elsewhere."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from libs.domain.claims import DEPARTMENTS
from libs.domain.entities.listed import unlisted
from libs.domain.office.column_titles import IMPLIED_SCHEME, TITLES
from libs.events.catalog import spelling
from libs.events.catalog.codes import DepartmentCode, EntityId
from libs.events.catalog.inspection.policy import Duty
from libs.events.imports.cells import Cells, Titled, fault
from libs.events.imports.kinds import ImportKind, Note, Parse, Row, Sender
from libs.events.reactions import Environment
from libs.events.store.store import Transaction

from ..register.views import queries
from . import commands as c
from .problems import problems_of

_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")
_SCORE = re.compile(r"([0-9]{1,3})(?:\.0+)?\s*分?")
_MOST = 100
_OF_ANOTHER = "the sender of the file does not act for this department", "文件发送人不代表该部门,请向该部门核实"
_UNLISTED = (
    "the department is not on the list of this place; a superior's need not be",
    "该部门不在本地部门名录中(上级部门除外),请核对代码",
)
_NO_ITEM = (
    "on the day of the check the department had no item of the kind {kind} on the list",
    "名录中该部门在检查当日没有 {kind} 类检查事项,请核对部门、检查类别和检查日期",
)


async def _results(pool: Any, _: Environment) -> Parse:
    departments = Titled({row["department"]: row["title"] async for row in queries.department_titles(pool)})

    def parse(row: Row) -> c.RecordResult:
        cells = Cells(row)
        return cells.into(
            c.RecordResult,
            entity=_entity(cells),
            score=_score(cells.optional("score")),
            problems=tuple(problems_of("problems", row["problems"])),
            department=_department(cells.optional("department"), departments),
        )

    return parse


def _entity(cells: Cells) -> str:
    """Without a scheme a credit code is meant."""
    code = spelling.credit_code(cells.filled("entity"))
    if _CREDIT_CODE.fullmatch(code):
        cells = Cells({**cells.row, "entity": f"uscc:{code}"})
    return cells.text("entity", EntityId)


def _department(said: str | None, departments: Titled) -> str | None:
    """By its title where this place has one of it; a superior's has no title here."""
    code = departments.by_title.get(said, said) if said else None
    return code and Cells({"department": code}).text("department", DepartmentCode)


async def _noted(tx: Transaction, rows: Sequence[tuple[Row, c.RecordResult]], sender: Sender) -> list[list[Note]]:
    """What is to be known of the department that a row claims: a registrar records for all, and a wrong one is credited with a
    check that it never made. A superior's is on no list here (L-17, H-11).
    """
    claims = {(command.department, command.kind, command.checked_on) for _, command in rows if command.department is not None}
    named = sorted({department for department, *_ in claims})
    listed = {row["department"] async for row in queries.departments_listed(tx, codes=named)}
    departments, kinds, days = (list(each) for each in zip(*claims, strict=True)) if claims else ([], [], [])
    asked = queries.items_held(tx, departments=departments, kinds=kinds, days=days)
    held = {(row["department"], row["kind"], row["day"]) async for row in asked}

    def notes(command: c.RecordResult) -> list[Note]:
        department, found = command.department, list[Note]()
        if department is None:
            return found
        if department not in sender.get(DEPARTMENTS, ()):
            found.append(Note("department", department, *_OF_ANOTHER))
        if department not in listed:
            found.append(Note("department", department, *_UNLISTED))
        elif (department, command.kind, command.checked_on) not in held:
            no_item = (said.format(kind=command.kind) for said in _NO_ITEM)
            found.append(Note("department", department, *no_item))
        return found

    return [notes(command) for _, command in rows]


def _score(said: str | None) -> int | None:
    if said is None:
        return None
    found = _SCORE.fullmatch(unicodedata.normalize("NFKC", said))
    if found is None or int(found[1]) > _MOST:
        raise fault("score", said, f"is not a whole number from 0 to {_MOST}", f"应为 0 至 {_MOST} 的整数(满分 {_MOST} 分)")
    return int(found[1])


RESULTS = ImportKind(
    unknown=unlisted,
    noted=_noted,
    duty=Duty.RECORDED,
    # Where a sheet has a code and a name of the business, the code is the nearer one.
    titles=TITLES | {"entity": ("主体标识", "对象标识", *IMPLIED_SCHEME, "检查对象", "主体")},
    days=frozenset({"checked_on"}),
    several=frozenset({"problems"}),
    columns=("result", "entity", "kind", "checked_on", "score", "problems", "origin", "department"),
    optional=frozenset({"department"}),
    key=lambda row: row["result"],
    codes={"result": spelling.plainly},
    prepare=_results,
    numbers={"score": None},
    example=(
        "R-2025-1", "stall:421088100-0001", "food-hygiene", "2025-06-01", "92", "未公示许可证;未留样", "OLD",
        "421088-market",
    ),
)  # fmt: skip
