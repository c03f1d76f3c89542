"""What may be asked of who is checked and who checks."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, EntityId, EvidenceRef, InspectorId, Kind, Name, PlainText, Ref
from libs.events.catalog.registry.approvals import Handover
from libs.events.catalog.registry.entities import EntityContent
from libs.events.decider import Command

from .lists import Without


class EntityCommand(Command):
    entity: EntityId


class EnterEntity(EntityCommand):
    """New, changed or as it stands."""

    content: EntityContent


class StrikeOffEntity(EntityCommand):
    reason: PlainText
    effective_from: date


class TagCommand(Command):
    entity: EntityId
    tag: Kind
    reason: PlainText


class TagEntity(TagCommand):
    """H-28, H-46. `until`: the last day of the tag. `listed`: whether the entity is on the list."""

    until: date | None = None
    listed: bool


class UntagEntity(TagCommand):
    pass


class CodeCommand(Command):
    code: Name
    reason: PlainText


class AllowCode(CodeCommand):
    evidence: tuple[EvidenceRef, ...]


class DisallowCode(CodeCommand):
    pass


class ApprovalCommand(Command):
    approval: Ref
    entity: EntityId


class HandOverApproval(ApprovalCommand):
    title: Name
    mode: Handover
    approver: DepartmentCode
    supervisor: DepartmentCode
    delegate: DepartmentCode | None = None
    by_commitment: bool
    granted_on: date
    valid_until: date | None = None


class TakeOverApproval(ApprovalCommand):
    supervisor: DepartmentCode


class CeaseApproval(ApprovalCommand):
    approver: DepartmentCode
    effective_from: date
    reason: PlainText
    commitment_broken: bool


class InspectorCommand(Command):
    inspector: InspectorId


class CertifyInspector(InspectorCommand):
    """Also a renewal."""

    department: DepartmentCode
    certificate: Name
    qualifications: tuple[Kind, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date
    without_mandate: Without = Field(default={})


class SuspendInspector(InspectorCommand):
    reason: PlainText
    effective_from: date


class ReinstateInspector(InspectorCommand):
    reason: PlainText
    effective_from: date
