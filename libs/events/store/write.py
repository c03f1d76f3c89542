"""How facts are written: in one statement, with all that they change which the database can do by itself."""

from __future__ import annotations

import time as clocks
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from ..envelope import Meta, Recorded, data_bytes
from ..fact import Fact
from ..telemetry import metrics
from .arrays import array, documents, joined, one_or_all

__all__ = ["NOTHING_MORE", "UNPLACED", "Changes", "ConflictError", "KeptAnswer", "New", "merged", "numbered", "write"]

_UNIQUE_PER_STREAM = "one_version_per_stream"
_APPEND = "select array[append_fact($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)]"


def _facts(first: int) -> str:
    """The parameters of `_columns`, of which the first has this number."""
    n = [f"${number}" for number in range(first, first + 8)]
    return (
        f"{n[0]}, {n[1]}::text::integer[], {n[2]}, {n[3]}::text::smallint[], {n[4]}::text::uuid[], {n[5]},"
        f" {documents(n[6])}, {documents(n[7])}"
    )


_APPEND_MANY = f"select array(select new_position from append_facts({_facts(1)}))"  # noqa: S608 - numbers of parameters
_KEEP = "select keep_answers($1, $2, $3, $4, $5, '{}')"
_WRITE = f"select write_facts($1, {_facts(2)}, {', '.join(f'${n}' for n in range(10, 24))})"
_WRITE_ONE = f"select write_fact({', '.join(f'${n}' for n in range(1, 16))})"

UNPLACED: Final = -4208801
"""Stands for a position that is not known yet."""


class ConflictError(Exception):
    """Somebody else appended to the stream first; load, decide and append again."""


class KeptAnswer(NamedTuple):
    """The answer to a request with an Idempotency-Key, as JSON. Where it says UNPLACED, the position of fact number `at` of the
    append is put in.
    """

    key: str
    caller: str
    fingerprint: str
    body: str
    at: int


class New(NamedTuple):
    """A fact that is to be stored."""

    stream: str
    version: int
    fact: Fact
    meta: Meta
    at: datetime
    id: UUID

    def recorded(self, source: str, position: int = UNPLACED) -> Recorded[Fact]:
        return Recorded(self.fact, source, self.stream, self.version, position, self.id, self.at, self.meta)


class Changes(NamedTuple):
    """What facts change besides, as far as the database does it by itself: see `write_facts` in the migrations.

    `steps`: a function and the numbers, from 1, of the facts it is given; `stopped` and `started`: keys and rows of deadlines.
    """

    steps: Sequence[tuple[str, Sequence[int]]] = ()
    stopped: Sequence[str] = ()
    started: Sequence[tuple[str, str, datetime, str, str]] = ()


NOTHING_MORE: Final = Changes()


def merged(parts: Iterable[Changes | None]) -> Changes | None:
    """The changes of several parts, None where one of them needs more than the database."""
    steps: list[tuple[str, Sequence[int]]] = []
    stopped: list[str] = []
    started: list[tuple[str, str, datetime, str, str]] = []
    for part in parts:
        if part is None:
            return None
        steps += part.steps
        stopped += part.stopped
        started += part.started
    return Changes(steps, stopped, started)


async def write(
    connection: Any, source: str, rows: Sequence[New], kept: Sequence[KeptAnswer] = (), changes: Changes = NOTHING_MORE
) -> list[Recorded[Fact]]:
    """One statement, all or nothing. Raises ConflictError when a stream is not at its expected version."""
    if not rows:
        await connection.execute(_KEEP, *zip(*kept, strict=True))
        return []
    started = clocks.perf_counter()
    try:
        positions = await connection.fetchval(*_statement(source, rows, kept, changes))
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != _UNIQUE_PER_STREAM:
            raise
        raise ConflictError(str(error.detail)) from error
    metrics.append_seconds.observe(clocks.perf_counter() - started)
    metrics.appended.inc(len(rows))
    return [new.recorded(source, position) for new, position in zip(rows, positions, strict=True)]


def _statement(source: str, rows: Sequence[New], kept: Sequence[KeptAnswer], changes: Changes) -> tuple[Any, ...]:
    """The query with its arguments."""
    more = kept or any(changes)
    if len(rows) == 1:
        new = rows[0]
        fact, data = new.fact, data_bytes(new.fact).decode()
        one = (new.stream, new.version, fact.fact_type, fact.fact_version, new.id, new.at, data, _json(new.meta).decode())
        if not more:
            return _APPEND, *one
        if len(changes.steps) <= 1 and len(kept) <= 1 and not changes.started and not changes.stopped:
            step = changes.steps[0][0] if changes.steps else None
            return _WRITE_ONE, source, *one, step, *(kept[0] if kept else (None,) * 5)
    facts = _columns(rows, shared=not more)
    if not more:
        return _APPEND_MANY, *facts
    return (
        _WRITE,
        source,
        *facts,
        *numbered(changes, len(rows)),
        changes.stopped,
        *(zip(*changes.started, strict=True) if changes.started else ((),) * 5),
        *(zip(*kept, strict=True) if kept else ((),) * 5),
    )


def _columns(rows: Sequence[New], *, shared: bool) -> tuple[Any, ...]:
    """As `append_facts` and `write_facts` take them; with `shared` a time or a meta that all have in common is given once."""
    times, metas = [new.at for new in rows], [new.meta for new in rows]
    if shared:
        times = one_or_all(times)
        metas = metas[:1] if len(set(map(id, metas))) == 1 else metas
    # A command's facts have theirs in common.
    texts = {id(meta): _json(meta) for meta in metas}
    return (
        [new.stream for new in rows],
        array(new.version for new in rows),
        [new.fact.fact_type for new in rows],
        array(new.fact.fact_version for new in rows),
        array(new.id for new in rows),
        times,
        joined(data_bytes(new.fact) for new in rows),
        joined(texts[id(meta)] for meta in metas),
    )


def numbered(changes: Changes, facts: int) -> tuple[list[str], list[int], list[int] | None]:
    """The steps' functions, where the facts of each end, and the facts' numbers; no numbers where all are one run, in order."""
    numbers = [number for _, chosen in changes.steps for number in chosen]
    ends, end = [], 0
    for _, chosen in changes.steps:
        end += len(chosen)
        ends.append(end)
    in_order = len(ends) <= 1 and len(numbers) in {0, facts}
    return [name for name, _ in changes.steps], ends, None if in_order else numbers


def _json(meta: Meta) -> bytes:
    return orjson.dumps(meta.as_json())
