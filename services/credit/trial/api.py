"""A model meets the profiles: tried on every history, applied to every profile."""

from pathlib import Path

import aiosql
from fastapi import APIRouter
from pydantic import BaseModel

from libs.events.catalog.codes import CreditClass
from libs.events.decider import Command
from libs.events.http.auth import Permitted
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, cursor_of, key_of
from libs.events.refusal import Refusal
from libs.events.store.store import Transaction

from ..model import commands as model_commands
from ..model.decide import check
from ..model.views import rules_in_force
from ..profile import commands as profile_commands
from ..profile.carrying import bring, for_naming
from ..scale import LEAST, MOST

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
router = APIRouter(tags=["models"])


class Move(BaseModel):
    """How many profiles would go from one class to another, or stay."""

    previous: CreditClass
    credit_class: CreditClass
    profiles: int


class Trial(BaseModel):
    """`up` is towards A. Nothing was written."""

    profiles: int
    would_change: int
    up: int
    down: int
    moves: list[Move]


class Application(BaseModel):
    """`next` is the cursor of the next batch, null when every profile has been judged."""

    judged: int
    changed: int
    next: str | None


@router.post("/models/trial", operation_id="try_model", summary="Try a model on every profile's history; nothing is written")
async def trial(model: model_commands.NewModel, pool: Pool, _: Permitted) -> Trial:
    check(model)
    cutoffs = {name: model.cutoffs[CreditClass(name.upper())] for name in "abc"}
    names, points = list(model.indicators), list(model.indicators.values())
    rows = queries.trial(pool, base=model.base, **cutoffs, least=LEAST, most=MOST, indicators=names, points=points)
    moves = [Move(**row) async for row in rows]
    up = sum(m.profiles for m in moves if m.credit_class.value < m.previous.value)
    down = sum(m.profiles for m in moves if m.credit_class.value > m.previous.value)
    return Trial(profiles=sum(m.profiles for m in moves), would_change=up + down, up=up, down=down, moves=moves)


@router.post("/models/application", summary="Judge the next profiles by the model in force; repeat while `next` is given")
async def apply(gate: Asking, pool: Pool, env: Env, cursor: CursorParam = None, limit: LimitParam = 500) -> Application:
    """What an entity brings along to the code it goes on as is brought too, where that was not yet done."""
    day = env.today
    rules = await rules_in_force(pool, day)
    (after,) = key_of(cursor, [""])

    async def work(tx: Transaction) -> Application:
        found = [row["entity"] async for row in queries.entities_with_profile(tx, after_entity=after, limit=limit + 1)]
        successions = await for_naming(tx)
        commands: list[Command] = []
        for entity in found[:limit]:
            commands.append(profile_commands.ApplyModel(entity=entity, on=day, known=rules))
            if entity in successions:
                commands += await bring(tx, entity, successions, rules, day)
        changed = 0
        for outcome in await gate.runner.execute_many(commands, gate.origin, tx=tx):
            if isinstance(outcome, Refusal):
                raise outcome
            changed += any(item.fact.fact_type == "credit.class-changed" for item in outcome.recorded)
        further = cursor_of([found[limit - 1]]) if len(found) > limit else None
        return Application(judged=len(found[:limit]), changed=changed, next=further)

    return await gate.execute(work, answer=Application)
