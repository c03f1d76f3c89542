"""Visits that could not be made, and entries that were refused."""

from __future__ import annotations

from enum import StrEnum

from ...fact import Fact
from ..codes import DepartmentCode, EvidenceRef, InspectorId, PlainText, Ref


class FrustrationGround(StrEnum):
    """Why nothing could be checked; the public result says so too (未发现企业、不配合检查)."""

    NOT_FOUND = "not-found"
    CLOSED = "closed"
    NOT_OPERATING = "not-operating"
    REFUSED = "refused"
    FORCE_MAJEURE = "force-majeure"


class EntryRefusal(StrEnum):
    """Why an entity lets nobody in."""

    NO_CODE = "no-code"
    """The officers showed no mandate that its check says is valid."""
    WRONG_TEAM = "wrong-team"
    """Somebody else came than the mandate names."""
    OTHER = "other"


class EntryRefused(Fact, name="inspection.entry-refused"):
    """The entity let nobody in. `why`: its ground; `words`: what it says."""

    visit: Ref
    why: EntryRefusal
    words: PlainText | None = None


class VisitFrustrated(Fact, name="inspection.visit-frustrated"):
    """Officers came and could check nothing. `ground`: why; `officers`: who noted it, with `evidence` that shows it."""

    visit: Ref
    department: DepartmentCode
    ground: FrustrationGround
    officers: tuple[InspectorId, ...]
    evidence: tuple[EvidenceRef, ...]
    reason: PlainText
