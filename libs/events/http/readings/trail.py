"""Which reads are put on record, and what of them: a marking beside the roles and scopes of an access table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["ABOUT", "INTERNAL", "PERSONAL", "Trail"]

PERSONAL: Final = "personal"
"""Data of natural persons."""
INTERNAL: Final = "internal"
"""What is not for everybody."""

ABOUT: Final = "checkonce.about"
"""In a request's scope: a dict in which a route says the `entity` or `person` that its answer is about."""

Read = Callable[[str], str]


def _nothing(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Trail:
    """`kind` of the data. `persons` and `entities`: parameters of path or query that name whom an answer is about, each with
    the function that reads its value as it is kept. `told` gives what may be kept of a purpose: nothing, unless the application
    says what in it is nobody's name.
    """

    kind: str
    persons: Mapping[str, Read] = field(default_factory=dict, hash=False)
    entities: Mapping[str, Read] = field(default_factory=dict, hash=False)
    told: Read = _nothing
