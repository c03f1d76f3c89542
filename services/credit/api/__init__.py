"""Routes of credit: thin, no decisions."""

from libs.events.imports import imports_router

from .classes import router as classes
from .models import router as models
from .opening import OPENING_BALANCES
from .profiles import router as profiles

__all__ = ["routers"]

# The class of an entity comes before the entity itself: an entity's value may hold a slash.
routers = [models, imports_router({"opening": OPENING_BALANCES}), classes, profiles]
