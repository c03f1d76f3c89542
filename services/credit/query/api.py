"""The class of one entity for other systems and citizens, logged and limited in rate (N-21, N-31)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import aiosql
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from libs.domain.callers import is_entity
from libs.domain.entities.successions import EarlierCode, earlier_code, goes_on_as
from libs.events.catalog.codes import CreditClass, EntityId
from libs.events.catalog.credit.policy import ClassShownTo
from libs.events.http.admission.passed import ASKER
from libs.events.http.admission.rates import Rate, spend_shared
from libs.events.http.auth import TOKEN_OR_NONE, ToldMore, Visitor
from libs.events.http.depends import Env, Pool
from libs.events.refusal import NotFound

from ..policy.decide import POLICY
from . import refusals as r

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
router = APIRouter(tags=["classes"])


class ClassAnswer(BaseModel):
    """U with the other fields null says: not classified."""

    entity: str
    earlier_code: EarlierCode
    credit_class: CreditClass
    model: str | None
    edition: int | None
    changed_at: datetime | None


async def asker(request: Request, _: Visitor) -> str:
    """Whom a query is counted for: the token's subject, without a token the network address."""
    return str(request.scope[ASKER])


@router.get(
    "/profiles/{entity:path}/class",
    summary="The class of an entity, for other systems",
    responses={
        403: {"description": "the place does not show the class to this caller"},
        429: {"description": "too many queries; Retry-After says in how many seconds to ask again"},
    },
    openapi_extra=TOKEN_OR_NONE,
)
async def class_of(
    entity: EntityId, pool: Pool, env: Env, who: Annotated[str, Depends(asker)], visitor: Visitor, official: ToldMore
) -> ClassAnswer:
    numbers = await POLICY.in_force(pool, env.today)
    rate = Rate("class-queries", numbers.queries_per_window, numbers.query_window_seconds, r.TooManyQueries)
    async with pool.acquire() as tx, tx.transaction():
        await spend_shared(tx, rate, who)
        everybody, last = numbers.class_shown_to is ClassShownTo.EVERYBODY, await goes_on_as(tx, entity)
        # Whoever holds an earlier code alone is told of that one, as by the profile.
        answered = last if official or everybody or is_entity(visitor, last) else entity
        told = official or is_entity(visitor, answered) or everybody
        row = await queries.class_of(tx, entity=answered) if told else None
        # A query that finds nothing counts too: guessing codes is not free.
        await queries.log_query(tx, caller=who, entity=entity, credit_class=row and row["credit_class"])
    if not told:
        raise r.ClassNotShown(entity=entity)
    if row is None:
        raise NotFound(
            "no such entity", "没有该主体", field="entity", value=entity,
            do_en="Ask by scheme and value, for example uscc:91421023...", do_zh="请按“标识类型:标识”查询,例如 uscc:91421023……",
        )  # fmt: skip
    return ClassAnswer(entity=answered, earlier_code=earlier_code(entity, answered), **row)
