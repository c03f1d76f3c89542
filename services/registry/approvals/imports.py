"""Files of approvals handed over to supervision."""

from datetime import date
from typing import Any

from libs.domain.entities.identity import entity_id
from libs.domain.entities.listed import unlisted
from libs.domain.office.column_titles import IMPLIED_SCHEME, NO_END, SCHEMES, TITLES, YES_OR_NO
from libs.events.catalog import spelling
from libs.events.catalog.registry.approvals import ApprovalHandedOver
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment

from ..lists.lookups import Overwritten, codes_of, titled
from . import commands as c
from .decide import APPROVAL


async def approval_lookups(pool: Any, day: date) -> c.ApprovalLookups:
    return c.ApprovalLookups(await codes_of(pool, "departments", day), await codes_of(pool, "codes", day))


async def _approvals(pool: Any, env: Environment) -> Parse:
    known = await approval_lookups(pool, env.today)
    lists = dict.fromkeys(("approver", "supervisor", "delegate"), await titled(pool, "departments", env.today))

    def parse(row: Row) -> c.HandOverApproval:
        cells = Cells(row)
        entity = entity_id(cells.filled("scheme"), cells.filled("value"), known.codes)
        return cells.into(c.HandOverApproval, listed=lists, entity=entity, known=known)

    return parse


APPROVALS = ImportKind(
    titles=TITLES | {"title": ("许可事项", "审批事项", "许可名称")},
    implied=IMPLIED_SCHEME,
    words={
        "scheme": SCHEMES, "by_commitment": YES_OR_NO, "valid_until": NO_END,
        "mode": {"审管一体": "integrated", "审管分离": "separated", "委托审批": "delegated"},
    },
    days=frozenset({"granted_on", "valid_until"}),
    columns=(
        "approval", "scheme", "value", "title", "mode", "approver", "supervisor", "delegate", "by_commitment", "granted_on",
        "valid_until",
    ),
    key=lambda row: row["approval"],
    codes={"approval": spelling.plainly},
    prepare=_approvals,
    dated=Overwritten(APPROVAL, ApprovalHandedOver).dated,
    unknown=unlisted,
    example=(
        "A-1", "stall", "421088100-0001", "食品经营许可", "separated", "421088-market", "421088-fire", "", "yes",
        "2025-10-01", "",
    ),
)  # fmt: skip
