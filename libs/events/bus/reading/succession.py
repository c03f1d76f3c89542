"""Whether a message follows what has come before it: each names the position of the one before on its partition.

The service that sends says so under its seal (packing.py), so that a hole is seen whatever has made it: a topic made again,
records deleted, a broker that lost what it had acknowledged. By what a message names as its predecessor it is

- the next one, where that is the last position of its source there; also where that is known although it came by another way;
- behind a gap, where that has never come. The partition is read once more from its beginning. What is missing then too is
  noted, and what comes behind is left until its service sends all of its facts again: these begin with one that names none;
- of another history, where more has come since: the service's database was restored to an older state. That is a conflict.

What is for others and what is set aside has a place in the order too. What an operator has passed over is led back by the
names it bears. A message that names no predecessor counts: it was sent by a relay of before, or is the first one behind those.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import orjson

from ...store.store import Transaction
from .messages import Place

__all__ = ["ConflictingFactError", "GapError", "Succession"]


class GapError(Exception):
    """A message behind one that has never come."""


class ConflictingFactError(Exception):
    """A source says something else than it has said before."""


class Succession:
    """The order of a partition as far as it is known. `seen` (source -> last position) follows what comes; `waiting`: sources
    of which something is missing.
    """

    def __init__(self, tx: Transaction, topic: str, partition: int, seen: dict[str, int], waiting: AbstractSet[str]) -> None:
        self._tx, self._where = tx, (topic, partition)
        self.seen, self.waiting = seen, waiting
        self.healed: set[str] = set()
        self.unbroken = False
        """Whether a message has shown that nothing is missing before it."""

    async def fault(self, place: Place, taken: AbstractSet[tuple[str, int]]) -> GapError | ConflictingFactError | None:
        """Why what has not come before does not come next; None where it does. `taken` came before it in its batch."""
        source, position, before = place
        last = self.seen.get(source, 0)
        if before is None or before in {0, last}:
            return None
        if before < last:
            said = f"position {position} names {before} as the position before it, and {last} has come since"
            return ConflictingFactError(said)
        if (source, before) in taken or await self._came(source, before, last):
            return None
        return GapError(
            f"position {position} names {before} as the position before it, and the last that came is {last}; what is missing"
            f" is sent again by checkonce replay --to-topic {self._where[0]}"
        )

    def comes(self, place: Place) -> None:
        """What has no fault is the last one now."""
        source, position, before = place
        if before is None:
            self.seen[source] = max(position, self.seen.get(source, 0))
            return
        self.seen[source], self.unbroken = position, True
        if source in self.waiting:
            self.healed.add(source)

    def repeats(self, place: Place) -> None:
        """What is known comes again. Where it continues what came last, or is the first of all, all is being sent again."""
        source, position, before = place
        last = self.seen.get(source, 0)
        if before is not None and before in {0, last}:
            self.seen[source], self.unbroken = position, True
        else:
            self.seen[source] = max(position, last)

    async def _came(self, source: str, position: int, last: int) -> bool:
        passed = await self._passed(source)
        while position in passed:
            before = passed[position]
            if before is None or before <= last:
                return before is None or before == last
            position = before
        query = "select exists (select from inbox where source = $1 and position = $2)"
        return bool(await self._tx.fetchval(query, source, position))

    async def _passed(self, source: str) -> Mapping[int, int | None]:
        """By position of what an operator has passed over here: what it names as the position before it."""
        rows = await self._tx.fetch(
            "select headers::text as headers from passed_messages where topic = $1 and partition = $2 and source = $3",
            *self._where,
            source,
        )
        found = {}
        for row in rows:
            headers = dict(orjson.loads(row["headers"]))
            if (position := _number(headers.get("ce_sequence"))) is not None:
                before = _number(headers.get("ce_predecessor"))
                # Leads back, and so to an end.
                found[position] = before if before is None or before < position else 0
        return found


def _number(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdecimal() else None
