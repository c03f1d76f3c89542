"""Reading a published file: UTF-8 JSON in which no member occurs twice and every number is whole, in plain digits."""

import json
import re
from typing import Any

__all__ = ["read"]

_WHOLE = re.compile(r"[0-9]+")


def read(content: bytes) -> Any:
    """The parsed document. Raises ValueError (for whatever two parsers could read as two documents) or RecursionError."""
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
