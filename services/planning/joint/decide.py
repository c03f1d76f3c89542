"""A joint visit of departments that a whistle has called (J-13, L-41): planned once, with whoever can come.

It needs no consent and no days beforehand: the township's call and the departments' report are the mechanism that L-41 provides
for, and ground O7 lifts the caps. It counts as any other visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.events.catalog.planning import joint as f
from libs.events.catalog.planning.visit import Origin
from libs.events.catalog.registry.items import Method
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.visit import commands as visit_commands

from . import commands as c


@dataclass(frozen=True, slots=True)
class Unasked:
    """Nobody has asked under this number."""


@dataclass(frozen=True, slots=True)
class Answered:
    pass


State = Unasked | Answered

planned = f.JointVisitPlanned.of(c.AnswerAsk, "visit", "departments", "left_out")
declined = f.JointVisitDeclined.of(c.AnswerAsk, "left_out")


def visit_number(ask: str) -> str:
    """Of the visit that was asked for. Neither a draw's, a filing's nor an entry's is numbered so."""
    return f"{ask}-J"


def decide(command: c.JointCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to; nobody is there to be refused."""
    del now
    assert isinstance(command, c.AnswerAsk)  # noqa: S101 - the only one
    if isinstance(state, Answered):
        return []
    coming, left_out = _coming(command), _left_out(command)
    if not coming:
        return [declined(command, left_out=left_out)]
    departments = tuple(each.department for each in coming)
    answer = planned(command, visit=visit_number(command.ask), departments=departments, left_out=left_out)
    confided = _confided(command, coming)
    return [f.JointVisitPlannedInConfidence.like(answer) if confided else answer]


def _coming(command: c.AnswerAsk) -> list[c.Able]:
    return [] if command.known.place is None else [each for each in command.known.able if each.part is not None]


def _confided(command: c.AnswerAsk, coming: Sequence[c.Able]) -> bool:
    """What cannot wait is told: officers are at the door by then."""
    return not command.emergency and any(each.unannounced for each in coming)


def _left_out(command: c.AnswerAsk) -> tuple[f.LeftOut, ...]:
    if command.known.place is None:
        return tuple(f.LeftOut(department=each, why=f.WhyLeftOut.ENTITY) for each in command.departments)
    return tuple(
        f.LeftOut(department=each.department, why=each.why or f.WhyLeftOut.OFFICERS)
        for each in command.known.able
        if each.part is None
    )


def visit_of(command: c.AnswerAsk) -> visit_commands.PlanVisit | None:
    """The visit that follows from the answer; None where nobody can come. Who asked leads, if it comes."""
    coming, place = _coming(command), command.known.place
    if not coming or place is None:
        return None
    parts = tuple(each.part for each in coming if each.part is not None)
    there = [part.department for part in parts]
    confided = _confided(command, coming)
    return visit_commands.PlanVisit(
        visit=visit_number(command.ask),
        draw=command.ask,
        entity=command.entity,
        entity_name=place.name,
        industries=place.industries,
        township=place.township,
        lead=command.lead if command.lead in there else there[0],
        parts=parts,
        method=Method.ONSITE,
        notice_forbidden=confided,
        window_from=command.on,
        window_to=command.on + timedelta(days=command.known.window_days),
        origin=Origin.WHISTLE,
        cause=command.whistle,
        unannounced=tuple(each.department for each in coming if each.unannounced) if confided else (),
    )


def evolve(state: State, fact: Fact) -> State:
    return Answered() if isinstance(fact, f.JointVisitPlanned | f.JointVisitDeclined) else state


JOINT: Decider[c.JointCommand, State] = Decider(
    name="joint",
    commands=c.AnswerAsk,
    stream=lambda command: f"joint-{command.ask}",
    initial=Unasked(),
    decide=decide,
    evolve=evolve,
    # The visit holds them.
    unrecorded={c.AnswerAsk: ("lead", "items", "on", "emergency")},
)
