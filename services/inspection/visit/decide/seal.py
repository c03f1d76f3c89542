"""The running digest of a visit's facts: what was on record cannot be changed afterwards without being seen.

Link n = SHA-256 over the RFC 8785 form of `{previous, type, version, data}`; the first link's `previous` is 64 zeros. Type,
version and data are those of the stored row, so that a field or an upcaster added later changes no digest.
Source: 执法全过程记录 (L-22, L-26, B-32).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import orjson
import rfc8785

from libs.events.catalog.codes import Digest
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import VisitCompleted
from libs.events.fact import Raw

GENESIS: Digest = "0" * 64


def link(previous: Digest, row: Raw) -> Digest:
    """The digest after one more row."""
    payload = {"previous": previous, "type": row.fact_type, "version": row.fact_version, "data": orjson.loads(row.json)}
    return hashlib.sha256(rfc8785.dumps(payload)).hexdigest()


@dataclass(frozen=True, slots=True)
class Audit:
    """`digests` run over each row and all before it. `sealed` was fixed at completion over the first `covered` rows; `intact`
    compares (None before).
    """

    digests: tuple[Digest, ...]
    sealed: Digest | None
    covered: int | None
    intact: bool | None


def audit(rows: Iterable[Raw]) -> Audit:
    """Whether a visit's rows still are what its completion and its result say they were."""
    digest, before, sealed, covered = GENESIS, GENESIS, None, None
    digests: list[Digest] = []
    fixed: list[Digest | None] = []
    for row in rows:
        if row.fact_type in {VisitCompleted.fact_type, ResultIssued.fact_type}:
            fixed.append(orjson.loads(row.json).get("record"))
        if row.fact_type == VisitCompleted.fact_type:
            sealed, before, covered = fixed[-1], digest, len(digests)
        digest = link(digest, row)
        digests.append(digest)
    return Audit(tuple(digests), sealed, covered, None if sealed is None else all(mark == before for mark in fixed))
