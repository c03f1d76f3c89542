"""Routes of inspection: thin, no decisions."""

from libs.events.imports import imports_router

from . import mandates, reading, rectifications, visits
from .results import RESULTS
from .results import router as results

__all__ = ["routers"]

routers = [reading.router, visits.router, mandates.router, rectifications.router, results, imports_router({"results": RESULTS})]
