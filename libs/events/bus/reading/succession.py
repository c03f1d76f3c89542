"""Whether a message follows what has come before it: each names the position of the one before on its partition.

The service that sends says so under its seal (packing.py), so that a hole is seen whatever has made it: a topic made again,
records deleted, a broker that lost what it had acknowledged. What a message does not continue is not taken:

- behind a gap, where what it names lies beyond the furthest that has come. The partition is read once more from its beginning.
  What is missing then too is noted, and all behind it is left until it comes. Then the partition is read from its beginning
  again, since among what was left are facts that nobody may send a second time;
- of another history, where more has come since: the service's database was restored to an older state. That is a conflict.

Whoever can write to the topic can send a copy of any message on it. So what is known sets nothing back that has come. A service
that sends all of its facts again begins with one that names none; how far what has `begun` so has come is followed apart. What
continues it counts, as far as it has come itself: a restored service, or one whose topic has more partitions now, is believed
once it has sent all again. Once that has brought something new it is the source's history, the `run`: no copy sets it back,
and what names neither it nor anything known shows that something of it is missing.

What is for others and what is set aside has a place in the order too, and so has what an operator has passed over, where its
service has said it. A message that names no predecessor counts: it was sent by a relay of before, or is the first behind those.
One that nobody has signed moves nothing: whoever can write to the topic could put it anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...store.store import Transaction
from ..kafka import sending_again
from .messages import Place

__all__ = ["ConflictingFactError", "GapError", "Succession"]


class GapError(Exception):
    """A message behind one that has never come."""


class ConflictingFactError(Exception):
    """A source says something else than it has said before."""


class _Run(NamedTuple):
    """How far a history has come that is not as far as the furthest: `end` of one that has brought something new, `begun` of
    one that has not yet. None where there is none, or it has caught up.
    """

    end: int | None = None
    begun: int | None = None


class Succession:
    """The order of a partition as far as it is known. `seen` (source -> the furthest position) grows by what comes; `waiting`:
    the sources of which something is missing, and the position that is.
    """

    def __init__(
        self, tx: Transaction, topic: str, partition: int, seen: dict[str, int], waiting: Mapping[str, int | None]
    ) -> None:
        self._tx, self._where = tx, (topic, partition)
        self.seen, self.waiting = seen, waiting
        self._runs: dict[str, _Run] = {}
        self._moved: set[str] = set()
        self.healed: set[str] = set()
        self.unbroken: set[str] = set()
        """Sources of which a new message has shown that nothing is missing before it."""

    async def fault(self, place: Place) -> GapError | ConflictingFactError | None:
        """Why what has not come before does not come next; None where it does."""
        source, position, before, _ = place
        last = self.seen.get(source, 0)
        if before is None or before in {0, last}:
            return None
        run = await self._run(source)
        if before in run:
            return None
        said = f"position {position} names {before} as the position before it"
        if before < last:
            if run.end is None or before < run.end or await self._known(source, before):
                return ConflictingFactError(f"{said}, and {last} has come since{self._sending_all_again(run)}")
            last = run.end
        again = f"what is missing is sent again by {sending_again(self._where[0])}"
        return GapError(f"{said}, and the last that came is {last}; {again}")

    def _sending_all_again(self, run: _Run) -> str:
        """What may be the matter where the source has begun to: it names one that it has come to itself, by its own account."""
        if run.begun is None:
            return ""
        return (
            f"; its service has begun to send all again and has come to {run.begun}: where it was restored on purpose, a copy"
            " of earlier messages came in between. Pass this one over and let it send all again"
            f" ({sending_again(self._where[0])})"
        )

    def comes(self, place: Place) -> None:
        """What has no fault has its place."""
        source, position, before, signed = place
        last = self.seen.get(source, 0)
        if position > last and signed:
            self.seen[source] = position
            if before is not None:
                self.unbroken.add(source)
        if before not in {None, last}:
            self._runs_to(source, _Run(None if position > last else position))
        self._heal(place)

    async def repeats(self, place: Place) -> None:
        """What is known comes again, and is not beyond the furthest."""
        source, position, before, _ = place
        if before is None:
            return
        run = await self._run(source)
        if before == 0 or before in run:
            self._runs_to(source, run._replace(begun=None if position in {self.seen[source], run.end} else position))
            if run.end is None:
                # Otherwise it may be of the history that was: what is missing is of the one that is.
                self._heal(place)

    async def keep(self) -> None:
        """Stores how far each run has come. The furthest is stored with the offset."""
        for source in self._moved:
            await self._tx.execute(
                "update consumer_positions set run = $4, begun = $5 where topic = $1 and partition = $2 and source = $3",
                *self._where,
                source,
                *self._runs[source],
            )

    def looks_anew(self, place: Place) -> bool:
        """Whether the one before a message behind a gap is to be looked for from the beginning: where none of its source is
        waited for yet, or this is the one, which is missing no longer, unlike what it names.
        """
        missing = self.waiting.get(place.source)
        if place.source in self.waiting and place.position != missing:
            return False
        if missing is not None:
            self.healed.add(place.source)
        return True

    def _heal(self, place: Place) -> None:
        """What was missing has come, or its service says that it stands there no more: nothing lies between two neighbours."""
        source, position, before, _ = place
        missing = self.waiting.get(source)
        if missing is None:
            return
        if position == missing or (before is not None and before <= missing < position):
            self.healed.add(source)

    def _runs_to(self, source: str, run: _Run) -> None:
        self._runs[source] = run
        self._moved.add(source)

    async def _run(self, source: str) -> _Run:
        if source not in self._runs:
            query = "select run, begun from consumer_positions where topic = $1 and partition = $2 and source = $3"
            row = await self._tx.fetchrow(query, *self._where, source)
            self._runs[source] = _Run() if row is None else _Run(*row)
        return self._runs[source]

    async def _known(self, source: str, position: int) -> bool:
        query = "select exists (select from inbox where source = $1 and position = $2)"
        return bool(await self._tx.fetchval(query, source, position))
