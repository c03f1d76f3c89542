"""Commands on a visit, from notice to the entity's answer."""

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from libs.domain.callers import require_department, require_inspector
from libs.domain.claims import INSPECTOR
from libs.events.catalog.codes import DepartmentCode, Evidence, InspectorId, ItemCode, PlainText, Ref
from libs.events.catalog.inspection.visit import Answer, AnsweredBy, Disposition, FindingMade, Outcome, PointCheck, Proof
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking, Gate
from libs.events.http.depends import Env, Pool
from libs.events.ids import new_ref
from libs.events.reactions import Environment

from .. import commands as c
from .. import lookups
from ..lookups import MandateKeys, led_visit, own_visit

router = APIRouter(tags=["visits"])


class Announcement(Body):
    on: date = Field(description="The day of the visit.")
    basis: PlainText


class Withholding(Body):
    on: date = Field(description="The day of the visit.")
    reason: PlainText


class Arrival(Body):
    """An officer checks in himself. `proof`: the entity's code, scanned on the spot, or a late entry with its reason."""

    inspector: InspectorId
    department: DepartmentCode
    proof: Literal[Proof.ENTITY_CODE, Proof.LATE]
    code: str | None = Field(None, max_length=20_000, description="For a scan: the code that the entity shows today.")
    at: AwareDatetime | None = Field(None, description="For a late entry: when the officer came.")
    reason: PlainText | None = None


class Confirmation(Body):
    """The entity has scanned the mandate, and this officer of it stands before the door."""

    inspector: InspectorId
    department: DepartmentCode
    code: str = Field(max_length=20_000, description="The mandate token that the officers showed.")


class Checked(Body):
    """An item as it was checked. `outcome`: what the check led to; `points`: each point of the handbook in force that day,
    where one covers the item; `reason`: why it was not examined or does not apply.
    """

    item: ItemCode
    outcome: Literal[Outcome.CONFORMS, Outcome.BREACH, Outcome.NOT_APPLICABLE, Outcome.NOT_EXAMINED]
    points: list[PointCheck] = Field([], max_length=200)
    reason: PlainText | None = None


class Part(Body):
    department: DepartmentCode
    checks: list[Checked] = Field(min_length=1, max_length=500)
    findings: list[FindingMade] = Field([], max_length=500)
    disposition: Disposition
    basis: PlainText | None = None


class Amendment(Part):
    reason: PlainText


class Clue(Body):
    clue: Ref | None = Field(None, description="Your number; one is made when absent.")
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: Evidence = ()


class EntityAnswer(Body):
    """The entity answers itself; two officers may note before a witness that nobody was there or would sign.
    `by`: who answers. `evidence`: what shows that nobody did.
    """

    answer: Answer
    by: Literal[AnsweredBy.ENTITY, AnsweredBy.ABSENT, AnsweredBy.REFUSED] = AnsweredBy.ENTITY
    officers: list[InspectorId] = Field([], max_length=20, description="Who notes it, of those who have checked in.")
    witness: Ref | None = Field(None, description="The number under which the department keeps who that is.")
    evidence: Evidence = ()
    remark: PlainText | None = None


class PassedOn(Accepted):
    clue: Ref


@router.post("/visits/{visit}/announcement", summary="Notice of day, basis and method (lead department)")
async def announce(visit: Ref, body: Announcement, gate: Asking, pool: Pool) -> Accepted:
    await led_visit(pool, visit, gate)
    return await gate.execute(c.AnnounceVisit(visit=visit, **body.model_dump()))


@router.post(
    "/visits/{visit}/notice-withheld",
    operation_id="withhold_notice",
    summary="Record why no notice is given, where an item forbids it (lead department)",
)
async def withhold(visit: Ref, body: Withholding, gate: Asking, pool: Pool) -> Accepted:
    await led_visit(pool, visit, gate)
    return await gate.execute(c.WithholdNotice(visit=visit, **body.model_dump()))


@router.post(
    "/visits/{visit}/check-ins",
    operation_id="check_in",
    summary="An officer of the team checks in himself: by the entity's code, or late with a reason",
)
async def check_in(visit: Ref, body: Arrival, gate: Asking, pool: Pool, env: Env, keys: MandateKeys) -> Accepted:
    require_department(gate.caller, body.department)
    row = await own_visit(pool, visit, gate)
    require_inspector(gate.caller, body.inspector)
    known = await lookups.arrival(
        pool, env, keys, row, inspector=body.inspector, department=body.department, proof=body.proof, code=body.code, at=body.at
    )
    return await gate.execute(c.CheckInOfficer(visit=visit, known=known, **body.model_dump(exclude={"code"})))


@router.post(
    "/visits/{visit}/arrivals",
    operation_id="confirm_arrival",
    summary="The entity has scanned the mandate, and an officer of it is there",
)
async def confirm_arrival(visit: Ref, body: Confirmation, gate: Asking, pool: Pool, env: Env, keys: MandateKeys) -> Accepted:
    """Who holds a mandate of the visit, and is whom it is about, has learned of it."""
    row = await lookups.shown_visit(pool, visit, gate, shown=lookups.is_mandate_of(body.code, visit, keys, env))
    proof = Proof.ENTITY_SCANNED
    known = await lookups.arrival(
        pool, env, keys, row, inspector=body.inspector, department=body.department, proof=proof, code=body.code
    )
    return await gate.execute(c.CheckInOfficer(visit=visit, known=known, proof=proof, **body.model_dump(exclude={"code"})))


@router.post("/visits/{visit}/parts", summary="A department's items, findings and disposition, once")
async def record_part(visit: Ref, body: Part, gate: Asking, pool: Pool, env: Env) -> Accepted:
    return await gate.execute(c.RecordPart(**await _part(visit, body, gate, pool, env)))


@router.post(
    "/visits/{visit}/amendments",
    operation_id="amend_part",
    summary="A department's part as it is from now on, before the entity has answered",
)
async def amend_part(visit: Ref, body: Amendment, gate: Asking, pool: Pool, env: Env) -> Accepted:
    return await gate.execute(c.AmendPart(**await _part(visit, body, gate, pool, env)))


async def _part(visit: Ref, body: Part, gate: Gate, pool: Any, env: Environment) -> dict[str, Any]:
    require_department(gate.caller, body.department)
    row = await own_visit(pool, visit, gate)
    checks = tuple(c.Checked(**check.model_dump()) for check in body.checks)
    known = await lookups.part(gate, pool, row, checks, body.findings, on=row["visit_on"] or env.today)
    return {**body.model_dump(), "visit": visit, "checks": checks, "known": known}


@router.post(
    "/visits/{visit}/clues",
    operation_id="pass_on_clue",
    status_code=201,
    summary="A violation in another department's field is passed on",
)
async def pass_on(visit: Ref, body: Clue, gate: Asking, pool: Pool) -> PassedOn:
    require_department(gate.caller, body.finder)
    await own_visit(pool, visit, gate)
    if body.clue is None:
        await gate.take_equals_for_one()
    clue = body.clue or new_ref("C")
    known = await lookups.clue(gate, pool, clue, visit, competent=body.competent, evidence=body.evidence)
    command = c.PassOnClue(visit=visit, clue=clue, known=known, **body.model_dump(exclude={"clue"}))
    return await gate.execute(command, answer=PassedOn, clue=clue)


@router.post(
    "/visits/{visit}/answer",
    summary="The entity answers; or two officers note before a witness that it does not sign",
)
async def answer(visit: Ref, body: EntityAnswer, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await own_visit(pool, visit, gate)
    if body.officers:
        own = gate.caller.reaches(INSPECTOR)
        require_inspector(gate.caller, next((each for each in body.officers if each in own), body.officers[0]))
    known = await lookups.answer(gate, pool, row, body.evidence, env.today)
    return await gate.execute(c.AnswerRecord(visit=visit, known=known, **body.model_dump()))
