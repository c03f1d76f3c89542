"""The item list, the three source lists beside it, and the report of what agrees between them."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from operator import attrgetter, itemgetter
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from libs.domain.office.listings import listing
from libs.events.catalog.codes import DepartmentCode, IndustryCode, ItemCode, Kind, ListClass, Name, PlainText
from libs.events.catalog.registry.items import ItemContent, SourceContent, SourceList, SourceRef
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import SEARCH, Page, Paged, page, page_of
from libs.events.http.tables.download import Downloading, every_row
from libs.events.imports.listing import listing_of
from libs.events.reactions import Environment

from ..lists.lookups import codes_of, contents_of
from ..lists.register import Register
from ..lists.shapes import DayFilter, EditionView, End
from . import commands as c
from . import refusals as r
from .imports import ITEMS
from .lookups import item_lookups
from .merge import Cluster, ClusterState, Link, SourceRow, merge
from .views import queries

router = APIRouter()


class ItemFilter(DayFilter):
    on: date | None = Field(None, description="As `day`.")
    industry: IndustryCode | None = None
    department: DepartmentCode | None = None
    kind: Kind | None = None
    list_class: ListClass | None = None


class ItemQuery(ItemFilter, Paged):
    pass


class ItemView(EditionView):
    """An edition: in force from `effective_from` until the day before `effective_until`; `withdrawn` says why it ends."""

    item: str
    edition: int
    content: ItemContent


class ItemHistory(BaseModel):
    item: str
    version: int
    editions: list[ItemView]


class Adjustment(Body):
    content: ItemContent
    effective_from: date


class SourceLink(Body):
    source: SourceRef
    effective_from: date


class SourceFilter(DayFilter):
    source: SourceList | None = None
    code: str | None = Field(None, **{**SEARCH, "max_length": 200})


class SourceView(EditionView):
    source: SourceList
    code: str
    content: SourceContent


class SourceEnd(Body):
    source: SourceList
    code: Name
    reason: PlainText
    effective_from: date


_ITEMS = listing_of(
    ITEMS,
    "items",
    "检查事项清单",
    {**{column: attrgetter(f"content.{column}") for column in ITEMS.columns[1:-1]}, "code": attrgetter("item")},
)


@router.get(
    "/items/export.{format}",
    summary="The items in force on a day as a table",
    response_class=StreamingResponse,
    tags=["exports"],
)
async def export_items(pool: Pool, env: Env, query: Annotated[ItemFilter, Query()], download: Downloading) -> StreamingResponse:
    return download(_ITEMS, every_row(partial(_items, pool, env, query), attrgetter("item")))


@router.get("/items", summary="The items in force on a day, by code", tags=["lists"])
async def items(pool: Pool, env: Env, query: Annotated[ItemQuery, Query()]) -> Page[ItemView]:
    return await page(query, partial(_items, pool, env, query), attrgetter("item"))


@router.get("/items/{item}", summary="All editions of an item", tags=["lists"])
async def item(item: ItemCode, pool: Pool, response: Response) -> ItemHistory:
    editions = [_item_view(row) async for row in queries.editions(pool, item=item)]
    if not editions:
        raise r.NoSuchItem(field="item", value=item, do_en="GET /v1/items lists them.", do_zh="可通过 GET /v1/items 查看清单。")
    version = editions[-1].version
    response.headers["ETag"] = f'"{version}"'
    return ItemHistory(item=item, version=version, editions=editions)


async def _items(pool: Any, env: Environment, f: ItemFilter, after: str, limit: int) -> list[ItemView]:
    said = f.model_dump(mode="json", include={"q", "industry", "department", "kind", "list_class"})
    rows = queries.items_page(pool, day=f.day or f.on or env.today, **said, after=after, limit=limit)
    return [_item_view(row) async for row in rows]


def _item_view(row: Any) -> ItemView:
    return ItemView(**{**row, "content": ItemContent.model_validate_json(row["content"])})


@router.post("/items", status_code=201, summary="List an item", tags=["changes"], responses=WAITS)
async def list_item(body: c.NewItem, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await item_lookups(pool, body.content.department, body.effective_from, env.today)
    return await gate.execute(c.ListItem(**body.model_dump(), known=known))


@router.post("/items/{item}/adjustment", summary="The next edition of an item", tags=["changes"], responses=WAITS)
async def adjust_item(item: ItemCode, body: Adjustment, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await item_lookups(pool, body.content.department, body.effective_from, env.today)
    return await gate.execute(c.AdjustItem(item=item, **body.model_dump(), known=known))


@router.post(
    "/items/{item}/sources",
    summary="Link an item to a row of a source list: its next edition",
    tags=["changes"],
    responses=WAITS,
)
async def link_source(item: ItemCode, body: SourceLink, gate: Asking, pool: Pool) -> Accepted:
    known = await codes_of(pool, "sources", body.effective_from)
    return await gate.execute(c.LinkSource(item=item, **body.model_dump(), known=known))


@router.post("/items/{item}/withdrawal", summary="Take an item off the list from a day on", tags=["changes"], responses=WAITS)
async def withdraw_item(item: ItemCode, body: End, gate: Asking) -> Accepted:
    return await gate.execute(c.WithdrawItem(item=item, **body.model_dump()))


_SOURCE = tuple(SourceContent.model_fields)
_SOURCES = listing(
    "sources",
    "清单来源",
    ("list", "code", *_SOURCE),
    cell={"list": attrgetter("source"), **{name: attrgetter(f"content.{name}") for name in _SOURCE}},
)
Register(
    _SOURCES, "Rows of the three source lists", "code", str, SourceView, SourceFilter, c.WithdrawSource,
    place=lambda v: f"{v.source.value}:{v.code}",
).reading(router)  # fmt: skip


@router.post(
    "/sources", status_code=201, summary="A row of a source list: power, random or internet", tags=["changes"], responses=WAITS
)
async def enter_source(body: c.SourceRow, gate: Asking) -> Accepted:
    return await gate.execute(c.EnterSource(**body.model_dump()))


@router.post("/sources/withdrawal", summary="Withdraw a row of a source list from a day on", tags=["changes"], responses=WAITS)
async def withdraw_source(body: SourceEnd, gate: Asking) -> Accepted:
    return await gate.execute(c.WithdrawSource(**body.model_dump()))


class MergeFilter(BaseModel):
    day: date | None = Field(None, description="The lists as they are in force on that day; today when absent.")
    state: ClusterState | None = None
    source: SourceList | None = Field(None, description="Only clusters with a row of this list.")
    department: DepartmentCode | None = Field(None, description="Only clusters with an item of this department.")


class MergeQuery(MergeFilter, Paged):
    pass


class Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class RowView(Shown):
    source: SourceList
    code: str
    content: SourceContent


class VoiceView(Shown):
    """What a list says of a field in which the lists differ; `where`: a source list, or `item` for the one list."""

    field: str
    where: str
    code: str
    says: str


class ClusterView(Shown):
    """Rows that stand together and why; nothing is merged by it. `items`: of the one list."""

    cluster: str
    state: ClusterState
    rows: list[RowView]
    items: list[str]
    linked_by: list[Link]
    missing_in: list[SourceList]
    conflicts: list[VoiceView]


class MergeReport(BaseModel):
    """`counts` by state and `rows` by source list are of everything that the day's lists hold, whatever the filter shows."""

    day: date
    counts: dict[ClusterState, int]
    rows: dict[SourceList, int]
    listed_items: int
    items: list[ClusterView]
    next: str | None


@router.get(
    "/merge", summary="The three source lists beside the one list: agreed, conflicting, missing, outside", tags=["merge"]
)
async def report(pool: Pool, env: Env, query: Annotated[MergeQuery, Query()]) -> MergeReport:
    day = query.day or env.today
    after = query.after
    clusters, listed = await _clusters(pool, day)
    shown = [cluster for cluster in _narrowed(clusters, query, listed) if cluster.cluster > after][: query.limit + 1]
    page = page_of([ClusterView.model_validate(cluster) for cluster in shown], query.limit, lambda view: [view.cluster])
    states = Counter(cluster.state for cluster in clusters)
    told = Counter(row.source for cluster in clusters for row in cluster.rows)
    return MergeReport(
        day=day,
        counts={state: states[state] for state in ClusterState},
        rows={source: told[source] for source in SourceList},
        listed_items=len(listed),
        items=page.items,
        next=page.next,
    )


_MERGE_COLUMNS = ("cluster", "state", "list", "code", "title", "department", "items", "linked_by", "missing_in", "conflicts")
_MERGE = listing(
    "merge",
    "清单归并",
    _MERGE_COLUMNS,
    headings={"title": "事项名称", "code": "编码"},
    words={"state": "merged", "missing_in": "list"},
    cell={column: itemgetter(at) for at, column in enumerate(_MERGE_COLUMNS)},
)


@router.get(
    "/merge/export.{format}",
    summary="The report as a table, a line per row and per item without one",
    response_class=StreamingResponse,
    tags=["merge"],
)
async def export_merge(
    pool: Pool, env: Env, query: Annotated[MergeFilter, Query()], download: Downloading
) -> StreamingResponse:
    clusters, listed = await _clusters(pool, query.day or env.today)
    lines = _lines(_narrowed(clusters, query, listed))
    return download(_MERGE, lines)


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


async def _lines(clusters: list[Cluster]) -> AsyncIterator[tuple[object, ...]]:
    for cluster in clusters:
        about = (
            cluster.items,
            [link.value for link in cluster.linked_by],
            [source.value for source in cluster.missing_in],
            [f"{v.field} {v.where} {v.code}: {v.says}" for v in cluster.conflicts],
        )
        for row in cluster.rows:
            yield (
                cluster.cluster,
                cluster.state.value,
                row.source.value,
                row.code,
                row.content.title,
                row.content.department,
                *about,
            )
        if not cluster.rows:
            yield (cluster.cluster, cluster.state.value, "item", cluster.items[0], "", "", *about)
