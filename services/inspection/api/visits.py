"""Commands on a visit, from notice to completion."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import DepartmentCode, EvidenceRef, InspectorId, ItemCode, PlainText, Ref
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import Answer, CheckIn, Disposition, Finding
from libs.events.http import Accepted, Gate, gate
from libs.events.http.depends import Env, Pool
from libs.events.ids import new_ref
from libs.events.store.store import Transaction
from services.inspection.commands import (
    AnnounceVisit,
    AnswerRecord,
    CheckInOfficer,
    CompleteVisit,
    PassOnClue,
    RecordPart,
    WithholdNotice,
)
from services.inspection.decide.rectification import orders
from services.inspection.decide.refusals import ScanIsNow, UnknownDepartment
from services.inspection.policy import POLICY, day_of
from services.inspection.views import queries

from .common import Body, OfficerGate, follow, speaks_for, visit_row
from .mandates import code_holds

__all__ = ["router"]

router = APIRouter(tags=["visits"])
AnswerGate = Annotated[Gate, Depends(gate("enterprise", "inspector"))]


class Announcement(Body):
    on: date = Field(description="The day of the visit.")
    basis: PlainText


class Withholding(Body):
    on: date = Field(description="The day of the visit.")
    reason: PlainText


class Arrival(Body):
    inspector: InspectorId
    department: DepartmentCode
    how: CheckIn
    code: str | None = Field(None, max_length=20_000, description="For a scan: the mandate token shown on the spot.")
    at: AwareDatetime | None = Field(None, description="For a late entry: when the officer came.")
    reason: PlainText | None = None


class Part(Body):
    department: DepartmentCode
    items: list[ItemCode] = Field(min_length=1, max_length=500)
    findings: list[Finding] = Field([], max_length=500)
    disposition: Disposition
    basis: PlainText | None = None


class Clue(Body):
    clue: Ref | None = Field(None, description="Your number; one is made when absent.")
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: list[EvidenceRef] = Field([], max_length=100)


class EntityAnswer(Body):
    answer: Answer
    remark: PlainText | None = None


class Nothing(Body):
    pass


class PassedOn(Accepted):
    clue: Ref


class Completion(Accepted):
    """`rectifications`: number of the order by department."""

    result: Ref
    rectifications: dict[str, Ref] = Field(default_factory=dict)


@router.post("/visits/{visit}/announcement", summary="Notice of day, basis and method (lead department)")
async def announce(visit: Ref, body: Announcement, gate: OfficerGate, pool: Pool) -> Accepted:
    gate.caller.require_department((await visit_row(pool, visit))["lead"])
    return await gate.execute(AnnounceVisit(visit=visit, **body.model_dump()))


@router.post("/visits/{visit}/notice-withheld", summary="Why no notice is given, where an item forbids it (lead department)")
async def withhold(visit: Ref, body: Withholding, gate: OfficerGate, pool: Pool) -> Accepted:
    gate.caller.require_department((await visit_row(pool, visit))["lead"])
    return await gate.execute(WithholdNotice(visit=visit, **body.model_dump()))


@router.post("/visits/{visit}/check-ins", summary="An officer of the team is there: by scan, or late with a reason")
async def check_in(visit: Ref, body: Arrival, gate: OfficerGate, pool: Pool, env: Env, request: Request) -> Accepted:
    gate.caller.require_department(body.department)
    await visit_row(pool, visit)
    if body.how is CheckIn.SCAN and body.at is not None:
        raise ScanIsNow(
            field="at",
            value=body.at.isoformat(),
            do_en="Leave `at` out, or make a late entry with a reason.",
            do_zh="扫码签到请勿填写时间;事后登记请使用补录并说明理由。",
        )
    at = body.at or env.clock()
    certified = await queries.certified(pool, inspector=body.inspector, department=body.department, on=day_of(at))
    holds = body.how is CheckIn.SCAN and code_holds(request, body.code, visit, env.clock())
    return await gate.execute(
        CheckInOfficer(
            visit=visit,
            inspector=body.inspector,
            department=body.department,
            how=body.how,
            at=at,
            reason=body.reason,
            certified=certified,
            code_holds=holds,
        )
    )


@router.post("/visits/{visit}/parts", summary="A department's items, findings and disposition, once")
async def record_part(visit: Ref, body: Part, gate: OfficerGate, pool: Pool, env: Env) -> Accepted:
    gate.caller.require_department(body.department)
    row = await visit_row(pool, visit)
    on = row["visit_on"] or day_of(env.clock())
    exemptible = [r["item"] async for r in queries.exemptible_items(pool, items=body.items, on=on)]
    return await gate.execute(RecordPart(visit=visit, exemptible=tuple(exemptible), **body.model_dump()))


@router.post("/visits/{visit}/clues", status_code=201, summary="A violation in another department's field is passed on")
async def pass_on(visit: Ref, body: Clue, gate: OfficerGate, pool: Pool) -> PassedOn:
    gate.caller.require_department(body.finder)
    await visit_row(pool, visit)
    if not [r async for r in queries.departments_listed(pool, codes=[body.competent])]:
        raise UnknownDepartment(
            field="competent",
            value=body.competent,
            do_en="Name a listed department.",
            do_zh="请使用名录中的部门代码。",
        )
    clue = body.clue or new_ref("C")
    elsewhere = await queries.clue_elsewhere(pool, clue=clue, visit=visit)
    command = PassOnClue(visit=visit, known_elsewhere=elsewhere, **{**body.model_dump(), "clue": clue})

    async def work(tx: Transaction) -> PassedOn:
        outcome = await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx)
        return PassedOn(**Accepted.of(outcome).model_dump(), clue=clue)

    return await gate.execute(work, answer=PassedOn)


@router.post("/visits/{visit}/answer", summary="The entity confirms, objects, or refuses to sign")
async def answer(visit: Ref, body: EntityAnswer, gate: AnswerGate, pool: Pool) -> Accepted:
    row = await visit_row(pool, visit)
    speaks_for(gate.caller, row["entity"], officer="inspector", departments=row["departments"])
    return await gate.execute(AnswerRecord(visit=visit, **body.model_dump()))


@router.post("/visits/{visit}/completion", summary="Seal the record, issue the result, order what is to be rectified (lead)")
async def complete(visit: Ref, gate: OfficerGate, pool: Pool, env: Env, body: Nothing | None = None) -> Completion:
    del body
    gate.caller.require_department((await visit_row(pool, visit))["lead"])
    command = CompleteVisit(visit=visit, result=new_ref("R"))

    async def work(tx: Transaction) -> Completion:
        outcome = await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx)
        issued = next(r.fact for r in outcome.recorded if isinstance(r.fact, ResultIssued))
        findings = defaultdict(list)
        async for row in queries.findings(tx, visit=visit):
            findings[row["department"]].append(row["finding"])
        answer = Completion(**Accepted.of(outcome).model_dump(), result=issued.result)
        due = lambda: POLICY.rectify_by(env.clock(), env.calendar)  # noqa: E731 - one expression
        for order in orders(issued, findings, due=due, new=lambda: new_ref("RC")):
            ordered = await gate.runner.execute(order, gate.origin, tx=tx)
            answer.rectifications[order.department] = order.rectification
            follow(answer, ordered)
        return answer

    return await gate.execute(work, answer=Completion)
