"""The decision: a penalty, one on the spot, or none; its service, and its fall."""

from fastapi import APIRouter

from libs.domain.calendar import for_setting
from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import Ref
from libs.events.decider import Command
from libs.events.http.commands import WAITS, Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.store.store import Transaction

from .. import asked
from .. import commands as c
from ..lookups import NEW_ECONOMY, begun, proposal
from ..views import queries
from .desk import Desk

router = APIRouter(tags=["cases"])


@router.post("/cases/{case}/decision", summary="The head decides on the penalty that was proposed and told")
async def decide(case: Ref, body: asked.PenaltyDecision, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row = await desk.own(case)
    tag = {"entity": row["entity"], "tag": NEW_ECONOMY, "on": env.today}
    new_economy = row["entity"] is not None and await queries.tagged(pool, **tag)

    async def work(tx: Transaction) -> Accepted:
        await desk.alone(row["origin"], tx)
        days = (await desk.numbers(tx)).serve_working_days
        command = c.DecidePenalty(
            case=case,
            **dict(body),
            serve_by=(await for_setting(tx, env)).end_of_working_days(env.clock(), days),
            known=c.DecisionLookups(fined=await queries.fined(tx, **begun(row)), new_economy=new_economy),
        )
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post("/cases/{case}/decision-on-the-spot", summary="Two officers warn or fine on the spot (summary procedure)")
async def decide_on_spot(case: Ref, body: asked.OnTheSpot, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row, numbers = await desk.own(case), await desk.numbers()
    acts = await desk.acting(row, numbers, body.officers, body.receipt)
    looked_up = await proposal(pool, row, body, numbers, env.today)

    async def work(tx: Transaction) -> Accepted:
        await desk.alone(row["origin"], tx)
        command = c.DecideOnSpot(
            case=case,
            **dict(body),
            perform_by=(await for_setting(tx, env)).end_of_days(env.clock(), numbers.perform_days),
            known=c.OnSpotLookups(**acts, **looked_up, fined=await queries.fined(tx, **begun(row))),
        )
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post("/cases/{case}/no-penalty", summary="The head decides that there is no penalty, as proposed")
async def spare(case: Ref, body: asked.Sparing, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    days = (await desk.numbers()).serve_working_days

    def make(calendar: WorkingCalendar) -> Command:
        due = calendar.end_of_working_days(env.clock(), days)
        return c.DecideNoPenalty(case=case, **dict(body), approved_by=desk.subject, serve_by=due)

    return await desk.counted(make)


@router.post("/cases/{case}/service", summary="Two officers serve the decision; from then on it is to be performed")
async def serve(case: Ref, body: asked.Serving, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row, numbers = await desk.own(case), await desk.numbers()
    known = c.Acting(**await desk.acting(row, numbers, body.officers, body.receipt, at=body.at))
    due = env.calendar.end_of_days(body.at or env.clock(), numbers.perform_days)
    return await gate.execute(c.ServeCase(case=case, **dict(body), perform_by=due, known=known))


@router.post("/cases/{case}/revocation", summary="The decision counts no longer, here and at neighbours", responses=WAITS)
async def revoke(case: Ref, body: asked.CaseRevocation, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await Desk(gate, pool, env).own(case)
    return await gate.execute(c.RevokePenalty(case=case, **dict(body)))
