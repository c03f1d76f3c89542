"""How the pages ask the six APIs: by a typed client each, without a token."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from libs.clients.base import Client
from libs.clients.credit import Credit
from libs.clients.disclosure import Disclosure
from libs.clients.inspection import Inspection
from libs.clients.planning import Planning
from libs.clients.registry import Registry
from libs.clients.whistle import Whistle
from libs.events.resending import httpx

from .settings import PortalSettings

__all__ = ["ASKED_FOR", "SERVICES", "Clients", "connect"]

SERVICES = ("registry", "planning", "inspection", "credit", "disclosure", "whistle")
_DOCUMENT = 16 * 1024 * 1024
"""The largest answer that a page is made of; files are passed through as they come."""

ASKED_FOR: ContextVar[str] = ContextVar("asked_for", default="")
"""For whom the page is made: the `X-Forwarded-For` that came, and after it the address that the portal itself was asked from.

The portal judges nothing by it. A service that trusts the portal's address believes the last entry, and those before it as far
as it trusts who wrote them; otherwise all who look at pages share one limit of rate.
"""

C = TypeVar("C", bound=Client)


@dataclass(frozen=True, slots=True)
class Clients:
    """The six APIs of one jurisdiction."""

    registry: Registry
    planning: Planning
    inspection: Inspection
    credit: Credit
    disclosure: Disclosure
    whistle: Whistle


@asynccontextmanager
async def connect(
    settings: PortalSettings, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> AsyncIterator[Clients]:
    """Clients for as long as the block lasts. `transports` replaces the network for some services by their names."""
    async with AsyncExitStack() as stack:

        async def opened(client: type[C], url: str) -> C:
            transport = (transports or {}).get(client.service)
            made = client(url, timeout=settings.timeout, transport=transport, most=_DOCUMENT, forwarded=ASKED_FOR.get)
            await stack.enter_async_context(made)
            return made

        yield Clients(
            registry=await opened(Registry, settings.registry_url),
            planning=await opened(Planning, settings.planning_url),
            inspection=await opened(Inspection, settings.inspection_url),
            credit=await opened(Credit, settings.credit_url),
            disclosure=await opened(Disclosure, settings.disclosure_url),
            whistle=await opened(Whistle, settings.whistle_url),
        )
