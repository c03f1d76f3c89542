"""For tests of decisions: given / when / then, and the store's behaviour without a database.

given(BOOK, shelved).when(Lend(...), at=NOON).then(BookLent(...))
given(BOOK).when(Lend(...), at=NOON).refused(NoSuchBook)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from ..decider import Command, Decider
from ..envelope import Meta, Recorded
from ..fact import Fact
from ..refusal import Refusal
from ..store.store import ConflictError, NewFacts, Settled


@dataclass
class Given:
    decider: Decider[Any, Any]
    facts: tuple[Fact, ...]

    def when(self, command: Command, *, at: datetime) -> Then:
        state = self.decider.fold(self.facts)
        try:
            return Then(tuple(self.decider.decide(command, state, at)), None)
        except Refusal as refusal:
            return Then((), refusal)


@dataclass
class Then:
    facts: tuple[Fact, ...]
    refusal: Refusal | None

    def then(self, *expected: Fact) -> None:
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert self.facts == expected, f"\n got {self.facts}\nwant {expected}"

    def nothing(self) -> None:
        self.then()

    def refused(self, rule: type[Refusal]) -> Refusal:
        assert type(self.refusal) is rule, f"got {self.refusal!r} and {self.facts}, want {rule.__name__}"
        assert self.refusal.do_en and self.refusal.do_zh, "a refusal says what to do, in both languages"
        return self.refusal


def given(decider: Decider[Any, Any], *facts: Fact) -> Given:
    return Given(decider, facts)


@dataclass
class InMemoryStore:
    """The store's behaviour without a database, for decision-level tests; passes the same contract suite."""

    source: str
    _events: list[Recorded[Fact]] = field(default_factory=list)

    async def append(self, batch: Sequence[NewFacts], meta: Meta, *, at: datetime, tx: Any = None) -> list[Recorded[Fact]]:
        del tx
        versions = {new.stream: len(await self.read(new.stream)) for new in batch}
        for new in batch:
            if new.facts and versions[new.stream] != new.expected:
                raise ConflictError("not at the expected version")
            versions[new.stream] += len(new.facts)
        recorded = [
            Recorded(fact, self.source, new.stream, new.expected + i, len(self._events) + n, uuid4(), at, meta)
            for n, (new, i, fact) in enumerate(((new, i, fact) for new in batch for i, fact in enumerate(new.facts, 1)), 1)
        ]
        self._events += recorded
        return recorded

    async def read(self, stream: str, *, tx: Any = None) -> list[Recorded[Any]]:
        del tx
        return [item for item in self._events if item.stream == stream]

    async def read_all(self, after: int, limit: int = 500) -> Settled:
        found: list[Any] = [item for item in self._events if item.position > after]
        return Settled(found[:limit], len(self._events))


def names(facts: Iterable[Fact]) -> list[str]:
    return [fact.fact_type for fact in facts]
