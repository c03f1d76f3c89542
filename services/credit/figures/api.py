"""Credit in figures: classes and their changes counted."""

from pathlib import Path

import aiosql
import orjson
from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.reach import Reading
from libs.events.catalog.codes import CreditClass
from libs.events.http.depends import Pool

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
router = APIRouter(tags=["classes"])


class ClassCount(BaseModel):
    """`entered` and `left` count changes of class. U: listed, in business, no profile."""

    credit_class: CreditClass
    profiles: int
    entered: int
    left: int


class Figures(BaseModel):
    """`up` is towards A; `by_hand` are the profiles whose class an officer has set; `queries` by other systems and citizens."""

    profiles: int
    by_class: dict[CreditClass, int]
    class_changes: int
    up: int
    down: int
    by_hand: int
    queries: int


@router.get("/classes", summary="Profiles in each class, with those that entered and left it")
async def classes(pool: Pool, reach: Reading) -> list[ClassCount]:
    return [ClassCount(**row) async for row in queries.classes(pool, **reach.asked)]


@router.get("/figures", summary="Credit in figures")
async def figures(pool: Pool, reach: Reading) -> Figures:
    row = dict(await queries.figures(pool, **reach.asked))
    return Figures(**{**row, "by_class": orjson.loads(row["by_class"])})
