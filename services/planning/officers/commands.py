"""What may be asked about officers whom the draw must leave out: recusals from an entity, days of absence."""

from datetime import date

from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, PlainText, Ref, Value
from libs.events.catalog.planning.officers import RecusalGround
from libs.events.decider import Command, Known


class OnList(Value):
    """Whether the inspector is on the list of the department."""

    listed: bool


class OnLists(OnList):
    """Also whether the entity is on the register's list, as far as it has come here."""

    entity_listed: bool


class RecusalCommand(Command):
    recusal: Ref


class NewRecusal(RecusalCommand):
    inspector: InspectorId
    entity: EntityId
    department: DepartmentCode
    ground: RecusalGround


class RecordRecusal(NewRecusal):
    known: Known[OnLists]


class LiftRecusal(RecusalCommand):
    reason: PlainText


class AbsenceCommand(Command):
    absence: Ref


class NewAbsence(AbsenceCommand):
    """First and last local day, both included."""

    inspector: InspectorId
    department: DepartmentCode
    first_day: date
    last_day: date


class RecordAbsence(NewAbsence):
    known: Known[OnList]


class EndAbsence(AbsenceCommand):
    reason: PlainText
