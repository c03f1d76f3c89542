"""Ratings by ticket: nobody signs in, and nothing that is kept leads back to who rated (J-21, X-03)."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.http import Accepted, Caller, allow
from libs.events.http.depends import Pool
from libs.events.store.runner import Origin, Runner
from services.disclosure.commands import GiveRating, Stars
from services.disclosure.decide.refusals import NoSuchVisit, NotCompleted, NotOfThisVisit, WrongTicket
from services.disclosure.policy import POLICY
from services.disclosure.views import queries

__all__ = ["RATING_SECRET", "router"]

router = APIRouter(tags=["ratings"])

RATING_SECRET = "rating"  # noqa: S105 - the name of the secret, not the secret
ANONYMOUS = Origin("anonymous")
TicketHolder = Annotated[Caller, Depends(allow("inspector", "department-officer", "enterprise"))]


class Ticket(BaseModel):
    """Good for one rating of one visit; shown as a QR code at the end of the visit."""

    visit: str
    ticket: str


class NewRating(BaseModel):
    model_config = ConfigDict(extra="forbid")

    visit: Ref
    ticket: Digest
    stars: Stars


class DepartmentRating(BaseModel):
    department: str
    title: str
    ratings: int
    average: float


class Ratings(BaseModel):
    """`step`: only whole groups of so many ratings are shown; who has fewer is not in the list."""

    step: int
    ratings: int
    average: float | None
    departments: list[DepartmentRating]


def _keyed(secret: bytes, purpose: str, text: str) -> str:
    return hmac.new(secret, f"{purpose}|{text}".encode(), sha256).hexdigest()


async def _secret(pool: Any) -> bytes:
    return bytes(await queries.secret(pool, name=RATING_SECRET))


@router.get("/visits/{visit}/rating-ticket", summary="The one-time ticket for rating a completed visit")
async def ticket(visit: Ref, pool: Pool, caller: TicketHolder) -> Ticket:
    row = await queries.visit_for_rating(pool, visit=visit)
    if row is None:
        raise NoSuchVisit(field="visit", value=visit, do_en="Check the number.", do_zh="请核对检查任务编号。")
    if "enterprise" not in caller.roles and caller.departments.isdisjoint({row["lead"], *row["departments"]}):
        raise NotOfThisVisit(
            field="department",
            value=sorted(caller.departments),
            do_en="Only officers who took part hand the ticket out.",
            do_zh="请由参与本次检查的部门提供评价二维码。",
        )
    if row["completed_at"] is None:
        raise NotCompleted(field="visit", value=visit, do_en="Complete the visit first.", do_zh="请先完成检查。")
    return Ticket(visit=visit, ticket=_keyed(await _secret(pool), "ticket", visit))


@router.post(
    "/ratings",
    status_code=201,
    summary="Rate a visit, anonymously, with its ticket",
    responses={403: {"description": "not the ticket of a completed visit"}},
)
async def rate(body: NewRating, pool: Pool, request: Request) -> Accepted:
    secret = await _secret(pool)
    row = await queries.visit_for_rating(pool, visit=body.visit)
    fits = hmac.compare_digest(_keyed(secret, "ticket", body.visit), body.ticket)
    if row is None or row["completed_at"] is None or not fits:
        raise WrongTicket(field="ticket", do_en="Scan the code of your visit again.", do_zh="请重新扫描本次检查的评价二维码。")
    used = _keyed(secret, "used", body.ticket)
    runner: Runner = request.app.state.runner
    command = GiveRating(
        rating=f"R-{used[:32]}",
        visit=f"blind-{_keyed(secret, 'visit', body.visit)[:32]}",
        ticket=used,
        stars=body.stars,
        departments=tuple(row["departments"]),
    )
    return Accepted.of(await runner.execute(command, ANONYMOUS))


@router.get("/ratings", summary="Average ratings, in whole groups, so that nobody is traced")
async def ratings(pool: Pool, department: DepartmentCode | None = None) -> Ratings:
    step = POLICY.ratings_step
    every = await queries.ratings_of_all(pool, step=step)
    rows = [dict(row) async for row in queries.ratings_by_department(pool, department=department, step=step)]
    return Ratings(
        step=step,
        ratings=every["ratings"],
        average=_average(every["stars"], every["ratings"]),
        departments=[
            DepartmentRating(
                department=row["department"],
                title=row["title"],
                ratings=row["ratings"],
                average=round(row["stars"] / row["ratings"], 2),
            )
            for row in rows
        ],
    )


def _average(stars: int, count: int) -> float | None:
    return round(stars / count, 2) if count else None
