"""Entities, and what speaks against and for drawing them: results, whistles, clues, key supervision.

All results that arrive are kept; what counts is decided when a frame is frozen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.calendar import local_day
from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.registry.entities import (
    EntityChanged,
    EntityListed,
    EntityStruckOff,
    EntityTagged,
    EntityUntagged,
)
from libs.events.catalog.whistle.call import DepartmentsCalled, WhistleBlown, WhistleClosed
from libs.events.catalog.whistle.clue import ClueHandled, ClueReceived, ClueReturned
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views
from services.planning.policy.numbers import KEY_SUPERVISION

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


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
                local_day(r.time),
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


_RESULT = "insert into results values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
_BODY = "insert into result_bodies values ($1, $2, $3, $4) on conflict do nothing"


@views.on(ResultIssued)
async def result_issued(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    await tx.executemany(
        _RESULT,
        [(f.result, f.visit, f.entity, list(f.kinds), f.checked_on, str(r.id)) for r in facts for f in (r.fact,)],
    )
    # Who leads without a part of its own was there all the same, and has checked no kind.
    await tx.executemany(
        _BODY,
        [(r.fact.result, part.department, list(part.kinds), list(part.items)) for r in facts for part in r.fact.parts]
        + [(r.fact.result, r.fact.lead, [], []) for r in facts],
    )


@views.on(ResultRecorded)
async def result_recorded(tx: Transaction, facts: Sequence[Recorded[ResultRecorded]]) -> None:
    await tx.executemany(
        _RESULT,
        [(f.result, None, f.entity, [f.kind], f.checked_on, str(r.id)) for r in facts for f in (r.fact,)],
    )
    await tx.executemany(
        _BODY, [(f.result, f.department, [f.kind], []) for r in facts for f in (r.fact,) if f.department is not None]
    )


@views.on(ResultRevoked)
async def result_revoked(tx: Transaction, facts: Sequence[Recorded[ResultRevoked]]) -> None:
    await tx.executemany("insert into revocations values ($1) on conflict do nothing", [(r.fact.result,) for r in facts])


@views.on_neighbour(ResultIssued)
async def neighbours_result(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    await tx.executemany(
        "insert into neighbour_results values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        [
            (r.place, f.result, f.entity, list(f.kinds), list(f.industries), f.checked_on, str(r.id))
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on_neighbour(ResultRevoked)
async def neighbours_revocation(tx: Transaction, facts: Sequence[Recorded[ResultRevoked]]) -> None:
    await tx.executemany(
        "insert into neighbour_revocations values ($1, $2) on conflict do nothing", [(r.place, r.fact.result) for r in facts]
    )


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
