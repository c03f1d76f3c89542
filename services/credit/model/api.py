"""Models: adopt one or its next edition, list all."""

from datetime import date, datetime
from typing import Any

import orjson
from fastapi import APIRouter
from pydantic import BaseModel

from libs.events.catalog.codes import CreditClass
from libs.events.http.auth import Permitted
from libs.events.http.commands import WAITS, Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, page_of, position_cursor

from . import commands as c
from .views import queries, rules_in_force

router = APIRouter(tags=["models"])


class ModelView(BaseModel):
    model: str
    edition: int
    title: str
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[str, int]
    effective_from: date
    adopted_at: datetime
    in_force: bool


@router.post("/models", status_code=201, summary="Adopt a model, or its next edition", responses=WAITS)
async def adopt(body: c.NewModel, gate: Asking) -> Accepted:
    return await gate.execute(c.AdoptModel(**body.model_dump()))


@router.get("/models", summary="All editions of all models, in the order of their adoption")
async def models(pool: Pool, env: Env, _: Permitted, cursor: CursorParam = None, limit: LimitParam = 50) -> Page[ModelView]:
    rows = [dict(row) async for row in queries.models_page(pool, after_position=position_cursor(cursor), limit=limit + 1)]
    rules = await rules_in_force(pool, env.today)
    in_force = rules and (rules.model, rules.edition)
    page: Page[dict[str, Any]] = page_of(rows, limit, lambda row: [row["position"]])
    return Page(
        items=[
            ModelView(
                **{
                    **row,
                    "cutoffs": orjson.loads(row["cutoffs"]),
                    "indicators": orjson.loads(row["indicators"]),
                    "in_force": (row["model"], row["edition"]) == in_force,
                }
            )
            for row in page.items
        ],
        next=page.next,
    )
