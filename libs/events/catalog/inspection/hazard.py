"""Major hazards, and breaches of a whole industry or region: reported to the government, which has them treated (L-25)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from ...fact import Fact
from ..codes import DepartmentCode, EntityId, EvidenceRef, InspectorId, PlainText, Ref, TownshipCode
from ..registry.organs import OrganCode


class HazardReach(StrEnum):
    """What makes it the government's matter."""

    MAJOR = "major"
    REGIONAL = "regional"
    INDUSTRY = "industry"


class DangerMeasure(StrEnum):
    """安全生产法 art. 65: what is ordered at once where lives are in danger."""

    STOP_USE = "stop-use"
    EVACUATE = "evacuate"


class DangerOrderGiven(Fact, name="inspection.danger-order-given"):
    """Lives are in danger, and something is ordered at once. `danger_order`: the order's number.

    `visit`: on which visit, null where on none. `entity`: to whom. `measure`: what is ordered; `what`: of what place or
    equipment, in words. `at`: when it was given on the spot. `report_by`: when the hazard must have been reported.
    """

    hazard: Ref
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
    report_by: AwareDatetime


class DangerOrderLifted(Fact, name="inspection.danger-order-lifted"):
    """The danger is over, which evidence shows. `by`: who lifted it, opaque."""

    hazard: Ref
    danger_order: Ref
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]
    by: str


class HazardReported(Fact, name="inspection.hazard-reported"):
    """L-25: the lead department reports it to the government, and tells its peers and the guidance body.

    `visit` and `finding`: what it was found on, null where on none. `entity`: whose hazard it is, null where it is a region's
    or an industry's. `reach`: what makes it the government's matter. `to`: the government. `guidance`: the guidance body.
    `peers`: the departments of the same field that are told. `found_at`: when it was found. `acknowledge_by`: when the
    government must have acknowledged it.
    """

    hazard: Ref
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
    acknowledge_by: AwareDatetime


class HazardAcknowledged(Fact, name="inspection.hazard-acknowledged"):
    """The government has it. `by`: who said so, opaque."""

    hazard: Ref
    by: str


class HazardNoticed(Fact, name="inspection.hazard-noticed"):
    """One of those who were told has read it. `body`: a peer, or the guidance body."""

    hazard: Ref
    body: DepartmentCode


class TreatmentOrdered(Fact, name="inspection.treatment-ordered"):
    """The government has it treated (专项治理). `measures`: what is done. `lead`: which department leads it. `departments`: all
    that take part. `area`: the townships in which it is done. `campaign`: whether planning is asked for a campaign of checks.
    """

    hazard: Ref
    measures: PlainText
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    area: tuple[TownshipCode, ...]
    due: AwareDatetime
    campaign: bool
    by: str


class TreatmentDeclined(Fact, name="inspection.treatment-declined"):
    """The government sees no need of a treatment, for a reason."""

    hazard: Ref
    reason: PlainText
    by: str


class TreatmentStepDone(Fact, name="inspection.treatment-step-done"):
    """A department has done its part, or a step of it. `what`: in words."""

    hazard: Ref
    department: DepartmentCode
    what: PlainText
    evidence: tuple[EvidenceRef, ...]
    by: str


class TreatmentAccepted(Fact, name="inspection.treatment-accepted"):
    """The government accepts the treatment: the hazard is no more. `opinion`: what it found, in words."""

    hazard: Ref
    opinion: PlainText
    evidence: tuple[EvidenceRef, ...]
    by: str
