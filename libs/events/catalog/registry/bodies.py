"""Bodies that inspect: departments, their mandates, their certified inspectors."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from ...fact import Fact, catalog
from ..codes import (
    DepartmentCode,
    DivisionPrefix,
    InspectorId,
    Kind,
    Level,
    Name,
    PlainText,
)


class MandateForm(StrEnum):
    """X-06: by statute, by authorisation of a law, by lawful delegation (行政处罚法 17-21)."""

    STATUTORY = "statutory"
    AUTHORISED = "authorised"
    DELEGATED = "delegated"


class Power(StrEnum):
    """L-37: the four powers of an area's command centre."""

    COORDINATE = "coordinate"
    ASSESS = "assess"
    NOMINATE = "nominate"
    VETO = "veto"


class DepartmentListed(Fact, name="registry.department-listed"):
    department: DepartmentCode
    title: Name
    level: Level
    divisions: tuple[DivisionPrefix, ...]
    effective_from: date | None = None


class DepartmentWithdrawnByOne(Fact, name="registry.department-withdrawn", title="DepartmentWithdrawn"):
    department: DepartmentCode
    effective_from: date
    reason: PlainText


@catalog.upcaster("registry.department-withdrawn", from_version=1)
def _nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "asked_by": None, "approved_by": None}


class DepartmentWithdrawn(Fact, name="registry.department-withdrawn", version=2):
    """Who asked, and who approved."""

    department: DepartmentCode
    effective_from: date
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class MandateGranted(Fact, name="registry.mandate-granted"):
    """X-06, B-08: the legal ground on which a body may check; `delegated_by` only for a delegation.

    Its last day is the day before `effective_until`.
    """

    department: DepartmentCode
    form: MandateForm
    basis: PlainText
    delegated_by: DepartmentCode | None = None
    effective_from: date
    effective_until: date | None = None


class MandateEnded(Fact, name="registry.mandate-ended"):
    department: DepartmentCode
    effective_from: date
    reason: PlainText


class InspectorCertified(Fact, name="registry.inspector-certified"):
    """Also a renewal: the newest certification counts."""

    inspector: InspectorId
    department: DepartmentCode
    certificate: Name
    qualifications: tuple[Kind, ...]
    valid_from: date
    valid_until: date


class InspectorSuspended(Fact, name="registry.inspector-suspended"):
    inspector: InspectorId
    reason: PlainText
    effective_from: date


class InspectorReinstated(Fact, name="registry.inspector-reinstated"):
    """A suspension ends; the certificate itself was not touched by it."""

    inspector: InspectorId
    reason: PlainText
    effective_from: date
