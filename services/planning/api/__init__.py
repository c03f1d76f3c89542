"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import crossplans, demands, draws, filings, filings_read, plans, tasks, visits

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (demands, plans, draws, visits, filings, filings_read, crossplans, tasks):
    router.include_router(part.router)
