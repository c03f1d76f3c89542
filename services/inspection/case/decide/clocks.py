"""The clocks of a case: which fact starts and which ends one. The state and the service's deadlines both follow this."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.fact import Fact

DECIDE, REVIEW, DEFEND, HEARING = "case-decide", "case-review", "case-defend", "case-hearing"
SERVE, PERFORM = "case-serve", "case-perform"
STAGES = (DECIDE, REVIEW, DEFEND, HEARING, SERVE, PERFORM)
OF_THE_PARTY = frozenset({DEFEND, PERFORM})
"""What the party owes, or may do; the rest is the department's."""


class Clock(NamedTuple):
    stage: str
    due: datetime


def started(fact: Fact) -> Iterable[Clock]:
    """The clocks that a fact of a case starts, or starts again at another time."""
    match fact:
        case f.CaseFiled(decide_by=due) | f.CaseExtended(decide_by=due) | f.CaseResumed(decide_by=due):
            yield Clock(DECIDE, due)
        case f.LegalReviewAsked(review_by=due):
            yield Clock(REVIEW, due)
        case f.PenaltyTold(defend_by=due):
            yield Clock(DEFEND, due)
        case f.HearingCalled(on=due):
            yield Clock(HEARING, due)
        case p.PenaltyDecided(serve_by=due) | p.NoPenaltyDecided(serve_by=due):
            yield Clock(SERVE, due)
        case p.CaseServed(perform_by=due) if due is not None:
            yield Clock(PERFORM, due)
        case p.PenaltyDeferred(perform_by=due):
            yield Clock(PERFORM, due)
        case p.CaseClockMoved(stage=stage, due=due):
            yield Clock(stage, due)


def ended(fact: Fact) -> Iterable[str]:
    """The stages whose clocks a fact ends, if they run."""
    match fact:
        case ClockPassed(stage=stage):
            yield stage
        case f.CaseProposed():
            # What was reviewed is proposed no longer.
            yield REVIEW
        case f.LegalReviewGiven():
            yield REVIEW
        case f.DefenceReceived() | f.HearingAsked():
            yield DEFEND
        case f.HearingHeld():
            yield HEARING
        case f.CaseSuspended():
            yield DECIDE
        case p.PenaltyDecided() | p.NoPenaltyDecided():
            yield from (DECIDE, REVIEW, DEFEND, HEARING)
        case p.CaseServed():
            yield SERVE
        case p.PenaltyPerformed(complete=True) | p.EnforcementAsked():
            yield PERFORM
        case p.PenaltyRevoked() | p.CaseClosed():
            yield from STAGES


FACTS: tuple[type[Fact], ...] = (
    f.CaseFiled, f.CaseProposed, f.LegalReviewAsked, f.LegalReviewGiven, f.PenaltyTold, f.DefenceReceived, f.HearingAsked,
    f.HearingCalled, f.HearingHeld, f.CaseSuspended, f.CaseResumed, f.CaseExtended, p.PenaltyDecided, p.NoPenaltyDecided,
    p.CaseServed, p.PenaltyPerformed, p.PenaltyDeferred, p.EnforcementAsked, p.PenaltyRevoked, p.CaseClosed, p.CaseClockMoved,
)  # fmt: skip
"""Facts of a case that start or end a clock."""


def after(clocks: tuple[Clock, ...], fact: Fact) -> tuple[Clock, ...]:
    """The clocks that run after a fact."""
    begun = tuple(started(fact))
    gone = {*ended(fact), *(clock.stage for clock in begun)}
    return (*(clock for clock in clocks if clock.stage not in gone), *begun)
