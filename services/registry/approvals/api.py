"""From approval to supervision (B-27 to B-30): who approved, who supervises, and what nobody has taken over yet."""

from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.callers import require_department
from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import DepartmentCode, EntityId, PlainText, Ref
from libs.events.catalog.registry.approvals import Handover
from libs.events.http import Accepted, Gate
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.imports.listing import listing_of

from ..entities.identity import as_kept
from . import commands as c
from . import refusals as r
from .imports import APPROVALS, approval_lookups
from .views import queries

router = APIRouter(tags=["approvals"])


class TakenOver(Body):
    entity: EntityId
    supervisor: DepartmentCode


class Ceased(Body):
    """`commitment_broken`: ended for a false or broken commitment (B-28)."""

    entity: EntityId
    approver: DepartmentCode
    effective_from: date
    reason: PlainText
    commitment_broken: bool


class ApprovalFilter(BaseModel):
    day: date | None = Field(None, description="As it stood on that day; today when absent.")
    gap: bool | None = Field(None, description="true: handed over, but not yet taken over; nobody supervises these.")
    entity: EntityId | None = None
    approver: DepartmentCode | None = None
    supervisor: DepartmentCode | None = None
    mode: Handover | None = None


class ApprovalQuery(ApprovalFilter, Paged):
    pass


class ApprovalView(BaseModel):
    """`listed`: whether the register lists or has listed the entity."""

    approval: str
    entity: str
    title: PublicWords
    mode: Handover
    approver: str
    supervisor: str
    delegate: str | None
    by_commitment: bool
    granted_on: date
    valid_until: date | None
    handed_over_on: date
    taken_over_on: date | None
    ceased_from: date | None
    ceased_for: PublicWords | None
    commitment_broken: bool | None
    listed: bool
    version: int


@router.get("/approvals", summary="Approvals handed over to supervision; gap=true: those not yet taken over")
async def approvals(pool: Pool, env: Env, query: Annotated[ApprovalQuery, Query()]) -> Page[ApprovalView]:
    return await page(query, partial(_rows, pool, env, query), attrgetter("approval"))


_LISTING = listing_of(
    APPROVALS,
    "approvals",
    "审批移交",
    {"scheme": lambda view: view.entity.split(":", 1)[0], "value": lambda view: view.entity.split(":", 1)[1]},
)


@router.get("/approvals/export.{format}", summary="Approvals as a table", response_class=StreamingResponse)
async def export(pool: Pool, env: Env, query: Annotated[ApprovalFilter, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_rows, pool, env, query), attrgetter("approval")))


@router.get("/approvals/{approval}", summary="One approval")
async def approval(approval: Ref, pool: Pool, response: Response) -> ApprovalView:
    row = await found(queries.approval(pool, approval=approval), r.NoSuchApproval, approval=approval)
    response.headers["ETag"] = f'"{row["version"]}"'
    return ApprovalView(**row)


@router.post("/approvals", status_code=201, summary="Hand an approval over to supervision")
async def hand_over(body: c.ApprovalRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    _acts_for(gate, body.approver)
    lists = await approval_lookups(pool, env.today)
    known = replace(lists, entity_listed=await queries.entity_listed(pool, entity=as_kept(body.entity)))
    return await gate.execute(c.HandOverApproval(**body.model_dump(), known=known))


@router.post("/approvals/{approval}/takeover", summary="The supervisor takes an approval over")
async def take_over(approval: Ref, body: TakenOver, gate: Asking) -> Accepted:
    _acts_for(gate, body.supervisor)
    return await gate.execute(c.TakeOverApproval(approval=approval, **body.model_dump()))


@router.post("/approvals/{approval}/end", summary="An approval ends, perhaps for a broken commitment")
async def cease(approval: Ref, body: Ceased, gate: Asking) -> Accepted:
    _acts_for(gate, body.approver)
    return await gate.execute(c.CeaseApproval(approval=approval, **body.model_dump()))


def _acts_for(gate: Gate, department: str) -> None:
    """A department's officer acts for that department; the registrar enters what all of them send."""
    if "registrar" not in gate.caller.roles:
        require_department(gate.caller, department)


async def _rows(pool: Any, env: Any, query: ApprovalFilter, after: str, limit: int) -> list[ApprovalView]:
    said = query.model_dump(mode="json", include={"gap", "entity", "approver", "supervisor", "mode"})
    rows = queries.approvals_page(pool, day=query.day or env.today, **said, after=after, limit=limit)
    return [ApprovalView(**row) async for row in rows]
