"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import conduct, coverage, demands, draws, filings, filings_read, officers, plans, policy, substitutions, visits, why

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (demands, plans, draws, visits, policy, coverage, conduct, substitutions, officers, filings, filings_read, why):
    router.include_router(part.router)
