"""The year in figures: what was drawn, who was left out, and the shares of joint and class-based visits (J-30)."""

from datetime import date
from operator import itemgetter
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.events.http.depends import Env, Pool
from libs.events.http.tables.download import Downloading
from services.planning.codes import Year
from services.planning.draw.frame import ExclusionCode

from .views import queries

router = APIRouter(tags=["planning"])


class Shares(BaseModel):
    """Shares in ten-thousandths (null where there is nothing to divide), over visits of completed draws that are not cancelled.

    `share_joint_bp`: visits of two or more departments (J-30). `share_class_bp`: visits all of whose demands state a ratio for
    every credit class; `share_differing_bp`: all of whose demands have ratios that really differ by class (J-30, B-14).
    `visits_to_bound_bp`: visits to the lower bound, `visits_to_separate_bp`: to the visits of departments drawing alone.
    """

    planned_visits: int
    joint_visits: int
    drawn_demands: int
    class_demands: int
    differing_demands: int
    class_visits: int
    differing_visits: int
    share_joint_bp: int | None
    share_class_bp: int | None
    share_differing_bp: int | None
    visits_to_bound_bp: int | None
    visits_to_separate_bp: int | None


async def shares_of(pool: Any, year: int | None, row: Any, today: date) -> dict[str, Any]:
    """The fields of `Shares`; `row` is that of the query `figures`."""
    counted = dict(await queries.shares(pool, year=year, today=today))
    visits = counted["planned_visits"]
    return {
        **counted,
        "share_joint_bp": _bp(counted["joint_visits"], visits),
        "share_class_bp": _bp(counted["class_visits"], visits),
        "share_differing_bp": _bp(counted["differing_visits"], visits),
        "visits_to_bound_bp": _bp(1000 * row["visits"], row["lower_bound_milli"]),
        "visits_to_separate_bp": _bp(row["visits"], row["visits_if_separate"]),
    }


def _bp(part: int, whole: int) -> int | None:
    """Half up."""
    return (part * 20_000 + whole) // (2 * whole) if whole else None


class Figures(Shares):
    """`lower_bound_milli`: thousandths of a visit; `excluded` counts entities by reason code over completed draws,
    without reasons that were confided when the draw was frozen.
    """

    departments: int
    demands: int
    draws: int
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int
    cancelled: int
    excluded: dict[str, int]
    recognised_exclusions: int


@router.get("/figures", summary="The year's plan and draws in figures")
async def figures(pool: Pool, env: Env, year: Year | None = None) -> Figures:
    row = await queries.figures(pool, year=year, today=env.today)
    excluded = {r["reason"]: r["entities"] async for r in queries.excluded_by_reason(pool, year=year)}
    recognised = excluded.get(ExclusionCode.RECOGNISED_RESULT.value, 0)
    return Figures(**row, **await shares_of(pool, year, row, env.today), excluded=excluded, recognised_exclusions=recognised)


_LISTING = listing(
    "figures",
    "统计数据",
    ("figure", "value"),
    headings={"figure": "指标", "value": "数值"},
    cell={"figure": itemgetter(0), "value": itemgetter(1)},
)


@router.get("/figures/export.{format}", summary="The figures as a table", response_class=StreamingResponse)
async def figures_table(pool: Pool, env: Env, download: Downloading, year: Year | None = None) -> StreamingResponse:
    found = (await figures(pool, env, year)).model_dump()
    cells = (
        (f"{name}.{key}" if key else name, cell)
        for name, value in found.items()
        for key, cell in (value.items() if isinstance(value, dict) else [("", value)])
    )
    return download(_LISTING, cells)
