"""One server span and one timing per request; the span's `traceparent` goes back to the caller."""

from __future__ import annotations

import time

from opentelemetry.trace import SpanKind
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..telemetry import metrics, span, traceparent

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
        started, status = time.perf_counter(), 500
        with span(f"{scope['method']} {scope['path']}", SpanKind.SERVER, parent=parent) as current:
            scope["traceparent"] = traceparent() or ""
            mark = scope["traceparent"].encode()

            async def tagged(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    message["headers"] = [*message["headers"], (b"traceparent", mark)]
                await send(message)

            try:
                await self._app(scope, receive, tagged)
            finally:
                current.set_attribute("http.response.status_code", status)
                route = getattr(scope.get("route"), "path", "unmatched")
                metrics.http_seconds.labels(scope["method"], route, str(status)).observe(time.perf_counter() - started)
