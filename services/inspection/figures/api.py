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
    """`with_problems` counts completed visits; `joint` visits with two departments or more.
    `guidance_by_kind`: how often guidance was given, by its kind (J-24); orders to rectify are counted by themselves.
    """

    visits: int
    completed: int
    with_problems: int
    parts: int
    joint: int
    cancelled: int
    by_disposition: dict[str, int]
    guidance_by_kind: dict[str, int]
    rectifications_open: int
    rectifications_overdue: int
    overdue_visits: int
    results_revoked: int
    results_recorded: int


@router.get("/figures", summary="Inspection in figures")
async def figures(pool: Pool, who: Permitted, reach: Reading) -> Figures:
    by_disposition = {row["disposition"]: row["parts"] async for row in queries.dispositions(pool, **reach.asked)}
    guidance_by_kind = {row["kind"]: row["times"] async for row in queries.guidance_kinds(pool, **reach.asked)}
    return Figures(
        **await queries.figures(pool, **reach.asked, **in_the_secret(who)),
        by_disposition=by_disposition,
        guidance_by_kind=guidance_by_kind,
    )
