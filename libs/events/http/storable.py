"""What the database cannot hold is refused before anything is done with it, in the same way on every route.

PostgreSQL keeps no NUL and no half of a surrogate pair in text or jsonb, and no integer beyond 64 bits; those are looked for in
each request. What only one column cannot hold (a number too large for it, a text too long for its index) is found when the
database refuses it, which undoes the transaction: `refused_parts` then says which part of the request it was.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import asyncpg
from fastapi import Request

__all__ = ["BODY", "Unstorable", "UnstorableError", "refused_parts", "storable", "suspect"]

BODY = "checkonce.body"
"""Where in the request's scope its body is, for who must say what is wrong with it."""
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\xed[\xa0-\xbf]|\x00|[0-9]{19}|[0-9.][eE]\+?[0-9]{3}|NaN|Infinity")
_NUL_OR_HALF = re.compile("[\0\ud800-\udfff]")
_LARGEST = {"smallint": 2**15, "int16": 2**15, "integer": 2**31, "int32": 2**31}
_INDEXED = 2600
"""Bytes of a text that fit into an index of PostgreSQL, with what stands beside them (a third of a page)."""


class Unstorable(NamedTuple):
    """A part of the request, named as in other problems (`body.items.0.code`), and why it cannot be stored."""

    field: str
    value: Any
    rule: str
    rule_zh: str


class UnstorableError(Exception):
    """422: nothing was written."""

    def __init__(self, parts: list[Unstorable]) -> None:
        super().__init__("; ".join(f"{part.field}: {part.rule}" for part in parts))
        self.parts = parts


Why = Callable[[Any], tuple[str, str] | None]


def suspect(scope: Any, body: bytes) -> bool:
    """Whether a closer look at the request is worth while."""
    return _SUSPECT.search(body) is not None or "\0" in scope["path"]


async def storable(request: Request) -> None:
    """Dependency of every route: the body has been read when it is called. Raises UnstorableError."""
    scope, body = request.scope, getattr(request, "_body", b"")
    scope[BODY] = body
    parts = list(_within("path", scope["path_params"], _why))
    if b"%00" in scope["query_string"]:
        parts += _within("query", dict(request.query_params), _why)
    # FastAPI keeps what it has read of a body that is JSON; other bodies are files, which are looked at row by row.
    if hasattr(request, "_json") and _SUSPECT.search(body):
        parts += _within("body", request._json, _why)  # noqa: SLF001 - as above
    if parts:
        raise UnstorableError(parts)


def refused_parts(request: Request, error: asyncpg.PostgresError | Exception) -> list[Unstorable]:
    """The parts of the request that the database may have meant. Empty where it cannot have been the request's."""
    found: list[Unstorable] = []
    for where, document in (("path", request.path_params), ("query", dict(request.query_params)), ("body", _body(request))):
        found += _within(where, document, _why_refused(str(error)))
    return found


def _body(request: Request) -> Any:
    try:
        return json.loads(request.scope.get(BODY) or b"null")
    except (ValueError, RecursionError):
        return None


def _why(value: Any) -> tuple[str, str] | None:
    """What no column of any table can hold."""
    if isinstance(value, str):
        found = _NUL_OR_HALF.search(value)
        if found is None:
            return None
        if found[0] == "\0":
            return "holds a NUL character, which cannot be stored", "含有空字符 (NUL),无法保存"
        mark = f"U+{ord(found[0]):04X}"
        return f"holds half a surrogate pair ({mark}), which is no character", f"含有半个代理对 ({mark}),不是字符,无法保存"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "is an integer beyond 64 bits", "整数超出 64 位范围"
    if isinstance(value, float) and not math.isfinite(value):
        return "is not a finite number", "不是有限的数"
    return None


def _why_refused(said: str) -> Why:
    largest = next((limit for kind, limit in _LARGEST.items() if kind in said), 2**63)

    def why(value: Any) -> tuple[str, str] | None:
        if isinstance(value, str) and len(value.encode("utf-8", "replace")) > _INDEXED:
            return "is too long to be stored here", "过长,无法保存"
        number = _number(value)
        if number is not None and not -largest <= number < largest:
            return "is larger than what is stored here", "超出可保存的范围"
        return _why(value)

    return why


def _number(value: Any) -> int | float | None:
    """The number that a value is; in a path and a query all are texts."""
    if isinstance(value, str):
        return int(value) if len(value) < 400 and re.fullmatch(r"-?[0-9]+", value) else None
    return value if isinstance(value, (int, float)) else None


def _within(field: str, value: Any, why: Why) -> Iterator[Unstorable]:
    """All parts of a document that `why` has something against, names in it too."""
    found = why(value)
    if found is not None:
        yield Unstorable(field, value, *found)
    if isinstance(value, dict):
        for name, inner in value.items():
            said = why(name)
            if said is not None:
                yield Unstorable(field, name, *said)
            else:
                yield from _within(f"{field}.{name}", inner, why)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _within(f"{field}.{number}", inner, why)
