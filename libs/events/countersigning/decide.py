"""A request that waits for a second person: asked, then approved, refused, taken back or expired, once.

The subject who asked never approves, whatever the roles. Who approves is judged by the rule of the day of the approval, and
of an edition that lowers duties by the rules of those too, today and in editions to come: two people whom one
duty lets decide do not end another. Nobody refuses the same twice: one person's no does not stand in the way for ever.
Source: NIST SP 800-53 Rev. 5, AC-3(2) dual authorization and AC-5 separation of duties.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..decider import Decider
from ..fact import Fact, Visibility
from . import commands as c
from . import facts as f
from . import refusals as r
from .rules import Among, Second, names

__all__ = ["PREFIX", "Facts", "State", "decider"]

PREFIX = "countersignature"


@dataclass(frozen=True, slots=True)
class Facts:
    """The classes under which a service records it. Raises ValueError unless what is asked for stays in the service."""

    asked: type[f.Asked]
    given: type[f.Given]
    refused: type[f.Refused]
    withdrawn: type[f.Withdrawn]
    expired: type[f.Expired]

    def __post_init__(self) -> None:
        # It holds the whole body of a request that nobody has approved.
        if self.asked.visibility is not Visibility.PRIVATE:
            raise ValueError(f"{self.asked.fact_type} must be private")


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


@dataclass(frozen=True, slots=True)
class Waiting:
    """`claims`: for whom the asker acts. `due`: until when it may be settled. `roles`: by which it was asked; empty where they
    were not kept.
    """

    duty: str
    asked_by: str
    claims: frozenset[str]
    due: datetime
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Settled:
    state: str


State = Unknown | Waiting | Settled


def require_second(command: c.Settle, waiting: Waiting, called: Mapping[str, str]) -> None:
    """Raises SamePerson, NotTheSecond or NotAmong unless the caller is the second person of what waits.

    `called`: what Chinese texts call roles.
    """
    known = command.known
    if command.by == waiting.asked_by:
        raise r.SamePerson(approved_by=command.by)
    if known.rule is not None:
        _satisfy(known.rule, command, waiting, called)
    elif waiting.roles:
        # One person is enough by now: whoever could ask for it alone.
        _in_role(waiting.roles, command, called)
    if isinstance(command, c.GiveSecond):
        for rule in known.lowered:
            _satisfy(rule, command, waiting, called)


def _satisfy(rule: Second, command: c.Settle, waiting: Waiting, called: Mapping[str, str]) -> None:
    _in_role(rule.roles, command, called)
    known = command.known
    acts_for = sorted(known.acts_for)
    match rule.among:
        case Among.COLLEAGUES if known.acts_for.isdisjoint(waiting.claims):
            raise r.NotAColleague(acts_for=acts_for)
        case Among.LEAD if not known.lead:
            raise r.NobodyLeads(acts_for=acts_for)
        case Among.LEAD if known.acts_for.isdisjoint(known.lead):
            raise r.NotOfTheLead(acts_for=acts_for, lead=sorted(known.lead))


def _in_role(wanted: Collection[str], command: c.Settle, called: Mapping[str, str]) -> None:
    """Raises NotTheSecond."""
    if command.roles.isdisjoint(wanted):
        roles, able = sorted(command.roles), sorted(wanted)
        raise r.NotTheSecond(roles=roles, wanted=able, roles_zh=names(roles, called), wanted_zh=names(able, called))


def decider(facts: Facts, scope: str, called: Mapping[str, str]) -> Decider[c.CountersignatureCommand, State]:
    """The stream of one request.

    `scope`: the claim that names the bodies for which a caller acts. `called`: what Chinese texts call roles.
    """

    def decide(command: c.CountersignatureCommand, state: State, now: datetime) -> Sequence[Fact]:
        number = command.countersignature
        match command, state:
            case c.AskForSecond(), Unknown():
                return [facts.asked(**command.model_dump())]
            case c.AskForSecond(), Waiting():
                return []
            case c.LetRequestExpire(), Waiting():
                return [facts.expired(countersignature=number)]
            case c.LetRequestExpire(), _:
                return []
            case _, Unknown():
                raise r.NoSuchCountersignature(countersignature=number)
            case _, Settled(state=settled):
                raise r.CountersignatureSettled(state=settled)
            case c.TakeRequestBack(by=by), Waiting():
                if by != state.asked_by:
                    raise r.NotTheAsker(by=by)
                return [facts.withdrawn(countersignature=number, withdrawn_by=by)]
            case c.Settle(), Waiting(due=due) if now > due:
                # The timer that lets it expire may be late.
                raise r.CountersignatureSettled(state="expired")
            case c.Settle(by=by), Waiting():
                require_second(command, state, called)
                if isinstance(command, c.RefuseSecond):
                    if by in command.known.refused_by:
                        raise r.RefusedBefore(by=by)
                    return [facts.refused(countersignature=number, refused_by=by, reason=command.reason)]
                return [facts.given(countersignature=number, duty=state.duty, asked_by=state.asked_by, approved_by=by)]
        raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")

    def evolve(state: State, fact: Fact) -> State:
        match fact:
            case f.Asked():
                claims, roles = frozenset(fact.claims.get(scope, ())), frozenset(fact.roles or ())
                return Waiting(fact.duty, fact.asked_by, claims, fact.due, roles)
            case f.Given():
                return Settled("approved")
            case f.Refused():
                return Settled("refused")
            case f.Withdrawn():
                return Settled("withdrawn")
            case f.Expired():
                return Settled("expired")
        return state

    return Decider(
        name=PREFIX,
        commands=(c.AskForSecond, c.GiveSecond, c.RefuseSecond, c.TakeRequestBack, c.LetRequestExpire),
        stream=lambda command: f"{PREFIX}-{command.countersignature}",
        initial=Unknown(),
        decide=decide,
        evolve=evolve,
    )
