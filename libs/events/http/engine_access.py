"""Who may take the routes that every service has: the event feed, operations, health."""

from __future__ import annotations

from .access import Access, everybody, only

__all__ = ["ENGINE_ACCESS"]

_operator = only("operator")

ENGINE_ACCESS = Access(
    {
        "GET /events": only("integrator", "operator"),
        "GET /health/live": everybody(),
        "GET /health/ready": everybody(),
        "GET /metrics": everybody(),
        "GET /ops/progress": _operator,
        "GET /ops/parked": _operator,
        "POST /ops/parked/retry": _operator,
        "POST /ops/parked/skip": _operator,
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
