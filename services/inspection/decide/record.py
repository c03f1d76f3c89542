"""The running digest of a visit's facts: what was on record cannot be changed afterwards without being seen.

Link n = SHA-256 over the RFC 8785 form of `{previous, type, version, data}`; the first link's `previous` is 64 zeros. Type,
version and data are those of the stored row, so that a field or an upcaster added later changes no digest.
Source: 执法全过程记录 (L-22, L-26, B-32).
"""

from __future__ import annotations

import hashlib

import orjson
import rfc8785

from libs.events.catalog.codes import Digest
from libs.events.fact import Raw

GENESIS: Digest = "0" * 64


def link(previous: Digest, row: Raw) -> Digest:
    """The digest after one more row."""
    payload = {"previous": previous, "type": row.fact_type, "version": row.fact_version, "data": orjson.loads(row.json)}
    return hashlib.sha256(rfc8785.dumps(payload)).hexdigest()
