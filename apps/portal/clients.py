"""How the pages ask the six APIs: one HTTP client each, and three ways in which an answer can fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from .settings import PortalSettings

__all__ = ["SERVICES", "Api", "AwayError", "Clients", "NothingThereError", "RefusedError", "connect", "segment"]

SERVICES = ("registry", "planning", "inspection", "credit", "disclosure", "whistle")
_DOCUMENT = 16 * 1024 * 1024


class AwayError(Exception):
    """The API does not answer, or answers with something that is no answer."""

    def __init__(self, service: str, why: str) -> None:
        super().__init__(f"{service}: {why}")
        self.service = service


class NothingThereError(Exception):
    """The API knows no such thing (404)."""


class RefusedError(Exception):
    """The API refused (4xx). `problem` is its RFC 9457 document."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("title_en", status)))
        self.status = status
        self.problem = problem


def segment(text: str) -> str:
    """Text as one segment of a path: a slash or a question mark in an identifier stays part of it."""
    return quote(text, safe=":")


@dataclass(frozen=True, slots=True)
class Api:
    """One service's API. Every method raises AwayError, NothingThereError or RefusedError."""

    service: str
    client: httpx.AsyncClient

    async def get(self, path: str, **parameters: str | int | None) -> Any:
        """The JSON at `/v1` + path; parameters that are None or empty are left out."""
        given = {name: value for name, value in parameters.items() if value not in {None, ""}}
        return await self._ask("GET", path, params=given)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._ask("POST", path, json=body)

    @asynccontextmanager
    async def file(self, path: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes at `/v1` + path as they come; errors are raised before the first byte."""
        try:
            async with self.client.stream("GET", f"/v1{path}") as response:
                if response.status_code != httpx.codes.OK:
                    await response.aread()
                    self._checked(response)
                yield response.aiter_bytes()
        except httpx.HTTPError as error:
            raise AwayError(self.service, repr(error)) from error

    async def _ask(self, method: str, path: str, **parts: Any) -> Any:
        try:
            response = await self.client.request(method, f"/v1{path}", **parts)
        except httpx.HTTPError as error:
            raise AwayError(self.service, repr(error)) from error
        return self._checked(response)

    def _checked(self, response: httpx.Response) -> Any:
        status = response.status_code
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or len(response.content) > _DOCUMENT:
            raise AwayError(self.service, f"status {status}, {len(response.content)} bytes")
        if status == httpx.codes.NOT_FOUND:
            raise NothingThereError(str(response.url))
        try:
            document = response.json()
        except ValueError as error:
            raise AwayError(self.service, f"status {status}, not JSON") from error
        if status >= httpx.codes.BAD_REQUEST:
            raise RefusedError(status, document if isinstance(document, dict) else {})
        if not response.is_success:
            raise AwayError(self.service, f"status {status}")
        return document


@dataclass(frozen=True, slots=True)
class Clients:
    """The six APIs of one jurisdiction."""

    registry: Api
    planning: Api
    inspection: Api
    credit: Api
    disclosure: Api
    whistle: Api


@asynccontextmanager
async def connect(
    settings: PortalSettings, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> AsyncIterator[Clients]:
    """Clients for as long as the block lasts. `transports` replaces the network for some services by their names."""
    async with AsyncExitStack() as stack:
        apis: dict[str, Api] = {}
        for service in SERVICES:
            client = httpx.AsyncClient(
                base_url=getattr(settings, f"{service}_url").rstrip("/"),
                timeout=settings.timeout,
                transport=(transports or {}).get(service) or httpx.AsyncHTTPTransport(retries=1),
                headers={"Accept": "application/json"},
                trust_env=False,
            )
            apis[service] = Api(service, await stack.enter_async_context(client))
        yield Clients(**apis)
