"""Ratings by ticket: the visited entity fetches it, blindly signed, and nothing that is kept leads from a rating to a visit."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from libs.domain.blind_signatures import blind_sign, valid
from libs.domain.callers import entity_of
from libs.domain.entities.successions import held_codes
from libs.domain.secret_files import secret_of
from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.disclosure.rating import Number, Period, Stars
from libs.events.http.auth import Caller, Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, page_of
from libs.events.http.paging import key_of as after_key
from libs.events.http.rows import found

from ..policy.decide import POLICY
from . import commands as c
from . import pool as pools
from . import refusals as r
from .decide import check_crowd, check_rated, check_same_keys, check_secret, check_ticket, period_of
from .keys import EXPONENT, key_of, modulus_of, public_of
from .views import average_of, in_all, queries, ratings_shown

router = APIRouter(tags=["ratings"])


class RatingKey(BaseModel):
    """The public key of a department's tickets of a quarter: RSA, both numbers of the key (RSABSSA-SHA384-PSS, RFC 9474)."""

    period: str
    department: str
    modulus: str = Field(description="Hexadecimal.")
    exponent: int = EXPONENT


class VisitKeys(BaseModel):
    """The keys for the tickets of one visit: one for each of its departments."""

    visit: str
    period: str
    keys: list[RatingKey]


class Signatures(BaseModel):
    """By department: what takes the blinding off is the signature of the ticket."""

    visit: str
    period: str
    signatures: dict[str, str]


class NewRating(Body):
    """`ticket`: 32 random bytes that the enterprise has chosen. `signature`: of the department's key of the quarter."""

    period: Period
    department: DepartmentCode
    ticket: Digest
    signature: Number
    stars: Stars


class Received(BaseModel):
    """Ratings are counted on a later day, in groups."""

    department: str


class DepartmentRating(BaseModel):
    department: str
    title: str
    ratings: int
    average: float


class Ratings(BaseModel):
    """Ratings show in the groups in which they were counted, each of at least the `step` of that day; a department with fewer
    ratings than today's `step` is not in the list. `ratings` and `average` are of all departments that are shown.
    """

    step: int
    ratings: int
    average: float | None
    departments: list[DepartmentRating]


class AskedTickets(Body, c.NewTickets):
    """A blinded message for each department of the visit."""


def _secret_file(request: Request) -> Path | None:
    path: Path | None = request.app.state.service_state.settings.rating_secret
    return path


SecretFile = Annotated[Path | None, Depends(_secret_file)]
"""What the keys come from; None where operations gave the service none."""


@router.get("/rating-keys", summary="Every published key of rating tickets")
async def keys(pool: Pool, period: Period | None = None, cursor: CursorParam = None, limit: LimitParam = 50) -> Page[RatingKey]:
    after_period, after_department = after_key(cursor, ["", ""])
    rows = queries.keys_page(pool, period=period, after_period=after_period, after_department=after_department, limit=limit + 1)
    return page_of([RatingKey(**row) async for row in rows], limit, lambda row: [row.period, row.department])


async def _own_visit(pool: Any, visit: str, who: Caller) -> Any:
    """The visit of the caller (J-21: no officer holds a ticket), under its code of today or of then. Raises NoSuchVisit, to
    another too.
    """
    row = await found(queries.visit_for_rating(pool, visit=visit), r.NoSuchVisit, visit=visit)
    caller = entity_of(who)
    if caller is None or row["entity"] not in await held_codes(pool, [caller]):
        raise r.NoSuchVisit(visit=visit)
    return row


async def _visited(pool: Any, row: Any) -> c.Visited:
    """How far the visit is, and the keys of its departments."""
    day = row["completed_on"]
    published = queries.keys_of(pool, period=period_of(day), departments=row["departments"]) if day is not None else None
    moduli = {key["department"]: key["modulus"] async for key in published} if published is not None else {}
    return c.Visited(completed_on=day, departments=row["departments"], keys=moduli)


@router.get("/visits/{visit}/rating-keys", operation_id="visit_rating_keys", summary="The keys for the tickets of an own visit")
async def visit_keys(visit: Ref, pool: Pool, who: Permitted) -> VisitKeys:
    row = await _own_visit(pool, visit, who)
    known = await _visited(pool, row)
    period = period_of(check_rated(visit, known))
    shown = [RatingKey(period=period, department=name, modulus=modulus) for name, modulus in sorted(known.keys.items())]
    return VisitKeys(visit=visit, period=period, keys=shown)


@router.post(
    "/visits/{visit}/rating-tickets",
    operation_id="sign_rating_tickets",
    summary="The visited entity has its tickets signed, blindly and once",
)
async def tickets(visit: Ref, body: AskedTickets, gate: Asking, pool: Pool, path: SecretFile) -> Signatures:
    row = await _own_visit(pool, visit, gate.caller)
    secret = check_secret(None if path is None else secret_of(path))
    known = await _visited(pool, row)
    period = period_of(check_rated(visit, known))
    keys = await asyncio.to_thread(_keys, secret, period, known.departments)
    check_same_keys(period, known, {department: modulus_of(key) for department, key in keys.items()})
    await gate.execute(c.IssueRatingTickets(visit=visit, entity=row["entity"], known=known, **body.model_dump()))
    signed = await asyncio.to_thread(_signed, keys, body.blinded)
    return Signatures(visit=visit, period=period, signatures=signed)


def _keys(secret: bytes, period: str, departments: Iterable[str]) -> dict[str, RSAPrivateKey]:
    return {department: key_of(secret, period, department) for department in departments}


def _signed(keys: Mapping[str, RSAPrivateKey], blinded: Mapping[str, str]) -> dict[str, str]:
    """Blind signatures by department, each with the department's own key of the quarter."""
    return {name: blind_sign(keys[name], bytes.fromhex(message)).hex() for name, message in blinded.items()}


@router.post(
    "/ratings",
    operation_id="rate",
    status_code=201,
    summary="Rate a department for a visit, anonymously, with a ticket",
    responses={403: {"description": "not a ticket"}, 409: {"description": "used, or too few could have given it"}},
)
async def rate(body: NewRating, pool: Pool, env: Env) -> Received:
    modulus = await queries.key(pool, period=body.period, department=body.department)
    ticket = bytes.fromhex(body.ticket)
    check_ticket(signed=modulus is not None and valid(public_of(modulus), ticket, bytes.fromhex(body.signature)))
    step = (await POLICY.in_force(pool, env.today)).ratings_step
    check_crowd(await queries.holders(pool, department=body.department), step)
    async with pool.acquire() as tx, tx.transaction():
        await pools.put(tx, ticket, body.department, body.stars)
    return Received(department=body.department)


@router.get("/ratings", summary="Average ratings, in whole groups, so that nobody is traced")
async def ratings(pool: Pool, env: Env, department: DepartmentCode | None = None) -> Ratings:
    step = (await POLICY.in_force(pool, env.today)).ratings_step
    shown = await ratings_shown(pool, step)
    every = in_all(shown)
    return Ratings(
        step=step,
        ratings=every["ratings"],
        average=average_of(every),
        departments=[
            DepartmentRating(department=row["department"], title=row["title"], ratings=row["ratings"], average=average_of(row))
            for row in shown
            if department in {None, row["department"]}
        ],
    )
