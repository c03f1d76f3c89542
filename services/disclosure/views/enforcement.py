"""What was done: plans, draws, visits, results, credit classes, whistles. The raw material of what the public reads.

A fact said twice changes nothing here: another service's repetition is no reason to hold its stream up.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.disclosure.publication import Subject
from libs.events.catalog.inspection.rectification import (
    RectificationFailed,
    RectificationOrdered,
    RectificationOverdue,
    RectificationPassed,
)
from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.inspection.visit import PartRecorded, VisitAssigned, VisitCompleted
from libs.events.catalog.planning.conducting import DrawCompleted, DrawFrozen, DrawOpened
from libs.events.catalog.planning.demand import DemandSubmitted
from libs.events.catalog.planning.plan import PlanApproved
from libs.events.catalog.planning.visit import VisitCancelled, VisitPlanned
from libs.events.catalog.whistle.call import WhistleBlown, WhistleClosed, WhistleEscalated
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from services.disclosure.commands import publication_ref

from .room import views


@views.on(DemandSubmitted)
async def demand_submitted(tx: Transaction, facts: Sequence[Recorded[DemandSubmitted]]) -> None:
    await tx.executemany(
        "insert into demands values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8) on conflict (demand) do update set"
        " department = excluded.department, kind = excluded.kind, items = excluded.items, industries = excluded.industries,"
        " list_class = excluded.list_class, ratios = excluded.ratios, method = excluded.method",
        [
            (
                f.demand,
                f.department,
                f.kind,
                list(f.items),
                list(f.industries),
                f.list_class.value,
                orjson.dumps({k.value: v for k, v in f.ratios.items()}).decode(),
                f.method.value,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(PlanApproved)
async def plan_approved(tx: Transaction, facts: Sequence[Recorded[PlanApproved]]) -> None:
    await tx.executemany(
        "insert into plan_editions values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
        [
            (
                publication_ref(Subject.PLAN, f.plan, f.edition),
                f.plan,
                f.edition,
                f.year,
                f.lead,
                list(f.demands),
                list(f.departments),
                f.window_from,
                f.window_to,
                f.votes_for,
                f.votes_against,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(DrawOpened)
async def draw_opened(tx: Transaction, facts: Sequence[Recorded[DrawOpened]]) -> None:
    await tx.executemany(
        "insert into draws (draw, publication, plan, year, lead, demands) values ($1, $2, $3, $4, $5, $6)"
        " on conflict do nothing",
        [
            (f.draw, publication_ref(Subject.DRAW, f.draw), f.plan, f.year, f.lead, list(f.demands))
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(DrawFrozen)
async def draw_frozen(tx: Transaction, facts: Sequence[Recorded[DrawFrozen]]) -> None:
    await tx.executemany(
        "update draws set manifest = $2, frame_root = $3, frame_count = $4, excluded = $5::jsonb where draw = $1",
        [
            (f.draw, f.manifest, f.frame_root, f.frame_count, orjson.dumps(f.excluded).decode())
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(DrawCompleted)
async def draw_completed(tx: Transaction, facts: Sequence[Recorded[DrawCompleted]]) -> None:
    await tx.executemany(
        "update draws set departments = $2, certificate = $3, department_checks = $4, visits = $5, visits_if_separate = $6,"
        " lower_bound_milli = $7, shortfalls = $8, shortages = $9, completed_on = $10 where draw = $1",
        [
            (
                f.draw,
                list(f.departments),
                f.certificate,
                f.department_checks,
                f.visits,
                f.visits_if_separate,
                f.lower_bound_milli,
                f.shortfalls,
                f.shortages,
                f.completed_on,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(VisitPlanned)
async def visit_planned(tx: Transaction, facts: Sequence[Recorded[VisitPlanned]]) -> None:
    await tx.executemany(
        "insert into visits (visit, draw, entity, departments) values ($1, $2, $3, $4) on conflict do nothing",
        [(f.visit, f.draw, f.entity, len({p.department for p in f.parts})) for r in facts for f in (r.fact,)],
    )


@views.on(VisitCancelled)
async def visit_cancelled(tx: Transaction, facts: Sequence[Recorded[VisitCancelled]]) -> None:
    await tx.execute("update visits set cancelled = true where visit = any($1)", [r.fact.visit for r in facts])


@views.on(VisitAssigned)
async def visit_assigned(tx: Transaction, facts: Sequence[Recorded[VisitAssigned]]) -> None:
    await tx.executemany(
        "insert into inspections (visit, draw, entity, township, lead, departments, method)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        [
            (f.visit, f.draw, f.entity, f.township, f.lead, sorted({p.department for p in f.parts}), f.method.value)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(PartRecorded)
async def part_recorded(tx: Transaction, facts: Sequence[Recorded[PartRecorded]]) -> None:
    # Evidence stays out: its files and places are never public.
    await tx.executemany(
        "insert into parts values ($1, $2, $3::jsonb, $4, $5) on conflict (visit, department) do update set"
        " findings = excluded.findings, disposition = excluded.disposition, basis = excluded.basis",
        [
            (
                f.visit,
                f.department,
                orjson.dumps(
                    [{"item": x.item, "severity": x.severity.value, "description": x.description} for x in f.findings]
                ).decode(),
                f.disposition.value,
                f.basis,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(VisitCompleted)
async def visit_completed(tx: Transaction, facts: Sequence[Recorded[VisitCompleted]]) -> None:
    await tx.executemany(
        "update inspections set completed_on = $2, completed_at = $3 where visit = $1",
        [(r.fact.visit, r.fact.completed_on, r.time) for r in facts],
    )


@views.on(ResultIssued)
async def result_issued(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    await tx.executemany(
        "insert into results values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12) on conflict do nothing",
        [
            (
                f.result,
                publication_ref(Subject.RESULT, f.result),
                f.visit,
                f.entity,
                f.entity_name,
                list(f.industries),
                list(f.kinds),
                f.lead,
                orjson.dumps([p.model_dump(mode="json") for p in f.parts]).decode(),
                f.problems,
                f.checked_on,
                f.record,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ResultRevoked)
async def result_revoked(tx: Transaction, facts: Sequence[Recorded[ResultRevoked]]) -> None:
    await tx.execute("update results set revoked = true where result = any($1)", [r.fact.result for r in facts])


_STEPS = {RectificationPassed: "passed", RectificationFailed: "failed", RectificationOverdue: "overdue"}


@views.on(RectificationOrdered)
async def rectification_ordered(tx: Transaction, facts: Sequence[Recorded[RectificationOrdered]]) -> None:
    await tx.executemany(
        "insert into rectifications values ($1, $2, $3, $4, $5, 'ordered') on conflict do nothing",
        [(f.rectification, f.visit, f.entity, f.department, f.due) for r in facts for f in (r.fact,)],
    )
    await _steps(tx, facts, "ordered")


@views.on(RectificationPassed, RectificationFailed, RectificationOverdue)
async def rectification_moved(
    tx: Transaction, facts: Sequence[Recorded[RectificationPassed | RectificationFailed | RectificationOverdue]]
) -> None:
    step = _STEPS[type(facts[0].fact)]
    await tx.execute(
        "update rectifications set state = $2 where rectification = any($1)", [r.fact.rectification for r in facts], step
    )
    await _steps(tx, facts, step)


async def _steps(
    tx: Transaction,
    facts: Sequence[Recorded[RectificationOrdered | RectificationPassed | RectificationFailed | RectificationOverdue]],
    step: str,
) -> None:
    await tx.executemany(
        "insert into rectification_steps values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        [(f.rectification, r.version, f.visit, f.entity, f.department, step, r.time) for r in facts for f in (r.fact,)],
    )


@views.on(ProfileOpened, ClassChanged)
async def classified(tx: Transaction, facts: Sequence[Recorded[ProfileOpened | ClassChanged]]) -> None:
    await tx.executemany(
        "insert into classes values ($1, $2, $3, $4, $5) on conflict do nothing",
        [
            (
                r.fact.entity,
                r.version,
                r.fact.previous.value if isinstance(r.fact, ClassChanged) else None,
                r.fact.credit_class.value,
                r.time,
            )
            for r in facts
        ],
    )


@views.on(WhistleBlown)
async def whistle_blown(tx: Transaction, facts: Sequence[Recorded[WhistleBlown]]) -> None:
    await tx.executemany(
        "insert into whistles (whistle, entity, matter_kind) values ($1, $2, $3) on conflict do nothing",
        [(r.fact.whistle, r.fact.entity, r.fact.matter_kind) for r in facts],
    )


@views.on(WhistleEscalated)
async def whistle_escalated(tx: Transaction, facts: Sequence[Recorded[WhistleEscalated]]) -> None:
    await tx.executemany(
        "update whistles set escalations = escalations + 1 where whistle = $1", [(r.fact.whistle,) for r in facts]
    )


@views.on(WhistleClosed)
async def whistle_closed(tx: Transaction, facts: Sequence[Recorded[WhistleClosed]]) -> None:
    await tx.executemany("update whistles set closed_at = $2 where whistle = $1", [(r.fact.whistle, r.time) for r in facts])
