"""Recusals and absences: on record before the draw, so that the frozen list of officers leaves them out (H-12, X-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, InspectorId
from libs.events.catalog.planning.officers import AbsenceEnded, AbsenceRecorded, RecusalLifted, RecusalRecorded
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.commands import (
    AbsenceCommand,
    EndAbsence,
    LiftRecusal,
    RecordAbsence,
    RecordRecusal,
    RecusalCommand,
)

from .refusals import AbsenceTaken, DaysCrossed, NoSuchAbsence, NoSuchRecusal, OfficerUnknown, RecusalTaken


@dataclass(frozen=True, slots=True)
class Unknown:
    """Never recorded."""


@dataclass(frozen=True, slots=True)
class Standing:
    pass


@dataclass(frozen=True, slots=True)
class Over:
    pass


State = Unknown | Standing | Over


def decide_recusal(command: RecusalCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Raises OfficerUnknown, RecusalTaken or NoSuchRecusal."""
    del now
    match command, state:
        case RecordRecusal(), Unknown():
            _must_be_listed(command.inspector, command.department, known=command.known)
            return [RecusalRecorded(**command.model_dump(exclude={"known"}))]
        case RecordRecusal(), _:
            raise RecusalTaken(field="recusal", value=command.recusal, do_en="Use a new number.", do_zh="请使用新的编号。")
        case LiftRecusal(), Standing():
            return [RecusalLifted(recusal=command.recusal, reason=command.reason)]
        case LiftRecusal(), _:
            raise NoSuchRecusal(field="recusal", value=command.recusal, do_en="Check the number.", do_zh="请核对编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def decide_absence(command: AbsenceCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Raises OfficerUnknown, DaysCrossed, AbsenceTaken or NoSuchAbsence."""
    del now
    match command, state:
        case RecordAbsence(), Unknown():
            _must_be_listed(command.inspector, command.department, known=command.known)
            if command.first_day > command.last_day:
                raise DaysCrossed(
                    field="first_day", value=command.first_day.isoformat(), do_en="Exchange the days.", do_zh="请更正起止日期。"
                )
            return [AbsenceRecorded(**command.model_dump(exclude={"known"}))]
        case RecordAbsence(), _:
            raise AbsenceTaken(field="absence", value=command.absence, do_en="Use a new number.", do_zh="请使用新的编号。")
        case EndAbsence(), Standing():
            return [AbsenceEnded(absence=command.absence, reason=command.reason)]
        case EndAbsence(), _:
            raise NoSuchAbsence(field="absence", value=command.absence, do_en="Check the number.", do_zh="请核对编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _must_be_listed(inspector: InspectorId, department: DepartmentCode, *, known: bool) -> None:
    if not known:
        raise OfficerUnknown(
            f"{inspector} is not on the list of {department}",
            f"{department} 的名录中没有 {inspector}",
            field="inspector",
            value=inspector,
            do_en="Check the officer's number and department in the registry.",
            do_zh="请在名录中核对人员编号和所属部门。",
        )


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case RecusalRecorded() | AbsenceRecorded():
            return Standing()
        case RecusalLifted() | AbsenceEnded():
            return Over()
    return state


RECUSAL: Decider[RecusalCommand, State] = Decider(
    name="recusal",
    commands=(RecordRecusal, LiftRecusal),
    stream=lambda command: f"recusal-{command.recusal}",
    initial=Unknown(),
    decide=decide_recusal,
    evolve=evolve,
)
ABSENCE: Decider[AbsenceCommand, State] = Decider(
    name="absence",
    commands=(RecordAbsence, EndAbsence),
    stream=lambda command: f"absence-{command.absence}",
    initial=Unknown(),
    decide=decide_absence,
    evolve=evolve,
)
