"""Wiring of planning."""

from collections.abc import Sequence
from pathlib import Path

from libs.domain import calendar, partner_keys
from libs.domain.entities import successions
from libs.domain.settings import ServiceSettings
from libs.events.bus.keyring import ServiceKey
from libs.events.matters import gather
from libs.events.reactions import Reactions
from libs.events.service import Service
from libs.events.store.store import Transaction
from libs.events.views.views import Views

from .access import ACCESS
from .conducting.beacons import workers
from .crossplan.views import queries

MATTERS = gather(
    __package__,
    *("policy", "conference", "crossplan", "demand", "campaign", "plan", "tasks", "visit", "officers", "exclusions"),
    *("coverage", "conducting", "filing", "emergency", "joint", "schedule", "figures", "why"),
)


async def trust(tx: Transaction, place: str, service: str) -> Sequence[ServiceKey]:
    """Keys of a neighbour's service under agreements that neither side has revoked."""
    in_force = {row["agreement"]: row["ends"] async for row in queries.agreements_in_force(tx, place=place)}
    return await partner_keys.trusted(tx, place, service, in_force)


service = Service(
    name="planning",
    title_zh="计划与抽取",
    title_en="planning",
    deciders=MATTERS.deciders,
    views=Views(MATTERS.views, calendar.views, successions.views, partner_keys.views),
    reactions=Reactions(calendar.reactions, MATTERS.reactions),
    deadlines=MATTERS.deadlines,
    countersigning=MATTERS.countersigning,
    routers=MATTERS.routers,
    access=ACCESS,
    settings_class=ServiceSettings,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "credit", "inspection", "whistle"],
    neighbours=True,
    trust=trust,
    workers=workers,
)
