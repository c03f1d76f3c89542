"""Arrays for PostgreSQL as text.

Of each item of a list asyncpg asks whether it may be an array itself: that takes a microsecond.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar
from uuid import UUID

__all__ = ["array", "documents", "joined", "one_or_all"]

V = TypeVar("V", bound=Hashable)


def array(values: Iterable[int | UUID]) -> str:
    """As PostgreSQL writes an array; a query reads it with `$1::text::bigint[]`."""
    return "{" + ",".join(map(str, values)) + "}"


def joined(texts: Iterable[bytes]) -> str:
    """JSON documents as one text: the separator cannot be in any of them. A query reads it with `documents`."""
    return b"\x1f".join(texts).decode()


def documents(parameter: str) -> str:
    """The SQL that makes `jsonb[]` of what `joined` gave for a parameter such as `$1`."""
    return f"string_to_array({parameter}, e'\\x1f')::jsonb[]"


def one_or_all(values: list[V]) -> list[V]:
    """One for all goes over the wire once."""
    return values[:1] if len(set(values)) == 1 else values
