"""Wiring of registry."""

from __future__ import annotations

from pathlib import Path

from libs.events.decider import Deciders
from libs.events.service import Service

from .api import routers
from .decide import (
    AGREEMENT,
    APPROVAL,
    AREA,
    BENCHMARK,
    CODE,
    CONFERENCE,
    DEPARTMENT,
    ENTITY,
    EXEMPTION,
    INDUSTRY,
    INSPECTOR,
    ITEM,
    MANDATE,
    MANUAL,
    SCENARIO,
    SOURCE,
    SUGGESTION,
    TAGS,
    TOWNSHIP,
)
from .reactions import deadlines, reactions
from .views import trusted_keys, views

__all__ = ["service"]

service = Service(
    name="registry",
    title_zh="清单名录",
    title_en="registry",
    deciders=Deciders(
        INDUSTRY,
        DEPARTMENT,
        MANDATE,
        CONFERENCE,
        TOWNSHIP,
        AREA,
        SOURCE,
        ITEM,
        SCENARIO,
        SUGGESTION,
        MANUAL,
        EXEMPTION,
        BENCHMARK,
        ENTITY,
        CODE,
        TAGS,
        APPROVAL,
        INSPECTOR,
        AGREEMENT,
    ),
    views=views,
    reactions=reactions,
    deadlines=deadlines,
    routers=routers,
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["planning", "inspection", "whistle", "credit"],
    neighbours=True,
    trust=trusted_keys,
)
