"""Wiring of whistle."""

from __future__ import annotations

from pathlib import Path

from libs.events.decider import Deciders
from libs.events.service import Service
from libs.events.timers import Deadlines
from libs.events.views.views import Views

from .call import api as call_api
from .call import reactions as call_reactions
from .call import views as call_views
from .call.decide import WHISTLE
from .clue import api as clue_api
from .clue import reactions as clue_reactions
from .clue import views as clue_views
from .clue.decide import CLUE
from .figures import api as figures_api

service = Service(
    name="whistle",
    title_zh="吹哨报到",
    title_en="whistle",
    deciders=Deciders(WHISTLE, CLUE),
    views=Views(call_views.views, clue_views.views),
    reactions=clue_reactions.reactions,
    deadlines=Deadlines(call_reactions.deadlines, clue_reactions.deadlines),
    routers=[call_api.router, clue_api.router, figures_api.router],
    migrations=Path(__file__).with_name("migrations"),
    subscribes=["registry", "inspection"],
)
