"""What may be asked of a hazard. Deadlines and look-ups come in, so that deciding is pure."""

from pydantic import AwareDatetime

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import DepartmentCode, EntityId, EvidenceRef, InspectorId, Kind, PlainText, Ref, TownshipCode
from libs.events.catalog.inspection.hazard import DangerMeasure, HazardReach
from libs.events.catalog.registry.organs import OrganCode
from libs.events.decider import Command, Known

from ..register.organs import OrganLookups


class OfficerLookups(EvidenceLookups):
    """`uncertified`: those of the officers who hold no certificate of the department today."""

    uncertified: tuple[InspectorId, ...] = ()


class OrderLookups(OfficerLookups):
    """`report_by`: when the hazard must have been reported. `late_entry_days`: how many days ago it may have been given.
    `taken`: the hazard of another order with that number.
    """

    report_by: AwareDatetime
    late_entry_days: int
    taken: Ref | None = None


class ReportLookups(EvidenceLookups, OrganLookups):
    """`lead`: who leads the visit, None where there is none, or it is not of a visit. `finding`: whether the visit has it.
    `unlisted`: those of the peers who are on no list. `report_by`: when it must have been reported, `due`: acknowledged.
    """

    lead: DepartmentCode | None
    finding: bool
    unlisted: tuple[DepartmentCode, ...] = ()
    report_by: AwareDatetime
    due: AwareDatetime


class TreatmentLookups(EvidenceLookups):
    """`unlisted`: those of the departments who are on no list."""

    unlisted: tuple[DepartmentCode, ...] = ()


class HazardCommand(Command):
    hazard: Ref


class GiveDangerOrder(HazardCommand):
    danger_order: Ref
    visit: Ref | None
    entity: EntityId
    township: TownshipCode
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    measure: DangerMeasure
    what: PlainText
    basis: PlainText
    evidence: tuple[EvidenceRef, ...]
    at: AwareDatetime
    known: Known[OrderLookups]


class LiftDangerOrder(HazardCommand):
    danger_order: Ref
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]
    by: str
    known: Known[OfficerLookups]


class ReportHazard(HazardCommand):
    visit: Ref | None
    finding: Ref | None
    entity: EntityId | None
    lead: DepartmentCode
    reach: HazardReach
    township: TownshipCode
    to: OrganCode
    guidance: OrganCode
    peers: tuple[DepartmentCode, ...]
    matter: PlainText
    evidence: tuple[EvidenceRef, ...]
    found_at: AwareDatetime
    known: Known[ReportLookups]


class AcknowledgeHazard(HazardCommand):
    by: str


class NoticeHazard(HazardCommand):
    body: DepartmentCode


class OrderTreatment(HazardCommand):
    measures: PlainText
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    area: tuple[TownshipCode, ...]
    due: AwareDatetime
    campaign: bool
    by: str
    known: Known[TreatmentLookups]


class DeclineTreatment(HazardCommand):
    reason: PlainText
    by: str


class DoTreatmentStep(HazardCommand):
    department: DepartmentCode
    what: PlainText
    evidence: tuple[EvidenceRef, ...]
    by: str
    known: Known[EvidenceLookups]


class AcceptTreatment(HazardCommand):
    opinion: PlainText
    evidence: tuple[EvidenceRef, ...]
    by: str
    known: Known[EvidenceLookups]


class PassHazardClock(HazardCommand):
    """The time of a stage has passed."""

    stage: Kind
