"""Wiring of planning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from libs.events.decider import Deciders
from libs.events.service import Service
from libs.events.store.store import Transaction

from .api import router
from .beacons import jobs
from .decide import ABSENCE, CAMPAIGN, CHAIN, CROSSPLAN, DEMAND, DRAW, FILING, PLAN, POLICY, RECUSAL, SCHEDULE, VISIT
from .reactions import deadlines, reactions
from .views import queries, views

__all__ = ["service", "trust"]


async def trust(tx: Transaction, place: str) -> Sequence[Mapping[str, Any]]:
    """Public JWKs of a neighbour under agreements that neither side has revoked."""
    return [orjson.loads(row["jwk"]) async for row in queries.trusted_keys(tx, place=place)]


service = Service(
    name="planning",
    title_zh="计划与抽取",
    title_en="planning",
    deciders=Deciders(DEMAND, PLAN, DRAW, VISIT, POLICY, CAMPAIGN, CHAIN, RECUSAL, ABSENCE, FILING, CROSSPLAN, SCHEDULE),
    views=views,
    reactions=reactions,
    deadlines=deadlines,
    routers=[router],
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "credit", "inspection", "whistle"],
    neighbours=True,
    trust=trust,
    jobs=jobs,
)
