"""Entries at once, and what the joint conference says of them afterwards."""

from __future__ import annotations

from pydantic import AwareDatetime

from ...fact import Fact
from ..codes import (
    DepartmentCode,
    EntityId,
    Ground,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    Name,
    PlainText,
    Ref,
    TownshipCode,
)


class EmergencyEntered(Fact, name="planning.emergency-entered"):
    """Officers entered at once, and the department has reported it (国办发〔2024〕54号).

    `ground`: O3, a danger to safety, or O7, a whistle, clue or complaint. `cause`: the number of the whistle, clue or complaint
    about the entity, `danger`: what was to be feared; at least one of them is there. `head`: the head of the department to whom
    the officers reported, by the subject of the identity provider. `visit`: the visit as which it is recorded, which another
    department's entry may have begun. `to_rule`: the department that leads the joint conference, which rules on it by
    `rule_by`; the department that entered while nobody leads. `entered_by`: the subject who reported it.
    """

    emergency: Ref
    department: DepartmentCode
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    premises: Ref | None = None
    premises_name: Name | None = None
    kinds: tuple[Kind, ...]
    items: tuple[ItemCode, ...]
    inspectors: tuple[InspectorId, ...]
    ground: Ground
    cause: Ref | None = None
    danger: PlainText | None = None
    head: Ref
    entered_at: AwareDatetime
    visit: Ref
    to_rule: DepartmentCode
    rule_by: AwareDatetime
    entered_by: str | None = None


class EmergencyRuled(Fact, name="planning.emergency-ruled"):
    """The joint conference says whether the entry was justified. One that was not is a ground of liability (L-52)."""

    emergency: Ref
    visit: Ref
    department: DepartmentCode
    by: DepartmentCode
    justified: bool
    reason: PlainText
    late: bool
