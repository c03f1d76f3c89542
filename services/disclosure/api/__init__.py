"""Routes of disclosure: thin, no decisions."""

from fastapi import APIRouter

from . import publications, ratings, reading

__all__ = ["router"]

router = APIRouter()
router.include_router(publications.router)
router.include_router(reading.router)
router.include_router(ratings.router)
