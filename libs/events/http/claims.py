"""Claims of a verified token as sets of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["words_of"]


def words_of(token: Mapping[str, Any], claim: str) -> frozenset[str]:
    """A claim that is a list of strings, or one string of words; empty where it is absent or something different."""
    value = token.get(claim)
    if isinstance(value, str):
        return frozenset(value.split())
    return frozenset(str(item) for item in value) if isinstance(value, list) else frozenset()
