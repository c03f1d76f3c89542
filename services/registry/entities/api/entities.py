"""Entities on a day, their tags, and the credit codes let in by name."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.callers import require_department
from libs.domain.public_words import PublicEvidence, PublicWords
from libs.domain.reach import Reading
from libs.events.catalog.codes import (
    CreditCode,
    DepartmentCode,
    EntityId,
    Evidence,
    Kind,
    PlainText,
)
from libs.events.catalog.registry.entities import EntityContent
from libs.events.catalog.spelling import credit_code
from libs.events.http import Accepted
from libs.events.http.auth import TOKEN_OR_NONE, Permitted, ToldMore
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page, page_of
from libs.events.http.tables.download import Downloading, every_row
from libs.events.http.tables.listing import Listing
from libs.events.imports.listing import listing_of
from libs.events.reactions import Environment
from libs.events.refusal import Forbidden
from libs.events.store.store import Transaction

from ...lists import people
from ...lists.shapes import DayFilter, End
from ...policy.decide import POLICY
from .. import commands as c
from .. import refusals as r
from ..imports import OF_THE_BUSINESS
from ..lookups import entity_lookups, entity_row, on_record, successor_lookups, tagger
from ..owners import keep_owners
from ..search import Double, EntityFilter, double_rows, entity_rows, require_long_enough
from ..tags import Source, Tag, derived_tags
from ..views import queries
from .premises import PremisesView, premises_of

router = APIRouter()
_CONTENT = tuple(EntityContent.model_fields)


class EntityQuery(EntityFilter, Paged):
    pass


class EntityView(BaseModel):
    """What the list says of an entity from `since` on until the day before `until`; null: from its beginning, to this day.

    `successor`: the code under which the same business goes on; `predecessors`: the codes that it had directly before;
    `premises`: its places of business beside its own. All three as they are on record now.
    """

    entity: str
    content: EntityContent
    since: date | None
    until: date | None
    struck_off_from: date | None
    struck_off_for: PublicWords | None
    version: int
    successor: str | None = None
    predecessors: list[str] = []
    premises: list[PremisesView] = []


class NewEntity(Body):
    entity: EntityId
    content: EntityContent


_LISTING: Listing[EntityView] = listing_of(
    OF_THE_BUSINESS,
    "entities",
    "检查对象名录",
    {
        "scheme": lambda view: view.entity.split(":", 1)[0],
        "value": lambda view: view.entity.split(":", 1)[1],
        **{column: attrgetter(f"content.{column}") for column in OF_THE_BUSINESS.columns[2:]},
    },
)


@router.get(
    "/entities/export.{format}", summary="Entities as a table", response_class=StreamingResponse, tags=["exports"],
    openapi_extra=TOKEN_OR_NONE,
)  # fmt: skip
async def export(
    pool: Pool, env: Env, query: Annotated[EntityFilter, Query()], told_more: ToldMore, download: Downloading
) -> StreamingResponse:
    _may_ask(query, told_more)

    async def batch(after: str, limit: int) -> list[EntityView]:
        return await _entities(pool, env, query, told_more, after, limit, begun=bool(after))

    return download(_LISTING, every_row(batch, attrgetter("entity")))


@router.get("/entities", summary="Entities, by scheme and code", tags=["lists"], openapi_extra=TOKEN_OR_NONE)
async def entities(pool: Pool, env: Env, query: Annotated[EntityQuery, Query()], told_more: ToldMore) -> Page[EntityView]:
    _may_ask(query, told_more)
    return await page(query, partial(_entities, pool, env, query, told_more), attrgetter("entity"))


def _may_ask(query: EntityFilter, told_more: bool) -> None:  # noqa: FBT001 - as the dependency gives it
    """A list by tag would tell everybody what the tags of each entity are not shown for."""
    if not told_more:
        require_long_enough(query.q)
    if query.tag is not None and not told_more:
        raise Forbidden(
            "tags are for officials", "标签仅供工作人员查看", field="tag", value=query.tag,
            do_en="Leave out tag, or sign in as an official.", do_zh="请去掉 tag,或以工作人员身份登录。",
        )  # fmt: skip


async def _entities(
    pool: Any,
    env: Environment,
    f: EntityFilter,
    told_more: bool,  # noqa: FBT001 - as the dependency gives it
    after: str,
    limit: int,
    *,
    begun: bool = False,
) -> list[EntityView]:
    rows = await entity_rows(pool, env.today, f, full=told_more, begun=begun, after=after, limit=limit)
    return await _whole(pool, [_view(row, told_more) for row in rows], told_more)


async def _whole(pool: Any, views: list[EntityView], told_more: bool) -> list[EntityView]:  # noqa: FBT001
    """With the codes before and after, and the premises; for who may know it, with the owner's name of a household or stall
    that is called after him.
    """
    shown = {view.entity for view in views}
    lines = [(row["entity"], row["successor"]) async for row in queries.successions_of(pool, entities=list(shown))]
    after, places = dict(lines), await premises_of(pool, list(shown), told_more=told_more)
    for view in views:
        view.premises = places.get(view.entity, [])
        view.successor = after.get(view.entity)
        view.predecessors = [before for before, successor in lines if successor == view.entity]
    if told_more:
        names = {row["entity"]: row["name"] async for row in queries.owners(pool, entities=[v.entity for v in views])}
        for view in views:
            # What it is called today says nothing of the days before.
            if view.until is None and view.entity in names:
                view.content = view.content.model_copy(update={"name": names[view.entity]})
    return views


def _view(row: Any, told_more: bool) -> EntityView:  # noqa: FBT001
    fields = dict(row)
    view = EntityView(content=EntityContent(**{name: fields.pop(name) for name in _CONTENT}), **fields)
    return view.model_copy(update={"struck_off_for": row["struck_off_for"]}) if told_more else view


@router.get("/entities/doubles", summary="Names that stand twice in a township, for a registrar to look at", tags=["lists"])
async def doubles(pool: Pool, env: Env, _: Permitted, query: Annotated[Paged, Query()]) -> Page[Double]:
    return await page(query, partial(double_rows, pool, env.today), lambda row: [row.key, row.township], ["", ""])


@router.get("/entities/{entity}", summary="One entity", tags=["lists"], openapi_extra=TOKEN_OR_NONE)
async def entity(entity: EntityId, pool: Pool, response: Response, told_more: ToldMore) -> EntityView:
    row = await entity_row(pool, entity)
    response.headers["ETag"] = f'"{row["version"]}"'
    return (await _whole(pool, [_view(row, told_more)], told_more))[0]


@router.get(
    "/entities/{entity}/history", summary="What the list said of an entity, oldest first", tags=["lists"],
    openapi_extra=TOKEN_OR_NONE,
)  # fmt: skip
async def entity_history(entity: EntityId, pool: Pool, told_more: ToldMore) -> list[EntityView]:
    row = await entity_row(pool, entity)
    ends = {name: row[name] for name in ("struck_off_from", "struck_off_for", "version")}
    past = [_view({**dict(before), **ends}, told_more) async for before in queries.entity_history(pool, entity=entity)]
    return await _whole(pool, [*past, _view(row, told_more)], told_more)


@router.post("/entities", status_code=201, summary="Put an entity on the list, or change its particulars", tags=["changes"])
async def enter_entity(body: NewEntity, gate: Asking, pool: Pool, env: Env) -> Accepted:
    command = c.EnterEntity(**body.model_dump(), known=await entity_lookups(pool, env.today))

    async def work(tx: Transaction) -> Accepted:
        outcome = await gate.run(tx, command, expect=gate.expect)
        for note in await keep_owners(tx, [command]):
            outcome = await gate.run(tx, note)
        return Accepted.of(outcome)

    return await gate.execute(work, answer=Accepted)


@router.delete(
    "/entities/{entity}/owner", summary="Erase the owner's name that a household or stall is called by; no fact holds it",
    tags=["changes"],
)  # fmt: skip
async def erase_owner(entity: EntityId, gate: Asking, env: Env) -> people.Erased:
    return await people.erase(entity, gate, env, r.NoOwner, c.NoteOwner(entity=entity, erased=True), entity=entity)


@router.post("/entities/{entity}/strike-off", summary="Strike an entity off the list from a day on", tags=["changes"])
async def strike_off(entity: EntityId, body: End, gate: Asking) -> Accepted:
    return await gate.execute(c.StrikeOffEntity(entity=entity, **body.model_dump()))


class Reason(Body):
    reason: PlainText


@router.post(
    "/entities/{entity}/reinstatement", summary="Take a strike-off back: it was a mistake, or its cause was revoked",
    tags=["changes"],
)  # fmt: skip
async def reinstate(entity: EntityId, body: Reason, gate: Asking) -> Accepted:
    return await gate.execute(c.ReinstateEntity(entity=entity, **body.model_dump()))


class Successor(Reason):
    successor: EntityId


@router.post(
    "/entities/{entity}/successor", summary="Name the code under which the same business goes on; yearly caps follow it",
    tags=["changes"],
)  # fmt: skip
async def name_successor(entity: EntityId, body: Successor, gate: Asking, pool: Pool) -> Accepted:
    known = await successor_lookups(pool, body.successor)
    return await gate.execute(c.NameSuccessor(entity=entity, known=known, **body.model_dump()))


@router.post(
    "/entities/{entity}/successor/withdrawal", summary="Take a successor back that was named by mistake", tags=["changes"]
)
async def revoke_succession(entity: EntityId, body: Reason, gate: Asking) -> Accepted:
    return await gate.execute(c.RevokeSuccession(entity=entity, **body.model_dump()))


class NewTag(Body):
    """`department`: whose tag it is. Who acts for one department alone may leave it out; the office's own have none."""

    tag: Kind
    reason: PlainText
    until: date | None = None
    department: DepartmentCode | None = None


class TagView(BaseModel):
    """`source` manual: by a fact; any other: derived by the rule from the evidence (ids of facts, codes, days)."""

    tag: str
    source: Source
    rule_en: str
    rule_zh: str
    evidence: list[str]
    since: date | None
    until: date | None


class TagsView(BaseModel):
    """`silent`: those of the six sources (H-28) from which nothing is on record of the entity.

    To the entity itself nothing is said of complaints, neither that there are some nor that there are none.
    """

    entity: str
    day: date
    tags: list[TagView]
    silent: list[Source]


@router.get("/entities/{entity}/tags", summary="An entity's tags, derived and manual, each with its rule", tags=["tags"])
async def tags(entity: EntityId, pool: Pool, env: Env, reach: Reading) -> TagsView:
    reach.require(r.NoSuchEntity(entity=entity), entity=entity)
    day = env.today
    numbers = await POLICY.in_force(pool, day)
    known, informed = await on_record(pool, entity, numbers, day), reach.beyond_entities
    if not informed:
        # Judged without them: from one complaint to the next the entity would guess who made it (B-34).
        known = replace(known, complaints=())
    manual = [_manual(row) async for row in queries.manual_tags(pool, entity=entity, day=day)]
    found = [*derived_tags(known, numbers, day), *manual]
    heard = {Source.ACCESS, *(tag.source for tag in found)}
    heard |= {Source.COMPLAINTS} if known.complaints or not informed else set()
    heard |= {Source.DAILY} if known.meetings else set()
    silent = [source for source in Source if source not in heard and source is not Source.MANUAL]
    views = [TagView.model_validate(tag, from_attributes=True) for tag in found]
    return TagsView(entity=entity, day=day, tags=views, silent=silent)


def _manual(row: Any) -> Tag:
    until = row["effective_until"]
    last = None if until is None else until - timedelta(days=1)
    return Tag(row["tag"], Source.MANUAL, row["reason"], row["reason"], (), row["effective_from"], last)


@router.post("/entities/{entity}/tags", summary="Tag an entity by hand", tags=["tags"], responses=WAITS)
async def tag_entity(entity: EntityId, body: NewTag, gate: Asking, pool: Pool) -> Accepted:
    by = tagger(gate.caller, listed=await queries.entity(pool, entity=entity) is not None)
    if by.departments is not None and body.department is not None:
        require_department(gate.caller, body.department)
    return await gate.execute(c.TagEntity(entity=entity, known=by, **body.model_dump()))


@router.post("/entities/{entity}/tags/{tag}/removal", summary="Take a manual tag off an entity", tags=["tags"], responses=WAITS)
async def untag_entity(entity: EntityId, tag: Kind, body: Reason, gate: Asking) -> Accepted:
    return await gate.execute(c.UntagEntity(entity=entity, tag=tag, reason=body.reason, known=tagger(gate.caller)))


class NewCode(Body):
    code: CreditCode
    reason: PlainText
    evidence: Evidence


class CodeFilter(DayFilter):
    state: Literal["allowed", "disallowed"] | None = None


class CodeQuery(CodeFilter, Paged):
    pass


class CodeView(BaseModel):
    """`entity_listed`: an entity stands on the list under the code, also when it is allowed no more."""

    code: str
    state: Literal["allowed", "disallowed"]
    reason: PublicWords
    evidence: list[PublicEvidence]
    since: date
    disallowed_from: date | None
    disallowed_for: PublicWords | None
    entity_listed: bool
    version: int


@router.get("/codes", summary="Credit codes let in by name, with those no longer let in", tags=["codes"])
async def codes(pool: Pool, env: Env, query: Annotated[CodeQuery, Query()]) -> Page[CodeView]:
    day = query.day or env.today
    rows = queries.codes_page(pool, day=day, q=query.q, state=query.state, after=query.after, limit=query.limit + 1)
    shown = [CodeView(**{**dict(row), "evidence": orjson.loads(row["evidence"])}) async for row in rows]
    return page_of(shown, query.limit, lambda view: [view.code])


@router.post("/codes", status_code=201, summary="Let in a lawful early credit code, on evidence", tags=["codes"])
async def allow_code(body: NewCode, gate: Asking) -> Accepted:
    return await gate.execute(c.AllowCode(**{**body.model_dump(), "code": credit_code(body.code)}))


@router.post(
    "/codes/{code}/withdrawal", summary="Stop letting a code in; entities listed under it stay and are shown", tags=["codes"]
)
async def disallow_code(code: CreditCode, body: Reason, gate: Asking) -> Accepted:
    return await gate.execute(c.DisallowCode(code=credit_code(code) or "?", reason=body.reason))
