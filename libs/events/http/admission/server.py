"""How HTTP servers of ours meet connections: how many, how long for a request's header fields and how large these may be.

uvicorn bounds none of these with its fast parser: a connection that sends a byte of a header a minute is kept for ever, and a
header of any size is read. What comes in a body is the matter of body.py; what still comes of it when the request has been
answered is thrown away here, but not for long.
"""

from __future__ import annotations

import asyncio
from asyncio.events import TimerHandle
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from ...refusal import Refusal
from ...resending import KEPT_BY_SERVERS
from ...telemetry import log, metrics
from ..openapi.terms import PROBLEM_MEDIA_TYPE
from ..problems import of_refusal, problem_response
from .addresses import Addresses
from .refusals import HeadersTooLarge, TooBusy

__all__ = ["Limits", "server_config"]

_HEADERS_MOST: Final = 2**15
"""Bytes of a request's line and header fields: what the usual proxies take (8 to 32 KiB)."""
_LEFT_MOST: Final = 2**28
"""Bytes of a body thrown away after its request was answered: clients send all of a body before they read, and to close
meanwhile would take the answer from them (RFC 9112, 9.6).
"""
_LEFT_SECONDS: Final = 30.0
"""As long as nginx waits (`lingering_time`)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`connections` at once; of one network address half of them, unless it is one of our proxies'."""

    connections: int = 500
    header_seconds: float = 10.0
    addresses: Addresses = field(default_factory=Addresses)


def server_config(app: ASGIApp, limits: Limits, **settings: Any) -> uvicorn.Config:
    """The configuration of a server of ours; `settings` are those of uvicorn.

    uvicorn itself would believe `X-Forwarded-For` of everybody on this machine: who is believed is the matter of admission.
    """

    class Protocol(BoundedProtocol):
        door = Door(limits)

    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEPT_BY_SERVERS,
        **settings,
    )


class Door:
    """What the connections of one server share."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.open_by_address: Counter[str] = Counter()
        self.of_one_address = limits.connections // 2
        self.busy = _refusing(TooBusy(field="connections", most=limits.connections))


class BoundedProtocol(HttpToolsProtocol):
    """A timer runs only while something is awaited: an ordinary request, which comes in one piece, sets none."""

    door: ClassVar[Door]
    _waiting: TimerHandle | None = None
    _heading = 0
    """Bytes received of a request whose header fields are not complete."""
    _left = 0
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._plain_app = self.app
        self._address = self.door.limits.addresses.of({"client": self.client, "headers": ()})
        self.door.open_by_address[self._address] += 1
        # A socket of this machine is no address.
        self._from_proxy = self.client is None or self.door.limits.addresses.is_proxy(self.client[0])
        # Twice the limit are let in, so that one that is over it can be told.
        if len(self.connections) > 2 * self.door.limits.connections:
            metrics.http_refused.labels("connection", "too-many").inc()
            transport.abort()
            return
        self._wait(self.door.limits.header_seconds, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self.door.open_by_address[self._address] -= 1
        if self.door.open_by_address[self._address] <= 0:
            del self.door.open_by_address[self._address]
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or not self.cycle.more_body:
            self._heading += len(data)
        super().data_received(data)
        cycle = self.cycle
        if (cycle is not None and cycle.more_body) or self.transport.is_closing():
            return
        if self._heading > _HEADERS_MOST:
            self._refuse(_too_large())
        elif self._waiting is None and (cycle is None or cycle.response_complete):
            self._wait(self.door.limits.header_seconds, self._give_up)

    def on_headers_complete(self) -> None:
        self._wait_no_longer()
        heading, self._heading = self._heading, 0
        if heading > _HEADERS_MOST and self._header_size() > _HEADERS_MOST:
            self.app = _refusing(_too_large())
        else:
            self.app = self.door.busy if self._too_many() else self._plain_app
        super().on_headers_complete()

    def _header_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _too_many(self) -> bool:
        if len(self.connections) > self.door.limits.connections:
            return True
        return not self._from_proxy and self.door.open_by_address[self._address] > self.door.of_one_address

    def on_body(self, body: bytes) -> None:
        if self.cycle.response_complete:
            self._left += len(body)
            if self._left > _LEFT_MOST:
                self.transport.close()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.cycle.more_body = False
        self._left = 0
        if self._waiting is not None and self.cycle.response_complete:
            self._wait_no_longer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.more_body and not self.transport.is_closing():
            self._wait(_LEFT_SECONDS, self.transport.close)

    def _wait(self, seconds: float, then: Callable[[], object]) -> None:
        self._wait_no_longer()
        self._waiting = self.loop.call_later(seconds, then)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        """Nobody is told that the header fields are late: a connection that was opened in advance is no request."""
        self._waiting = None
        metrics.http_refused.labels("connection", "headers-too-slow").inc()
        self.transport.close()

    def _refuse(self, refusal: Refusal) -> None:
        _noted(refusal)
        self.transport.write(_written(refusal))
        self.transport.close()


def _refusing(refusal: Refusal) -> ASGIApp:
    """An application that refuses whatever it is asked."""
    response = problem_response(of_refusal(refusal), {"Retry-After": "1", "Connection": "close"})

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        _noted(refusal)
        await response(scope, receive, send)

    return refuse


def _too_large() -> HeadersTooLarge:
    return HeadersTooLarge(field="headers", most=f"{_HEADERS_MOST // 1024} KiB")


def _noted(refusal: Refusal) -> None:
    metrics.http_refused.labels("connection", refusal.slug).inc()
    log.warning("http.refused", route="connection", status=refusal.status, reason=refusal.slug)


def _written(refusal: Refusal) -> bytes:
    body = problem_response(of_refusal(refusal)).body
    head = b"content-type: %b\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % (PROBLEM_MEDIA_TYPE.encode(), len(body))
    return STATUS_LINE[refusal.status] + head + body
