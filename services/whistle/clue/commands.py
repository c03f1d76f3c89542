"""What may be asked about a clue. Deadlines come in computed, so that deciding needs no calendar."""

from __future__ import annotations

from pydantic import AwareDatetime

from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    Kind,
    PlainText,
    Ref,
)
from libs.events.decider import Command


class ClueCommand(Command):
    clue: Ref


class ReceiveClue(ClueCommand):
    origin: Ref
    entity: EntityId
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    acknowledge_by: AwareDatetime


class AcknowledgeClue(ClueCommand):
    department: DepartmentCode
    handle_by: AwareDatetime


class ReturnClue(ClueCommand):
    department: DepartmentCode
    competent: DepartmentCode
    reason: PlainText
    acknowledge_by: AwareDatetime


class HandleClue(ClueCommand):
    department: DepartmentCode
    outcome: PlainText


class PassClueDeadline(ClueCommand):
    department: DepartmentCode
    stage: Kind
