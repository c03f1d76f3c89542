"""One jurisdiction's six services, as people with tokens use them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Self, TypeVar

from libs.clients.base import Client
from libs.clients.credit import Credit
from libs.clients.disclosure import Disclosure
from libs.clients.inspection import Inspection
from libs.clients.planning import Planning
from libs.clients.registry import Registry
from libs.clients.whistle import Whistle
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.resending import AsyncResending

from .layout import Place

__all__ = ["Town"]

_SECONDS = 120
C = TypeVar("C", bound=Client)


def _patient(client: type[C], urls: Mapping[str, str]) -> C:
    """A client that keeps trying for a while, because a service that died is started again."""
    return client(urls[client.service], timeout=_SECONDS, transport=AsyncResending(away=60.0))


class Town:
    """`urls` by service name. Callers sign in like this: `town.planning.acting_as(town.token("planner-1", "planner"))`."""

    def __init__(self, place: Place, urls: Mapping[str, str], issuer: DevelopmentIssuer) -> None:
        self.place = place
        self.registry = _patient(Registry, urls)
        self.planning = _patient(Planning, urls)
        self.inspection = _patient(Inspection, urls)
        self.credit = _patient(Credit, urls)
        self.disclosure = _patient(Disclosure, urls)
        self.whistle = _patient(Whistle, urls)
        self._issuer = issuer
        self._tokens: dict[Any, str] = {}
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for client in (self.registry, self.planning, self.inspection, self.credit, self.disclosure, self.whistle):
            await self._exit.enter_async_context(client)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    def token(
        self,
        who: str,
        *roles: str,
        department: str | None = None,
        division: str | None = None,
        inspector: str | None = None,
    ) -> str:
        """Callers are made up: the issuer signs whatever is asked for. Without a division it is the whole place."""
        wanted = (who, roles, department, division, inspector)
        if wanted not in self._tokens:
            self._tokens[wanted] = self._issuer.token(
                who,
                place=self.place.code,
                roles=roles,
                departments=[department] if department else [],
                divisions=[division] if division else [self.place.code],
                inspector=[inspector] if inspector else [],
            )
        return self._tokens[wanted]
