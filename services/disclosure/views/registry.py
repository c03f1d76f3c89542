"""What exists: names of departments, places, industries, items, entities."""

from __future__ import annotations

from collections.abc import Sequence

from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.entities import EntityChanged, EntityListed, EntityStruckOff
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed
from libs.events.catalog.registry.places import TownshipListed
from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .room import views


@views.on(DepartmentListed)
async def department_listed(tx: Transaction, facts: Sequence[Recorded[DepartmentListed]]) -> None:
    await tx.executemany(
        "insert into departments values ($1, $2) on conflict (department) do update set title = excluded.title",
        [(r.fact.department, r.fact.title) for r in facts],
    )


@views.on(TownshipListed)
async def township_listed(tx: Transaction, facts: Sequence[Recorded[TownshipListed]]) -> None:
    await tx.executemany(
        "insert into townships values ($1, $2) on conflict (township) do update set title = excluded.title",
        [(r.fact.township, r.fact.title) for r in facts],
    )


@views.on(IndustryListed)
async def industry_listed(tx: Transaction, facts: Sequence[Recorded[IndustryListed]]) -> None:
    await tx.executemany(
        "insert into industries values ($1, $2) on conflict (industry) do update set title = excluded.title",
        [(r.fact.industry, r.fact.title) for r in facts],
    )


@views.on(ItemListed, ItemAdjusted)
async def item_listed(tx: Transaction, facts: Sequence[Recorded[ItemListed | ItemAdjusted]]) -> None:
    await tx.executemany(
        "insert into items values ($1, $2, $3, $4, $5) on conflict (item, edition) do nothing",
        [(f.item, f.edition, f.content.subject, f.content.content, f.effective_from) for r in facts for f in (r.fact,)],
    )


@views.on(EntityListed)
async def entity_listed(tx: Transaction, facts: Sequence[Recorded[EntityListed]]) -> None:
    await tx.executemany(
        "insert into entities (entity, name, category, township, industries, listed_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (entity) do update set name = excluded.name, category = excluded.category, township = excluded.township,"
        " industries = excluded.industries, struck_at = null, struck_reason = null",
        [(r.fact.entity, c.name, c.category, c.township, list(c.industries), r.time) for r in facts for c in (r.fact.content,)],
    )


@views.on(EntityChanged)
async def entity_changed(tx: Transaction, facts: Sequence[Recorded[EntityChanged]]) -> None:
    await tx.executemany(
        "update entities set name = $2, category = $3, township = $4, industries = $5, changed_at = $6 where entity = $1",
        [(r.fact.entity, c.name, c.category, c.township, list(c.industries), r.time) for r in facts for c in (r.fact.content,)],
    )


@views.on(EntityStruckOff)
async def entity_struck_off(tx: Transaction, facts: Sequence[Recorded[EntityStruckOff]]) -> None:
    await tx.executemany(
        "update entities set struck_at = $2, struck_reason = $3 where entity = $1",
        [(r.fact.entity, r.time, r.fact.reason) for r in facts],
    )
