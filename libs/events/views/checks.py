"""Whether the tables of the read models are what their descriptions and handlers say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any

from ..fact import Fact
from .columns import Shape
from .expressions import DescriptionError, Expressions
from .table import Sql, Verb
from .values import Path

__all__ = ["check_by_hand", "shape_of", "touched"]


_NUMBERS = {"smallint", "integer", "bigint"}
_TIMES = {"date", "timestamp with time zone", "timestamp without time zone"}
_NEVER: dict[str, set[str]] = {
    "text": {*_NUMBERS, *_TIMES, "boolean", "uuid"},
    "boolean": {*_NUMBERS, *_TIMES, "numeric", "double precision", "uuid"},
    "integer": {"uuid"},
    "bigint": {"uuid"},
    "double precision": {*_NUMBERS, *_TIMES, "boolean", "uuid"},
    "date": {*_NUMBERS, "numeric", "double precision", "boolean", "uuid"},
    "timestamp with time zone": {*_NUMBERS, "numeric", "double precision", "boolean", "uuid"},
    "uuid": {*_NUMBERS, *_TIMES, "numeric", "double precision", "boolean"},
}
"""By the type of a field: the types of columns that do not read its values. Text is refused where only some of it would do."""


def shape_of(verb: Verb, fact: type[Fact], shapes: Mapping[str, Shape]) -> Shape:
    """The table a verb writes.

    Raises DescriptionError where it or a column of it is not there, a new row lacks one, or a column has another type than
    the field that it is set to.
    """
    shape = shapes.get(verb.table.name)
    where = f"{verb} on {fact.__name__}"
    if shape is None:
        raise DescriptionError(f"{where}: there is no table {verb.table.name}")
    for column in verb.columns:
        if column not in shape.columns:
            raise DescriptionError(f"{where}: table {verb.table.name} has no column {column}")
    if verb.kind == "upsert" and frozenset(verb.table.key) not in shape.keys:
        raise DescriptionError(f"{where}: {verb.table.key} is no unique key of table {verb.table.name}")
    if verb.kind in {"insert", "keep", "upsert"}:
        for name, wanted in shape.columns.items():
            if wanted.required and wanted.otherwise is None and name not in verb.given:
                raise DescriptionError(f"{where}: column {name} of table {verb.table.name} has no default and is left out")
    values = Expressions(verb, fact, shape)
    for column, value in verb.given.items():
        kind, have = shape.columns[column].kind, values.certain(value)
        if have is not None and kind in _NEVER.get(have, ()):
            said = str(value).removeprefix("named.") if isinstance(value, Path) else value.name
            raise DescriptionError(
                f"{where}: column {column} of table {verb.table.name} is {kind}, and {said} is {have}:"
                f" make the column {have}, or set it with Sql"
            )
    return shape


_WRITES = re.compile(r"(?:\binsert\s+into|(?<!for )\bupdate|\bdelete\s+from)\s+(?:only\s+)?(?!set\b|skip\b)([a-z_][\w.]*)")
_READS = re.compile(r"\b(?:from|join|using)\s+(?:only\s+|lateral\s+)?([a-z_][\w.]*)\b(?!\s*\()")


async def check_by_hand(connection: Any, handlers: Sequence[tuple[Any, type[Fact]]]) -> None:
    """The tables that handlers' statements write, as far as they are constants in the code, are there."""
    wanted: dict[str, tuple[Any, type[Fact]]] = {}
    for handler, fact in handlers:
        for text in _texts(handler)[0]:
            wanted.update(dict.fromkeys(_WRITES.findall(text), (handler, fact)))
    missing = await connection.fetch(
        "select name from unnest($1::text[]) as t(name) where to_regclass(name) is null order by name", list(wanted)
    )
    for row in missing:
        handler, fact = wanted[row["name"]]
        name = getattr(handler, "__qualname__", handler)
        raise DescriptionError(f"{name} on {fact.__name__}: there is no table {row['name']}")


def touched(handler: Any) -> frozenset[str] | None:
    """The tables that a verb or a handler writes or reads, None where its code does not say."""
    if isinstance(handler, Verb):
        texts = [value.text for value in (*handler.given.values(), handler.where) if isinstance(value, Sql)]
        return frozenset({handler.table.name}.union(*map(_READS.findall, texts)))
    found, plain = _texts(handler)
    tables = {table for text in found for table in (*_WRITES.findall(text), *_READS.findall(text))}
    return frozenset(tables) if tables and plain else None


def _texts(handler: Any) -> tuple[set[str], bool]:
    """The constant texts of a function and of the functions of its package that it names; and whether these are all it runs."""
    found: set[str] = set()
    todo, seen, plain = [inspect.unwrap(handler)], set[Any](), True
    while todo:
        function = todo.pop()
        if function in seen:
            continue
        if not isinstance(function, FunctionType):
            plain = False
            continue
        seen.add(function)
        names, texts = _constants(function.__code__)
        texts.discard(function.__doc__ or "")
        found |= texts
        root = function.__module__.partition(".")[0]
        for name in names:
            value = function.__globals__.get(name)
            if isinstance(value, str):
                found.add(value)
            elif isinstance(value, FunctionType) and value.__module__.partition(".")[0] == root:
                todo.append(value)
            elif type(value).__name__ == "Queries":
                plain = False
    return found, plain


def _constants(code: CodeType) -> tuple[set[str], set[str]]:
    """The names and the texts in a function's code."""
    names, texts = set(code.co_names), {constant for constant in code.co_consts if isinstance(constant, str)}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            more_names, more_texts = _constants(inner)
            names |= more_names
            texts |= more_texts
    return names, texts
