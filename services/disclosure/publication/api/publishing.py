"""Publishing: what is due, publish, correct, withdraw. Only the department that owes the publication may do it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from libs.domain.callers import require_department
from libs.domain.reach import Reading, reach_of
from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.catalog.disclosure.publication import Subject
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from libs.events.store.store import Transaction

from .. import commands as c
from .. import refusals as r
from ..lookups import kept_document
from ..views import queries

router = APIRouter(tags=["publications"])


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


@router.get(
    "/publications/pending", operation_id="pending_publications", summary="What is due, the most urgent first, with its clock"
)
async def pending(
    pool: Pool,
    env: Env,
    reach: Reading,
    department: DepartmentCode | None = None,
    overdue: Annotated[bool | None, Query(description="Only those whose deadline has passed, or only the others.")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[Pending]:
    time, name = key_of(cursor, [EPOCH, ""])
    filters = {"department": department, "overdue": overdue, **reach.asked}
    found_rows = queries.pending_page(pool, **filters, after_due=time, after_publication=name, limit=limit + 1)
    days_left = env.calendar.working_days_between
    rows = [Pending(**row, working_days_left=days_left(env.today, local_day(row["due"]))) async for row in found_rows]
    return page_of(rows, limit, lambda row: [row.due, row.publication])


@router.post("/publications/{publication}", operation_id="publish", status_code=201, summary="Publish what is due")
async def publish(publication: Ref, gate: Asking, pool: Pool, _: Body | None = None) -> Accepted:
    return await _shown(publication, gate, pool, lambda known: c.Publish(publication=publication, known=known))


@router.post("/publications/{publication}/correction", summary="Publish again what is on record now, with the reason")
async def correct(publication: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    return await _shown(
        publication, gate, pool, lambda known: c.CorrectPublication(publication=publication, reason=body.reason, known=known)
    )


@router.post("/publications/{publication}/withdrawal", summary="Take a publication back, openly")
async def withdraw(publication: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    await _own(publication, gate, pool)
    return await gate.execute(c.WithdrawPublication(publication=publication, reason=body.reason))


async def _own(publication: str, gate: Asking, pool: Pool) -> Subject:
    """The publication's subject, for an officer of the department that owes it. Raises NoSuchPublication, Forbidden.

    What is not public yet is to others as what does not exist.
    """
    row = await found(queries.publication(pool, publication=publication), r.NoSuchPublication, publication=publication)
    if row["published_at"] is None:
        reach_of(gate).require(r.NoSuchPublication(publication=publication), departments=[row["department"]])
    require_department(gate.caller, row["department"])
    return Subject(row["subject"])


async def _shown(
    publication: str, gate: Asking, pool: Pool, command: Callable[[c.Document | None], c.PublicationCommand]
) -> Accepted:
    """Publishes what is on record: its content is kept in the transaction of the fact that names it."""
    subject = await _own(publication, gate, pool)

    async def work(tx: Transaction) -> Accepted:
        known = await kept_document(tx, publication, subject)
        return Accepted.of(await gate.run(tx, command(known), expect=gate.expect))

    return await gate.execute(work, answer=Accepted)
