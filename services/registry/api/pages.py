"""The lists page by page: the same rows for screens (a page) and for files (all of them)."""

from __future__ import annotations

from typing import Any

from libs.events.catalog.registry import EntityContent, ItemContent
from libs.events.reactions import Environment
from services.registry.views import queries

from .shapes import (
    DepartmentFilter,
    DepartmentView,
    EntityFilter,
    EntityView,
    IndustryFilter,
    IndustryView,
    InspectorFilter,
    InspectorView,
    ItemFilter,
    ItemView,
    ScenarioFilter,
    ScenarioView,
    TownshipFilter,
    TownshipView,
    today,
)

__all__ = ["departments", "entities", "entity_view", "industries", "inspectors", "item_view", "items", "scenarios", "townships"]

_CONTENT = tuple(EntityContent.model_fields)


async def industries(pool: Any, _: Environment, f: IndustryFilter, after: str, limit: int) -> list[IndustryView]:
    return [IndustryView(**row) async for row in queries.industries_page(pool, q=f.q, after=after, limit=limit)]


async def departments(pool: Any, _: Environment, f: DepartmentFilter, after: str, limit: int) -> list[DepartmentView]:
    rows = queries.departments_page(pool, q=f.q, level=f.level and f.level.value, after=after, limit=limit)
    return [DepartmentView(**row) async for row in rows]


async def townships(pool: Any, _: Environment, f: TownshipFilter, after: str, limit: int) -> list[TownshipView]:
    rows = queries.townships_page(pool, q=f.q, department=f.department, after=after, limit=limit)
    return [TownshipView(**row) async for row in rows]


async def items(pool: Any, env: Environment, f: ItemFilter, after: str, limit: int) -> list[ItemView]:
    rows = queries.items_page(
        pool,
        day=f.on or today(env),
        q=f.q,
        industry=f.industry,
        department=f.department,
        kind=f.kind,
        list_class=f.list_class and f.list_class.value,
        after=after,
        limit=limit,
    )
    return [item_view(row) async for row in rows]


async def scenarios(pool: Any, _: Environment, f: ScenarioFilter, after: str, limit: int) -> list[ScenarioView]:
    rows = queries.scenarios_page(pool, q=f.q, industry=f.industry, department=f.department, after=after, limit=limit)
    return [ScenarioView(**row) async for row in rows]


async def inspectors(pool: Any, env: Environment, f: InspectorFilter, after: str, limit: int) -> list[InspectorView]:
    rows = queries.inspectors_page(
        pool,
        day=today(env),
        q=f.q,
        department=f.department,
        qualification=f.qualification,
        state=f.state,
        after=after,
        limit=limit,
    )
    return [InspectorView(**row) async for row in rows]


async def entities(pool: Any, env: Environment, f: EntityFilter, after: str, limit: int) -> list[EntityView]:
    rows = queries.entities_page(
        pool,
        day=today(env),
        q=f.q,
        industry=f.industry,
        township=f.township,
        category=f.category,
        state=f.state,
        after=after,
        limit=limit,
    )
    return [entity_view(row) async for row in rows]


def item_view(row: Any) -> ItemView:
    return ItemView(**{**row, "content": ItemContent.model_validate_json(row["content"])})


def entity_view(row: Any) -> EntityView:
    fields = dict(row)
    return EntityView(content=EntityContent(**{name: fields.pop(name) for name in _CONTENT}), **fields)
