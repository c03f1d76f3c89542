"""From the evidence to the hearing: what is found, proposed, reviewed, told, said and discussed."""

from fastapi import APIRouter

from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import Ref
from libs.events.decider import Command
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool

from .. import asked
from .. import commands as c
from ..lookups import entered, major_fen, proposal
from .desk import Desk

router = APIRouter(tags=["cases"])


@router.post("/cases/{case}/evidence", summary="Two officers of the case add evidence, and how they came by it")
async def add_evidence(case: Ref, body: asked.Proof, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row = await desk.own(case)
    known = c.Acting(**await desk.acting(row, await desk.numbers(), body.officers, *body.evidence))
    return await gate.execute(c.AddCaseEvidence(case=case, **dict(body), known=known))


@router.post("/cases/{case}/proposal", summary="The officers end the investigation and say what should be decided")
async def propose(case: Ref, body: asked.CaseProposal, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row, numbers = await desk.own(case), await desk.numbers()
    looked_up = await proposal(pool, row, body, numbers, env.today)
    known = c.ProposalLookups(**await desk.acting(row, numbers, body.officers), **looked_up)
    return await gate.execute(c.ProposeCase(case=case, **dict(body), known=known))


@router.post("/cases/{case}/review-request", summary="An officer of the case asks for the legal review")
async def ask_review(case: Ref, body: asked.ReviewWanted, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    days = (await desk.numbers()).review_working_days

    def make(calendar: WorkingCalendar) -> Command:
        return c.AskLegalReview(case=case, by=body.by, review_by=calendar.end_of_working_days(env.clock(), days))

    return await desk.counted(make)


@router.post("/cases/{case}/review", summary="The legal reviewer passes the proposal, or does not")
async def review(case: Ref, body: asked.CaseReview, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row = await desk.own(case)
    known = c.Acting(**await desk.acting(row, await desk.numbers(), [body.reviewer]))
    return await gate.execute(c.GiveLegalReview(case=case, **dict(body), known=known))


@router.post("/cases/{case}/telling", summary="Two officers tell the party what penalty is meant, why, and what its rights are")
async def tell(case: Ref, body: asked.CaseTelling, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    row, numbers = await desk.own(case), await desk.numbers()
    acts = await desk.acting(row, numbers, body.officers, body.document, at=body.at)
    known = c.TellingLookups(**acts, major_fen=major_fen(numbers, row["subject"]))

    def make(calendar: WorkingCalendar) -> Command:
        due = calendar.end_of_working_days(body.at or env.clock(), numbers.defend_working_days)
        return c.TellPenalty(case=case, **dict(body), defend_by=due, known=known)

    return await desk.counted(make)


@router.post("/cases/{case}/defence", summary="What the party says, by itself or received by officers")
async def defend(case: Ref, body: asked.Defence, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.partys(case)
    known = await desk.files(*body.evidence)
    return await gate.execute(c.ReceiveDefence(case=case, **dict(body), voice=desk.voice, known=known))


@router.post("/cases/{case}/hearing-request", summary="The party asks for a hearing, by itself or received by officers")
async def ask_hearing(case: Ref, body: asked.HearingWanted, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.partys(case)
    return await gate.execute(c.AskHearing(case=case, **dict(body), voice=desk.voice))


@router.post("/cases/{case}/hearing-notice", summary="The party is told when and where the hearing is, and who presides")
async def call_hearing(case: Ref, body: asked.Calling, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    days = (await desk.numbers()).hearing_notice_working_days

    def make(calendar: WorkingCalendar) -> Command:
        return c.CallHearing(case=case, **dict(body), known=calendar.end_of_working_days(env.clock(), days))

    return await desk.counted(make)


@router.post("/cases/{case}/hearing", summary="The hearing was held, with its minutes, or the party stayed away")
async def hold_hearing(case: Ref, body: asked.CaseHearing, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    known = c.Entered(**await entered(gate, await desk.numbers(), body.record))
    return await gate.execute(c.HoldHearing(case=case, **dict(body), known=known))


@router.post("/cases/{case}/discussion", summary="The heads have discussed the proposal together and voted")
async def discuss(case: Ref, body: asked.Discussion, gate: Asking, pool: Pool, env: Env) -> Accepted:
    desk = Desk(gate, pool, env)
    await desk.own(case)
    return await gate.execute(c.DiscussCase(case=case, **dict(body), known=await desk.files(body.record)))
