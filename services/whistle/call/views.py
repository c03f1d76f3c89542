"""Read models of whistles: entities, departments, townships and competences to call by; whistles and their calls."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosql

from libs.domain.calendar import for_setting
from libs.domain.entities.listed import is_listed
from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, TownshipCode
from libs.events.catalog.planning.emergency import EmergencyEntered
from libs.events.catalog.planning.joint import JointVisitDeclined, JointVisitPlanned
from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.entities import EntityListed
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, ItemWithdrawn
from libs.events.catalog.registry.places import TownshipListed
from libs.events.catalog.whistle import call as f
from libs.events.catalog.whistle.call import Urgency
from libs.events.envelope import Recorded
from libs.events.reactions import Environment
from libs.events.store.store import Transaction
from libs.events.views.table import ALL, DAY, NAME, PART, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from ..policy.decide import POLICY
from . import commands as c

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
competences = Table("competences", "item")
whistles = Table("whistles", "whistle")
calls = Table("calls", "whistle", "department")
handlings = Table("handlings", "whistle")

views.on(DepartmentListed)(Table("departments", "department").upsert("title"))
views.on(EntityListed)(Table("entities", "entity").keep())
views.on(TownshipListed)(Table("townships", "township").upsert("title"))
views.on(ItemListed, ItemAdjusted)(competences.upsert("kind", "department", "industries", within=fact.content))
views.on(ItemWithdrawn)(competences.delete())

views.on(f.WhistleBlown)(
    whistles.insert(
        "township", "matter_kind", "matter", "place", "urgency", "entity", evidence=ALL("evidence", "sha256"), state="blown",
        blown_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.DepartmentsCalled)(whistles.update("report_in_by", state="called", version=VERSION))
# A new round asks everybody anew.
views.on(f.DepartmentsCalled)(
    calls.upsert(
        department=PART, called_at=TIME, due=fact.report_in_by, reported_at=None, late=False, step=0, outcome=None, stars=None,
        each=fact.departments,
    )
)  # fmt: skip
views.on(f.ReportInMoved)(calls.update(due=fact.report_in_by))
# The whistle shows the day of its last call.
_LAST = (
    "case when {row}.report_in_by = ({was} #>> '{}')::timestamptz then ({by} #>> '{}')::timestamptz else {row}.report_in_by end"
)
views.on(f.ReportInMoved)(whistles.update(report_in_by=Sql(_LAST, was=fact.was, by=fact.report_in_by), version=VERSION))
views.on(f.DepartmentReportedIn)(calls.update("late", reported_at=TIME))


@views.on(f.DepartmentReportedIn)
async def reported_in(tx: Transaction, facts: Sequence[Recorded[f.DepartmentReportedIn]]) -> None:
    """By hand: the last to come makes the whistle `handling`, and that is asked of the other calls."""
    await tx.executemany(
        "update whistles set version = $2, state = case when exists (select from calls where whistle = $1 and reported_at"
        " is null) then state else 'handling' end where whistle = $1",
        [(r.fact.whistle, r.version) for r in facts],
    )


views.on(f.WhistleEscalated)(calls.update("step"))
views.on(f.WhistleEscalated)(whistles.update(escalations=Sql("{row}.escalations + 1"), version=VERSION))
views.on(f.HandlingAgreed)(whistles.update("plan", version=VERSION))
views.on(f.HandlingAgreed)(handlings.upsert("done_by", "by_rule", agreed_at=TIME))
views.on(f.HandlingMoved)(handlings.update("done_by"))
views.on(f.HandlingMoved)(whistles.update(version=VERSION))
views.on(f.HandlingOverdue, f.WhistleConfirmed, f.WhistleClosed)(handlings.delete())
views.on(f.PartHandled)(calls.update("outcome", evidence=Sql("{row}.evidence || {new}", ALL("evidence", "sha256"))))
views.on(f.PartHandled, f.ReportInOverdue, f.HandlingOverdue)(whistles.update(version=VERSION))
views.on(f.WhistleConfirmed)(
    whistles.update(
        "solved", state=Sql("case when {solved} then {row}.state else 'blown' end", solved=fact.solved), version=VERSION
    )
)
views.on(f.WhistleConfirmed)(calls.update(department=NAME, stars=PART, each=fact.ratings))
views.on(f.WhistleClosed)(whistles.update(state="closed", closed_at=TIME, version=VERSION))


asked_visits = Table("visits_asked", "ask")
views.on(f.JointVisitAsked)(
    asked_visits.insert("whistle", "lead", "departments", "items", "emergency", on_day=fact.on, state="asked", asked_at=TIME)
)
views.on(f.JointVisitAsked)(whistles.update(version=VERSION))
views.on(JointVisitPlanned)(asked_visits.update("visit", "left_out", state="planned"))
# Whoever entered at once because of the whistle has its visit, too.
views.on(EmergencyEntered)(
    asked_visits.keep(
        "items", "visit", ask=fact.emergency, whistle=fact.cause, lead=fact.department, departments=[fact.department],
        on_day=DAY, emergency=True, state="entered", asked_at=TIME, where=Sql("{new} is not null", fact.cause),
    )
)  # fmt: skip
views.on(JointVisitDeclined)(asked_visits.update("left_out", state="declined"))


async def asked_of(pool: Any, entity: EntityId | None, items: Sequence[str], today: date) -> c.VisitLookups:
    """What asking for a joint visit must know."""
    listed = entity is not None and await is_listed(pool, entity)
    competent = {row["item"]: row["department"] async for row in queries.competent_for(pool, items=list(items))}
    return c.VisitLookups(entity=entity if listed else None, competent=competent, today=today)


async def on_lists(pool: Any, township: TownshipCode, entity: EntityId | None, missing: tuple[Digest, ...]) -> c.OnLists:
    """What blowing a whistle in a township must know. `missing`: of the evidence that it names."""
    return c.OnLists(
        missing=missing,
        township=await queries.township(pool, township=township) is not None,
        entity=entity is None or await is_listed(pool, entity),
    )


async def summons(tx: Transaction, departments: Sequence[DepartmentCode], urgency: Urgency, env: Environment) -> c.Summons:
    """What calling departments must know, in the transaction of the call: nobody moves deadlines meanwhile."""
    listed = {row["department"] async for row in queries.known_departments(tx, codes=list(departments))}
    calendar, numbers, now = await for_setting(tx, env), await POLICY.in_force(tx, env.today), env.clock()
    hours = numbers.report_in_hours.get(urgency)
    days = numbers.report_in_working_days
    return c.Summons(
        unlisted=tuple(sorted(set(departments) - listed)),
        report_in_by=now + timedelta(hours=hours) if hours else calendar.end_of_working_days(now, days),
        ladder=f.Ladder(steps=numbers.escalation, hours=numbers.step_hours),
    )


async def handled_by(tx: Transaction, env: Environment) -> datetime:
    """When handling ends where the departments agree on no day. As `summons`."""
    calendar, numbers = await for_setting(tx, env), await POLICY.in_force(tx, env.today)
    return calendar.end_of_working_days(env.clock(), numbers.handling_working_days)
