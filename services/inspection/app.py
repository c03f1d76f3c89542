"""Wiring of inspection."""

from functools import partial
from pathlib import Path

from libs.domain import calendar
from libs.domain.entities import successions
from libs.domain.settings import ServiceSettings
from libs.events.imports.held.applying import held_files
from libs.events.matters import gather
from libs.events.reactions import Reactions
from libs.events.service import Service
from libs.events.views.views import Views

from .access import ACCESS
from .evidence.api import FILES
from .result.api import KINDS

MATTERS = gather(
    __package__,
    "policy",
    "register",
    "exemption",
    "visit",
    "guidance",
    "rectification",
    "result",
    "case",
    "transfer",
    "hazard",
    "docket",
    "papers",
    "dossier",
    "followup",
    "objection",
    "completion",
    "evidence",
    "figures",
    "review",
)

service = Service(
    name="inspection",
    title_zh="联合检查",
    title_en="inspection",
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
    workers=partial(held_files, KINDS),
)
