"""Reading a published file: JSON in which no member occurs twice."""

import json
from typing import Any

__all__ = ["read"]


def read(content: bytes) -> Any:
    """The parsed document. Raises ValueError (also for a member that occurs twice) or RecursionError."""
    return json.loads(content, object_pairs_hook=_once)


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(members)
    if len(document) < len(members):
        # One parser takes the first of two equal names and another the last: two readers would verify two documents.
        raise ValueError("a member occurs twice")
    return document
