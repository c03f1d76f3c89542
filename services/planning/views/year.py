"""Planning's own facts: demands, plans, draws, visits."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from libs.events.catalog.planning.conducting import (
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
    ManifestSigned,
    NonceCommitted,
    NonceMissed,
    NonceRevealed,
)
from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn
from libs.events.catalog.planning.plan import PlanApproved, PlanCoordinated, PlanDrafted, PlanRejected, PlanVoteCast
from libs.events.catalog.planning.visit import VisitCancelled, VisitPlanned
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import views


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


@views.on(DemandSubmitted)
async def demand_submitted(tx: Transaction, facts: Sequence[Recorded[DemandSubmitted]]) -> None:
    await tx.executemany(
        "insert into demands (demand, year, department, kind, items, industries, list_class, ratios, rounding, minimum,"
        " maximum, method, submitted_at, version, crossplan)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, $13, $14, $15)",
        [
            (
                f.demand,
                f.year,
                f.department,
                f.kind,
                list(f.items),
                list(f.industries),
                f.list_class.value,
                _json({credit_class.value: ratio for credit_class, ratio in f.ratios.items()}),
                f.rounding.value,
                f.minimum,
                f.maximum,
                f.method.value,
                r.time,
                r.version,
                f.crossplan,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )
    await tx.executemany(
        "update demands set key_ratios = $2::jsonb where demand = $1",
        [
            (r.fact.demand, _json({credit_class.value: ratio for credit_class, ratio in r.fact.key_ratios.items()}))
            for r in facts
            if r.fact.key_ratios is not None
        ],
    )


@views.on(DemandWithdrawn)
async def demand_withdrawn(tx: Transaction, facts: Sequence[Recorded[DemandWithdrawn]]) -> None:
    await tx.executemany(
        "update demands set withdrawn = $2, version = $3 where demand = $1",
        [(r.fact.demand, r.fact.reason, r.version) for r in facts],
    )


@views.on(PlanDrafted)
async def plan_drafted(tx: Transaction, facts: Sequence[Recorded[PlanDrafted]]) -> None:
    await tx.executemany(
        "insert into plans (plan, year, lead, members, state, drafted_at, version, draft_reason)"
        " values ($1, $2, $3, $4, 'drafted', $5, $6, $7)",
        [(f.plan, f.year, f.lead, list(f.members), r.time, r.version, f.reason) for r in facts for f in (r.fact,)],
    )


@views.on(PlanCoordinated)
async def plan_coordinated(tx: Transaction, facts: Sequence[Recorded[PlanCoordinated]]) -> None:
    await tx.executemany(
        "update plans set state = 'coordinated', edition = $2, demands = $3, window_from = $4, window_to = $5, reason = $6,"
        " version = $7 where plan = $1",
        [
            (f.plan, f.edition, list(f.demands), f.window_from, f.window_to, f.reason, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(PlanVoteCast)
async def vote_cast(tx: Transaction, facts: Sequence[Recorded[PlanVoteCast]]) -> None:
    await tx.executemany(
        "insert into plan_votes values ($1, $2, $3, $4, $5, $6)",
        [(f.plan, f.edition, f.member, f.approve, f.reason, r.time) for r in facts for f in (r.fact,)],
    )
    await tx.executemany("update plans set version = $2 where plan = $1", [(r.fact.plan, r.version) for r in facts])


@views.on(PlanApproved, PlanRejected)
async def plan_decided(tx: Transaction, facts: Sequence[Recorded[PlanApproved | PlanRejected]]) -> None:
    await tx.executemany(
        "update plans set state = $2, version = $3 where plan = $1",
        [(r.fact.plan, "approved" if isinstance(r.fact, PlanApproved) else "rejected", r.version) for r in facts],
    )


@views.on(DrawOpened)
async def draw_opened(tx: Transaction, facts: Sequence[Recorded[DrawOpened]]) -> None:
    await tx.executemany(
        "insert into draws (draw, plan, edition, year, lead, members, demands, state, beacon, code_head, commit_until,"
        " reveal_until, opened_at, version, beacons, chain)"
        " values ($1, $2, $3, $4, $5, $6, $7, 'opened', $8, $9, $10, $11, $12, $13, $14, $15)",
        [
            (
                f.draw,
                f.plan,
                f.edition,
                f.year,
                f.lead,
                list(f.members),
                list(f.demands),
                f.beacon,
                f.code_head,
                f.commit_until,
                f.reveal_until,
                r.time,
                r.version,
                list(f.beacons),
                f.chain,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


async def _draw_version(tx: Transaction, facts: Sequence[Recorded[NonceCommitted | ManifestSigned | NonceRevealed]]) -> None:
    await tx.executemany("update draws set version = $2 where draw = $1", [(r.fact.draw, r.version) for r in facts])


@views.on(NonceCommitted)
async def nonce_committed(tx: Transaction, facts: Sequence[Recorded[NonceCommitted]]) -> None:
    await tx.executemany(
        "insert into commitments (draw, member, commitment, public_key) values ($1, $2, $3, $4::jsonb)",
        [(f.draw, f.member, f.commitment, _json(f.public_key)) for r in facts for f in (r.fact,)],
    )
    await _draw_version(tx, facts)


@views.on(DrawFrozen)
async def draw_frozen(tx: Transaction, facts: Sequence[Recorded[DrawFrozen]]) -> None:
    await tx.executemany(
        "update draws set state = 'frozen', manifest = $2, frame_root = $3, frame_count = $4, inspectors_root = $5,"
        " excluded = $6::jsonb, reveal_until = $7, version = $8 where draw = $1",
        [
            (
                f.draw,
                f.manifest,
                f.frame_root,
                f.frame_count,
                f.inspectors_root,
                _json(f.excluded),
                f.reveal_until,
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ManifestSigned)
async def manifest_signed(tx: Transaction, facts: Sequence[Recorded[ManifestSigned]]) -> None:
    await tx.executemany(
        "update commitments set signature = $3 where draw = $1 and member = $2",
        [(r.fact.draw, r.fact.member, r.fact.signature) for r in facts],
    )
    await _draw_version(tx, facts)


@views.on(NonceRevealed, NonceMissed)
async def nonce_settled(tx: Transaction, facts: Sequence[Recorded[NonceRevealed | NonceMissed]]) -> None:
    for r in facts:
        nonce = r.fact.nonce if isinstance(r.fact, NonceRevealed) else None
        await tx.execute(
            "update commitments set nonce = $3, missed = $4 where draw = $1 and member = $2",
            r.fact.draw,
            r.fact.member,
            nonce,
            nonce is None,
        )
        await tx.execute("update draws set version = $2 where draw = $1", r.fact.draw, r.version)


@views.on(DrawCompleted)
async def draw_completed(tx: Transaction, facts: Sequence[Recorded[DrawCompleted]]) -> None:
    await tx.executemany(
        "update draws set state = 'completed', certificate = $2, department_checks = $3, visits = $4, visits_if_separate = $5,"
        " lower_bound_milli = $6, shortfalls = $7, shortages = $8, completed_on = $9, version = $10 where draw = $1",
        [
            (
                f.draw,
                f.certificate,
                f.department_checks,
                f.visits,
                f.visits_if_separate,
                f.lower_bound_milli,
                f.shortfalls,
                f.shortages,
                f.completed_on,
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(VisitPlanned)
async def visit_planned(tx: Transaction, facts: Sequence[Recorded[VisitPlanned]]) -> None:
    await tx.executemany(
        "insert into visits (visit, draw, entity, entity_name, industries, township, lead, departments, kinds, inspectors,"
        " parts, method, notice_forbidden, window_from, window_to, planned_at, fact, version)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14, $15, $16, $17, $18)",
        [
            (
                f.visit,
                f.draw,
                f.entity,
                f.entity_name,
                list(f.industries),
                f.township,
                f.lead,
                [part.department for part in f.parts],
                sorted({kind for part in f.parts for kind in part.kinds}),
                [inspector for part in f.parts for inspector in part.inspectors],
                _json([part.model_dump(mode="json") for part in f.parts]),
                f.method.value,
                f.notice_forbidden,
                f.window_from,
                f.window_to,
                r.time,
                str(r.id),
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(VisitCancelled)
async def visit_cancelled(tx: Transaction, facts: Sequence[Recorded[VisitCancelled]]) -> None:
    await tx.executemany(
        "update visits set cancelled = $2, version = $3 where visit = $1",
        [(r.fact.visit, r.fact.reason, r.version) for r in facts],
    )
