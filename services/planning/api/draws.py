"""Draws: opened, committed to, frozen, signed, revealed, completed; everything a stranger needs is public."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self

import orjson
from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, StringConstraints, model_validator

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, Ref
from libs.events.catalog.planning.conducting import BeaconRound
from libs.events.http import Accepted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.refusal import Refusal
from libs.events.store.store import Transaction
from services.planning import chains, organiser, sealing
from services.planning.commands import CommitNonce, DrawRef, OpenDraw, RevealNonce, SignManifest, Year
from services.planning.decide.beacon import emitted
from services.planning.decide.refusals import (
    DemandsAlreadyDrawn,
    KeyUnusable,
    NoSuchDraw,
    NotCompleted,
    NotFrozen,
    PlanNotApproved,
)
from services.planning.draw import BeaconName
from services.planning.packing import pieces_of
from services.planning.views import queries
from services.planning.views.policy import pack_in_force

from .plans import plan_row
from .rooms import TOKEN_OR_NONE, Body, MemberGate, PlannerGate, Visitor

__all__ = ["draw_row", "router"]

router = APIRouter()

Minutes = Annotated[int, Field(ge=1, le=525_600)]
IfNoneMatch = Annotated[str | None, Header(max_length=200)]
_DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/json": {"schema": {"type": "object"}}},
        "headers": {"ETag": {"description": "The digest in quotation marks.", "schema": {"type": "string"}}},
        "description": "The published bytes",
    },
    304: {"description": "As named in If-None-Match"},
}


class NewDraw(Body):
    """`beacons` in order of preference; `none`, which only stands last: the draw rests on the members' nonces and the
    organiser's one-time code. `beacon` is short for one of them. `chain`: of one-time codes; null: the lead's own of the year.
    Minutes: else the policy's.
    """

    draw: DrawRef
    plan: Ref
    beacon: BeaconName | None = None
    beacons: Annotated[tuple[BeaconName, ...], Field(max_length=2)] = ()
    chain: Ref | None = None
    commit_minutes: Minutes | None = None
    reveal_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.beacon is not None and self.beacons:
            raise ValueError("name one beacon, or beacons in order (信标只填写一处)")
        if len(set(self.beacons)) < len(self.beacons) or BeaconName.NONE in self.beacons[:-1]:
            raise ValueError("each beacon once, `none` last (信标不得重复,none 只能列在最后)")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(beacon.value for beacon in self.beacons or (self.beacon or BeaconName.NONE,))


class Jwk(BaseModel):
    """An Ed25519 public key (RFC 8037); other public members of the JWK are left aside."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    d: str | None = Field(None, exclude=True)


class NewCommitment(Body):
    member: DepartmentCode
    commitment: Digest
    public_key: Jwk


class NewSignature(Body):
    """`signature`: detached compact JWS over the manifest's bytes, `alg` Ed25519, `kid` the member."""

    member: DepartmentCode
    signature: Annotated[str, StringConstraints(max_length=2000)]


class NewNonce(Body):
    member: DepartmentCode
    nonce: Digest


class Completion(BaseModel):
    """`lower_bound_milli`: thousandths of a visit; `shortfalls` entities, `shortages` seats that nobody could take."""

    draw: str
    certificate: str
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int


class MemberView(BaseModel):
    member: str
    commitment: str
    signed: bool
    revealed: bool
    missed: bool


class NamedBeacon(BaseModel):
    """`emitted_at`: when the round is known to everybody; `signature`: what it said; `missed`: the next one counts."""

    name: str
    round: int | None
    emitted_at: datetime | None
    signature: str | None
    missed: bool


class VoidView(BaseModel):
    """`completed`: there was a result; `revealed`: nonces were known, so that the result could have been looked at."""

    reason: str
    code: str
    completed: bool
    revealed: bool
    voided_at: datetime


class DrawView(BaseModel):
    draw: str
    plan: str
    edition: int
    year: int
    lead: str
    members: list[str]
    demands: list[str]
    state: str
    beacon: str
    chain: str | None
    code_head: str
    commit_until: datetime
    reveal_until: datetime
    opened_at: datetime
    manifest: str | None
    frame_root: str | None
    frame_count: int | None
    inspectors_root: str | None
    excluded: dict[str, int]
    certificate: str | None
    department_checks: int | None
    visits: int | None
    visits_if_separate: int | None
    lower_bound_milli: int | None
    shortfalls: int | None
    shortages: int | None
    completed_on: date | None
    version: int
    committed: list[MemberView] = []
    silent: list[str] = []
    beacons: list[NamedBeacon] = []
    void: VoidView | None = None
    sealed_until: date | None = None

    @classmethod
    def of(cls, row: Any, **more: Any) -> DrawView:
        return cls(**{**row, "excluded": orjson.loads(row["excluded"]), "beacons": [], **more})


async def draw_row(pool: Any, draw: str) -> Any:
    """Raises NoSuchDraw."""
    row = await queries.draw(pool, draw=draw)
    if row is None:
        raise NoSuchDraw(field="draw", value=draw, do_en="GET /v1/draws lists them.", do_zh="可通过 GET /v1/draws 查询。")
    return row


@router.post("/draws", status_code=201, summary="Open a draw for the plan's demands that are not drawn yet")
async def open_draw(body: NewDraw, gate: PlannerGate, pool: Pool, env: Env) -> Accepted:
    plan = await plan_row(pool, body.plan)
    if plan["state"] != "approved":
        raise PlanNotApproved(
            f"edition {plan['edition']} of {body.plan} is {plan['state']}",
            f"{body.plan} 第 {plan['edition']} 版状态为 {plan['state']}",
            field="plan",
            value=body.plan,
            do_en="Let the joint conference vote on the plan first.",
            do_zh="请先提请联席会表决。",
        )
    drawn = {row["demand"] async for row in queries.drawn_demands(pool, demands=list(plan["demands"]), but_for=body.draw)}
    left = [demand for demand in plan["demands"] if demand not in drawn]
    if not left:
        raise DemandsAlreadyDrawn(
            field="plan",
            value=body.plan,
            do_en="Amend the plan with new demands.",
            do_zh="如需继续抽取,请调整计划并纳入新的需求。",
        )
    today = env.clock().astimezone(CHINA).date()
    policy = await pack_in_force(pool, today)
    commit_until = env.clock() + timedelta(minutes=body.commit_minutes or policy.commit_minutes)
    command = OpenDraw(
        draw=body.draw,
        plan=body.plan,
        edition=plan["edition"],
        year=plan["year"],
        lead=plan["lead"],
        members=await _seated(pool, plan, today),
        demands=tuple(left),
        code_head="0" * 64,
        beacon=body.named[0],
        beacons=body.named,
        commit_until=commit_until,
        reveal_until=commit_until + timedelta(minutes=body.reveal_minutes or policy.reveal_minutes),
    )

    async def work(tx: Transaction) -> Accepted:
        found, code = await chains.known(
            tx, gate.runner, gate.origin, year=plan["year"], lead=plan["lead"], now=env.clock(), named=body.chain
        )
        taken = {"chain": found.chain, "code_head": found.link, "known": found} if found else {"chain": body.chain}
        linked = command.model_copy(update=taken)
        outcome = await gate.runner.execute(linked, gate.origin, expect=gate.expect, tx=tx)
        await organiser.keep_code(tx, body.draw, code)
        return Accepted.of(outcome)

    return await gate.execute(work, answer=Accepted)


async def _seated(pool: Any, plan: Any, day: date) -> tuple[str, ...]:
    """The plan's members without those who have left the joint conference since (N-09); all where no seats are recorded.

    Where fewer than two are left, the conference of the day: nobody draws alone.
    """
    seats = [row["department"] async for row in queries.conference_on(pool, on_day=day)]
    here = tuple(member for member in plan["members"] if not seats or member in seats or member == plan["lead"])
    return here if len(here) > 1 else tuple(dict.fromkeys((plan["lead"], *seats)))


@router.post("/draws/{draw}/commitments", status_code=201, summary="A member commits to its nonce and its key")
async def commit(draw: DrawRef, body: NewCommitment, gate: MemberGate) -> Accepted:
    gate.caller.require_department(body.member)
    if body.public_key.d is not None:
        raise KeyUnusable(
            "it holds the private part",
            "密钥含私钥部分",
            field="public_key.d",
            do_en="Send the public part only, and make a new key: this one is no secret any more.",
            do_zh="请仅提交公钥,并更换密钥:该私钥已泄露。",
        )
    key = body.public_key.model_dump()
    return await gate.execute(CommitNonce(draw=draw, member=body.member, commitment=body.commitment, public_key=key))


@router.post("/draws/{draw}/freeze", summary="Fix and publish everything the draw rests on")
async def freeze(draw: DrawRef, gate: PlannerGate, env: Env, pool: Pool) -> Accepted:
    async def work(tx: Transaction) -> Accepted:
        prepared = await organiser.prepare(tx, pool, await draw_row(tx, draw), env)
        outcome = await gate.runner.execute(prepared.command, gate.origin, expect=gate.expect, tx=tx)
        await prepared.keep(tx)
        return Accepted.of(outcome)

    async with organiser.desk:
        return await gate.execute(work, answer=Accepted)


@router.post("/draws/{draw}/signatures", status_code=201, summary="A member signs the frozen manifest")
async def sign(draw: DrawRef, body: NewSignature, gate: MemberGate, pool: Pool) -> Accepted:
    gate.caller.require_department(body.member)
    kept = await _manifest(pool, draw)
    digest = organiser.check_signature(kept["manifest"], body.member, body.signature)
    return await gate.execute(SignManifest(draw=draw, member=body.member, manifest=digest, signature=body.signature))


@router.post("/draws/{draw}/nonces", status_code=201, summary="A member reveals its nonce")
async def reveal(draw: DrawRef, body: NewNonce, gate: MemberGate) -> Accepted:
    gate.caller.require_department(body.member)
    return await gate.execute(RevealNonce(draw=draw, member=body.member, nonce=body.nonce))


@router.post("/draws/{draw}/completion", summary="Compute the draw, verify it, publish its proof, plan its visits")
async def complete(draw: DrawRef, gate: PlannerGate, env: Env) -> Completion:
    async def work(tx: Transaction) -> Completion:
        conducted = await organiser.conduct(tx, await draw_row(tx, draw), env)
        await gate.runner.execute(conducted.complete, gate.origin, expect=gate.expect, tx=tx)
        await conducted.keep(tx)
        for outcome in await gate.runner.execute_many(conducted.visits, gate.origin, tx=tx):
            if isinstance(outcome, Refusal):
                raise outcome
        return Completion(**{name: getattr(conducted.complete, name) for name in Completion.model_fields})

    async with organiser.desk:
        return await gate.execute(work, answer=Completion)


@router.get("/draws", summary="Draws, by number")
async def draws(
    pool: Pool,
    year: Year | None = None,
    plan: Ref | None = None,
    state: Annotated[str | None, Query(pattern="^(opened|frozen|completed|voided)$")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[DrawView]:
    found = queries.draws_page(pool, year=year, plan=plan, state=state, after_draw=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([DrawView.of(row) async for row in found], limit, lambda row: [row.draw])


@router.get("/draws/{draw}", summary="One draw with its members")
async def draw(draw: DrawRef, pool: Pool, response: Response) -> DrawView:
    row = await draw_row(pool, draw)
    committed = [
        MemberView(
            member=member["member"],
            commitment=member["commitment"],
            signed=member["signature"] is not None,
            revealed=member["nonce"] is not None,
            missed=member["missed"],
        )
        async for member in queries.commitments(pool, draw=draw)
    ]
    response.headers["ETag"] = f'"{row["version"]}"'
    void = await queries.void_of(pool, draw=draw)
    return DrawView.of(
        row,
        committed=committed,
        silent=[found["member"] async for found in queries.missed_commitments(pool, draw=draw)],
        beacons=[NamedBeacon(**found, emitted_at=_emitted(found)) async for found in queries.beacons_of(pool, draw=draw)],
        void=None if void is None else VoidView(**void),
        sealed_until=await queries.sealed_until(pool, draw=draw),
    )


def _emitted(row: Any) -> datetime | None:
    return emitted(BeaconRound(name=row["name"], round=row["round"]))


async def _manifest(pool: Any, draw: str) -> Any:
    await draw_row(pool, draw)
    kept = await queries.manifest_of(pool, draw=draw)
    if kept is None:
        raise NotFrozen(field="draw", value=draw, do_en="Freeze the draw first.", do_zh="请先冻结抽取。")
    return kept


def _document(content: bytes, digest: str, seen: str | None) -> Response:
    """A published document, named by its digest (RFC 9110, 13.1.2)."""
    tag = f'"{digest}"'
    if seen is not None and tag in {part.strip().removeprefix("W/") for part in seen.split(",")}:
        return Response(status_code=304, headers={"ETag": tag})
    # Piece by piece: the pack of a city has hundreds of megabytes.
    return StreamingResponse(pieces_of(content), media_type="application/json", headers={"ETag": tag})


@router.get(
    "/draws/{draw}/manifest", summary="The frozen manifest, the very bytes that are signed (RFC 8785)", responses=_DOCUMENT
)
async def manifest(draw: DrawRef, pool: Pool, if_none_match: IfNoneMatch = None) -> Response:
    kept = await _manifest(pool, draw)
    return _document(kept["manifest"], kept["digest"], if_none_match)


@router.get(
    "/draws/{draw}/lists",
    summary="Frame, demands and inspectors as frozen: their digests are in the manifest",
    responses=_DOCUMENT,
)
async def lists(draw: DrawRef, pool: Pool, if_none_match: IfNoneMatch = None) -> Response:
    kept = await _manifest(pool, draw)
    return _document(kept["lists"], kept["digest"], if_none_match)


@router.get(
    "/draws/{draw}/certificate",
    summary="The proof pack: verify it with `checkonce draw verify`",
    responses=_DOCUMENT,
    openapi_extra=TOKEN_OR_NONE,
)
async def certificate(draw: DrawRef, pool: Pool, who: Visitor, if_none_match: IfNoneMatch = None) -> Response:
    await draw_row(pool, draw)
    if who.roles.isdisjoint(sealing.INITIATED):
        await sealing.must_be_open(pool, draw)
    kept = await queries.pack_of(pool, draw=draw)
    if kept is None:
        raise NotCompleted(field="draw", value=draw, do_en="Come back when it is completed.", do_zh="请待抽取完成后查询。")
    return _document(kept["pack"], kept["digest"], if_none_match)


@router.get("/draws/{draw}/proofs/{entity:path}", summary="The short proof for one entity (docs/draw.md, section 7)")
async def entity_proof(draw: DrawRef, entity: EntityId, pool: Pool) -> dict[str, Any]:
    await draw_row(pool, draw)
    found = await organiser.proof(pool, draw, entity)
    return found.plain()
