"""Routes of the registry: thin, no decisions."""

from libs.events.imports import imports_router
from services.registry.imports import KINDS

from . import agreements, changes, exports, lists

__all__ = ["routers"]

# Exports first: `/entities/export.csv` is not an entity.
routers = [imports_router(KINDS), exports.router, lists.router, changes.router, agreements.router]
