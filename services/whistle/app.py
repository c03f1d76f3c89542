"""Wiring of whistle."""

from __future__ import annotations

from pathlib import Path

from libs.events.decider import Deciders
from libs.events.service import Service

from .api import router
from .decide import CLUE, WHISTLE
from .reactions import deadlines, reactions
from .views import views

__all__ = ["service"]

service = Service(
    name="whistle",
    title_zh="吹哨报到",
    title_en="whistle",
    deciders=Deciders(WHISTLE, CLUE),
    views=views,
    reactions=reactions,
    deadlines=deadlines,
    routers=[router],
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "inspection"],
)
