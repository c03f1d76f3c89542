"""What everybody may read, without a token."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.events.catalog.codes import DepartmentCode, EntityId, Ref
from libs.events.catalog.disclosure.publication import Subject
from libs.events.http.depends import Pool
from libs.events.http.paging import SEARCH, CursorParam, LimitParam, Page, cursor_of, key_of, page_of
from libs.events.refusal import NotFound
from services.disclosure.decide.refusals import NoSuchPublication
from services.disclosure.policy import POLICY
from services.disclosure.policy.figures import decrease, percent
from services.disclosure.policy.masking import mask_entity_name, mask_text
from services.disclosure.views import queries

__all__ = ["router"]

router = APIRouter(tags=["public"])

_END = datetime(9999, 12, 31, tzinfo=UTC)
_CSV_PAGE = 500


class PublicationLine(BaseModel):
    """`title`, `problems` and `digest` are null once withdrawn."""

    publication: str
    subject: Subject
    reference: str
    entity: str | None
    department: str
    department_title: str
    title: str | None
    problems: int | None
    state: str
    occurred_on: date
    due: datetime
    published_at: datetime
    late: bool
    corrections: int
    digest: str | None
    version: int


class Step(BaseModel):
    """Made, corrected or withdrawn; `digest` of what could be read from then on."""

    step: str
    at: datetime
    digest: str | None
    reason: str | None


class PublicationView(PublicationLine):
    """`content` is what was published: SHA-256 of its canonical JSON (RFC 8785) is `digest`."""

    content: dict[str, Any] | None
    masked: list[str]
    history: list[Step]


class Entry(BaseModel):
    """One line of an entity's file; `reference` leads on (publication, visit, rectification, whistle)."""

    at: datetime
    kind: str
    reference: str
    department: str | None
    detail: dict[str, Any]


class EntityFile(BaseModel):
    """一企一档: newest first. `next` is null on the last page."""

    entity: str
    name: str
    category: str
    township: str
    township_title: str
    industries: list[str]
    operating: bool
    items: list[Entry]
    next: str | None


class SubjectFigures(BaseModel):
    subject: Subject
    due: int
    published: int
    published_on_time: int
    late: int
    pending: int
    publication_rate: float | None


class Figures(BaseModel):
    """Counts, and shares in per cent (null of nothing), cut after two places.

    `due`: everything that had or has to be published; `late`: published late, or overdue now; `joint_share`: visits of
    more than one department; `visits_saved_rate`: by how much fewer visits than separate draws would need; `problem_rate`:
    results with problems.
    """

    tasks: int
    draws: int
    entities: int
    visits: int
    visits_completed: int
    department_checks: int
    visits_if_separate: int
    visits_saved_rate: float | None
    joint_share: float | None
    due: int
    published: int
    published_on_time: int
    late: int
    pending: int
    publication_rate: float | None
    punctuality_rate: float | None
    by_subject: list[SubjectFigures]
    results: int
    results_with_problems: int
    problem_rate: float | None
    whistles: int
    escalated: int
    class_changes: int
    ratings: int
    rating_average: float | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list and of its export."""

    subject: Annotated[Subject | None, Query()] = None
    department: Annotated[DepartmentCode | None, Query()] = None
    entity: Annotated[EntityId | None, Query()] = None
    late: Annotated[bool | None, Query(description="Published after the deadline, or in time.")] = None
    q: Annotated[str | None, Query(**SEARCH, description="Part of the title.")] = None

    async def lines(self, pool: Any, after: list[Any], limit: int) -> list[PublicationLine]:
        rows = queries.publications_page(
            pool,
            subject=self.subject.value if self.subject else None,
            department=self.department,
            entity=self.entity,
            late=self.late,
            q=self.q or None,
            before_time=after[0],
            before_publication=after[1],
            limit=limit,
        )
        return [PublicationLine(**row) async for row in rows]


Filters = Annotated[Wanted, Depends()]


def _key(line: PublicationLine) -> list[Any]:
    return [line.published_at, line.publication]


@router.get("/publications", summary="What is published, newest first")
async def publications(
    pool: Pool, wanted: Filters, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[PublicationLine]:
    lines = await wanted.lines(pool, key_of(cursor, [_END, ""]), limit + 1)
    return page_of(lines, limit, _key)


@router.get(
    "/publications/export.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "All that fits the filters, one line each"}},
    summary="The same list as a table, without end",
)
async def export(pool: Pool, wanted: Filters) -> StreamingResponse:
    return StreamingResponse(
        _csv(pool, wanted),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="publications.csv"'},
    )


async def _csv(pool: Any, wanted: Wanted) -> AsyncIterator[str]:
    # Spreadsheets take UTF-8 for the local code page without the mark.
    yield "\ufeff" + _row(PublicationLine.model_fields)
    after: list[Any] = [_END, ""]
    while lines := await wanted.lines(pool, after, _CSV_PAGE):
        yield "".join(_row(line.model_dump(mode="json").values()) for line in lines)
        after = _key(lines[-1])


def _row(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(["" if cell is None else _harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    """A spreadsheet runs a cell that begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


@router.get("/publications/{publication}", summary="One publication with its history")
async def publication(publication: Ref, pool: Pool, response: Response) -> PublicationView:
    row = await queries.publication(pool, publication=publication)
    if row is None or row["published_at"] is None:
        raise NoSuchPublication(
            field="publication",
            value=publication,
            do_en="It may not be published yet: GET /v1/publications lists what is.",
            do_zh="可能尚未公示;已公示内容见 GET /v1/publications。",
        )
    content = orjson.loads(row["body"]) if row["body"] else None
    history = [
        Step(step=s["step"], at=s["at"], digest=s["content"], reason=mask_text(s["reason"]).text if s["reason"] else None)
        async for s in queries.publication_steps(pool, publication=publication)
    ]
    response.headers["ETag"] = f'"{row["version"]}"'
    shown = {name: row[name] for name in PublicationLine.model_fields if name in row.keys()}  # noqa: SIM118 - a database row
    return PublicationView(
        **shown,
        problems=content.get("problems") if content else None,
        digest=row["content"],
        content=content,
        masked=content["masked"] if content else [],
        history=history,
    )


@router.get("/entities/{entity:path}/file", summary="One file per entity: what is public about it, newest first")
async def entity_file(entity: EntityId, pool: Pool, cursor: CursorParam = None, limit: LimitParam = 100) -> EntityFile:
    row = await queries.entity(pool, entity=entity)
    if row is None:
        raise NotFound(
            "no such entity on the register",
            "名录中没有该检查对象",
            field="entity",
            value=entity,
            do_en="Write it as scheme:value, for example uscc:91420000...",
            do_zh="请按“类别:代码”填写,例如 uscc:91420000……",
        )
    before = key_of(cursor, [_END, "", ""])
    rows = [
        Entry(**{**line, "detail": _public(orjson.loads(line["detail"]))})
        async for line in queries.timeline(
            pool,
            entity=entity,
            before_time=before[0],
            before_kind=before[1],
            before_reference=before[2],
            limit=limit + 1,
        )
    ]
    return EntityFile(
        entity=row["entity"],
        name=mask_entity_name(row["name"], row["category"]).text,
        category=row["category"],
        township=row["township"],
        township_title=row["township_title"],
        industries=row["industries"],
        operating=row["struck_at"] is None,
        items=rows[:limit],
        next=cursor_of([rows[limit - 1].at, rows[limit - 1].kind, rows[limit - 1].reference]) if len(rows) > limit else None,
    )


def _public(detail: dict[str, Any]) -> dict[str, Any]:
    """Without empty fields; reasons are officials' words and masked like them."""
    shown = {name: value for name, value in detail.items() if value is not None}
    return shown | ({"reason": mask_text(shown["reason"]).text} if "reason" in shown else {})


@router.get("/figures", summary="The jurisdiction in figures")
async def figures(pool: Pool) -> Figures:
    counts = dict(await queries.figures(pool))
    subjects = [dict(row) async for row in queries.publication_figures(pool)]
    total = {name: sum(row[name] for row in subjects) for name in ("due", "published", "published_on_time", "late", "pending")}
    rated = await queries.ratings_of_all(pool, step=POLICY.ratings_step)
    planned, joint = counts.pop("visits_planned"), counts.pop("visits_joint")
    return Figures(
        **counts,
        **total,
        visits_saved_rate=_number(
            decrease(counts["visits"], counts["visits_if_separate"], places=POLICY.percent_places, mode=POLICY.percent_mode)
        ),
        joint_share=_rate(joint, planned),
        publication_rate=_rate(total["published"], total["due"]),
        punctuality_rate=_rate(total["published_on_time"], total["published"]),
        by_subject=[SubjectFigures(**row, publication_rate=_rate(row["published"], row["due"])) for row in subjects],
        problem_rate=_rate(counts["results_with_problems"], counts["results"]),
        ratings=rated["ratings"],
        rating_average=round(rated["stars"] / rated["ratings"], 2) if rated["ratings"] else None,
    )


def _rate(part: int, whole: int) -> float | None:
    return _number(percent(part, whole, places=POLICY.percent_places, mode=POLICY.percent_mode))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
