"""A clue about a breach in somebody else's field."""

from __future__ import annotations

from pydantic import AwareDatetime

from ...fact import Fact
from ..codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    Kind,
    PlainText,
    Ref,
)


class ClueReceived(Fact, name="whistle.clue-received"):
    clue: Ref
    origin: Ref
    entity: EntityId
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...]
    acknowledge_by: AwareDatetime


class ClueAcknowledged(Fact, name="whistle.clue-acknowledged"):
    clue: Ref
    department: DepartmentCode
    late: bool
    handle_by: AwareDatetime


class ClueReturned(Fact, name="whistle.clue-returned"):
    """Not competent; the body that is must be named, so that no clue is lost (J-34)."""

    clue: Ref
    department: DepartmentCode
    competent: DepartmentCode
    reason: PlainText
    acknowledge_by: AwareDatetime


class ClueDueMoved(Fact, name="whistle.clue-due-moved"):
    """The year's holidays are known now, or were corrected: what is owed at this `stage` is owed until another day. `year`:
    whose arrangement it was.
    """

    clue: Ref
    department: DepartmentCode
    stage: Kind
    due: AwareDatetime
    year: int


class ClueHandled(Fact, name="whistle.clue-handled"):
    clue: Ref
    department: DepartmentCode
    outcome: PlainText
    late: bool


class ClueOverdue(Fact, name="whistle.clue-overdue"):
    """`stage` is what was not done in time: acknowledge or handle."""

    clue: Ref
    department: DepartmentCode
    stage: Kind
    due: AwareDatetime
