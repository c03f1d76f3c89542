"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import conduct, coverage, demands, draws, officers, plans, policy, substitutions, visits

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (demands, plans, draws, visits, policy, coverage, conduct, substitutions, officers):
    router.include_router(part.router)
