"""What may be asked about a clue. Deadlines come in computed: deciding needs no calendar."""

from __future__ import annotations

from pydantic import AwareDatetime

from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    Kind,
    PlainText,
    Ref,
    Value,
)
from libs.events.decider import Command, Known


class Clock(Value):
    """By when the next step is owed."""

    due: AwareDatetime


class ClueCommand(Command):
    clue: Ref


class ReceiveClue(ClueCommand):
    origin: Ref
    entity: EntityId
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    known: Known[Clock]


class AcknowledgeClue(ClueCommand):
    department: DepartmentCode
    known: Known[Clock]


class ReturnClue(ClueCommand):
    department: DepartmentCode
    competent: DepartmentCode
    reason: PlainText
    known: Known[Clock]


class HandleClue(ClueCommand):
    department: DepartmentCode
    outcome: PlainText


class PassClueDeadline(ClueCommand):
    department: DepartmentCode
    stage: Kind
