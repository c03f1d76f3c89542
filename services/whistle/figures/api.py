"""Whistle response in figures."""

from pathlib import Path

import aiosql
from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.reach import Reading
from libs.events.http.depends import Pool

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
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
async def figures(pool: Pool, reach: Reading) -> Figures:
    return Figures(**await queries.figures(pool, **reach.asked))
