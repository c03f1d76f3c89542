"""Entities and their premises as they stand and as they stood, their tags, and what other services tell of them.

What others tell commutes: a revocation counts whether it comes before or after what it takes back.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import aiosql
import orjson

from libs.events.calendar import local_day
from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import Disposition
from libs.events.catalog.planning.visit import VisitCancelled, VisitPlanned
from libs.events.catalog.registry import entities as f
from libs.events.catalog.whistle.call import WhistleBlown
from libs.events.catalog.whistle.clue import ClueReceived
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.table import DAY, ID, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from ..lists.views import dated
from . import names

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
_ENTITIES, _COMPLAINTS, _HIGH_RISK = Table("entities", "entity"), Table("complaints", "fact"), Table("high_risk", "entity")

views.on(f.EntityListed)(
    _ENTITIES.insert("name", "industries", "township", "category", "founded", since=DAY, version=VERSION, within=fact.content)
)
views.on(f.EntityStruckOff)(_ENTITIES.update(struck_off_from=fact.effective_from, struck_off_for=fact.reason, version=VERSION))
views.on(f.EntityOwnerChanged)(_ENTITIES.update(version=VERSION))
views.on(f.EntityReinstated)(_ENTITIES.update(struck_off_from=None, struck_off_for=None, version=VERSION))
views.on(f.EntitySucceeded)(Table("successions", "entity").upsert("successor"))
views.on(f.EntitySucceeded)(_ENTITIES.update(version=VERSION))
views.on(f.EntitySuccessionRevoked)(Table("successions", "entity").delete())
views.on(f.EntitySuccessionRevoked)(_ENTITIES.update(version=VERSION))
_PREMISES = Table("premises", "entity", "premises")
views.on(f.PremisesClosed)(_PREMISES.update(closed_from=fact.effective_from, closed_for=fact.reason))
views.on(f.PremisesReopened)(_PREMISES.update(closed_from=None, closed_for=None))
views.on(f.PremisesListed, f.PremisesChanged, f.PremisesClosed, f.PremisesReopened)(_ENTITIES.update(version=VERSION))
# A tag's `until` is its last day.
dated(
    views, "tags", Sql("{entity} || '|' || {tag}", entity=fact.entity, tag=fact.tag), f.EntityTagged, f.EntityUntagged,
    until=Sql("{new} + 1", fact.until),
)  # fmt: skip
dated(views, "codes", fact.code, f.CodeAllowed, f.CodeDisallowed)


# As one text: the driver would look at each element of each list, which took a fifth of an import's time.
def _rows(rows: Iterable[dict[str, Any]]) -> str:
    """Rows for `json_to_recordset`."""
    return orjson.dumps(list(rows)).decode()


@views.on(f.EntityChanged)
async def entity_changed(tx: Transaction, facts: Sequence[Recorded[f.EntityChanged]]) -> None:
    """By hand: copies what the row said before. An entity's second change comes with the next statement and finds the first."""
    rounds: list[dict[str, dict[str, Any]]] = [{}]
    for r in facts:
        if r.fact.entity in rounds[-1]:
            rounds.append({})
        said = r.fact.content
        rounds[-1][r.fact.entity] = {
            "entity": r.fact.entity, "name": said.name, "industries": said.industries, "township": said.township,
            "category": said.category, "founded": said.founded, "since": local_day(r.time), "version": r.version,
        }  # fmt: skip
    for changes in rounds:
        await tx.execute(
            "with said as materialized (select * from json_to_recordset($1::json) as s(entity text, name text,"
            " industries text[], township text, category text, founded date, since date, version integer)),"
            " past as (insert into entity_past select e.entity, e.version, e.since, said.since, e.name, e.industries,"
            " e.township, e.category, e.founded from entities e join said using (entity)) update entities e set"
            " name = said.name, industries = said.industries, township = said.township, category = said.category,"
            " founded = said.founded, since = said.since, version = said.version from said where e.entity = said.entity",
            _rows(changes.values()),
        )


@views.on(f.EntityListed, f.EntityChanged)
async def entity_named(tx: Transaction, facts: Sequence[Recorded[f.EntityListed] | Recorded[f.EntityChanged]]) -> None:
    """By hand: how a name is read is no matter of the database."""
    last = {r.fact.entity: r.fact.content for r in facts}
    await tx.execute(
        "insert into entity_names select entity, township, key, initials, grams from json_to_recordset($1::json)"
        " as s(entity text, township text, key text, initials text, grams text[]) on conflict (entity) do update"
        " set township = excluded.township, key = excluded.key, initials = excluded.initials, grams = excluded.grams",
        _rows({"entity": e, "township": c.township, **names.read(c.name)._asdict()} for e, c in last.items()),
    )


@views.on(f.PremisesListed, f.PremisesChanged)
async def premises_said(tx: Transaction, facts: Sequence[Recorded[f.PremisesListed] | Recorded[f.PremisesChanged]]) -> None:
    """By hand: what the row said before is kept, and how a name is read is no matter of the database."""
    await tx.executemany(
        "with past as (insert into premises_past select entity, premises, $4, since, $3, name, address, township, industries,"
        " opened from premises where entity = $1 and premises = $2)"
        " insert into premises (entity, premises, since, name, address, township, industries, opened, key, initials, grams)"
        " values ($1, $2, $3, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (entity, premises) do update set"
        " since = excluded.since, name = excluded.name, address = excluded.address, township = excluded.township,"
        " industries = excluded.industries, opened = excluded.opened, key = excluded.key, initials = excluded.initials,"
        " grams = excluded.grams",
        [
            (r.fact.entity, r.fact.premises, local_day(r.time), r.version, c.name, c.address, c.township, list(c.industries),
             c.opened, *names.read_place(c.name, c.address))
            for r in facts
            for c in (r.fact.content,)
        ],
    )  # fmt: skip


# What other services tell: visits and results, complaints, and entities classed as high risk.

_Meeting = tuple[str, str, str, str, list[str], date, int, bool, date | None]


@views.on(VisitPlanned)
async def visit_planned(tx: Transaction, facts: Sequence[Recorded[VisitPlanned]]) -> None:
    """By hand: reads what was taken back before it came."""
    await _met(
        tx,
        (
            (str(r.id), v.visit, v.entity, part.department, list(v.industries), v.window_from, 0, False, quiet)
            for r in facts
            for v in (r.fact,)
            for quiet in (v.window_to if v.notice_forbidden else None,)
            for part in v.parts
        ),
    )


@views.on(ResultIssued)
async def result_issued(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    """By hand: reads what was taken back before it came."""
    penalty = Disposition.PENALTY
    await _met(
        tx,
        (
            (
                str(r.id),
                v.result,
                v.entity,
                p.department,
                list(v.industries),
                v.checked_on,
                p.problems,
                p.disposition is penalty,
                None,
            )
            for r in facts
            for v in (r.fact,)
            for p in v.parts
        ),
    )


@views.on(ResultRecorded)
async def result_recorded(tx: Transaction, facts: Sequence[Recorded[ResultRecorded]]) -> None:
    """By hand: reads what was taken back before it came."""
    # The department is empty where the file names none: the problems count, but no departments met.
    await _met(
        tx,
        (
            (str(r.id), v.result, v.entity, v.department or "", [], v.checked_on, len(v.problems), False, None)
            for r in facts
            for v in (r.fact,)
        ),
    )


async def _met(tx: Transaction, rows: Iterable[_Meeting]) -> None:
    await tx.executemany(
        "insert into meetings (fact, ref, entity, department, industries, day, problems, penalty, quiet_until)"
        " select $1, $2, $3, $4, $5, $6, $7, $8, $9"
        " where not exists (select 1 from taken_back where ref = $2) on conflict do nothing",
        list(rows),
    )


for gone, ref in ((ResultRevoked, fact.result), (RecordedResultRevoked, fact.result), (VisitCancelled, fact.visit)):
    views.on(gone)(Table("taken_back", "ref").keep(ref=ref))
    views.on(gone)(Table("meetings", "ref").delete(ref=ref))

views.on(WhistleBlown)(_COMPLAINTS.keep("entity", "township", "matter_kind", fact=ID, departments=[], day=DAY))
views.on(ClueReceived)(_COMPLAINTS.keep("entity", fact=ID, departments=[fact.competent], day=DAY))

views.on(ProfileOpened, ClassChanged)(_HIGH_RISK.upsert(fact=ID, since=DAY, where=Sql("{new} = 'D'", fact.credit_class)))
views.on(ProfileOpened, ClassChanged)(_HIGH_RISK.delete(where=Sql("{new} <> 'D'", fact.credit_class)))
