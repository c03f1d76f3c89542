"""The editions of the policy, and campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from services.planning.policy import SOURCES

from .rooms import queries, views

__all__ = ["pack_in_force"]


async def pack_in_force(db: Any, day: date) -> PolicyPack:
    """The numbers of the place on a day: the newest edition that has begun, or the sources'. `db`: pool or connection."""
    row = await queries.policy_in_force(db, on_day=day)
    return SOURCES if row is None else PolicyPack.model_validate_json(row["pack"])


@views.on(PolicyAdopted)
async def adopted(tx: Transaction, facts: Sequence[Recorded[PolicyAdopted]]) -> None:
    await tx.executemany(
        "insert into policies values ($1, $2, $3::jsonb, $4, $5, $6)",
        [
            (f.edition, f.effective_from, f.pack.model_dump_json(), f.reason, r.time, str(r.id))
            for r in facts
            for f in (r.fact,)
        ],
    )


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
