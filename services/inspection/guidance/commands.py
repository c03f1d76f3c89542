"""What may be asked of guidance."""

from libs.events.catalog.codes import DepartmentCode, EntityId, PlainText, Ref, Value
from libs.events.catalog.inspection.guidance import GuidanceKind
from libs.events.decider import Command, Known


class GuidanceLookups(Value):
    """`begun`: officers have arrived on the visit. `takes_part`: the department does. `own`: its part has the finding."""

    begun: bool
    takes_part: bool
    own: bool


class GiveGuidance(Command):
    guidance: Ref
    visit: Ref
    finding: Ref | None = None
    entity: EntityId
    department: DepartmentCode
    kind: GuidanceKind
    text: PlainText
    document: Ref | None = None
    known: Known[GuidanceLookups]
