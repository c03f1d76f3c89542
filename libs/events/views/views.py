"""Read models: which fact changes which table. Applied in the append's transaction (own facts) or the batch's (others').

Handlers get *runs*: consecutive facts of one type, so that an import of a thousand entities is one statement. A handler
writes rows that belong to the fact's stream, or writes so that order between streams does not matter: then a rebuilt view
equals the living one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

from ..envelope import Recorded
from ..fact import Fact
from ..store.store import Inline, Transaction
from ..store.write import Changes
from .checks import check_by_hand, shape_of, touched
from .columns import Shape, read_shapes
from .functions import Function, function, install
from .living import Run, Statement, statement
from .table import Verb
from .waves import waves

__all__ = ["Handler", "Views", "runs"]

Handler = Callable[[Transaction, Sequence[Recorded[Any]]], Awaitable[None]]
H = TypeVar("H", bound=Handler | Verb)

_FEW = 2
"""Facts that are not worth another order."""


def runs(recorded: Sequence[Recorded[Any]]) -> Iterator[tuple[type, list[Recorded[Any]]]]:
    """Consecutive facts of one class, in order."""
    for cls, group in groupby(recorded, key=lambda r: type(r.fact)):
        yield cls, list(group)


class Views(Inline):
    """A service's read models: verbs on tables (see table.py), and handlers by hand for the rest.

    views.on(BookLent)(loans.insert("reader", "due", state="lent", version=VERSION))

    @views.on(BookReturned)
    async def returned(tx, facts): ...      # facts: list[Recorded[BookReturned]]
    """

    def __init__(self, *parts: Views) -> None:
        """`parts` are the views of the service's matters; their handlers run in the order of the parts."""
        self.home: dict[type[Fact], list[Handler | Verb]] = {}
        self.neighbour: dict[type[Fact], list[Handler | Verb]] = {}
        for part in parts:
            for table, home in ((self.home, True), (self.neighbour, False)):
                for fact, handlers in part.handlers(home=home).items():
                    table.setdefault(fact, []).extend(handlers)
        self._statements: dict[tuple[int, type[Fact]], Statement] = {}
        self._touched: dict[tuple[type, bool], frozenset[str] | None] = {}
        self._shapes: Mapping[str, Shape] | None = None
        self._functions: dict[type[Fact], str] = {}
        self._made: dict[type[Fact], Function] | None = None
        """What `check` found for `_shapes`: a process that runs the service on many databases works it out once."""

    def on(self, *facts: type[Fact]) -> Callable[[H], H]:
        """Facts of this jurisdiction: the service's own and the other services'."""
        return self._add(self.home, facts)

    def on_neighbour(self, *facts: type[Fact]) -> Callable[[H], H]:
        """Verified shared facts of a neighbouring jurisdiction."""
        return self._add(self.neighbour, facts)

    def _add(self, table: dict[type[Fact], list[Handler | Verb]], facts: tuple[type[Fact], ...]) -> Callable[[H], H]:
        def add(handler: H) -> H:
            for fact in facts:
                table.setdefault(fact, []).append(handler)
                self._functions.pop(fact, None)
            self._touched.clear()
            self._made = None
            return handler

        return add

    def handles(self, fact: type, *, home: bool) -> bool:
        """Whether any handler wants this class of facts of the own place or of a neighbour."""
        return fact in (self.home if home else self.neighbour)

    def handlers(self, *, home: bool) -> Mapping[type[Fact], Sequence[Handler | Verb]]:
        """What is done with facts of the own place or of neighbours, in order."""
        return self.home if home else self.neighbour

    def only(self, tables: Collection[str]) -> Views:
        """The handlers that touch one of these tables."""
        part = Views()
        for mine, its in ((self.home, part.home), (self.neighbour, part.neighbour)):
            for fact, handlers in mine.items():
                chosen = [h for h in handlers if (found := touched(h)) is None or found.intersection(tables)]
                if chosen:
                    its[fact] = chosen
        return part

    def touches(self, fact: type, *, home: bool) -> frozenset[str] | None:
        """The tables that the handlers of a class of facts write or read, None where their code does not say."""
        key = (fact, home)
        if key not in self._touched:
            each = [touched(handler) for handler in (self.home if home else self.neighbour).get(fact, ())]
            known = [tables for tables in each if tables is not None]
            self._touched[key] = frozenset[str]().union(*known) if len(known) == len(each) else None
        return self._touched[key]

    async def apply(self, tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None:
        await self._apply(self.home, tx, self._in_waves(recorded))

    async def apply_neighbour(self, tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None:
        await self._apply(self.neighbour, tx, recorded)

    async def check(self, connection: Any) -> None:
        """All tables and columns that are described are there, and what verbs do is known to the database as functions.

        Raises DescriptionError naming the first that is not. `connection`: a pool or a connection.
        """
        shapes = await read_shapes(connection)
        if shapes != self._shapes:
            self._shapes, self._made = shapes, None
            self._statements.clear()
        listed = [(h, fact) for table in (self.home, self.neighbour) for fact, handlers in table.items() for h in handlers]
        for handler, fact in listed:
            if isinstance(handler, Verb):
                self._statement(handler, fact)
        await check_by_hand(connection, [(handler, fact) for handler, fact in listed if not isinstance(handler, Verb)])
        if self._made is None:
            self._made = self.functions(shapes)
        await install(connection, list(self._made.values()))
        self._functions = {fact: found.name for fact, found in self._made.items()}

    def functions(self, shapes: Mapping[str, Shape]) -> dict[type[Fact], Function]:
        """What a command's facts change without a round trip, by class; without the classes that a handler by hand wants."""
        return {
            fact: function(fact, verbs, shapes)
            for fact, handlers in self.home.items()
            if len(verbs := [handler for handler in handlers if isinstance(handler, Verb)]) == len(handlers)
        }

    def changes(self, recorded: Sequence[Recorded[Any]]) -> Changes | None:
        if any(type(r.fact) in self.home and type(r.fact) not in self._functions for r in recorded):
            return None
        place = {id(r): number for number, r in enumerate(recorded, 1)}
        steps = [
            (self._functions[cls], [place[id(r)] for r in part])
            for cls, handlers, group in self._wanted(self.home, self._in_waves(recorded))
            for part in _parts(handlers, group)
        ]
        return Changes(steps)

    def _in_waves(self, recorded: Sequence[Recorded[Any]]) -> Sequence[Recorded[Any]]:
        # A group of commands gives facts of many streams whose types take turns.
        return waves(recorded, lambda r: self.touches(type(r.fact), home=True)) if len(recorded) > _FEW else recorded

    @staticmethod
    def _wanted(
        table: dict[type[Fact], list[Handler | Verb]], recorded: Sequence[Recorded[Any]]
    ) -> Iterator[tuple[type[Fact], list[Handler | Verb], list[Recorded[Any]]]]:
        """The runs that have handlers."""
        for cls, group in runs(recorded):
            handlers = table.get(cls)
            if handlers is not None:
                yield cls, handlers, group

    async def _apply(
        self, table: dict[type[Fact], list[Handler | Verb]], tx: Transaction, recorded: Sequence[Recorded[Any]]
    ) -> None:
        for cls, handlers, group in self._wanted(table, recorded):
            if self._shapes is None and any(isinstance(handler, Verb) for handler in handlers):
                self._shapes = await read_shapes(tx)
            for part in _parts(handlers, group):
                run = Run(part)
                for handler in handlers:
                    if isinstance(handler, Verb):
                        await self._statement(handler, cls).run(tx, run)
                    else:
                        await handler(tx, part)

    def _statement(self, verb: Verb, fact: type[Fact]) -> Statement:
        key = (id(verb), fact)
        if key not in self._statements:
            self._statements[key] = statement(verb, fact, shape_of(verb, fact, self._shapes or {}))
        return self._statements[key]


def _parts(handlers: Sequence[Handler | Verb], group: list[Recorded[Any]]) -> Iterable[list[Recorded[Any]]]:
    """What of a run the handlers are given at once."""
    return _cut(group) if len(group) > 1 and _meet(handlers) else (group,)


def _meet(handlers: Sequence[Handler | Verb]) -> bool:
    """Whether two verbs may write one row, so that the order between facts of one stream counts."""
    tables = [handler.table.name for handler in handlers if isinstance(handler, Verb)]
    return len(tables) != len(set(tables))


def _cut(group: list[Recorded[Any]]) -> Iterator[list[Recorded[Any]]]:
    """A run in parts none of which has two facts of one stream."""
    part: list[Recorded[Any]] = []
    streams: set[tuple[str, str]] = set()
    for recorded in group:
        stream = (recorded.source, recorded.stream)
        if stream in streams:
            yield part
            part, streams = [], set()
        part.append(recorded)
        streams.add(stream)
    yield part
