"""What may be asked about officers whom the draw must leave out: recusals from an entity, days of absence."""

from __future__ import annotations

from datetime import date

from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, PlainText, Ref
from libs.events.catalog.planning.officers import RecusalGround
from libs.events.decider import Command


class RecusalCommand(Command):
    recusal: Ref


class RecordRecusal(RecusalCommand):
    """`known`: the inspector is on the list of `department`."""

    inspector: InspectorId
    entity: EntityId
    department: DepartmentCode
    ground: RecusalGround
    known: bool


class LiftRecusal(RecusalCommand):
    reason: PlainText


class AbsenceCommand(Command):
    absence: Ref


class RecordAbsence(AbsenceCommand):
    """First and last local day, both included. `known` as for a recusal."""

    inspector: InspectorId
    department: DepartmentCode
    first_day: date
    last_day: date
    known: bool


class EndAbsence(AbsenceCommand):
    reason: PlainText
