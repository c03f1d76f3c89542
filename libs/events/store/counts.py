"""How many facts, received facts, deadlines and parked streams a service holds, without reading its tables.

All counts are exact but two: more than `_EXACT` open deadlines are the planner's estimate, and the age of the outbox is that of
its first fact in order (an earlier time further back does not count). What is read grows only with what an operator has left
undone: deadlines that are due, parked streams, messages rejected or not understood.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import asyncpg

from ..telemetry import metrics

_TAIL = 20_000
"""Rows that are counted one by one before new marks are set (table `row_marks`)."""
_EXACT = 10_000
_LAST = 2**63 - 1
_COUNTS = """
    select c.position as relayed, f.rows as facts, i.rows as inbox, f.rows - sent.rows as unsent,
           greatest(f.tail, i.tail, sent.tail, own.tail, received.tail) as tail,
           (select coalesce(max(position), 0) from events) as newest,
           (select time from events e where e.position > c.position order by e.position limit 1) as oldest_unsent,
           (select case when d.n <= $2 then d.n else greatest(d.n, t.reltuples::bigint) end
              from (select count(*) as n from (select from deadlines limit $2 + 1) open) d,
                   pg_class t where t.oid = 'deadlines'::regclass) as deadlines,
           (select count(*) from deadlines where due < $1) as due,
           (select count(*) from deadlines_put_off p join deadlines d on d.key = p.key and d.due = p.due) as put_off,
           (select count(distinct (source, stream)) from parked) as parked,
           (select count(*) from not_understood) as not_understood,
           (select count(*) from not_understood where stage <> 'waiting') as late,
           (select count(*) from rejected_messages)
             + (select coalesce(sum(left_out), 0)::bigint from rejected_counts) as rejected,
           (select count(distinct (topic, partition)) from held_messages) as held,
           f.rows - own.rows + i.rows - received.rows as unchained,
           (select time from events e where e.position > own_end.last order by e.position limit 1) as oldest_unchained
      from relay_checkpoint c, rows_to('events', $3) f, rows_to('inbox', $3) i, rows_to('events', c.position) sent,
           chained_to('events') own_end, chained_to('inbox') received_end,
           rows_to('events', own_end.last) own, rows_to('inbox', received_end.last) received
"""

_HOLDER = """
    select pid, coalesce(application_name, ''), coalesce(extract(epoch from clock_timestamp() - xact_start), 0)::float8,
           coalesce(state, '')
      from appenders where appends < (select max(position) from events) order by appends limit 1
"""


class Holder(NamedTuple):
    """The session whose open transaction keeps the newest facts from the relay and the feed. `application`: as it named itself.

    What PostgreSQL shows of the session of another role is its number alone.
    """

    pid: int
    application: str
    seconds: float
    state: str

    def __str__(self) -> str:
        return f"{self.application} (pid {self.pid}, {self.state}): {self.seconds:.1f} s"


async def holder(pool: asyncpg.Pool) -> Holder | None:
    """Who holds the fence back now; None where every fact that is visible is settled."""
    row = await pool.fetchrow(_HOLDER)
    return Holder(*row) if row is not None else None


async def counts(pool: asyncpg.Pool, now: datetime) -> Any:
    """One row of counts, by the names of `_COUNTS`."""
    row = await pool.fetchrow(_COUNTS, now, _EXACT, _LAST)
    if row["tail"] > _TAIL:
        # Lets the next counts begin nearer to the end of the tables.
        high = await pool.fetchval("select high from settled_learned()")
        await pool.execute("select mark_rows($1)", high)
    return row


async def measure(pool: asyncpg.Pool, now: datetime) -> None:
    """Brings the gauges that are read from tables up to date."""
    row = await counts(pool, now)
    metrics.outbox_size.set(row["unsent"])
    metrics.outbox_age.set(_age(row["oldest_unsent"], now))
    metrics.parked_streams.set(row["parked"])
    metrics.held_partitions.set(row["held"])
    metrics.unchained.set(row["unchained"])
    metrics.unchained_seconds.set(_age(row["oldest_unchained"], now))
    metrics.deadlines_open.set(row["deadlines"])
    metrics.deadlines_overdue.set(row["due"])
    metrics.deadlines_put_off.set(row["put_off"])
    metrics.fence_holder.clear()
    if (held := await holder(pool)) is not None:
        metrics.fence_holder.labels(held.pid, held.application).set(held.seconds)


def unknown() -> None:
    """Says of the gauges that are read from tables that nobody knows them now."""
    for gauge in (
        metrics.outbox_size, metrics.outbox_age, metrics.parked_streams, metrics.held_partitions, metrics.unchained,
        metrics.unchained_seconds, metrics.deadlines_open, metrics.deadlines_overdue, metrics.second_waiting,
        metrics.second_due,
    ):  # fmt: skip
        gauge.set(float("nan"))
    metrics.fence_holder.clear()


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
