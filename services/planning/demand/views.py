"""Demands, and the lists they rest on: departments, mandates, industries, items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql
import orjson

from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn
from libs.events.catalog.registry.bodies import (
    DepartmentListed,
    DepartmentWithdrawn,
    MandateEnded,
    MandateGranted,
)
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, ItemWithdrawn
from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


views = Views()


@views.on(DemandSubmitted)
async def demand_submitted(tx: Transaction, facts: Sequence[Recorded[DemandSubmitted]]) -> None:
    await tx.executemany(
        "insert into demands (demand, year, department, kind, items, industries, list_class, ratios, rounding, minimum,"
        " maximum, method, submitted_at, version, crossplan)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, $13, $14, $15)",
        [
            (
                f.demand,
                f.year,
                f.department,
                f.kind,
                list(f.items),
                list(f.industries),
                f.list_class.value,
                _json({credit_class.value: ratio for credit_class, ratio in f.ratios.items()}),
                f.rounding.value,
                f.minimum,
                f.maximum,
                f.method.value,
                r.time,
                r.version,
                f.crossplan,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )
    await tx.executemany(
        "update demands set key_ratios = $2::jsonb where demand = $1",
        [
            (r.fact.demand, _json({credit_class.value: ratio for credit_class, ratio in r.fact.key_ratios.items()}))
            for r in facts
            if r.fact.key_ratios is not None
        ],
    )


@views.on(DemandWithdrawn)
async def demand_withdrawn(tx: Transaction, facts: Sequence[Recorded[DemandWithdrawn]]) -> None:
    await tx.executemany(
        "update demands set withdrawn = $2, version = $3 where demand = $1",
        [(r.fact.demand, r.fact.reason, r.version) for r in facts],
    )


@views.on(DepartmentListed)
async def department_listed(tx: Transaction, facts: Sequence[Recorded[DepartmentListed]]) -> None:
    await tx.executemany(
        "insert into departments values ($1, $2, $3, $4) on conflict (department) do update set title = excluded.title,"
        " level = excluded.level, divisions = excluded.divisions, withdrawn_from = null",
        [(f.department, f.title, f.level.value, list(f.divisions)) for r in facts for f in (r.fact,)],
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
        "insert into item_versions values ($1, $2, $3, false, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing",
        [
            (
                r.fact.item,
                r.version,
                r.fact.effective_from,
                c.department,
                c.kind,
                c.list_class.value,
                list(c.industries),
                c.notice.value,
                c.qualification,
                [ground.value for ground in c.grounds],
                c.frequency_months,
                str(r.id),
            )
            for r in facts
            for c in (r.fact.content,)
        ],
    )


@views.on(ItemWithdrawn)
async def item_withdrawn(tx: Transaction, facts: Sequence[Recorded[ItemWithdrawn]]) -> None:
    await tx.executemany(
        "insert into item_versions (item, version, effective_from, withdrawn, fact) values ($1, $2, $3, true, $4)"
        " on conflict do nothing",
        [(r.fact.item, r.version, r.fact.effective_from, str(r.id)) for r in facts],
    )


@views.on(MandateGranted)
async def mandate_granted(tx: Transaction, facts: Sequence[Recorded[MandateGranted]]) -> None:
    await tx.executemany(
        "insert into mandates values ($1, $2, true, $3, $4) on conflict do nothing",
        [(f.department, r.version, f.effective_from, f.effective_until) for r in facts for f in (r.fact,)],
    )


@views.on(MandateEnded)
async def mandate_ended(tx: Transaction, facts: Sequence[Recorded[MandateEnded]]) -> None:
    await tx.executemany(
        "insert into mandates values ($1, $2, false, $3, null) on conflict do nothing",
        [(r.fact.department, r.version, r.fact.effective_from) for r in facts],
    )


@views.on(DepartmentWithdrawn)
async def department_withdrawn(tx: Transaction, facts: Sequence[Recorded[DepartmentWithdrawn]]) -> None:
    await tx.executemany(
        "update departments set withdrawn_from = $2 where department = $1",
        [(r.fact.department, r.fact.effective_from) for r in facts],
    )
