"""Entities as they stand and as they stood, and what was approved for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.events.catalog.registry.approvals import ApprovalCeased, ApprovalHandedOver, ApprovalTakenOver
from libs.events.catalog.registry.entities import EntityChanged, EntityListed, EntityStruckOff
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .editions import recorded_on
from .rooms import views

_ENTERED = (
    "insert into entities (entity, name, industries, township, category, founded, since, version) values ($1, $2, $3, $4, $5,"
    " $6, $7, $8) on conflict (entity) do update set name = excluded.name, industries = excluded.industries, township ="
    " excluded.township, category = excluded.category, founded = excluded.founded, since = excluded.since,"
    " version = excluded.version"
)
# One statement a row, so that a second change in the same run finds the first.
_PAST = (
    "with past as (insert into entity_past select entity, version, since, $7, name, industries, township, category, founded"
    " from entities where entity = $1) "
)
_CHANGED = _PAST + _ENTERED


def _row(r: Recorded[EntityListed | EntityChanged]) -> tuple[Any, ...]:
    c = r.fact.content
    return r.fact.entity, c.name, list(c.industries), c.township, c.category, c.founded, recorded_on(r), r.version


@views.on(EntityListed)
async def entity_listed(tx: Transaction, facts: Sequence[Recorded[EntityListed]]) -> None:
    # One statement for an import's thousand rows. No industry's code holds a semicolon.
    content = [r.fact.content for r in facts]
    await tx.execute(
        "insert into entities (entity, name, industries, township, category, founded, since, version)"
        " select e, n, string_to_array(i, ';'), t, c, f, s, v"
        " from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::integer[])"
        " as u(e, n, i, t, c, f, s, v)",
        [r.fact.entity for r in facts],
        [c.name for c in content],
        [";".join(c.industries) for c in content],
        [c.township for c in content],
        [c.category for c in content],
        [c.founded for c in content],
        [recorded_on(r) for r in facts],
        [r.version for r in facts],
    )


@views.on(EntityChanged)
async def entity_changed(tx: Transaction, facts: Sequence[Recorded[EntityChanged]]) -> None:
    await tx.executemany(_CHANGED, [_row(r) for r in facts])


@views.on(EntityStruckOff)
async def entity_struck_off(tx: Transaction, facts: Sequence[Recorded[EntityStruckOff]]) -> None:
    await tx.executemany(
        "update entities set struck_off_from = $2, struck_off_for = $3, version = $4 where entity = $1",
        [(r.fact.entity, r.fact.effective_from, r.fact.reason, r.version) for r in facts],
    )


@views.on(ApprovalHandedOver)
async def approval_handed_over(tx: Transaction, facts: Sequence[Recorded[ApprovalHandedOver]]) -> None:
    await tx.executemany(
        "insert into approvals (approval, entity, title, mode, approver, supervisor, delegate, by_commitment, granted_on,"
        " valid_until, handed_over_on, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        [
            (
                f.approval,
                f.entity,
                f.title,
                f.mode.value,
                f.approver,
                f.supervisor,
                f.delegate,
                f.by_commitment,
                f.granted_on,
                f.valid_until,
                recorded_on(r),
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ApprovalTakenOver)
async def approval_taken_over(tx: Transaction, facts: Sequence[Recorded[ApprovalTakenOver]]) -> None:
    await tx.executemany(
        "update approvals set taken_over_on = $2, version = $3 where approval = $1",
        [(r.fact.approval, recorded_on(r), r.version) for r in facts],
    )


@views.on(ApprovalCeased)
async def approval_ceased(tx: Transaction, facts: Sequence[Recorded[ApprovalCeased]]) -> None:
    await tx.executemany(
        "update approvals set ceased_from = $2, ceased_for = $3, commitment_broken = $4, version = $5 where approval = $1",
        [(f.approval, f.effective_from, f.reason, f.commitment_broken, r.version) for r in facts for f in (r.fact,)],
    )
