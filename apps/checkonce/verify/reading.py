"""Reading a published file: UTF-8 JSON in which no member occurs twice and every number is whole, in plain digits."""

import gc
import json
import re
from typing import Any

import orjson

__all__ = ["canonical", "read"]

_WHOLE = re.compile(r"[0-9]+")


def canonical(value: Any) -> bytes:
    """RFC 8785 of a value without floating-point numbers whose member names are ASCII; raises TypeError for a lone surrogate.

    Nothing else in this format needs more than sorted names: whole numbers below 2^53 and strings are written alike.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def read(content: bytes) -> Any:
    """The parsed document. Raises ValueError (for whatever two parsers could read as two documents) or RecursionError."""
    collecting = gc.isenabled()
    # Parsing makes nothing but what stays: looking through millions of objects for cycles takes longer than making them.
    gc.disable()
    try:
        document = orjson.loads(content)
        # What comes back as it was, byte for byte, can be read in no other way but for numbers, which the shapes look at.
        if canonical(document) == content:
            return document
    except (ValueError, TypeError):
        pass
    finally:
        if collecting:
            gc.enable()
    # Decoded here: json.loads would also take UTF-16, UTF-32 and a byte order mark.
    return json.loads(
        content.decode("utf-8"), object_pairs_hook=_once, parse_float=_whole, parse_int=_whole, parse_constant=_whole
    )


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(members)
    if len(document) < len(members):
        # One parser takes the first of two equal names and another the last: two readers would verify two documents.
        raise ValueError("a member occurs twice")
    return document


def _whole(written: str) -> int:
    # 1.0, 1e0 and -0 are one number to some parsers and another to others.
    if not _WHOLE.fullmatch(written):
        raise ValueError(f"{written:.40} is not a whole number in plain digits")
    return int(written)
