"""What a column of a read model can be set to, said without a function, so that PostgreSQL can compute it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = [
    "ACTOR", "ALL", "COUNT", "DAY", "ID", "NAME", "NTH", "PART", "PLACE", "POSITION", "SET", "SOURCE", "STREAM", "TIME",
    "VERSION", "All", "Count", "Envelope", "Path", "Sql", "fact", "fields", "path",
]  # fmt: skip


class Path:
    """The way from the fact, or from the part of `each`, to a value in it: `fact.content.kind`, `PART.sha256`.

    Its steps are what iterating over it gives, so that a field may have any name.
    """

    def __init__(self, *way: str) -> None:
        self.__way = way

    def __getattr__(self, step: str) -> Path:
        if step.startswith("_"):
            raise AttributeError(step)
        return Path(*self.__way, step)

    def __iter__(self) -> Iterator[str]:
        return iter(self.__way)

    def __str__(self) -> str:
        return ".".join(self.__way)

    __repr__ = __str__


@dataclass(frozen=True)
class Envelope:
    """What is known of a fact beside its data. `kind`: PostgreSQL's type of `sql`, which reads the columns `needs` of `{e}`."""

    name: str
    sql: str
    kind: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """How many parts a list of the fact has."""

    of: Path


@dataclass(frozen=True)
class All:
    """An array of one field of all parts of a list; with `distinct` each value once, in order of code points."""

    of: Path
    distinct: bool = False


class Sql:
    """An expression of PostgreSQL: `{row}` is the row as it stands, `{new}` the one value, other names the named values.

    A constant of the code, never text from a request. What is computed from the row is computed for one fact after another.
    """

    def __init__(self, text: str, *new: Any, **named: Any) -> None:
        if len(new) > 1:
            raise ValueError(f"{text!r}: one value is {{new}}; further ones are named: Sql('{{a}} + {{b}}', a=..., b=...)")
        self.text = text
        self.values: dict[str, Any] = {**({"new": new[0]} if new else {}), **named}
        unknown = set(_NAMES.findall(text)) - {"row", *self.values}
        if unknown:
            raise ValueError(f"{text!r} names {{{min(unknown)}}}, which is not given")

    @property
    def reads_the_row(self) -> bool:
        return "{row}" in self.text

    def filled(self, values: dict[str, str], row: str = "") -> str:
        """The text with its values' expressions in their places."""
        return _NAMES.sub(lambda found: row if found[1] == "row" else values[found[1]], self.text)

    def __repr__(self) -> str:
        return f"Sql({self.text!r})"


_NAMES = re.compile(r"\{(\w+)\}")

fact = Path("fact")
"""The fact itself; `fact` alone is all its data as jsonb."""
PART = Path("part")
"""The part of `each` that a row is made of."""
NAME = Path("name")
"""The part's name, where `each` is a mapping."""
TIME = Envelope("TIME", "{e}.time", "timestamp with time zone", ("time",))
DAY = Envelope("DAY", "({e}.time at time zone 'Asia/Shanghai')::date", "date", ("time",))
"""The local day on which the fact was recorded."""
VERSION = Envelope("VERSION", "{e}.version", "integer", ("version",))
POSITION = Envelope("POSITION", "{e}.position", "bigint", ("position",))
ID = Envelope("ID", "{e}.id", "uuid", ("id",))
STREAM = Envelope("STREAM", "{e}.stream", "text", ("stream",))
SOURCE = Envelope("SOURCE", "{e}.source", "text", ("source",))
PLACE = Envelope("PLACE", "split_part({e}.source, '/', 2)", "text", ("source",))
"""The jurisdiction the fact comes from."""
ACTOR = Envelope("ACTOR", "({e}.meta ->> 'actor')", "text", ("meta",))
NTH = Envelope("NTH", "({p}.nth - 1)::integer", "integer", ())
"""Where the part stands among those of its fact, from 0."""


def COUNT(of: Path | str) -> Count:  # noqa: N802 - stands among the constants
    """How many parts a list has: `COUNT("findings")`."""
    return Count(path(of))


def ALL(of: Path | str, *field: str) -> All:  # noqa: N802 - stands among the constants
    """One field of all parts as an array: `ALL("parts", "team")`. Lists in lists are joined: `ALL(fact.parts.kinds)`."""
    return All(Path(*path(of), *field))


def SET(of: Path | str, *field: str) -> All:  # noqa: N802 - stands among the constants
    """As `ALL`, each value once and in order."""
    return All(ALL(of, *field).of, distinct=True)


def path(of: Path | str) -> Path:
    """A field of the fact by its name, or the path given."""
    return of if isinstance(of, Path) else Path("fact", *of.split("."))


def fields(value: Any) -> Iterator[Path | Envelope]:
    """All that a value reads from a fact."""
    match value:
        case Path() | Envelope():
            yield value
        case Count() | All():
            yield value.of
        case Sql():
            for inner in value.values.values():
                yield from fields(inner)
        case list() | tuple():
            for inner in value:
                yield from fields(inner)
