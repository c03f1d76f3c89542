"""The issuer's keys, by discovery (OpenID Connect Discovery 1.0), and again in time: a withdrawn key stops counting."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ...resending import certificates, httpx
from ...settings import Settings, over_tls_or_local
from ...telemetry import log

__all__ = ["PAUSE", "IssuerKeys"]

PAUSE: Final = 5.0
"""Least seconds between two requests to the issuer: forged tokens with ever new keys must not make it busy."""
_TIMEOUT = 5.0
_MOST_BYTES = 1 << 20


@dataclass
class IssuerKeys:
    """`of(kid)` gives the keys that count now. `changed` is called when the issuer publishes others than before.

    Keys count for `oidc_keys_seconds`, and while the issuer cannot be reached for `oidc_keys_stale_seconds` more. From half of
    the first time on they are fetched in the background, so that mostly nobody waits. `clock`: seconds that only go forward.
    """

    settings: Settings
    changed: Callable[[], None]
    clock: Callable[[], float] = monotonic
    patience: float = _TIMEOUT
    """Seconds that the issuer has for each step of an answer."""
    _keys: KeySet | None = None
    _published: Any = None
    _fetched: float = 0.0
    _tried: float = 0.0
    _failed: bool = False
    _fetching: asyncio.Task[None] | None = None
    _certificates: ssl.SSLContext = field(init=False)

    def __post_init__(self) -> None:
        # Made at once: a file that holds no certificates ends the start of the process and not the first request.
        self._certificates = _trusted(self.settings)

    def fresh(self) -> bool:
        """Whether the keys count and need no look yet: what was verified with them still holds."""
        return self._keys is not None and self.clock() - self._fetched < self.settings.oidc_keys_seconds / 2

    async def of(self, kid: str | None) -> KeySet:
        """The keys that count, looked for anew where none is named `kid`.

        Raises OSError while there are none: the issuer was never reached, or not for too long.
        """
        age = self.clock() - self._fetched
        limit = self.settings.oidc_keys_seconds
        rested = self.clock() - self._tried >= PAUSE
        if self._keys is None or age >= limit + self.settings.oidc_keys_stale_seconds:
            # Somebody who cannot be served otherwise asks the issuer. All who come meanwhile share the answer.
            self._keys = None
            await self._fetch()
        elif not any(key.kid == kid for key in self._keys.keys):
            # Perhaps a new key, perhaps a forgery.
            if rested or self._fetching is not None:
                await self._fetch()
        elif age >= limit / 2 and (rested or self._fetching is not None):
            soon = self._begun()
            # While the issuer is away nobody waits for it again and again.
            if age >= limit and not self._failed:
                await asyncio.wait([soon])
        if self._keys is None:
            raise OSError("the issuer's keys are not available")
        return self._keys

    async def _fetch(self) -> None:
        await asyncio.shield(self._begun())

    def _begun(self) -> asyncio.Task[None]:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetched_anew())
            self._fetching.add_done_callback(self._ended)
        return self._fetching

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._fetching = None
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("issuer.away", issuer=self.settings.oidc_issuer, why=str(error))

    async def _fetched_anew(self) -> None:
        # Noted before asking: an issuer that does not answer is not asked more often for it.
        begun = self._tried = self.clock()
        try:
            published = await self._ask()
            keys = _usable(published)
        except (httpx.HTTPError, httpx.InvalidURL, JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            self._failed = True
            raise OSError(f"issuer {self.settings.oidc_issuer}: {error!r}") from error
        self._failed = False
        self._keys, self._fetched = keys, begun
        if published != self._published:
            self._published = published
            self.changed()

    async def _ask(self) -> Any:
        issuer = self.settings.oidc_issuer.rstrip("/")
        async with httpx.AsyncClient(timeout=self.patience, trust_env=False, verify=self._certificates) as client:
            found = await _json(client, f"{issuer}/.well-known/openid-configuration")
            address = str(found["jwks_uri"])
            if not over_tls_or_local(address, embedded=self.settings.profile == "embedded"):
                raise ValueError(f"jwks_uri {address!r} is no https:// address")
            return (await _json(client, address))["keys"]


async def _json(client: httpx.AsyncClient, url: str) -> Any:
    async with client.stream("GET", url) as response:
        response.raise_for_status()
        body = b""
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > _MOST_BYTES:
                raise ValueError(f"{url} answers more than {_MOST_BYTES} bytes")
    return httpx.Response(200, content=body).json()


def _usable(published: list[dict[str, Any]]) -> KeySet:
    """The keys that verify signatures: an issuer's set also holds keys for encryption, and kinds that are unknown here."""
    usable = []
    for each in published:
        if each.get("kty") not in {"OKP", "EC", "RSA"} or each.get("use", "sig") != "sig":
            continue
        try:
            usable += KeySet.import_key_set({"keys": [each]}).keys
        except (JoseError, KeyError, TypeError, ValueError) as error:
            log.warning("issuer.key-not-usable", kid=each.get("kid"), why=repr(error))
    if not usable:
        raise ValueError("no key that verifies signatures is published")
    return KeySet(usable)


def _trusted(settings: Settings) -> ssl.SSLContext:
    if settings.oidc_ca_file is not None:
        return ssl.create_default_context(cafile=settings.oidc_ca_file)
    paths = ssl.get_default_verify_paths()
    # Some builds of Python know no store of the system. The authorities that come with the HTTP client then count.
    return certificates() if paths.cafile is None and paths.capath is None else ssl.create_default_context()
