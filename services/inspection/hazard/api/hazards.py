"""Hazards: reported by the lead department, read by its peers, treated by the government."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from libs.domain.callers import require_department
from libs.domain.entities.successions import as_it_goes_on
from libs.domain.evidence import EvidenceLookups
from libs.domain.evidence.files import missing
from libs.domain.reach import reach_of
from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    Evidence,
    EvidenceRef,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.inspection.handling import Settled
from libs.events.catalog.inspection.hazard import HazardReach
from libs.events.catalog.registry.organs import OrganCode
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking, Gate
from libs.events.http.depends import Env, Pool
from libs.events.ids import new_ref
from libs.events.store.store import Transaction

from ...policy.decide import POLICY
from ...register.lookups import kinds_of
from ...visit import commands as visit_commands
from ...visit.decide.window import end_of
from ...visit.lookups import own_visit
from ...visit.views import queries as visits
from .. import commands as c
from ..lookups import unlisted, visible_hazard
from ..views import queries

router = APIRouter(tags=["hazards"])

Bodies = Annotated[tuple[DepartmentCode, ...], Field(max_length=200)]
Townships = Annotated[tuple[TownshipCode, ...], Field(max_length=200)]


class HazardReport(Body):
    """`reach`: what makes it the government's matter. `peers`: departments of the same field that are told."""

    hazard: Ref | None = Field(None, description="Your number, or that of an order that was given; one is made when absent.")
    visit: Ref | None = None
    finding: Ref | None = None
    entity: EntityId | None = None
    lead: DepartmentCode
    reach: HazardReach
    township: TownshipCode
    to: OrganCode = Field(description="The government.")
    guidance: OrganCode = Field(description="The body that guides enforcement, which is told.")
    peers: Bodies = ()
    matter: PlainText
    evidence: Evidence = ()
    found_at: AwareDatetime | None = Field(
        None, description="When it was found; of a finding, when it was put on record, where absent."
    )


class Nothing(Body):
    pass


class Notice(Body):
    body: DepartmentCode = Field(description="The peer, or the guidance body, for which you act.")


class Treatment(Body):
    """`area`: the townships in which it is done. `campaign`: whether planning is asked for a campaign of checks."""

    measures: PlainText = Field(description="What is done.")
    lead: DepartmentCode
    departments: Annotated[tuple[DepartmentCode, ...], Field(min_length=1, max_length=200)]
    area: Townships = ()
    due: date = Field(description="Its last day.")
    campaign: bool = False


class NoTreatment(Body):
    reason: PlainText


class Step(Body):
    department: DepartmentCode
    what: PlainText = Field(description="What was done, in words.")
    evidence: Evidence = ()


class Acceptance(Body):
    opinion: PlainText = Field(description="What was found, in words.")
    evidence: Evidence = ()


class Hazarded(Accepted):
    hazard: Ref


@router.post(
    "/hazards", operation_id="report_hazard", status_code=201, summary="The lead department reports it to the government"
)
async def report(body: HazardReport, gate: Asking, pool: Pool, env: Env) -> Hazarded:
    row = None if body.visit is None else await own_visit(pool, body.visit, gate)
    if body.hazard is not None and await queries.hazard(pool, hazard=body.hazard) is not None:
        await visible_hazard(pool, body.hazard, reach_of(gate))
    require_department(gate.caller, body.lead)
    if body.hazard is None:
        await gate.take_equals_for_one()
    said = await as_it_goes_on(pool, body)
    recorded = await queries.finding_at(pool, visit=body.visit, finding=body.finding)
    found_at = body.found_at or recorded or env.clock()
    numbers = await POLICY.in_force(pool, env.today)
    known = c.ReportLookups(
        lead=row["lead"] if row else None,
        finding=recorded is not None,
        unlisted=await unlisted(pool, body.peers),
        kinds=await kinds_of(pool, [body.to, body.guidance], env.today),
        missing=await missing(gate, body.evidence),
        report_by=found_at + timedelta(hours=numbers.hazard_report_hours),
        due=env.clock() + timedelta(hours=numbers.hazard_acknowledge_hours),
    )
    hazard = body.hazard or new_ref("H")
    command = c.ReportHazard(hazard=hazard, found_at=found_at, known=known, **said.model_dump(exclude={"hazard", "found_at"}))
    return await gate.execute(command, answer=Hazarded, hazard=hazard)


@router.post("/hazards/{hazard}/acknowledgement", operation_id="acknowledge_hazard", summary="The government has it")
async def acknowledge(hazard: Ref, gate: Asking, pool: Pool, body: Nothing | None = None) -> Accepted:
    del body
    await visible_hazard(pool, hazard, reach_of(gate))
    return await gate.execute(c.AcknowledgeHazard(hazard=hazard, by=gate.caller.subject))


@router.post("/hazards/{hazard}/notice", operation_id="notice_hazard", summary="A peer, or the guidance body, has read it")
async def notice(hazard: Ref, body: Notice, gate: Asking, pool: Pool) -> Accepted:
    await visible_hazard(pool, hazard, reach_of(gate))
    require_department(gate.caller, body.body)
    return await gate.execute(c.NoticeHazard(hazard=hazard, body=body.body))


@router.post("/hazards/{hazard}/treatment", operation_id="order_treatment", summary="The government has it treated")
async def treat(hazard: Ref, body: Treatment, gate: Asking, pool: Pool) -> Accepted:
    await visible_hazard(pool, hazard, reach_of(gate))
    known = c.TreatmentLookups(unlisted=await unlisted(pool, body.departments))
    said = body.model_dump(exclude={"due"})
    command = c.OrderTreatment(hazard=hazard, due=end_of(body.due), by=gate.caller.subject, known=known, **said)
    return await gate.execute(command)


@router.post(
    "/hazards/{hazard}/treatment-declined", operation_id="decline_treatment", summary="No treatment is needed, for a reason"
)
async def decline(hazard: Ref, body: NoTreatment, gate: Asking, pool: Pool) -> Accepted:
    await visible_hazard(pool, hazard, reach_of(gate))
    return await gate.execute(c.DeclineTreatment(hazard=hazard, by=gate.caller.subject, **body.model_dump()))


async def _proof(gate: Gate, evidence: Sequence[EvidenceRef]) -> EvidenceLookups:
    return EvidenceLookups(missing=await missing(gate, evidence))


@router.post("/hazards/{hazard}/steps", operation_id="do_treatment_step", summary="A department says what it has done")
async def step(hazard: Ref, body: Step, gate: Asking, pool: Pool) -> Accepted:
    await visible_hazard(pool, hazard, reach_of(gate))
    require_department(gate.caller, body.department)
    known = await _proof(gate, body.evidence)
    return await gate.execute(c.DoTreatmentStep(hazard=hazard, by=gate.caller.subject, known=known, **body.model_dump()))


@router.post("/hazards/{hazard}/acceptance", operation_id="accept_treatment", summary="The government accepts the treatment")
async def accept(hazard: Ref, body: Acceptance, gate: Asking, pool: Pool) -> Accepted:
    row = await visible_hazard(pool, hazard, reach_of(gate))
    known = await _proof(gate, body.evidence)
    command = c.AcceptTreatment(hazard=hazard, by=gate.caller.subject, known=known, **body.model_dump())

    async def work(tx: Transaction) -> Accepted:
        if row["visit"] is not None:
            # What ends last closes the visit: without the lock neither of two would see the other's end.
            await visits.lock_visit(tx, visit=row["visit"])
        answer = Accepted.of(await gate.run(tx, command, expect=gate.expect))
        if row["visit"] is not None and row["finding"] is not None:
            settle = visit_commands.SettleFindings(
                visit=row["visit"], findings=(row["finding"],), how=Settled.TREATED, ref=hazard
            )
            answer.follow(await gate.run(tx, settle))
        return answer

    return await gate.execute(work, answer=Accepted)
