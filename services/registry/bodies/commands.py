"""What may be asked of departments, mandates and inspectors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, DivisionPrefix, InspectorId, Kind, Level, Name, PlainText
from libs.events.catalog.registry.bodies import MandateForm
from libs.events.decider import Command, Countersigned, Known

from ..lists import commands as lists_commands

Without = Mapping[str, date]
"""Departments that have no mandate on a day on which they would need one (X-06), with the first such day."""


@dataclass(frozen=True, slots=True)
class CertificateLookups:
    """`holder`: another officer who holds the certificate of that number; None: nobody does."""

    without: Without
    holder: str | None = None


class DepartmentRow(lists_commands.Dated):
    department: DepartmentCode
    title: Name
    level: Level
    divisions: tuple[DivisionPrefix, ...] = Field(min_length=1, max_length=200)


class ListDepartment(DepartmentRow, lists_commands.Entered):
    pass


class WithdrawDepartment(Countersigned, lists_commands.Ended):
    department: DepartmentCode


class MandateRow(lists_commands.Dated):
    """X-06, 行政处罚法 17-21."""

    department: DepartmentCode
    form: MandateForm
    basis: PlainText
    delegated_by: DepartmentCode | None = None
    effective_until: date | None = None


@dataclass(frozen=True, slots=True)
class MandateLookups:
    """`delegator`: the form of the delegating body's own mandate on that day; None: it has none."""

    departments: frozenset[str]
    delegator: MandateForm | None = None


class GrantMandate(MandateRow, lists_commands.Entered):
    known: Known[MandateLookups]


class EndMandate(lists_commands.Ended):
    department: DepartmentCode


class InspectorCommand(Command):
    inspector: InspectorId


class CertifyInspector(InspectorCommand, lists_commands.Entered):
    """Also a renewal. `known`: whether the department lacks a mandate, and whose the certificate is."""

    department: DepartmentCode
    certificate: Name
    qualifications: tuple[Kind, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date
    known: Known[CertificateLookups]


class SuspendInspector(InspectorCommand):
    reason: PlainText
    effective_from: date


class ReinstateInspector(InspectorCommand):
    reason: PlainText
    effective_from: date
