"""Wiring of credit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from libs.events.decider import Deciders
from libs.events.service import Running, Service
from libs.events.store.runner import Origin

from .api import routers
from .commands import InstallModel
from .decide import MODEL, PROFILE
from .policy import DEFAULT_MODEL
from .reactions import deadlines, reactions
from .views import views

__all__ = ["service"]


async def install_default_model(running: Running) -> None:
    """Evidence may arrive from the first moment: there is a model before a worker starts."""
    await running.runner.execute(InstallModel(**asdict(DEFAULT_MODEL)), Origin("system:credit"))


service = Service(
    name="credit",
    title_zh="信用分类",
    title_en="credit",
    deciders=Deciders(MODEL, PROFILE),
    views=views,
    reactions=reactions,
    deadlines=deadlines,
    routers=routers,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "inspection"],
    prepare=install_default_model,
)
