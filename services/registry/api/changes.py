"""Single changes to the lists, by the registrar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from libs.events.catalog.codes import EntityId, InspectorId, ItemCode, PlainText
from libs.events.catalog.registry.entities import EntityContent
from libs.events.catalog.registry.items import ItemContent, SourceRef
from libs.events.http import Accepted, Gate, gate
from libs.events.http.depends import Env, Pool
from libs.events.reactions import Environment
from libs.events.refusal import Invalid
from libs.events.store.store import Transaction
from services.registry.commands import (
    AdjustItem,
    EnterEntity,
    LinkSource,
    ListItem,
    ReinstateInspector,
    StrikeOffEntity,
    SuspendInspector,
    WithdrawItem,
)
from services.registry.decide.refusals import NoSuchInspector
from services.registry.identity import read_entity
from services.registry.lookups import Mandates, check_listed, codes_of
from services.registry.policy import POLICY
from services.registry.views import queries
from services.registry.views.editions import source_key

from .shapes import today

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


class SourceLink(Body):
    source: SourceRef
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
async def list_item(body: NewItem, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    without = await _check_item(pool, env, body.content, body.effective_from)
    return await gate.execute(ListItem(**body.model_dump(), without_mandate=without))


@router.post("/items/{item}/adjustment", summary="The next edition of an item")
async def adjust_item(item: ItemCode, body: Adjustment, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    without = await _check_item(pool, env, body.content, body.effective_from)
    return await gate.execute(AdjustItem(item=item, **body.model_dump(), without_mandate=without))


@router.post("/items/{item}/sources", summary="Link an item to a row of a source list: its next edition")
async def link_source(item: ItemCode, body: SourceLink, gate: Registrar, pool: Pool) -> Accepted:
    known = await codes_of(pool, "sources", body.effective_from)
    check_listed("source.code", [source_key(body.source.source.value, body.source.code)], known)
    return await gate.execute(LinkSource(item=item, **body.model_dump()))


@router.post("/items/{item}/withdrawal", summary="Take an item off the list from a day on")
async def withdraw_item(item: ItemCode, body: End, gate: Registrar) -> Accepted:
    return await gate.execute(WithdrawItem(item=item, **body.model_dump()))


@router.post("/entities", status_code=201, summary="Put an entity on the list, or change its particulars")
async def enter_entity(body: NewEntity, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    day = today(env)
    entity = read_entity(body.entity, await codes_of(pool, "codes", day))
    check_listed("content.township", [body.content.township], await codes_of(pool, "townships", day))
    await _check_industries(pool, body.content.industries, day)
    check_listed("content.category", [body.content.category], POLICY.categories)
    return await gate.execute(EnterEntity(entity=entity, content=body.content))


@router.post("/entities/{entity}/strike-off", summary="Strike an entity off the list from a day on")
async def strike_off(entity: EntityId, body: End, gate: Registrar) -> Accepted:
    return await gate.execute(StrikeOffEntity(entity=entity, **body.model_dump()))


@router.post("/inspectors/{inspector}/suspension", summary="Suspend an inspector from a day on")
async def suspend(inspector: InspectorId, body: End, gate: Registrar) -> Accepted:
    return await gate.execute(SuspendInspector(inspector=inspector, **body.model_dump()))


@router.post("/inspectors/{inspector}/reinstatement", summary="End an inspector's suspension from a day on")
async def reinstate(inspector: InspectorId, body: End, gate: Registrar) -> Accepted:
    return await gate.execute(ReinstateInspector(inspector=inspector, **body.model_dump()))


@router.delete("/people/{inspector}", summary="Erase an inspector's name; no fact holds it")
async def erase(inspector: InspectorId, gate: Registrar, env: Env) -> Erased:
    async def work(tx: Transaction) -> Erased:
        row = await queries.erase(tx, inspector=inspector, at=env.clock(), actor=gate.caller.subject)
        if row is None:
            raise NoSuchInspector(field="inspector", value=inspector, do_en="Check the number.", do_zh="请核对编号。")
        return Erased(**row)

    return await gate.execute(work, answer=Erased)


async def _check_item(pool: Any, env: Environment, content: ItemContent, day: date) -> dict[str, date]:
    """Raises Invalid for what is on no list. Returns the department with the day on which it lacks a mandate, or nothing."""
    now = today(env)
    check_listed("content.department", [content.department], await codes_of(pool, "departments", now))
    await _check_industries(pool, content.industries, now)
    return (await Mandates.load(pool, [content.department])).without([content.department], day, max(day, now))


async def _check_industries(pool: Any, industries: Collection[str], day: date) -> None:
    if not industries:
        raise Invalid(
            "names no industry",
            "未填写行业领域",
            field="content.industries",
            value=[],
            do_en="Name at least one.",
            do_zh="请至少填写一个行业领域。",
        )
    check_listed("content.industries", industries, await codes_of(pool, "industries", day))
