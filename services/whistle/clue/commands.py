"""What may be asked about a clue. Deadlines come in computed: deciding needs no calendar."""

from pydantic import AwareDatetime

from libs.events.catalog.codes import DepartmentCode, EntityId, EvidenceRef, Kind, PlainText, Ref, Value
from libs.events.decider import Command, Known


class Receipt(Value):
    department: DepartmentCode


class Return(Receipt):
    """The body that is competent is named, so that no clue is lost (J-34)."""

    competent: DepartmentCode
    reason: PlainText


class ClueOutcome(Receipt):
    outcome: PlainText


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


class AcknowledgeClue(Receipt, ClueCommand):
    known: Known[Clock]


class ReturnClue(Return, ClueCommand):
    known: Known[Clock]


class HandleClue(ClueOutcome, ClueCommand):
    """The clue is ended by its outcome."""


class MoveClueDue(ClueCommand):
    """`due` of this stage by the arrangement of `year` as it is known now."""

    department: DepartmentCode
    stage: Kind
    due: AwareDatetime
    year: int


class PassClueDeadline(ClueCommand):
    department: DepartmentCode
    stage: Kind
