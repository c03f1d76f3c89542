"""Who was turned away: each refusal for want of rights is a log line and counts in a metric, without the token."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from ...refusal import Refusal
from ...telemetry import log, metrics
from .passed import ADDRESS, FOUND, SUBJECT

__all__ = ["note"]

_LOGGED: Final = frozenset({401, 403})
_COUNTED: Final = _LOGGED | {408, 413, 429}


def note(scope: Scope, refusal: Refusal) -> None:
    """Counts a refusal by the limits of access. Of 401, 403 and refused trust a line says who asked what from where, and the
    reason.
    """
    if refusal.status not in _COUNTED and not refusal.distrust:
        return
    found = scope.get(FOUND)
    route, reason = "unmatched" if found is None else found[0].context.path, _reason(refusal)
    metrics.http_refused.labels(route, reason).inc()
    if refusal.status in _LOGGED or refusal.distrust:
        log.warning(
            "http.refused",
            method=scope["method"],
            route=route,
            status=refusal.status,
            reason=reason,
            address=scope.get(ADDRESS, "unknown"),
            subject=scope.get(SUBJECT),
            traceparent=scope.get("traceparent"),
        )


def _reason(refusal: Refusal) -> str:
    """The rule; of a token what was wrong with it, by the name that its library gives to the fault."""
    why = getattr(refusal.__cause__, "error", None) if refusal.status == 401 else None
    return f"{refusal.slug}:{why}" if isinstance(why, str) and why else refusal.slug
