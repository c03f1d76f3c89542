"""What may be asked of a review of duty."""

from datetime import date

from pydantic import AwareDatetime

from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, ItemCode, PlainText, Ref, Value
from libs.events.catalog.inspection.review import Answers, Cause, Checked, Facts, Liability, Panel, Verdict
from libs.events.decider import Command, Known


class OpeningLookups(Value):
    """`department`: the officer's; None for one whom the register does not know."""

    department: DepartmentCode | None


class Compiled(Value):
    """What the record says, computed from the facts."""

    visit: Ref | None
    checked: Checked
    answers: Answers
    facts: Facts


class PanelLookups(Value):
    """`fewest`: how many must decide. `team`: who was on the visit. `appeal_by`: until when the officer may appeal."""

    fewest: int
    team: tuple[InspectorId, ...]
    appeal_by: AwareDatetime


class ReviewCommand(Command):
    review: Ref


class OpenReview(ReviewCommand):
    officer: InspectorId
    entity: EntityId
    on: date
    what: PlainText
    item: ItemCode | None = None
    cause: Cause
    known: Known[OpeningLookups]


class CompileEvidence(ReviewCommand):
    known: Known[Compiled]


class HearOfficer(ReviewCommand):
    """`waived`: the guidance body says that he was asked and said nothing."""

    statement: PlainText
    waived: bool


class Judgement(ReviewCommand):
    verdict: Verdict
    ground: Liability | None = None
    reasons: PlainText
    panel: Panel
    known: Known[PanelLookups]


class DecideReview(Judgement):
    """The panel decides."""


class RuleOnAppeal(Judgement):
    """Another panel decides."""


class AcceptVerdict(ReviewCommand):
    """The officer accepts it."""


class AppealVerdict(ReviewCommand):
    reasons: PlainText


class PassAppealDeadline(ReviewCommand):
    """The time to appeal has passed."""
