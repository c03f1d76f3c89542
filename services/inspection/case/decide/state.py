"""How far a case is, as its facts say."""

from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import InspectorId
from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.fact import Fact

from . import clocks as running
from .clocks import Clock
from .rules import fined


@dataclass(frozen=True, slots=True)
class Unfiled:
    pass


@dataclass(frozen=True, slots=True)
class NotFiled:
    """The head decided that no case is opened."""

    fact: f.CaseNotFiled


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed, and what others have said to it: a new proposal has none of it."""

    fact: f.CaseProposed
    asked: bool = False
    passed: bool | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the party was told, and what it has said. `penalties`: those it was told of."""

    fact: f.PenaltyTold
    penalties: tuple[f.Penalty, ...]
    defended: bool = False
    hearing: bool = False
    called: f.HearingCalled | None = None
    heard: bool = False

    @property
    def spoke(self) -> bool:
        return self.defended or self.heard


@dataclass(frozen=True, slots=True)
class Performance:
    """What was paid and carried out. `surcharged` and `paid` in fen; `perform_by`: of the decision or its last instalment."""

    perform_by: datetime
    paid: int = 0
    surcharged: int = 0
    carried_out: frozenset[f.PenaltyKind] = frozenset()
    complete: bool = False
    enforced: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision. `served_at`: from when it counts; `performance`: of one with penalties, once it is served."""

    fact: p.PenaltyDecided | p.NoPenaltyDecided
    served_at: datetime | None = None
    performance: Performance | None = None
    revoked: bool = False

    @property
    def left_fen(self) -> int:
        """What is still owed, surcharges included."""
        done = self.performance
        return sum(each.fen or 0 for each in self.penalties) + (done.surcharged - done.paid if done else 0)

    @property
    def penalties(self) -> tuple[f.Penalty, ...]:
        return self.fact.penalties if isinstance(self.fact, p.PenaltyDecided) else ()

    @property
    def fine(self) -> int:
        return fined(self.penalties)


@dataclass(frozen=True, slots=True)
class Case:
    """A case that was filed. `officers`: those who are on it now; `decide_by`: when the decision is due."""

    filed: f.CaseFiled
    officers: tuple[InspectorId, ...]
    decide_by: datetime
    clocks: tuple[Clock, ...] = ()
    proven: bool = False
    extended: int = 0
    suspended: f.CaseSuspended | None = None
    proposed: Proposed | None = None
    told: Told | None = None
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """Over. A decision may still be revoked."""

    case: Case


State = Unfiled | NotFiled | Case | Closed


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.CaseFiled(), _:
            return Case(fact, fact.officers, fact.decide_by, running.after((), fact))
        case f.CaseNotFiled(), _:
            return NotFiled(fact)
        case p.CaseClosed(), Case():
            return Closed(replace(state, clocks=running.after(state.clocks, fact)))
        case p.PenaltyRevoked(), Closed(case=case):
            return Closed(_decided(case, revoked=True))
        case _, Case():
            return replace(_moved(state, fact), clocks=running.after(state.clocks, fact))
    return state


def _moved(case: Case, fact: Fact) -> Case:
    match fact:
        case f.CaseOfficerReplaced(gone=gone, substitute=substitute):
            left = tuple(each for each in case.officers if each != gone)
            return replace(case, officers=left if substitute is None else (*left, substitute))
        case f.CaseEvidenceAdded():
            return replace(case, proven=True)
        case f.CaseProposed():
            stays = fact.outcome is f.CaseOutcome.PENALTY and not fact.to_tell
            return replace(case, proposed=Proposed(fact), told=case.told if stays else None)
        case f.CaseSuspended():
            return replace(case, suspended=fact)
        case f.CaseResumed(decide_by=due):
            return replace(case, suspended=None, decide_by=due)
        case f.CaseExtended(decide_by=due):
            # A second extension is discussed for itself.
            proposed = case.proposed and replace(case.proposed, carried=case.proposed.carried and not case.extended)
            return replace(case, decide_by=due, extended=case.extended + 1, proposed=proposed)
        case p.CaseClockMoved(stage=stage, due=due):
            return _clock_moved(case, stage, due)
        case p.PenaltyDecided() | p.NoPenaltyDecided():
            return replace(case, decided=Decided(fact))
        case f.LegalReviewAsked() | f.LegalReviewGiven() | f.CaseDiscussed() if case.proposed:
            return replace(case, proposed=_judged(case.proposed, fact))
        case _ if case.decided:
            return replace(case, decided=_followed(case.decided, fact))
        case _ if case.told or isinstance(fact, f.PenaltyTold):
            return _spoken(case, fact)
    return case


def _judged(proposed: Proposed, fact: Fact) -> Proposed:
    match fact:
        case f.LegalReviewAsked():
            return replace(proposed, asked=True)
        case f.LegalReviewGiven(passed=passed):
            return replace(proposed, asked=False, passed=passed)
        case f.CaseDiscussed(carried=carried):
            return replace(proposed, carried=carried)
    return proposed


def _spoken(case: Case, fact: Fact) -> Case:
    match fact, case.told:
        case f.PenaltyTold(), _:
            return replace(case, told=Told(fact, case.proposed.fact.penalties if case.proposed else ()))
        case f.DefenceReceived(), Told() as told:
            return replace(case, told=replace(told, defended=True))
        case f.HearingAsked(), Told() as told:
            return replace(case, told=replace(told, hearing=True))
        case f.HearingCalled(), Told() as told:
            return replace(case, told=replace(told, called=fact))
        case f.HearingHeld(absent=absent), Told() as told:
            # What was heard is of weight for the party, and is reviewed after the hearing (art. 58).
            proposed = case.proposed and replace(case.proposed, asked=False, passed=None)
            told = replace(told, hearing=False, called=None, heard=told.heard or not absent)
            return replace(case, told=told, proposed=proposed)
    return case


def _followed(decided: Decided, fact: Fact) -> Decided:
    match fact, decided.performance:
        case p.CaseServed(at=at, perform_by=due), _:
            return replace(decided, served_at=at, performance=None if due is None else Performance(due))
        case p.PenaltyPerformed(), Performance() as done:
            kinds = done.carried_out | set(fact.kinds)
            done = replace(done, paid=done.paid + fact.fen, carried_out=kinds, complete=fact.complete)
            return replace(decided, performance=replace(done, enforced=done.enforced or fact.enforced))
        case p.PenaltyDeferred(perform_by=due), Performance() as done:
            return replace(decided, performance=replace(done, perform_by=due))
        case p.SurchargeAdded(total_fen=total), Performance() as done:
            return replace(decided, performance=replace(done, surcharged=total, complete=False))
        case p.PenaltyRevoked(), _:
            return replace(decided, revoked=True)
    return decided


def _decided(case: Case, *, revoked: bool) -> Case:
    return case if case.decided is None else replace(case, decided=replace(case.decided, revoked=revoked))


def _clock_moved(case: Case, stage: str, due: datetime) -> Case:
    match stage:
        case running.DEFEND if case.told:
            return replace(case, told=replace(case.told, fact=case.told.fact.model_copy(update={"defend_by": due})))
    return case


def passed(case: Case, stage: str, due: datetime, since: str) -> ClockPassed:
    """What is on record of a clock that has passed."""
    filed = case.filed
    owner = (filed.entity or f"person:{filed.person}") if stage in running.OF_THE_PARTY else filed.department
    return ClockPassed(subject=filed.case, stage=stage, owner=owner, due=due, since=since)
