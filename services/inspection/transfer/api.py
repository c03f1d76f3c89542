"""Transfers of what may be a crime: the steps of the department, of its head, and of the organs that receive it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.calendar import for_setting
from libs.domain.callers import require_department
from libs.domain.evidence import EvidenceLookups
from libs.domain.evidence.files import missing
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, reach_of
from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import DepartmentCode, Evidence, EvidenceRef, InspectorId, Name, PlainText, Ref
from libs.events.catalog.inspection.handling import Settled
from libs.events.catalog.inspection.policy import InspectionPolicy
from libs.events.catalog.inspection.transfer import DisputeWay, TransferOutcome
from libs.events.catalog.registry.organs import OrganCode
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking, Gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row
from libs.events.ids import new_ref
from libs.events.reactions import Environment
from libs.events.store.store import Transaction

from ..policy.decide import POLICY
from ..register.lookups import kinds_of
from ..register.organs import OrganLookups
from ..register.views import queries as register
from ..visit import commands as visit_commands
from ..visit.lookups import own_visit
from ..visit.views import queries as visits
from . import commands as c
from .decide import CRIMINAL
from .lookups import own_departments, own_organs, visible_transfer
from .views import queries

router = APIRouter(tags=["transfers"])

_FIRST = [EPOCH, ""]


class Suspicion(Body):
    transfer: Ref | None = Field(None, description="Your number; one is made when absent.")
    visit: Ref
    finding: Ref
    department: DepartmentCode
    articles: tuple[Name, ...] = Field(min_length=1, max_length=20, description="The articles of the criminal law it may be.")


class CrimeReport(Body):
    officers: tuple[InspectorId, ...] = Field(min_length=1, max_length=20)
    report: EvidenceRef = Field(description="The officers' report to the head.")


class Nothing(Body):
    pass


class HeadsRefusal(Body):
    reason: PlainText
    copy_to: OrganCode = Field(description="The procuratorate, which reads what was declined.")


class Dispatch(Body):
    to: OrganCode = Field(description="The police that are to receive it.")
    copy_to: OrganCode = Field(description="The procuratorate that gets a copy.")
    document: EvidenceRef = Field(description="The letter of transfer.")
    evidence: Evidence = ()


class ByOrgan(Body):
    receiver: OrganCode = Field(description="The organ for which you act.")


class Forwarding(ByOrgan):
    to: OrganCode = Field(description="The organ that it is for.")
    reason: PlainText


class CaseOpened(ByOrgan):
    case_number: Name = Field(description="The number of the criminal case.")


class OrgansReason(ByOrgan):
    reason: PlainText


class Dispute(Body):
    way: DisputeWay = Field(description="To the police themselves, or to the procuratorate.")
    reason: PlainText


class TransferEnd(Body):
    outcome: TransferOutcome
    document: EvidenceRef = Field(description="The judgement, or the decision that ended it.")
    evidence: Evidence = ()


class OpenedTransfer(Accepted):
    transfer: Ref


class TransferView(BaseModel):
    """`articles`: of the criminal law. `receiver`: the organ that has it, or is to get it; `copy_to`: the procuratorate that
    reads it too. `case_number`: of the criminal case. `ways`: those in which the department has objected. `passed`: the stages
    whose time has passed. `evidence`: SHA-256 of each paper and piece.
    """

    transfer: str
    visit: str
    finding: str
    entity: str
    entity_name: str
    department: str
    title: str
    articles: list[str]
    officers: list[str]
    receiver: str | None
    copy_to: str | None
    case_number: str | None
    ways: list[str]
    reason: str | None
    outcome: str | None
    state: str
    due: datetime | None
    passed: list[str]
    evidence: list[str]
    suspected_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    version: int


class WantedTransfers(BaseModel):
    """Which transfers."""

    state: Annotated[
        str | None,
        Query(pattern="^(suspected|verified|approved|declined|sent|received|opened|not-opened|disputed|returned|closed)$"),
    ] = None
    department: DepartmentCode | None = None
    receiver: OrganCode | None = None


class WantedPage(Paged, WantedTransfers):
    visit: Ref | None = None
    overdue: bool | None = None


def _days(numbers: Callable[[InspectionPolicy], int]) -> Callable[[Environment, InspectionPolicy], datetime]:
    return lambda env, pack: WorkingCalendar.end_of_days(env.clock(), numbers(pack))


def _hours(numbers: Callable[[InspectionPolicy], int]) -> Callable[[Environment, InspectionPolicy], datetime]:
    return lambda env, pack: env.clock() + timedelta(hours=numbers(pack))


_APPROVE, _DECIDE = _days(lambda pack: pack.transfer_approve_days), _days(lambda pack: pack.transfer_decide_days)
_DISPUTE = _days(lambda pack: pack.transfer_dispute_days)
_SEND, _RECEIVE = _hours(lambda pack: pack.transfer_send_hours), _hours(lambda pack: pack.transfer_receive_hours)


async def _due(pool: Any, env: Environment, clock: Callable[[Environment, InspectionPolicy], datetime]) -> datetime:
    return clock(env, await POLICY.in_force(pool, env.today))


async def _mine(pool: Any, transfer: Ref, gate: Gate) -> dict[str, Any]:
    """The row for a command of the department's. Raises NoSuchTransfer."""
    row = await visible_transfer(pool, transfer, gate.caller, reach_of(gate))
    require_department(gate.caller, row["department"])
    return row


async def _ours(pool: Any, transfer: Ref, gate: Gate, receiver: OrganCode) -> None:
    """For a command of an organ's. Raises NoSuchTransfer."""
    await visible_transfer(pool, transfer, gate.caller, reach_of(gate))
    require_department(gate.caller, receiver)


@router.post("/transfers", operation_id="suspect_crime", status_code=201, summary="A finding may be a crime")
async def suspect(body: Suspicion, gate: Asking, pool: Pool, env: Env) -> OpenedTransfer:
    await own_visit(pool, body.visit, gate)
    require_department(gate.caller, body.department)
    if body.transfer is None:
        await gate.take_equals_for_one()
    transfer = body.transfer or new_ref("T")

    async def work(tx: Transaction) -> OpenedTransfer:
        # Two officers may say it of one finding at once: without the lock neither would see the other's.
        await visits.lock_visit(tx, visit=body.visit)
        row = await queries.finding_to_transfer(tx, visit=body.visit, finding=body.finding)
        days = (await POLICY.in_force(tx, env.today)).transfer_verify_working_days
        due = (await for_setting(tx, env)).end_of_working_days(env.clock(), days)
        already = row["already"] if row and row["already"] != transfer else None
        known = c.SuspicionLookups(due=due, department=row["department"] if row else None, already=already)
        said = body.model_dump(exclude={"transfer"})
        command = c.SuspectCrime(transfer=transfer, by=gate.caller.subject, known=known, **said)
        return OpenedTransfer.of(await gate.run(tx, command, expect=gate.expect), transfer=transfer)

    return await gate.execute(work, answer=OpenedTransfer)


@router.post(
    "/transfers/{transfer}/verification", operation_id="verify_crime", summary="Officers have looked into it and report"
)
async def verify(transfer: Ref, body: CrimeReport, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _mine(pool, transfer, gate)
    asked = {"inspectors": list(body.officers), "department": row["department"], "day": env.today}
    known = c.VerificationLookups(
        due=await _due(pool, env, _APPROVE),
        missing=await missing(gate, [body.report]),
        two_officers=(await POLICY.in_force(pool, env.today)).two_officers,
        uncertified=tuple([each["inspector"] async for each in register.uncertified(pool, **asked)]),
    )
    return await gate.execute(c.VerifyCrime(transfer=transfer, by=gate.caller.subject, known=known, **body.model_dump()))


@router.post("/transfers/{transfer}/approval", operation_id="approve_transfer", summary="The head approves the transfer")
async def approve(transfer: Ref, gate: Asking, pool: Pool, env: Env, body: Nothing | None = None) -> Accepted:
    del body
    await _mine(pool, transfer, gate)
    known = c.Clock(due=await _due(pool, env, _SEND))
    return await gate.execute(c.ApproveTransfer(transfer=transfer, by=gate.caller.subject, known=known))


@router.post("/transfers/{transfer}/disapproval", operation_id="decline_transfer", summary="The head declines it, for a reason")
async def decline(transfer: Ref, body: HeadsRefusal, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _mine(pool, transfer, gate)
    known = OrganLookups(kinds=await kinds_of(pool, [body.copy_to], env.today))
    return await gate.execute(c.DeclineTransfer(transfer=transfer, by=gate.caller.subject, known=known, **body.model_dump()))


@router.post(
    "/transfers/{transfer}/dispatch", operation_id="send_transfer", summary="It goes to the police, a copy to the procuratorate"
)
async def send(transfer: Ref, body: Dispatch, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _mine(pool, transfer, gate)
    known = c.SendingLookups(
        due=await _due(pool, env, _RECEIVE),
        missing=await missing(gate, [body.document, *body.evidence]),
        kinds=await kinds_of(pool, [body.to, body.copy_to], env.today),
    )
    return await gate.execute(c.SendTransfer(transfer=transfer, by=gate.caller.subject, known=known, **body.model_dump()))


@router.post(
    "/transfers/{transfer}/forwarding", operation_id="pass_on_transfer", summary="The organ passes on what is another's"
)
async def pass_on(transfer: Ref, body: Forwarding, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _ours(pool, transfer, gate, body.receiver)
    due, kinds = await _due(pool, env, _RECEIVE), await kinds_of(pool, [body.to], env.today)
    known = c.PassingLookups(due=due, kinds=kinds)
    return await gate.execute(c.PassOnTransfer(transfer=transfer, by=gate.caller.subject, known=known, **body.model_dump()))


@router.post("/transfers/{transfer}/receipt", operation_id="receive_transfer", summary="The organ signs for it")
async def receive(transfer: Ref, body: ByOrgan, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _ours(pool, transfer, gate, body.receiver)
    known = c.Clock(due=await _due(pool, env, _DECIDE))
    return await gate.execute(c.ReceiveTransfer(transfer=transfer, known=known, **body.model_dump()))


@router.post("/transfers/{transfer}/acceptance", operation_id="accept_transfer", summary="The organ opens a criminal case")
async def accept(transfer: Ref, body: CaseOpened, gate: Asking, pool: Pool) -> Accepted:
    await _ours(pool, transfer, gate, body.receiver)
    return await gate.execute(c.AcceptTransfer(transfer=transfer, by=gate.caller.subject, **body.model_dump()))


@router.post("/transfers/{transfer}/refusal", operation_id="refuse_transfer", summary="The organ opens no case, for a reason")
async def refuse(transfer: Ref, body: OrgansReason, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _ours(pool, transfer, gate, body.receiver)
    known = c.Clock(due=await _due(pool, env, _DISPUTE))
    return await gate.execute(c.RefuseTransfer(transfer=transfer, by=gate.caller.subject, known=known, **body.model_dump()))


@router.post("/transfers/{transfer}/return", operation_id="return_transfer", summary="The organ gives it back: no crime")
async def give_back(transfer: Ref, body: OrgansReason, gate: Asking, pool: Pool) -> Accepted:
    await _ours(pool, transfer, gate, body.receiver)
    return await gate.execute(c.ReturnTransfer(transfer=transfer, by=gate.caller.subject, **body.model_dump()))


@router.post(
    "/transfers/{transfer}/dispute", operation_id="dispute_transfer", summary="The department objects: no case was opened"
)
async def dispute(transfer: Ref, body: Dispute, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _mine(pool, transfer, gate)
    known = c.Clock(due=await _due(pool, env, _DECIDE))
    return await gate.execute(c.DisputeTransfer(transfer=transfer, by=gate.caller.subject, known=known, **body.model_dump()))


@router.post("/transfers/{transfer}/outcome", operation_id="close_transfer", summary="How it ended, with the paper of it")
async def close(transfer: Ref, body: TransferEnd, gate: Asking, pool: Pool) -> Accepted:
    """What ended in court or before it settles the finding; what was not opened, or was given back, the department handles."""
    row = await visible_transfer(pool, transfer, gate.caller, reach_of(gate))
    known = EvidenceLookups(missing=await missing(gate, [body.document, *body.evidence]))
    command = c.CloseTransfer(transfer=transfer, by=gate.caller.subject, known=known, **body.model_dump())

    async def work(tx: Transaction) -> Accepted:
        # What ends last closes the visit: without the lock neither of two would see the other's end.
        await visits.lock_visit(tx, visit=row["visit"])
        answer = Accepted.of(await gate.run(tx, command, expect=gate.expect))
        if body.outcome in CRIMINAL:
            settle = visit_commands.SettleFindings(
                visit=row["visit"], findings=(row["finding"],), how=Settled.TRANSFERRED, ref=transfer
            )
            answer.follow(await gate.run(tx, settle))
        return answer

    return await gate.execute(work, answer=Accepted)


async def _page(
    pool: Any, who: Permitted, reach: Reach, wanted: WantedTransfers, after: Sequence[Any], limit: int
) -> list[TransferView]:
    asked = {"visit": None, "overdue": None, **wanted.model_dump(exclude={"cursor", "limit"}), "whole": reach.whole}
    asked |= {"own_departments": own_departments(who, reach), "own_organs": own_organs(who, reach)}
    rows = queries.transfers_page(pool, **asked, after_time=after[0], after_transfer=after[1], limit=limit)
    return [TransferView(**row) async for row in rows]


def _key(row: TransferView) -> list[Any]:
    return [row.suspected_at, row.transfer]


@router.get("/transfers", summary="Transfers, oldest first")
async def transfers(pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[TransferView]:
    return await page(wanted, partial(_page, pool, who, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "transfers",
    "涉嫌犯罪移送台账",
    TransferView.model_fields,
    headings={
        "transfer": "移送编号", "finding": "问题编号", "title": "部门名称", "articles": "涉嫌罪名条款", "officers": "核实人员",
        "receiver": "接收机关", "copy_to": "抄送检察机关", "case_number": "立案号", "ways": "异议途径", "outcome": "办理结果",
        "passed": "逾期环节", "suspected_at": "发现时间", "sent_at": "移送时间", "received_at": "签收时间",
        "closed_at": "办结时间",
    },
    words={"state": "transfer", "outcome": "transfer_outcome", "ways": "dispute_way", "passed": "transfer_stage"},
)  # fmt: skip


@router.get("/transfers/export.{format}", summary="All transfers as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[WantedTransfers, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, who, reach, wanted), _key, _FIRST))


@router.get("/transfers/{transfer}", summary="One transfer")
async def transfer(transfer: Ref, pool: Pool, who: Permitted, reach: Reading, response: Response) -> TransferView:
    row = await visible_transfer(pool, transfer, who, reach)
    response.headers["ETag"] = f'"{row["version"]}"'
    return TransferView(**row)
