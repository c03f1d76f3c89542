"""Whistle response in figures."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from libs.events.http.depends import Pool

from ..depends import Reader
from .views import queries

router = APIRouter(tags=["whistle"])


class Figures(BaseModel):
    whistles: int
    closed: int
    escalated: int
    calls: int
    reported_on_time: int
    late: int
    clues: int
    clues_handled: int


@router.get("/figures", summary="Whistle response in figures")
async def figures(pool: Pool, _: Reader) -> Figures:
    return Figures(**await queries.figures(pool))
