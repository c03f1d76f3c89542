"""A list as a file that somebody downloads: in which format, and in whose language."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, TypeVar
from urllib.parse import quote

from fastapi import Depends, Header, Path, Query
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from . import csv_file, workbook
from .listing import Cell, Language, Listing

__all__ = ["EVERY_ROW", "Download", "Downloading", "Format", "every_row", "language_of"]

EVERY_ROW = 5000
"""Rows fetched at a time for a download."""
_BATCH = 200
"""Rows written at a time: few enough that others are served between them."""

V = TypeVar("V")
Rows: TypeAlias = AsyncIterator[V] | Iterable[V]


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


def language_of(accepted: str | None) -> Language:
    """The language of an Accept-Language header that is asked for most (RFC 9110, 12.5.4): Chinese, unless English is."""
    best, liked = Language.ZH, 0.0
    for part in (accepted or "").split(","):
        tag, _, weight = part.strip().partition(";")
        language = {"zh": Language.ZH, "en": Language.EN}.get(tag.strip().lower().partition("-")[0])
        if language is not None and (quality := _quality(weight)) > liked:
            best, liked = language, quality
    return best


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


class _Begun(StreamingResponse):
    """An answer that begins when its first piece is there: whatever fails before is answered in its place."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.body_iterator = _after(await anext(aiter(self.body_iterator), b""), self.body_iterator)
        await super().__call__(scope, receive, send)


class Download:
    """What was asked for; called with a listing and its rows it is the answer, streamed."""

    def __init__(
        self,
        format_: Annotated[Format, Path(alias="format")],
        lang: Annotated[
            Language | None,
            Query(
                description="Language of headings and words; without it as Accept-Language says. `codes`: as the API has them."
            ),
        ] = None,
        accept_language: Annotated[str | None, Header(max_length=1000)] = None,
    ) -> None:
        self.format = format_
        self.language = lang or language_of(accept_language)

    def __call__(self, listing: Listing[V], rows: Rows[V], about: str = "") -> StreamingResponse:
        """`about`: what the list is one of, in names of files."""
        headings, batches = listing.headings(self.language), _batches(rows, listing.row(self.language))
        if self.format is Format.CSV:
            media_type, content = csv_file.MEDIA_TYPE, csv_file.csv_file(headings, batches)
        else:
            title = listing.title if self.language is Language.ZH else listing.name
            media_type, content = workbook.MEDIA_TYPE, workbook.workbook(title, headings, batches)
        names = (f"{'-'.join(filter(None, (name, about)))}.{self.format}" for name in (listing.name, listing.title))
        headers = {"Content-Disposition": attachment(*names), "Vary": "Accept-Language"}
        if self.language is not Language.CODES:
            headers["Content-Language"] = self.language.value
        return _Begun(content, media_type=media_type, headers=headers)


Downloading = Annotated[Download, Depends()]


def attachment(name: str, title: str) -> str:
    """Content-Disposition of a file (RFC 6266): its plain name, and for all that know RFC 8187 the one in Chinese."""
    return f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(title, safe='')}"


async def _after(first: Any, rest: AsyncIterable[Any]) -> AsyncIterator[Any]:
    yield first
    async for piece in rest:
        yield piece


async def every_row(
    page: Callable[[Any, int], Awaitable[Sequence[V]]], key: Callable[[V], Any], first: Any = ""
) -> AsyncIterator[V]:
    """All rows of a list: `page(after, limit)` gives those behind `after`, `key(row)` is where a row stands."""
    after = first
    while batch := await page(after, EVERY_ROW):
        for row in batch:
            yield row
        if len(batch) < EVERY_ROW:
            return
        after = key(batch[-1])


async def _batches(rows: Rows[V], cells: Callable[[V], list[Cell]]) -> AsyncIterator[list[list[Cell]]]:
    batch: list[list[Cell]] = []
    async for row in _each(rows):
        batch.append(cells(row))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _each(rows: Rows[V]) -> AsyncIterator[V]:
    if isinstance(rows, AsyncIterator):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row
