"""OpenID Connect bearer tokens (RFC 6750, RFC 7519): signatures checked with the issuer's published keys, once per token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import httpx
from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security import HTTPBearer as HTTPBearerScheme
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ..refusal import Forbidden, Refusal
from ..resending import certificates
from ..settings import Settings, words_of
from .access import permission_of

__all__ = [
    "ANYONE",
    "TOKEN_OR_NONE",
    "Authenticator",
    "Caller",
    "Permitted",
    "ToldMore",
    "Unauthenticated",
    "Visitor",
    "allow",
    "caller",
]

_ALGORITHMS = ["Ed25519", "ES256", "RS256", "PS256"]
_LEEWAY = 30
_REFRESH = 30.0
_REMEMBERED = 20_000
"""Verified tokens kept: as many people as work in the field of a large city at once."""


class Unauthenticated(Refusal):
    slug = "unauthenticated"
    status = 401
    title_zh = "请先登录"
    title_en = "No valid token"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, by a verified token: an opaque subject and the roles.

    `claims` are names by scope, as the application's settings read them from the token: whose matters the caller reaches.
    """

    subject: str
    roles: frozenset[str] = frozenset()
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)

    def reaches(self, scope: str) -> frozenset[str]:
        """The names within a scope; empty where the token says nothing of it."""
        return self.claims.get(scope, frozenset())


ANYONE = Caller("anonymous")


@dataclass
class Authenticator:
    """Verifies tokens against the issuer's keys; keys are fetched by discovery, cached, and fetched again for a new `kid`.

    A verified token is remembered until it expires or the keys change. Checking the signature alone took a fifth of a command's
    time, and a phone sends the same token with every request.
    """

    settings: Settings
    _keys: KeySet | None = None
    _fetched: float = -_REFRESH
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _verified: dict[str, tuple[Caller, float]] = field(default_factory=dict)

    async def verify(self, token: str) -> Caller:
        """Raises Unauthenticated naming what is wrong with the token."""
        known = self._verified.get(token)
        if known is not None and time.time() < known[1]:
            return known[0]
        who, expires = await self._verify(token)
        if len(self._verified) >= _REMEMBERED:
            self._verified.clear()
        self._verified[token] = (who, expires)
        return who

    async def _verify(self, token: str) -> tuple[Caller, float]:
        """The caller, and until when (Unix time) the token says so."""
        try:
            kid = _header_kid(token)
            keys = await self._key_set(kid)
            decoded = jwt.decode(token, keys, algorithms=_ALGORITHMS)
            jwt.JWTClaimsRegistry(
                leeway=_LEEWAY,
                iss={"essential": True, "value": self.settings.oidc_issuer},
                aud={"essential": True, "value": self.settings.oidc_audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated(
                f"token refused: {error}",
                "令牌未通过校验:签名、签发者、受众或有效期不符",
                field="Authorization",
                do_en="Get a new token from the issuer.",
                do_zh="请重新登录。",
            ) from error
        claims, settings = decoded.claims, self.settings
        who = Caller(
            str(claims["sub"]),
            words_of(claims, settings.oidc_roles_claim),
            settings.claims_of(claims),
        )
        return who, claims["exp"] + _LEEWAY

    async def _key_set(self, kid: str | None) -> KeySet:
        async with self._lock:
            known = self._keys is not None and any(key.kid == kid for key in self._keys.keys)
            # An unknown kid may be a rotated key or a forgery. The issuer is asked, but not for every forged token.
            if not known and time.monotonic() - self._fetched > (_REFRESH if self._keys else 0.0):
                # Noted before asking. While the issuer is away, forged tokens must not make every caller wait for it.
                self._fetched = time.monotonic()
                self._keys = await self._fetch()
                self._verified.clear()
            if self._keys is None:
                raise OSError("the issuer's keys are not available")
            return self._keys

    async def _fetch(self) -> KeySet:
        issuer = self.settings.oidc_issuer.rstrip("/")
        try:
            async with httpx.AsyncClient(timeout=5, trust_env=False, verify=certificates()) as client:
                discovery = (await client.get(f"{issuer}/.well-known/openid-configuration")).raise_for_status().json()
                keys = (await client.get(discovery["jwks_uri"])).raise_for_status().json()
            return KeySet.import_key_set(keys)
        except (httpx.HTTPError, httpx.InvalidURL, JoseError, KeyError, TypeError, ValueError) as error:
            raise OSError(f"issuer {issuer}: {error!r}") from error


def _header_kid(token: str) -> str | None:
    from joserfc.jws import extract_compact  # noqa: PLC0415 - keeps the module's names few

    kid = extract_compact(token.encode()).headers().get("kid")
    return str(kid) if kid is not None else None


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
        scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
        if not token or scheme.lower() != "bearer":
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
            names = sorted(allowed)
            raise Forbidden(
                f"needs one of the roles {', '.join(names)}",
                f"需要以下角色之一:{'、'.join(names)}",
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
_optional_bearer = HTTPBearerScheme(auto_error=False, description="Optional: officials are told more.")


async def _visitor(request: Request, credentials: Annotated[object, Depends(_optional_bearer)]) -> Caller:
    return ANYONE if credentials is None else await caller(request)


Visitor = Annotated[Caller, Depends(_visitor)]
"""Any caller. A caller who sends a token is known by it, and an invalid token is refused."""


async def _told_more(request: Request, visitor: Visitor) -> bool:
    permission = permission_of(request.scope.get("route"))
    return permission is not None and not visitor.roles.isdisjoint(permission.more)


ToldMore = Annotated[bool, Depends(_told_more)]
"""Whether the caller has a role that the table tells more on this route (`everybody("planner", ...)`)."""
