"""The effective-dated lists: which fact begins an edition of which list, and which ends one.

Another list is another line here; the table, its queries and its pages are the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.registry.bodies import (
    DepartmentListed,
    DepartmentWithdrawn,
    InspectorCertified,
    InspectorReinstated,
    InspectorSuspended,
    MandateEnded,
    MandateGranted,
)
from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.catalog.registry.discretion import BenchmarkListed, BenchmarkWithdrawn, ExemptionListed, ExemptionWithdrawn
from libs.events.catalog.registry.entities import CodeAllowed, CodeDisallowed, EntityTagged, EntityUntagged
from libs.events.catalog.registry.items import SourceItemEntered, SourceItemWithdrawn
from libs.events.catalog.registry.places import AreaDissolved, AreaFormed, TownshipListed, TownshipWithdrawn
from libs.events.catalog.registry.scenarios import (
    IndustryListed,
    IndustryWithdrawn,
    ManualIssued,
    ManualWithdrawn,
    ScenarioListed,
    ScenarioWithdrawn,
    SuggestionDismissed,
)
from libs.events.envelope import Recorded
from libs.events.fact import Fact
from libs.events.store.store import Transaction

from .rooms import views

__all__ = ["recorded_on", "source_key", "tag_key"]

# One statement a row: the next row of the run must find this one.
_BEGINS = (
    "with before as (update editions set effective_until = least(effective_until, $4), version = $3"
    " where list = $1 and key = $2)"
    " insert into editions (list, key, seq, effective_from, effective_until, version, content)"
    " values ($1, $2, $3, $4, $5, $3, $6::jsonb)"
)
_ENDS = (
    "update editions set effective_until = least(effective_until, $4), version = $3,"
    " withdrawn = case when effective_until is null or effective_until > $4 then $5 else withdrawn end"
    " where list = $1 and key = $2"
)


def recorded_on(r: Recorded[Any]) -> date:
    """The local day a fact was recorded on."""
    return r.time.astimezone(CHINA).date()


def source_key(source: str, code: str) -> str:
    return f"{source}:{code}"


def tag_key(entity: str, tag: str) -> str:
    return f"{entity}|{tag}"


def _until(fact: Any) -> date | None:
    until: date | None = getattr(fact, "effective_until", None)
    return until


def _after(fact: Any) -> date | None:
    """A tag's `until` is its last day."""
    return None if fact.until is None else fact.until + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Edition:
    """The list, the row's key, and from when (None: the day it was recorded) until when it counts."""

    list: str
    key: Callable[[Any], str]
    day: Callable[[Any], date | None] = lambda fact: getattr(fact, "effective_from", None)
    until: Callable[[Any], date | None] = _until


def _named(list_: str, field: str, **more: Callable[[Any], date | None]) -> _Edition:
    return _Edition(list_, lambda fact: str(getattr(fact, field)), **more)


def _source(fact: Any) -> str:
    return source_key(fact.source.value, fact.code)


def _tag(fact: Any) -> str:
    return tag_key(fact.entity, fact.tag)


_BEGINNING: dict[type[Fact], _Edition] = {
    IndustryListed: _named("industries", "industry"),
    DepartmentListed: _named("departments", "department"),
    TownshipListed: _named("townships", "township"),
    ScenarioListed: _named("scenarios", "scenario"),
    MandateGranted: _named("mandates", "department"),
    ConferenceJoined: _named("conference", "department"),
    AreaFormed: _named("areas", "area"),
    SourceItemEntered: _Edition("sources", _source),
    ManualIssued: _named("manuals", "manual"),
    ExemptionListed: _named("exemptions", "exemption"),
    BenchmarkListed: _named("benchmarks", "benchmark"),
    CodeAllowed: _named("codes", "code"),
    EntityTagged: _Edition("tags", _tag, until=_after),
    InspectorCertified: _named("inspectors", "inspector", day=lambda fact: fact.valid_from),
    InspectorSuspended: _named("suspensions", "inspector"),
}
_ENDING: dict[type[Fact], _Edition] = {
    IndustryWithdrawn: _BEGINNING[IndustryListed],
    DepartmentWithdrawn: _BEGINNING[DepartmentListed],
    TownshipWithdrawn: _BEGINNING[TownshipListed],
    ScenarioWithdrawn: _BEGINNING[ScenarioListed],
    MandateEnded: _BEGINNING[MandateGranted],
    ConferenceLeft: _BEGINNING[ConferenceJoined],
    AreaDissolved: _BEGINNING[AreaFormed],
    SourceItemWithdrawn: _BEGINNING[SourceItemEntered],
    ManualWithdrawn: _BEGINNING[ManualIssued],
    ExemptionWithdrawn: _BEGINNING[ExemptionListed],
    BenchmarkWithdrawn: _BEGINNING[BenchmarkListed],
    CodeDisallowed: _BEGINNING[CodeAllowed],
    EntityUntagged: _BEGINNING[EntityTagged],
    InspectorReinstated: _BEGINNING[InspectorSuspended],
}


@views.on(*_BEGINNING)
async def begins(tx: Transaction, facts: Sequence[Recorded[Any]]) -> None:
    edition = _BEGINNING[type(facts[0].fact)]
    await tx.executemany(
        _BEGINS,
        [
            (
                edition.list,
                edition.key(r.fact),
                r.version,
                edition.day(r.fact) or recorded_on(r),
                edition.until(r.fact),
                r.fact.model_dump_json(exclude={"effective_from"}),
            )
            for r in facts
        ],
    )


@views.on(*_ENDING)
async def ends(tx: Transaction, facts: Sequence[Recorded[Any]]) -> None:
    edition = _ENDING[type(facts[0].fact)]
    await tx.executemany(
        _ENDS,
        [
            (
                edition.list,
                edition.key(r.fact),
                r.version,
                getattr(r.fact, "effective_from", None) or recorded_on(r),
                r.fact.reason,
            )
            for r in facts
        ],
    )


@views.on(InspectorCertified)
async def suspension_ends(tx: Transaction, facts: Sequence[Recorded[InspectorCertified]]) -> None:
    """A certification that begins after a suspension ends it, from its own first day on."""
    await tx.executemany(
        "update editions set effective_until = least(effective_until, $2) where list = 'suspensions' and key = $1",
        [(r.fact.inspector, r.fact.valid_from) for r in facts],
    )


@views.on(SuggestionDismissed)
async def suggestion_dismissed(tx: Transaction, facts: Sequence[Recorded[SuggestionDismissed]]) -> None:
    await tx.executemany(
        "insert into dismissals values ($1, $2, $3) on conflict (suggestion) do update"
        " set reason = excluded.reason, until = excluded.until",
        [(r.fact.suggestion, r.fact.reason, r.fact.until) for r in facts],
    )
