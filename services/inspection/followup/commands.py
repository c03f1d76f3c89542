"""What may be asked of a follow-up visit."""

from datetime import date

from pydantic import AwareDatetime

from libs.events.catalog.codes import DepartmentCode, EntityId, PlainText, Ref, Value
from libs.events.catalog.inspection.followup import After, Experts, FollowupWay, NeedNumber, Needs, Officers
from libs.events.decider import Command, Known


class AskingLookups(Value):
    """`departments`: whose parts the visit has. `pending`: one after the same visit, of the same department, not made yet."""

    departments: tuple[DepartmentCode, ...]
    pending: Ref | None = None


class FollowupCommand(Command):
    followup: Ref


class Occasion(FollowupCommand):
    after: After
    reference: Ref
    visit: Ref | None
    entity: EntityId
    department: DepartmentCode
    ended_on: date
    due: AwareDatetime


class OweFollowup(Occasion):
    """A rectification has passed, or a case is closed."""


class AskFollowup(Occasion):
    """Somebody asks for it."""

    wanted: PlainText
    known: Known[AskingLookups]


class MakeFollowup(FollowupCommand):
    way: FollowupWay
    officers: Officers = ()
    experts: Experts = ()
    made_on: date
    holds: bool | None = None
    needs: Needs = ()
    advice: Needs = ()


class MeetNeed(FollowupCommand):
    need: NeedNumber
    answer: PlainText
    expert: Ref | None = None


class DeclineFollowup(FollowupCommand):
    reason: PlainText


class PassFollowupDeadline(FollowupCommand):
    """The time to look in has passed."""
