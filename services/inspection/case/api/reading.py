"""What can be read of cases: lists, exports, one case with its steps. The party reads what it was told, and what it said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.events.catalog.codes import DepartmentCode, EntityId, Ref
from libs.events.catalog.inspection.case import Penalty
from libs.events.http.depends import Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row

from ..lookups import case_row, require
from ..views import TO_THE_PARTY, queries

router = APIRouter(tags=["cases"])

_FIRST = [EPOCH, ""]
_STATES = "investigating|proposed|told|decided|served|performed|closed|revoked|not-filed"


class Wanted(BaseModel):
    """Which cases."""

    state: Annotated[str | None, Query(pattern=f"^({_STATES})$")] = None
    department: DepartmentCode | None = None


class WantedPage(Paged, Wanted):
    """`person`: of a natural person, by reference; `origin`: what the case began with; `overdue`: whether a time has passed."""

    entity: EntityId | None = None
    person: Ref | None = None
    origin: Ref | None = None
    overdue: bool | None = None


class CaseView(BaseModel):
    """`case`: its number; `title`: of the department; `person`: a natural person, by reference; `origin_kind` and `origin`:
    what it began with; `suspended`: on what ground, null while it goes on; `late`: filed after its time; `overdue`: the
    stages whose time has passed; `major`: reviewed and discussed before it is decided; `decision`: the number of the paper;
    `is_public`: whether the decision is published; `left_fen`: what is still owed, once something was paid; `revoked`: why
    the decision fell; `ended`: how the case was closed, or why it was not filed.
    """

    case: str
    department: str
    title: str
    entity: str | None
    person: str | None
    subject: str | None
    origin_kind: str
    origin: str
    finding: str | None
    matter: str
    items: list[str]
    officers: list[str]
    procedure: str | None
    state: str
    suspended: str | None
    filed_at: datetime
    late: bool
    decide_by: datetime | None
    overdue: list[str]
    outcome: str | None
    major: bool | None
    told_at: datetime | None
    defend_by: datetime | None
    hearing_on: datetime | None
    decision: str | None
    decided_on: date | None
    penalties: list[Penalty]
    basis: str | None
    grade: str | None
    is_public: bool | None
    served_at: datetime | None
    perform_by: datetime | None
    left_fen: int | None
    surcharge_fen: int
    revoked: str | None
    ended: str | None
    closed_at: datetime | None
    version: int


class CaseStepView(BaseModel):
    """`step`: what was done; `said`: what is on record of it; `noted_at`: when it was."""

    version: int
    step: str
    said: dict[str, Any]
    noted_at: datetime


class CaseFile(CaseView):
    """`steps`: what was done, in order; for the party, what it was told and what it said."""

    steps: list[CaseStepView]


_INTERNAL: Mapping[str, Any] = {"late": False, "overdue": [], "major": None, "officers": [], "suspended": None}
"""What is the department's own."""


def _shown(row: Mapping[str, Any], reach: Reach) -> dict[str, Any]:
    said = {**row, "case": row["case_ref"], "penalties": orjson.loads(row["penalties"])}
    if reach.beyond_entities:
        return said
    # The party reads of the outcome when it is decided.
    return {**said, **_INTERNAL, "outcome": row["outcome"] if row["decided_on"] else None}


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[CaseView]:
    none = {"entity": None, "person": None, "origin": None, "overdue": None}
    asked = {**none, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked}
    del asked["own_divisions"]
    rows = queries.cases_page(pool, **asked, after_time=after[0], after_case=after[1], limit=limit)
    return [CaseView(**_shown(row, reach)) async for row in rows]


def _key(row: CaseView) -> list[Any]:
    return [row.filed_at, row.case]


@router.get("/cases", summary="Cases, oldest first")
async def cases(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[CaseView]:
    return await page(wanted, partial(_page, pool, reach, wanted), _key, _FIRST)


def _penalty(penalty: Penalty) -> str:
    return " ".join(str(part) for part in (penalty.kind.value, penalty.fen, penalty.days) if part is not None)


_LISTING = listing(
    "cases",
    "行政处罚案件台账",
    CaseView.model_fields,
    headings={
        "case": "案件编号", "title": "部门名称", "subject": "当事人类型", "origin_kind": "案件来源", "origin": "来源编号",
        "finding": "问题编号", "officers": "办案人员", "procedure": "程序", "suspended": "中止原因", "filed_at": "立案时间",
        "late": "是否逾期立案", "decide_by": "办案期限", "overdue": "已超期环节", "outcome": "处理意见", "major": "是否重大",
        "told_at": "告知时间", "defend_by": "申辩截止", "hearing_on": "听证时间", "decision": "决定书文号",
        "decided_on": "决定日期", "penalties": "处罚内容", "basis": "依据", "grade": "裁量阶次", "is_public": "是否公开",
        "served_at": "送达时间", "perform_by": "履行期限", "left_fen": "尚欠金额(分)", "surcharge_fen": "加处罚款(分)",
        "revoked": "撤销理由", "ended": "结案方式", "closed_at": "结案时间", "matter": "案由", "person": "自然人编号",
        "items": "事项",
    },
    words={"state": "case", "subject": "case_subject", "origin_kind": "case_origin", "outcome": "case_outcome"},
    cell={"penalties": lambda view: [_penalty(each) for each in view.penalties]},
)  # fmt: skip


@router.get("/cases/export.{format}", summary="All cases as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/cases/{case}", summary="One case with its steps")
async def case(case: Ref, pool: Pool, reach: Reading) -> CaseFile:
    row = await case_row(pool, case)
    require(reach, row)
    shown = None if reach.beyond_entities else list(TO_THE_PARTY)
    rows = queries.steps(pool, case_ref=case, shown=shown)
    steps = [CaseStepView(**{**step, "said": orjson.loads(step["said"])}) async for step in rows]
    return CaseFile(**_shown(row, reach), steps=steps)
