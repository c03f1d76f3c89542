"""A visit: planned by a draw, cancelled with a reason (H-01, H-13); its team sealed and opened, officers substituted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import InspectorId, Ref
from libs.events.catalog.planning.conducting import InspectorSubstituted, TeamSealed, TeamUnsealed
from libs.events.catalog.planning.visit import VisitCancelled, VisitPartJoined, VisitPlanned
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.commands import (
    CancelVisit,
    JoinPart,
    PlanVisit,
    ScheduleVisit,
    SubstituteInspector,
    UnsealTeam,
    VisitCommand,
)

from .refusals import NoSuchVisit, VisitOver
from .schedule import slot
from .substitution import another_inspector, unseal


@dataclass(frozen=True, slots=True)
class Unplanned:
    """No draw has led to it."""


@dataclass(frozen=True, slots=True)
class Team:
    """`sealed`: the seal that is still to be opened. `gone`: officers whose seat another has taken."""

    draw: Ref
    sealed: str | None = None
    gone: frozenset[InspectorId] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """`joined`: the filings whose checks go with it."""

    team: Team
    joined: frozenset[Ref] = frozenset()


@dataclass(frozen=True, slots=True)
class Cancelled:
    team: Team


State = Unplanned | Planned | Cancelled


def decide(command: VisitCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    del now
    match command, state:
        case PlanVisit(), Unplanned():
            planned = VisitPlanned(**command.model_dump(exclude={"seal"}))
            if command.seal is None:
                return [planned]
            sealed = TeamSealed(visit=command.visit, draw=command.draw, seal=command.seal, until=command.window_to)
            return [planned, sealed]
        case PlanVisit(), _:
            return []
        case CancelVisit(), Planned():
            return [VisitCancelled(visit=command.visit, reason=command.reason)]
        case ScheduleVisit(), Planned():
            return [slot(command)]
        case JoinPart(), Planned(joined=joined):
            return [] if command.filing in joined else [VisitPartJoined(**command.model_dump())]
        case UnsealTeam(), Planned(team=team) | Cancelled(team=team):
            return [] if team.sealed is None else [unseal(command, team.draw, team.sealed)]
        case UnsealTeam(), Unplanned():
            return []
        case SubstituteInspector(), Planned(team=team):
            return [another_inspector(command, team.gone)]
        case ((CancelVisit() | JoinPart() | ScheduleVisit() | SubstituteInspector()), Cancelled()):
            raise VisitOver(field="visit", value=command.visit, do_en="Nothing to do.", do_zh="任务已取消,无需办理。")
        case ((CancelVisit() | JoinPart() | ScheduleVisit() | SubstituteInspector()), Unplanned()):
            raise NoSuchVisit(field="visit", value=command.visit, do_en="Check the number.", do_zh="请核对任务编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case VisitPlanned(), _:
            return Planned(Team(fact.draw))
        case VisitPartJoined(), Planned(joined=joined):
            return replace(state, joined=joined | {fact.filing})
        case VisitCancelled(), Planned(team=team):
            return Cancelled(team)
        case TeamSealed() | TeamUnsealed() | InspectorSubstituted(), Planned(team=team) | Cancelled(team=team):
            return replace(state, team=_changed(team, fact))
    return state


def _changed(team: Team, fact: TeamSealed | TeamUnsealed | InspectorSubstituted) -> Team:
    match fact:
        case TeamSealed():
            return replace(team, sealed=fact.seal)
        case TeamUnsealed():
            return replace(team, sealed=None)
        case InspectorSubstituted():
            return replace(team, gone=team.gone | {fact.gone})


VISIT: Decider[VisitCommand, State] = Decider(
    name="visit",
    commands=(PlanVisit, CancelVisit, JoinPart, ScheduleVisit, SubstituteInspector, UnsealTeam),
    stream=lambda command: f"visit-{command.visit}",
    initial=Unplanned(),
    decide=decide,
    evolve=evolve,
)
