"""The portal's application: pages, their errors as pages, and the headers that keep a browser to them."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.clients.errors import AwayError, Problem, ProblemError
from libs.events.resending import httpx

from .clients import ASKED_FOR, connect
from .measured import Measured, Measures
from .pages import router
from .rendering import Pages
from .settings import PortalSettings

__all__ = ["HEADERS", "create_app"]

log = logging.getLogger("checkonce.portal")

HEADERS = {
    # Nothing is loaded from other sites, no script runs (but see SCRIPTED), and no other site may frame or receive a form.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Addresses say whom somebody has looked up: they do not travel to another site.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

SCRIPTED = re.compile(r"/draws/[^/]+/verify|/rate|/static/(verify|rate)/[a-z0-9-]+\.js")
"""Pages that verify a draw or take a ticket, and their scripts, of which the worker brings its own policy."""

_LONGEST = 500
"""Characters of a list of addresses that are sent on."""
_FORM = 2**16
"""Bytes of the largest form: the one there is has three short fields."""

_SCRIPTS = "; script-src 'self'; worker-src 'self'; connect-src 'self'"


def create_app(settings: PortalSettings, *, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None) -> FastAPI:
    """The pages of one jurisdiction. `transports` replaces the network to some APIs, by service name."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with connect(settings, transports) as clients:
            app.state.clients = clients
            yield

    app = FastAPI(title=f"{settings.title} Checkonce", openapi_url=None, lifespan=lifespan)
    app.state.pages, app.state.measures = Pages(settings), Measures()
    app.add_middleware(_Guarded)
    app.add_middleware(Measured, measures=app.state.measures)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")), name="static")
    app.include_router(router)
    _install_errors(app)
    return app


class _Guarded:
    """Puts HEADERS on every answer, errors included; on the pages of SCRIPTED our own scripts are let in.

    Tells the APIs for whom a page is made, and bounds what is sent to the portal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = dict(HEADERS)
                if SCRIPTED.fullmatch(scope["path"]):
                    headers["Content-Security-Policy"] += _SCRIPTS
                own = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        if scope["type"] == "http":
            ASKED_FOR.set(_asked_for(scope))
        await self._app(scope, _bounded(receive), guarded)


def _bounded(receive: Receive) -> Receive:
    """A body up to a form's size. FastAPI's own limit answers beyond it with a line of text that has none of HEADERS."""
    arrived = 0

    async def bounded() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > _FORM:
            raise HTTPException(413)
        return message

    return bounded


def _asked_for(scope: Scope) -> str:
    """The list of addresses with the last one appended, as every proxy does."""
    claimed = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    own = [scope["client"][0]] if scope.get("client") else []
    # Its end is what counts; a list that was made long is no reason to send on more.
    return ", ".join([*claimed, *own])[-_LONGEST:]


def _install_errors(app: FastAPI) -> None:
    """Every failure is a page that says what happened, what it means and where to go on."""
    pages: Pages = app.state.pages

    @app.exception_handler(AwayError)
    async def away(request: Request, error: AwayError | ProblemError) -> Response:
        log.warning("%s is away: %s", error.service, error)
        app.state.measures.away.labels(error.service).inc()
        return pages.render(request, "away.html", status=503, headers={"Retry-After": "30"}, service=error.service)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, _: Exception) -> Response:
        return pages.render(request, "refused.html", status=400, problem=Problem())

    @app.exception_handler(ProblemError)
    async def refused(request: Request, error: ProblemError) -> Response:
        if error.status >= 500:
            return await away(request, error)
        if error.status == 404:
            return pages.render(request, "not_found.html", status=404)
        if error.status in {401, 403}:
            return pages.render(request, "not_public.html", status=403)
        return pages.render(request, "refused.html", status=error.status, problem=error.problem)

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        template = "not_found.html" if error.status_code == 404 else "refused.html"
        return pages.render(request, template, status=error.status_code, headers=error.headers, problem=Problem())

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        log.error("unforeseen", exc_info=error)
        # Outside the middleware: Starlette answers these beyond it.
        return pages.render(request, "failed.html", status=500, headers=HEADERS)
