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
from libs.events.decider import Decider
from libs.events.fact import Fact

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
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.LearnProposal() | c.LearnAcceptance() | c.LearnDecline() | c.LearnEnd() | c.DropCrossPlan(), _:
            return _learn(command, state)
        case c.ProposeCrossPlan(), Unknown():
            return [_propose(command, now)]
        case c.ProposeCrossPlan(), _:
            raise r.CrossPlanExists(
                field="crossplan", value=command.crossplan, do_en="Use another number.", do_zh="请使用新的编号。"
            )
        case _, Unknown():
            raise r.NoSuchCrossPlan(field="crossplan", value=command.crossplan, do_en="Check the number.", do_zh="请核对编号。")
        case _, Over():
            raise r.CrossPlanOver(
                field="crossplan", value=command.crossplan, do_en="Propose a new one.", do_zh="请重新提出联合计划。"
            )
        case c.EndCrossPlan(), Proposed(terms=terms) | InForce(terms=terms):
            return [ended(command, proposer=terms.proposer, partner=terms.partner)]
        case c.AcceptCrossPlan() | c.DeclineCrossPlan(), InForce():
            raise r.CrossPlanAnswered(
                field="crossplan",
                value=command.crossplan,
                do_en="End it with a reason instead.",
                do_zh="如需停止,请说明理由后终止。",
            )
        case ((c.AcceptCrossPlan() | c.DeclineCrossPlan()), Proposed(terms=terms)):
            return [_answer(command, terms, now)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


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
        raise r.CrossPlanWithOneself(
            field="partner",
            value=command.partner,
            do_en="Name the neighbour's division code.",
            do_zh="请填写对方行政区划代码。",
        )
    if not numbered_by(command.crossplan, command.proposer):
        raise r.CrossPlanNumber(
            f"{command.crossplan} does not begin with {command.proposer}-",
            f"{command.crossplan} 未以 {command.proposer}- 开头",
            field="crossplan",
            value=command.crossplan,
            do_en=f"Use a number like {command.proposer}-2026-01.",
            do_zh=f"请使用类似 {command.proposer}-2026-01 的编号。",
        )
    _window(command, now)
    _covered(command.known, command.partner)
    return proposed(command)


def _window(terms: c.CrossPlanTerms | f.CrossPlanProposed, now: datetime) -> None:
    today = local_day(now)
    first, last = terms.window_from, terms.window_to
    if not (first <= last and first.year == last.year and last >= today):
        raise r.CrossPlanWindow(
            f"{first} to {last}, today is {today}",
            f"{first} 至 {last},今天是 {today}",
            field="window_from",
            value=first.isoformat(),
            do_en="Let it lie within one year, first day first, and not be over.",
            do_zh="请使起止日期在同一年度内、先后有序且尚未结束。",
        )


def _covered(known: c.Covering, other: str) -> None:
    if known.agreement is None:
        raise r.NotCovered(
            f"none with {other} covers its kinds, industries and window",
            f"与 {other} 之间没有协议覆盖其检查类别、行业领域和时间段",
            field="kinds",
            value=other,
            do_en="Conclude a recognition agreement that covers all of it first.",
            do_zh="请先签订覆盖上述范围的互认协议。",
        )


def _answer(command: c.AcceptCrossPlan | c.DeclineCrossPlan, terms: f.CrossPlanProposed, now: datetime) -> Fact:
    if command.by != terms.partner:
        raise r.NotThePartner(
            f"{terms.partner} answers, not {command.by}",
            f"应由 {terms.partner} 答复,而不是 {command.by}",
            field="crossplan",
            value=terms.crossplan,
            do_en="Wait for the partner; to take the proposal back, end it.",
            do_zh="请等待对方答复;如需撤回请终止。",
        )
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
