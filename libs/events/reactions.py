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
from .store.runner import Origin, Runner
from .store.store import Transaction
from .telemetry import span

__all__ = ["Environment", "Reactions"]


@dataclass(frozen=True, slots=True)
class Environment:
    """What a reaction may know besides the fact and the views. `departments` is empty where the instance serves all."""

    place: str
    clock: Clock
    calendar: WorkingCalendar
    departments: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The place's own day."""
        return local_day(self.clock())


Reaction = Callable[[Transaction, Recorded[Any], Environment], Awaitable[Iterable[Command]]]
R = TypeVar("R", bound=Reaction)


class Reactions:
    """@reactions.on(VisitPlanned)
    async def assign(tx, planned, env): return [AssignVisit(...)]

    Commands run in the batch's transaction together with the consumer's offset: their effect is exactly once. A reaction must
    yield commands whose decider answers "nothing to do" when the fact changes nothing; a Refusal parks the stream.
    """

    def __init__(self, *parts: Reactions) -> None:
        self.home: dict[type[Fact], list[Reaction]] = {}
        self.neighbour: dict[type[Fact], list[Reaction]] = {}
        for part in parts:
            for mine, theirs in ((self.home, part.home), (self.neighbour, part.neighbour)):
                for fact, added in theirs.items():
                    mine.setdefault(fact, []).extend(added)

    def on(self, *facts: type[Fact]) -> Callable[[R], R]:
        return self._add(self.home, facts)

    def on_neighbour(self, *facts: type[Fact]) -> Callable[[R], R]:
        return self._add(self.neighbour, facts)

    @staticmethod
    def _add(table: dict[type[Fact], list[Reaction]], facts: tuple[type[Fact], ...]) -> Callable[[R], R]:
        def add(reaction: R) -> R:
            for fact in facts:
                table.setdefault(fact, []).append(reaction)
            return reaction

        return add

    def handles(self, fact: type, *, home: bool) -> bool:
        """Whether any reaction wants this class of facts of the own place or of a neighbour."""
        return fact in (self.home if home else self.neighbour)

    async def react(self, tx: Transaction, recorded: Sequence[Recorded[Any]], environment: Environment, runner: Runner) -> None:
        """Runs the reactions to facts in order; facts of other places go to the neighbour's reactions."""
        for item in recorded:
            home = item.place == environment.place
            reactions = (self.home if home else self.neighbour).get(type(item.fact), ())
            if not reactions:
                continue
            origin = Origin(f"system:{runner.store.source}", item.meta.correlation, str(item.id))
            with span(f"react {item.fact.fact_type}", parent=item.meta.traceparent, fact=str(item.id)):
                for reaction in reactions:
                    for command in await reaction(tx, item, environment):
                        await runner.execute(command, origin, tx=tx)
