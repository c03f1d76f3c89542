"""Wiring of whistle."""

from pathlib import Path

from libs.domain import calendar
from libs.domain.entities import successions
from libs.domain.settings import ServiceSettings
from libs.events.matters import gather
from libs.events.reactions import Reactions
from libs.events.service import Service
from libs.events.views.views import Views

from .access import ACCESS
from .evidence.api import FILES

MATTERS = gather(__package__, "policy", "call", "clue", "evidence", "figures")

service = Service(
    name="whistle",
    title_zh="吹哨报到",
    title_en="whistle",
    deciders=MATTERS.deciders,
    views=Views(MATTERS.views, calendar.views, successions.views),
    reactions=Reactions(calendar.reactions, MATTERS.reactions),
    deadlines=MATTERS.deadlines,
    countersigning=MATTERS.countersigning,
    routers=MATTERS.routers,
    access=ACCESS,
    files=FILES,
    settings_class=ServiceSettings,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "planning", "inspection"],
)
