"""What all clients share: one pool of connections, one way to ask, three ways in which an answer can fail.

A command carries an `Idempotency-Key`, so that it can be sent again when a connection is lost before the answer came: the
service gives the first answer once more. Reads are sent again too. Nothing else is (see libs/events/resending.py).
"""

from __future__ import annotations

import copy
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Generic, ParamSpec, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

import orjson
from pydantic import Field, PrivateAttr, TypeAdapter, ValidationError, WrapValidator
from pydantic_core import to_jsonable_python

from libs.events.resending import WHOLE, AsyncResending, httpx

from .content import Content, File
from .errors import KEY, AwayError, Model, failure, lost

T = TypeVar("T")
P = ParamSpec("P")

Query = str | int | float | date | datetime | list[str] | None

_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


class Reply(Model):
    """What a service answers, and the parts of it. `trace_of`, `etag_of` and `was_replayed` read what came beside the body."""

    _headers: httpx.Headers = PrivateAttr(default_factory=httpx.Headers)


class Waits(Reply):
    """What was asked has no effect yet: another person than the asker, with one of `roles`, has to approve it until `due`.

    `among`: `anybody`, `colleagues` (who acts for a body that the asker acts for) or `lead` (who acts for the leading body).
    `state`: `waiting`, or where the same Idempotency-Key comes again what has become of it: `approved`, `refused`, `withdrawn`,
    `expired`. `next` and `next_en` say it in words.
    """

    countersignature: str
    state: str = "waiting"
    due: datetime
    roles: list[str]
    among: str
    next: str
    next_en: str


class Accepted(Reply):
    """What a command led to. `facts` are type names; empty when there was nothing left to do. `waits`: of a 202 alone."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None


class Page(Reply, Generic[T]):
    """`next` is None on the last page."""

    items: list[T]
    next: str | None = None


def _or_as_it_came(value: Any, known: Callable[[Any], Any]) -> Any:
    try:
        return known(value)
    except ValidationError:
        return value


OPEN = WrapValidator(_or_as_it_came)
"""For a list of codes: a newer service may answer with one that this client does not know yet."""


class Client:
    """A service's API at `url`, with the bearer's `token`. `async with` opens and closes its connections.

    Every method raises ProblemError when the service refuses and AwayError when it does not answer. `transport` replaces the
    network and does without sending again; `most` bytes is the largest answer that is not a file. `forwarded` says for whom a
    request is made, as `X-Forwarded-For` has it: a service that counts requests by address believes its trusted proxies.
    """

    service: ClassVar[str] = "service"

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        timeout: float = 30.0,
        transport: httpx.AsyncBaseTransport | None = None,
        most: int = 1 << 30,
        name: str = "",
        forwarded: Callable[[], str] | None = None,
    ) -> None:
        self.name = name or self.service
        self._forwarded = forwarded
        self._token = token
        self._most = most
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=timeout,
            transport=transport or AsyncResending(),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    @property
    def subject(self) -> str:
        """Whom the token names, which is not verified here; empty where it says it in no way that a client can read."""
        try:
            claims = orjson.loads(urlsafe_b64decode(self._token.split(".")[1] + "=="))
            return str(claims["sub"])
        except (IndexError, KeyError, TypeError, ValueError):
            return ""

    def acting_as(self, token: str) -> Self:
        """The same API over the same connections for another bearer."""
        other = copy.copy(self)
        other._token = token  # noqa: SLF001 - a copy of our own
        return other

    async def _read(
        self,
        path: str,
        answer: type[T],
        *,
        query: Mapping[str, Query] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> T:
        return self._understood(await self._ask("GET", path, query=query, headers=headers), answer)

    async def _command(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        query: Mapping[str, Query] | None = None,
        body: object = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> T:
        """A command under an Idempotency-Key: the caller's, or a fresh one."""
        headers = {KEY: key or uuid4().hex, "If-Match": None if if_match is None else f'"{if_match}"'}
        response = await self._ask(method, path, query=query, headers=headers, json=body)
        return self._understood(response, answer)

    async def _send(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        query: Mapping[str, Query] | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: object = None,
        content: Content | None = None,
    ) -> T:
        """What is no command, or a file: it is not sent a second time."""
        response = await self._ask(method, path, query=query, headers=headers, json=body, content=content)
        return self._understood(response, answer)

    @asynccontextmanager
    async def _file(
        self, path: str, *, query: Mapping[str, Query] | None = None, accept: str = "*/*"
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes as they come; what refuses is raised before the first of them."""
        try:
            async with self._http.stream("GET", path, params=_given(query), headers=self._headers(Accept=accept)) as response:
                if not response.is_success:
                    await response.aread()
                    raise failure(self.name, response)
                yield response.aiter_bytes()
        except httpx.HTTPError as error:
            raise lost(self.name, error) from error

    @asynccontextmanager
    async def _follow(
        self, path: str, *, query: Mapping[str, Query] | None = None
    ) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """Server-sent events: the JSON of each."""
        async with self._file(path, query=query, accept="text/event-stream") as chunks:
            yield _events(chunks)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Query] | None,
        headers: Mapping[str, str | None] | None,
        json: object = None,
        content: Content | None = None,
    ) -> httpx.Response:
        sent = self._headers(**(headers or {}))
        if json is not None:
            content = orjson.dumps(_wire(json))
            sent["Content-Type"] = "application/json"
        elif isinstance(content, File):
            sent["Content-Length"] = str(content.size)
        try:
            response = await self._http.request(
                method, path, params=_given(query), headers=sent, content=content, extensions=WHOLE
            )
        except httpx.HTTPError as error:
            raise lost(self.name, error, sent.get(KEY)) from error
        if not response.is_success:
            raise failure(self.name, response)
        return response

    def _headers(self, **more: str | None) -> dict[str, str]:
        bearer = f"Bearer {self._token}" if self._token else None
        asked_for = (self._forwarded() or None) if self._forwarded is not None else None
        every = {"Accept": "application/json", "Authorization": bearer, "X-Forwarded-For": asked_for, **more}
        return {name: value for name, value in every.items() if value is not None}

    def _understood(self, response: httpx.Response, answer: type[T]) -> T:
        key = response.request.headers.get(KEY)
        if len(response.content) > self._most:
            raise AwayError(self.name, f"status {response.status_code}, {len(response.content)} bytes", key)
        try:
            adapter: TypeAdapter[T] = _adapter(answer)  # type: ignore[arg-type]  # a type is hashable
            result = adapter.validate_json(response.content)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in fault["loc"])
            why = f"status {response.status_code}, not as documented: {where}: {fault['msg']}"
            raise AwayError(self.name, why, key) from error
        if isinstance(result, Reply):
            result._headers = response.headers  # noqa: SLF001 - ours
        return result


async def pages(read: Callable[P, Awaitable[Page[T]]], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
    """Every item of a list, page after page. Given are the method that reads a page and what it is to be asked.

    Raises AwayError when the list leads back to a page that has been read: it would never end.
    """
    page = await read(*args, **kwargs)
    read_from: set[object] = {kwargs.get("cursor")}
    while True:
        for item in page.items:
            yield item
        if page.next is None:
            return
        if page.next in read_from:
            client = getattr(read, "__self__", None)
            raise AwayError(getattr(client, "name", "list"), f"the pages repeat themselves at cursor {page.next}")
        read_from.add(page.next)
        kwargs["cursor"] = page.next
        page = await read(*args, **kwargs)


def etag_of(reply: Reply) -> str:
    """The version or digest of what was answered, in quotation marks, or nothing."""
    return str(reply._headers.get("ETag", ""))  # noqa: SLF001 - ours


def trace_of(reply: Reply) -> str:
    """The trace in which the request was served: 32 hexadecimal digits, or nothing."""
    parts = str(reply._headers.get("traceparent", "")).split("-")  # noqa: SLF001 - ours
    return parts[1] if len(parts) > 1 else ""


def was_replayed(reply: Reply) -> bool:
    """Whether the service had answered this Idempotency-Key before."""
    return bool(reply._headers.get("Idempotency-Replayed") == "true")  # noqa: SLF001 - ours


def segment(value: str | int | date) -> str:
    """A value as one segment of a path: a slash or a question mark in an identifier stays part of it."""
    return quote(str(value), safe=":")


def _given(query: Mapping[str, Query] | None) -> dict[str, Any]:
    return {name: to_jsonable_python(value) for name, value in (query or {}).items() if value is not None}


def _wire(body: object) -> object:
    """A body as JSON: what was not given is left out, and the service's own default counts."""
    given = {name: value for name, value in body.items() if value is not None} if isinstance(body, dict) else body
    return _ANYTHING.dump_python(given, mode="json", exclude_unset=True)


async def _events(chunks: AsyncIterator[bytes]) -> AsyncIterator[dict[str, Any]]:
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"data: "):
                yield orjson.loads(line.removeprefix(b"data: "))


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:
    return TypeAdapter(answer)
