"""What is published of a draw: manifest, lists, certificate, seals, the proof for one entity."""

from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.secret_teams import sees_all
from libs.events.catalog.codes import EntityId
from libs.events.catalog.planning.conducting import OfficerSeated
from libs.events.http.auth import TOKEN_OR_NONE, Visitor
from libs.events.http.depends import Env, Pool
from services.planning.codes import DrawRef

from .. import organiser, sealing
from .. import refusals as r
from ..decide.readiness import frozen
from ..packing import pieces_of
from ..views import queries
from .draws import draw_row

router = APIRouter(tags=["planning"])


IfNoneMatch = Annotated[str | None, Header(max_length=200)]
_DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/json": {"schema": {"type": "object"}}},
        "headers": {"ETag": {"description": "The digest in quotation marks.", "schema": {"type": "string"}}},
        "description": "The published bytes",
    },
    304: {"description": "As named in If-None-Match"},
}


async def kept_manifest(pool: Any, draw: str) -> Any:
    await draw_row(pool, draw)
    kept = await queries.manifest_of(pool, draw=draw)
    frozen(draw, manifest=None if kept is None else kept["digest"])
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
    kept = await kept_manifest(pool, draw)
    return _document(kept["manifest"], kept["digest"], if_none_match)


@router.get(
    "/draws/{draw}/lists",
    summary="Frame, demands and inspectors as frozen: their digests are in the manifest",
    responses=_DOCUMENT,
    openapi_extra=TOKEN_OR_NONE,
)
async def lists(draw: DrawRef, pool: Pool, env: Env, who: Visitor, if_none_match: IfNoneMatch = None) -> Response:
    """While unannounced visits of other draws stand in them, planners and auditors alone read them; the manifest is public."""
    if not sees_all(who.roles):
        await sealing.lists_are_public(pool, draw, env.today)
    kept = await kept_manifest(pool, draw)
    return _document(kept["lists"], kept["digest"], if_none_match)


@router.get(
    "/draws/{draw}/certificate",
    summary="The proof pack: verify it with `checkonce draw verify`",
    responses=_DOCUMENT,
    openapi_extra=TOKEN_OR_NONE,
)
async def certificate(draw: DrawRef, pool: Pool, env: Env, who: Visitor, if_none_match: IfNoneMatch = None) -> Response:
    await draw_row(pool, draw)
    if not sees_all(who.roles):
        await sealing.must_be_open(pool, draw, env.today)
    kept = await queries.pack_of(pool, draw=draw)
    if kept is None:
        raise r.NotYetPublished(draw=draw)
    return _document(kept["pack"], kept["digest"], if_none_match)


@router.get("/draws/{draw}/proofs/{entity:path}", summary="The short proof for one entity (docs/draw.md, section 7)")
async def entity_proof(draw: DrawRef, entity: EntityId, pool: Pool, env: Env) -> dict[str, Any]:
    await draw_row(pool, draw)
    found = await organiser.proof(pool, draw, entity, env.today)
    return found.plain()


class SealView(BaseModel):
    """`seal` = SHA-256("checkonce-draw-1|team" 0x00 canonical(team) salt); day, team and salt are null until somebody has
    come or the window is over.
    """

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


@router.get("/draws/{draw}/sealed", summary="The public part of a draw whose teams are secret; its seals are opened day by day")
async def sealed(draw: DrawRef, pool: Pool, env: Env) -> SealedDraw:
    row = await draw_row(pool, draw)
    kept = await queries.manifest_of(pool, draw=draw)
    if row["certificate"] is None or kept is None:
        raise r.NotYetPublished(draw=draw)
    members = [member async for member in queries.commitments(pool, draw=draw)]
    names = ("department_checks", "visits", "visits_if_separate", "lower_bound_milli", "shortfalls", "shortages")
    return SealedDraw(
        format="checkonce-draw-1",
        draw=draw,
        manifest=orjson.loads(kept["manifest"]),
        signatures=[{"member": m["member"], "jws": m["signature"]} for m in members if m["signature"] is not None],
        figures={name: row[name] for name in names},
        certificate=row["certificate"],
        sealed_until=await queries.sealed_until(pool, draw=draw, today=env.today),
        seals=[_seal(found) async for found in queries.sealed_teams_of(pool, draw=draw, today=env.today)],
    )


def _seal(row: Any) -> SealView:
    return SealView(**{**row, "team": None if row["team"] is None else orjson.loads(row["team"])})
