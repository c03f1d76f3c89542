"""What stands beside the lists: tags of entities, credit codes let in by name, who answers for a township."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from libs.events.catalog.codes import EntityId, EvidenceRef, Kind, Level, Name, PlainText, TownshipCode, normalise_uscc
from libs.events.http import Accepted, Gate, gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, key_of, page_of
from services.registry import commands as c
from services.registry.decide.refusals import NoSuchEntity, NotListed
from services.registry.lookups import codes_of
from services.registry.policy import POLICY
from services.registry.tags import Complaint, Known, Meeting, Source, Tag, derived_tags, months_before
from services.registry.views import queries

from .editions import CodeFilter, CodeView
from .shapes import Paged, today

__all__ = ["router"]

router = APIRouter()
Registrar = Annotated[Gate, Depends(gate("registrar"))]
Tagger = Annotated[Gate, Depends(gate("registrar", "planner", "department-officer", "credit-officer"))]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewTag(Body):
    tag: Kind
    reason: PlainText
    until: date | None = None


class Reason(Body):
    reason: PlainText


class NewCode(Body):
    code: Name
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]


class TagView(BaseModel):
    """`source` manual: by a fact; else derived by the rule from the evidence (ids of facts, codes, days)."""

    tag: str
    source: Source
    rule_en: str
    rule_zh: str
    evidence: list[str]
    since: date | None
    until: date | None


class TagsView(BaseModel):
    """`silent`: those of the six sources (H-28) from which nothing is on record of the entity."""

    entity: str
    day: date
    tags: list[TagView]
    silent: list[Source]


class Answering(BaseModel):
    """A department whose division prefixes cover the township; `prefix` is the closest of them."""

    department: str
    title: str
    level: Level
    prefix: str


class AnsweringView(BaseModel):
    """The closest first. `overlapping`: several departments' prefixes cover the township, of different reach."""

    township: str
    day: date
    overlapping: bool
    departments: list[Answering]


class CodeQuery(CodeFilter, Paged):
    pass


@router.get("/entities/{entity}/tags", summary="An entity's tags, derived and manual, each with its rule", tags=["tags"])
async def tags(entity: EntityId, pool: Pool, env: Env) -> TagsView:
    day = today(env)
    known = await _known(pool, entity, day)
    found = [
        *derived_tags(known, POLICY, day),
        *[_manual(row) async for row in queries.manual_tags(pool, entity=entity, day=day)],
    ]
    heard = {Source.ACCESS}
    heard |= {Source.COMPLAINTS} if known.complaints else set()
    heard |= {Source.DAILY} if known.meetings else set()
    heard |= {tag.source for tag in found}
    silent = [source for source in Source if source not in heard and source is not Source.MANUAL]
    views = [
        TagView(
            tag=t.tag, source=t.source, rule_en=t.rule_en, rule_zh=t.rule_zh, evidence=list(t.evidence), since=t.since,
            until=t.until,
        )
        for t in found
    ]  # fmt: skip
    return TagsView(entity=entity, day=day, tags=views, silent=silent)


async def _known(pool: Any, entity: str, day: date) -> Known:
    row = await queries.entity(pool, entity=entity)
    if row is None:
        raise NoSuchEntity(field="entity", value=entity, do_en="Check scheme and code.", do_zh="请核对标识类型和代码。")
    since = months_before(day, POLICY.window_months)
    items = queries.key_items_for(pool, industries=row["industries"], day=day)
    risk = await queries.high_risk(pool, entity=entity)
    told = queries.complaints_of(pool, entity=entity, since=since, day=day)
    met = queries.meetings_of(pool, entity=entity, since=since, day=day)
    return Known(
        founded=row["founded"],
        listed=row["since"],
        industries=row["industries"],
        key_items=[item["item"] async for item in items],
        high_risk=None if risk is None else (risk["fact"], risk["since"]),
        complaints=[Complaint(t["fact"], t["day"]) async for t in told],
        meetings=[Meeting(m["fact"], m["day"], m["problems"], m["penalty"]) async for m in met],
    )


def _manual(row: Any) -> Tag:
    until = row["effective_until"]
    last = None if until is None else until - timedelta(days=1)
    return Tag(row["tag"], Source.MANUAL, row["reason"], row["reason"], (), row["effective_from"], last)


@router.post("/entities/{entity}/tags", summary="Tag an entity by hand", tags=["tags"])
async def tag(entity: EntityId, body: NewTag, gate: Tagger, pool: Pool) -> Accepted:
    listed = await queries.entity(pool, entity=entity) is not None
    return await gate.execute(c.TagEntity(entity=entity, listed=listed, **body.model_dump()))


@router.post("/entities/{entity}/tags/{tag}/removal", summary="Take a manual tag off an entity", tags=["tags"])
async def untag(entity: EntityId, tag: Kind, body: Reason, gate: Tagger) -> Accepted:
    return await gate.execute(c.UntagEntity(entity=entity, tag=tag, reason=body.reason))


@router.get("/codes", summary="Credit codes let in by name, and those let in no more", tags=["codes"])
async def codes(pool: Pool, env: Env, query: Annotated[CodeQuery, Query()]) -> Page[CodeView]:
    day = query.day or today(env)
    after = str(key_of(query.cursor, [""])[0])
    rows = queries.codes_page(pool, day=day, q=query.q, state=query.state, after=after, limit=query.limit + 1)
    shown = [CodeView(**{**dict(row), "evidence": orjson.loads(row["evidence"])}) async for row in rows]
    return page_of(shown, query.limit, lambda view: [view.code])


@router.post("/codes", status_code=201, summary="Let in a lawful early credit code, on evidence", tags=["codes"])
async def allow_code(body: NewCode, gate: Registrar) -> Accepted:
    return await gate.execute(c.AllowCode(**{**body.model_dump(), "code": normalise_uscc(body.code)}))


@router.post(
    "/codes/{code}/withdrawal", summary="Let a code in no more; who is listed under it stays and is shown", tags=["codes"]
)
async def disallow_code(code: str, body: Reason, gate: Registrar) -> Accepted:
    return await gate.execute(c.DisallowCode(code=normalise_uscc(code)[:200] or "?", reason=body.reason))


@router.get("/townships/{township}/departments", summary="Who answers for a township: the closest prefix first", tags=["lists"])
async def answering(township: TownshipCode, pool: Pool, env: Env, day: date | None = None) -> AnsweringView:
    on = day or today(env)
    if township not in await codes_of(pool, "townships", on):
        raise NotListed(field="township", value=township, do_en="Check the code.", do_zh="请核对代码。")
    found = [Answering(**row) async for row in queries.answering(pool, township=township, day=on)]
    return AnsweringView(township=township, day=on, overlapping=len({a.prefix for a in found}) > 1, departments=found)
