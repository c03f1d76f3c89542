"""Read models: which fact changes which table. Applied in the append's transaction (own facts) or the batch's (others').

Handlers get *runs*: consecutive facts of one type, so that an import of a thousand entities is one statement. A handler
writes rows that belong to the fact's stream, or writes so that order between streams does not matter: then a rebuilt view
equals the living one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeVar

from ..envelope import Recorded
from ..fact import Fact
from ..store.store import Inline, Transaction

__all__ = ["Views", "runs"]

Handler = Callable[[Transaction, Sequence[Recorded[Any]]], Awaitable[None]]
H = TypeVar("H", bound=Handler)


def runs(recorded: Sequence[Recorded[Any]]) -> Iterator[tuple[type, list[Recorded[Any]]]]:
    """Consecutive facts of one class, in order."""
    for cls, group in groupby(recorded, key=lambda r: type(r.fact)):
        yield cls, list(group)


class Views(Inline):
    """A service's view handlers.

    @views.on(WhistleBlown)
    async def opened(tx, blown): ...      # blown: list[Recorded[WhistleBlown]]
    """

    def __init__(self, *parts: Views) -> None:
        self.home: dict[type[Fact], list[Handler]] = {}
        self.neighbour: dict[type[Fact], list[Handler]] = {}
        for part in parts:
            for mine, theirs in ((self.home, part.home), (self.neighbour, part.neighbour)):
                for fact, added in theirs.items():
                    mine.setdefault(fact, []).extend(added)

    def on(self, *facts: type[Fact]) -> Callable[[H], H]:
        """Facts of this jurisdiction: the service's own and the other services'."""
        return self._add(self.home, facts)

    def on_neighbour(self, *facts: type[Fact]) -> Callable[[H], H]:
        """Verified shared facts of a neighbouring jurisdiction."""
        return self._add(self.neighbour, facts)

    @staticmethod
    def _add(table: dict[type[Fact], list[Handler]], facts: tuple[type[Fact], ...]) -> Callable[[H], H]:
        def add(handler: H) -> H:
            for fact in facts:
                table.setdefault(fact, []).append(handler)
            return handler

        return add

    def handles(self, fact: type, *, home: bool) -> bool:
        """Whether any handler wants this class of facts of the own place or of a neighbour."""
        return fact in (self.home if home else self.neighbour)

    async def apply(self, tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None:
        await self._apply(self.home, tx, recorded)

    async def apply_neighbour(self, tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None:
        await self._apply(self.neighbour, tx, recorded)

    @staticmethod
    async def _apply(table: dict[type[Fact], list[Handler]], tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None:
        for cls, group in runs(recorded):
            for handler in table.get(cls, ()):
                await handler(tx, group)
