"""What the portal tells of itself to Prometheus, at a port of its own: its pages' address is open to everybody."""

from __future__ import annotations

import time
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Measured", "Measures"]

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Measures:
    """The metrics of one portal."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "checkonce_portal_seconds", "Time of one page", ["route", "status"], buckets=_SECONDS, registry=self.registry
        )
        self.away = Counter(
            "checkonce_portal_away_total", "Pages that an API kept from being made", ["service"], registry=self.registry
        )
        ProcessCollector(registry=self.registry)


class Measured:
    """ASGI middleware: one timing per page, named by its route: paths hold numbers, and there is no end of them."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # What fails is answered beyond this, with 500.
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._measures.seconds.labels(_route(scope), str(status)).observe(time.perf_counter() - began)


def _route(scope: Scope) -> str:
    if scope["path"].startswith("/static/"):
        return "/static"
    return str(getattr(scope.get("route"), "path", "unmatched"))
