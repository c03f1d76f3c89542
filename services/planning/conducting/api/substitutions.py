"""Substitutions: the next in the draw's own order takes a place, with reason and evidence; anybody can compute it again."""

from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.masking import mask_text
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.domain.secret_teams import sees_all
from libs.events.catalog.codes import DepartmentCode, EntityId, Evidence, EvidenceRef, InspectorId, Name, PlainText, Ref
from libs.events.catalog.planning import conducting as f
from libs.events.catalog.planning.officers import AwayGround
from libs.events.http import Caller, Gate
from libs.events.http.auth import TOKEN_OR_NONE, Permitted, Visitor
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row
from libs.events.refusal import Refusal
from libs.events.store.in_turn import in_turn
from libs.events.store.store import Transaction
from services.planning.codes import DrawRef
from services.planning.conference.leading import acting
from services.planning.visit import commands as visit_commands
from services.planning.visit.api import visit_row

from .. import organiser, sealing, substituting
from ..views import queries
from .draws import draw_row

router = APIRouter(tags=["planning"])


class Gone(Body):
    """`ground`: struck-off and recognised must be on record; not-found needs evidence."""

    demand: Ref
    stratum: Name
    gone: EntityId
    ground: f.GoneGround
    reason: PlainText
    evidence: Evidence = ()


class Away(Body):
    """`ground` challenged: the enterprise asked for recusal, and that was accepted (X-02, X-04)."""

    inspector: InspectorId
    ground: AwayGround
    reason: PlainText
    evidence: Evidence = ()


class Substituted(BaseModel):
    """`substitute` is null where nobody was left: a shortfall, or a shortage. `visit`: the new one, or the officer's."""

    substitute: str | None
    visit: str | None
    passed: list[f.PassedOver]


class SubstitutionView(BaseModel):
    """While it is secret (`sealed`), what would tell the visit, its officers or the entity is left out."""

    kind: str
    draw: str
    lead: str
    visit: str | None
    demand: str | None
    stratum: str | None
    seat: str | None
    gone: str | None
    ground: str
    reason: str | None
    evidence: list[EvidenceRef]
    proof: str | None
    passed: list[f.PassedOver]
    substitute: str | None
    team: list[f.OfficerSeated]
    short: list[str]
    made_at: datetime
    sealed: bool
    position: int


class Wanted(BaseModel):
    """Which substitutions."""

    draw: DrawRef | None = None
    lead: DepartmentCode | None = None
    kind: Annotated[str | None, Query(pattern="^(entity|inspector)$")] = None


class WantedPage(Paged, Wanted):
    pass


@router.post(
    "/draws/{draw}/substitutions/entity",
    operation_id="substitute_entity",
    status_code=201,
    summary="The next reserve takes the place of an entity that is gone",
)
async def entity(draw: DrawRef, body: Gone, gate: Asking, pool: Pool, env: Env) -> Substituted:
    asked = {name: getattr(body, name) for name in Gone.model_fields}

    async def work(tx: Transaction) -> Substituted:
        row = await _one_at_a_time(tx, draw)
        who = await acting(tx, env.today, gate.caller)
        instead = await substituting.another_entity(tx, pool, row, asked, env=env, acting=who)
        return await _done(tx, gate, instead)

    async with organiser.one_at_a_time:
        return await gate.execute(work, answer=Substituted)


@router.post(
    "/visits/{visit}/substitutions/inspector",
    operation_id="substitute_inspector",
    status_code=201,
    summary="The next officer takes a drawn officer's seat",
)
async def inspector(visit: Ref, body: Away, gate: Asking, env: Env) -> Substituted:
    asked = {"gone": body.inspector, "ground": body.ground, "reason": body.reason, "evidence": body.evidence}

    async def work(tx: Transaction) -> Substituted:
        row = await visit_row(tx, visit)
        draw = await _one_at_a_time(tx, row["draw"])
        who = await acting(tx, env.today, gate.caller)
        return await _done(tx, gate, await substituting.another_inspector(tx, draw, row, asked, who))

    async with organiser.one_at_a_time:
        return await gate.execute(work, answer=Substituted)


async def _one_at_a_time(tx: Transaction, draw: str) -> Any:
    """Each substitution rests on those before it."""
    await in_turn(tx, f"substitute/{draw}")
    return await draw_row(tx, draw)


async def _done(tx: Transaction, gate: Gate, instead: substituting.Substitution) -> Substituted:
    first = instead.first
    await gate.runner.execute(first, gate.origin, expect=gate.expect, tx=tx)
    for command in instead.then:
        await _or_nothing(gate, command, tx)
    if instead.salted is not None:
        await instead.salted.keep(tx)
    visit = first.visit if isinstance(first, visit_commands.SubstituteInspector) else first.known.visit
    return Substituted(substitute=first.known.substitute, visit=visit, passed=list(first.known.passed))


async def _or_nothing(gate: Gate, command: Any, tx: Transaction) -> None:
    # The visit of an entity that was struck off is cancelled already.
    for outcome in await gate.runner.execute_many([command], gate.origin, tx=tx):
        if isinstance(outcome, Refusal) and outcome.slug != "visit-cancelled":
            raise outcome


@router.get(
    "/draws/{draw}/substitutions",
    summary="All substitutions of a draw, to be computed again from its pack",
    openapi_extra=TOKEN_OR_NONE,
)
async def record(draw: DrawRef, pool: Pool, env: Env, who: Visitor) -> dict[str, Any]:
    row = await draw_row(pool, draw)
    told_more = sees_all(who.roles)
    if not told_more:
        await sealing.must_be_open(pool, draw, env.today)
    found = (await substituting.record_of(pool, row)).plain()
    # No step is computed from a reason: the masked record verifies as the whole one does.
    for made in [] if told_more else found["substitutions"]:
        made["reason"] = mask_text(made["reason"]).text
    return found


async def _page(pool: Any, who: Caller, reach: Reach, wanted: Wanted, after: int, limit: int) -> list[SubstitutionView]:
    asked = {**wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked}
    rows = [row async for row in queries.substitutions_page(pool, **asked, after_position=after, limit=limit)]
    told = sees_all(who.roles)
    return [_view(row, hidden=row["sealed"] and not told) for row in rows]


_OF_THE_VISIT = ("gone", "substitute", "proof", "visit", "seat", "demand", "stratum", "reason")
_LISTS = ("evidence", "passed", "team", "short")
"""What would tell the visit, its departments or the entity; that there was a substitution, and on what ground, is no secret."""


def _view(row: Any, *, hidden: bool) -> SubstitutionView:
    lists = {name: orjson.loads(row[name]) for name in ("evidence", "passed", "team")}
    if hidden:
        lists |= {**{name: [] for name in _LISTS}, **dict.fromkeys(_OF_THE_VISIT)}
    return SubstitutionView(**{**row, **lists, "sealed": hidden})


@router.get("/substitutions", summary="Substitutions in the order they were made")
async def substitutions(
    pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]
) -> Page[SubstitutionView]:
    return await page(wanted, partial(_page, pool, who, reach, wanted), attrgetter("position"), 0)


_LISTING = listing(
    "substitutions",
    "替换记录",
    (
        "kind", "draw", "lead", "visit", "demand", "stratum", "seat", "gone", "ground", "reason", "evidence", "proof", "passed",
        "substitute", "short", "made_at",
    ),
    headings={"kind": "替换对象"},
    words={"kind": "replaced", "ground": "gone"},
    cell={"evidence": lambda view: [e.sha256 for e in view.evidence], "passed": lambda view: [p.who for p in view.passed]},
)  # fmt: skip


@router.get("/substitutions/export.{format}", summary="Substitutions as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, who, reach, wanted), attrgetter("position"), 0))
