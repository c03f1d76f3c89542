"""Results of visits: issued, recorded from elsewhere, revoked."""

from __future__ import annotations

from datetime import date

from ...fact import Fact, Visibility
from ..codes import (
    DepartmentCode,
    Digest,
    EntityId,
    IndustryCode,
    Kind,
    Name,
    PlainText,
    Ref,
)
from .visit import PartResult


class ResultIssued(Fact, name="inspection.result-issued", visibility=Visibility.SHARED):
    """What a neighbour may recognise: who was checked for which kinds, when, with what outcome."""

    result: Ref
    visit: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    kinds: tuple[Kind, ...]
    lead: DepartmentCode
    parts: tuple[PartResult, ...]
    problems: int
    checked_on: date
    record: Digest


class ResultRecorded(Fact, name="inspection.result-recorded"):
    """A check made before or outside this system, taken over from a file; it counts for caps and for credit.

    `department`: who checked, where it is known; a superior's check excludes the entity below (L-17, H-11).
    """

    result: Ref
    entity: EntityId
    kind: Kind
    checked_on: date
    score: int | None
    problems: tuple[PlainText, ...]
    origin: Ref
    department: DepartmentCode | None = None


class RecordedResultRevoked(Fact, name="inspection.recorded-result-revoked"):
    """A result from a file counts no longer, for caps or for credit; its number is not used again. Who asked, who approved."""

    result: Ref
    entity: EntityId
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class ResultRevoked(Fact, name="inspection.result-revoked", visibility=Visibility.SHARED):
    result: Ref
    visit: Ref
    entity: EntityId
    reason: PlainText
