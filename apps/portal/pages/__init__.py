"""Routes: one module per kind of page."""

from fastapi import APIRouter

from . import draws, entities, home, publications, rating

__all__ = ["router"]

router = APIRouter()
for part in (home, publications, entities, draws, rating):
    router.include_router(part.router)
