"""Routes of the registry: thin, no decisions."""

from libs.events.imports import imports_router
from services.registry.imports import KINDS

from . import agreements, approvals, changes, entering, exports, lists, marking, merging, registers, suggesting

__all__ = ["routers"]

# Exports and suggestions first: `/entities/export.csv` is not an entity, `/scenarios/suggestions` no scenario.
routers = [
    imports_router(KINDS),
    exports.router,
    suggesting.router,
    entering.router,
    registers.router,
    lists.router,
    changes.router,
    marking.router,
    merging.router,
    approvals.router,
    agreements.router,
]
