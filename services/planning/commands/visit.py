"""What may be asked of visits."""

from __future__ import annotations

from datetime import date

from libs.events.catalog.codes import (
    DepartmentCode,
    Digest,
    EntityId,
    IndustryCode,
    Name,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.decider import Command


class VisitCommand(Command):
    visit: Ref


class PlanVisit(VisitCommand):
    draw: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    lead: DepartmentCode
    parts: tuple[VisitPart, ...]
    method: Method
    notice_forbidden: bool
    window_from: date
    window_to: date
    seal: Digest | None = None
    """Where notice is forbidden: the seal of the team."""


class CancelVisit(VisitCommand):
    reason: PlainText


class JoinPart(VisitCommand):
    """An unplanned check goes with the visit (L-12, L-14)."""

    filing: Ref
    part: VisitPart
