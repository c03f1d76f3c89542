"""What is published: the list with its filters in the address, one publication, the list as a table file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Literal, cast
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse
from starlette.datastructures import QueryParams

from libs.clients.base import Page
from libs.clients.disclosure import PublicationLine, Subject
from libs.clients.errors import AwayError, ProblemError
from libs.clients.registry import DepartmentView, Registry
from libs.domain.office.words import WORDS, Word

from ..rendering import Apis, Look, address
from .files import download

__all__ = ["Filters", "router"]

router = APIRouter()

Reference = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]
_EMPTY = Page[PublicationLine](items=[])
_FILES: Mapping[Literal["csv", "xlsx"], str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TITLE = f"UTF-8''{quote('公示信息')}"
FormatName = Annotated[Literal["csv", "xlsx"], Path(alias="format")]
_LATE = {"true": True, "false": False}
_RULES = {
    "subject": (re.compile("|".join(WORDS["subject"])), Word("类别不在可选范围内", "is none of the subjects")),
    "department": (
        re.compile(r"[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*"),
        Word("部门代码应形如 421088-market", "must be a department's code such as 421088-market"),
    ),
    "entity": (
        re.compile(r"[a-z][a-z0-9-]{1,19}:[!-~]{1,64}"),
        Word("检查对象应形如 uscc:统一社会信用代码", "must be scheme:value such as uscc:91420000..."),
    ),
    "late": (re.compile("true|false"), Word("只能选择“逾期”或“按期”", "must be true or false")),
    "q": (re.compile(r"[^\x00-\x1f]{1,100}"), Word("关键词最多 100 字", "must have at most 100 characters")),
    "cursor": (
        re.compile(r"[A-Za-z0-9_-]{1,500}"),
        Word("分页标记无效,请从第一页开始", "is no page of ours: start from the first"),
    ),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of the list as they stand in the address; `errors` says which of them cannot be used and why."""

    subject: str = ""
    department: str = ""
    entity: str = ""
    late: str = ""
    q: str = ""
    cursor: str = ""
    errors: dict[str, Word] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryParams) -> Filters:
        given = {name: query.get(name, "").strip() for name in _RULES}
        errors = {name: fault for name, (rule, fault) in _RULES.items() if given[name] and not rule.fullmatch(given[name])}
        return cls(**given, errors=errors)

    @property
    def values(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if name != "errors"}

    @property
    def any(self) -> bool:
        return any(value for name, value in self.values.items() if name != "cursor")

    @property
    def asked_subject(self) -> Subject | None:
        """Of the subjects that the rules let through."""
        return cast("Subject", self.subject) if self.subject else None

    def address(self, path: str = "/publications", **changes: str) -> str:
        """The same list with some filters changed."""
        return address(path, self.values | changes)


@router.get("/publications")
async def publications(request: Request, apis: Apis, look: Look) -> Response:
    filters = Filters.of(request.query_params)
    departments = await _departments(apis.registry)
    if filters.errors:
        return look.render(request, "publications.html", status=400, filters=filters, page=_EMPTY, departments=departments)
    page = await apis.disclosure.publications(
        subject=filters.asked_subject,
        department=filters.department or None,
        entity=filters.entity or None,
        late=_LATE.get(filters.late),
        q=filters.q or None,
        cursor=filters.cursor or None,
    )
    return look.render(request, "publications.html", filters=filters, page=page, departments=departments)


@router.get("/publications/export.{format}")
async def export(format_: FormatName, request: Request, apis: Apis, look: Look) -> Response:
    filters = Filters.of(request.query_params)
    if filters.errors:
        return look.render(request, "publications.html", status=400, filters=filters, page=_EMPTY, departments=[])
    file = apis.disclosure.publications_export(
        format_,
        subject=filters.asked_subject,
        department=filters.department or None,
        entity=filters.entity or None,
        late=_LATE.get(filters.late),
        q=filters.q or None,
        lang="zh",
    )
    return StreamingResponse(
        await download(file),
        media_type=_FILES[format_],
        headers={"Content-Disposition": f'attachment; filename="publications.{format_}"; filename*={_TITLE}.{format_}'},
    )


@router.get("/publications/{publication}")
async def publication(publication: Reference, request: Request, apis: Apis, look: Look) -> Response:
    found = await apis.disclosure.publication(publication)
    return look.render(request, "publication.html", publication=found, content=found.content)


async def _departments(registry: Registry) -> list[DepartmentView]:
    """Departments to choose from. The list of publications does not wait for the registry: without it a code is typed in."""
    try:
        return (await registry.departments(limit=500)).items
    except (AwayError, ProblemError):
        return []
