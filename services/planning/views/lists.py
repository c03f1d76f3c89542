"""The registry's lists and the credit classes, as planning reads them."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from libs.events.calendar import CHINA
from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementRevoked
from libs.events.catalog.registry.bodies import DepartmentListed, InspectorCertified, InspectorSuspended
from libs.events.catalog.registry.entities import EntityChanged, EntityListed, EntityStruckOff
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, ItemWithdrawn
from libs.events.catalog.registry.scenarios import IndustryListed, ScenarioListed
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import views


@views.on(DepartmentListed)
async def department_listed(tx: Transaction, facts: Sequence[Recorded[DepartmentListed]]) -> None:
    await tx.executemany(
        "insert into departments values ($1, $2, $3, $4) on conflict (department) do update set title = excluded.title,"
        " level = excluded.level, divisions = excluded.divisions, withdrawn_from = null",
        [(f.department, f.title, f.level.value, list(f.divisions)) for r in facts for f in (r.fact,)],
    )


@views.on(IndustryListed)
async def industry_listed(tx: Transaction, facts: Sequence[Recorded[IndustryListed]]) -> None:
    await tx.executemany(
        "insert into industries values ($1, $2) on conflict (industry) do update set title = excluded.title",
        [(r.fact.industry, r.fact.title) for r in facts],
    )


@views.on(ItemListed, ItemAdjusted)
async def item_listed(tx: Transaction, facts: Sequence[Recorded[ItemListed | ItemAdjusted]]) -> None:
    await tx.executemany(
        "insert into item_versions values ($1, $2, $3, false, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing",
        [
            (
                r.fact.item,
                r.version,
                r.fact.effective_from,
                c.department,
                c.kind,
                c.list_class.value,
                list(c.industries),
                c.notice.value,
                c.qualification,
                [ground.value for ground in c.grounds],
                c.frequency_months,
                str(r.id),
            )
            for r in facts
            for c in (r.fact.content,)
        ],
    )


@views.on(ItemWithdrawn)
async def item_withdrawn(tx: Transaction, facts: Sequence[Recorded[ItemWithdrawn]]) -> None:
    await tx.executemany(
        "insert into item_versions (item, version, effective_from, withdrawn, fact) values ($1, $2, $3, true, $4)"
        " on conflict do nothing",
        [(r.fact.item, r.version, r.fact.effective_from, str(r.id)) for r in facts],
    )


@views.on(ScenarioListed)
async def scenario_listed(tx: Transaction, facts: Sequence[Recorded[ScenarioListed]]) -> None:
    await tx.executemany(
        "insert into scenarios (scenario, industry, lead, effective_from, title, departments, items)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (scenario) do update"
        " set industry = excluded.industry, lead = excluded.lead, effective_from = excluded.effective_from,"
        " title = excluded.title, departments = excluded.departments, items = excluded.items, withdrawn_from = null",
        [
            (f.scenario, f.industry, f.lead, f.effective_from, f.title, list(f.departments), list(f.items))
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(EntityListed, EntityChanged)
async def entity_listed(tx: Transaction, facts: Sequence[Recorded[EntityListed | EntityChanged]]) -> None:
    await tx.executemany(
        "insert into entities (entity, name, industries, township, listed_on) values ($1, $2, $3, $4, $6)"
        " on conflict (entity) do update"
        " set name = excluded.name, industries = excluded.industries, township = excluded.township,"
        # Who is listed again is in business again; a change of name is not a return.
        " struck_off_from = case when $5 then null else entities.struck_off_from end,"
        " struck_off_fact = case when $5 then null else entities.struck_off_fact end,"
        " listed_on = case when $5 then excluded.listed_on else entities.listed_on end",
        [
            (
                r.fact.entity,
                c.name,
                list(c.industries),
                c.township,
                isinstance(r.fact, EntityListed),
                r.time.astimezone(CHINA).date(),
            )
            for r in facts
            for c in (r.fact.content,)
        ],
    )


@views.on(EntityStruckOff)
async def entity_struck_off(tx: Transaction, facts: Sequence[Recorded[EntityStruckOff]]) -> None:
    await tx.executemany(
        "update entities set struck_off_from = $2, struck_off_fact = $3 where entity = $1",
        [(r.fact.entity, r.fact.effective_from, str(r.id)) for r in facts],
    )


@views.on(ProfileOpened, ClassChanged)
async def classified(tx: Transaction, facts: Sequence[Recorded[ProfileOpened | ClassChanged]]) -> None:
    await tx.executemany(
        "insert into classes values ($1, $2) on conflict (entity) do update set credit_class = excluded.credit_class",
        [(r.fact.entity, r.fact.credit_class.value) for r in facts],
    )


@views.on(InspectorCertified)
async def certified(tx: Transaction, facts: Sequence[Recorded[InspectorCertified]]) -> None:
    await tx.executemany(
        "insert into inspectors values ($1, $2, $3, $4, $5, $6, null) on conflict (inspector) do update"
        " set department = excluded.department, certificate = excluded.certificate, qualifications = excluded.qualifications,"
        " valid_from = excluded.valid_from, valid_until = excluded.valid_until, suspended_from = null",
        [
            (f.inspector, f.department, f.certificate, list(f.qualifications), f.valid_from, f.valid_until)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(InspectorSuspended)
async def suspended(tx: Transaction, facts: Sequence[Recorded[InspectorSuspended]]) -> None:
    await tx.executemany(
        "update inspectors set suspended_from = $2 where inspector = $1",
        [(r.fact.inspector, r.fact.effective_from) for r in facts],
    )


@views.on(AgreementAccepted)
async def agreement_accepted(tx: Transaction, facts: Sequence[Recorded[AgreementAccepted]]) -> None:
    await tx.executemany(
        "insert into agreements values ($1, $2, $3::jsonb, $4, $5, $6, $7) on conflict (agreement) do update"
        " set places = excluded.places, jwks = excluded.jwks, kinds = excluded.kinds, industries = excluded.industries,"
        " valid_from = excluded.valid_from, valid_until = excluded.valid_until",
        [
            (
                f.agreement,
                [party.place for party in f.parties],
                orjson.dumps({party.place: party.jwk for party in f.parties}).decode(),
                list(f.kinds),
                list(f.industries),
                f.valid_from,
                f.valid_until,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(AgreementRevoked)
@views.on_neighbour(AgreementRevoked)
async def agreement_revoked(tx: Transaction, facts: Sequence[Recorded[AgreementRevoked]]) -> None:
    await tx.executemany(
        "insert into agreement_revocations values ($1, $2) on conflict do nothing",
        [(r.fact.agreement, r.place) for r in facts],
    )
