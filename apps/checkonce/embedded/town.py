"""One jurisdiction's six services, as people with tokens use them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Self

from libs.clients.credit import Credit
from libs.clients.disclosure import Disclosure
from libs.clients.inspection import Inspection
from libs.clients.planning import Planning
from libs.clients.registry import Registry
from libs.clients.whistle import Whistle
from libs.events.issuer import DevelopmentIssuer

from .layout import Place

__all__ = ["Town"]

_SECONDS = 120


class Town:
    """`urls` by service name. Whoever signs in says so: `town.planning.acting_as(town.token("planner-1", "planner"))`."""

    def __init__(self, place: Place, urls: Mapping[str, str], issuer: DevelopmentIssuer) -> None:
        self.place = place
        self.registry = Registry(urls["registry"], timeout=_SECONDS)
        self.planning = Planning(urls["planning"], timeout=_SECONDS)
        self.inspection = Inspection(urls["inspection"], timeout=_SECONDS)
        self.credit = Credit(urls["credit"], timeout=_SECONDS)
        self.disclosure = Disclosure(urls["disclosure"], timeout=_SECONDS)
        self.whistle = Whistle(urls["whistle"], timeout=_SECONDS)
        self._issuer = issuer
        self._tokens: dict[Any, str] = {}
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for client in (self.registry, self.planning, self.inspection, self.credit, self.disclosure, self.whistle):
            await self._exit.enter_async_context(client)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    def token(self, who: str, *roles: str, department: str | None = None, division: str | None = None) -> str:
        """Callers are made up: the issuer signs whatever is asked for. Without a division it is the whole place."""
        wanted = (who, roles, department, division)
        if wanted not in self._tokens:
            self._tokens[wanted] = self._issuer.token(
                who,
                roles=roles,
                departments=[department] if department else [],
                divisions=[division] if division else [self.place.code],
            )
        return self._tokens[wanted]
