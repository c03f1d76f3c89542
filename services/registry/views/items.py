"""Items, edition by edition."""

from __future__ import annotations

from collections.abc import Sequence

from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, ItemWithdrawn
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import views


@views.on(ItemListed, ItemAdjusted)
async def edition_begins(tx: Transaction, facts: Sequence[Recorded[ItemListed | ItemAdjusted]]) -> None:
    for r in facts:
        f = r.fact
        # An edition that begins on the day of the one before was never in force: it ends on the day it began.
        await tx.execute(
            "update items set effective_until = least(effective_until, $3), version = $4 where item = $1 and edition < $2",
            f.item,
            f.edition,
            f.effective_from,
            r.version,
        )
        await tx.execute(
            "insert into items (item, edition, kind, list_class, department, industries, content, effective_from, version)"
            " values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)",
            f.item,
            f.edition,
            f.content.kind,
            f.content.list_class.value,
            f.content.department,
            list(f.content.industries),
            f.content.model_dump_json(),
            f.effective_from,
            r.version,
        )


@views.on(ItemWithdrawn)
async def item_withdrawn(tx: Transaction, facts: Sequence[Recorded[ItemWithdrawn]]) -> None:
    await tx.executemany(
        "update items set effective_until = least(effective_until, $2), version = $4,"
        " withdrawn = case when effective_until is null then $3 else withdrawn end where item = $1",
        [(r.fact.item, r.fact.effective_from, r.fact.reason, r.version) for r in facts],
    )
