"""Reactions: what a service does when another service's fact arrives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from .calendar import WorkingCalendar, local_day
from .clock import Clock
from .decider import Command
from .envelope import Recorded
from .fact import Fact
from .store.runner import Ask, Origin, Runner
from .store.store import Transaction
from .telemetry import span

__all__ = ["Environment", "Pending", "Reactions", "read_once"]


@dataclass(frozen=True, slots=True)
class Environment:
    """What a reaction may know besides the fact and the views; `serves` as in `Settings`."""

    place: str
    clock: Clock
    calendar: WorkingCalendar
    serves: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The place's own day."""
        return local_day(self.clock())


Reaction = Callable[[Transaction, Recorded[Any], Environment], Awaitable[Iterable[Command]]]
R = TypeVar("R", bound=Reaction)
T = TypeVar("T")

_AT_ONCE = 1000
"""Commands that are read, decided and appended together."""


class Pending:
    """The commands of a batch's reactions, in order. They are done when a reaction has to see their effect."""

    def __init__(self, tx: Transaction, runner: Runner) -> None:
        self.tx, self._runner = tx, runner
        self._asks: list[Ask] = []
        self.read: dict[Any, Any] = {}
        """What steady reactions have read, by query and parameters."""

    def add(self, command: Command, origin: Origin) -> None:
        with span(f"command {type(command).__name__}"):
            self._asks.append(Ask((command,), origin.meta()))

    async def flush(self) -> None:
        """Reads the streams, decides and appends. Raises the Refusal of the first command that is refused."""
        while asks := self._asks[:_AT_ONCE]:
            del self._asks[:_AT_ONCE]
            for answer in await self._runner.execute_group(asks, tx=self.tx):
                if isinstance(answer, Exception):
                    raise answer


class _Reads:
    """The transaction as a reaction sees it: reading shows the effect of all commands before.

    A steady reaction reads the same for all facts of a batch, once.
    """

    def __init__(self, pending: Pending, *, steady: bool) -> None:
        self._pending, self._steady = pending, steady

    async def fetch(self, query: str, *args: Any) -> Any:
        return await self._read("fetch", query, args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        return await self._read("fetchrow", query, args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        return await self._read("fetchval", query, args)

    async def execute(self, query: str, *args: Any) -> Any:
        """Takes a lock, or writes something that is not a fact."""
        await self._pending.flush()
        return await self._pending.tx.execute(query, *args)

    async def once(self, read: Callable[..., Awaitable[T]], args: tuple[Any, ...]) -> T:
        if not self._steady:
            return await read(self, *args)
        key, known = (read, args), self._pending.read
        if key not in known:
            known[key] = await read(self, *args)
        found: T = known[key]
        return found

    async def _read(self, how: str, query: str, args: tuple[Any, ...]) -> Any:
        pending = self._pending
        if not self._steady:
            await pending.flush()
            return await getattr(pending.tx, how)(query, *args)
        key = (how, query, args)
        if key not in pending.read:
            pending.read[key] = await getattr(pending.tx, how)(query, *args)
        return pending.read[key]


async def read_once(tx: Transaction, read: Callable[..., Awaitable[T]], *args: Any) -> T:
    """What `read(tx, *args)` gives. A steady reaction gets what was made of it for an earlier fact of the batch: it must not be
    changed, and `args` must be hashable.
    """
    return await (tx.once(read, args) if isinstance(tx, _Reads) else read(tx, *args))


class Reactions:
    """@reactions.on(LoanOverdue)
    async def remind(tx, overdue, env): return [SendReminder(...)]

    Commands run in the batch's transaction together with the consumer's offset: their effect is exactly once. A reaction must
    yield commands whose decider answers "nothing to do" when the fact changes nothing; a Refusal parks the stream.

    The commands of a batch are decided and appended together, in order; before a reaction reads, those before it are done.
    `steady=True` says that no command of any reaction changes what this one reads (the model in force, the policy of the day).
    Its reads are then made once for a batch, and no command is done early on their account. Their parameters must be hashable.
    """

    def __init__(self, *parts: Reactions) -> None:
        self.home: dict[type[Fact], list[tuple[Reaction, bool]]] = {}
        self.neighbour: dict[type[Fact], list[tuple[Reaction, bool]]] = {}
        for part in parts:
            for mine, theirs in ((self.home, part.home), (self.neighbour, part.neighbour)):
                for fact, added in theirs.items():
                    mine.setdefault(fact, []).extend(added)

    def on(self, *facts: type[Fact], steady: bool = False) -> Callable[[R], R]:
        return self._add(self.home, facts, steady=steady)

    def on_neighbour(self, *facts: type[Fact], steady: bool = False) -> Callable[[R], R]:
        return self._add(self.neighbour, facts, steady=steady)

    @staticmethod
    def _add(
        table: dict[type[Fact], list[tuple[Reaction, bool]]], facts: tuple[type[Fact], ...], *, steady: bool
    ) -> Callable[[R], R]:
        def add(reaction: R) -> R:
            for fact in facts:
                table.setdefault(fact, []).append((reaction, steady))
            return reaction

        return add

    def handles(self, fact: type, *, home: bool) -> bool:
        """Whether any reaction wants this class of facts of the own place or of a neighbour."""
        return fact in (self.home if home else self.neighbour)

    def handles_any(self, fact: type) -> bool:
        """Whether any reaction wants this class of facts, wherever they come from."""
        return fact in self.home or fact in self.neighbour

    async def react(
        self,
        tx: Transaction,
        recorded: Sequence[Recorded[Any]],
        environment: Environment,
        runner: Runner,
        pending: Pending | None = None,
    ) -> None:
        """Runs the reactions to facts in order; facts of other places go to the neighbour's reactions.

        With `pending` given its owner flushes it at the end of the batch; otherwise all commands are done afterwards.
        """
        waiting = pending or Pending(tx, runner)
        seen = {steady: _Reads(waiting, steady=steady) for steady in (False, True)}
        actor = f"system:{runner.store.source}"
        for item in recorded:
            home = item.place == environment.place
            reactions = (self.home if home else self.neighbour).get(type(item.fact), ())
            if not reactions:
                continue
            origin = Origin(actor, item.meta.correlation, str(item.id))
            with span(f"react {item.fact.fact_type}", parent=item.meta.traceparent, fact=str(item.id)):
                for reaction, steady in reactions:
                    for command in await reaction(seen[steady], item, environment):
                        waiting.add(command, origin)
        if pending is None:
            await waiting.flush()
