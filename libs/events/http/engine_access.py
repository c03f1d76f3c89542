"""Who may take the routes that every service has: the event feed, operations, health."""

from __future__ import annotations

from . import feed, ops, rejected
from .access import Access, everybody, only
from .readings import api as readings
from .readings.trail import INTERNAL, PERSONAL, Trail

__all__ = ["ENGINE_ACCESS", "ENGINE_ROUTERS", "OPERATION_ROUTERS"]

OPERATION_ROUTERS = (ops.router, rejected.router)
ENGINE_ROUTERS = (feed.router, readings.router, ops.health, *OPERATION_ROUTERS)
_operator = only("operator")
_auditor = only("auditor").on_record(Trail(PERSONAL, {"person": str}, {"entity": str}))

ENGINE_ACCESS = Access(
    {
        "GET /events": only("integrator", "operator").on_record(Trail(INTERNAL)),
        "GET /readings": _auditor,
        "GET /readings/export.{format}": _auditor,
        "GET /health/live": everybody(),
        "GET /health/ready": everybody(),
        "GET /metrics": everybody(),
        "GET /ops/progress": _operator,
        "GET /ops/parked": _operator,
        "POST /ops/parked/retry": _operator,
        "POST /ops/parked/retry-many": _operator,
        "POST /ops/parked/skip": _operator,
        "GET /ops/deadlines/failing": _operator,
        "POST /ops/deadlines/retry": _operator,
        "GET /ops/rejected": _operator,
        "GET /ops/held": _operator,
        "GET /ops/held/passed": _operator,
        "POST /ops/held/{topic}/{partition}/{offset}/pass": _operator,
        "GET /ops/topics/{topic}": _operator,
        "POST /ops/topics/{topic}/read-again": _operator,
        "POST /ops/topics/{topic}/refill": _operator,
        "POST /ops/rebuild": _operator,
    }
)
