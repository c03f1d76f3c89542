"""The lists as CSV, in the columns of the imports: what goes out can come in again and changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from libs.events.http.rooms import Env, Pool
from libs.events.reactions import Environment
from services.registry.imports import KINDS

from . import pages
from .shapes import (
    DepartmentFilter,
    EntityFilter,
    IndustryFilter,
    InspectorFilter,
    ItemFilter,
    NamesReader,
    ScenarioFilter,
    TownshipFilter,
)

__all__ = ["router"]

router = APIRouter(tags=["exports"], default_response_class=StreamingResponse)

V = TypeVar("V")
F = TypeVar("F")
Rows = Callable[[Any, Environment, F, str, int], Awaitable[list[V]]]
_BATCH = 1000


@router.get("/industries/export.csv", summary="Industries as CSV")
async def industries(pool: Pool, env: Env, query: Annotated[IndustryFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.industries, pool, env, query, lambda v: v.industry)
    return _csv("industries", rows, lambda v: (v.industry, v.title))


@router.get("/departments/export.csv", summary="Departments as CSV")
async def departments(pool: Pool, env: Env, query: Annotated[DepartmentFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.departments, pool, env, query, lambda v: v.department)
    return _csv("departments", rows, lambda v: (v.department, v.title, v.level.value, v.divisions))


@router.get("/townships/export.csv", summary="Townships as CSV")
async def townships(pool: Pool, env: Env, query: Annotated[TownshipFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.townships, pool, env, query, lambda v: v.township)
    return _csv("townships", rows, lambda v: (v.township, v.title, v.department))


@router.get("/items/export.csv", summary="The items in force on a day as CSV")
async def items(pool: Pool, env: Env, query: Annotated[ItemFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.items, pool, env, query, lambda v: v.item)
    columns = KINDS["items"].columns[1:-1]
    return _csv("items", rows, lambda v: (v.item, *(getattr(v.content, name) for name in columns), v.effective_from))


@router.get("/scenarios/export.csv", summary="Scenarios as CSV")
async def scenarios(pool: Pool, env: Env, query: Annotated[ScenarioFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.scenarios, pool, env, query, lambda v: v.scenario)
    return _csv("scenarios", rows, lambda v: (v.scenario, v.title, v.industry, v.lead, v.departments, v.items))


@router.get("/inspectors/export.csv", summary="Inspectors as CSV; for officials")
async def inspectors(pool: Pool, env: Env, _: NamesReader, query: Annotated[InspectorFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.inspectors, pool, env, query, lambda v: v.inspector)
    return _csv(
        "inspectors",
        rows,
        lambda v: (v.inspector, v.name, v.department, v.certificate, v.qualifications, v.valid_from, v.valid_until),
    )


@router.get("/entities/export.csv", summary="Entities as CSV")
async def entities(pool: Pool, env: Env, query: Annotated[EntityFilter, Query()]) -> StreamingResponse:
    rows = _all(pages.entities, pool, env, query, lambda v: v.entity)
    return _csv(
        "entities",
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


def _csv(kind: str, rows: AsyncIterator[V], cells: Callable[[V], Sequence[object]]) -> StreamingResponse:
    return StreamingResponse(
        _lines(KINDS[kind].columns, rows, cells),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{kind}.csv"'},
    )


async def _lines(columns: Sequence[str], rows: AsyncIterator[V], cells: Callable[[V], Sequence[object]]) -> AsyncIterator[str]:
    # The mark tells spreadsheets that it is UTF-8; imports take it off.
    yield "\ufeff" + _line(columns)
    async for row in rows:
        yield _line([_cell(value) for value in cells(row)])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return ";".join(str(part) for part in value)
        case date():
            return value.isoformat()
    return str(value)
