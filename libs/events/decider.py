"""The decider: load, decide, append; retry on conflict.

`decide(command, state, now)` and `evolve(state, fact)` are pure. This module imports no I/O: the store comes in as a protocol,
so that a service's `decide.py` may name `Decider` without reaching a database.
Source: Chassaing, "Functional Event Sourcing Decider" (2021).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from .fact import Fact, Raw, unrecorded

__all__ = ["Command", "Countersigned", "Decider", "Deciders", "Known"]


class Command(BaseModel):
    """What may be asked: frozen, strict about unknown fields, and complete: `decide` needs nothing besides."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Countersigned(Command):
    """A command that may need a second person: who asked, and who approved. The gate fills both in, never the caller.

    `approved_by` is None where the policy of the day asks for nobody else.
    """

    asked_by: str | None = None
    approved_by: str | None = None


class _LookedUp:
    """Marks a field of a command as looked up by us, not asked by the caller."""


K = TypeVar("K")
Known = Annotated[K, _LookedUp()]
"""`known: Known[DemandLookups]`: what `decide` must know besides what was asked, in one field of a command.

One function beside the queries looks it up. `Fact.of` never copies it into a fact. A value in it that does not fit
is answered as our mistake (500), never as the caller's.
"""


C = TypeVar("C", bound=Command)
S = TypeVar("S")


@dataclass(frozen=True)
class Decider(Generic[C, S]):
    """One kind of stream.

    `commands` is the base class of the commands it answers (all its subclasses that have none themselves), or exactly the
    classes of a tuple; `stream(command)` names the stream; `initial` is the state of an empty one. `decide` returns the new
    facts (none = nothing to do) or raises a Refusal.
    `seal` is for a stream whose record is sealed by a digest. It is called after `evolve` with the fact as its row holds it: a
    digest over decoded facts would change with each new field or upcaster.
    `unrecorded` names by command what was asked only to decide and is in no fact; each other field of a command is in one.
    """

    name: str
    commands: type[C] | tuple[type[C], ...]
    stream: Callable[[C], str]
    initial: S
    decide: Callable[[C, S, datetime], Sequence[Fact]]
    evolve: Callable[[S, Fact], S]
    seal: Callable[[S, Raw], S] | None = None
    unrecorded: Mapping[type[Command], tuple[str, ...]] = field(default_factory=dict, compare=False)

    def after(self, state: S, fact: Fact, raw: Raw | None = None) -> S:
        """The state after one more fact. `raw` is what its row holds; None for a fact that is still to be stored."""
        state = self.evolve(state, fact)
        return state if self.seal is None else self.seal(state, raw or fact.raw())

    def fold(self, facts: Sequence[Fact]) -> S:
        state = self.initial
        for fact in facts:
            state = self.after(state, fact)
        return state


def answered(commands: type[Command] | tuple[type[Command], ...]) -> Iterator[type[Command]]:
    """The command classes that `Decider.commands` stands for, in the order of their definition."""
    if isinstance(commands, tuple):
        yield from commands
        return
    below = commands.__subclasses__()
    if not below:
        yield commands
    for command in below:
        yield from answered(command)


def _check_recorded(decider: Decider[Any, Any], command: type[Command]) -> None:
    looked_up = {
        name for name, field_ in command.model_fields.items() if any(isinstance(m, _LookedUp) for m in field_.metadata)
    }
    dropped, named = unrecorded(command) - looked_up, set(decider.unrecorded.get(command, ()))
    if dropped - named:
        raise TypeError(
            f"{command.__name__} asks for {', '.join(sorted(dropped - named))}, which no fact made from it has:"
            f" add it to a fact, or name it in `unrecorded` of the decider {decider.name}"
        )
    if named - dropped:
        raise TypeError(
            f"{decider.name} names {', '.join(sorted(named - dropped))} of {command.__name__} as unrecorded: it is not"
        )


class Deciders:
    """A service's deciders, found by command class or by the class's name (as stored with a deadline).

    Raises TypeError for a field of a command that no fact has and that its decider does not name as unrecorded.
    """

    def __init__(self, *deciders: Decider[Any, Any]) -> None:
        self._by_command: dict[type[Command], Decider[Any, Any]] = {}
        self._by_name: dict[str, type[Command]] = {}
        for decider in deciders:
            for command in answered(decider.commands):
                if command.__name__ in self._by_name:
                    raise ValueError(f"{command.__name__} is answered twice")
                _check_recorded(decider, command)
                self._by_command[command] = decider
                self._by_name[command.__name__] = command

    def answers(self, command: type[Command]) -> bool:
        return command in self._by_command

    def of(self, command: Command) -> Decider[Any, Any]:
        """Raises LookupError when no decider answers this command."""
        try:
            return self._by_command[type(command)]
        except KeyError:
            raise LookupError(f"no decider answers {type(command).__name__}") from None

    def command(self, name: str, data: dict[str, Any]) -> Command:
        """A stored command brought back. Raises LookupError for an unknown name."""
        try:
            cls = self._by_name[name]
        except KeyError:
            raise LookupError(f"no decider answers {name}") from None
        return cls.model_validate(data)
