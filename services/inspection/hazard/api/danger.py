"""What is ordered at once where lives are in danger, and lifted when they no longer are."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from libs.domain.callers import require_department
from libs.domain.entities.successions import as_it_goes_on
from libs.domain.evidence.files import missing
from libs.domain.reach import reach_of
from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    Evidence,
    InspectorId,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.inspection.hazard import DangerMeasure
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.ids import new_ref

from ...policy.decide import POLICY
from ...visit.lookups import own_visit
from .. import commands as c
from ..lookups import uncertified, visible_hazard
from ..views import queries

router = APIRouter(tags=["hazards"])

Officers = Annotated[tuple[InspectorId, ...], Field(min_length=1, max_length=20)]


class NewDangerOrder(Body):
    """`what`: of what place or equipment."""

    danger_order: Ref | None = Field(None, description="Your number; one is made when absent.")
    hazard: Ref | None = Field(None, description="The hazard that it belongs to; a new one when absent.")
    visit: Ref | None = None
    entity: EntityId
    township: TownshipCode
    department: DepartmentCode
    officers: Officers
    measure: DangerMeasure = Field(description="What is ordered.")
    what: PlainText
    basis: PlainText
    evidence: Evidence
    at: AwareDatetime | None = Field(None, description="When it was given on the spot; now when absent.")


class Lifting(Body):
    department: DepartmentCode
    officers: Officers
    reason: PlainText
    evidence: Evidence


class Ordered(Accepted):
    """`hazard`: the hazard that it belongs to. `danger_order`: the order's number."""

    hazard: Ref
    danger_order: Ref


@router.post(
    "/danger-orders",
    operation_id="give_danger_order",
    status_code=201,
    summary="Lives are in danger: stop the use, or have the place left, at once",
)
async def give(body: NewDangerOrder, gate: Asking, pool: Pool, env: Env) -> Ordered:
    if body.visit is not None:
        await own_visit(pool, body.visit, gate)
    if body.hazard is not None:
        await visible_hazard(pool, body.hazard, reach_of(gate))
    require_department(gate.caller, body.department)
    if body.danger_order is None:
        await gate.take_equals_for_one()
    said = await as_it_goes_on(pool, body)
    at = body.at or env.clock()
    numbers = await POLICY.in_force(pool, env.today)
    hazard, order = body.hazard or new_ref("H"), body.danger_order or new_ref("DO")
    taken = await queries.danger_order_taken(pool, danger_order=order)
    known = c.OrderLookups(
        report_by=at + timedelta(hours=numbers.hazard_report_hours),
        late_entry_days=numbers.late_entry_days,
        uncertified=await uncertified(pool, body.officers, body.department, env.today),
        missing=await missing(gate, body.evidence),
        taken=None if taken == hazard else taken,
    )
    fields = said.model_dump(exclude={"hazard", "danger_order", "at"})
    command = c.GiveDangerOrder(hazard=hazard, danger_order=order, at=at, known=known, **fields)
    return await gate.execute(command, answer=Ordered, hazard=hazard, danger_order=order)


@router.post(
    "/hazards/{hazard}/danger-orders/{danger_order}/lifting",
    operation_id="lift_danger_order",
    summary="The danger is over: the department that gave the order lifts it",
)
async def lift(hazard: Ref, danger_order: Ref, body: Lifting, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await visible_hazard(pool, hazard, reach_of(gate))
    require_department(gate.caller, body.department)
    known = c.OfficerLookups(
        uncertified=await uncertified(pool, body.officers, body.department, env.today),
        missing=await missing(gate, body.evidence),
    )
    numbers = {"hazard": hazard, "danger_order": danger_order, "by": gate.caller.subject}
    return await gate.execute(c.LiftDangerOrder(**numbers, known=known, **body.model_dump()))
