"""What may be asked of joint visits that departments called by a whistle ask for."""

from datetime import date

from libs.events.catalog.codes import DepartmentCode, EntityId, IndustryCode, ItemCode, Name, Ref, TownshipCode, Value
from libs.events.catalog.planning.joint import WhyLeftOut
from libs.events.catalog.planning.visit import VisitPart
from libs.events.decider import Command, Known


class Place(Value):
    """The entity as the register lists it on the day."""

    name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode


class Able(Value):
    """What one department would do: its items in force, with officers drawn for them; or why it cannot come.

    `unannounced`: one of its items forbids notice.
    """

    department: DepartmentCode
    part: VisitPart | None
    why: WhyLeftOut | None = None
    unannounced: bool = False


class JointLookups(Value):
    """`place`: None where the entity is not in business. `able`: by department, in the order in which they were named."""

    place: Place | None
    able: tuple[Able, ...]
    window_days: int


class JointCommand(Command):
    ask: Ref


class AnswerAsk(JointCommand):
    """Departments ask for a joint visit: `whistle.joint-visit-asked`."""

    whistle: Ref
    entity: EntityId
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    items: tuple[ItemCode, ...]
    on: date
    emergency: bool
    known: Known[JointLookups]
