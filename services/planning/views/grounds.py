"""What lawfully lifts an exclusion, and who may ask: whistles and clues, key supervision, mandates, the joint conference."""

from __future__ import annotations

from collections.abc import Sequence

from libs.events.catalog.registry.bodies import DepartmentWithdrawn, MandateEnded, MandateGranted
from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.catalog.registry.entities import EntityTagged, EntityUntagged
from libs.events.catalog.registry.scenarios import ScenarioWithdrawn
from libs.events.catalog.whistle.call import DepartmentsCalled, WhistleBlown, WhistleClosed
from libs.events.catalog.whistle.clue import ClueHandled, ClueReceived, ClueReturned
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from services.planning.policy import KEY_SUPERVISION

from .rooms import views


@views.on(WhistleBlown)
async def blown(tx: Transaction, facts: Sequence[Recorded[WhistleBlown]]) -> None:
    await tx.executemany(
        "insert into whistles values ($1, $2, $3, $4) on conflict do nothing",
        [(r.fact.whistle, r.fact.entity, r.time, str(r.id)) for r in facts],
    )


@views.on(DepartmentsCalled)
async def called(tx: Transaction, facts: Sequence[Recorded[DepartmentsCalled]]) -> None:
    await tx.executemany(
        "insert into whistle_calls values ($1, $2) on conflict do nothing",
        [(r.fact.whistle, department) for r in facts for department in r.fact.departments],
    )


@views.on(WhistleClosed)
async def whistle_closed(tx: Transaction, facts: Sequence[Recorded[WhistleClosed]]) -> None:
    await tx.execute("update whistles set closed = true where whistle = any($1)", [r.fact.whistle for r in facts])


@views.on(ClueReceived)
async def clue_received(tx: Transaction, facts: Sequence[Recorded[ClueReceived]]) -> None:
    await tx.executemany(
        "insert into clues values ($1, $2, $3, $4, $5) on conflict do nothing",
        [(r.fact.clue, r.fact.entity, r.fact.competent, r.time, str(r.id)) for r in facts],
    )


@views.on(ClueReturned)
async def clue_returned(tx: Transaction, facts: Sequence[Recorded[ClueReturned]]) -> None:
    await tx.executemany("update clues set competent = $2 where clue = $1", [(r.fact.clue, r.fact.competent) for r in facts])


@views.on(ClueHandled)
async def clue_handled(tx: Transaction, facts: Sequence[Recorded[ClueHandled]]) -> None:
    await tx.execute("update clues set handled = true where clue = any($1)", [r.fact.clue for r in facts])


@views.on(EntityTagged)
async def tagged(tx: Transaction, facts: Sequence[Recorded[EntityTagged]]) -> None:
    await tx.executemany(
        "insert into key_entities values ($1, $2, $3) on conflict (entity) do update"
        " set until = excluded.until, fact = excluded.fact",
        [(r.fact.entity, r.fact.until, str(r.id)) for r in facts if r.fact.tag == KEY_SUPERVISION],
    )


@views.on(EntityUntagged)
async def untagged(tx: Transaction, facts: Sequence[Recorded[EntityUntagged]]) -> None:
    gone = [r.fact.entity for r in facts if r.fact.tag == KEY_SUPERVISION]
    await tx.execute("delete from key_entities where entity = any($1)", gone)


@views.on(MandateGranted)
async def mandate_granted(tx: Transaction, facts: Sequence[Recorded[MandateGranted]]) -> None:
    await tx.executemany(
        "insert into mandates values ($1, $2, true, $3, $4) on conflict do nothing",
        [(f.department, r.version, f.effective_from, f.effective_until) for r in facts for f in (r.fact,)],
    )


@views.on(MandateEnded)
async def mandate_ended(tx: Transaction, facts: Sequence[Recorded[MandateEnded]]) -> None:
    await tx.executemany(
        "insert into mandates values ($1, $2, false, $3, null) on conflict do nothing",
        [(r.fact.department, r.version, r.fact.effective_from) for r in facts],
    )


@views.on(ConferenceJoined)
async def conference_joined(tx: Transaction, facts: Sequence[Recorded[ConferenceJoined]]) -> None:
    await tx.executemany(
        "insert into conference values ($1, $2, true, $3, $4) on conflict do nothing",
        [(r.fact.department, r.version, r.fact.lead, r.fact.effective_from) for r in facts],
    )


@views.on(ConferenceLeft)
async def conference_left(tx: Transaction, facts: Sequence[Recorded[ConferenceLeft]]) -> None:
    await tx.executemany(
        "insert into conference values ($1, $2, false, false, $3) on conflict do nothing",
        [(r.fact.department, r.version, r.fact.effective_from) for r in facts],
    )


@views.on(DepartmentWithdrawn)
async def department_withdrawn(tx: Transaction, facts: Sequence[Recorded[DepartmentWithdrawn]]) -> None:
    await tx.executemany(
        "update departments set withdrawn_from = $2 where department = $1",
        [(r.fact.department, r.fact.effective_from) for r in facts],
    )


@views.on(ScenarioWithdrawn)
async def scenario_withdrawn(tx: Transaction, facts: Sequence[Recorded[ScenarioWithdrawn]]) -> None:
    await tx.executemany(
        "update scenarios set withdrawn_from = $2 where scenario = $1",
        [(r.fact.scenario, r.fact.effective_from) for r in facts],
    )
