"""What may be asked of approvals."""

from dataclasses import dataclass
from datetime import date

from libs.events.catalog.codes import DepartmentCode, EntityId, Name, PlainText, Ref
from libs.events.catalog.registry.approvals import Handover
from libs.events.decider import Command, Known

from ..lists.newer import OnRecord


@dataclass(frozen=True, slots=True)
class ApprovalLookups:
    """What may be named, and the lawful early codes of the allow-list.

    `entity_listed`: whether the register lists or has listed the entity. None for a row of a file: old data come before the
    register is whole, and their report counts and marks the rows of unknown entities.
    """

    departments: frozenset[str]
    codes: frozenset[str]
    entity_listed: bool | None = None


class ApprovalCommand(Command):
    approval: Ref
    entity: EntityId


class ApprovalRow(ApprovalCommand):
    title: Name
    mode: Handover
    approver: DepartmentCode
    supervisor: DepartmentCode
    delegate: DepartmentCode | None = None
    by_commitment: bool
    granted_on: date
    valid_until: date | None = None


class HandOverApproval(ApprovalRow):
    """`on_record`: None where no file says it."""

    known: Known[ApprovalLookups]
    on_record: Known[OnRecord | None] = None


class TakeOverApproval(ApprovalCommand):
    supervisor: DepartmentCode


class CeaseApproval(ApprovalCommand):
    approver: DepartmentCode
    effective_from: date
    reason: PlainText
    commitment_broken: bool
