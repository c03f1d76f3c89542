"""A visit: planned by a draw or a filing, cancelled with a reason; the slot of its day under notice, working days, hours and
ways; its team sealed and opened, officers substituted.

Rules: H-01, H-13, X-04.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime

from libs.events.catalog.codes import Digest, InspectorId, Ref
from libs.events.catalog.planning import visit as f
from libs.events.catalog.planning.conducting import InspectorConfided, InspectorSubstituted, TeamSealed, TeamUnsealed
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.draw.canonical import suite_named
from services.planning.draw.seats import seal_of

from . import commands as c
from . import refusals as r


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
    """`joined`: the filings whose checks go with it. `confided`: the visit as it stands, while nobody else may know of it, and
    `day`: its day. `told_for`: the day for which it was told.
    """

    team: Team
    joined: frozenset[Ref] = frozenset()
    confided: f.VisitConfided | None = None
    day: f.VisitDayConfided | None = None
    told_for: date | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    team: Team


State = Unplanned | Planned | Cancelled

planned = f.VisitPlanned.of(c.PlanVisit)
confided = f.VisitConfided.of(c.PlanVisit)
sealed = TeamSealed.of(c.PlanVisit, "seal", "until")
unsealed = TeamUnsealed.of(c.UnsealTeam, "draw")
joins = f.VisitPartJoined.of(c.JoinPart)
scheduled = f.VisitScheduled.of(c.ScheduleVisit)
cancelled = f.VisitCancelled.of(c.CancelVisit)
substituted = InspectorSubstituted.of(
    c.SubstituteInspector, "draw", "lead", "department", "seat", "proof", "passed", "substitute"
)


def decide(command: c.VisitCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises NotTheLead and the refusals of this folder."""
    del now
    _in_hands(command)
    match command, state:
        case c.PlanVisit(), Unplanned():
            visit = confided(command) if command.notice_forbidden else planned(command)
            if command.seal is None:
                return [visit]
            return [visit, sealed(command, seal=command.seal, until=command.window_to)]
        case c.PlanVisit(), _:
            return []
        case c.CancelVisit(known=c.Cancelling(progress=progress)), _ if progress.done:
            raise r.VisitDone(
                f"completed on {progress.completed_on}",
                f"已于 {progress.completed_on} 实施",
                do_en="A check that was made is taken back by revoking its result.",
                do_zh="已实施的检查应通过撤销结果处理。",
                visit=command.visit,
            )
        case c.ScheduleVisit(known=known), _ if known.progress.done:
            raise r.VisitDone(visit=command.visit)
        case ((c.CancelVisit() | c.ScheduleVisit()), Planned()) if command.known.progress.begun:
            # Inspection goes on to a result: taken back here, the entity could be drawn again beside it.
            raise r.PlaceTaken(visit=command.visit)
        case c.CancelVisit(), Planned():
            return [_kept(cancelled(command), f.VisitCancelledInConfidence, state)]
        case c.ScheduleVisit(day=day), Planned(told_for=date() as told) if day != told:
            raise r.DayTold(day=day, told=told)
        case c.ScheduleVisit(), Planned():
            return [_kept(slot(command), f.VisitDayConfided, state)]
        case c.JoinPart(), Planned(joined=joined):
            return [] if command.filing in joined else [_kept(joins(command), f.VisitPartConfided, state)]
        case c.UnsealTeam(), Planned(team=Team(sealed=str(seal)) as team) | Cancelled(team=Team(sealed=str(seal)) as team):
            return [unseal(command, team.draw, seal), *_told(state)]
        case c.TellVisit(), Planned(team=Team(sealed=None)):
            return _told(state)
        case c.UnsealTeam() | c.TellVisit(), _:
            return []
        case c.SubstituteInspector(), Planned(team=team):
            return [_kept(another_inspector(command, team.gone), InspectorConfided, state)]
        case ((c.CancelVisit() | c.JoinPart() | c.ScheduleVisit() | c.SubstituteInspector()), Cancelled()):
            raise r.VisitOver(visit=command.visit)
        case ((c.CancelVisit() | c.JoinPart() | c.ScheduleVisit() | c.SubstituteInspector()), Unplanned()):
            raise r.NoSuchVisit(visit=command.visit)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _in_hands(command: c.VisitCommand) -> None:
    """Somebody's wish for one visit. The system's own commands are nobody's wish."""
    match command:
        case c.CancelVisit() | c.ScheduleVisit() if command.known.hands is not None:
            command.known.hands.require()


def _kept(fact: Fact, in_confidence: type[Fact], state: Planned) -> Fact:
    """What is said of a visit: in confidence, while the visit is."""
    return fact if state.confided is None else in_confidence.like(fact)


def _told(state: State) -> list[Fact]:
    """A confided visit as everybody hears of it; nobody needs to hear of one that was cancelled before."""
    match state:
        case Planned(confided=f.VisitConfided() as visit, day=None):
            return [f.VisitPlanned.like(visit)]
        case Planned(confided=f.VisitConfided() as visit, day=f.VisitDayConfided() as day):
            return [f.VisitPlanned.like(visit), f.VisitScheduled.like(day)]
    return []


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.VisitConfided(), _:
            return Planned(Team(fact.draw), confided=fact)
        case f.VisitPlanned(), Planned():
            return replace(state, confided=None, day=None, told_for=None if state.day is None else state.day.day)
        case f.VisitPlanned(), _:
            return Planned(Team(fact.draw))
        case f.VisitPartJoined(), Planned(joined=joined):
            return replace(state, joined=joined | {fact.filing}, confided=_grown(state.confided, fact))
        case f.VisitDayConfided(), Planned():
            return replace(state, day=fact)
        case f.VisitCancelled(), Planned(team=team):
            return Cancelled(team)
        case InspectorSubstituted(), Planned(team=team):
            return replace(state, team=_changed(team, fact), confided=_exchanged(state.confided, fact))
        case TeamSealed() | TeamUnsealed(), Planned(team=team) | Cancelled(team=team):
            return replace(state, team=_changed(team, fact))
    return state


def _grown(visit: f.VisitConfided | None, joined: f.VisitPartJoined) -> f.VisitConfided | None:
    return None if visit is None else visit.model_copy(update={"parts": f.with_part(visit.parts, joined.part)})


def _exchanged(visit: f.VisitConfided | None, made: InspectorSubstituted) -> f.VisitConfided | None:
    if visit is None:
        return None
    parts = f.with_other_officer(visit.parts, made.department, made.gone, made.substitute)
    return visit.model_copy(update={"parts": parts})


def _changed(team: Team, fact: TeamSealed | TeamUnsealed | InspectorSubstituted) -> Team:
    match fact:
        case TeamSealed():
            return replace(team, sealed=fact.seal)
        case TeamUnsealed():
            return replace(team, sealed=None)
        case InspectorSubstituted():
            return replace(team, gone=team.gone | {fact.gone})


VISIT: Decider[c.VisitCommand, State] = Decider(
    name="visit",
    commands=c.VisitCommand,
    stream=lambda command: f"visit-{command.visit}",
    initial=Unplanned(),
    decide=decide,
    evolve=evolve,
)


def slot(command: c.ScheduleVisit) -> Fact:
    """The day of a visit (H-08). Raises DayOutsideWindow, NoticeTooShort, DayNotWorked, OutsideHours or OfficerBusy."""
    _day(command)
    _hours(command)
    for busy in command.known.busy:
        _free(command, busy)
    return scheduled(command)


def _day(command: c.ScheduleVisit) -> None:
    day, known = command.day, command.known
    if not known.window_from <= day <= known.window_to:
        raise r.DayOutsideWindow(day=day, window_from=known.window_from, window_to=known.window_to)
    if day < known.earliest:
        raise r.NoticeTooShort(day=day, earliest=known.earliest)
    if not known.worked:
        raise r.DayNotWorked(day=day)


def _hours(command: c.ScheduleVisit) -> None:
    opens = command.known.day_starts_minute
    closes = opens + command.known.team_minutes
    if command.start_minute < opens or command.start_minute + command.minutes > closes:
        raise r.OutsideHours(
            start_minute=command.start_minute,
            span=f"{clock(command.start_minute)}-{clock(command.start_minute + command.minutes)}",
            hours=f"{clock(opens)}-{clock(closes)}",
            opens=opens,
            latest=closes - command.minutes,
        )


def _free(command: c.ScheduleVisit, busy: c.Busy) -> None:
    begin, end = command.start_minute, command.start_minute + command.minutes
    before, onsite = busy.start_minute + busy.minutes, command.known.onsite
    later = begin >= before + _way(busy, first=busy.onsite, second=onsite)
    earlier = busy.start_minute >= end + _way(busy, first=onsite, second=busy.onsite)
    # A desk check lies before the way out (services.planning.schedule.solver).
    if (later and not (busy.onsite and not onsite)) or (earlier and not (onsite and not busy.onsite)):
        return
    raise r.OfficerBusy(
        start_minute=begin,
        inspector=busy.inspector,
        visit=busy.visit,
        since=clock(busy.start_minute),
        until=clock(before),
        way=busy.way_minutes,
    )


def _way(busy: c.Busy, *, first: bool, second: bool) -> int:
    return busy.way_minutes if first and second else 0


def clock(minute: int) -> str:
    """`510` as `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def another_inspector(command: c.SubstituteInspector, gone: AbstractSet[InspectorId]) -> InspectorSubstituted:
    """Raises NotTheLead, NotSeated, AlreadySubstituted, PlaceTaken or GroundUnproved."""
    command.known.acting.require(command.known.lead)
    if command.gone in gone:
        raise r.AlreadySubstituted(inspector=command.gone)
    known = command.known
    if known.seat is None:
        raise r.NotSeated(inspector=command.gone, visit=command.visit)
    if known.arrived:
        raise r.PlaceTaken(inspector=command.gone)
    if not command.evidence and known.proof is None:
        raise r.GroundUnproved(
            do_en="The application or its decision, by its hash.", do_zh="请提供申请或决定文件的摘要。", evidence=[]
        )
    return substituted(
        command,
        draw=known.draw,
        lead=known.lead,
        department=known.department,
        seat=known.seat,
        proof=known.proof,
        passed=known.passed,
        substitute=known.substitute,
    )


def unseal(command: c.UnsealTeam, draw: Ref, seal: Digest) -> TeamUnsealed:
    """Team and salt of the seal that was published."""
    team = [seated.model_dump(mode="json") for seated in command.team]
    if seal_of(suite_named("sha256"), team, bytes.fromhex(command.salt)) != seal:
        raise AssertionError("another team or salt than was sealed")
    return unsealed(command, draw=draw)
