"""Admission to every application: what is refused before one byte of a body is read, and how the body is read.

What admission has not found reaches no route: another matcher of paths may read a path differently.
In this order: a request that needs no token is counted; where a token is needed, its caller is verified, by the same dependency
that the route has; then the body is read, no larger than the route takes. Only then does anybody parse it: FastAPI would
parse all of it before it looks at the token.
"""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ...refusal import Forbidden
from ...settings import Settings
from ..auth import ANYONE, Authenticator, Bearer, Caller, token_of
from ..commands import APPROVED
from ..readings.record import Readings
from ..readings.trail import Trail
from ..tokens.check import Unauthenticated
from .addresses import Addresses
from .body import Body, Patience, declared, too_large
from .passed import ADDRESS, ASKER, CALLER, FOUND, RECEIVED, SUBJECT, VISITOR
from .rates import ANONYMOUS, FAILURES, Rates
from .refusals import TooManyFailures
from .routes import Entry, Routes

__all__ = ["Admission", "admitted", "install_admission"]

_UNCOUNTED = ("/health/", "/metrics")
"""Asked by those who keep the service running."""
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


def install_admission(app: FastAPI, settings: Settings) -> None:
    """To be called when all routers are included, last: admission stands before all that has been installed.

    What it refuses is raised to the application's handlers of errors, as the refusals of routes are.
    """
    app.router.middleware_stack = Admission(app, app.router.middleware_stack, settings)


async def admitted(request: Request) -> None:
    """Dependency of every route. Raises RuntimeError for a request that came round admission: that is our fault."""
    if FOUND not in request.scope and APPROVED not in request.scope:
        raise RuntimeError(f"{request.scope['path']!r} was not admitted")


class Admission:
    """ASGI. `inner` is what stands behind it."""

    def __init__(self, app: FastAPI, inner: ASGIApp, settings: Settings) -> None:
        self.inner = inner
        self._app, self._routes = app, Routes(app)
        self._patience = Patience(settings.http_body_seconds, settings.http_body_least_rate)
        self._addresses = Addresses(settings.proxies)
        self._rates = Rates(settings.rates)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        scope[ADDRESS] = self._addresses.of(scope)
        found = self._routes.find(scope)
        if found is None:
            self._count(scope, ANYONE)
            raise self._nowhere(scope)
        entry = found[0]
        # Whatever is refused from here on is told under the route's name.
        scope["route"], scope[FOUND] = entry.route, found
        who = await self._admit(entry, scope, receive)
        if (trail := _trail(entry, who)) is not None:
            readings: Readings = self._app.state.readings
            send = readings.before_answer(scope, send, who, trail)
        if entry.most is None:
            receive = Body(receive, self._patience).part
        elif (length := declared(scope)) != 0 or scope["method"] not in _BODILESS:
            if length is not None and length > entry.most:
                raise too_large(entry.most)
            body = Body(receive, self._patience)
            scope[RECEIVED] = await body.read(entry.most)
            receive = body.replayed
        await self.inner(scope, receive, send)

    def _nowhere(self, scope: Scope) -> HTTPException:
        """RFC 9110, 15.5.5 and 15.5.6."""
        allowed = self._routes.methods(scope)
        return HTTPException(405, headers={"Allow": ", ".join(allowed)}) if allowed else HTTPException(404)

    async def _admit(self, entry: Entry, scope: Scope, receive: Receive) -> Caller:
        """Who asks. Raises Unauthenticated, Forbidden and what limits of rate raise."""
        if entry.bearer is not None:
            who = await self._verified(entry.bearer, scope, receive)
        else:
            visitor = scope[VISITOR] = await self._recognised(scope)
            who = ANYONE if isinstance(visitor, Exception) else visitor
            self._count(scope, who)
        rate = entry.permission.limit if entry.permission is not None else None
        if rate is not None:
            # Neither many tokens from one address nor one token from many.
            self._rates.spend(rate, *dict.fromkeys((_asker(scope, who), _asker(scope, ANYONE))))
        return who

    async def _verified(self, bearer: Bearer, scope: Scope, receive: Receive) -> Caller:
        try:
            who = await bearer(Request(scope, receive))
        except Unauthenticated as error:
            self._failed(scope, error)
            raise
        except Forbidden:
            await self._recognised(scope)
            raise
        scope[CALLER], scope[SUBJECT] = (bearer, who), who.subject
        return who

    async def _recognised(self, scope: Scope) -> Caller | Exception:
        """Who asks, by a token that need not be valid. With an invalid one the caller is nobody; the route may refuse it."""
        token = token_of(HTTPConnection(scope))
        if token is None:
            return ANYONE
        authenticator: Authenticator = self._app.state.authenticator
        try:
            who = await authenticator.verify(token)
        except Unauthenticated as error:
            self._failed(scope, error)
            return error
        except OSError as error:
            # The issuer is away: the request counts as anonymous, and the route says what it needs.
            return error
        scope[SUBJECT] = who.subject
        return who

    def _count(self, scope: Scope, who: Caller) -> None:
        asker = scope[ASKER] = _asker(scope, who)
        if not scope["path"].startswith(_UNCOUNTED):
            self._rates.spend(ANONYMOUS, asker)

    def _failed(self, scope: Scope, error: Unauthenticated) -> None:
        """Whoever fails too often is no longer told why."""
        try:
            self._rates.spend(FAILURES, f"address:{scope[ADDRESS]}")
        except TooManyFailures as refused:
            raise refused from error


def _trail(entry: Entry, who: Caller) -> Trail | None:
    """On a route for everybody the trail is of those who are told more."""
    permission = entry.permission
    if permission is None or (not permission.token and who.roles.isdisjoint(permission.more)):
        return None
    return permission.trail


def _asker(scope: Scope, who: Caller) -> str:
    return f"address:{scope[ADDRESS]}" if who is ANYONE else f"subject:{who.subject}"
