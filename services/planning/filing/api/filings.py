"""Filings: unplanned checks announced in advance, and what the joint conference says of them (L-12..L-15)."""

from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter

from libs.domain.callers import departments_of, require_department
from libs.domain.entities.successions import as_it_goes_on
from libs.domain.secret_teams import in_the_secret, known_to
from libs.events.catalog.codes import PlainText
from libs.events.catalog.planning.filing import FilingSubmitted
from libs.events.http import Accepted, Gate
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env
from libs.events.reactions import Environment
from libs.events.store.store import Transaction
from services.planning.bodies import Reason
from services.planning.codes import Year
from services.planning.conference.leading import speaking
from services.planning.exclusions import refusals as exclusions_refusals
from services.planning.policy.decide import POLICY

from .. import commands as c
from .. import unplanned
from ..views import queries
from .reading import FilingView, KnownFiling, VisibleFiling

router = APIRouter(tags=["planning"])


class Deferral(Body):
    """`until_year`: the plan it waits for; None: the next year's."""

    reason: PlainText
    until_year: Year | None = None


class Filed(Accepted):
    """`state` after the command, and the visit it led to."""

    filing: str
    state: str
    visit: str | None
    next: str
    next_en: str


@router.post("/filings", status_code=201, summary="A department files an unplanned check in advance")
async def submit(body: c.NewFiling, gate: Asking, env: Env) -> Filed:
    require_department(gate.caller, body.department)

    async def work(tx: Transaction) -> Filed:
        said = await as_it_goes_on(tx, body)
        await queries.lock_entity(tx, entity=said.entity)
        command = await _submission(tx, said, env, by=gate.caller.subject)
        return await _run(tx, gate, command)

    return await gate.execute(work, answer=Filed)


async def _submission(tx: Transaction, body: c.NewFiling, env: Environment, *, by: str) -> c.SubmitFiling:
    entity = await queries.filed_entity(tx, entity=body.entity)
    if entity is None:
        raise exclusions_refusals.NotListed(
            do_en="Ask the registry to list the entity first.", do_zh="请先将该对象列入名录。", entity=body.entity
        )
    today = env.today
    pack = await POLICY.in_force(tx, today)
    filed = body.model_dump()
    look_up = partial(unplanned.look_up, pack=pack, place=env.place, today=today, secret=known_to(body.department))
    looked = await look_up(tx, filed=filed)
    if not body.inspectors:
        filed["inspectors"] = await unplanned.drawn_officers(tx, filed=filed, looked=looked, pack=pack)
        looked = await look_up(tx, filed=filed)
    place = None
    if body.premises is not None:
        place = await queries.filed_premises(tx, entity=body.entity, premises=body.premises, on_day=body.planned_on)
    known = c.Submission(
        **dict(looked),
        entity_name=entity["name"],
        # A place without industries of its own has those of the entity.
        industries=entity["industries"] if place is None else place["industries"] or entity["industries"],
        township=(place or entity)["township"],
        premises_name=None if place is None else place["name"],
        filed_on=today,
        earliest=unplanned.earliest_day(today, looked.policy, env.calendar),
    )
    return c.SubmitFiling(**filed, filed_by=by, known=known)


async def _run(tx: Transaction, gate: Gate, command: c.FilingCommand) -> Filed:
    """The command, and in the same transaction the visit that follows from it."""
    outcome = await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx)
    answer = Accepted.of(outcome)
    row = await queries.filing(tx, filing=outcome.stream.removeprefix("filing-"))
    if isinstance(command, c.SubmitFiling | c.ConsentFiling):
        # Nothing that follows asks who has filed it.
        filed = FilingSubmitted(**{name: row[name] for name in FilingSubmitted.model_fields if name != "filed_by"})
        follows = unplanned.follow_up(filed, [r.fact for r in outcome.recorded], command.known.policy)
        if not outcome.recorded and isinstance(command, c.ConsentFiling):
            follows = [*unplanned.joined_in_confidence(filed, command)]
        for follow in follows:
            done = await gate.runner.execute(follow, gate.origin, tx=tx)
            if not done.recorded:
                raise AssertionError(f"{follow.visit} is another one's visit")
            more = Accepted.of(done)
            answer.facts += more.facts
            answer.position = more.position or answer.position
        row = await queries.filing(tx, filing=filed.filing)
    seen = FilingView.of(row)
    told = {"filing": seen.filing, "state": seen.state, "visit": seen.visit, "next": seen.next, "next_en": seen.next_en}
    return Filed(**answer.model_dump(), **told)


async def _speaker(pool: Any, gate: Gate, row: Any, today: date) -> c.Speaker:
    """The department that decides: the conference's lead of the day; on the lead's own filing another member. Raises
    Forbidden.
    """
    by = await speaking(pool, gate.caller, today, year=row["year"], about=row["department"])
    return c.Speaker(by=by, year=row["year"], acts_for=departments_of(gate.caller), joined=await _joined(pool, row))


async def _joined(tx: Any, row: Any) -> str | None:
    """The confided visit that a filing has joined of which everybody knows. One decision on its entity at a time: of two, the
    filing's own stream would not tell the second.
    """
    await queries.lock_entity(tx, entity=row["entity"])
    now = await queries.filing(tx, filing=row["filing"])
    return now["visit"] if now["joined_in_confidence"] else None


@router.post(
    "/filings/{filing}/consent",
    operation_id="consent_to_filing",
    summary="The joint conference's lead lets the check take place, or joins it to a visit",
)
async def consent(filing: c.FilingRef, gate: Asking, env: Env, row: KnownFiling) -> Filed:
    async def work(tx: Transaction) -> Filed:
        await queries.lock_entity(tx, entity=row["entity"])
        today = env.today
        speaker = await _speaker(tx, gate, row, today)
        pack = await POLICY.in_force(tx, today)
        secret = in_the_secret(gate.caller)
        looked = await unplanned.look_up(tx, filed=row, pack=pack, place=env.place, today=today, secret=secret)
        ruling = c.Ruling(**dict(looked), **dict(speaker))
        return await _run(tx, gate, c.ConsentFiling(filing=filing, ruled_by=gate.caller.subject, known=ruling))

    return await gate.execute(work, answer=Filed)


@router.post(
    "/filings/{filing}/deferral", summary="The joint conference's lead puts the check into a later plan, with a reason"
)
async def defer(filing: c.FilingRef, body: Deferral, gate: Asking, env: Env, row: KnownFiling) -> Filed:
    async def work(tx: Transaction) -> Filed:
        known = await _speaker(tx, gate, row, env.today)
        return await _run(
            tx, gate, c.DeferFiling(filing=filing, **body.model_dump(), ruled_by=gate.caller.subject, known=known)
        )

    return await gate.execute(work, answer=Filed)


@router.post("/filings/{filing}/refusal", summary="The joint conference's lead refuses the check, with a reason")
async def refuse(filing: c.FilingRef, body: Reason, gate: Asking, env: Env, row: KnownFiling) -> Filed:
    async def work(tx: Transaction) -> Filed:
        known = await _speaker(tx, gate, row, env.today)
        command = c.RefuseFiling(filing=filing, reason=body.reason, ruled_by=gate.caller.subject, known=known)
        return await _run(tx, gate, command)

    return await gate.execute(work, answer=Filed)


@router.post("/filings/{filing}/withdrawal", summary="The department takes its filing back, with a reason")
async def withdraw(filing: c.FilingRef, body: Reason, gate: Asking, row: VisibleFiling) -> Filed:
    async def work(tx: Transaction) -> Filed:
        require_department(gate.caller, row["department"])
        return await _run(tx, gate, c.WithdrawFiling(filing=filing, reason=body.reason, known=await _joined(tx, row)))

    return await gate.execute(work, answer=Filed)
