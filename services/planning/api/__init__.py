"""Routes of planning: thin, no decisions."""

from fastapi import APIRouter

from . import (
    conduct,
    coverage,
    crossplans,
    demands,
    draws,
    filings,
    filings_read,
    officers,
    plans,
    policy,
    schedules,
    substitutions,
    tasks,
    visits,
    why,
)

__all__ = ["router"]

router = APIRouter(tags=["planning"])
for part in (
    demands,
    plans,
    draws,
    visits,
    policy,
    schedules,
    coverage,
    conduct,
    substitutions,
    officers,
    filings,
    filings_read,
    why,
    crossplans,
    tasks,
):
    router.include_router(part.router)
