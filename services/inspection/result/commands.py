"""What may be asked of a result from elsewhere."""

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, EntityId, Kind, PlainText, Ref
from libs.events.decider import Command, Countersigned

Score = Annotated[int, Field(ge=0, le=100)]


class ResultCommand(Command):
    result: Ref


class RecordResult(ResultCommand):
    """A check made before or outside this system. `score` 0-100 and `department` where the origin gives them.

    `department` may be a superior's, which the registry need not list (L-17, H-11).
    """

    entity: EntityId
    kind: Kind
    checked_on: date
    score: Score | None
    problems: tuple[PlainText, ...]
    origin: Ref
    department: DepartmentCode | None = None


class RevokeRecorded(Countersigned, ResultCommand):
    reason: PlainText
