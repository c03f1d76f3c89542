"""Wiring of registry: its matters, from what the others rest on upwards, and the files they take in, in the order they need."""

from functools import partial
from pathlib import Path

from libs.domain import calendar, partner_keys
from libs.domain.callers import office_of
from libs.domain.settings import ServiceSettings
from libs.events.imports import imports_router
from libs.events.imports.held.applying import held_files
from libs.events.matters import gather
from libs.events.reactions import Reactions
from libs.events.service import Service
from libs.events.views.views import Views

from .access import ACCESS
from .agreements.views import trusted_keys
from .files import KINDS

MATTERS = gather(
    __package__,
    "policy",
    "calendar",
    "keys",
    "lists",
    "bodies",
    "organs",
    "places",
    "items",
    "conference",
    "entities",
    "scenarios",
    "discretion",
    "approvals",
    "agreements",
)
service = Service(
    name="registry",
    title_zh="清单名录",
    title_en="registry",
    deciders=MATTERS.deciders,
    views=Views(MATTERS.views, calendar.views, partner_keys.views),
    reactions=Reactions(calendar.reactions, MATTERS.reactions),
    deadlines=MATTERS.deadlines,
    routers=(imports_router(KINDS, office_of), *MATTERS.routers),
    countersigning=MATTERS.countersigning,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["planning", "inspection", "whistle", "credit"],
    neighbours=True,
    trust=trusted_keys,
    access=ACCESS,
    settings_class=ServiceSettings,
    workers=partial(held_files, KINDS),
)
