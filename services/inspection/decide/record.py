"""The running digest of a visit's facts: what was on record cannot be changed afterwards without being seen.

Link n = SHA-256 over the RFC 8785 form of `{previous, type, version, data}`; the first link's `previous` is 64 zeros.
Source: 执法全过程记录 (L-22, L-26, B-32).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from libs.events.catalog.codes import Digest
from libs.events.fact import Fact

__all__ = ["GENESIS", "link", "seal"]

GENESIS: Digest = "0" * 64


def link(previous: Digest, fact_type: str, version: int, data: Mapping[str, Any]) -> Digest:
    """The digest after one more fact, from its stored name, version and JSON data."""
    payload: dict[str, Any] = {"previous": previous, "type": fact_type, "version": version, "data": dict(data)}
    return hashlib.sha256(rfc8785.dumps(payload)).hexdigest()


def seal(previous: Digest, fact: Fact) -> Digest:
    """The digest after one more fact."""
    return link(previous, fact.fact_type, fact.fact_version, fact.model_dump(mode="json"))
