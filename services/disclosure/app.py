"""Wiring of disclosure."""

from pathlib import Path

from libs.domain import calendar
from libs.domain.entities import successions
from libs.events.matters import gather
from libs.events.reactions import Reactions
from libs.events.service import Service
from libs.events.views.views import Views

from .access import ACCESS
from .rating.pool import workers
from .settings import DisclosureSettings

MATTERS = gather(__package__, "policy", "record", "publication", "rating", "entity_file", "figures")

service = Service(
    name="disclosure",
    title_zh="公示评价",
    title_en="disclosure",
    deciders=MATTERS.deciders,
    views=Views(MATTERS.views, calendar.views, successions.views),
    reactions=Reactions(calendar.reactions, MATTERS.reactions),
    deadlines=MATTERS.deadlines,
    countersigning=MATTERS.countersigning,
    routers=MATTERS.routers,
    access=ACCESS,
    settings_class=DisclosureSettings,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "planning", "inspection", "credit", "whistle"],
    workers=workers,
)
