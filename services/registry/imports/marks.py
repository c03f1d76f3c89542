"""Approvals handed over to supervision, and manual tags."""

from __future__ import annotations

from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, Kind, Name, PlainText, Ref
from libs.events.catalog.registry.approvals import Handover
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from services.registry.commands import HandOverApproval, TagEntity
from services.registry.identity import entity_id
from services.registry.lookups import codes_of
from services.registry.views import queries

from .cells import Cells

__all__ = ["APPROVALS", "TAGS"]


async def _approvals(pool: Any, env: Environment) -> Parse:
    day = env.clock().astimezone(CHINA).date()
    departments, allowed = await codes_of(pool, "departments", day), await codes_of(pool, "codes", day)

    def parse(row: Row) -> HandOverApproval:
        cells = Cells(row)
        delegate = cells.known("delegate", DepartmentCode, departments) if cells.optional("delegate") else None
        return HandOverApproval(
            approval=cells.text("approval", Ref),
            entity=entity_id(cells.filled("scheme"), cells.filled("value"), allowed),
            title=cells.text("title", Name),
            mode=cells.choice("mode", Handover),
            approver=cells.known("approver", DepartmentCode, departments),
            supervisor=cells.known("supervisor", DepartmentCode, departments),
            delegate=delegate,
            by_commitment=cells.one_of("by_commitment", ("yes", "no")) == "yes",
            granted_on=cells.day("granted_on"),
            valid_until=cells.optional_day("valid_until"),
        )

    return parse


async def _tags(pool: Any, env: Environment) -> Parse:
    allowed = await codes_of(pool, "codes", env.clock().astimezone(CHINA).date())
    listed = {row["entity"] async for row in queries.all_entities(pool)}

    def parse(row: Row) -> TagEntity:
        cells = Cells(row)
        entity = entity_id(cells.filled("scheme"), cells.filled("value"), allowed)
        return TagEntity(
            entity=entity,
            tag=cells.text("tag", Kind),
            reason=cells.text("reason", PlainText),
            until=cells.optional_day("until"),
            listed=entity in listed,
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
TAGS = ImportKind(
    columns=("scheme", "value", "tag", "reason", "until"),
    key=lambda row: f"{row['scheme']}:{row['value']} {row['tag']}",
    prepare=_tags,
)
