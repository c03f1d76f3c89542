"""What may be asked of a rectification."""

from datetime import date

from pydantic import AwareDatetime

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import DepartmentCode, EntityId, EvidenceRef, InspectorId, PlainText, Ref, Value
from libs.events.catalog.inspection.rectification import FindingChecked, OrderKind
from libs.events.decider import Command, Known


class OrderLookups(Value):
    """`last`: the last day that a department may set today; None for an order whose day follows from the policy."""

    last: date | None = None


class ReportLookups(EvidenceLookups):
    """`recheck_by`: when the department owes the re-check of a report that is made now."""

    recheck_by: AwareDatetime


class ExtensionLookups(EvidenceLookups):
    """`last`: the last day that a department may set today."""

    last: date


class RecheckLookups(EvidenceLookups):
    """`certified`: those of the officers who hold the ordering department's certificate today; `officers` are needed at least.

    `most_failures`: how many re-checks may fail before a case follows. `usual_due` and `last`: until when what is not mended
    is to be, unless the department sets another day, and the last day that it may set. `kept`: the service keeps files.
    """

    certified: tuple[InspectorId, ...]
    officers: int
    most_failures: int
    usual_due: AwareDatetime
    last: date
    kept: bool = False


class RectificationCommand(Command):
    rectification: Ref


class OrderRectification(RectificationCommand):
    """`day_set`: the department set the day."""

    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime
    kind: OrderKind = OrderKind.DATED
    document: Ref | None = None
    day_set: bool = False
    known: Known[OrderLookups] = OrderLookups()


class PlanRectification(RectificationCommand):
    measures: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    known: Known[EvidenceLookups] = EvidenceLookups()


class AskExtension(RectificationCommand):
    until: AwareDatetime
    reason: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    known: Known[ExtensionLookups]


class GrantExtension(RectificationCommand):
    """`due`: another day than was asked for; None: that day."""

    due: AwareDatetime | None = None
    reason: PlainText | None = None
    known: Known[ExtensionLookups]


class RefuseExtension(RectificationCommand):
    reason: PlainText


class ReportRectification(RectificationCommand):
    evidence: tuple[EvidenceRef, ...] = ()
    known: Known[ReportLookups]


class RecheckRectification(RectificationCommand):
    """`due`: until when what is not mended is to be; None: as the policy says."""

    officers: tuple[InspectorId, ...]
    checks: tuple[FindingChecked, ...]
    evidence: tuple[EvidenceRef, ...] = ()
    reason: PlainText | None = None
    due: AwareDatetime | None = None
    known: Known[RecheckLookups]


class MoveRectificationDue(RectificationCommand):
    """`due` by the arrangement of `year` as it is known now."""

    due: AwareDatetime
    year: int


class PassRectificationDeadline(RectificationCommand):
    """The time to rectify has passed."""


class PassRecheckDeadline(RectificationCommand):
    """The time to re-check has passed."""
