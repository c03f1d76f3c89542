"""What routes of all lists share: filters, editions, the end of a row."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, Field

from libs.events.catalog.codes import PlainText
from libs.events.http.bodies import Body
from libs.events.http.paging import SEARCH, CursorParam, LimitParam, Page, key_of, page_of

V = TypeVar("V")


class End(Body):
    """From which day on, and why."""

    reason: PlainText
    effective_from: date


class DayFilter(Body):
    day: date | None = Field(None, description="The list as it is in force on that day; today when absent.")
    q: str | None = Field(None, description="A code, or a part of the name.", **SEARCH)


class Paged(BaseModel):
    cursor: CursorParam = None
    limit: LimitParam = 50

    @property
    def after(self) -> str:
        """The place in the list behind which the page begins."""
        return str(key_of(self.cursor, [""])[0])


async def page(query: Paged, rows: Callable[[str, int], Awaitable[list[V]]], place: Callable[[V], str]) -> Page[V]:
    """A page of `rows(after, limit)`; `place` is where a row stands in the list."""
    return page_of(await rows(query.after, query.limit + 1), query.limit, lambda row: [place(row)])


class EditionView(BaseModel):
    """In force from `effective_from` until the day before `effective_until`; `withdrawn` says why it was ended."""

    effective_from: date
    effective_until: date | None
    withdrawn: str | None
    version: int
