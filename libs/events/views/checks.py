"""Whether the tables of the read models are what their descriptions and handlers say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Any

from ..fact import Fact
from .columns import Shape
from .expressions import DescriptionError
from .table import Verb

__all__ = ["check_by_hand", "shape_of"]


def shape_of(verb: Verb, fact: type[Fact], shapes: Mapping[str, Shape]) -> Shape:
    """The table a verb writes. Raises DescriptionError where it or a column of it is not there, or a new row lacks one."""
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
    return shape


_WRITES = re.compile(r"(?:\binsert\s+into|(?<!for )\bupdate|\bdelete\s+from)\s+(?:only\s+)?(?!set\b|skip\b)([a-z_][\w.]*)")


async def check_by_hand(connection: Any, handler: Any, fact: type[Fact]) -> None:
    """The tables that a handler's statements write, as far as they are constants in its code, are there."""
    for table in sorted(_written(handler)):
        if await connection.fetchval("select to_regclass($1)", table) is None:
            raise DescriptionError(f"{getattr(handler, '__qualname__', handler)} on {fact.__name__}: there is no table {table}")


def _written(handler: Any) -> set[str]:
    """Tables in the constants of a function and of the functions and texts of its module that it names."""
    found: set[str] = set()
    todo, seen = [inspect.unwrap(handler)], set()
    while todo:
        function = todo.pop()
        if not isinstance(function, FunctionType) or function in seen:
            continue
        seen.add(function)
        names, texts = _constants(function.__code__)
        texts.discard(function.__doc__ or "")
        for name in names:
            value = function.__globals__.get(name)
            if isinstance(value, str):
                texts.add(value)
            elif isinstance(value, FunctionType) and value.__module__ == function.__module__:
                todo.append(value)
        found.update(table for text in texts for table in _WRITES.findall(text))
    return found


def _constants(code: CodeType) -> tuple[set[str], set[str]]:
    names, texts = set(code.co_names), {constant for constant in code.co_consts if isinstance(constant, str)}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            more_names, more_texts = _constants(inner)
            names |= more_names
            texts |= more_texts
    return names, texts
