"""How many of each are on the lists."""

from fastapi import APIRouter
from pydantic import BaseModel

from libs.events.http.depends import Env, Pool

from .views import queries

router = APIRouter(tags=["lists"])


class Counts(BaseModel):
    """As in force today; `entities` are those not struck off, `approvals_not_taken_over` those that nobody supervises yet."""

    industries: int = 0
    departments: int = 0
    mandates: int = 0
    organs: int = 0
    conference: int = 0
    townships: int = 0
    areas: int = 0
    sources: int = 0
    items: int
    scenarios: int = 0
    manuals: int = 0
    exemptions: int = 0
    benchmarks: int = 0
    codes: int = 0
    tags: int = 0
    inspectors: int
    inspectors_valid: int
    entities: int
    entities_struck_off: int
    agreements: int
    approvals: int
    approvals_not_taken_over: int


@router.get("/counts", summary="How many of each are on the lists today")
async def counts(pool: Pool, env: Env) -> Counts:
    day = env.today
    lists = {row["list"]: row["n"] async for row in queries.list_counts(pool, day=day)}
    return Counts(**lists, **await queries.counts(pool, day=day))
