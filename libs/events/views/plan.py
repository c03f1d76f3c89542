"""How each table of the read models is rebuilt: inside PostgreSQL, or fact by fact in Python, and why.

A table that only verbs write is computed from all stored facts in one go. Where a handler by hand takes part, the streams that
hold one of its facts go through Python whole, so that order within a stream is kept, and the others are computed. What cannot
be computed at all goes through Python with all facts of its types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..fact import Fact
from .checks import touched
from .columns import Shape
from .table import Sql, Verb
from .values import Envelope
from .views import Handler, Views

__all__ = ["Group", "Plan", "Use", "plan"]


class Use(NamedTuple):
    """What a class of facts, of this place or of a neighbour, does to a table; `nth` of all that the class does."""

    fact: type[Fact]
    verb: Verb
    home: bool
    nth: int

    @property
    def natural(self) -> bool:
        """Each fact has a row of its own: the key names the fact."""
        named = {value.name for column in self.verb.table.key if isinstance(value := self.verb.given[column], Envelope)}
        return self.verb.each is None and {"SOURCE", "POSITION"} <= named


@dataclass
class Group:
    """Tables that belong together because a handler touches several of them. `why`: the reason it is all done in Python."""

    tables: set[str]
    uses: list[Use] = field(default_factory=list)
    by_hand: list[tuple[type[Fact], bool]] = field(default_factory=list)
    why: str | None = None

    @property
    def facts(self) -> set[tuple[type[Fact], bool]]:
        """Classes that touch a table of these, with whether they are this place's."""
        return {(use.fact, use.home) for use in self.uses} | set(self.by_hand)

    def of(self, table: str) -> list[Use]:
        return [use for use in self.uses if use.verb.table.name == table]


@dataclass
class Plan:
    groups: list[Group]

    @property
    def computed(self) -> list[Group]:
        """Only verbs: all facts are computed."""
        return [group for group in self.groups if group.why is None and not group.by_hand]

    @property
    def split(self) -> list[Group]:
        """Streams with a fact that is handled by hand go through Python, the others are computed."""
        return [group for group in self.groups if group.why is None and group.by_hand]

    @property
    def python(self) -> list[Group]:
        return [group for group in self.groups if group.why is not None]

    @property
    def read(self) -> set[type[Fact]]:
        """The classes whose stored data the statements read."""
        return {use.fact for group in (*self.computed, *self.split) for use in group.uses}

    def separate(self, kinds: Mapping[str, Iterable[str]]) -> None:
        """Tables that are split must be written from one kind of stream (`visit-...` of one service). `kinds`: by fact type."""
        for group in self.split:
            found = sorted({kind for fact, _ in group.facts for kind in kinds.get(fact.fact_type, ())})
            if len(found) > 1:
                group.why = f"a handler by hand takes part and facts come from several kinds of streams: {', '.join(found)}"

    def give_up(self, table: str, why: str) -> None:
        """A table, and those that belong to it, goes through Python."""
        for group in self.groups:
            if table in group.tables:
                group.why = why


def plan(views: Views, shapes: Mapping[str, Shape]) -> Plan:
    """What is done with each table that a handler touches."""
    groups: list[Group] = []
    for fact, handler, home, nth in _all(views):
        tables = touched(handler)
        if tables is None:
            tables, opaque = frozenset(shapes), f"what {_name(handler)} touches is not known"
        else:
            opaque = None
        if not tables:
            continue
        mine = Group(set(tables), why=opaque)
        for other in [group for group in groups if group.tables & mine.tables]:
            groups.remove(other)
            mine = Group(
                mine.tables | other.tables, mine.uses + other.uses, mine.by_hand + other.by_hand, mine.why or other.why
            )
        if isinstance(handler, Verb):
            mine.uses.append(Use(fact, handler, home, nth))
        else:
            mine.by_hand.append((fact, home))
        groups.append(mine)
    for group in groups:
        group.why = group.why or _why_not(group, shapes)
    return Plan(sorted(groups, key=lambda group: min(group.tables)))


def _all(views: Views) -> Iterator[tuple[type[Fact], Handler | Verb, bool, int]]:
    for home in (True, False):
        for fact, handlers in views.handlers(home=home).items():
            for nth, handler in enumerate(handlers):
                yield fact, handler, home, nth


def _name(handler: Handler | Verb) -> str:
    return str(getattr(handler, "__qualname__", handler))


def _why_not(group: Group, shapes: Mapping[str, Shape]) -> str | None:
    if not group.uses:
        return "by hand"
    for use in group.uses:
        beside = (touched(use.verb) or frozenset()) - {use.verb.table.name}
        if beside:
            return f"{use.verb} reads {min(beside)}"
    return next((why for table in sorted(group.tables) if (why := _one_table(table, group.of(table), shapes.get(table)))), None)


def _one_table(table: str, uses: Sequence[Use], shape: Shape | None) -> str | None:
    """Why a table's rows cannot be put together from their facts one key after another."""
    if not uses or shape is None or {use.verb.kind for use in uses} == {"insert"}:
        return None
    keys = {use.verb.table.key for use in uses}
    if len(keys) > 1:
        return f"rows of {table} are found by {' and by '.join(sorted(', '.join(key) for key in keys))}"
    key = frozenset(keys.pop())
    if key not in shape.keys:
        return f"{', '.join(sorted(key))} is no unique key of {table}"
    if any(not shape.columns[column].required for column in key):
        return f"the key of {table} may be null"
    if len(set(shape.keys)) > 1 and any(use.verb.kind in {"keep", "upsert"} for use in uses):
        return f"{table} has a second unique key"
    return None


def reads_the_row(value: object) -> bool:
    """Whether a value is computed from the row as it stands."""
    return isinstance(value, Sql) and value.reads_the_row
