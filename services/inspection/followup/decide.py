"""A follow-up visit: due after a rectification or a case, or asked for; made by officers or experts; over with the last need.

Rules: H-26, H-41. It is no check: nothing is found on it, and no cap counts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from libs.events.calendar import local_day
from libs.events.catalog.inspection import followup as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

STAGE: Final = "followup"

owed = f.FollowupDue.of(c.OweFollowup, "wanted")
asked = f.FollowupDue.of(c.AskFollowup)
made = f.FollowupMade.of(c.MakeFollowup)
met = f.FollowupNeedMet.of(c.MeetNeed)
declined = f.FollowupDeclined.of(c.DeclineFollowup)


@dataclass(frozen=True, slots=True)
class Unowed:
    """Nothing is owed under the number."""


@dataclass(frozen=True, slots=True)
class Due:
    """The department is to look in."""

    occasion: f.FollowupDue
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """Needs are still to be met: `left` of `needs`."""

    occasion: f.FollowupDue
    needs: int
    left: frozenset[int]


@dataclass(frozen=True, slots=True)
class Over:
    occasion: f.FollowupDue


State = Unowed | Due | Made | Over


def decide(command: c.FollowupCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. A time that has passed is on record before what came after it."""
    match command, state:
        case c.OweFollowup(), Unowed():
            return [owed(command, wanted=None)]
        case c.OweFollowup(), _:
            return []
        case c.AskFollowup(), Unowed():
            return [_asked(command)]
        case c.AskFollowup(), Due(occasion=held) | Made(occasion=held) | Over(occasion=held):
            if asked(command).model_copy(update={"ended_on": held.ended_on, "due": held.due}) != held:
                raise r.FollowupTaken(followup=command.followup)
            return []
        case c.PassFollowupDeadline(), Due():
            return _passed(state, now)
        case c.PassFollowupDeadline(), _:
            return []
        case _, Unowed():
            raise r.NoSuchFollowup(followup=command.followup)
        case _, Over():
            raise r.FollowupOver(followup=command.followup)
        case c.DeclineFollowup(), Due():
            return [*_passed(state, now), declined(command)]
        case c.MakeFollowup(), Due():
            return [*_passed(state, now), *_made(command, state.occasion, now)]
        case ((c.DeclineFollowup() | c.MakeFollowup()), Made()):
            raise r.FollowupMade(followup=command.followup)
        case c.MeetNeed(), Made():
            return _met(command, state)
        case c.MeetNeed(), Due():
            raise r.FollowupNotMade(followup=command.followup)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _asked(command: c.AskFollowup) -> Fact:
    known = command.known
    if command.department not in known.departments:
        raise r.NotOfVisit(department=command.department, departments=list(known.departments))
    if known.pending is not None:
        raise r.FollowupPending(department=command.department, pending=known.pending)
    return asked(command)


def _made(command: c.MakeFollowup, of: f.FollowupDue, now: datetime) -> list[Fact]:
    if not command.officers and not command.experts:
        raise r.NobodyLookedIn(officers=[])
    today = local_day(now)
    if not of.ended_on <= command.made_on <= today:
        raise r.MadeAtNoTime(made_on=command.made_on, ended_on=of.ended_on, today=today)
    if of.after is f.After.RECTIFICATION and command.holds is None:
        raise r.MendingUnsaid(holds=None)
    if of.after is f.After.VISIT and command.holds is not None:
        raise r.NothingWasMended(holds=command.holds)
    facts: list[Fact] = [made(command)]
    return facts if command.needs else [*facts, f.FollowupDone(followup=command.followup)]


def _met(command: c.MeetNeed, state: Made) -> list[Fact]:
    if command.need > state.needs:
        raise r.NoSuchNeed(need=command.need, count=state.needs)
    if command.need not in state.left:
        raise r.NeedMetAlready(need=command.need)
    facts: list[Fact] = [met(command)]
    return facts if state.left - {command.need} else [*facts, f.FollowupDone(followup=command.followup)]


def _passed(state: Due, now: datetime) -> list[Fact]:
    of = state.occasion
    if state.overdue or now <= of.due:
        return []
    return [ClockPassed(subject=of.followup, stage=STAGE, owner=of.department, due=of.due, since=of.reference)]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.FollowupDue(), _:
            return Due(fact)
        case ClockPassed(), Due():
            return replace(state, overdue=True)
        case f.FollowupMade(needs=needs), Due(occasion=of):
            return Made(of, len(needs), frozenset(range(1, len(needs) + 1)))
        case f.FollowupNeedMet(need=need), Made():
            return replace(state, left=state.left - {need})
        case f.FollowupDone() | f.FollowupDeclined(), Due(occasion=of) | Made(occasion=of):
            return Over(of)
    return state


FOLLOWUP: Decider[c.FollowupCommand, State] = Decider(
    name="followup",
    commands=c.FollowupCommand,
    stream=lambda command: f"followup-{command.followup}",
    initial=Unowed(),
    decide=decide,
    evolve=evolve,
)
