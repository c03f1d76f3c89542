"""Reading filings: their clocks, what came of them, what comes next."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.reach import EVERYTHING, Reach, Reading
from libs.domain.secret_teams import in_the_secret
from libs.events.catalog.codes import DepartmentCode, EntityId, Kind
from libs.events.http.auth import Caller, Permitted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row
from libs.events.reactions import Environment
from services.planning.codes import Year

from .. import commands as c
from .. import refusals as r
from ..decide.filing import NOT_CONSENTED, consent_due
from ..views import queries

router = APIRouter(tags=["planning"])

_NEXT = {
    "awaiting": (
        "待联席会同意;到计划检查日仍未同意的,自动编入后续计划",
        "waits for the joint conference; on its day without consent it waits for a later plan",
    ),
    "joined": ("并入已有检查任务,一次上门", "goes with a visit that is planned anyway"),
    "consented": ("联席会已同意,单列检查任务", "consented to: a visit of its own"),
    "exempted": ("依法免予同意,已备案并计入年度次数", "needs no consent: recorded, and counts for the year's caps"),
    "deferred": ("编入后续计划,不得单独开展", "waits for a later plan; may not be done alone"),
    "refused": ("未获同意,不得开展", "refused: may not be done"),
    "withdrawn": ("已撤回", "withdrawn"),
}


class FilingView(BaseModel):
    """`days_ahead` counts calendar days from filing to the planned day; `in_time` compares with `earliest`.

    `consent_due`: until then the joint conference may decide. `visit_state`: of the visit it led to.
    """

    filing: str
    year: int
    department: str
    entity: str
    entity_name: str
    industries: list[str]
    township: str
    premises: str | None
    premises_name: str | None
    kind: str
    items: list[str]
    inspectors: list[str]
    method: str
    basis: str
    ground: str | None
    document: str | None
    notice_forbidden: bool
    planned_on: date
    filed_on: date
    earliest: date | None
    days_ahead: int
    in_time: bool
    rule: str
    consent_due: datetime
    state: str
    next: str
    next_en: str
    visit: str | None
    visit_state: str | None
    lead: str | None
    until_year: int | None
    reason: str | None
    submitted_at: datetime
    version: int

    @classmethod
    def of(cls, row: Any) -> Self:
        """Of a row as its caller may see it: `hidden`, that it has joined a visit which the caller must not know of."""
        row = dict(row)
        if row.pop("hidden", False):
            row |= _waiting(row)
        if row.pop("joined_in_confidence"):
            # To who knows that it has joined, what else was said of it says nothing.
            row |= dict.fromkeys(("until_year", "reason")) if row["state"] == "joined" else {}
        zh, en = _NEXT[row["state"]]
        over = "cancelled" if row["visit_cancelled"] is not None else "completed" if row["visit_completed_on"] else "planned"
        return cls(
            **row,
            days_ahead=(row["planned_on"] - row["filed_on"]).days,
            in_time=row["earliest"] is None or row["planned_on"] >= row["earliest"],
            rule="L-12 计划外的检查要提前报备;L-14 未及时报备的编入后续计划,不得单独开展",
            consent_due=consent_due(row["planned_on"]),
            next=zh,
            next_en=en,
            visit_state=None if row["visit"] is None else over,
        )


def _waiting(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a filing says on which nobody has decided."""
    over = row["shown_state"] == "deferred"
    return {
        "state": row["shown_state"],
        "until_year": row["shown_until_year"],
        "reason": NOT_CONSENTED if over else None,
        "version": 2 if over else 1,
        **dict.fromkeys(("visit", "visit_cancelled", "visit_completed_on", "lead")),
    }


class Wanted(BaseModel):
    """Which filings."""

    state: Annotated[str | None, Query(pattern="^(awaiting|joined|consented|exempted|deferred|refused|withdrawn)$")] = None
    department: DepartmentCode | None = None
    year: Year | None = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None
    kind: Kind | None = None
    until_year: Year | None = None


async def _rows(pool: Any, who: Caller, env: Environment, reach: Reach, **asked: Any) -> list[Any]:
    wanted = dict.fromkeys(("filing", "state", "department", "entity", "kind", "year", "until_year")) | {"after_filing": ""}
    asked = {**wanted, **reach.asked, **in_the_secret(who), "today": env.today, **asked}
    return [row async for row in queries.filings_page(pool, **asked)]


async def _page(
    pool: Any, who: Caller, env: Environment, reach: Reach, wanted: Wanted, after: str, limit: int
) -> list[FilingView]:
    asked = wanted.model_dump(exclude={"cursor", "limit"})
    return [FilingView.of(row) for row in await _rows(pool, who, env, reach, **asked, after_filing=after, limit=limit)]


async def _known(filing: c.FilingRef, pool: Pool, who: Permitted, env: Env) -> Any:
    rows = await _rows(pool, who, env, EVERYTHING, filing=filing, limit=1)
    if not rows:
        raise r.NoSuchFiling(filing=filing)
    return rows[0]


KnownFiling = Annotated[Any, Depends(_known)]
"""The row of the filing that is named in the path, whoever's it is, for a caller who may know of it. Raises NoSuchFiling."""


async def _visible(filing: c.FilingRef, row: KnownFiling, reach: Reading) -> Any:
    gone = r.NoSuchFiling(filing=filing)
    reach.require(gone, departments=[row["department"]], division=row["township"], about=row["entity"])
    return row


VisibleFiling = Annotated[Any, Depends(_visible)]
"""The same within the caller's reach. Raises NoSuchFiling."""


@router.get(
    "/filings", summary="Filings, by number; `state=deferred` with `until_year`: those that the year's plan has to take up"
)
async def filings(
    pool: Pool, who: Permitted, env: Env, reach: Reading, wanted: Annotated[WantedPage, Query()]
) -> Page[FilingView]:
    return await page(wanted, partial(_page, pool, who, env, reach, wanted), attrgetter("filing"))


_LISTING = listing(
    "filings",
    "计划外检查报备",
    (
        "filing", "department", "entity", "entity_name", "premises", "premises_name", "kind", "items", "inspectors", "method",
        "basis", "ground", "document", "filed_on", "planned_on", "days_ahead", "state", "visit", "lead", "until_year", "reason",
    ),
    headings={"ground": "免予同意情形"},
    words={"state": "filing", "ground": "exempt"},
)  # fmt: skip


@router.get("/filings/export.{format}", summary="Filings as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, who: Permitted, env: Env, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, who, env, reach, wanted), attrgetter("filing")))


@router.get("/filings/{filing}", summary="One filing with its clock and what comes next")
async def filing(filing: c.FilingRef, row: VisibleFiling, response: Response) -> FilingView:
    del filing
    seen = FilingView.of(row)
    response.headers["ETag"] = f'"{seen.version}"'
    return seen
