"""An objection: lodged, taken on or not, decided point by point by officers who were not there, told.

Rules: L-27, L-52; B-33 (whoever acted answers).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from libs.events.calendar import local_day, may_move
from libs.events.catalog.inspection import objection as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

ADMIT: Final = "objection-admit"
DECIDE: Final = "objection-decide"

lodged = f.ObjectionLodged.of(c.LodgeObjection, "admit_by")
accepted = f.ObjectionAccepted.of(c.AcceptObjection, "decide_by")
inadmissible = f.ObjectionInadmissible.of(c.RejectObjection, "decided_on")
decided = f.ObjectionDecided.of(
    c.DecideObjection, "about", "reference", "visit", "entity", "department", "outcome", "decided_on"
)
told = f.ObjectionTold.of(c.TellObjection)
withdrawn = f.ObjectionWithdrawn.of(c.WithdrawObjection)
moved = f.ObjectionDueMoved.of(c.MoveObjectionDue)


@dataclass(frozen=True, slots=True)
class Unlodged:
    pass


@dataclass(frozen=True, slots=True)
class Open:
    """`stage` is what the department owes next, until `due`."""

    lodged: f.ObjectionLodged
    stage: str
    due: datetime
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """Decided or not taken on, `on` that day; the entity is to be told."""

    lodged: f.ObjectionLodged
    on: date


@dataclass(frozen=True, slots=True)
class Over:
    lodged: f.ObjectionLodged


State = Unlodged | Open | Answered | Over


def decide(command: c.ObjectionCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. A time that has passed is on record before what came after it."""
    match command, state:
        case c.LodgeObjection(), Unlodged():
            return [_lodged(command)]
        case c.LodgeObjection(), Open(lodged=held) | Answered(lodged=held) | Over(lodged=held):
            if lodged(command, admit_by=held.admit_by) != held:
                raise r.ObjectionTaken(objection=command.objection)
            return []
        case _, Unlodged():
            raise r.NoSuchObjection(objection=command.objection)
        case c.PassObjectionDeadline(stage=stage), Open(stage=owed) if stage == owed:
            return _passed(state, now)
        case c.PassObjectionDeadline(), _:
            return []
        case c.MoveObjectionDue(stage=stage, due=later), Open(stage=owed, due=due, overdue=False) if stage == owed and may_move(
            due, later, now
        ):
            return [moved(command)]
        case c.MoveObjectionDue(), _:
            return []
        case _, Over():
            raise r.ObjectionOver(objection=command.objection)
        case c.TellObjection(on=on), Answered(on=decided_on):
            today = local_day(now)
            if not decided_on <= on <= today:
                raise r.ToldBefore(on=on, decided=decided_on, today=today)
            return [told(command)]
        case c.TellObjection(), _:
            raise r.NothingToTell(objection=command.objection)
        case _, Answered():
            raise r.ObjectionAnswered(objection=command.objection)
        case c.WithdrawObjection(), Open():
            return [*_passed(state, now), withdrawn(command)]
        case c.AcceptObjection(), Open(stage="objection-admit"):
            return [*_passed(state, now), accepted(command, decide_by=command.known.decide_by)]
        case c.AcceptObjection(), Open():
            return []
        case c.RejectObjection(), Open(stage="objection-admit"):
            return [*_passed(state, now), inadmissible(command, decided_on=local_day(now))]
        case c.RejectObjection(), Open():
            raise r.ObjectionAccepted(objection=command.objection)
        case c.DecideObjection(), Open(stage="objection-decide"):
            return [*_passed(state, now), _decided(command, state.lodged, local_day(now))]
        case c.DecideObjection(), Open():
            raise r.ObjectionNotAccepted(objection=command.objection)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _lodged(command: c.LodgeObjection) -> Fact:
    known = command.known
    if not command.points:
        raise r.PointsMissing(points=[])
    if command.department not in known.departments:
        raise r.NotAnsweringFor(department=command.department, departments=list(known.departments))
    if known.revoked:
        raise r.ResultRevokedAlready(reference=command.reference)
    if known.pending is not None:
        raise r.ObjectionPending(reference=command.reference, pending=known.pending)
    known.require()
    return lodged(command, admit_by=known.admit_by)


def _decided(command: c.DecideObjection, of: f.ObjectionLodged, today: date) -> Fact:
    _check_reviewers(command)
    points = [answer.point for answer in command.answers]
    if sorted(points) != list(range(1, len(of.points) + 1)):
        raise r.PointsUnanswered(answers=points, count=len(of.points))
    upheld = [answer.upheld for answer in command.answers]
    if any(upheld) and command.correction is None:
        raise r.CorrectionMissing(correction=None)
    if not any(upheld) and command.correction is not None:
        raise r.CorrectionUngrounded(correction=command.correction)
    outcome = f.Outcome.UPHELD if all(upheld) else f.Outcome.PARTLY if any(upheld) else f.Outcome.DISMISSED
    whose = {"about": of.about, "reference": of.reference, "visit": of.visit, "entity": of.entity}
    return decided(command, **whose, department=of.department, outcome=outcome, decided_on=today)


def _check_reviewers(command: c.DecideObjection) -> None:
    known, reviewers = command.known, list(dict.fromkeys(command.reviewers))
    if len(reviewers) < known.fewest:
        raise r.ReviewersTooFew(reviewers=reviewers, fewest=known.fewest)
    if of_team := [each for each in reviewers if each in known.team]:
        raise r.ReviewerOfTeam(reviewers=of_team)
    if without := [each for each in reviewers if each not in known.certified]:
        raise r.ReviewerNotCertified(reviewers=without)


def _passed(state: Open, now: datetime) -> list[Fact]:
    if state.overdue or now <= state.due:
        return []
    of = state.lodged
    return [ClockPassed(subject=of.objection, stage=state.stage, owner=of.department, due=state.due, since=of.objection)]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.ObjectionLodged(admit_by=by), _:
            return Open(fact, ADMIT, by)
        case f.ObjectionAccepted(decide_by=by), Open(lodged=of):
            return Open(of, DECIDE, by)
        case f.ObjectionDueMoved(due=due), Open():
            return replace(state, due=due)
        case ClockPassed(), Open():
            return replace(state, overdue=True)
        case f.ObjectionDecided(decided_on=on) | f.ObjectionInadmissible(decided_on=on), Open(lodged=of):
            return Answered(of, on)
        case f.ObjectionTold() | f.ObjectionWithdrawn(), Open(lodged=of) | Answered(lodged=of):
            return Over(of)
    return state


OBJECTION: Decider[c.ObjectionCommand, State] = Decider(
    name="objection",
    commands=c.ObjectionCommand,
    stream=lambda command: f"objection-{command.objection}",
    initial=Unlodged(),
    decide=decide,
    evolve=evolve,
)
