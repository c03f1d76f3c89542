"""The steps of a draw: commitments, freeze, signatures, nonces, beacon, completion, void."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from libs.domain.callers import require_department
from libs.events.catalog.codes import DepartmentCode, Digest, PlainText
from libs.events.catalog.planning.conducting import BeaconSignature
from libs.events.http import Accepted, Gate
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.refusal import Refusal
from libs.events.shapes.words import worded
from libs.events.store.store import Transaction
from services.planning.codes import DrawRef
from services.planning.conference.leading import acting
from services.planning.filing.unplanned import to_tell
from services.planning.visit import commands as visit_commands
from services.planning.visit.views import queries as visit_queries

from .. import commands as c
from .. import organiser, sealing
from ..views import queries
from .draws import draw_row

router = APIRouter(tags=["planning"])
_X = worded(
    r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$",
    "Ed25519 公钥的 x(43 个 base64url 字符)",
    "the x of an Ed25519 key: 43 base64url characters",
)


class Jwk(BaseModel):
    """An Ed25519 public key (RFC 8037); other public members of the JWK are left aside."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}
    )

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: Annotated[str, StringConstraints(pattern=_X)]
    d: str | None = Field(None, exclude=True, max_length=100)


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


@router.post(
    "/draws/{draw}/commitments",
    operation_id="commit_to_draw",
    status_code=201,
    summary="A member commits to its nonce and its key",
)
async def commit(draw: DrawRef, body: NewCommitment, gate: Asking) -> Accepted:
    require_department(gate.caller, body.member)
    key, private = body.public_key.model_dump(), body.public_key.d is not None
    return await gate.execute(
        c.CommitNonce(
            draw=draw,
            member=body.member,
            commitment=body.commitment,
            public_key=key,
            private=private,
            committed_by=gate.caller.subject,
        )
    )


@router.post("/draws/{draw}/freeze", summary="Fix and publish everything the draw rests on")
async def freeze(draw: DrawRef, gate: Asking, env: Env, pool: Pool) -> Accepted:
    async def work(tx: Transaction) -> Accepted:
        who = await acting(tx, env.today, gate.caller)
        prepared = await organiser.prepare(tx, pool, await draw_row(tx, draw), env, who)
        outcome = await gate.runner.execute(prepared.command, gate.origin, expect=gate.expect, tx=tx)
        await prepared.keep(tx)
        return Accepted.of(outcome)

    async with organiser.one_at_a_time:
        return await gate.execute(work, answer=Accepted)


@router.post("/draws/{draw}/signatures", status_code=201, summary="A member signs the frozen manifest")
async def sign(draw: DrawRef, body: NewSignature, gate: Asking, pool: Pool) -> Accepted:
    require_department(gate.caller, body.member)
    await draw_row(pool, draw)
    kept = await queries.manifest_of(pool, draw=draw)
    known = organiser.checked(None if kept is None else kept["manifest"], body.member, body.signature)
    return await gate.execute(c.SignManifest(draw=draw, **body.model_dump(), signed_by=gate.caller.subject, known=known))


@router.post("/draws/{draw}/nonces", operation_id="reveal_nonce", status_code=201, summary="A member reveals its nonce")
async def reveal(draw: DrawRef, body: NewNonce, gate: Asking) -> Accepted:
    require_department(gate.caller, body.member)
    return await gate.execute(c.RevealNonce(draw=draw, **body.model_dump(), revealed_by=gate.caller.subject))


@router.post("/draws/{draw}/completion", summary="Compute the draw, verify it, publish its proof, plan its visits")
async def complete(draw: DrawRef, gate: Asking, env: Env) -> Completion:
    async def work(tx: Transaction) -> Completion:
        who = await acting(tx, env.today, gate.caller)
        conducted = await organiser.conduct(tx, await draw_row(tx, draw), env, who)
        await gate.runner.execute(conducted.complete, gate.origin, expect=gate.expect, tx=tx)
        await conducted.keep(tx)
        for outcome in await gate.runner.execute_many(conducted.visits, gate.origin, tx=tx):
            if isinstance(outcome, Refusal):
                raise outcome
        return Completion(**{name: getattr(conducted.complete, name) for name in Completion.model_fields})

    async with organiser.one_at_a_time:
        return await gate.execute(work, answer=Completion)


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


@router.post(
    "/draws/{draw}/beacon",
    operation_id="take_beacon",
    status_code=201,
    summary="Record what a named beacon round said, after checking its signature",
)
async def beacon(draw: DrawRef, body: BeaconValueBody, gate: Asking) -> Accepted:
    return await gate.execute(c.RecordBeacon(draw=draw, round=body.round, signature=body.signature))


@router.post("/draws/{draw}/void", summary="Void a draw with a reason; its code is burnt, visits not under way are cancelled")
async def void(draw: DrawRef, body: Voiding, gate: Asking, pool: Pool, env: Env) -> Voided:
    await draw_row(pool, draw)

    async def work(tx: Transaction) -> Voided:
        who = await acting(tx, env.today, gate.caller)
        code = await organiser.burnt(tx, draw)
        under = await sealing.secrets_under(tx, [draw], env.today)
        known = c.Voidable(acting=who, secret_until=under.get(draw))
        command = c.VoidDraw(draw=draw, reason=body.reason, code=code, known=known)
        await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx)
        await tx.execute("delete from public.draw_secrets where draw = $1", draw)
        return Voided(draw=draw, code=code, cancelled=await _taken_back(tx, gate, draw, body.reason))

    async with organiser.one_at_a_time:
        return await gate.execute(work, answer=Voided)


async def _taken_back(tx: Transaction, gate: Gate, draw: str, reason: str) -> list[str]:
    """Cancels what nobody has come to yet. With the burnt code everybody can compute the teams: their seals are opened."""
    opened = [sealing.opening(row) async for row in queries.salts_of(tx, draw=draw)]
    visits = [row["visit"] async for row in visit_queries.open_visits_of(tx, draw=draw)]
    why = f"抽取 {draw} 作废 draw voided: {reason}"[:2000]
    commands = [*opened, *(visit_commands.CancelVisit(visit=visit, reason=why) for visit in visits)]
    for outcome in await gate.runner.execute_many(commands, gate.origin, tx=tx):
        if isinstance(outcome, Refusal):
            raise outcome
    await gate.runner.execute_many(await to_tell(tx, [command.visit for command in opened]), gate.origin, tx=tx)
    return visits
