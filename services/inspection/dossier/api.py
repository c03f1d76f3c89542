"""Dossiers: filed by the lead when nothing is missing, listed, and read for a reason that stays on record."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, reach_of
from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.catalog.inspection.dossier import Retention
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.store.store import Transaction

from ..docket.streams import stream_of
from ..visit.lookups import led_visit
from ..visit.views import queries as visits
from . import commands as c
from . import lookups, refusals
from .decide import missing
from .numbers import number_of
from .views import queries

router = APIRouter(tags=["papers"])

_FIRST = [EPOCH, ""]


class Filing(Body):
    """`retention`: how long it is kept."""

    retention: Retention


class WhyRead(Body):
    """`reason`: why it is read."""

    reason: PlainText


class FiledDossier(Accepted):
    """`dossier`: its number."""

    dossier: Ref


class DossierView(BaseModel):
    """The dossier of the matter `stream`, owed by the department called `title` until `due`. `ends`: what the matter ended
    with; `papers`: how many it holds. `retained_until`: the last day that it is kept, null before it is filed and for ever.
    `owed_at`: when it began to be owed, `filed_at` when it was filed. `readings`: how often it was read.
    """

    dossier: str
    stream: str
    visit: str
    department: str
    title: str
    due: datetime | None
    overdue: bool
    ends: list[str]
    papers: int
    retention: str | None = Field(description="How long it is kept, null before it is filed.")
    retained_until: date | None
    owed_at: datetime
    filed_at: datetime | None
    readings: int
    version: int


class MissingPaper(BaseModel):
    """A paper that the dossier lacks: its `kind`, and the `department` that owes it. `stream`: the order to rectify that it
    is about, null where it is the visit.
    """

    kind: str
    department: str
    stream: str | None


class WholeDossier(DossierView):
    """`missing`: which papers must still be issued before it is filed."""

    missing: list[MissingPaper]


class IndexEntry(BaseModel):
    """The paper `document` of the department called `title`, with its `pages`, at `ordinal` of the index."""

    ordinal: int
    document: str
    kind: str
    department: str
    title: str
    digest: str = Field(description="SHA-256 of its content in RFC 8785 form.")
    pages: int


class Read(Accepted):
    """`index`: its papers, each of which is read by its number."""

    index: list[IndexEntry]


class Wanted(BaseModel):
    """Which dossiers."""

    department: DepartmentCode | None = None
    filed: Annotated[bool | None, Query(description="Only those that are filed, or only those that are owed.")] = None
    overdue: bool | None = None


class WantedPage(Paged, Wanted):
    visit: Ref | None = None


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[DossierView]:
    asked = {"visit": None, **wanted.model_dump(exclude={"cursor", "limit"})}
    asked |= {name: reach.asked[name] for name in ("whole", "own_departments")}
    rows = queries.dossiers_page(pool, **asked, after_time=after[0], after_dossier=after[1], limit=limit)
    return [DossierView(**row) async for row in rows]


def _key(row: DossierView) -> list[Any]:
    return [row.owed_at, row.dossier]


@router.post(
    "/visits/{visit}/dossier",
    operation_id="file_dossier",
    summary="The papers of a visit that is over are filed with an index (lead department)",
)
async def file(visit: Ref, body: Filing, gate: Asking, pool: Pool) -> FiledDossier:
    row = await led_visit(pool, visit, gate)
    stream = stream_of("visit", visit)
    dossier, counted = number_of(stream), await lookups.counted(pool, visit)

    async def work(tx: Transaction) -> FiledDossier:
        # No paper of the visit is issued meanwhile.
        await visits.lock_visit(tx, visit=visit)
        known = await lookups.matter(tx, visit, counted=counted)
        if {each.paper.document for each in known.papers} - counted.keys():
            known = await lookups.matter(tx, visit, counted=await lookups.counted(tx, visit))
        command = c.FileDossier(
            dossier=dossier, stream=stream, visit=visit, department=row["lead"], known=known, **body.model_dump()
        )
        return FiledDossier.of(await gate.run(tx, command, expect=gate.expect), dossier=dossier)

    return await gate.execute(work, answer=FiledDossier)


@router.post(
    "/dossiers/{dossier}/readings",
    operation_id="read_dossier",
    summary="A dossier is read for a reason, which stays on record; the answer is its index",
)
async def read(dossier: Ref, body: WhyRead, gate: Asking, pool: Pool) -> Read:
    row = await found(queries.dossier(pool, dossier=dossier), refusals.NoSuchDossier, dossier=dossier)
    reach_of(gate).require(refusals.NoSuchDossier(dossier=dossier), departments=[row["department"]])
    index = [IndexEntry(**each) async for each in queries.dossier_index(pool, dossier=dossier)]
    command = c.ReadDossier(dossier=dossier, by=gate.caller.subject, **body.model_dump())
    return await gate.execute(command, answer=Read, index=index)


@router.get("/dossiers", summary="Dossiers, owed and filed, oldest first")
async def dossiers(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[DossierView]:
    return await page(wanted, partial(_page, pool, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "dossiers",
    "案卷目录",
    DossierView.model_fields,
    headings={
        "dossier": "案卷编号", "stream": "所属事项", "title": "部门名称", "due": "归档期限", "ends": "办理结果",
        "papers": "文书数", "retention": "保管期限", "retained_until": "保管至", "owed_at": "办结时间", "filed_at": "归档时间",
        "readings": "查阅次数",
    },
    words={"ends": "dossier_end", "retention": "retention"},
)  # fmt: skip


@router.get("/dossiers/export.{format}", summary="All dossiers as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/dossiers/{dossier}", operation_id="dossier", summary="One dossier, and which papers it lacks")
async def whole(dossier: Ref, pool: Pool, reach: Reading, response: Response) -> WholeDossier:
    row = await found(queries.dossier(pool, dossier=dossier), refusals.NoSuchDossier, dossier=dossier)
    reach.require(refusals.NoSuchDossier(dossier=dossier), departments=[row["department"]])
    lacking = [] if row["filed_at"] else missing(await lookups.matter(pool, row["visit"]))
    response.headers["ETag"] = f'"{row["version"]}"'
    return WholeDossier(**row, missing=[MissingPaper(**each.model_dump()) for each in lacking])
