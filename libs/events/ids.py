"""Identifiers of what has none yet."""

from __future__ import annotations

from uuid import uuid4

__all__ = ["new_ref"]


def new_ref(prefix: str) -> str:
    """`W-9b1d...`: a prefix that tells people what it is, and a random UUID in hexadecimal.

    It tells no time: whoever was seen when something was begun would be found by its number.
    """
    return f"{prefix}-{uuid4().hex}"
