"""The three source lists beside the one list: the report of services/registry/merge.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.registry.items import ItemContent, SourceContent, SourceList
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import key_of, page_of
from services.registry.lookups import contents_of
from services.registry.merge import Cluster, Link, SourceRow, State, merge
from services.registry.views import queries

from .csvs import as_csv
from .shapes import Paged, today

__all__ = ["router"]

router = APIRouter(tags=["merge"])


class MergeFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    day: date | None = Field(None, description="The lists as they are in force on that day; today when absent.")
    state: State | None = None
    source: SourceList | None = Field(None, description="Only clusters with a row of this list.")
    department: DepartmentCode | None = Field(None, description="Only clusters with an item of this department.")


class MergeQuery(MergeFilter, Paged):
    pass


class RowView(BaseModel):
    source: SourceList
    code: str
    content: SourceContent


class VoiceView(BaseModel):
    """What a list says of a field in which the lists differ; `where`: a source list, or `item` for the one list."""

    field: str
    where: str
    code: str
    says: str


class ClusterView(BaseModel):
    """Rows that stand together and why; nothing is merged by it. `items`: of the one list."""

    cluster: str
    state: State
    rows: list[RowView]
    items: list[str]
    linked_by: list[Link]
    missing_in: list[SourceList]
    conflicts: list[VoiceView]


class MergeReport(BaseModel):
    """`counts` by state and `rows` by source list are of everything that the day's lists hold, whatever the filter shows."""

    day: date
    counts: dict[State, int]
    rows: dict[SourceList, int]
    listed_items: int
    items: list[ClusterView]
    next: str | None


@router.get("/merge", summary="The three source lists beside the one list: agreed, conflicting, missing, outside")
async def report(pool: Pool, env: Env, query: Annotated[MergeQuery, Query()]) -> MergeReport:
    day = query.day or today(env)
    clusters, listed = await _clusters(pool, day)
    after = str(key_of(query.cursor, [""])[0])
    shown = [c for c in _narrowed(clusters, query, listed) if c.key > after][: query.limit + 1]
    page = page_of([_view(c) for c in shown], query.limit, lambda view: [view.cluster])
    states = Counter(cluster.state for cluster in clusters)
    told = Counter(row.source for cluster in clusters for row in cluster.rows)
    return MergeReport(
        day=day,
        counts={state: states[state] for state in State},
        rows={source: told[source] for source in SourceList},
        listed_items=len(listed),
        items=page.items,
        next=page.next,
    )


@router.get(
    "/merge/export.csv", summary="The report as CSV, a line per row and per item without one", response_class=StreamingResponse
)
async def export(pool: Pool, env: Env, query: Annotated[MergeFilter, Query()]) -> StreamingResponse:
    clusters, listed = await _clusters(pool, query.day or today(env))
    lines = _lines(_narrowed(clusters, query, listed))
    columns = ("cluster", "state", "list", "code", "title", "department", "items", "linked_by", "missing_in", "conflicts")
    return as_csv("merge", columns, lines, lambda cells: cells)


async def _clusters(pool: Any, day: date) -> tuple[list[Cluster], dict[str, ItemContent]]:
    rows = [
        SourceRow(SourceList(content["source"]), content["code"], SourceContent(**content["content"]))
        for content in (await contents_of(pool, "sources", day)).values()
    ]
    items = {
        row["item"]: ItemContent.model_validate(orjson.loads(row["content"]))
        async for row in queries.items_in_force(pool, day=day)
    }
    departments = {code: content["title"] for code, content in (await contents_of(pool, "departments", day)).items()}
    return merge(rows, items, departments), items


def _narrowed(clusters: list[Cluster], query: MergeFilter, items: dict[str, ItemContent]) -> list[Cluster]:
    return [
        cluster
        for cluster in clusters
        if query.state in {None, cluster.state}
        and (query.source is None or any(row.source is query.source for row in cluster.rows))
        and (query.department is None or any(items[code].department == query.department for code in cluster.items))
    ]


def _view(cluster: Cluster) -> ClusterView:
    return ClusterView(
        cluster=cluster.key,
        state=cluster.state,
        rows=[RowView(source=row.source, code=row.code, content=row.content) for row in cluster.rows],
        items=list(cluster.items),
        linked_by=list(cluster.linked_by),
        missing_in=list(cluster.missing_in),
        conflicts=[VoiceView(field=v.field, where=v.where, code=v.code, says=v.says) for v in cluster.conflicts],
    )


async def _lines(clusters: list[Cluster]) -> AsyncIterator[tuple[object, ...]]:
    for c in clusters:
        about = (
            c.items,
            [link.value for link in c.linked_by],
            [source.value for source in c.missing_in],
            [f"{v.field} {v.where} {v.code}: {v.says}" for v in c.conflicts],
        )
        for row in c.rows:
            yield (c.key, c.state.value, row.source.value, row.code, row.content.title, row.content.department, *about)
        if not c.rows:
            yield (c.key, c.state.value, "item", c.items[0], "", "", *about)
