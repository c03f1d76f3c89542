"""A visit: planned by a draw or a filing, cancelled with a reason; the slot of its day under notice, working days, hours and
ways; its team sealed and opened, officers substituted.

Rules: H-01, H-13, X-04.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import Digest, InspectorId, Ref
from libs.events.catalog.planning import visit as f
from libs.events.catalog.planning.conducting import InspectorSubstituted, TeamSealed, TeamUnsealed
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
    """`joined`: the filings whose checks go with it."""

    team: Team
    joined: frozenset[Ref] = frozenset()


@dataclass(frozen=True, slots=True)
class Cancelled:
    team: Team


State = Unplanned | Planned | Cancelled

planned = f.VisitPlanned.of(c.PlanVisit)
sealed = TeamSealed.of(c.PlanVisit, "seal", "until")
unsealed = TeamUnsealed.of(c.UnsealTeam, "draw")
joins = f.VisitPartJoined.of(c.JoinPart)
scheduled = f.VisitScheduled.of(c.ScheduleVisit)
cancelled = f.VisitCancelled.of(c.CancelVisit)
substituted = InspectorSubstituted.of(
    c.SubstituteInspector, "draw", "lead", "department", "seat", "proof", "passed", "substitute"
)


def decide(command: c.VisitCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    del now
    match command, state:
        case c.PlanVisit(), Unplanned():
            if command.seal is None:
                return [planned(command)]
            return [planned(command), sealed(command, seal=command.seal, until=command.window_to)]
        case c.PlanVisit(), _:
            return []
        case c.CancelVisit(known=progress), _ if progress.done:
            raise r.VisitDone(
                f"completed on {progress.completed_on}",
                f"已于 {progress.completed_on} 实施",
                field="visit",
                value=command.visit,
                do_en="A check that was made is taken back by revoking its result.",
                do_zh="已实施的检查应通过撤销结果处理。",
            )
        case c.ScheduleVisit(known=known), _ if known.progress.done:
            raise r.VisitDone(
                field="visit", value=command.visit, do_en="A visit that was made needs no day.", do_zh="检查已实施,无需排期。"
            )
        case c.CancelVisit(), Planned():
            return [cancelled(command)]
        case c.ScheduleVisit(), Planned():
            return [slot(command)]
        case c.JoinPart(), Planned(joined=joined):
            return [] if command.filing in joined else [joins(command)]
        case c.UnsealTeam(), Planned(team=team) | Cancelled(team=team):
            return [] if team.sealed is None else [unseal(command, team.draw, team.sealed)]
        case c.UnsealTeam(), Unplanned():
            return []
        case c.SubstituteInspector(), Planned(team=team):
            return [another_inspector(command, team.gone)]
        case ((c.CancelVisit() | c.JoinPart() | c.ScheduleVisit() | c.SubstituteInspector()), Cancelled()):
            raise r.VisitOver(field="visit", value=command.visit, do_en="Nothing to do.", do_zh="任务已取消,无需办理。")
        case ((c.CancelVisit() | c.JoinPart() | c.ScheduleVisit() | c.SubstituteInspector()), Unplanned()):
            raise r.NoSuchVisit(field="visit", value=command.visit, do_en="Check the number.", do_zh="请核对任务编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.VisitPlanned(), _:
            return Planned(Team(fact.draw))
        case f.VisitPartJoined(), Planned(joined=joined):
            return replace(state, joined=joined | {fact.filing})
        case f.VisitCancelled(), Planned(team=team):
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
        raise r.DayOutsideWindow(
            f"the window is {known.window_from} to {known.window_to}",
            f"检查时段为 {known.window_from} 至 {known.window_to}",
            field="day",
            value=day,
            do_en="Choose a day of the window.",
            do_zh="请选择检查时段内的日期。",
        )
    if day < known.earliest:
        raise r.NoticeTooShort(
            f"the first day after notice is {known.earliest}",
            f"通知期满后的首日为 {known.earliest}",
            field="day",
            value=day,
            do_en=f"Choose {known.earliest} or later.",
            do_zh=f"请选择 {known.earliest} 或者之后的日期。",
        )
    if not known.worked:
        raise r.DayNotWorked(
            field="day", value=day, do_en="Choose a working day of the calendar.", do_zh="请按工作日历选择工作日。"
        )


def _hours(command: c.ScheduleVisit) -> None:
    opens = command.known.day_starts_minute
    closes = opens + command.known.team_minutes
    if command.start_minute < opens or command.start_minute + command.minutes > closes:
        span = f"{clock(command.start_minute)}-{clock(command.start_minute + command.minutes)}"
        raise r.OutsideHours(
            f"{span} is not within {clock(opens)}-{clock(closes)}",
            f"{span} 不在 {clock(opens)}-{clock(closes)} 之内",
            field="start_minute",
            value=command.start_minute,
            do_en=f"Begin between minute {opens} and minute {closes - command.minutes} of the day.",
            do_zh=f"请在当日第 {opens} 至 {closes - command.minutes} 分钟之间开始。",
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
        f"{busy.inspector} is at {busy.visit} from {clock(busy.start_minute)} to {clock(before)},"
        f" {busy.way_minutes} minutes away",
        f"{busy.inspector} {clock(busy.start_minute)}-{clock(before)} 在 {busy.visit},路程 {busy.way_minutes} 分钟",
        field="start_minute",
        value=begin,
        do_en="Choose another time or day, or move the other visit first.",
        do_zh="请更换时间或者日期,或者先调整另一项任务。",
    )


def _way(busy: c.Busy, *, first: bool, second: bool) -> int:
    return busy.way_minutes if first and second else 0


def clock(minute: int) -> str:
    """`510` as `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def another_inspector(command: c.SubstituteInspector, gone: AbstractSet[InspectorId]) -> InspectorSubstituted:
    """Raises NotSeated, AlreadySubstituted, PlaceTaken or GroundUnproved."""
    if command.gone in gone:
        raise already_substituted("inspector", command.gone)
    known = command.known
    if known.seat is None:
        raise r.NotSeated(
            f"{command.gone} sits on no seat of {command.visit}",
            f"{command.gone} 不在 {command.visit} 的检查组内",
            field="inspector",
            value=command.gone,
            do_en="Name an officer of the team.",
            do_zh="请填写检查组成员。",
        )
    if known.arrived:
        raise place_taken("inspector", command.gone)
    if not command.evidence and known.proof is None:
        raise without_evidence("The application or its decision, by its hash.", "请提供申请或决定文件的摘要。")
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


def already_substituted(field: str, value: str) -> r.AlreadySubstituted:
    return r.AlreadySubstituted(
        field=field, value=value, do_en="GET /v1/substitutions lists them.", do_zh="可通过 GET /v1/substitutions 查询。"
    )


def place_taken(field: str, value: str) -> r.PlaceTaken:
    return r.PlaceTaken(
        field=field,
        value=value,
        do_en="What was found goes on record; take a result back by revoking it.",
        do_zh="检查情况应如实记录;如有错误,请撤销结果。",
    )


def without_evidence(en: str, zh: str) -> r.GroundUnproved:
    return r.GroundUnproved("no evidence is named", "未提供证据", field="evidence", value=[], do_en=en, do_zh=zh)
