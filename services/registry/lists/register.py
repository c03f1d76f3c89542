"""The effective-dated lists over HTTP: one page, one export, one history and one withdrawal, the same for all of them.

Rules: N-01.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, create_model

from libs.events.decider import Command
from libs.events.http import Accepted
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.openapi.naming import snake
from libs.events.http.paging import Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row
from libs.events.http.tables.listing import Listing
from libs.events.imports.kinds import ImportKind
from libs.events.imports.listing import listing_of
from libs.events.reactions import Environment

from . import refusals as r
from .lookups import resting
from .shapes import DayFilter, EditionView, End
from .views import queries

V = TypeVar("V", bound=EditionView)


class History(BaseModel, Generic[V]):
    """All editions, oldest first."""

    version: int
    editions: list[V]


def in_and_out(
    kind: ImportKind, name: str, title: str, key: str, cell: Mapping[str, Callable[[Any], object]] | None = None
) -> Listing[Any]:
    """A list as the file that comes in again, called `title` in Chinese. `code` holds the key and `name` the title,
    unless `cell` says otherwise.
    """
    fields = {"code": attrgetter(key), "name": attrgetter("title")}
    own = {column: fields[column] for column in kind.columns if column in fields}
    return listing_of(kind, name, title, own | dict(cell or {}))


async def _as_they_are(_: Any, __: Any, shown: list[Any]) -> list[Any]:
    return shown


@dataclass(frozen=True)
class Register(Generic[V]):
    """A list: it as a file, what names a row, what it shows, what narrows it, what ends a row.

    `within`: filters that look into a row's list (filter -> where in the row); the others equal a field of that name.
    `beside` adds to a page's rows what other lists say of them on the day. `place` is where a row stands in the list. `rests`
    finds what rests on a row on a day or later, which its withdrawal must know.
    """

    listing: Listing[V]
    title: str
    key: str
    shape: Any
    view: type[V]
    filter: type[DayFilter]
    withdraw: type[Command]
    within: dict[str, Callable[[str], dict[str, Any]]] = field(default_factory=dict)
    beside: Callable[[Any, Any, list[V]], Awaitable[list[V]]] = _as_they_are
    place: Callable[[V], str] | None = None
    rests: Callable[[Any, str, str, date], Awaitable[tuple[str, ...]]] = resting

    @property
    def name(self) -> str:
        """In paths."""
        return self.listing.name

    def routes(self, router: APIRouter) -> None:
        """Adds the page, the export, the editions of one row and its withdrawal."""
        self.reading(router)
        self._routes_of_one(router)

    def reading(self, router: APIRouter) -> None:
        """Adds the page and the export alone."""
        query = create_model(f"{self.view.__name__}Query", __base__=(self.filter, Paged))
        shape = Page[self.view]  # type: ignore[name-defined]  # the class is known at run time only

        async def listed(pool: Pool, env: Env, query: Any) -> Any:
            return await page(query, partial(self._rows, pool, env, query), self._place)

        async def export(pool: Pool, env: Env, query: Any, download: Downloading) -> StreamingResponse:
            return download(self.listing, every_row(partial(self._rows, pool, env, query), self._place))

        listed.__annotations__["query"] = Annotated[query, Query()]
        export.__annotations__["query"] = Annotated[self.filter, Query()]
        path = f"/{self.name}"
        export_path, summary = f"{path}/export.{{format}}", f"{self.title} as a table"
        router.get(export_path, summary=summary, response_class=StreamingResponse, tags=["exports"])(export)
        router.get(path, summary=f"{self.title} in force on a day", response_model=shape, tags=["lists"])(listed)

    def _routes_of_one(self, router: APIRouter) -> None:
        history = History[self.view]  # type: ignore[name-defined]  # the class is known at run time only

        async def one(key: Any, pool: Pool, response: Response) -> Any:
            found = [row async for row in queries.history(pool, list=self.name, key=key)]
            if not found:
                raise r.NotListed(field=self.key, value=key)
            response.headers["ETag"] = f'"{found[-1]["version"]}"'
            return history(version=found[-1]["version"], editions=[self._shown(row) for row in found])

        async def withdraw(key: Any, body: End, gate: Asking, pool: Pool) -> Accepted:
            known = {}
            if "known" in self.withdraw.model_fields:
                known["known"] = await self.rests(pool, self.name, key, body.effective_from)
            accepted: Accepted = await gate.execute(self.withdraw(**{self.key: key}, **body.model_dump(), **known))
            return accepted

        for route in (one, withdraw):
            route.__annotations__["key"] = Annotated[self.shape, Path(alias=self.key)]
        path = f"/{self.name}/{{{self.key}}}"
        router.get(path, summary=f"{self.title}: all editions of one", response_model=history, tags=["lists"])(one)
        router.post(
            f"{path}/withdrawal",
            operation_id=snake(self.withdraw.__name__),
            summary=f"{self.title}: withdraw one from a day on",
            tags=["lists", "changes"],
            responses=WAITS,
        )(withdraw)

    async def _rows(self, pool: Any, env: Environment, narrowed: DayFilter, after: str, limit: int) -> list[V]:
        """A page of the list as it is in force on the filter's day, or today."""
        day = narrowed.day or env.today
        like = self._like(narrowed)
        found = queries.in_force(pool, list=self.name, day=day, q=narrowed.q, like=like, after=after, limit=limit)
        return await self.beside(pool, day, [self._shown(row) async for row in found])

    def _like(self, narrowed: DayFilter) -> str:
        """The filter as what a row must hold."""
        wanted: dict[str, Any] = {}
        for name, value in narrowed.model_dump(mode="json", exclude={"day", "q", "cursor", "limit"}, exclude_none=True).items():
            wanted |= self.within[name](value) if name in self.within else {name: value}
        return orjson.dumps(wanted).decode()

    def _shown(self, row: Any) -> V:
        content = orjson.loads(row["content"])
        known = {name: value for name, value in content.items() if name in self.view.model_fields}
        own = {name: row[name] for name in ("effective_from", "effective_until", "withdrawn", "version")}
        return self.view(**{**known, **own})

    def _place(self, shown: V) -> str:
        return self.place(shown) if self.place is not None else str(getattr(shown, self.key))
