"""The lists as CSV, in the columns of the imports: what goes out can come in again and changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from libs.events.http.depends import Env, Pool
from libs.events.reactions import Environment
from services.registry.imports import KINDS

from . import pages
from .csvs import as_csv
from .shapes import EntityFilter, InspectorFilter, ItemFilter, NamesReader

__all__ = ["router"]

router = APIRouter(tags=["exports"], default_response_class=StreamingResponse)

V = TypeVar("V")
F = TypeVar("F")
Rows = Callable[[Any, Environment, F, str, int], Awaitable[list[V]]]
_BATCH = 1000


@router.get("/items/export.csv", summary="The items in force on a day as CSV")
async def items(pool: Pool, env: Env, query: Annotated[ItemFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.items, pool, env, query, lambda v: v.item)
    columns = KINDS["items"].columns[1:-1]
    return as_csv(
        "items",
        KINDS["items"].columns,
        rows,
        lambda v: (v.item, *(getattr(v.content, name) for name in columns), v.effective_from),
    )


@router.get("/inspectors/export.csv", summary="Inspectors as CSV; for officials")
async def inspectors(pool: Pool, env: Env, _: NamesReader, query: Annotated[InspectorFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.inspectors, pool, env, query, lambda v: v.inspector)
    return as_csv(
        "inspectors",
        KINDS["inspectors"].columns,
        rows,
        lambda v: (v.inspector, v.name, v.department, v.certificate, v.qualifications, v.valid_from, v.valid_until),
    )


@router.get("/entities/export.csv", summary="Entities as CSV")
async def entities(pool: Pool, env: Env, query: Annotated[EntityFilter, Query()]) -> StreamingResponse:
    # Before the answer begins: a refusal in its midst would break it off.
    pages.check_tag(query, env)
    rows = _all(pages.entities, pool, env, query, lambda v: v.entity)
    return as_csv(
        "entities",
        KINDS["entities"].columns,
        rows,
        lambda v: (
            *v.entity.split(":", 1),
            v.content.name,
            v.content.industries,
            v.content.township,
            v.content.category,
            v.content.founded,
        ),
    )


async def _all(rows: Rows[F, V], pool: Any, env: Environment, query: F, key: Callable[[V], str]) -> AsyncIterator[V]:
    after = ""
    while batch := await rows(pool, env, query, after, _BATCH):
        for row in batch:
            yield row
        after = key(batch[-1])
