"""Wiring of credit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from libs.events.decider import Deciders
from libs.events.imports import imports_router
from libs.events.service import Running, Service
from libs.events.store.runner import Origin
from libs.events.timers import Deadlines
from libs.events.views.views import Views

from .figures import api as figures_api
from .model import api as model_api
from .model import views as model_views
from .model.commands import InstallModel
from .model.decide import MODEL
from .policy import DEFAULT_MODEL
from .profile import api as profile_api
from .profile import reactions as profile_reactions
from .profile import views as profile_views
from .profile.decide import PROFILE
from .profile.opening import OPENING_BALANCES
from .query import api as query_api
from .trial import api as trial_api


async def install_default_model(running: Running) -> None:
    """Evidence may arrive from the first moment: there is a model before a worker starts."""
    await running.runner.execute(InstallModel(**asdict(DEFAULT_MODEL)), Origin("system:credit"))


service = Service(
    name="credit",
    title_zh="信用分类",
    title_en="credit",
    deciders=Deciders(MODEL, PROFILE),
    views=Views(model_views.views, profile_views.views),
    reactions=profile_reactions.reactions,
    deadlines=Deadlines(),
    # The class of an entity comes before the entity itself: an entity's value may hold a slash.
    routers=[
        model_api.router,
        trial_api.router,
        imports_router({"opening": OPENING_BALANCES}),
        query_api.router,
        figures_api.router,
        profile_api.router,
    ],
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "inspection"],
    prepare=install_default_model,
)
