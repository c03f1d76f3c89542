"""Entries at once: reported afterwards, ruled on by the joint conference."""

from datetime import date, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.callers import departments_of, require_department
from libs.domain.entities.successions import as_it_goes_on
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode, EntityId
from libs.events.catalog.planning.emergency import EmergencyEntered
from libs.events.catalog.planning.visit import Origin, VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.http import Accepted
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.store.store import Transaction
from services.planning.conference.leading import speaking
from services.planning.filing.views import queries as filing_queries
from services.planning.policy.decide import POLICY
from services.planning.visit import commands as visit_commands

from . import commands as c
from . import refusals as r
from .decide import visit_number
from .lookups import looked_up
from .views import queries

router = APIRouter(tags=["planning"])


class Verdict(Body, c.Verdict):
    """What the joint conference says of it."""


class EmergencyView(BaseModel):
    """`state`: entered, justified, unjustified. `overdue`: the joint conference let its time pass; `late`: and ruled after it.
    `ruled_by`: the department that spoke for it. `head`: to whom the officers reported.
    """

    emergency: str
    department: str
    entity: str
    entity_name: str
    industries: list[str]
    township: str
    premises: str | None
    premises_name: str | None
    kinds: list[str]
    items: list[str]
    inspectors: list[str]
    ground: str
    cause: str | None
    danger: str | None
    head: str
    entered_at: datetime
    reported_at: datetime
    visit: str
    to_rule: str
    rule_by: datetime
    overdue: bool
    state: str
    ruled_by: str | None
    reason: str | None
    ruled_at: datetime | None
    late: bool | None
    version: int


class Reported(Accepted):
    """`visit`: the visit as which it is recorded; `rule_by`: until when the joint conference rules on it."""

    emergency: str
    visit: str
    rule_by: datetime


@router.post("/emergencies", status_code=201, summary="A department reports that its officers entered at once")
async def enter(body: c.Entry, gate: Asking, env: Env) -> Reported:
    require_department(gate.caller, body.department)

    async def work(tx: Transaction) -> Reported:
        said = await as_it_goes_on(tx, body)
        await filing_queries.lock_entity(tx, entity=said.entity)
        known = await looked_up(tx, said, env)
        command = c.EnterEmergency(**said.model_dump(), entered_by=gate.caller.subject, known=known)
        outcome = await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx)
        answer = Accepted.of(outcome)
        days = (await POLICY.in_force(tx, env.today)).emergency_window_days
        for fact in (each.fact for each in outcome.recorded if isinstance(each.fact, EmergencyEntered)):
            done = await gate.runner.execute(_visit(fact, timedelta(days=days), env.today), gate.origin, tx=tx)
            more = Accepted.of(done)
            answer.facts += more.facts
            answer.position = more.position or answer.position
        row = await queries.emergency(tx, emergency=said.emergency)
        told = {name: row[name] for name in ("emergency", "visit", "rule_by")}
        return Reported(**answer.model_dump(), **told)

    return await gate.execute(work, answer=Reported)


def _visit(entry: EmergencyEntered, window: timedelta, today: date) -> visit_commands.PlanVisit | visit_commands.JoinPart:
    """The visit of the entry, or its part of the visit that another one has begun. Nobody need be kept from knowing of it any
    more: the officers are there.
    """
    part = VisitPart(department=entry.department, kinds=entry.kinds, items=entry.items, inspectors=entry.inspectors)
    if entry.visit != visit_number(entry.emergency):
        return visit_commands.JoinPart(visit=entry.visit, filing=entry.emergency, part=part)
    day = local_day(entry.entered_at)
    return visit_commands.PlanVisit(
        visit=entry.visit,
        draw=entry.emergency,
        entity=entry.entity,
        entity_name=entry.entity_name,
        industries=entry.industries,
        township=entry.township,
        lead=entry.department,
        parts=(part,),
        method=Method.ONSITE,
        notice_forbidden=False,
        window_from=day,
        window_to=max(day, today) + window,
        premises=entry.premises,
        premises_name=entry.premises_name,
        origin=Origin.EMERGENCY,
        cause=entry.emergency,
    )


@router.post(
    "/emergencies/{emergency}/ruling",
    operation_id="rule_on_emergency",
    summary="The joint conference says whether the entry was justified",
)
async def rule(emergency: c.EmergencyRef, body: Verdict, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _row(pool, emergency)

    async def work(tx: Transaction) -> Accepted:
        year = local_day(row["entered_at"]).year
        by = await speaking(tx, gate.caller, env.today, year=year, about=row["department"])
        known = c.Speaker(by=by, year=year, acts_for=departments_of(gate.caller))
        command = c.RuleOnEmergency(emergency=emergency, **body.model_dump(), ruled_by=gate.caller.subject, known=known)
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


class Wanted(BaseModel):
    """Which entries."""

    state: Annotated[str | None, Query(pattern="^(entered|justified|unjustified)$")] = None
    department: DepartmentCode | None = None
    overdue: bool | None = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: str, limit: int) -> list[EmergencyView]:
    asked = {"entity": None, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked, "emergency": None}
    rows = queries.emergencies_page(pool, **asked, after_emergency=after, limit=limit)
    return [EmergencyView(**row) async for row in rows]


@router.get("/emergencies", summary="Entries at once, by number")
async def emergencies(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[EmergencyView]:
    return await page(wanted, partial(_page, pool, reach, wanted), attrgetter("emergency"))


_LISTING = listing(
    "emergencies",
    "紧急检查",
    (
        "emergency", "department", "entity", "entity_name", "premises_name", "township", "items", "inspectors", "ground",
        "cause", "danger", "entered_at", "reported_at", "visit", "to_rule", "rule_by", "overdue", "state", "reason",
    ),
    headings={"ground": "情形", "cause": "吹哨或线索编号"},
    words={"state": "emergency", "ground": "exempt"},
)  # fmt: skip


@router.get("/emergencies/export.{format}", summary="Entries at once as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    del who
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), attrgetter("emergency")))


@router.get("/emergencies/{emergency}", summary="One entry at once, its visit and what the joint conference said")
async def one(emergency: c.EmergencyRef, pool: Pool, reach: Reading, response: Response) -> EmergencyView:
    row = await _row(pool, emergency)
    reach.require(
        r.NoSuchEmergency(emergency=emergency),
        departments=[row["department"]],
        division=row["township"],
        about=row["entity"],
    )
    response.headers["ETag"] = f'"{row["version"]}"'
    return EmergencyView(**row)


async def _row(pool: Any, emergency: str) -> Any:
    return await found(queries.emergency(pool, emergency=emergency), r.NoSuchEmergency, emergency=emergency)
