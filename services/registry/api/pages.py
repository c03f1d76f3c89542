"""The lists page by page: the same rows for screens (a page) and for files (all of them)."""

from __future__ import annotations

from typing import Any

import orjson

from libs.events.catalog.registry.entities import EntityContent
from libs.events.catalog.registry.items import ItemContent
from libs.events.reactions import Environment
from libs.events.refusal import Invalid
from services.registry.policy import POLICY
from services.registry.tags import months_before
from services.registry.views import queries

from .shapes import (
    EntityFilter,
    EntityView,
    InspectorFilter,
    InspectorSpell,
    InspectorView,
    ItemFilter,
    ItemView,
    today,
)

__all__ = ["check_tag", "entities", "entity_view", "inspectors", "item_view", "items", "spell"]

_CONTENT = tuple(EntityContent.model_fields)


async def items(pool: Any, env: Environment, f: ItemFilter, after: str, limit: int) -> list[ItemView]:
    rows = queries.items_page(
        pool,
        day=f.day or f.on or today(env),
        q=f.q,
        industry=f.industry,
        department=f.department,
        kind=f.kind,
        list_class=f.list_class and f.list_class.value,
        after=after,
        limit=limit,
    )
    return [item_view(row) async for row in rows]


async def inspectors(pool: Any, env: Environment, f: InspectorFilter, after: str, limit: int) -> list[InspectorView]:
    rows = queries.inspectors_page(
        pool,
        day=f.day or today(env),
        q=f.q,
        department=f.department,
        qualification=f.qualification,
        state=f.state,
        after=after,
        limit=limit,
    )
    return [InspectorView(**row) async for row in rows]


async def entities(pool: Any, env: Environment, f: EntityFilter, after: str, limit: int) -> list[EntityView]:
    day = today(env)
    narrowed = {
        "q": f.q,
        "industry": f.industry,
        "township": f.township,
        "category": f.category,
        "state": f.state,
        "after": after,
        "limit": limit,
    }
    if f.tag is not None:
        check_tag(f, env)
        rows = queries.entities_tagged(
            pool,
            tag=f.tag,
            day=day,
            young=months_before(day, POLICY.new_entity_months),
            year=months_before(day, POLICY.window_months),
            many=POLICY.many_industries,
            several=POLICY.many_complaints,
            **narrowed,
        )
    elif f.day is None or f.day == day:
        rows = queries.entities_page(pool, day=day, **narrowed)
    else:
        rows = queries.entities_on(pool, day=f.day, **narrowed)
    return [entity_view(row) async for row in rows]


def check_tag(f: EntityFilter, env: Environment) -> None:
    """Raises Invalid for a tag asked for another day: nobody knows today what facts will say or said then."""
    if f.tag is not None and f.day not in {None, today(env)}:
        raise Invalid(
            "tags are derived from what is known today",
            "标签按今日已知情况得出",
            field="day",
            value=str(f.day),
            do_en="Leave out day, or tag.",
            do_zh="请去掉 day 或 tag 之一。",
        )


def item_view(row: Any) -> ItemView:
    return ItemView(**{**row, "content": ItemContent.model_validate_json(row["content"])})


def entity_view(row: Any) -> EntityView:
    fields = dict(row)
    return EntityView(content=EntityContent(**{name: fields.pop(name) for name in _CONTENT}), **fields)


def spell(row: Any) -> InspectorSpell:
    said = orjson.loads(row["content"])
    return InspectorSpell(
        kind="certified" if row["list"] == "inspectors" else "suspended",
        effective_from=row["effective_from"],
        effective_until=row["effective_until"],
        ended=row["withdrawn"],
        **{name: said.get(name) for name in ("department", "certificate", "qualifications", "valid_until", "reason")},
    )
