"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import coverage, demands, draws, plans, policy, visits, why

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (demands, plans, draws, visits, policy, coverage, why):
    router.include_router(part.router)
