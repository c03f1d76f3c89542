"""A case is filed, or is not; who handles it; when it stands still or is given up."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from libs.domain.calendar import for_setting
from libs.domain.callers import require_department
from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.inspection.handling import Handling
from libs.events.decider import Command
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.ids import new_ref
from libs.events.store.store import Transaction

from ...visit import commands as visit_commands
from .. import asked
from .. import commands as c
from ..decide.rules import subject_of
from ..lookups import acting, competent, origin
from ..views import queries
from .desk import Desk

router = APIRouter(tags=["cases"])

Number = Annotated[Ref | None, Field(description="The case's number; left out, it is given one.")]


class NewCase(asked.Filing):
    """`department`: whose case it is."""

    case: Number = None
    department: DepartmentCode


class Declined(asked.NotFiling):
    """`department`: whose case it would have been."""

    case: Number = None
    department: DepartmentCode


class FiledCase(Accepted):
    """`case`: the number under which it stands."""

    case: Ref


@router.post("/cases", status_code=201, summary="The head files a case, with two officers who handle it")
async def file(body: NewCase, gate: Asking, pool: Pool, env: Env) -> FiledCase:
    require_department(gate.caller, body.department)
    if body.case is None:
        await gate.take_equals_for_one()
    desk, case = Desk(gate, pool, env), body.case or new_ref("C")

    async def work(tx: Transaction) -> FiledCase:
        await desk.alone(body.origin.ref, tx)
        numbers, calendar = await desk.numbers(tx), await for_setting(tx, env)
        on_record, found_at = await origin(tx, body, body.department)
        begun = {"origin_kind": body.origin.kind, "origin": body.origin.ref, "finding": body.origin.finding}
        known = c.FilingLookups(
            **await acting(gate, tx, numbers, officers=body.officers, department=body.department, on=env.today),
            competent=await competent(tx, body.items, body.department, env.today),
            origin=on_record,
            file_by=found_at and calendar.end_of_working_days(found_at, numbers.case_file_days),
            other=await queries.same_matter(tx, case_ref=case, **begun),
        )
        command = c.FileCase(
            **{**dict(body), "case": case},
            subject=subject_of(body.entity, body.person),
            approved_by=desk.subject,
            decide_by=calendar.end_of_days(env.clock(), numbers.case_decide_days),
            known=known,
        )
        answer = FiledCase.of(await gate.run(tx, command, expect=gate.expect), case=case)
        about = await queries.findings_of_case(tx, case_ref=case)
        if about and about["untaken"]:
            # What an order or nothing had taken up is the case's from now on, and ends with it.
            answer.follow(
                await gate.run(
                    tx,
                    visit_commands.AssignHandling(
                        visit=about["visit"],
                        department=body.department,
                        findings=tuple(about["untaken"]),
                        handling=Handling.CASE,
                        target=case,
                        known=visit_commands.HandlingLookups(),
                    ),
                )
            )
        return answer

    return await gate.execute(work, answer=FiledCase)


@router.post("/declined-cases", status_code=201, summary="The head decides that no case is opened")
async def decline(body: Declined, gate: Asking, pool: Pool, env: Env) -> FiledCase:
    require_department(gate.caller, body.department)
    if body.case is None:
        await gate.take_equals_for_one()
    desk, case = Desk(gate, pool, env), body.case or new_ref("C")

    async def work(tx: Transaction) -> FiledCase:
        numbers, calendar = await desk.numbers(tx), await for_setting(tx, env)
        on_record, found_at = await origin(tx, body, body.department)
        known = c.FilingLookups(
            least=numbers.two_officers,
            late_days=numbers.late_entry_days,
            certified=(),
            competent=(),
            origin=on_record,
            file_by=found_at and calendar.end_of_working_days(found_at, numbers.case_file_days),
        )
        command = c.DeclineCase(**{**dict(body), "case": case}, approved_by=desk.subject, known=known)
        return FiledCase.of(await gate.run(tx, command, expect=gate.expect), case=case)

    return await gate.execute(work, answer=FiledCase)


@router.post("/cases/{case}/officers", summary="The head replaces an officer: recused, or not available")
async def replace_officer(case: Ref, body: asked.Replacing, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row = await desk.own(case)
    officers = [] if body.substitute is None else [body.substitute]
    known = c.Acting(**await desk.acting(row, await desk.numbers(), officers))
    return await gate.execute(c.ReplaceCaseOfficer(case=case, **dict(body), approved_by=desk.subject, known=known))


@router.post("/cases/{case}/suspension", summary="The head lets the time for the decision stand still")
async def suspend(case: Ref, body: asked.Suspension, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    return await gate.execute(c.SuspendCase(case=case, **dict(body), approved_by=desk.subject))


@router.post("/cases/{case}/resumption", summary="The head lets the case go on")
async def resume(case: Ref, body: asked.CaseReason, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    return await gate.execute(c.ResumeCase(case=case, **dict(body), approved_by=desk.subject))


@router.post("/cases/{case}/extension", summary="The head gives more time for the decision")
async def extend(case: Ref, body: asked.MoreTimeForCase, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    most = (await desk.numbers()).case_decide_days
    return await gate.execute(c.ExtendCase(case=case, **dict(body), approved_by=desk.subject, known=most))


@router.post("/cases/{case}/withdrawal", summary="The head gives the case up before anything is decided")
async def withdraw(case: Ref, body: asked.CaseReason, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    numbers = await desk.numbers()

    def make(calendar: WorkingCalendar) -> Command:
        due = calendar.end_of_days(env.clock(), numbers.dossier_days)
        return c.WithdrawCase(case=case, reason=body.reason, approved_by=desk.subject, dossier_by=due)

    return await desk.counted(make)
