"""Files of approvals handed over to supervision."""

from typing import Any

from libs.events.catalog.codes import DepartmentCode, Name, Ref
from libs.events.catalog.registry.approvals import Handover
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment

from ..entities.identity import entity_id
from ..lists.lookups import codes_of
from .commands import ApprovalLookups, HandOverApproval


async def _approvals(pool: Any, env: Environment) -> Parse:
    day = env.today
    known = ApprovalLookups(await codes_of(pool, "departments", day), await codes_of(pool, "codes", day))
    departments = known.departments

    def parse(row: Row) -> HandOverApproval:
        cells = Cells(row)
        delegate = cells.known("delegate", DepartmentCode, departments) if cells.optional("delegate") else None
        return HandOverApproval(
            approval=cells.text("approval", Ref),
            entity=entity_id(cells.filled("scheme"), cells.filled("value"), known.codes),
            title=cells.text("title", Name),
            mode=cells.choice("mode", Handover),
            approver=cells.known("approver", DepartmentCode, departments),
            supervisor=cells.known("supervisor", DepartmentCode, departments),
            delegate=delegate,
            by_commitment=cells.one_of("by_commitment", ("yes", "no")) == "yes",
            granted_on=cells.day("granted_on"),
            valid_until=cells.optional_day("valid_until"),
            known=known,
        )

    return parse


APPROVALS = ImportKind(
    columns=(
        "approval", "scheme", "value", "title", "mode", "approver", "supervisor", "delegate", "by_commitment", "granted_on",
        "valid_until",
    ),
    key=lambda row: row["approval"],
    prepare=_approvals,
)  # fmt: skip
