"""What planning answers to departments that ask for a joint visit."""

from __future__ import annotations

from enum import StrEnum

from ...fact import Fact, Visibility
from ..codes import DepartmentCode, EntityId, Ref, Value


class WhyLeftOut(StrEnum):
    """Why a department does not come."""

    ITEMS = "items-not-in-force"
    OFFICERS = "too-few-officers"
    ENTITY = "not-operating"


class LeftOut(Value):
    """A department that was to come, and why it does not."""

    department: DepartmentCode
    why: WhyLeftOut


class JointVisitPlanned(Fact, name="planning.joint-visit-planned"):
    """The departments that `joint-visit-asked` names come to one visit, but for those left out (J-13, L-41)."""

    ask: Ref
    whistle: Ref
    entity: EntityId
    visit: Ref
    departments: tuple[DepartmentCode, ...]
    left_out: tuple[LeftOut, ...] = ()


class JointVisitPlannedInConfidence(
    JointVisitPlanned, name="planning.joint-visit-planned-in-confidence", visibility=Visibility.PRIVATE
):
    """The same where the visit is confided: nobody else knows of it before its day (L-19)."""


class JointVisitDeclined(Fact, name="planning.joint-visit-declined"):
    """No department can come; each is named with the reason."""

    ask: Ref
    whistle: Ref
    entity: EntityId
    left_out: tuple[LeftOut, ...]
