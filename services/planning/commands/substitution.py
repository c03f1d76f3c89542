"""What may be asked when somebody who was drawn is gone. Who takes the place was computed from the pack (docs/draw.md, 9a)."""

from __future__ import annotations

from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, EvidenceRef, InspectorId, Name, PlainText, Ref
from libs.events.catalog.planning.conducting import GoneGround, OfficerSeated, PassedOver
from libs.events.catalog.planning.officers import AwayGround

from .draw import DrawCommand
from .visit import VisitCommand


class SubstituteEntity(DrawCommand):
    """`chosen`: the draw put `gone` into that stratum; `done`: its visit has begun. `proof`: the fact that shows the ground."""

    demand: Ref
    stratum: Name
    gone: EntityId
    ground: GoneGround
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]
    proof: Ref | None
    chosen: bool
    done: bool
    passed: tuple[PassedOver, ...]
    substitute: EntityId | None
    visit: Ref | None = None
    away: tuple[PassedOver, ...] = ()
    team: tuple[OfficerSeated, ...] = ()
    short: tuple[Name, ...] = ()


class SubstituteInspector(VisitCommand):
    """`seat` is None when `gone` sits on none of the visit's seats; `arrived`: `gone` has checked in on the spot."""

    draw: Ref
    lead: DepartmentCode
    department: DepartmentCode | None
    seat: Name | None
    gone: InspectorId
    ground: AwayGround
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]
    proof: Ref | None
    arrived: bool
    passed: tuple[PassedOver, ...]
    substitute: InspectorId | None


class UnsealTeam(VisitCommand):
    """Team and salt of a sealed visit, as kept by the organiser."""

    team: tuple[OfficerSeated, ...]
    salt: Digest
