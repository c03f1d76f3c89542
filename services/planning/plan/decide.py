"""A plan: drafted ahead of its year, coordinated, voted on by the joint conference, amended only with a reason; it takes up
what was deferred to it, and joint demands keep to theirs (J-11, J-13, J-17, L-11, L-14, L-15, N-10).

Drafts and editions are the lead's: of the conference of the day, and while nobody is recorded as its lead, of the plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.planning import plan as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.refusal import Invalid
from services.planning.demand.decide.demand import check_year
from services.planning.demand.decide.joint import check_window, in_force

from . import commands as c
from . import refusals as r

Members = frozenset[DepartmentCode]


@dataclass(frozen=True, slots=True)
class Undrafted:
    """No such plan."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """Nothing to vote on. `edition` is the last one, 0 for none; `approved`: it was approved, so a change is an amendment.

    `drafted_by`: the subjects who have drafted and coordinated it.
    """

    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    edition: int = 0
    approved: bool = False
    drafted_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Coordinated:
    """Edition `edition` awaits votes. `voted`: for whom each subject has voted on it."""

    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    edition: int
    approved: bool
    demands: tuple[Ref, ...]
    window_from: date
    window_to: date
    votes_for: Members = field(default_factory=frozenset)
    votes_against: Members = field(default_factory=frozenset)
    drafted_by: frozenset[str] = frozenset()
    voted: Mapping[str, DepartmentCode] = field(default_factory=dict)


State = Undrafted | Drafted | Coordinated

drafted = f.PlanDrafted.of(c.DraftPlan, "lead", "members")
coordinated = f.PlanCoordinated.of(c.CoordinatePlan, "edition", "year", "lead", "members", "demands")
cast = f.PlanVoteCast.of(c.CastVote)
approved = f.PlanApproved.of(
    c.CastVote,
    *("year", "lead", "demands", "departments", "window_from", "window_to", "votes_for", "votes_against"),
)
rejected = f.PlanRejected.of(c.CastVote, "votes_for", "votes_against")


def decide(command: c.PlanCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.DraftPlan(), _:
            lead, members = _conference(command, now)
            if isinstance(state, Undrafted):
                return [_draft(command, lead, members, now)]
            raise r.AlreadyDrafted(plan=command.plan)
        case _, Undrafted():
            raise r.NoSuchPlan(plan=command.plan)
        case c.CoordinatePlan(), Drafted() | Coordinated():
            return [_coordinate(command, state)]
        case c.CastVote(), Coordinated():
            return _vote(command, state)
        case c.CastVote(), Drafted():
            raise r.NothingToVoteOn(plan=command.plan)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _conference(command: c.DraftPlan, now: datetime) -> tuple[DepartmentCode, tuple[DepartmentCode, ...]]:
    """Who organises, and who votes: as recorded, and named by the planner only where nothing is.

    Raises ConferenceUnknown, NotTheLead, ConferenceDiffers, and Invalid for a department that is on no list.
    """
    known, today = command.known, local_day(now)
    lead = command.lead or known.lead
    members = known.members if command.members is None else command.members
    if lead is None or not members:
        raise r.ConferenceUnknown(field="members" if lead else "lead", today=today)
    known.acting.require(lead)
    if known.lead is not None and lead != known.lead:
        raise r.ConferenceDiffers(lead=lead, recorded=known.lead, today=today)
    if known.members and {lead, *members} != set(known.members):
        raise r.ConferenceDiffers(members=members, recorded=known.members, today=today)
    if known.unlisted:
        raise Invalid(
            f"not on the list of departments: {', '.join(known.unlisted)}",
            f"部门不在名录中:{'、'.join(known.unlisted)}",
            field="members",
            value=list(known.unlisted),
            do_en="Name departments that the registry lists.",
            do_zh="请填写名录中的部门代码。",
            rule="B-08 法无授权不可为",
        )
    return lead, _with_lead(lead, members)


def _with_lead(lead: DepartmentCode, members: Sequence[DepartmentCode]) -> tuple[DepartmentCode, ...]:
    """Who organises also votes. Raises TooFewMembers."""
    there = tuple(dict.fromkeys((lead, *members)))
    if len(there) < 2:
        raise r.TooFewMembers(members=there)
    return there


def _draft(command: c.DraftPlan, lead: DepartmentCode, members: tuple[DepartmentCode, ...], now: datetime) -> Fact:
    check_year(command.year, now)
    check_in_advance(command, now)
    return drafted(command, lead=lead, members=members)


def _coordinate(command: c.CoordinatePlan, state: Drafted | Coordinated) -> Fact:
    command.known.acting.require(state.lead)
    if state.approved and command.reason is None:
        raise r.ReasonMissing(field="reason", edition=state.edition)
    if not command.demands:
        raise r.NothingToCoordinate(field="demands")
    known = {demand.demand: demand for demand in command.known.demands}
    for demand in command.demands:
        found = known.get(demand)
        if found is None or not found.open or found.year != state.year:
            why = ("never submitted", "从未提交") if found is None else ("withdrawn", "已撤回")
            if found is not None and found.open:
                why = (f"for {found.year}", f"属于 {found.year} 年度")
            raise r.DemandNotOpen(demands=demand, why_en=why[0], why_zh=why[1], year=state.year)
    if not date(state.year, 1, 1) <= command.window_from <= command.window_to <= date(state.year, 12, 31):
        raise r.WindowWrong(window_from=command.window_from, window_to=command.window_to, year=state.year)
    check_joined(command)
    # Each edition is voted on by the conference of its day.
    lead = command.known.lead or state.lead
    members = _with_lead(lead, command.known.members or state.members)
    return coordinated(
        command,
        edition=state.edition + 1,
        year=state.year,
        lead=lead,
        members=members,
        demands=tuple(sorted(set(command.demands))),
    )


def _vote(command: c.CastVote, state: Coordinated) -> Sequence[Fact]:
    if command.edition != state.edition:
        raise r.OtherEdition(edition=command.edition, present=state.edition)
    if command.member not in state.members:
        raise r.NotAMember(member=command.member)
    if command.member in state.votes_for | state.votes_against:
        raise r.AlreadyVoted(member=command.member)
    if not set(command.known.left).isdisjoint(state.members):
        raise r.ConferenceChanged(left=command.known.left, edition=state.edition)
    _check_voter(command, state)
    facts: list[Fact] = [cast(command)]
    votes_for = len(state.votes_for) + command.approve
    votes_against = len(state.votes_against) + (not command.approve)
    if votes_for * 2 > len(state.members):
        facts.append(
            approved(
                command,
                year=state.year,
                lead=state.lead,
                demands=state.demands,
                departments=tuple(sorted(set(command.known.departments))),
                window_from=state.window_from,
                window_to=state.window_to,
                votes_for=votes_for,
                votes_against=votes_against,
            )
        )
    elif (len(state.members) - votes_against) * 2 <= len(state.members):
        facts.append(rejected(command, votes_for=votes_for, votes_against=votes_against))
    return facts


def _check_voter(command: c.CastVote, state: Coordinated) -> None:
    """Raises DrafterVotes for whoever has made the plan and votes for another than the lead, and VotesForAnother for a subject
    that votes for a second member. Votes and drafts of before name nobody.
    """
    by = command.cast_by
    if by is None:
        return
    if by in state.drafted_by and command.member != state.lead:
        raise r.DrafterVotes(member=command.member, by=by, lead=state.lead)
    if by in state.voted:
        raise r.VotesForAnother(member=command.member, by=by, before=state.voted[by])


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.PlanDrafted(), _:
            return Drafted(fact.year, fact.lead, fact.members, drafted_by=_named(fact.drafted_by))
        case f.PlanCoordinated(), Drafted() | Coordinated():
            return Coordinated(
                fact.year,
                fact.lead,
                fact.members,
                fact.edition,
                state.approved,
                fact.demands,
                fact.window_from,
                fact.window_to,
                drafted_by=state.drafted_by | _named(fact.coordinated_by),
            )
        case f.PlanVoteCast(approve=approve, member=member, cast_by=by), Coordinated():
            voted = state.voted if by is None else {**state.voted, by: member}
            if approve:
                return replace(state, votes_for=state.votes_for | {member}, voted=voted)
            return replace(state, votes_against=state.votes_against | {member}, voted=voted)
        case f.PlanApproved() | f.PlanRejected(), Coordinated():
            approved_once = state.approved or isinstance(fact, f.PlanApproved)
            return Drafted(state.year, state.lead, state.members, state.edition, approved_once, state.drafted_by)
    return state


def _named(subject: str | None) -> frozenset[str]:
    return frozenset() if subject is None else frozenset({subject})


PLAN: Decider[c.PlanCommand, State] = Decider(
    name="plan",
    commands=c.PlanCommand,
    stream=lambda command: f"plan-{command.plan}",
    initial=Undrafted(),
    decide=decide,
    evolve=evolve,
)


def check_in_advance(command: c.DraftPlan, now: datetime) -> None:
    """Raises DraftedLate when the plan's year has begun, in the place's own time, and no reason is given."""
    if command.year <= local_day(now).year and command.reason is None:
        raise r.DraftedLate(field="reason", year=command.year)


def check_joined(command: c.CoordinatePlan) -> None:
    """Raises CrossPlanNotInForce or OutsideCrossPlan for a joint demand, DeferredLeftOut for what is dropped unexplained."""
    for demand in command.known.demands:
        if demand.joint is not None and demand.demand in command.demands:
            in_force(demand.joint.crossplan, demand.joint, "demands")
            check_window(demand.joint, demand.demand, command.window_from, command.window_to)
    if command.known.left_out and command.reason is None:
        raise r.DeferredLeftOut(reason=command.known.left_out)
