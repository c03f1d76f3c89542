"""A profile: lines that sum up to a score, and the class that follows. Every line has a reason and its evidence.

Source: 国市监信发〔2022〕6号 (classes A-D from indicators); H-29 (results enter the record); N-15 (results feed the class).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from libs.events.catalog.codes import CreditClass, Kind, Ref
from libs.events.catalog.credit import profile as f
from libs.events.decider import Decider
from libs.events.fact import Fact

from ..model import refusals as model_refusals
from ..model.rules import Rules
from ..scale import bounded
from . import commands as c
from . import refusals as r

BASE, OPENING = "base", "opening"
MODEL_EVIDENCE, REVOKED_EVIDENCE, EARLIER = "model", "revoked", "earlier"
CARRIED_BALANCE = "earlier-balance"
"""The opening balance that a business had under an earlier code. No model prices it: it brings its own points."""
BY_HAND = "人工认定 set by hand: "
_RANK = {CreditClass.A: 0, CreditClass.B: 1, CreditClass.C: 2, CreditClass.D: 3}
_REF_LENGTH = 100
_TEXT_LENGTH = 2000


class Tally(NamedTuple):
    """How often an indicator stands in a profile, and the points it has brought."""

    times: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Unclassified:
    """No profile yet: class U."""


class Profile(NamedTuple):
    """`points` is the unbounded sum of all lines; `by_hand`: an officer has set the class.

    A tuple: taken-over results make tens of thousands of states, and a frozen dataclass takes three times as long to make.
    """

    credit_class: CreditClass
    points: int = 0
    base: int = 0
    opening: int = 0
    by_hand: bool = False
    tallies: Mapping[Kind, Tally] = MappingProxyType({})
    evidence: Mapping[Ref, tuple[Kind, ...]] = MappingProxyType({})
    balances: Mapping[Ref, int] = MappingProxyType({})
    """The points that carried balances have brought, by their evidence."""

    @property
    def score(self) -> int:
        return bounded(self.points)


State = Unclassified | Profile


def evidence_of(kind: str, ref: str) -> Ref:
    """`kind:ref`, with the SHA-256 of `ref` where the whole would be too long for a reference."""
    whole = f"{kind}:{ref}"
    return whole if len(whole) <= _REF_LENGTH else f"{kind}:{hashlib.sha256(ref.encode()).hexdigest()}"


def _line(command: c.ProfileCommand, indicator: Kind, points: int, reason: str, evidence: Ref) -> f.ScoreLine:
    return f.ScoreLine(indicator=indicator, points=points, reason=reason, evidence=evidence, on=command.on)


class _Page:
    """Facts being decided, and the state after them. An unclassified entity gets a profile first, with `opening` lines."""

    def __init__(self, command: c.ProfileCommand, state: State, *opening: f.ScoreLine) -> None:
        self.command, self.rules = command, rules_of(command)
        self.facts: list[Fact] = []
        self.state = state if isinstance(state, Profile) else self._open(opening)

    def _open(self, opening: tuple[f.ScoreLine, ...]) -> Profile:
        base = _line(self.command, BASE, self.rules.base, "模型基础分 base of the model", _model_evidence(self.rules))
        lines = (base, *opening)
        score = bounded(sum(line.points for line in lines))
        opened = f.ProfileOpened(
            entity=self.command.entity, lines=lines, score=score, credit_class=self.rules.class_of(score),
            model=self.rules.model, edition=self.rules.edition,
        )  # fmt: skip
        self.facts.append(opened)
        return _profile(evolve(Unclassified(), opened))

    def record(self, indicator: Kind, points: int, reason: str, evidence: Ref) -> None:
        line = _line(self.command, indicator, points, reason, evidence)
        score = bounded(self.state.points + points)
        self.add(f.PointsRecorded(entity=self.command.entity, line=line, score=score))

    def add(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.state = _profile(evolve(self.state, fact))

    def change(self, to: CreditClass, because: str, **by: str | None) -> None:
        if to == self.state.credit_class:
            return
        self.add(
            f.ClassChanged(
                entity=self.command.entity, previous=self.state.credit_class, credit_class=to, score=self.state.score,
                because=because[:_TEXT_LENGTH], model=self.rules.model, edition=self.rules.edition, **by,
            )
        )  # fmt: skip

    def judge_anew(self) -> None:
        """Brings lines and class to the model in force: what is recorded afterwards then moves the class by itself alone.

        A difference in base or points is a line of its own, so that the lines still sum up to the score. A class set by hand
        stays.
        """
        because = f"适用模型 {self.rules.model} 第 {self.rules.edition} 版 edition {self.rules.edition} of the model applies"
        evidence = _model_evidence(self.rules)
        if self.rules.base != self.state.base:
            self.record(BASE, self.rules.base - self.state.base, because, evidence)
        for indicator, tally in sorted(self.state.tallies.items()):
            price = None if indicator == CARRIED_BALANCE else self.rules.indicators.get(indicator)
            if price is not None and tally.times * price != tally.points:
                self.record(indicator, tally.times * price - tally.points, because, evidence)
        if not self.state.by_hand:
            self.change(self.rules.class_of(self.state.score), because)

    def judge_move(self, before: CreditClass, because: str) -> None:
        """The class after new lines. One set by hand stands until the score moves past it, in the direction of the move:
        a worse event never improves a class, set by hand or not.
        """
        after, current = self.rules.class_of(self.state.score), self.state.credit_class
        if _RANK[after] > _RANK[before]:
            self.change(max(current, after, key=_RANK.__getitem__), because)
        elif _RANK[after] < _RANK[before]:
            self.change(min(current, after, key=_RANK.__getitem__), because)


def decide(command: c.ProfileCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    del now
    rules_of(command)
    match command, state:
        # What comes by the ten thousand stands first: each class that does not match costs half a microsecond.
        case c.RecordEvidence(evidence=evidence), Profile(evidence=seen) if evidence in seen:
            return []
        case c.RecordEvidence(), _:
            return _record(command, state)
        case c.OpenProfile(points=points), Unclassified():
            return _Page(command, state, _line(command, OPENING, points, command.reason, OPENING)).facts
        case c.OpenProfile(points=points), Profile(opening=opening):
            if points == opening:
                return []
            raise r.OpeningDiffers(points=points, opening=opening)
        case c.TakeBack(evidence=evidence), Profile(evidence=seen) if (
            evidence in seen and evidence_of(REVOKED_EVIDENCE, evidence) not in seen
        ):
            return _take_back(command, state)
        case c.ApplyModel(), Profile():
            page = _Page(command, state)
            page.judge_anew()
            return page.facts
        case c.TakeBack() | c.ApplyModel(), _:
            return []
        case c.OverrideClass(credit_class=CreditClass.U), _:
            raise r.NotAClass(credit_class="U")
        case c.OverrideClass(), Unclassified():
            raise r.NoSuchProfile(entity=command.entity)
        case c.OverrideClass(credit_class=to, reason=reason, asked_by=asker, approved_by=second), Profile():
            page = _Page(command, state)
            page.change(to, BY_HAND + reason, asked_by=asker, approved_by=second)
            return page.facts
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _record(command: c.RecordEvidence, state: State) -> Sequence[Fact]:
    page = _Page(command, state)
    page.judge_anew()
    before = page.rules.class_of(page.state.score)
    for entry in command.entries:
        points = page.rules.indicators[entry.indicator] if entry.points is None else entry.points
        page.record(entry.indicator, points, entry.reason, command.evidence)
    page.judge_move(before, ";".join(dict.fromkeys(entry.reason for entry in command.entries)))
    return page.facts


def _take_back(command: c.TakeBack, state: Profile) -> Sequence[Fact]:
    page = _Page(command, state)
    page.judge_anew()
    before = page.rules.class_of(page.state.score)
    evidence = evidence_of(REVOKED_EVIDENCE, command.evidence)
    for indicator in state.evidence[command.evidence]:
        # After judging anew every line of an indicator stands at the price of the model in force.
        balance = indicator == CARRIED_BALANCE
        points = state.balances[command.evidence] if balance else page.rules.indicators[indicator]
        page.record(indicator, -points, command.reason, evidence)
    page.judge_move(before, command.reason)
    return page.facts


def rules_of(command: c.ProfileCommand) -> Rules:
    """The model to judge by. Raises NoModelInForce."""
    if command.known is None:
        raise model_refusals.NoModelInForce(on=command.on)
    return command.known


def _model_evidence(rules: Rules) -> Ref:
    return evidence_of(MODEL_EVIDENCE, f"{rules.model}:{rules.edition}")


def _profile(state: State) -> Profile:
    if isinstance(state, Profile):
        return state
    raise AssertionError("a profile was opened before")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.PointsRecorded(line=line), Profile():
            return _with(state, (line,))
        case f.ProfileOpened(), _:
            return _with(Profile(fact.credit_class), fact.lines)
        case f.ClassChanged(credit_class=credit_class, because=because), Profile():
            return state._replace(credit_class=credit_class, by_hand=because.startswith(BY_HAND))
    return state


def _with(profile: Profile, lines: Sequence[f.ScoreLine]) -> Profile:
    """The profile with some lines more."""
    credit_class, points, base, opening, by_hand, tallies, evidence, balances = profile
    for line in lines:
        points += line.points
        if line.indicator == BASE:
            base += line.points
            continue
        if line.indicator == OPENING:
            opening += line.points
            continue
        before = tallies.get(line.indicator, Tally())
        tallies = {**tallies, line.indicator: Tally(before.times + occurrence(line), before.points + line.points)}
        if not line.evidence.startswith(f"{MODEL_EVIDENCE}:"):
            evidence = {**evidence, line.evidence: (*evidence.get(line.evidence, ()), line.indicator)}
            if line.indicator == CARRIED_BALANCE:
                balances = {**balances, line.evidence: line.points}
    return Profile(credit_class, points, base, opening, by_hand, tallies, evidence, balances)


def occurrence(line: f.ScoreLine) -> int:
    """1 for a line that rests on evidence, -1 for one that takes such a line back, 0 for what a model brings."""
    kind = line.evidence.partition(":")[0]
    if line.indicator in {BASE, OPENING} or kind == MODEL_EVIDENCE:
        return 0
    return -1 if kind == REVOKED_EVIDENCE else 1


PROFILE: Decider[c.ProfileCommand, State] = Decider(
    name="profile",
    commands=c.ProfileCommand,
    stream=lambda command: f"profile-{command.entity}",
    initial=Unclassified(),
    decide=decide,
    evolve=evolve,
)
