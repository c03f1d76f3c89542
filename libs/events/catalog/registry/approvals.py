"""Approvals handed over from the body that grants to the body that supervises."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ...fact import Fact
from ..codes import DepartmentCode, EntityId, Name, PlainText, Ref


class Handover(StrEnum):
    """B-27..30: who supervises after an approval."""

    INTEGRATED = "integrated"
    SEPARATED = "separated"
    DELEGATED = "delegated"


class ApprovalHandedOver(Fact, name="registry.approval-handed-over"):
    """From approval to supervision (B-27..30, J-12): who approved, who supervises from now on, and on what footing.

    Integrated: the approver supervises. Separated: the supervisor does, the approver deals with false commitments. Delegated:
    `approver` delegated the approval to `delegate` and supervises itself.
    """

    approval: Ref
    entity: EntityId
    title: Name
    mode: Handover
    approver: DepartmentCode
    supervisor: DepartmentCode
    delegate: DepartmentCode | None = None
    by_commitment: bool
    granted_on: date
    valid_until: date | None = None


class ApprovalTakenOver(Fact, name="registry.approval-taken-over"):
    """The supervisor has it; until then it shows as a gap."""

    approval: Ref
    entity: EntityId
    supervisor: DepartmentCode


class ApprovalCeased(Fact, name="registry.approval-ceased"):
    """`commitment_broken`: ended by the approver for a false or broken commitment (B-28)."""

    approval: Ref
    entity: EntityId
    approver: DepartmentCode
    effective_from: date
    reason: PlainText
    commitment_broken: bool
