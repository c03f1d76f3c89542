"""Organs beside the departments that inspect: governments, police, procuratorates and others that matters go to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ...fact import Fact
from ..codes import DepartmentCode, DivisionPrefix, Name, PlainText

OrganCode = DepartmentCode
"""`421088-police`: written as a department's; a token names the organs that its holder acts for among his departments."""


class OrganKind(StrEnum):
    GOVERNMENT = "government"
    """A people's government, which hazards are reported to (L-25)."""
    GUIDANCE = "guidance"
    """The body that guides and supervises enforcement (综合执法指导机构)."""
    POLICE = "police"
    PROCURATORATE = "procuratorate"
    COURT = "court"
    HOTLINE = "hotline"
    PLATFORM = "platform"
    SUPERIOR = "superior"
    """An authority of a higher level."""


class OrganListed(Fact, name="registry.organ-listed"):
    """An organ that matters may go to, or a change of it, from its day on."""

    organ: OrganCode
    title: Name
    kind: OrganKind
    divisions: tuple[DivisionPrefix, ...]
    effective_from: date | None = None


class OrganWithdrawn(Fact, name="registry.organ-withdrawn"):
    organ: OrganCode
    effective_from: date
    reason: PlainText
