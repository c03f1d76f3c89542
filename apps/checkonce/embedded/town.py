"""A client of one jurisdiction's six services, as people with tokens use them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import httpx

from libs.events.issuer import DevelopmentIssuer

from .layout import Place

__all__ = ["RefusedError", "Town"]


class RefusedError(Exception):
    """A service answered with a problem document."""

    def __init__(self, service: str, response: httpx.Response) -> None:
        try:
            problem = response.json()
        except ValueError:
            problem = {"title": response.text[:300]}
        self.status, self.problem = response.status_code, problem
        super().__init__(f"{service} {response.request.method} {response.request.url.path}: {response.status_code} {problem}")


@dataclass
class Town:
    """`urls` by service name. Callers are made up per call: the issuer signs whatever the story needs."""

    place: Place
    urls: Mapping[str, str]
    issuer: DevelopmentIssuer
    _clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    _tokens: dict[Any, str] = field(default_factory=dict)
    _exit: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        for service, url in self.urls.items():
            client = httpx.AsyncClient(base_url=url, timeout=120, trust_env=False)
            self._clients[service] = await self._exit.enter_async_context(client)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    def token(self, who: str, *roles: str, department: str | None = None, division: str | None = None) -> str:
        wanted = (who, roles, department, division)
        if wanted not in self._tokens:
            self._tokens[wanted] = self.issuer.token(
                who,
                roles=roles,
                departments=[department] if department else [],
                divisions=[division] if division else [self.place.code],
            )
        return self._tokens[wanted]

    async def call(
        self,
        service: str,
        method: str,
        path: str,
        *,
        token: str | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """One request; commands carry an Idempotency-Key. Raises RefusedError for a problem document."""
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if method == "POST":
            sent.setdefault("Idempotency-Key", uuid4().hex)
        response = await self._clients[service].request(method, path, json=json, content=content, headers=sent, params=params)
        if response.is_error:
            raise RefusedError(service, response)
        return response

    async def get(self, service: str, path: str, *, token: str | None = None, **params: Any) -> Any:
        """A GET's JSON."""
        return (await self.call(service, "GET", path, token=token, params=params)).json()

    async def post(self, service: str, path: str, body: Any, *, token: str) -> Any:
        """A POST's JSON."""
        return (await self.call(service, "POST", path, token=token, json=body)).json()

    async def pages(self, service: str, path: str, *, token: str | None = None, **params: Any) -> AsyncIterator[Any]:
        """Every item of a paged list."""
        cursor: str | None = None
        while True:
            extra = {"cursor": cursor} if cursor else {}
            page = await self.get(service, path, token=token, limit=500, **extra, **params)
            for item in page["items"]:
                yield item
            cursor = page["next"]
            if cursor is None:
                return
