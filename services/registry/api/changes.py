"""Single changes to the lists, by the registrar."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from libs.events.catalog.codes import EntityId, InspectorId, ItemCode, PlainText
from libs.events.catalog.registry import EntityContent, ItemContent
from libs.events.http import Accepted, Gate, gate
from libs.events.http.rooms import Env, Pool
from libs.events.refusal import Invalid
from libs.events.store import Transaction
from services.registry.commands import (
    AdjustItem,
    EnterEntity,
    ListItem,
    StrikeOffEntity,
    SuspendInspector,
    WithdrawItem,
)
from services.registry.decide.refusals import NoSuchInspector
from services.registry.identity import entity_id
from services.registry.policy import POLICY
from services.registry.views import queries

__all__ = ["router"]

router = APIRouter(tags=["changes"])
Registrar = Annotated[Gate, Depends(gate("registrar"))]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewItem(Body):
    item: ItemCode
    content: ItemContent
    effective_from: date


class Adjustment(Body):
    content: ItemContent
    effective_from: date


class End(Body):
    reason: PlainText
    effective_from: date


class NewEntity(Body):
    entity: EntityId
    content: EntityContent


class Erased(BaseModel):
    inspector: str
    erased_at: datetime


@router.post("/items", status_code=201, summary="List an item")
async def list_item(body: NewItem, gate: Registrar, pool: Pool) -> Accepted:
    await _check_item(pool, body.content)
    return await gate.execute(ListItem(item=body.item, content=body.content, effective_from=body.effective_from))


@router.post("/items/{item}/adjustment", summary="The next edition of an item")
async def adjust_item(item: ItemCode, body: Adjustment, gate: Registrar, pool: Pool) -> Accepted:
    await _check_item(pool, body.content)
    return await gate.execute(AdjustItem(item=item, content=body.content, effective_from=body.effective_from))


@router.post("/items/{item}/withdrawal", summary="Take an item off the list from a day on")
async def withdraw_item(item: ItemCode, body: End, gate: Registrar) -> Accepted:
    return await gate.execute(WithdrawItem(item=item, **body.model_dump()))


@router.post("/entities", status_code=201, summary="Put an entity on the list, or change its particulars")
async def enter_entity(body: NewEntity, gate: Registrar, pool: Pool) -> Accepted:
    entity = entity_id(*body.entity.split(":", 1))
    townships = {row["township"] async for row in queries.township_codes(pool)}
    _check("content.township", [body.content.township], townships)
    await _check_industries(pool, body.content.industries)
    _check("content.category", [body.content.category], POLICY.categories)
    return await gate.execute(EnterEntity(entity=entity, content=body.content))


@router.post("/entities/{entity}/strike-off", summary="Strike an entity off the list from a day on")
async def strike_off(entity: EntityId, body: End, gate: Registrar) -> Accepted:
    return await gate.execute(StrikeOffEntity(entity=entity, **body.model_dump()))


@router.post("/inspectors/{inspector}/suspension", summary="Suspend an inspector from a day on")
async def suspend(inspector: InspectorId, body: End, gate: Registrar) -> Accepted:
    return await gate.execute(SuspendInspector(inspector=inspector, **body.model_dump()))


@router.delete("/people/{inspector}", summary="Erase an inspector's name; no fact holds it")
async def erase(inspector: InspectorId, gate: Registrar, env: Env) -> Erased:
    async def work(tx: Transaction) -> Erased:
        row = await queries.erase(tx, inspector=inspector, at=env.clock(), actor=gate.caller.subject)
        if row is None:
            raise NoSuchInspector(field="inspector", value=inspector, do_en="Check the number.", do_zh="请核对编号。")
        return Erased(**row)

    return await gate.once(work, Erased)


async def _check_item(pool: Any, content: ItemContent) -> None:
    departments = {row["department"] async for row in queries.department_codes(pool)}
    _check("content.department", [content.department], departments)
    await _check_industries(pool, content.industries)


async def _check_industries(pool: Any, industries: Collection[str]) -> None:
    if not industries:
        raise Invalid(
            "names no industry",
            "未填写行业领域",
            field="content.industries",
            value=[],
            do_en="Name at least one.",
            do_zh="请至少填写一个行业领域。",
        )
    _check("content.industries", industries, {row["industry"] async for row in queries.industry_codes(pool)})


def _check(field: str, values: Iterable[str], listed: Collection[str]) -> None:
    unknown = sorted(set(values) - set(listed))
    if unknown:
        raise Invalid(
            f"not on the list: {', '.join(unknown)}",
            f"不在名录中:{'、'.join(unknown)}",
            field=field,
            value=unknown[0] if len(unknown) == 1 else unknown,
            do_en="Use listed codes, or list them first.",
            do_zh="请使用名录中的代码,或先列入名录。",
        )
