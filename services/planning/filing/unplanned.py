"""What a filing is decided on, read from the views, and the visit that follows from the decision."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import SystemRandom
from typing import Any

import orjson

from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import Ground
from libs.events.catalog.planning import filing as f
from libs.events.catalog.planning.policy import DayKind, PolicyPack
from libs.events.catalog.planning.visit import Origin, VisitPart
from libs.events.fact import Fact
from services.planning.campaign.views import queries as campaign_queries
from services.planning.exclusions.views import queries as exclusions_queries
from services.planning.officers.views import queries as officers_queries
from services.planning.visit import commands as visit_commands
from services.planning.visit.views import queries as visit_queries

from . import commands as c
from .decide.filing import visit_number
from .views import queries

Row = Mapping[str, Any]


def policy_for(pack: PolicyPack, ground: Ground | None) -> c.FilingPolicy:
    """The pack's numbers for one ground (or for none)."""
    return c.FilingPolicy(
        days=pack.filing_days,
        working=pack.filing_day_kind is DayKind.WORKING,
        window_days=pack.filing_window_days,
        seats=max(pack.seats_per_department, pack.team_minimum),
        lifts=() if ground is None else pack.lifts.get(ground, ()),
        consent_free=ground in pack.consent_free,
    )


def earliest_day(filed_on: date, policy: c.FilingPolicy, calendar: WorkingCalendar) -> date:
    """The first day that keeps the days of L-12, counted from the day of the filing, which itself does not count."""
    if policy.working:
        return calendar.add_working_days(filed_on, policy.days)
    return filed_on + timedelta(days=policy.days)


async def look_up(
    pool: Any, *, filed: Mapping[str, Any], pack: PolicyPack, place: str, today: date, secret: Mapping[str, Any]
) -> c.Looked:
    """What the lists and the year so far say of a filing.

    `filed`: filing, department, entity, premises, kind, items, planned_on, ground, document, inspectors. `secret`: with which
    confided visits it is judged, as `in_the_secret` says; a filing would otherwise be a question whether there is one.
    """
    ground = None if filed["ground"] is None else Ground(filed["ground"])
    entity, kind, day = filed["entity"], filed["kind"], filed["planned_on"]
    rows = [row async for row in queries.filed_items(pool, items=list(filed["items"]), on_day=day)]
    items = tuple(c.FiledItem(**{name: row[name] for name in c.FiledItem.model_fields}) for row in rows if not row["withdrawn"])
    known = await queries.filed_entity(pool, entity=entity)
    gone = known is None or (known["struck_off_from"] is not None and known["struck_off_from"] <= day)
    forbidden = any(item.notice == "forbidden" for item in items)
    found = await queries.visit_to_join(
        pool,
        entity=entity,
        premises=filed["premises"],
        year=day.year,
        planned_on=day,
        today=today,
        forbidden=forbidden,
        **secret,
    )
    campaign = filed["document"] is not None and await campaign_queries.campaign_covers(
        pool, document=filed["document"], kind=kind, on_day=day
    )
    matter = ground is Ground.COMPLAINT_TRANSFER_OR_WHISTLE and await exclusions_queries.is_about(
        pool, matter=filed["document"], entity=entity
    )
    officers = officers_queries.officers_named(pool, inspectors=list(filed["inspectors"]))
    own = await visit_queries.visit(pool, visit=visit_number(filed["filing"]))
    return c.Looked(
        policy=policy_for(pack, ground),
        items=items,
        operating=not gone,
        caps=(*await _same_kind(pool, filed, pack, secret), *await _caps(pool, filed, pack, place, today)),
        officers=tuple([c.OfficerOnFile(**row) async for row in officers]),
        visit=c.OpenVisit(**{name: found[name] for name in c.OpenVisit.model_fields}) if found is not None else None,
        campaign=campaign,
        matter=matter,
        taken=own is not None,
    )


async def _same_kind(pool: Any, filed: Mapping[str, Any], pack: PolicyPack, secret: Mapping[str, Any]) -> list[c.Cap]:
    named = {"entity": filed["entity"], "kind": filed["kind"], "year": filed["planned_on"].year}
    same = [_cap("X1", row) async for row in queries.same_kind_checks(pool, **named, **secret)]
    return same if len(same) >= pack.same_kind_per_year else []


async def _caps(pool: Any, filed: Mapping[str, Any], pack: PolicyPack, place: str, today: date) -> list[c.Cap]:
    named = {"entity": filed["entity"], "kind": filed["kind"], "year": filed["planned_on"].year}
    superiors = queries.superiors_checks(pool, **named, department=filed["department"], any_kind=pack.superior_any_kind)
    recognised = queries.recognised_checks(pool, **named, place=place, today=today)
    return [*[_cap("X3", row) async for row in superiors], *[_cap("X4", row) async for row in recognised]]


def _cap(exclusion: str, row: Row) -> c.Cap:
    return c.Cap(exclusion=exclusion, fact=row["fact"], check=row["check"], on=row["on_day"])


async def drawn_officers(pool: Any, *, filed: Mapping[str, Any], looked: c.Looked, pack: PolicyPack) -> list[str]:
    """Who goes when the filing names nobody: the department's officers on the visit it joins, else by lot (H-12).

    The lot is this service's own randomness: nobody chooses, but nobody can compute it again either. Fewer than the seats when
    there are not enough who are certified on every day, qualified and below the workload cap.
    """
    day = filed["planned_on"]
    first, last = day, day + timedelta(days=looked.policy.window_days)
    if looked.visit is not None:
        first, last = min(first, looked.visit.window_from), max(last, looked.visit.window_to)
    rows = queries.officers_fit(
        pool,
        department=filed["department"],
        qualifications=[item.qualification for item in looked.items],
        first_day=first,
        last_day=last,
        entity=filed["entity"],
        year=day.year,
        cap=pack.workload_cap,
    )
    fit = [(row["rested"], row["inspector"]) async for row in rows]
    there = await _on_visit(pool, looked, filed["department"])
    lot = SystemRandom()
    order = sorted(fit, key=lambda one: (one[1] not in there, not one[0], lot.random()))
    return [inspector for _, inspector in order[: looked.policy.seats]]


async def _on_visit(pool: Any, looked: c.Looked, department: str) -> set[str]:
    if looked.visit is None:
        return set()
    row = await visit_queries.visit(pool, visit=looked.visit.visit)
    parts = [VisitPart(**part) for part in orjson.loads(row["parts"])]
    return {inspector for part in parts if part.department == department for inspector in part.inspectors}


def follow_up(
    filed: f.FilingSubmitted, facts: Iterable[Fact], policy: c.FilingPolicy
) -> list[visit_commands.PlanVisit | visit_commands.JoinPart]:
    """The visit that follows from a decision: of its own when exempted or consented to, a part of another's when joined.

    Nothing follows from being late, deferred, refused or silent (L-14): this is the only way from a filing to a visit.
    """
    part = _part(filed)
    commands: list[visit_commands.PlanVisit | visit_commands.JoinPart] = []
    for fact in facts:
        match fact:
            case f.FilingJoined(visit=visit):
                commands.append(visit_commands.JoinPart(visit=visit, filing=filed.filing, part=part))
            case f.FilingConsented(visit=visit) | f.FilingExempted(visit=visit):
                commands.append(
                    visit_commands.PlanVisit(
                        visit=visit,
                        draw=filed.filing,
                        entity=filed.entity,
                        entity_name=filed.entity_name,
                        industries=filed.industries,
                        township=filed.township,
                        lead=filed.department,
                        parts=(part,),
                        method=filed.method,
                        notice_forbidden=filed.notice_forbidden,
                        window_from=filed.planned_on,
                        window_to=filed.planned_on + timedelta(days=policy.window_days),
                        premises=filed.premises,
                        premises_name=filed.premises_name,
                        origin=Origin.FILING,
                        cause=filed.filing,
                        unannounced=(filed.department,) if filed.notice_forbidden else (),
                    )
                )
    return commands


def joined_in_confidence(filed: f.FilingSubmitted, command: c.ConsentFiling) -> list[visit_commands.JoinPart]:
    """The part of a confided visit that follows from a consent of which the filing's own stream says nothing."""
    visit = command.known.visit
    return [] if visit is None else [visit_commands.JoinPart(visit=visit.visit, filing=filed.filing, part=_part(filed))]


def _part(filed: f.FilingSubmitted) -> VisitPart:
    return VisitPart(department=filed.department, kinds=(filed.kind,), items=filed.items, inspectors=filed.inspectors)


async def to_tell(tx: Any, visits: Iterable[str]) -> list[c.TellJoined]:
    """What is said of filings whose confided visit is told now."""
    return [c.TellJoined(**row) async for row in queries.to_be_told(tx, visits=list(visits))]
