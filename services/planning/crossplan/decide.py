"""A joint plan with a neighbour: proposed by one place, accepted by the other, ended by either (J-15..17, N-01, N-07, B-36).

Each place keeps a stream of its own; what the other says is learned from its verified shared facts. A learned word that does
not come from the party it names, or not to these terms, changes nothing.

Rules: J-16, J-17.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.events.calendar import local_day
from libs.events.catalog.codes import Ref
from libs.events.catalog.planning import crossplan as f
from libs.events.countersigning.leading import NotTheLead
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from . import commands as c
from . import refusals as r

_TERMS = set(c.CrossPlanTerms.model_fields)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody has proposed it here."""


@dataclass(frozen=True, slots=True)
class Proposed:
    terms: f.CrossPlanProposed


@dataclass(frozen=True, slots=True)
class InForce:
    """Accepted by the partner."""

    terms: f.CrossPlanProposed


@dataclass(frozen=True, slots=True)
class Over:
    """Declined, taken back or ended."""


State = Unknown | Proposed | InForce | Over

proposed = f.CrossPlanProposed.of(c.ProposeCrossPlan | c.LearnProposal)
accepted = f.CrossPlanAccepted.of(f.CrossPlanProposed, "by")
declined = f.CrossPlanDeclined.of(c.DeclineCrossPlan | c.LearnDecline, "proposer")
ended = f.CrossPlanEnded.of(c.EndCrossPlan | c.LearnEnd | c.DropCrossPlan, "proposer", "partner")


def numbered_by(crossplan: Ref, place: str) -> bool:
    """Whether the number is one that this place gives."""
    return crossplan.startswith(f"{place}-")


def decide(command: c.CrossPlanCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises NotTheLead and the refusals of this folder."""
    _speaks_for_this_place(command)
    match command, state:
        case c.LearnProposal() | c.LearnAcceptance() | c.LearnDecline() | c.LearnEnd() | c.DropCrossPlan(), _:
            return _learn(command, state)
        case c.ProposeCrossPlan(), Unknown():
            return [_propose(command, now)]
        case c.ProposeCrossPlan(), _:
            raise r.CrossPlanExists(crossplan=command.crossplan)
        case _, Unknown():
            raise r.NoSuchCrossPlan(crossplan=command.crossplan)
        case _, Over():
            raise r.CrossPlanOver(crossplan=command.crossplan)
        case c.EndCrossPlan(), Proposed(terms=terms) | InForce(terms=terms):
            return [ended(command, proposer=terms.proposer, partner=terms.partner)]
        case c.AcceptCrossPlan() | c.DeclineCrossPlan(), InForce():
            raise r.CrossPlanAnswered(crossplan=command.crossplan)
        case ((c.AcceptCrossPlan() | c.DeclineCrossPlan()), Proposed(terms=terms)):
            return [_answer(command, terms, now)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _speaks_for_this_place(command: c.CrossPlanCommand) -> None:
    """A joint plan binds all departments of the place: any one of them could otherwise end it."""
    match command:
        case c.ProposeCrossPlan(known=c.Covering(speaker=speaker)) | c.AcceptCrossPlan(known=c.Covering(speaker=speaker)):
            pass
        case c.DeclineCrossPlan(known=speaker) | c.EndCrossPlan(known=speaker):
            pass
        case _:
            return
    speaker.acting.require()
    if not speaker.acting.leads and not speaker.planner:
        raise NotTheLead(
            "nobody leads the joint conference: until then a planner speaks for the place",
            "联席会议尚无牵头单位,此前由计划人员代表本地办理",
            lead=[],
        )


def _learn(command: c.CrossPlanCommand, state: State) -> Sequence[Fact]:
    """A neighbour's word, or the end of the agreement: never refused, since nobody is there to be told."""
    match command, state:
        case c.LearnProposal(), Unknown():
            return [proposed(command)]
        case c.LearnAcceptance(by=by), Proposed(terms=terms) if by == terms.partner and _said(command) == _said(terms):
            return [accepted(terms, by=by)]
        case c.LearnDecline(by=by), Proposed(terms=terms) if by == terms.partner:
            return [declined(command, proposer=terms.proposer)]
        case (
            (c.LearnEnd(by=by) | c.DropCrossPlan(by=by)),
            (Proposed(terms=terms) | InForce(terms=terms)),
        ) if by in {terms.proposer, terms.partner}:
            return [ended(command, proposer=terms.proposer, partner=terms.partner)]
    return []


def _propose(command: c.ProposeCrossPlan, now: datetime) -> f.CrossPlanProposed:
    if command.partner == command.proposer:
        raise r.CrossPlanWithOneself(partner=command.partner)
    if not numbered_by(command.crossplan, command.proposer):
        raise r.CrossPlanNumber(crossplan=command.crossplan, proposer=command.proposer)
    _window(command, now)
    _covered(command.known, command.partner)
    return proposed(command)


def _window(terms: c.CrossPlanTerms | f.CrossPlanProposed, now: datetime) -> None:
    today = local_day(now)
    first, last = terms.window_from, terms.window_to
    if not (first <= last and first.year == last.year and last >= today):
        raise r.CrossPlanWindow(window_from=first, last=last, today=today)
    check_ahead(last, now, "window_to")


def _covered(known: c.Covering, other: str) -> None:
    if known.agreement is None:
        raise r.NotCovered(kinds=other)


def _answer(command: c.AcceptCrossPlan | c.DeclineCrossPlan, terms: f.CrossPlanProposed, now: datetime) -> Fact:
    if command.by != terms.partner:
        raise r.NotThePartner(crossplan=terms.crossplan, partner=terms.partner, by=command.by)
    if isinstance(command, c.DeclineCrossPlan):
        return declined(command, proposer=terms.proposer)
    _window(terms, now)
    _covered(command.known, terms.proposer)
    return accepted(terms, by=command.by)


def _said(terms: c.CrossPlanCommand | f.CrossPlanProposed) -> dict[str, Any]:
    return terms.model_dump(include=_TERMS)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.CrossPlanProposed(), _:
            return Proposed(fact)
        case f.CrossPlanAccepted(), Proposed(terms=terms):
            return InForce(terms)
        case ((f.CrossPlanDeclined() | f.CrossPlanEnded()), _):
            return Over()
    return state


CROSSPLAN: Decider[c.CrossPlanCommand, State] = Decider(
    name="crossplan",
    commands=c.CrossPlanCommand,
    stream=lambda command: f"crossplan-{command.crossplan}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
