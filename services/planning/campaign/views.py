"""Campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


@views.on(CampaignOrdered)
async def ordered(tx: Transaction, facts: Sequence[Recorded[CampaignOrdered]]) -> None:
    await tx.executemany(
        "insert into campaigns values ($1, $2, $3, $4, $5, $6, $7, null, null, $8, $9, $10)",
        [
            (
                f.campaign,
                f.level,
                f.document,
                list(f.kinds),
                list(f.industries),
                f.valid_from,
                f.valid_until,
                r.time,
                str(r.id),
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(CampaignEnded)
async def ended(tx: Transaction, facts: Sequence[Recorded[CampaignEnded]]) -> None:
    await tx.executemany(
        "update campaigns set ended_from = $2, ended = $3, version = $4 where campaign = $1",
        [(r.fact.campaign, r.fact.effective_from, r.fact.reason, r.version) for r in facts],
    )
