"""Papers: issued with a visit, void where they are wrong, read as data and as PDF."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.documents.contents import content, digest, form_of, paper
from libs.documents.kinds import ABOUT, numbered
from libs.documents.typeset import pdf
from libs.domain.callers import require_department
from libs.domain.evidence.files import missing
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, reach_of
from libs.domain.secret_teams import in_the_secret
from libs.events.catalog.codes import DepartmentCode, EntityId, PlainText, Ref
from libs.events.catalog.inspection.docket import DocumentIssued, NumberTaken, PaperKind
from libs.events.http.auth import Caller, Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, attachment, every_row
from libs.events.ids import new_ref
from libs.events.store.in_turn import in_turn
from libs.events.store.store import Transaction

from ..docket import commands as docket_commands
from ..docket.streams import stream_of
from ..visit.lookups import own_visit
from ..visit.views import queries as visits
from . import commands as c
from . import lookups, refusals
from .decide.filling import LED, ONCE, fill
from .views import queries

_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
router = APIRouter(tags=["papers"])

_FIRST = [EPOCH, ""]
_KINDS = {
    "confidential": [kind.value for kind, about in ABOUT.items() if about.confidential],
    "addressed": [kind.value for kind, about in ABOUT.items() if about.addressed],
}


class Paper(Body):
    """A paper of a visit. `kind`: which; `words`: what it says beside what is on record."""

    kind: PaperKind
    department: DepartmentCode
    words: c.Words = c.Words()


class Voiding(Body):
    reason: PlainText


class Issued(Accepted):
    """`document`: the paper. `number` within the docket, `said` as it is written. `digest`: SHA-256 of kind and content in RFC
    8785 form.
    """

    document: Ref
    number: int
    said: str
    digest: str


class PaperView(BaseModel):
    """The paper `document`, of the department called `title`. `number` within its department, `year` and `kind`. `stream`: what
    it is about, as `visit-V-1`. `addressee`: whom it is for, null for the department's own. `void`: why it does not count, null
    while it does. `dossier`: the one that it is filed in, null while it is in none.
    """

    document: str
    kind: str
    department: str
    title: str
    year: int
    number: int
    said: str = Field(description="The number as it is written, for example 检通〔2026〕7号.")
    digest: str = Field(description="SHA-256 of the content in RFC 8785 form.")
    stream: str
    visit: str | None
    addressee: str | None
    void: str | None
    dossier: str | None
    issued_at: datetime
    version: int


class WholePaper(PaperView):
    """`content`: what the paper says, null once it was erased; `digest` is of `{"kind": kind, "content": content}`."""

    content: dict[str, Any] | None


class Wanted(BaseModel):
    """Which papers. `year`: of their numbers."""

    kind: PaperKind | None = None
    department: DepartmentCode | None = None
    year: Annotated[int, Query(ge=2000, le=2200)] | None = None


class WantedPage(Paged, Wanted):
    visit: Ref | None = None
    stream: Annotated[Ref | None, Query(description="What they are about, as `visit-V-1`.")] = None
    entity: Annotated[EntityId | None, Query(description="Whom they are for.")] = None
    void: Annotated[bool | None, Query(description="Only those that do not count, or only those that do.")] = None


def _view(row: Any) -> dict[str, Any]:
    return {**row, "said": numbered(PaperKind(row["kind"]), row["year"], row["number"])}


async def _page(pool: Any, who: Caller, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[PaperView]:
    asked = dict.fromkeys(("visit", "stream", "entity", "void"))
    asked |= {**wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked, **in_the_secret(who), **_KINDS}
    rows = queries.papers_page(pool, **asked, after_time=after[0], after_document=after[1], limit=limit)
    return [PaperView(**_view(row)) async for row in rows]


def _key(row: PaperView) -> list[Any]:
    return [row.issued_at, row.document]


async def _readable(pool: Any, document: Ref, who: Caller, reach: Reach) -> dict[str, Any]:
    """Its row, for whoever may read it. Raises NoSuchPaper."""
    row = queries.paper_for(pool, document=document, **reach.asked, **in_the_secret(who), **_KINDS)
    readable = await found(row, refusals.NoSuchPaper, document=document)
    if readable["addressee"]:
        reach.about["entity"] = readable["addressee"]
    return readable


@router.post(
    "/visits/{visit}/papers", operation_id="issue_paper", status_code=201, summary="A paper of a visit, with the next number"
)
async def issue(visit: Ref, body: Paper, gate: Asking, pool: Pool, env: Env) -> Issued:
    require_department(gate.caller, body.department)
    row = await own_visit(pool, visit, gate)
    if body.kind in LED:
        require_department(gate.caller, row["lead"])
    order = body.words.rectification
    stream = stream_of("rectification", order) if body.kind is PaperKind.RECTIFICATION and order else stream_of("visit", visit)
    # One that is there alone is refused the second time; one that was void is meant anew, in whatever words.
    again = await queries.void_before(pool, stream=stream, department=body.department, kind=body.kind)
    if body.kind not in ONCE and not again:
        await gate.take_equals_for_one()
    form = fill(body.kind, await lookups.visited(pool, row, env), body.department, body.words, env.today)
    said, lacking = content(form), await missing(gate, body.words.evidence)
    document = new_ref("P")
    addressee = row["entity"] if ABOUT[body.kind].addressed else None
    number = docket_commands.TakeNumber(
        department=body.department, year=env.today.year, kind=body.kind, document=document, digest=digest(body.kind, said)
    )

    async def work(tx: Transaction) -> Issued:
        # Whoever settles something of the visit does so alone: of two who issue the same paper one is refused.
        await visits.lock_visit(tx, visit=visit)
        standing = None
        if body.kind in ONCE:
            standing = await queries.standing_paper(
                tx, stream=stream, department=body.department, kind=body.kind, addressee=addressee
            )
        # They wait for each other, instead of being refused by each other's numbers again and again.
        await in_turn(tx, f"docket/{body.department}/{number.year}/{body.kind}")
        taken = next(r.fact for r in (await gate.run(tx, number)).recorded if isinstance(r.fact, NumberTaken))
        command = c.IssueDocument(
            **taken.model_dump(),
            stream=stream,
            visit=visit,
            addressee=addressee,
            known=c.IssueLookups(missing=lacking, standing=standing),
        )
        outcome = await gate.run(tx, command, expect=gate.expect)
        await queries.keep_content(tx, document=document, content=orjson.dumps(said).decode())
        made = next(r.fact for r in outcome.recorded if isinstance(r.fact, DocumentIssued))
        written = numbered(made.kind, made.year, made.number)
        return Issued.of(outcome, document=document, number=made.number, said=written, digest=made.digest)

    return await gate.execute(work, answer=Issued)


@router.post("/papers/{document}/void", operation_id="void_paper", summary="A paper does not count; its number stays taken")
async def void(document: Ref, body: Voiding, gate: Asking, pool: Pool) -> Accepted:
    row = await found(queries.paper(pool, document=document), refusals.NoSuchPaper, document=document)
    reach_of(gate).require(refusals.NoSuchPaper(document=document), departments=[row["department"]])
    known = c.VoidLookups(filed=row["dossier"])
    return await gate.execute(c.VoidDocument(document=document, known=known, **body.model_dump()))


@router.get("/papers", summary="Papers, oldest first")
async def papers(pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[PaperView]:
    return await page(wanted, partial(_page, pool, who, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "papers",
    "文书登记",
    PaperView.model_fields,
    headings={
        "document": "文书编号", "kind": "文书", "title": "部门名称", "number": "顺序号", "said": "文号", "digest": "内容校验",
        "stream": "所属事项", "addressee": "送达对象", "void": "作废原因", "dossier": "案卷", "issued_at": "出具时间",
    },
    words={"kind": "paper"},
)  # fmt: skip


@router.get("/papers/export.{format}", summary="The register of papers as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, who, reach, wanted), _key, _FIRST))


@router.get("/papers/{document}", operation_id="paper", summary="One paper, as data")
async def whole(document: Ref, pool: Pool, who: Permitted, reach: Reading, response: Response) -> WholePaper:
    row = await _readable(pool, document, who, reach)
    said = await queries.paper_content(pool, document=document)
    response.headers["ETag"] = f'"{row["version"]}"'
    return WholePaper(**_view(row), content=None if said is None else orjson.loads(said))


@router.get(
    "/papers/{document}/paper.pdf",
    operation_id="paper_pdf",
    summary="One paper, as PDF: the same bytes each time",
    response_class=Response,
    responses={
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}, "description": "The paper"}
    },
)
async def as_pdf(document: Ref, pool: Pool, who: Permitted, reach: Reading) -> Response:
    row = await _readable(pool, document, who, reach)
    said = await queries.paper_content(pool, document=document)
    if said is None:
        raise refusals.PaperErased(document=document)
    kind = PaperKind(row["kind"])
    form = form_of(kind, orjson.loads(said))
    set_ = paper(form, year=row["year"], number=row["number"], void=row["void"] is not None)
    written = numbered(kind, row["year"], row["number"])
    names = attachment(f"{kind.value}-{row['year']}-{row['number']}.pdf", f"{ABOUT[kind].title}{written}.pdf")
    headers = {"Content-Disposition": names, "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    # Others are served meanwhile.
    return Response(await asyncio.to_thread(pdf, set_), media_type="application/pdf", headers=headers)
