"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import conduct, demands, draws, plans, visits

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (demands, plans, draws, conduct, visits):
    router.include_router(part.router)
