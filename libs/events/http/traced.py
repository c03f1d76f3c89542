"""One server span and one timing per request; the span's `traceparent` goes back to the caller."""

from __future__ import annotations

import asyncio
import time

from opentelemetry.trace import Span, SpanKind, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..telemetry import metrics, span, traceparent
from .admission.passed import FOUND
from .problems import leaving_response

__all__ = ["TracedRequests"]

_QUIET = ("/health", "/metrics", "/v1/ops")


class TracedRequests:
    """ASGI middleware, written out because it is shorter than the stock instrumentation's configuration."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_QUIET):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        parent = headers.get(b"traceparent", b"").decode("latin-1") or None
        started, status, answered = time.perf_counter(), 500, False
        method = scope["method"]
        # Named by its route once that is known: paths hold ids, and there is no end of them. They are in no attribute either,
        # since whoever reads traces has no task in what is told to few.
        with span(method, SpanKind.SERVER, parent=parent, **{"http.request.method": method}) as current:
            scope["traceparent"] = traceparent() or ""
            mark = scope["traceparent"].encode()

            async def tagged(message: Message) -> None:
                nonlocal status, answered
                if message["type"] == "http.response.start":
                    answered = True
                    status = message["status"]
                    message["headers"] = [*message["headers"], (b"traceparent", mark)]
                await send(message)

            try:
                await self._app(scope, receive, tagged)
            except asyncio.CancelledError:
                # The server gives up what is not done in time when it ends, and would answer 500.
                if answered or not scope["app"].state.service_state.leaving:
                    raise
                await leaving_response()(scope, receive, tagged)
            finally:
                found = scope.get(FOUND)
                route = found[0].context.path if found else "unmatched"
                if current.is_recording():
                    _say(current, method, route, status)
                metrics.http_seconds.labels(method, route, str(status)).observe(time.perf_counter() - started)


def _say(current: Span, method: str, route: str, status: int) -> None:
    """Name and attributes of a server's span (OpenTelemetry semantic conventions for HTTP, stable since 1.23)."""
    current.set_attribute("http.response.status_code", status)
    if route != "unmatched":
        current.update_name(f"{method} {route}")
        current.set_attribute("http.route", route)
    if status >= 500:
        current.set_attribute("error.type", str(status))
        current.set_status(StatusCode.ERROR)
