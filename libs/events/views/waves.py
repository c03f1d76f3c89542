"""A batch in another order with the same effect, in which runs of one type are long.

Interleaved, runs are one fact long and each costs a statement. Rows belong to one stream, so the first facts of all streams
can be applied together by type, then the second ones, and so on. Where facts of several kinds of streams write one table, these
keep their order among each other; what cannot be known keeps its place in the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from ..envelope import Recorded

__all__ = ["waves"]

_Lane = tuple[int, type]


def waves(batch: Sequence[Recorded[Any]], touched: Callable[[Recorded[Any]], frozenset[str] | None]) -> list[Recorded[Any]]:
    """`touched` gives the tables that a fact's handlers write or read, None where that is not known."""
    if len({type(recorded.fact) for recorded in batch}) < 2:
        # One run already.
        return list(batch)
    tables = [touched(recorded) for recorded in batch]
    crossed = _crossed(batch, tables)
    lanes: dict[Hashable, _Lane] = {}
    floor, top = 0, 0
    ranked: list[tuple[int, str, int]] = []
    before: type | None = None
    for number, (recorded, its) in enumerate(zip(batch, tables, strict=True)):
        cls = type(recorded.fact)
        stream = (recorded.source, recorded.stream)
        if its is None:
            # A run of one type stays a run: its handlers see it as they would have.
            rank = top if before is cls and top == floor else top + 1
            floor = rank
        else:
            rank = max(floor + 1, lanes.get(stream, (0, cls))[0] + 1)
            mine = [table for table in its if table in crossed]
            for table in mine:
                at, last = lanes.get(table, (0, cls))
                rank = max(rank, at if last is cls else at + 1)
            for table in mine:
                lanes[table] = (rank, cls)
        before = cls if its is None else None
        lanes[stream] = (rank, cls)
        top = max(top, rank)
        ranked.append((rank, recorded.fact.fact_type, number))
    return [batch[number] for _, _, number in sorted(ranked)]


def _crossed(batch: Sequence[Recorded[Any]], tables: Sequence[frozenset[str] | None]) -> set[str]:
    """The tables that facts of several kinds of streams touch: `visit-...` and `draw-...`, or of two services."""
    kinds: dict[str, tuple[str, str]] = {}
    crossed: set[str] = set()
    for recorded, its in zip(batch, tables, strict=True):
        kind = (recorded.source, recorded.stream.partition("-")[0])
        for table in its or ():
            if kinds.setdefault(table, kind) != kind:
                crossed.add(table)
    return crossed
