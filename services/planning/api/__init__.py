"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import conduct, demands, draws, officers, plans, substitutions, visits

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (demands, plans, draws, conduct, substitutions, visits, officers):
    router.include_router(part.router)
