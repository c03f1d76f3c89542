"""Recusals and absences: on record before the draw, so that the frozen list of officers leaves them out (H-12, X-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.planning import officers as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

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
    """Raises OfficerUnknown, EntityUnknown, RecusalTaken or NoSuchRecusal."""
    del now
    match command, state:
        case c.RecordRecusal(), Unknown():
            _must_be_listed(command)
            if not command.known.entity_listed:
                raise r.EntityUnknown(entity=command.entity)
            return [recused(command)]
        case c.RecordRecusal(), _:
            raise r.RecusalTaken(recusal=command.recusal)
        case c.LiftRecusal(), InForce():
            return [lifted(command)]
        case c.LiftRecusal(), _:
            raise r.NoSuchRecusal(recusal=command.recusal)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def decide_absence(command: c.AbsenceCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Raises OfficerUnknown, DaysCrossed, BeginsTooLate, AbsenceTaken or NoSuchAbsence."""
    match command, state:
        case c.RecordAbsence(), Unknown():
            _must_be_listed(command)
            if command.first_day > command.last_day:
                raise r.DaysCrossed(first_day=command.first_day)
            check_ahead(command.last_day, now, "last_day")
            return [absent(command)]
        case c.RecordAbsence(), _:
            raise r.AbsenceTaken(absence=command.absence)
        case c.EndAbsence(), InForce():
            return [ended(command)]
        case c.EndAbsence(), _:
            raise r.NoSuchAbsence(absence=command.absence)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _must_be_listed(command: c.RecordRecusal | c.RecordAbsence) -> None:
    inspector, department = command.inspector, command.department
    if not command.known.listed:
        raise r.OfficerUnknown(inspector=inspector, department=department)


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
