"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import demands, draws, plans, schedules, visits

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (demands, plans, draws, schedules, visits):
    router.include_router(part.router)
