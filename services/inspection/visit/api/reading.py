"""What can be read of visits: lists, one visit, its sealed record."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.domain.secret_teams import in_the_secret
from libs.events.catalog.codes import DepartmentCode, EntityId, Ref, TownshipCode
from libs.events.catalog.inspection.handling import Handling
from libs.events.catalog.inspection.visit import PointCheck
from libs.events.fact import Raw
from libs.events.http.auth import Caller, Permitted
from libs.events.http.depends import Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, Page, Paged, key_of, page, page_of
from libs.events.http.tables.download import Downloading, every_row

from ..decide.seal import GENESIS, audit
from ..lookups import HAS_BEGUN, visible_visit
from ..views import queries

router = APIRouter(tags=["visits"])

_FIRST = [EPOCH, ""]


class Wanted(BaseModel):
    """Which visits."""

    state: Annotated[str | None, Query(pattern="^(assigned|announced|under-way|completed|closed|frustrated|cancelled)$")] = None
    department: DepartmentCode | None = None
    township: TownshipCode | None = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None
    overdue: bool | None = None


class VisitView(BaseModel):
    """`closed_how`: how it ended, null until then. `frustrated`: why nothing could be checked, `frustrated_reason` in the
    officers' words; `entry_refused`: why the entity let nobody in. `answered_by`: who answered the record.
    `announced`: true = told beforehand, false = lawfully not, null = not yet either; `basis` says on what ground.
    `premises`: the place of business that is visited, null for the entity's own; `township` is that of the place.
    """

    visit: str
    draw: str
    entity: str
    entity_name: str
    industries: list[str]
    premises: str | None
    premises_name: str | None
    township: str
    lead: str
    lead_title: str
    departments: list[str]
    method: str
    notice_forbidden: bool
    window_from: date
    window_to: date
    due: datetime
    state: str
    announced: bool | None
    visit_on: date | None
    basis: str | None
    overdue: bool
    answer: str | None
    answered_by: str | None
    answer_remark: str | None
    problems: int
    completed_on: date | None
    closed_how: str | None
    frustrated: str | None
    frustrated_reason: str | None
    entry_refused: str | None
    result: str | None
    assigned_at: datetime
    version: int


class CheckView(BaseModel):
    """An item as it was checked. `edition` of its listing, `manual` and `manual_edition` of the handbook, in force that day."""

    department: str
    item: str
    outcome: str
    points: list[PointCheck]
    reason: str | None
    edition: int | None
    manual: str | None
    manual_edition: int | None


class PartView(BaseModel):
    """`filings`: the unplanned checks that joined the visit with this part.
    `officers`: who of the department were there when it was entered. `revision` counts the
    amendments from 1, null until it is entered; `amended`: why it was the last time.
    """

    department: str
    title: str
    kinds: list[str]
    items: list[str]
    inspectors: list[str]
    filings: list[str]
    officers: list[str]
    revision: int | None
    amended: str | None
    disposition: str | None
    basis: str | None
    problems: int | None
    recorded_at: datetime | None


class CheckInView(BaseModel):
    """`proof`: what proves that the officer was there; `scanned`: the entity whose code he scanned, or who scanned."""

    inspector: str
    department: str
    proof: str
    at: datetime
    scanned: str | None
    reason: str | None


class FindingView(BaseModel):
    """`suspected_crime`: it may be a crime; `hazard`: how far a hazard reaches; `corrected_on_spot`: put right at once.
    `evidence`: SHA-256 of each piece. `handling`: how it is handled, null until the department has said so; `target`: what
    takes it up; `handling_basis`: why so; `exemption`: the entry of the list. `assigned_at`: when it was said. `settled`: its
    legal end, `settled_by` what ended it, `settled_at` when, null until then.
    """

    finding: str
    department: str
    item: str
    severity: str
    description: str
    suspected_crime: bool
    hazard: str
    corrected_on_spot: bool
    evidence: list[str]
    handling: str | None
    target: str | None
    exemption: str | None
    handling_basis: str | None
    assigned_at: datetime | None
    settled: str | None
    settled_by: str | None
    settled_at: datetime | None


class ClueView(BaseModel):
    clue: str
    finder: str
    competent: str
    matter: str
    found_at: datetime


class WholeVisit(VisitView):
    parts: list[PartView]
    check_ins: list[CheckInView]
    checks: list[CheckView]
    findings: list[FindingView]
    clues: list[ClueView]


class RecordEntry(BaseModel):
    """`version` counts the visit's facts from 1; `schema_version` is the version of the fact's shape, `data` the data, both as
    stored. `digest` runs over this fact and all before it.
    """

    version: int
    type: str
    schema_version: int
    time: datetime
    actor: str | None
    data: dict[str, Any]
    digest: str


class VisitRecord(BaseModel):
    """`genesis` stands before the first fact. `sealed` is the digest fixed at completion, `sealed_through` the version of the
    last fact that it covers; `intact` compares it with what is stored now (all three null before).
    """

    visit: str
    genesis: str
    sealed: str | None
    sealed_through: int | None
    intact: bool | None
    facts: list[RecordEntry]


async def _page(pool: Any, who: Caller, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[VisitView]:
    asked = {"entity": None, "overdue": None, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked}
    asked |= in_the_secret(who)
    rows = queries.visits_page(pool, **asked, after_time=after[0], after_visit=after[1], limit=limit)
    return [VisitView(**row) async for row in rows]


def _key(row: VisitView) -> list[Any]:
    return [row.assigned_at, row.visit]


@router.get("/visits", summary="Visits, oldest first")
async def visits(pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[VisitView]:
    return await page(wanted, partial(_page, pool, who, reach, wanted), _key, _FIRST)


class LateEntries(BaseModel):
    """`entries`: how often the officer was entered late, with nothing but his word; `last_at`: when he last came so."""

    inspector: str
    department: str
    entries: int
    last_at: datetime


@router.get("/late-entries", summary="How often each officer was entered late, by officer")
async def late_entries(
    pool: Pool, reach: Reading, department: DepartmentCode | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[LateEntries]:
    (after,) = key_of(cursor, [""])
    rows = queries.late_entries_page(pool, department=department, **reach.asked, after_inspector=after, limit=limit + 1)
    return page_of([LateEntries(**row) async for row in rows], limit, lambda row: [f"{row.inspector} {row.department}"])


_LISTING = listing(
    "visits",
    "检查任务",
    VisitView.model_fields,
    headings={
        "due": "完成期限",
        "problems": "问题数",
        "basis": "上门依据",
        "visit_on": "上门日期",
        "closed_how": "办结方式",
        "answered_by": "答复人",
        "frustrated": "无法检查情形",
        "frustrated_reason": "无法检查说明",
        "entry_refused": "拒绝进入理由",
    },
    words={
        "state": "visit",
        "closed_how": "visit-closed",
        "answered_by": "answered-by",
        "frustrated": "frustrated",
        "entry_refused": "entry-refused",
    },
)


@router.get("/visits/export.{format}", summary="All visits as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, who, reach, wanted), _key, _FIRST))


@router.get("/visits/{visit}", summary="One visit with its parts, arrivals, findings and clues")
async def visit(visit: Ref, pool: Pool, who: Permitted, reach: Reading, response: Response) -> WholeVisit:
    """An entity is told neither who comes before somebody has come, nor what is passed on to others about it."""
    row = await visible_visit(pool, visit, who, reach)
    official = reach.covers(departments=row["departments"], division=row["township"])
    parts = [PartView(**r) async for r in queries.parts(pool, visit=visit)]
    if not (official or row["state"] in HAS_BEGUN):
        parts = [part.model_copy(update={"inspectors": [], "officers": []}) for part in parts]
    response.headers["ETag"] = f'"{row["version"]}"'
    return WholeVisit(
        **row,
        parts=parts,
        check_ins=[CheckInView(**r) async for r in queries.check_ins(pool, visit=visit)],
        checks=[CheckView(**{**r, "points": orjson.loads(r["points"])}) async for r in queries.checks(pool, visit=visit)],
        findings=[_told(FindingView(**r), who, reach) async for r in queries.findings(pool, visit=visit)],
        clues=[ClueView(**r) async for r in queries.clues(pool, visit=visit)] if official else [],
    )


_LOOKED_INTO = frozenset({Handling.CASE, Handling.TRANSFER})
_WATCHING = frozenset({"auditor", "guidance-officer"})


def _told(finding: FindingView, who: Caller, reach: Reach) -> FindingView:
    """A case is told by its own papers, and what may be a crime to nobody while it goes on: neither shows before its end.

    Both are hidden, so that nobody learns of the one because the other is no longer shown.
    """
    concerned = finding.department in reach.departments or not who.roles.isdisjoint(_WATCHING)
    if concerned or finding.settled is not None or finding.handling not in _LOOKED_INTO:
        return finding
    return finding.model_copy(update=dict.fromkeys(("handling", "target", "handling_basis", "assigned_at")))


_RECORD = """\
All facts of the visit, as they are stored, with their running digests. Whoever has this answer can compute them again:

`digest` = SHA-256, in lower-case hexadecimal, of the RFC 8785 (JCS) form in UTF-8 of
`{"previous": p, "type": type, "version": schema_version, "data": data}`

where `p` is the `digest` of the fact before, and `genesis` (64 zeros) for the first. `version` in it is the fact's
`schema_version`, an integer, not its place in the visit; `time` and `actor` are not covered.

`sealed` is what `inspection.visit-completed` names in its data as `record`: the `digest` of the last fact before it, the one
whose `version` is `sealed_through`. `inspection.result-issued` names the same `record`; it is signed and with neighbours.
`intact` is true when both name the digest that is computed of what is stored now.
"""


@router.get(
    "/visits/{visit}/record",
    summary="All facts of a visit with their running digests: is the record intact?",
    description=_RECORD,
)
async def record(visit: Ref, pool: Pool, who: Permitted, reach: Reading) -> VisitRecord:
    await visible_visit(pool, visit, who, reach)
    stored = [dict(r) async for r in queries.record_of(pool, stream=f"visit-{visit}")]
    said = audit(Raw(r["type"], r["schema_version"], r["data"].encode()) for r in stored)
    facts = [
        RecordEntry(**{**r, "data": orjson.loads(r["data"])}, digest=digest)
        for r, digest in zip(stored, said.digests, strict=True)
    ]
    return VisitRecord(
        visit=visit,
        genesis=GENESIS,
        sealed=said.sealed,
        sealed_through=None if said.covered is None else stored[said.covered - 1]["version"],
        intact=said.intact,
        facts=facts,
    )
