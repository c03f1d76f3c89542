"""Ratings by ticket: nobody signs in, and nothing that is kept leads back to the enterprise that rated (J-21, X-03)."""

import hmac

from fastapi import APIRouter, Request
from pydantic import BaseModel

from libs.domain.reach import Reading
from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted
from libs.events.http.depends import Env, Pool
from libs.events.http.rows import found
from libs.events.store.runner import Origin, Runner

from ..policy.decide import POLICY
from . import commands as c
from . import refusals as r
from .decide import check_completed
from .secret import keyed, secret_of
from .views import average_of, queries

router = APIRouter(tags=["ratings"])

ANONYMOUS = Origin("anonymous")


class Ticket(BaseModel):
    """Good for one rating of one visit; shown as a QR code at the end of the visit."""

    visit: str
    ticket: str


class NewRating(Body):
    visit: Ref
    ticket: Digest
    stars: c.Stars


class DepartmentRating(BaseModel):
    department: str
    title: str
    ratings: int
    average: float


class Ratings(BaseModel):
    """`step`: only whole groups of so many ratings are shown; a department with fewer is not in the list."""

    step: int
    ratings: int
    average: float | None
    departments: list[DepartmentRating]


@router.get("/visits/{visit}/rating-ticket", summary="The one-time ticket for rating a completed visit")
async def ticket(visit: Ref, pool: Pool, reach: Reading) -> Ticket:
    row = await found(queries.visit_for_rating(pool, visit=visit), r.NoSuchVisit, visit=visit)
    departments = [row["lead"], *row["departments"]]
    reach.require(r.NoSuchVisit(visit=visit), departments=departments, entity=row["entity"])
    check_completed(visit, row["completed_at"])
    return Ticket(visit=visit, ticket=keyed(await secret_of(pool), "ticket", visit))


@router.post(
    "/ratings",
    status_code=201,
    summary="Rate a visit, anonymously, with its ticket",
    responses={403: {"description": "not the ticket of a completed visit"}},
)
async def rate(body: NewRating, pool: Pool, request: Request) -> Accepted:
    secret = await secret_of(pool)
    row = await queries.visit_for_rating(pool, visit=body.visit)
    fits = hmac.compare_digest(keyed(secret, "ticket", body.visit), body.ticket)
    if row is None or row["completed_at"] is None or not fits:
        raise r.WrongTicket(field="ticket")
    used = keyed(secret, "used", body.ticket)
    runner: Runner = request.app.state.runner
    command = c.GiveRating(
        rating=f"R-{used[:32]}", visit=f"blind-{keyed(secret, 'visit', body.visit)[:32]}", ticket=used, stars=body.stars,
        departments=tuple(row["departments"]),
    )  # fmt: skip
    return Accepted.of(await runner.execute(command, ANONYMOUS))


@router.get("/ratings", summary="Average ratings, in whole groups, so that nobody is traced")
async def ratings(pool: Pool, env: Env, department: DepartmentCode | None = None) -> Ratings:
    step = (await POLICY.in_force(pool, env.today)).ratings_step
    every = await queries.ratings_of_all(pool, step=step)
    rows = queries.ratings_by_department(pool, department=department, step=step)
    return Ratings(
        step=step,
        ratings=every["ratings"],
        average=average_of(every),
        departments=[
            DepartmentRating(department=row["department"], title=row["title"], ratings=row["ratings"], average=average_of(row))
            async for row in rows
        ],
    )
