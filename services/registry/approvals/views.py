"""What was approved for entities, who supervises it, and since when."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry import approvals as f
from libs.events.views.table import DAY, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
_APPROVALS = Table("approvals", "approval")

views.on(f.ApprovalHandedOver)(
    _APPROVALS.insert(
        "entity", "title", "mode", "approver", "supervisor", "delegate", "by_commitment", "granted_on", "valid_until",
        handed_over_on=DAY, version=VERSION,
    )
)  # fmt: skip
views.on(f.ApprovalTakenOver)(_APPROVALS.update(taken_over_on=DAY, version=VERSION))
views.on(f.ApprovalCeased)(
    _APPROVALS.update("commitment_broken", ceased_from=fact.effective_from, ceased_for=fact.reason, version=VERSION)
)
