"""Read models of the registry: which fact changes which table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiosql
import orjson

from libs.events.catalog.registry import (
    AgreementAccepted,
    AgreementProposed,
    AgreementRevoked,
    DepartmentListed,
    EntityChanged,
    EntityListed,
    EntityStruckOff,
    IndustryListed,
    InspectorCertified,
    InspectorSuspended,
    ItemAdjusted,
    ItemListed,
    ItemWithdrawn,
    ScenarioListed,
    TownshipListed,
)
from libs.events.envelope import Recorded
from libs.events.store import Transaction
from libs.events.views import Views

__all__ = ["queries", "trusted_keys", "views"]

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()


async def trusted_keys(tx: Transaction, place: str) -> Sequence[Mapping[str, Any]]:
    """The public keys (JWK) that agreements in force give to a neighbour; none without an agreement."""
    return [orjson.loads(row["jwk"]) async for row in queries.partner_keys(tx, place=place)]


@views.on(IndustryListed)
async def industry_listed(tx: Transaction, facts: Sequence[Recorded[IndustryListed]]) -> None:
    await tx.executemany(
        "insert into industries values ($1, $2, $3) on conflict (industry) do update"
        " set title = excluded.title, version = excluded.version",
        [(r.fact.industry, r.fact.title, r.version) for r in facts],
    )


@views.on(DepartmentListed)
async def department_listed(tx: Transaction, facts: Sequence[Recorded[DepartmentListed]]) -> None:
    await tx.executemany(
        "insert into departments values ($1, $2, $3, $4, $5) on conflict (department) do update"
        " set title = excluded.title, level = excluded.level, divisions = excluded.divisions, version = excluded.version",
        [(r.fact.department, r.fact.title, r.fact.level.value, list(r.fact.divisions), r.version) for r in facts],
    )


@views.on(TownshipListed)
async def township_listed(tx: Transaction, facts: Sequence[Recorded[TownshipListed]]) -> None:
    await tx.executemany(
        "insert into townships values ($1, $2, $3, $4) on conflict (township) do update"
        " set title = excluded.title, department = excluded.department, version = excluded.version",
        [(r.fact.township, r.fact.title, r.fact.department, r.version) for r in facts],
    )


@views.on(ItemListed, ItemAdjusted)
async def edition_begins(tx: Transaction, facts: Sequence[Recorded[ItemListed | ItemAdjusted]]) -> None:
    for r in facts:
        f = r.fact
        # An edition that begins on the day of the one before was never in force: it ends on the day it began.
        await tx.execute(
            "update items set effective_until = least(effective_until, $3), version = $4 where item = $1 and edition < $2",
            f.item,
            f.edition,
            f.effective_from,
            r.version,
        )
        await tx.execute(
            "insert into items (item, edition, kind, list_class, department, industries, content, effective_from, version)"
            " values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)",
            f.item,
            f.edition,
            f.content.kind,
            f.content.list_class.value,
            f.content.department,
            list(f.content.industries),
            f.content.model_dump_json(),
            f.effective_from,
            r.version,
        )


@views.on(ItemWithdrawn)
async def item_withdrawn(tx: Transaction, facts: Sequence[Recorded[ItemWithdrawn]]) -> None:
    await tx.executemany(
        "update items set effective_until = least(effective_until, $2), version = $4,"
        " withdrawn = case when effective_until is null then $3 else withdrawn end where item = $1",
        [(r.fact.item, r.fact.effective_from, r.fact.reason, r.version) for r in facts],
    )


@views.on(ScenarioListed)
async def scenario_listed(tx: Transaction, facts: Sequence[Recorded[ScenarioListed]]) -> None:
    await tx.executemany(
        "insert into scenarios values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (scenario) do update set title ="
        " excluded.title, industry = excluded.industry, lead = excluded.lead, departments = excluded.departments, items ="
        " excluded.items, effective_from = excluded.effective_from, version = excluded.version",
        [
            (f.scenario, f.title, f.industry, f.lead, list(f.departments), list(f.items), f.effective_from, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(EntityListed, EntityChanged)
async def entity_entered(tx: Transaction, facts: Sequence[Recorded[EntityListed | EntityChanged]]) -> None:
    # One statement for an import's thousand rows; the last fact of an entity counts. No industry's code holds a semicolon.
    last = {r.fact.entity: r for r in facts}.values()
    content = [r.fact.content for r in last]
    await tx.execute(
        "insert into entities (entity, name, industries, township, category, founded, version)"
        " select e, n, string_to_array(i, ';'), t, c, f, v"
        " from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::integer[])"
        " as u(e, n, i, t, c, f, v) on conflict (entity) do update set name = excluded.name, industries = excluded.industries,"
        " township = excluded.township, category = excluded.category, founded = excluded.founded, version = excluded.version",
        [r.fact.entity for r in last],
        [c.name for c in content],
        [";".join(c.industries) for c in content],
        [c.township for c in content],
        [c.category for c in content],
        [c.founded for c in content],
        [r.version for r in last],
    )


@views.on(EntityStruckOff)
async def entity_struck_off(tx: Transaction, facts: Sequence[Recorded[EntityStruckOff]]) -> None:
    await tx.executemany(
        "update entities set struck_off_from = $2, struck_off_for = $3, version = $4 where entity = $1",
        [(r.fact.entity, r.fact.effective_from, r.fact.reason, r.version) for r in facts],
    )


@views.on(InspectorCertified)
async def inspector_certified(tx: Transaction, facts: Sequence[Recorded[InspectorCertified]]) -> None:
    await tx.executemany(
        "insert into inspectors values ($1, $2, $3, $4, $5, $6, null, null, $7) on conflict (inspector) do update set"
        " department = excluded.department, certificate = excluded.certificate, qualifications = excluded.qualifications,"
        " valid_from = excluded.valid_from, valid_until = excluded.valid_until, suspended_from = null, suspended_for = null,"
        " version = excluded.version",
        [
            (f.inspector, f.department, f.certificate, list(f.qualifications), f.valid_from, f.valid_until, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(InspectorSuspended)
async def inspector_suspended(tx: Transaction, facts: Sequence[Recorded[InspectorSuspended]]) -> None:
    await tx.executemany(
        "update inspectors set suspended_from = $2, suspended_for = $3, version = $4 where inspector = $1",
        [(r.fact.inspector, r.fact.effective_from, r.fact.reason, r.version) for r in facts],
    )


@views.on(AgreementProposed, AgreementAccepted)
async def agreement_stands(tx: Transaction, facts: Sequence[Recorded[AgreementProposed | AgreementAccepted]]) -> None:
    for r in facts:
        f = r.fact
        partner = next(party for party in f.parties if party.place != r.place)
        document = f.model_dump(mode="json", exclude={"proposer", "signature"})
        if isinstance(f, AgreementProposed):
            document["signatures"] = {f.proposer: f.signature}
        await tx.execute(
            "insert into agreements (agreement, state, partner, partner_jwk, document, valid_from, valid_until, version)"
            " values ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7, $8) on conflict (agreement) do update set"
            " state = excluded.state, document = excluded.document, version = excluded.version",
            f.agreement,
            "proposed" if isinstance(f, AgreementProposed) else "accepted",
            partner.place,
            orjson.dumps(partner.jwk).decode(),
            orjson.dumps(document).decode(),
            f.valid_from,
            f.valid_until,
            r.version,
        )


@views.on(AgreementRevoked)
async def agreement_revoked(tx: Transaction, facts: Sequence[Recorded[AgreementRevoked]]) -> None:
    await tx.executemany(
        "update agreements set state = 'revoked', revoked_by = $2, revoked_for = $3, version = $4 where agreement = $1",
        [(r.fact.agreement, r.fact.by, r.fact.reason, r.version) for r in facts],
    )
