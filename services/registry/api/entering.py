"""Single rows of the effective-dated lists: bodies, places, mandates, the joint conference, areas, scenarios, handbooks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from libs.events.catalog.codes import DepartmentCode, Name, PlainText
from libs.events.catalog.registry.items import SourceList
from libs.events.http import Accepted, Gate, gate
from libs.events.http.depends import Env, Pool
from services.registry import commands as c
from services.registry.fitting import check_scenario
from services.registry.lookups import Mandates, check_listed, codes_of, level_of
from services.registry.policy import known_province
from services.registry.views import queries

from .shapes import today

__all__ = ["list_scenario", "router"]

router = APIRouter(tags=["changes"])
Registrar = Annotated[Gate, Depends(gate("registrar"))]
Office = Annotated[Gate, Depends(gate("registrar", "planner"))]


class Seat(BaseModel):
    """With `lead`, whoever led before is a member from that day on."""

    model_config = ConfigDict(extra="forbid")

    department: DepartmentCode
    lead: bool
    effective_from: date


class SourceEnd(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: SourceList
    code: Name
    reason: PlainText
    effective_from: date


@router.post("/industries", status_code=201, summary="List an industry, or change its title")
async def list_industry(body: c.ListIndustry, gate: Registrar) -> Accepted:
    return await gate.execute(body)


@router.post("/departments", status_code=201, summary="List a department, or change it")
async def list_department(body: c.ListDepartment, gate: Registrar) -> Accepted:
    for division in body.divisions:
        known_province("divisions", division)
    return await gate.execute(body)


@router.post("/townships", status_code=201, summary="List a township or street, or change it")
async def list_township(body: c.ListTownship, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    known_province("township", body.township)
    check_listed("department", [body.department], await codes_of(pool, "departments", today(env)))
    return await gate.execute(body)


@router.post("/scenarios", status_code=201, summary="List a scenario of joint checks, or change it")
async def list_new_scenario(body: c.ScenarioRow, gate: Office, pool: Pool, env: Env) -> Accepted:
    return await list_scenario(body, gate, pool, env)


async def list_scenario(body: c.ScenarioRow, gate: Gate, pool: Any, env: Any) -> Accepted:
    """L-06: who takes part has a mandate, and every item is listed, fits the industry and belongs to who takes part."""
    now = today(env)
    day = body.effective_from or now
    check_listed("industry", [body.industry], await codes_of(pool, "industries", now))
    check_listed("departments", body.departments, await codes_of(pool, "departments", now))
    check_scenario(body, {row["item"]: row async for row in queries.listed_items(pool, day=day)})
    without = (await Mandates.load(pool, body.departments)).without(body.departments, day, max(day, now))
    return await gate.execute(c.ListScenario(**body.model_dump(), without_mandate=without))


@router.post("/mandates", status_code=201, summary="Grant a department the mandate to check, with its legal basis")
async def grant(body: c.MandateRow, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    day = body.effective_from or today(env)
    named = [body.department, *([body.delegated_by] if body.delegated_by else [])]
    check_listed("department", named, await codes_of(pool, "departments", today(env)))
    mandates = await Mandates.load(pool, named)
    delegator = mandates.form_on(body.delegated_by, day) if body.delegated_by else None
    return await gate.execute(c.GrantMandate(**body.model_dump(), delegator=delegator))


@router.post("/conference", status_code=201, summary="A department joins the joint conference, or leads it, from a day on")
async def join(body: Seat, gate: Office, pool: Pool, env: Env) -> Accepted:
    check_listed("department", [body.department], await codes_of(pool, "departments", today(env)))
    return await gate.execute(c.JoinConference(**body.model_dump()))


@router.post("/areas", status_code=201, summary="Form an area with its command centre, or change it")
async def form(body: c.AreaRow, gate: Office, pool: Pool, env: Env) -> Accepted:
    now = today(env)
    day = body.effective_from or now
    townships, departments = await codes_of(pool, "townships", now), await codes_of(pool, "departments", now)
    check_listed("townships", body.townships, townships)
    check_listed("centre.named_by", [body.centre.named_by], departments)
    check_listed("centre.members", [member.body for member in body.centre.members], townships | departments)
    level = await level_of(pool, body.centre.named_by, day)
    if level is None:
        check_listed("centre.named_by", [body.centre.named_by], ())
        raise AssertionError("a department that is on no list was let through")
    taken = {
        row["township"]: row["area"]
        async for row in queries.areas_of(pool, townships=list(body.townships), day=day)
        if row["area"] != body.area
    }
    return await gate.execute(c.FormArea(**body.model_dump(), named_by_level=level, taken=taken))


@router.post("/sources", status_code=201, summary="A row of a source list: power, random or internet")
async def enter_source(body: c.EnterSource, gate: Registrar) -> Accepted:
    return await gate.execute(body)


@router.post("/sources/withdrawal", summary="Withdraw a row of a source list from a day on")
async def withdraw_source(body: SourceEnd, gate: Registrar) -> Accepted:
    return await gate.execute(c.WithdrawSource(**body.model_dump()))


@router.post("/manuals", status_code=201, summary="Issue an industry's compliance handbook, or its next edition")
async def issue(body: c.ManualRow, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    check_listed("industry", [body.industry], await codes_of(pool, "industries", today(env)))
    day = body.effective_from or today(env)
    fitting = [row["item"] async for row in queries.items_in_force(pool, day=day) if body.industry in row["industries"]]
    return await gate.execute(c.IssueManual(**body.model_dump(), fitting=tuple(fitting)))


@router.post("/exemptions", status_code=201, summary="An entry of the minor-exemption list")
async def list_exemption(body: c.ExemptionRow, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    item = await queries.item_in_force(pool, item=body.item, day=body.effective_from or today(env))
    return await gate.execute(c.ListExemption(**body.model_dump(), listed=item is not None))


@router.post("/benchmarks", status_code=201, summary="An entry of the discretion benchmark")
async def list_benchmark(body: c.BenchmarkRow, gate: Registrar, pool: Pool, env: Env) -> Accepted:
    item = await queries.item_in_force(pool, item=body.item, day=body.effective_from or today(env))
    return await gate.execute(c.ListBenchmark(**body.model_dump(), listed=item is not None))
