"""Wiring of credit."""

from functools import partial
from pathlib import Path

from libs.domain import calendar
from libs.domain.entities import successions
from libs.domain.settings import ServiceSettings
from libs.events.imports.held.applying import held_files
from libs.events.matters import gather
from libs.events.reactions import Reactions
from libs.events.service import RunningService, Service
from libs.events.store.runner import Origin
from libs.events.views.views import Views

from .access import ACCESS
from .model import commands as model_commands
from .model.sources import DEFAULT_MODEL
from .profile.opening import KINDS

# Routes of an entity's class (query) come before those of the entity itself (profile): an entity's value may hold a slash.
MATTERS = gather(__package__, "policy", "model", "trial", "query", "figures", "profile")


async def install_default_model(running: RunningService) -> None:
    """Evidence may arrive from the first moment: there is a model before a worker starts."""
    await running.runner.execute(model_commands.InstallModel(**DEFAULT_MODEL.model_dump()), Origin("system:credit"))


service = Service(
    name="credit",
    title_zh="信用分类",
    title_en="credit",
    deciders=MATTERS.deciders,
    views=Views(MATTERS.views, calendar.views, successions.views),
    reactions=Reactions(calendar.reactions, MATTERS.reactions),
    deadlines=MATTERS.deadlines,
    countersigning=MATTERS.countersigning,
    routers=MATTERS.routers,
    access=ACCESS,
    settings_class=ServiceSettings,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "inspection"],
    prepare=install_default_model,
    workers=partial(held_files, KINDS),
)
