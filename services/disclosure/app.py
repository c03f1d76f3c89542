"""Wiring of disclosure."""

from __future__ import annotations

import secrets
from pathlib import Path

from libs.events.decider import Deciders
from libs.events.service import Running, Service

from .api import router
from .api.ratings import RATING_SECRET
from .decide import PUBLICATION, RATING
from .reactions import deadlines, reactions
from .views import queries, views

__all__ = ["service"]


async def prepare(running: Running) -> None:
    """Makes the key of the rating tickets, once in a store's life."""
    await queries.make_secret(running.pool, name=RATING_SECRET, value=secrets.token_bytes(32))


service = Service(
    name="disclosure",
    title_zh="公示评价",
    title_en="disclosure",
    deciders=Deciders(PUBLICATION, RATING),
    views=views,
    reactions=reactions,
    deadlines=deadlines,
    routers=[router],
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "planning", "inspection", "credit", "whistle"],
    prepare=prepare,
)
