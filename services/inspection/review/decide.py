"""A review of duty: opened, the record compiled, the officer heard, decided by a panel, perhaps appealed, final.

Rules: L-51, L-52, L-58. The record answers (`standing.py`); whether somebody is exempt or liable is for people to decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.inspection import review as f
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

opened = f.ReviewOpened.of(c.OpenReview, "department")
compiled = f.ReviewEvidenceCompiled.of(c.CompileEvidence, "visit", "checked", "answers", "facts")
heard = f.OfficerHeard.of(c.HearOfficer)
decided = f.ReviewDecided.of(c.DecideReview, "appeal_by")
appealed = f.ReviewAppealed.of(c.AppealVerdict)
ruled = f.ReviewFinal.of(c.RuleOnAppeal, "on_appeal")


@dataclass(frozen=True, slots=True)
class Unopened:
    pass


@dataclass(frozen=True, slots=True)
class Opened:
    of: f.ReviewOpened


@dataclass(frozen=True, slots=True)
class Ready:
    """The record is compiled; `heard`: the officer was heard on it."""

    of: f.ReviewOpened
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    of: f.ReviewOpened
    decision: f.ReviewDecided
    appealed: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    of: f.ReviewOpened


State = Unopened | Opened | Ready | Decided | Over


def decide(command: c.ReviewCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this matter."""
    match command, state:
        case c.OpenReview(), Unopened():
            return [_opened(command, now)]
        case c.OpenReview(), Opened(of=held) | Ready(of=held) | Decided(of=held) | Over(of=held):
            if opened(command, department=held.department) != held:
                raise r.ReviewTaken(review=command.review)
            return []
        case c.PassAppealDeadline(), Decided(appealed=False, decision=decision) if now > decision.appeal_by:
            return _final(state.of, decision)
        case c.PassAppealDeadline(), _:
            return []
        case _, Unopened():
            raise r.NoSuchReview(review=command.review)
        case _, Over():
            raise r.ReviewOver(review=command.review)
        case c.CompileEvidence(known=known), Opened() | Ready():
            return [compiled(command, **dict(known))]
        case c.HearOfficer(), Ready():
            return [heard(command)]
        case ((c.HearOfficer() | c.DecideReview()), Opened()):
            raise r.NotCompiled(review=command.review)
        case c.DecideReview(), Ready(heard=False):
            raise r.NotHeard(review=command.review)
        case c.DecideReview(known=known), Ready():
            _check(command, ())
            return [decided(command, appeal_by=known.appeal_by)]
        case ((c.AcceptVerdict() | c.AppealVerdict() | c.RuleOnAppeal()), Opened() | Ready()):
            raise r.NothingToAppeal(review=command.review)
        case ((c.CompileEvidence() | c.HearOfficer() | c.DecideReview()), Decided()):
            raise r.ReviewDecidedAlready(review=command.review)
        case ((c.AcceptVerdict() | c.AppealVerdict()), Decided(appealed=True)):
            raise r.AppealPending(review=command.review)
        case c.AcceptVerdict(), Decided(decision=decision):
            return _final(state.of, decision)
        case c.AppealVerdict(), Decided(decision=decision):
            # Too late: what was decided holds, whether the clock has been looked at or not.
            return [appealed(command)] if now <= decision.appeal_by else _final(state.of, decision)
        case c.RuleOnAppeal(), Decided(appealed=False):
            raise r.NotAppealed(review=command.review)
        case c.RuleOnAppeal(), Decided(decision=decision):
            _check(command, decision.panel)
            changed = (command.verdict, command.ground) != (decision.verdict, decision.ground)
            return [ruled(command, on_appeal=True), _counted(state.of, command.verdict, command.ground, changed=changed)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _opened(command: c.OpenReview, now: datetime) -> Fact:
    department, today = command.known.department, local_day(now)
    if department is None:
        raise r.NoSuchOfficer(officer=command.officer)
    if command.on > today:
        raise r.IncidentToCome(on=command.on, today=today)
    return opened(command, department=department)


def _check(command: c.Judgement, before: Sequence[str]) -> None:
    """`before`: the panel that has decided already."""
    panel = list(dict.fromkeys(command.panel))
    if len(panel) < command.known.fewest:
        raise r.PanelTooSmall(panel=panel, fewest=command.known.fewest)
    if partial := [each for each in panel if each in {*command.known.team, *before}]:
        raise r.PanelPartial(panel=partial)
    liable = command.verdict is f.Verdict.LIABLE
    if liable and command.ground is None:
        raise r.GroundMissing(ground=None)
    if not liable and command.ground is not None:
        raise r.GroundWithoutLiability(ground=command.ground)


def _final(of: f.ReviewOpened, decision: f.ReviewDecided) -> list[Fact]:
    held = decision.model_dump(exclude={"appeal_by"})
    return [f.ReviewFinal(**held, on_appeal=False), _counted(of, decision.verdict, decision.ground, changed=False)]


def _counted(of: f.ReviewOpened, verdict: f.Verdict, ground: f.Liability | None, *, changed: bool) -> Fact:
    return f.ReviewCounted(review=of.review, cause=of.cause, verdict=verdict, ground=ground, changed=changed)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.ReviewOpened(), _:
            return Opened(fact)
        case f.ReviewEvidenceCompiled(), Opened(of=of) | Ready(of=of):
            # He is heard on what is compiled now.
            return Ready(of)
        case f.OfficerHeard(), Ready(of=of):
            return Ready(of, heard=True)
        case f.ReviewDecided(), Ready(of=of):
            return Decided(of, fact)
        case f.ReviewAppealed(), Decided(of=of, decision=decision):
            return Decided(of, decision, appealed=True)
        case f.ReviewFinal(), Decided(of=of):
            return Over(of)
    return state


REVIEW: Decider[c.ReviewCommand, State] = Decider(
    name="review",
    commands=c.ReviewCommand,
    stream=lambda command: f"review-{command.review}",
    initial=Unopened(),
    decide=decide,
    evolve=evolve,
)
