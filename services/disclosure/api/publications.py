"""Publishing: what is due, publish, correct, withdraw. Only the department that owes the publication may do it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.catalog.disclosure.publication import Subject
from libs.events.http import Accepted, Caller, Gate, allow, gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, Page, key_of, page_of
from libs.events.store.store import Transaction
from services.disclosure.commands import CorrectPublication, Publish, WithdrawPublication
from services.disclosure.content import Content
from services.disclosure.decide.refusals import NoSuchPublication
from services.disclosure.views import queries

from .building import build

__all__ = ["router"]

router = APIRouter(tags=["publications"])

OfficerGate = Annotated[Gate, Depends(gate("department-officer"))]
Reader = Annotated[Caller, Depends(allow("department-officer", "planner", "commander", "auditor", "operator"))]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reason(Body):
    reason: PlainText


class Pending(BaseModel):
    """`working_days_left` counts full working days after today; 0 is the last day, and stays 0 when it is too late."""

    publication: str
    subject: Subject
    reference: str
    entity: str | None
    department: str
    department_title: str
    occurred_on: date
    due: datetime
    working_days_left: int
    overdue: bool
    version: int


@router.get("/publications/pending", summary="What is due, the most urgent first, with its clock")
async def pending(
    pool: Pool,
    env: Env,
    _: Reader,
    department: DepartmentCode | None = None,
    overdue: Annotated[bool | None, Query(description="Only those whose deadline has passed, or only the others.")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[Pending]:
    after = key_of(cursor, [EPOCH, ""])
    today = env.clock().astimezone(CHINA).date()
    rows = [
        Pending(**row, working_days_left=env.calendar.working_days_between(today, row["due"].astimezone(CHINA).date()))
        async for row in queries.pending_page(
            pool,
            department=department,
            overdue=overdue,
            after_due=after[0],
            after_publication=after[1],
            limit=limit + 1,
        )
    ]
    return page_of(rows, limit, lambda row: [row.due, row.publication])


@router.post("/publications/{publication}", status_code=201, summary="Publish what is due")
async def publish(publication: Ref, gate: OfficerGate, pool: Pool, _: Body | None = None) -> Accepted:
    subject = await _own(pool, publication, gate)

    async def work(tx: Transaction) -> Accepted:
        content = await _kept(tx, publication, subject)
        done = Publish(publication=publication, content=content.digest, masked=content.masked)
        return Accepted.of(await gate.runner.execute(done, gate.origin, expect=gate.expect, tx=tx))

    return await gate.execute(work, answer=Accepted)


@router.post("/publications/{publication}/correction", summary="Publish anew what is on record now, and say why")
async def correct(publication: Ref, body: Reason, gate: OfficerGate, pool: Pool) -> Accepted:
    subject = await _own(pool, publication, gate)

    async def work(tx: Transaction) -> Accepted:
        content = await _kept(tx, publication, subject)
        done = CorrectPublication(publication=publication, content=content.digest, reason=body.reason)
        return Accepted.of(await gate.runner.execute(done, gate.origin, expect=gate.expect, tx=tx))

    return await gate.execute(work, answer=Accepted)


@router.post("/publications/{publication}/withdrawal", summary="Take a publication back, openly")
async def withdraw(publication: Ref, body: Reason, gate: OfficerGate, pool: Pool) -> Accepted:
    await _own(pool, publication, gate)
    return await gate.execute(WithdrawPublication(publication=publication, reason=body.reason))


async def _own(pool: Pool, publication: str, gate: Gate) -> Subject:
    """The publication's subject, for an officer of the department that owes it. Raises NoSuchPublication, Forbidden."""
    row = await queries.publication(pool, publication=publication)
    if row is None:
        raise NoSuchPublication(
            field="publication",
            value=publication,
            do_en="GET /v1/publications/pending lists what is due.",
            do_zh="可通过 GET /v1/publications/pending 查询待公示清单。",
        )
    gate.caller.require_department(row["department"])
    return Subject(row["subject"])


async def _kept(tx: Transaction, publication: str, subject: Subject) -> Content:
    """The content as the record stands, kept by its digest in the same transaction as the fact that names it."""
    content = await build(tx, publication, subject)
    await queries.keep_content(tx, digest=content.digest, body=content.canonical.decode())
    return content
