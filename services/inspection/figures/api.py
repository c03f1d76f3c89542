"""Inspection in figures."""

from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.reach import Reading
from libs.domain.secret_teams import in_the_secret
from libs.events.http.auth import Permitted
from libs.events.http.depends import Pool

from .views import queries

router = APIRouter(tags=["visits"])


class Figures(BaseModel):
    """`with_problems` counts completed visits; `joint` visits with two departments or more."""

    visits: int
    completed: int
    with_problems: int
    parts: int
    joint: int
    cancelled: int
    by_disposition: dict[str, int]
    rectifications_open: int
    rectifications_overdue: int
    overdue_visits: int
    results_revoked: int
    results_recorded: int


@router.get("/figures", summary="Inspection in figures")
async def figures(pool: Pool, who: Permitted, reach: Reading) -> Figures:
    by_disposition = {row["disposition"]: row["parts"] async for row in queries.dispositions(pool, **reach.asked)}
    return Figures(**await queries.figures(pool, **reach.asked, **in_the_secret(who)), by_disposition=by_disposition)
