"""Reading the lists. Public, except who the inspectors are."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from libs.events.catalog.codes import EntityId, InspectorId, ItemCode
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, key_of, page_of
from services.registry.decide.refusals import NoSuchEntity, NoSuchInspector, NoSuchItem
from services.registry.policy import POLICY
from services.registry.views import queries

from . import pages
from .shapes import (
    Counts,
    EntityQuery,
    EntityView,
    Force,
    InspectorQuery,
    InspectorSpell,
    InspectorView,
    ItemHistory,
    ItemQuery,
    ItemView,
    NamesReader,
    today,
)

__all__ = ["router"]

router = APIRouter(tags=["lists"])


@router.get("/items", summary="The items in force on a day, by code")
async def items(pool: Pool, env: Env, query: Annotated[ItemQuery, Query()]) -> Page[ItemView]:
    rows = await pages.items(pool, env, query, _after(query.cursor), query.limit + 1)
    return page_of(rows, query.limit, lambda row: [row.item])


@router.get("/items/{item}", summary="All editions of an item")
async def item(item: ItemCode, pool: Pool, response: Response) -> ItemHistory:
    editions = [pages.item_view(row) async for row in queries.editions(pool, item=item)]
    if not editions:
        raise NoSuchItem(field="item", value=item, do_en="GET /v1/items lists them.", do_zh="可通过 GET /v1/items 查看清单。")
    version = editions[-1].version
    response.headers["ETag"] = f'"{version}"'
    return ItemHistory(item=item, version=version, editions=editions)


@router.get("/inspectors", summary="Inspectors, by number; for officials")
async def inspectors(pool: Pool, env: Env, _: NamesReader, query: Annotated[InspectorQuery, Query()]) -> Page[InspectorView]:
    rows = await pages.inspectors(pool, env, query, _after(query.cursor), query.limit + 1)
    return page_of(rows, query.limit, lambda row: [row.inspector])


@router.get("/entities", summary="Entities, by scheme and code")
async def entities(pool: Pool, env: Env, query: Annotated[EntityQuery, Query()]) -> Page[EntityView]:
    rows = await pages.entities(pool, env, query, _after(query.cursor), query.limit + 1)
    return page_of(rows, query.limit, lambda row: [row.entity])


@router.get("/entities/{entity}", summary="One entity")
async def entity(entity: EntityId, pool: Pool, response: Response) -> EntityView:
    row = await queries.entity(pool, entity=entity)
    if row is None:
        raise NoSuchEntity(field="entity", value=entity, do_en="Check scheme and code.", do_zh="请核对标识类型和代码。")
    response.headers["ETag"] = f'"{row["version"]}"'
    return pages.entity_view(row)


@router.get("/entities/{entity}/history", summary="What the list said of an entity, oldest first")
async def entity_history(entity: EntityId, pool: Pool) -> list[EntityView]:
    row = await queries.entity(pool, entity=entity)
    if row is None:
        raise NoSuchEntity(field="entity", value=entity, do_en="Check scheme and code.", do_zh="请核对标识类型和代码。")
    ends = {name: row[name] for name in ("struck_off_from", "struck_off_for", "version")}
    past = [pages.entity_view({**dict(before), **ends}) async for before in queries.entity_history(pool, entity=entity)]
    return [*past, pages.entity_view(row)]


@router.get("/inspectors/{inspector}/history", summary="An inspector's certificates and suspensions; for officials")
async def inspector_history(inspector: InspectorId, pool: Pool, _: NamesReader) -> list[InspectorSpell]:
    spells = [pages.spell(row) async for row in queries.inspector_history(pool, inspector=inspector)]
    if not spells:
        raise NoSuchInspector(field="inspector", value=inspector, do_en="Check the number.", do_zh="请核对编号。")
    return spells


@router.get("/counts", summary="How many of each are on the lists today")
async def counts(pool: Pool, env: Env) -> Counts:
    day = today(env)
    lists = {row["list"]: row["n"] async for row in queries.list_counts(pool, day=day)}
    return Counts(**lists, **await queries.counts(pool, day=day))


@router.get("/force", summary="Officers who may check on a day, by level, and the share at the front line (L-39)")
async def force(
    pool: Pool,
    env: Env,
    day: Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31), description="Today when absent.")] = None,
) -> Force:
    """Where a body stands says its level: what the front line is, the place decides (`front_line` of its policy)."""
    officers = {row["level"]: row["officers"] async for row in queries.force_by_level(pool, day=day or today(env))}
    total = sum(officers.values())
    front = sum(n for level, n in officers.items() if level in POLICY.front_line)
    share = front * 10_000 // total if total else None
    return Force(
        by_level=officers,
        front_line=list(POLICY.front_line),
        front_line_bp=share,
        wanted_bp=POLICY.front_line_bp,
        reached=share is not None and share >= POLICY.front_line_bp,
    )


def _after(cursor: str | None) -> str:
    return str(key_of(cursor, [""])[0])
