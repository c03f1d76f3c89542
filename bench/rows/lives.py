"""Rebuild of a real service's read models: the lives of visits in inspection, interleaved as a city's are."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import asyncpg

from bench.ground import PLACE, Ground
from bench.measure import Row, alternate
from bench.rows.rebuild import read_rate
from bench.work import AT
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import (
    Answer,
    AnsweredBy,
    Disposition,
    EntityAnswered,
    FindingMade,
    ItemCheck,
    OfficerCheckedIn,
    Outcome,
    PartRecorded,
    PartResult,
    Proof,
    Severity,
    VisitAnnounced,
    VisitAssigned,
    VisitClosed,
    VisitCompleted,
)
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.fact import Fact
from libs.events.views.rebuild import rebuild as rebuild_views
from services.inspection.app import service as inspection

__all__ = ["lived", "lives", "rebuild_lives"]

_FIRST, _SECOND = "421088-market", "421088-fire"
_OFFICER, _OTHER = "I-421088-0001", "I-421088-0101"
_KEPT = Disposition.ARCHIVED
_ENTITY = "stall:421088100-0001"
_FILL = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'visit-V-' || n, s.step, s.type, s.schema, gen_random_uuid(), $5, replace(s.data, 'V-0', 'V-' || n)::jsonb,
           '{"actor": "bench", "correlation": "00000000-0000-4000-8000-000000000000"}'::jsonb
      from generate_series($1::integer, $2::integer) n
     cross join unnest($3::text[], $4::text[], $6::integer[]) with ordinality as s(type, data, schema, step)
     order by n / 40, s.step, n
"""


def _checked(item: str, outcome: Outcome = Outcome.CONFORMS) -> ItemCheck:
    return ItemCheck(item=item, outcome=outcome)


def _life() -> Sequence[Fact]:
    """A joint visit of two departments, one of which finds something."""
    visit, day = "V-0", date(2026, 3, 10)
    proof = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
    found = FindingMade(finding="F-1", item="MKT-0003", severity=Severity.MINOR, description="台账不全", evidence=(proof,))
    parts = (
        VisitPart(department=_FIRST, kinds=("food-hygiene",), items=("MKT-0003", "MKT-0004"), inspectors=(_OFFICER,)),
        VisitPart(department=_SECOND, kinds=("fire-safety",), items=("FIR-0002",), inspectors=(_OTHER,)),
    )
    results = tuple(
        PartResult(
            department=p.department, kinds=p.kinds, items=p.items, problems=0, worst=None, disposition=Disposition.ARCHIVED
        )
        for p in parts
    )
    who: dict[str, Any] = {"entity": _ENTITY, "entity_name": "容城恒洪烧烤摊(示例)", "industries": ("catering",)}
    return (
        VisitAssigned(
            visit=visit, draw="D-2026", township="421088100", lead=_FIRST, parts=parts, method=Method.ONSITE,
            notice_forbidden=False, window_from=day, window_to=day + timedelta(21), due=AT + timedelta(21), **who,
        ),
        VisitAnnounced(visit=visit, on=day, basis="2026年度抽查计划", method=Method.ONSITE),
        OfficerCheckedIn(visit=visit, inspector=_OFFICER, department=_FIRST, proof=Proof.ENTITY_CODE, at=AT),
        OfficerCheckedIn(visit=visit, inspector=_OTHER, department=_SECOND, proof=Proof.ENTITY_CODE, at=AT),
        PartRecorded(
            visit=visit, department=_FIRST, checks=(_checked("MKT-0003", Outcome.BREACH),),
            findings=(found,), disposition=Disposition.GUIDED,
        ),
        PartRecorded(
            visit=visit, department=_SECOND, checks=(_checked("FIR-0002"),), findings=(),
            disposition=Disposition.ARCHIVED,
        ),
        EntityAnswered(visit=visit, answer=Answer.CONFIRMED, by=AnsweredBy.ENTITY),
        VisitCompleted(visit=visit, completed_on=day, record="ab" * 32),
        ResultIssued(
            result="R-V-0", visit=visit, kinds=("food-hygiene", "fire-safety"), lead=_FIRST, parts=results, problems=1,
            checked_on=day, record="ab" * 32, **who,
        ),
        VisitClosed(visit=visit),
    )  # fmt: skip


async def lives(ground: Ground) -> list[Row]:
    """A million facts, ten a visit."""
    visits = ground.count(100_000, 320)
    async with ground.pool(inspection.migrations, size=4) as pool:
        whole = await lived(pool, visits)

        async def ours() -> float:
            return await rebuild_lives(pool, visits, whole)

        async def reading() -> float:
            return await read_rate(pool, whole)

        await reading()
        mine, theirs = await alternate(min(3, ground.runs), ours, reading)
    return [Row("rebuild, interleaved facts of inspection", mine, theirs, "read", "facts/s", whole, min(3, ground.runs), 0.15)]


async def lived(pool: asyncpg.Pool, visits: int) -> int:
    """Puts the facts of so many visits into the store; gives their number."""
    life = _life()
    for at in range(0, visits, 10_000):
        await pool.execute(
            _FILL,
            at,
            min(visits, at + 10_000) - 1,
            [fact.fact_type for fact in life],
            [fact.model_dump_json() for fact in life],
            AT,
            [fact.fact_version for fact in life],
            timeout=300,
        )
    await pool.execute("vacuum analyze events", timeout=300)
    return visits * len(life)


async def rebuild_lives(pool: asyncpg.Pool, visits: int, whole: int) -> float:
    """Facts per second."""
    started = time.perf_counter()
    done = await rebuild_views(pool, f"/{PLACE}/inspection", inspection.views, inspection.deadlines)
    took = time.perf_counter() - started
    rows = await pool.fetchrow(
        "select (select count(*) from visits where state = 'closed' and problems = 1) as visits,"
        " (select count(*) from parts where recorded_at is not null) as parts, (select count(*) from results) as results"
    )
    assert done == whole, "every fact is folded"
    assert tuple(rows) == (visits, 2 * visits, visits), "every visit is in the rebuilt views"
    return whole / took
