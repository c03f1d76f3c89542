"""A row of a read model, or the refusal that says it is not there."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from ..refusal import NotFound, Refusal

__all__ = ["found"]


async def found(row: Awaitable[Any], refusal: type[Refusal] = NotFound, /, **key: Any) -> dict[str, Any]:
    """The row that a query gives. Raises `refusal` when there is none; `key` names the field and its value.

    row = await found(queries.book(pool, book=book), r.NoSuchBook, book=book)
    """
    value = await row
    if value is None:
        raise refusal(**key)
    return dict(value)
