"""What is looked up for the routes and commands that concern a visit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request
from joserfc.jwk import OKPKey

from libs.domain.callers import entity_of, require_department
from libs.domain.evidence.files import missing
from libs.domain.reach import Reach, own_reach
from libs.domain.secret_teams import in_the_secret
from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode, EntityId, EvidenceRef, InspectorId, Ref
from libs.events.catalog.inspection.handling import ConditionMet
from libs.events.catalog.inspection.visit import Finding, Proof
from libs.events.http.auth import Caller
from libs.events.http.commands import Gate
from libs.events.http.depends import Env
from libs.events.http.rows import found
from libs.events.reactions import Environment

from ..exemption.lookups import exemption_lookups
from ..policy.decide import POLICY
from ..register.views import queries as register
from . import commands as c
from . import refusals as r
from .mandate import ENTITY_CODE, NotAMandateError, read
from .views import queries

HAS_BEGUN = frozenset({"under-way", "completed", "closed", "frustrated"})
"""States of a visit on which an officer has arrived."""


async def visit_row(pool: Any, visit: Ref) -> dict[str, Any]:
    """The visit's row. Raises NoSuchVisit."""
    return await found(queries.visit(pool, visit=visit), r.NoSuchVisit, visit=visit)


def known_to_entity(row: Mapping[str, Any]) -> bool:
    """Whether the entity has learned of the visit: it was told beforehand, or somebody has come."""
    return row["announced"] is True or row["state"] in HAS_BEGUN


async def visible_visit(pool: Any, visit: Ref, who: Caller, reach: Reach) -> dict[str, Any]:
    """The visit's row for a caller of that reach who may know of it. Raises NoSuchVisit."""
    row = await found(queries.visit_for(pool, visit=visit, **in_the_secret(who)), r.NoSuchVisit, visit=visit)
    entity = row["entity"] if known_to_entity(row) else None
    reach.require(
        r.NoSuchVisit(visit=visit), departments=row["departments"], division=row["township"], entity=entity, about=row["entity"]
    )
    return row


async def own_visit(pool: Any, visit: Ref, gate: Gate) -> dict[str, Any]:
    """The visit's row for a command on it. Raises NoSuchVisit to whoever has no part in it: it tells nobody that it exists."""
    return await visible_visit(pool, visit, gate.caller, await own_reach(gate, pool))


async def shown_visit(pool: Any, visit: Ref, gate: Gate, *, shown: bool) -> dict[str, Any]:
    """The same for the entity that officers have shown the visit's mandate to: from then on it knows of the visit."""
    if not shown:
        return await own_visit(pool, visit, gate)
    row = await visit_row(pool, visit)
    (await own_reach(gate, pool)).require(r.NoSuchVisit(visit=visit), entity=row["entity"], about=row["entity"])
    return row


async def led_visit(pool: Any, visit: Ref, gate: Gate) -> dict[str, Any]:
    """The same for what the lead department alone does. Raises Forbidden to the others that take part."""
    row = await own_visit(pool, visit, gate)
    require_department(gate.caller, row["lead"])
    return row


def _mandate_keys(request: Request, env: Env) -> tuple[OKPKey, ...]:
    held, now = request.app.state.service_state.keys, env.clock()
    if held.ring is not None:
        return tuple(each.key for each in held.ring.keys(held.service) if each.counts_at(now))
    return () if held.own is None else (held.own,)


MandateKeys = Annotated[tuple[OKPKey, ...], Depends(_mandate_keys)]
"""The keys of this service that count now, one of which may have changed since a code was printed; perhaps none."""


async def arrival(
    pool: Any,
    env: Environment,
    keys: Sequence[OKPKey],
    visit: Mapping[str, Any],
    *,
    inspector: InspectorId,
    department: DepartmentCode,
    proof: Proof,
    code: str | None,
    at: datetime | None = None,
) -> c.ArrivalLookups:
    on = local_day(at or env.clock())
    certified = await register.certified(pool, inspector=inspector, department=department, on=on)
    holds: bool | None = False
    if not keys:
        holds = None
    elif proof is Proof.ENTITY_CODE:
        holds = await shows_its_code(pool, code or "", visit["entity"], keys, env)
    elif proof is Proof.ENTITY_SCANNED:
        holds = is_mandate_of(code or "", visit["visit"], keys, env)
    numbers = await POLICY.in_force(pool, env.today)
    return c.ArrivalLookups(certified=certified, code_holds=holds, late_entry_days=numbers.late_entry_days)


async def shows_its_code(pool: Any, code: str, entity: EntityId, keys: Sequence[OKPKey], env: Environment) -> bool:
    """Whether it is today's code of the entity, under whichever of its numbers."""
    try:
        shown = ENTITY_CODE.read(code, keys)
    except NotAMandateError:
        return False
    here = shown.issuer == f"/{env.place}/inspection" and env.clock() <= shown.valid_until
    return here and bool(await queries.same_entity(pool, entity=entity, other=shown.entity))


def is_mandate_of(code: str, visit: Ref, keys: Sequence[OKPKey], env: Environment) -> bool:
    """Whether it is the visit's own mandate, still valid."""
    try:
        shown = read(code, keys)
    except NotAMandateError:
        return False
    return shown.visit == visit and not shown.expired(env.clock())


async def part(
    gate: Gate,
    pool: Any,
    visit: Mapping[str, Any],
    checks: Sequence[c.Checked],
    findings: Sequence[Finding],
    *,
    on: date,
) -> c.PartLookups:
    items = [check.item for check in checks]
    exemptible = [row["item"] async for row in register.exemptible_items(pool, items=items, on=on)]
    books = register.handbook_points(pool, items=items, industries=visit["industries"], on=on)
    evidence = [piece for finding in findings for piece in finding.evidence]
    numbers = await POLICY.in_force(pool, on)
    return c.PartLookups(
        exemptible=tuple(exemptible),
        two_officers=numbers.two_officers,
        editions={row["item"]: row["edition"] async for row in register.editions(pool, items=items, on=on)},
        handbooks={
            row["item"]: c.Handbook(manual=row["manual"], edition=row["edition"], points=row["points"]) async for row in books
        },
        proof_needed=gate.request.app.state.files is not None,
        missing=await missing(gate, evidence),
    )


class Handling(Protocol):
    """What is asked about findings."""

    @property
    def department(self) -> DepartmentCode: ...
    @property
    def findings(self) -> Sequence[Ref]: ...
    @property
    def exemption(self) -> Ref | None: ...
    @property
    def conditions(self) -> Sequence[ConditionMet]: ...


async def handling_of(gate: Gate, pool: Any, visit: Mapping[str, Any], asked: Handling) -> c.HandlingLookups:
    items = {
        row["finding"]: row["item"]
        async for row in queries.findings(pool, visit=visit["visit"])
        if row["finding"] in asked.findings and row["department"] == asked.department
    }
    of_visit = {**{name: visit[name] for name in ("visit", "entity")}, "on": visit["visit_on"], "department": asked.department}
    lost = await missing(gate, [piece for condition in asked.conditions for piece in condition.evidence])
    exemptions = {}
    for finding, item in items.items() if asked.exemption else ():
        exemptions[finding] = await exemption_lookups(
            pool, asked.exemption or "", **of_visit, finding=finding, item=item, missing=lost
        )
    return c.HandlingLookups(
        reviewer="legal-reviewer" in gate.caller.roles,
        exemptions=exemptions,
        missing=lost,
    )


async def answer(gate: Gate, pool: Any, visit: Mapping[str, Any], evidence: Sequence[EvidenceRef], on: date) -> c.AnswerLookups:
    said = entity_of(gate.caller)
    return c.AnswerLookups(
        entity=said is not None and bool(await queries.same_entity(pool, entity=visit["entity"], other=said)),
        two_officers=(await POLICY.in_force(pool, on)).two_officers,
        missing=await missing(gate, evidence),
    )


async def frustration(gate: Gate, pool: Any, evidence: Sequence[EvidenceRef], on: date) -> c.FrustrationLookups:
    numbers = await POLICY.in_force(pool, on)
    return c.FrustrationLookups(two_officers=numbers.two_officers, missing=await missing(gate, evidence))


async def clue(
    gate: Gate, pool: Any, clue: Ref, visit: Ref, *, competent: DepartmentCode, evidence: Sequence[EvidenceRef]
) -> c.ClueLookups:
    listed = [row async for row in register.departments_listed(pool, codes=[competent])]
    elsewhere = await queries.clue_elsewhere(pool, clue=clue, visit=visit)
    return c.ClueLookups(listed=bool(listed), elsewhere=elsewhere, missing=await missing(gate, evidence))
