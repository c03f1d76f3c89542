"""Recusals and absences: on record before the draw, so that the frozen list of officers leaves them out (H-12, X-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.planning import officers as f
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r


@dataclass(frozen=True, slots=True)
class Unknown:
    """Never recorded."""


@dataclass(frozen=True, slots=True)
class InForce:
    pass


@dataclass(frozen=True, slots=True)
class Over:
    pass


State = Unknown | InForce | Over

recused = f.RecusalRecorded.of(c.RecordRecusal)
lifted = f.RecusalLifted.of(c.LiftRecusal)
absent = f.AbsenceRecorded.of(c.RecordAbsence)
ended = f.AbsenceEnded.of(c.EndAbsence)


def decide_recusal(command: c.RecusalCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Raises OfficerUnknown, RecusalTaken or NoSuchRecusal."""
    del now
    match command, state:
        case c.RecordRecusal(), Unknown():
            _must_be_listed(command)
            return [recused(command)]
        case c.RecordRecusal(), _:
            raise r.RecusalTaken(field="recusal", value=command.recusal, do_en="Use a new number.", do_zh="请使用新的编号。")
        case c.LiftRecusal(), InForce():
            return [lifted(command)]
        case c.LiftRecusal(), _:
            raise r.NoSuchRecusal(field="recusal", value=command.recusal, do_en="Check the number.", do_zh="请核对编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def decide_absence(command: c.AbsenceCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Raises OfficerUnknown, DaysCrossed, AbsenceTaken or NoSuchAbsence."""
    del now
    match command, state:
        case c.RecordAbsence(), Unknown():
            _must_be_listed(command)
            if command.first_day > command.last_day:
                raise r.DaysCrossed(
                    field="first_day", value=command.first_day.isoformat(), do_en="Exchange the days.", do_zh="请更正起止日期。"
                )
            return [absent(command)]
        case c.RecordAbsence(), _:
            raise r.AbsenceTaken(field="absence", value=command.absence, do_en="Use a new number.", do_zh="请使用新的编号。")
        case c.EndAbsence(), InForce():
            return [ended(command)]
        case c.EndAbsence(), _:
            raise r.NoSuchAbsence(field="absence", value=command.absence, do_en="Check the number.", do_zh="请核对编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _must_be_listed(command: c.RecordRecusal | c.RecordAbsence) -> None:
    inspector, department = command.inspector, command.department
    if not command.known.listed:
        raise r.OfficerUnknown(
            f"{inspector} is not on the list of {department}",
            f"{department} 的名录中没有 {inspector}",
            field="inspector",
            value=inspector,
            do_en="Check the officer's number and department in the registry.",
            do_zh="请在名录中核对人员编号和所属部门。",
        )


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case f.RecusalRecorded() | f.AbsenceRecorded():
            return InForce()
        case f.RecusalLifted() | f.AbsenceEnded():
            return Over()
    return state


RECUSAL: Decider[c.RecusalCommand, State] = Decider(
    name="recusal",
    commands=c.RecusalCommand,
    stream=lambda command: f"recusal-{command.recusal}",
    initial=Unknown(),
    decide=decide_recusal,
    evolve=evolve,
)
ABSENCE: Decider[c.AbsenceCommand, State] = Decider(
    name="absence",
    commands=c.AbsenceCommand,
    stream=lambda command: f"absence-{command.absence}",
    initial=Unknown(),
    decide=decide_absence,
    evolve=evolve,
)
