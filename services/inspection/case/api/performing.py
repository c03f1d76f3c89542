"""The penalty is performed, deferred, raised or enforced, and the case closed."""

from fastapi import APIRouter

from libs.domain.calendar import for_setting
from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import Ref
from libs.events.catalog.inspection.case import CaseOutcome
from libs.events.catalog.inspection.handling import Settled
from libs.events.catalog.inspection.penalty import CaseClosed, CaseEnd
from libs.events.decider import Command
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.store.store import Transaction

from ...visit import commands as visit_commands
from .. import asked
from .. import commands as c
from ..decide.rules import URGED_WORKING_DAYS
from ..views import queries
from .desk import Desk

router = APIRouter(tags=["cases"])

_SETTLES = frozenset({CaseEnd.PERFORMED, CaseEnd.ENFORCED, CaseEnd.NO_PENALTY})
"""Ends of a case with which its findings have reached theirs. One that is given up, or whose decision fell, ends none."""


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


@router.post("/cases/{case}/closing", summary="Nothing is left to do: the case ends, and with it the finding that it was about")
async def close(case: Ref, gate: Asking, pool: Pool, env: Env, body: asked.CaseNothing | None = None) -> Accepted:
    del body
    desk = Desk(gate, pool, env)
    row, numbers = await desk.own(case), await desk.numbers()

    async def work(tx: Transaction) -> Accepted:
        due = (await for_setting(tx, env)).end_of_days(env.clock(), numbers.dossier_days)
        outcome = await gate.run(tx, c.CloseCase(case=case, dossier_by=due), expect=gate.expect)
        answer = Accepted.of(outcome)
        about = await queries.findings_of_case(tx, case_ref=case)
        if about and any(isinstance(each.fact, CaseClosed) and each.fact.how in _SETTLES for each in outcome.recorded):
            how = Settled.NOT_BORNE_OUT if row["outcome"] == CaseOutcome.NOT_BORNE_OUT else Settled.DECIDED
            settling = visit_commands.SettleFindings(visit=about["visit"], findings=tuple(about["findings"]), how=how, ref=case)
            answer.follow(await gate.run(tx, settling))
        return answer

    return await gate.execute(work, answer=Accepted)
