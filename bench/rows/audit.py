"""A million rows chained, and the one that was altered found."""

from __future__ import annotations

import asyncio
import statistics
import time

import asyncpg

from bench.ground import PLACE, Ground
from bench.measure import Row
from bench.work import BELL_TABLES
from libs.events.store import audit as store
from libs.events.store.chain import Chain

__all__ = ["audit"]

_ALLOWED = 30.0
"""Seconds for a million rows."""
_SOURCE = f"/{PLACE}/bell"
_FILL = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'entity-stall:421088100-' || n, 1, 'registry.entity-listed', 1, gen_random_uuid(), now(),
           jsonb_build_object('entity', 'stall:421088100-' || n, 'content', jsonb_build_object(
               'name', '监利市容城镇第' || n || '号餐饮服务部', 'industries', '["H6210", "F5211"]'::jsonb,
               'township', '421088100', 'category', '个体工商户', 'founded', '2019-05-17')),
           '{"actor": "bench", "correlation": "00000000-0000-4000-8000-000000000000"}'::jsonb
      from generate_series(1, $1::integer) n
"""
_SPOIL = """
    update events set data = jsonb_set(data, '{content,founded}', '"2019-05-18"')
     where position = (select position from events order by position offset $1 limit 1) returning position
"""


async def audit(ground: Ground) -> list[Row]:
    whole = ground.count(1_000_000, 1008)
    async with ground.pool(BELL_TABLES, size=2) as pool:
        await pool.execute(_FILL, whole, timeout=600)
        await pool.execute("vacuum analyze events", timeout=600)
        started = time.perf_counter()
        if await Chain(pool, _SOURCE).catch_up(asyncio.Event()) != whole:
            raise RuntimeError("the chain stopped early")
        chained = time.perf_counter() - started
        altered = await pool.fetchval(_SPOIL, whole * 2 // 3)
        taken = [await _found(pool, altered) for _ in range(ground.runs)]
    share = whole / 1_000_000
    note = f"chained before, half of the time idle: {chained:,.1f} s"
    return [
        Row(
            "audit, one altered row",
            statistics.median(taken),
            _ALLOWED * share,
            "allowed",
            "s",
            whole,
            ground.runs,
            1.0,
            "less",
            note=note,
        )
    ]


async def _found(pool: asyncpg.Pool, altered: int) -> float:
    started = time.perf_counter()
    async with pool.acquire() as connection:
        found = await store.audit(connection, _SOURCE)
    took = time.perf_counter() - started
    if [(fault.kind, fault.first) for fault in found.faults] != [(store.Kind.ALTERED, altered)]:
        raise RuntimeError(f"not found: {found}")
    return took
