"""Transports for HTTP clients: when a connection is lost, a request that may be repeated is sent again.

A server may close an idle connection at the very moment when a client reuses it. The request then ends with the connection, and
nobody knows whether it was carried out; a part of its answer says no more. Reading can be repeated at will. A command can be
repeated when it carries an `Idempotency-Key`: the service then gives its first answer again.

The library that asks is named here alone (docs/decisions/0029): `from libs.events.resending import httpx`.
"""

from __future__ import annotations

import ssl
from functools import cache
from types import TracebackType
from typing import Final, Self

import httpx2 as httpx

from .patience import Patience

__all__ = ["KEPT_BY_CLIENTS", "KEPT_BY_SERVERS", "WHOLE", "AsyncResending", "certificates", "httpx"]

KEPT_BY_CLIENTS: Final = 5.0
"""Seconds for which our clients keep an idle connection (httpx's own figure)."""
KEPT_BY_SERVERS: Final = 75
"""Seconds for which our servers keep one: longer than our clients and the usual proxies (60 s), so that clients close first."""

WHOLE: Final = {"checkonce.whole": True}
"""`extensions` of a request whose answer is wanted whole: a connection lost within the answer is then one lost before it."""

_TRIES = 3
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOST = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)


def _may_be_repeated(request: httpx.Request) -> bool:
    known = request.method in _READS or "Idempotency-Key" in request.headers
    # A body that comes from a stream cannot be sent twice.
    return known and isinstance(request.stream, httpx.ByteStream)


@cache
def certificates() -> ssl.SSLContext:
    """Read once. Otherwise each client would read the certificates of all authorities."""
    return httpx.create_ssl_context()


async def _whole(response: httpx.Response) -> httpx.Response:
    """The response with its body, which has been received to its end."""
    try:
        raw = b"".join([piece async for piece in response.aiter_raw()])
    finally:
        await response.aclose()
    return httpx.Response(
        response.status_code, headers=response.headers, stream=httpx.ByteStream(raw), extensions=response.extensions
    )


class AsyncResending(httpx.AsyncBaseTransport):
    """`inner` does the work. `away`: quiet seconds for which a server that refuses connections is asked again."""

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None, *, away: float = 0.0) -> None:
        self._inner = inner or httpx.AsyncHTTPTransport(retries=1, verify=certificates())
        self._away = away

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        patience, lost = Patience(self._away, step=0.1), 0
        while True:
            try:
                response = await self._inner.handle_async_request(request)
                return await _whole(response) if WHOLE.keys() <= request.extensions.keys() else response
            except httpx.ConnectError:
                if not self._away or not await patience.pause():
                    raise
            except _LOST:
                lost += 1
                if lost == _TRIES or not _may_be_repeated(request):
                    raise

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self._inner.__aexit__(kind, error, trace)

    async def aclose(self) -> None:
        await self._inner.aclose()
