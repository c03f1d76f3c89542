"""What may be asked of joint plans with a neighbour (J-15..17)."""

from datetime import date

from libs.events.catalog.codes import Digest, DivisionCode, IndustryCode, Kind, Name, PlainText, Ref, Value
from libs.events.countersigning.leading import Acting
from libs.events.decider import Command, Known


class Speaker(Value):
    """Who speaks for this place: whoever acts for the lead of the joint conference of the plan's year, and while nobody leads,
    a planner.
    """

    acting: Acting
    planner: bool


class Covering(Value):
    """`agreement`: one in force with the other place that covers kinds, industries and the whole window; None: none does."""

    agreement: Ref | None
    speaker: Speaker


class CrossPlanCommand(Command):
    """The number begins with the proposer's division code, so that two places never mean different plans by one number."""

    crossplan: Ref


class CrossPlanTerms(CrossPlanCommand):
    """The same standard, the same kinds of check, the same window."""

    proposer: DivisionCode
    partner: DivisionCode
    title: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    standard: PlainText
    manual: Digest | None = None
    window_from: date
    window_to: date


class ProposeCrossPlan(CrossPlanTerms):
    known: Known[Covering]


class AcceptCrossPlan(CrossPlanCommand):
    """`by` is this place. The partner looks up the agreement itself."""

    by: DivisionCode
    known: Known[Covering]


class DeclineCrossPlan(CrossPlanCommand):
    by: DivisionCode
    reason: PlainText
    known: Known[Speaker]


class EndCrossPlan(CrossPlanCommand):
    """By either place; of a proposal: taken back."""

    by: DivisionCode
    reason: PlainText
    known: Known[Speaker]


class DropCrossPlan(CrossPlanCommand):
    """Its agreement is over. Nothing happens where the plan is over already."""

    by: DivisionCode
    reason: PlainText


class LearnProposal(CrossPlanTerms):
    """A neighbour's own word, verified: it proposes to us."""


class LearnAcceptance(CrossPlanTerms):
    """A neighbour's own word, verified: `by` has accepted these terms."""

    by: DivisionCode


class LearnDecline(CrossPlanCommand):
    by: DivisionCode
    reason: PlainText


class LearnEnd(CrossPlanCommand):
    by: DivisionCode
    reason: PlainText


class KnownCrossPlan(Value):
    """A joint plan as a demand sees it."""

    crossplan: Ref

    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    window_from: date
    window_to: date
    state: str
