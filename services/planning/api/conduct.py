"""A draw's life besides its steps: chains of codes, beacons, voids, the sealed document, and each organiser's record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.catalog.planning.conducting import OfficerSeated
from libs.events.http import Accepted, Gate
from libs.events.http.depends import Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.refusal import Refusal
from libs.events.store.store import Transaction
from services.planning import chains, organiser, sealing
from services.planning.commands import CancelVisit, DrawRef, RecordBeacon, VoidDraw, Year
from services.planning.commands.chain import Length
from services.planning.commands.draw import BeaconSignature
from services.planning.decide.refusals import NoSuchChain, NotCompleted
from services.planning.policy import CHAIN_LENGTH
from services.planning.views import queries

from .draws import draw_row
from .rooms import Body, ConferenceGate, PlannerGate

__all__ = ["router"]

router = APIRouter()


class NewChain(Body):
    chain: Ref
    year: Year
    lead: DepartmentCode
    length: Length = CHAIN_LENGTH


class LinkView(BaseModel):
    """`code_head`: the hash of the draw's code, the code of the draw before. `code` is null while it is secret."""

    draw: str
    state: str
    code_head: str
    code: str | None
    opened_at: datetime


class ChainView(BaseModel):
    """`head` = H^length(s): each draw's code hashes to the one before, the first to the head (docs/draw.md, section 2)."""

    chain: str
    year: int
    lead: str
    head: str
    length: int
    published_at: datetime
    draws: list[LinkView] = []


class BeaconValueBody(Body):
    round: Annotated[int, Field(ge=1, le=2**40)]
    signature: BeaconSignature


class Voiding(Body):
    reason: PlainText


class Voided(BaseModel):
    """`cancelled`: visits that were taken back. Visits on which officers had arrived stand."""

    draw: str
    code: str
    cancelled: list[str]


class SealView(BaseModel):
    """`seal` = SHA-256("checkonce-draw-1|team" 0x00 canonical(team) salt); team and salt are null until the visit day."""

    visit: str
    seal: str
    until: date
    day: date | None
    team: list[OfficerSeated] | None
    salt: str | None


class SealedDraw(BaseModel):
    """What is public of a draw with secret teams before its pack is (docs/draw.md, section 6)."""

    format: str
    draw: str
    manifest: dict[str, Any]
    signatures: list[dict[str, str]]
    figures: dict[str, int]
    certificate: str
    sealed_until: date | None
    seals: list[SealView]


class OrganiserView(BaseModel):
    """How often a lead drew, voided (after nonces were known: the result could have been looked at) and substituted."""

    lead: str
    draws: int
    completed: int
    voided: int
    voided_after_reveal: int
    entities: int
    inspectors: int
    without_substitute: int


@router.post("/chains", status_code=201, summary="Publish the head of a chain of one-time codes")
async def publish(body: NewChain, gate: PlannerGate) -> Accepted:
    async def work(tx: Transaction) -> Accepted:
        return Accepted.of(await chains.publish(tx, gate.runner, gate.origin, **body.model_dump()))

    return await gate.execute(work, answer=Accepted)


@router.get("/chains", summary="Chains of one-time codes, by number")
async def listed(
    pool: Pool,
    year: Year | None = None,
    lead: DepartmentCode | None = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ChainView]:
    found = queries.chains_page(pool, year=year, lead=lead, after_chain=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([ChainView(**row) async for row in found], limit, lambda row: [row.chain])


@router.get("/chains/{chain}", summary="A chain with its draws in order and the codes that were revealed")
async def followed(chain: Ref, pool: Pool) -> ChainView:
    row = await queries.chain(pool, chain=chain)
    if row is None:
        raise NoSuchChain(field="chain", value=chain, do_en="GET /v1/chains lists them.", do_zh="可通过 GET /v1/chains 查询。")
    draws = [each async for each in queries.draws_on(pool, chain=chain)]
    secret = await queries.chain_secret(pool, chain=chain)
    codes = chains.revealed(row, draws, secret)
    return ChainView(**row, draws=[LinkView(**each, code=code) for each, code in zip(draws, codes, strict=True)])


@router.post("/draws/{draw}/beacon", status_code=201, summary="What a named beacon round said, its signature checked")
async def beacon(draw: DrawRef, body: BeaconValueBody, gate: ConferenceGate) -> Accepted:
    return await gate.execute(RecordBeacon(draw=draw, round=body.round, signature=body.signature))


@router.post("/draws/{draw}/void", summary="Void a draw with a reason; its code is burnt, visits not under way are cancelled")
async def void(draw: DrawRef, body: Voiding, gate: PlannerGate, pool: Pool) -> Voided:
    await draw_row(pool, draw)

    async def work(tx: Transaction) -> Voided:
        code = await organiser.burnt(tx, draw)
        await gate.runner.execute(VoidDraw(draw=draw, reason=body.reason, code=code), gate.origin, expect=gate.expect, tx=tx)
        await tx.execute("delete from public.draw_secrets where draw = $1", draw)
        return Voided(draw=draw, code=code, cancelled=await _taken_back(tx, gate, draw, body.reason))

    async with organiser.desk:
        return await gate.execute(work, answer=Voided)


async def _taken_back(tx: Transaction, gate: Gate, draw: str, reason: str) -> list[str]:
    """Cancels what nobody has come to yet. With the burnt code everybody can compute the teams: their seals are opened."""
    opened = [sealing.opening(row) async for row in queries.salts_of(tx, draw=draw)]
    visits = [row["visit"] async for row in queries.open_visits_of(tx, draw=draw)]
    why = f"抽取 {draw} 作废 draw voided: {reason}"[:2000]
    for outcome in (
        await gate.runner.execute_many(
            [*opened, *(CancelVisit(visit=visit, reason=why) for visit in visits)], gate.origin, tx=tx
        )
        if opened or visits
        else ()
    ):
        if isinstance(outcome, Refusal):
            raise outcome
    return visits


@router.get("/draws/{draw}/sealed", summary="What is public of a draw whose teams are secret; the seals, opened day by day")
async def sealed(draw: DrawRef, pool: Pool) -> SealedDraw:
    row = await draw_row(pool, draw)
    kept = await queries.manifest_of(pool, draw=draw)
    if row["certificate"] is None or kept is None:
        raise NotCompleted(field="draw", value=draw, do_en="Come back when it is completed.", do_zh="请待抽取完成后查询。")
    members = [member async for member in queries.commitments(pool, draw=draw)]
    names = ("department_checks", "visits", "visits_if_separate", "lower_bound_milli", "shortfalls", "shortages")
    return SealedDraw(
        format="checkonce-draw-1",
        draw=draw,
        manifest=orjson.loads(kept["manifest"]),
        signatures=[{"member": m["member"], "jws": m["signature"]} for m in members if m["signature"] is not None],
        figures={name: row[name] for name in names},
        certificate=row["certificate"],
        sealed_until=await queries.sealed_until(pool, draw=draw),
        seals=[_seal(found) async for found in queries.sealed_teams_of(pool, draw=draw)],
    )


def _seal(row: Any) -> SealView:
    return SealView(**{**row, "team": None if row["team"] is None else orjson.loads(row["team"])})


@router.get("/organisers", summary="How often each lead drew, voided and substituted")
async def organisers(pool: Pool, year: Annotated[Year | None, Query()] = None) -> list[OrganiserView]:
    return [OrganiserView(**row) async for row in queries.organisers(pool, year=year)]
