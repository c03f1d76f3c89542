"""Wiring of inspection."""

from __future__ import annotations

from pathlib import Path

from libs.events.decider import Deciders
from libs.events.service import Service

from .api import routers
from .decide import RECTIFICATION, RESULT, VISIT
from .reactions import deadlines, reactions
from .views import views

__all__ = ["service"]

service = Service(
    name="inspection",
    title_zh="联合检查",
    title_en="inspection",
    deciders=Deciders(VISIT, RECTIFICATION, RESULT),
    views=views,
    reactions=reactions,
    deadlines=deadlines,
    routers=routers,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "planning"],
)
