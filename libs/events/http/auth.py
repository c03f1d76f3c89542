"""OpenID Connect bearer tokens (RFC 6750, RFC 7519): signatures checked with the issuer's published keys, once per token."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param
from starlette.requests import HTTPConnection

from ..refusal import Forbidden
from ..settings import Settings, words_if_any, words_of
from ..telemetry import log, metrics
from .access import permission_of
from .admission.passed import CALLER, VISITOR
from .tokens.check import LEEWAY, Unauthenticated, checked, kid_of
from .tokens.keys import IssuerKeys

__all__ = [
    "ANYONE",
    "TOKEN_OR_NONE",
    "Authenticator",
    "Caller",
    "Permitted",
    "ToldMore",
    "Visitor",
    "allow",
    "caller",
    "still_signed_in",
    "token_of",
]

_REMEMBERED = 20_000
"""Verified tokens kept: as many people as work in the field of a large city at once."""
_NAMED = 100
"""Unknown roles that a process names in its log, each once."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, by a verified token: an opaque subject and the roles.

    `claims` are names by scope, as the application's settings read them from the token: whose matters the caller reaches.
    `expires`: until when (Unix time) the token says so. `feed`: the types of fact that the feed tells the caller; None: all.
    """

    subject: str
    roles: frozenset[str] = frozenset()
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    expires: float = field(default=math.inf, compare=False)
    feed: frozenset[str] | None = None

    def follows(self, fact_type: str) -> bool:
        """Whether the feed tells the caller of facts of that type: by its name, or by its service as `library.*`."""
        return self.feed is None or fact_type in self.feed or f"{fact_type.partition('.')[0]}.*" in self.feed

    def reaches(self, scope: str) -> frozenset[str]:
        """The names within a scope; empty where the token says nothing of it."""
        return self.claims.get(scope, frozenset())


ANYONE = Caller("anonymous")


class _Verified(NamedTuple):
    who: Caller
    kid: str | None


class Authenticator:
    """Verifies tokens against the issuer's keys.

    A verified token is remembered until it expires or the keys change. Checking the signature alone took a fifth of a command's
    time, and a phone sends the same token with every request.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._verified: dict[str, _Verified] = {}
        self._unknown_roles: set[str] = set()
        self.keys = IssuerKeys(settings, self._verified.clear)

    async def verify(self, token: str) -> Caller:
        """Raises Unauthenticated naming what is wrong with the token, OSError while the issuer's keys are not known."""
        known = self._verified.get(token)
        if known is not None and time.time() < known.who.expires + LEEWAY:
            if self.keys.fresh():
                return known.who
            await self.keys.of(known.kid)
            # The keys may have changed meanwhile, and the token's own may be gone.
            if token in self._verified:
                return known.who
        kid = kid_of(token)
        claims = checked(token, await self.keys.of(kid), self.settings)
        roles = self._known(words_of(claims, self.settings.oidc_roles_claim))
        feed = words_if_any(claims, self.settings.oidc_feed_claim)
        who = Caller(str(claims["sub"]), roles, self.settings.claims_of(claims), float(claims["exp"]), feed)
        if len(self._verified) >= _REMEMBERED:
            self._verified.clear()
        self._verified[token] = _Verified(who, kid)
        return who

    def _known(self, roles: frozenset[str]) -> frozenset[str]:
        """The roles there are. An issuer's own (`offline_access`) are in every token and mean nothing here."""
        known = self.settings.known_roles
        if known is None or roles <= known.keys():
            return roles
        unknown = roles.difference(known)
        metrics.unknown_roles.inc(len(unknown))
        for role in sorted(unknown - self._unknown_roles)[: _NAMED - len(self._unknown_roles)]:
            self._unknown_roles.add(role)
            log.info("auth.unknown-role", role=role[:100])
        return roles.intersection(known)


def token_of(connection: HTTPConnection) -> str | None:
    """The bearer token that was sent; None for another scheme, or no token."""
    scheme, token = get_authorization_scheme_param(connection.headers.get("Authorization"))
    return token if token and scheme.lower() == "bearer" else None


async def still_signed_in(request: Request, who: Caller) -> bool:
    """Whether the token with which a long answer was asked for still counts: it has not expired, nor was its key withdrawn."""
    if time.time() >= who.expires:
        return False
    authenticator: Authenticator = request.app.state.authenticator
    try:
        await authenticator.verify(token_of(request) or "")
    except (Unauthenticated, OSError):
        return False
    return True


class Bearer(SecurityBase):
    """Dependency: the authenticated caller, with one of the roles that the service's table gives to the route (see access.py).

    `roles` are those of a route without such a table. This is one dependency and not a chain of three, because each link of a
    chain costs as much as reading the command. Raises Unauthenticated or Forbidden.
    """

    def __init__(self, *roles: str) -> None:
        self.model = HTTPBearer(description="OpenID Connect access token")
        self.scheme_name = "HTTPBearer"
        self._roles = frozenset(roles)

    async def __call__(self, request: Request) -> Caller:
        # Admission has asked the route's own dependency before it read the body.
        verified = request.scope.get(CALLER)
        if verified is not None and verified[0] is self:
            who: Caller = verified[1]
            return who
        token = token_of(request)
        if token is None:
            raise Unauthenticated(
                "no bearer token",
                "缺少令牌",
                field="Authorization",
                do_en="Send `Authorization: Bearer <token>`.",
                do_zh="请携带 Authorization: Bearer 令牌。",
            )
        authenticator: Authenticator = request.app.state.authenticator
        who = await authenticator.verify(token)
        permission = permission_of(request.scope.get("route"))
        allowed = self._roles if permission is None else permission.roles
        if allowed and who.roles.isdisjoint(allowed):
            names, called = sorted(allowed), authenticator.settings.known_roles or {}
            raise Forbidden(
                f"needs one of the roles {', '.join(names)}",
                f"需要以下角色之一:{'、'.join(called.get(name, name) for name in names)}",
                field="roles",
                value=sorted(who.roles),
                do_en="Ask your administrator for the role.",
                do_zh="请向管理员申请角色。",
            )
        return who


caller = Bearer()
"""Dependency: every caller with a valid token."""


Permitted = Annotated[Caller, Depends(caller)]
"""The caller, if the service's table lets its roles take this route."""


def allow(*roles: str) -> Bearer:
    """Dependency: the caller, if one of `roles` is among the caller's roles. Raises Forbidden otherwise."""
    return Bearer(*roles)


TOKEN_OR_NONE: dict[str, Any] = {"security": [{}]}
"""`openapi_extra` of a route that needs no token, where callers with a token may be told more (OpenAPI 3.1, 4.8.10)."""


class _Visiting(SecurityBase):
    """Dependency: whom admission has recognised. The token is read once, so that who is told more is also on record."""

    def __init__(self) -> None:
        self.model = HTTPBearer(description="Optional: officials are told more.")
        self.scheme_name = "HTTPBearer"

    async def __call__(self, request: Request) -> Caller:
        who: Caller | Exception = request.scope[VISITOR]
        if isinstance(who, Exception):
            raise who
        return who


Visitor = Annotated[Caller, Depends(_Visiting())]
"""Any caller. A caller who sends a token is known by it, and an invalid token is refused."""


async def _told_more(request: Request, visitor: Visitor) -> bool:
    permission = permission_of(request.scope.get("route"))
    return permission is not None and not visitor.roles.isdisjoint(permission.more)


ToldMore = Annotated[bool, Depends(_told_more)]
"""Whether the caller has a role that the table tells more on this route (`everybody("planner", ...)`)."""
