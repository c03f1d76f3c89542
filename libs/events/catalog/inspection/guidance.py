"""Guidance: what a department says to an entity instead of punishing it (柔性执法)."""

from __future__ import annotations

from enum import StrEnum

from ...fact import Fact
from ..codes import DepartmentCode, EntityId, PlainText, Ref


class GuidanceKind(StrEnum):
    """J-24, H-15: what is counted."""

    ORDER_TO_CORRECT = "order-to-correct"
    GUIDANCE = "guidance"
    ADVICE = "advice"
    TALK = "talk"
    REMINDER = "reminder"
    WARNING = "warning"
    PERSUASION = "persuasion"


class GuidanceGiven(Fact, name="inspection.guidance-given"):
    """On a visit, about one `finding` of the department or about none. `document`: the number of the paper, if there is one."""

    guidance: Ref
    visit: Ref
    finding: Ref | None
    entity: EntityId
    department: DepartmentCode
    kind: GuidanceKind
    text: PlainText
    document: Ref | None
