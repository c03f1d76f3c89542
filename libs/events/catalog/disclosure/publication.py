"""Publications: due, made, overdue, corrected, withdrawn."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from ...fact import Fact, Visibility
from ..codes import DepartmentCode, Digest, EntityId, PlainText, Ref


class Subject(StrEnum):
    RESULT = "result"
    DRAW = "draw"
    PLAN = "plan"


class PublicationDue(Fact, name="disclosure.publication-due"):
    """The clock runs: whoever enforces publishes (谁执法谁公示), within 5 working days (L-27, H-14)."""

    publication: Ref
    subject: Subject
    reference: Ref
    entity: EntityId | None
    department: DepartmentCode
    occurred_on: date
    due: AwareDatetime


class PublicationDueMoved(Fact, name="disclosure.publication-due-moved"):
    """The year's holidays are known now, or were corrected: the clock ends on another day. `year`: whose arrangement it was."""

    publication: Ref
    due: AwareDatetime
    year: int


class PublicationMade(Fact, name="disclosure.publication-made", visibility=Visibility.SHARED):
    """`content` is the digest of what the public can read; `masked` names the fields kept back (B-34)."""

    publication: Ref
    subject: Subject
    reference: Ref
    entity: EntityId | None
    department: DepartmentCode
    content: Digest
    masked: tuple[str, ...]
    late: bool
    published_at: AwareDatetime


class PublicationOverdue(Fact, name="disclosure.publication-overdue"):
    publication: Ref
    department: DepartmentCode
    due: AwareDatetime


class PublicationCorrected(Fact, name="disclosure.publication-corrected", visibility=Visibility.SHARED):
    publication: Ref
    content: Digest
    reason: PlainText


class PublicationWithdrawn(Fact, name="disclosure.publication-withdrawn", visibility=Visibility.SHARED):
    publication: Ref
    reason: PlainText
