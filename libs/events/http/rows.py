"""A row of a read model, or the refusal that says it is not there."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from ..refusal import NotFound, Refusal

__all__ = ["found"]


async def found(
    row: Awaitable[Any],
    refusal: type[Refusal] = NotFound,
    do: tuple[str, str] | None = None,
    /,
    **key: Any,
) -> dict[str, Any]:
    """The row that a query gives. Raises `refusal` when there is none; `key` names the field and its value.

    `do`: what to do then, in English and in Chinese; otherwise what the refusal's class says, or that the number be checked.

    row = await found(queries.book(pool, book=book), r.NoSuchBook, book=book)
    """
    value = await row
    if value is None:
        ((field, asked),) = key.items()
        do_en, do_zh = do or (refusal.do_en or "Check the number.", refusal.do_zh or "请核对编号。")
        raise refusal(field=field, value=asked, do_en=do_en, do_zh=do_zh)
    return dict(value)
