"""Wiring of registry."""

from __future__ import annotations

from pathlib import Path

from libs.events.decider import Deciders
from libs.events.service import Service

from .api import routers
from .decide import AGREEMENT, DEPARTMENT, ENTITY, INDUSTRY, INSPECTOR, ITEM, SCENARIO, TOWNSHIP
from .reactions import deadlines, reactions
from .views import trusted_keys, views

__all__ = ["service"]

service = Service(
    name="registry",
    title_zh="清单名录",
    title_en="registry",
    deciders=Deciders(INDUSTRY, DEPARTMENT, TOWNSHIP, ITEM, SCENARIO, ENTITY, INSPECTOR, AGREEMENT),
    views=views,
    reactions=reactions,
    deadlines=deadlines,
    routers=routers,
    migrations=Path(__file__).with_name("migrations"),
    neighbours=True,
    trust=trusted_keys,
)
