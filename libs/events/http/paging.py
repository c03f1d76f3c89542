"""Cursor paging: stable under inserts, no offsets."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import AfterValidator, BaseModel

from ..refusal import Invalid
from ..shapes.words import worded

__all__ = [
    "EPOCH", "SEARCH", "CursorParam", "LimitParam", "Page", "Paged",
    "cursor_of", "key_of", "page", "page_of", "position_cursor",
]  # fmt: skip

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Earlier than anything that is paged by time: its first page begins here."""
LimitParam = Annotated[int, Query(ge=1, le=500, description="How many at most (1-500).")]
_SEARCHED = worded(r"^[^\x00-\x1f]*$", "不含控制字符的文字", "text without control characters")
SEARCH: dict[str, Any] = {"max_length": 100, "pattern": _SEARCHED}
"""Text to look for. A NUL is refused here: the database would refuse it only after the answer has begun."""


def _foreign(cursor: str) -> Invalid:
    return Invalid(
        "the cursor is not one of ours",
        "分页游标无效",
        field="cursor",
        value=cursor[:100],
        do_en="Start again without a cursor.",
        do_zh="请去掉游标从第一页开始。",
    )


def _read(cursor: str) -> list[Any]:
    """What `cursor_of` was given. Raises Invalid for what it did not make."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _foreign(cursor) from error
    if not isinstance(key, list):
        raise _foreign(cursor)
    return key


def _ours(cursor: str | None) -> str | None:
    if cursor is not None:
        _read(cursor)
    return cursor


CursorParam = Annotated[str | None, Query(max_length=500, description="`next` of the page before."), AfterValidator(_ours)]
"""A cursor that is none is refused before anything is read, on every list in the same way."""


class Paged(BaseModel):
    """Query of a list: its filters are the fields of a subclass."""

    cursor: CursorParam = None
    limit: LimitParam = 50

    @property
    def after(self) -> str:
        """The place in a list by one text behind which the page begins."""
        return str(key_of(self.cursor, [""])[0])


class Page(BaseModel, Generic[T]):
    """`next` is null on the last page."""

    items: list[T]
    next: str | None = None


def cursor_of(key: Sequence[Any]) -> str:
    """An opaque cursor for the last row's sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).rstrip(b"=").decode()


def key_of(cursor: str | None, first: Sequence[Any]) -> list[Any]:
    """The sort key after which the page starts; `first` when there is no cursor. Raises Invalid for a foreign cursor.

    Where `first` holds a time with its offset, so does the answer.
    """
    if cursor is None:
        return list(first)
    key = _read(cursor)
    if len(key) != len(first):
        raise _foreign(cursor)
    parts = [_time(part) if isinstance(kind, datetime) else part for part, kind in zip(key, first, strict=True)]
    if any(type(part) is not type(kind) or not _storable(part) for part, kind in zip(parts, first, strict=True)):
        raise _foreign(cursor)
    return parts


def _time(part: Any) -> datetime | None:
    """A time that the database can compare with its own; a forged cursor with another text once led to an internal error."""
    try:
        time = datetime.fromisoformat(part)
        return time.astimezone(UTC) if time.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def _storable(part: Any) -> bool:
    """A cursor goes into SQL. A forged one must not bring a value there that no column can hold."""
    return -(2**63) <= part < 2**63 if isinstance(part, int) else not (isinstance(part, str) and "\x00" in part)


def position_cursor(cursor: str | None) -> int:
    """For lists ordered by one integer."""
    return int(key_of(cursor, [0])[0])


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], Sequence[Any]]) -> Page[T]:
    """A page from `limit + 1` rows: the extra row only shows that there are more."""
    shown = list(rows[:limit])
    return Page(items=shown, next=cursor_of(key(shown[-1])) if len(rows) > limit else None)


async def page(
    query: Paged, rows: Callable[[Any, int], Awaitable[Sequence[T]]], place: Callable[[T], Any], first: Any = ""
) -> Page[T]:
    """A page of `rows(after, limit)`; `place(row)` is where a row stands, `first` where the list begins: a value or a list.

    `every_row` takes the same, so that a list and its download read their rows one way.
    """
    if isinstance(first, list):
        return page_of(await rows(key_of(query.cursor, first), query.limit + 1), query.limit, place)
    (after,) = key_of(query.cursor, [first])
    return page_of(await rows(after, query.limit + 1), query.limit, lambda row: [place(row)])
