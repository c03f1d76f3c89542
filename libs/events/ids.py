"""Identifiers: time-ordered, so that lists and indexes stay in order."""

from __future__ import annotations

from uuid_utils.compat import uuid7

__all__ = ["new_ref"]


def new_ref(prefix: str) -> str:
    """`W-018f...`: a prefix that tells people what it is, and a UUIDv7 (RFC 9562) in hexadecimal."""
    return f"{prefix}-{uuid7().hex}"
