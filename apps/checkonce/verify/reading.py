"""Reading a published file: JSON in which no member occurs twice."""

import gc
import json
from typing import Any

import orjson

__all__ = ["canonical", "read"]


def canonical(value: Any) -> bytes:
    """RFC 8785 of a value without floating-point numbers whose member names are ASCII; raises TypeError for a lone surrogate.

    Nothing else in this format needs more than sorted names: whole numbers below 2^53 and strings are written alike.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def read(content: bytes) -> Any:
    """The parsed document. Raises ValueError (also for a member that occurs twice) or RecursionError."""
    collecting = gc.isenabled()
    # Parsing makes nothing but what stays: looking through millions of objects for cycles takes longer than making them.
    gc.disable()
    try:
        document = orjson.loads(content)
        # What a document that is read comes back as, byte for byte, can be read in no other way: no name twice, no float.
        if canonical(document) == content:
            return document
    except (ValueError, TypeError):
        pass
    finally:
        if collecting:
            gc.enable()
    return json.loads(content, object_pairs_hook=_once)


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(members)
    if len(document) < len(members):
        # One parser takes the first of two equal names and another the last: two readers would verify two documents.
        raise ValueError("a member occurs twice")
    return document
