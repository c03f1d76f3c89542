"""What may be asked of a rectification."""

from pydantic import AwareDatetime

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import DepartmentCode, EntityId, EvidenceRef, InspectorId, PlainText, Ref, Value
from libs.events.decider import Command, Known


class RecheckLookups(Value):
    """`certified`: the inspector holds the ordering department's certificate today."""

    certified: bool


class RectificationCommand(Command):
    rectification: Ref


class OrderRectification(RectificationCommand):
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime


class ReportRectification(RectificationCommand):
    evidence: tuple[EvidenceRef, ...] = ()
    known: Known[EvidenceLookups] = EvidenceLookups()


class RecheckRectification(RectificationCommand):
    inspector: InspectorId
    passed: bool
    reason: PlainText | None = None
    known: Known[RecheckLookups]


class MoveRectificationDue(RectificationCommand):
    """`due` by the arrangement of `year` as it is known now."""

    due: AwareDatetime
    year: int


class PassRectificationDeadline(RectificationCommand):
    """The time to rectify has passed."""
