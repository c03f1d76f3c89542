"""The penalty is performed, deferred, raised or enforced, and the case closed."""

from fastapi import APIRouter

from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import Ref
from libs.events.decider import Command
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool

from .. import asked
from .. import commands as c
from ..decide.rules import URGED_WORKING_DAYS
from .desk import Desk

router = APIRouter(tags=["cases"])


@router.post("/cases/{case}/performance", summary="What was paid or carried out, by the party or by the court")
async def perform(case: Ref, body: asked.Performance, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    return await gate.execute(c.PerformPenalty(case=case, **dict(body), known=await desk.files(body.receipt)))


@router.post("/cases/{case}/instalments", summary="The head allows the fine to be paid later, or in parts")
async def defer(case: Ref, body: asked.Deferral, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    return await gate.execute(c.DeferPenalty(case=case, **dict(body), approved_by=desk.subject))


@router.post("/cases/{case}/surcharge", summary="What the fine has grown by since it was due")
async def add_surcharge(case: Ref, gate: Asking, pool: Pool, env: Env, body: asked.CaseNothing | None = None) -> Accepted:
    del body
    desk = Desk(gate, pool, env)
    await desk.own(case)
    return await gate.execute(c.AddSurcharge(case=case, known=(await desk.numbers()).surcharge_bp))


@router.post("/cases/{case}/enforcement-request", summary="The court is asked to enforce what was not performed")
async def ask_enforcement(case: Ref, body: asked.Enforcement, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    files = await desk.files(body.document)

    def make(calendar: WorkingCalendar) -> Command:
        earliest = calendar.end_of_working_days(body.urged_at, URGED_WORKING_DAYS)
        known = c.EnforcementLookups(missing=files.missing, earliest=earliest)
        return c.AskEnforcement(case=case, **dict(body), known=known)

    return await desk.counted(make)


@router.post("/cases/{case}/closing", summary="Nothing is left to do: the case is closed and its dossier due")
async def close(case: Ref, gate: Asking, pool: Pool, env: Env, body: asked.CaseNothing | None = None) -> Accepted:
    del body
    desk = Desk(gate, pool, env)
    await desk.own(case)
    numbers = await desk.numbers()

    def make(calendar: WorkingCalendar) -> Command:
        return c.CloseCase(case=case, dossier_by=calendar.end_of_days(env.clock(), numbers.dossier_days))

    return await desk.counted(make)
