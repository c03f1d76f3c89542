"""What everybody may read of publications, without a token."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.masking import mask_text
from libs.domain.office.listings import listing
from libs.events.catalog.codes import DepartmentCode, EntityId, Ref
from libs.events.catalog.disclosure.publication import Subject
from libs.events.http.depends import Pool
from libs.events.http.paging import SEARCH, CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row

from .. import refusals as r
from ..views import queries

router = APIRouter(tags=["public"])

FIRST = [datetime(9999, 12, 31, tzinfo=UTC), ""]
"""Before the newest: where the first page begins."""


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list and of its export."""

    subject: Annotated[Subject | None, Query()] = None
    department: Annotated[DepartmentCode | None, Query()] = None
    entity: Annotated[EntityId | None, Query()] = None
    late: Annotated[bool | None, Query(description="Published after the deadline, or in time.")] = None
    q: Annotated[str | None, Query(**SEARCH, description="Part of the title.")] = None

    async def lines(self, pool: Any, after: list[Any], limit: int) -> list[PublicationLine]:
        time, name = after
        rows = queries.publications_page(pool, **asdict(self), before_time=time, before_publication=name, limit=limit)
        return [PublicationLine(**row) async for row in rows]


Filters = Annotated[Wanted, Depends()]


def _key(line: PublicationLine) -> list[Any]:
    return [line.published_at, line.publication]


@router.get("/publications", summary="What is published, newest first")
async def publications(
    pool: Pool, wanted: Filters, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[PublicationLine]:
    lines = await wanted.lines(pool, key_of(cursor, FIRST), limit + 1)
    return page_of(lines, limit, _key)


_LISTING = listing(
    "publications",
    "公示信息",
    PublicationLine.model_fields,
    headings={"subject": "公示类别", "due": "公示期限", "problems": "问题数", "title": "标题"},
    words={"state": "state"},
)


@router.get(
    "/publications/export.{format}",
    response_class=StreamingResponse,
    summary="The same list as a table, with all rows",
)
async def export(pool: Pool, wanted: Filters, download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(wanted.lines, pool), _key, FIRST))


@router.get("/publications/{publication}", summary="One publication with its history")
async def publication(publication: Ref, pool: Pool, response: Response) -> PublicationView:
    row = await found(queries.published(pool, publication=publication), r.NothingPublished, publication=publication)
    content = orjson.loads(row["body"]) if row["body"] else None
    history = [
        Step(step=s["step"], at=s["at"], digest=s["content"], reason=mask_text(s["reason"]).text if s["reason"] else None)
        async for s in queries.publication_steps(pool, publication=publication)
    ]
    response.headers["ETag"] = f'"{row["version"]}"'
    shown = {
        "content": content,
        "digest": row["content"],
        "problems": content.get("problems") if content else None,
        "masked": content["masked"] if content else [],
        "history": history,
    }
    return PublicationView(**(row | shown))
