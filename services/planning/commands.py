"""What may be asked of planning. What the lists say comes in looked up, so that deciding reads no table."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import (
    BasisPoints,
    CreditClass,
    DepartmentCode,
    Digest,
    EntityId,
    IndustryCode,
    ItemCode,
    Kind,
    ListClass,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from libs.events.catalog.planning import Rounding, VisitPart
from libs.events.catalog.registry import Method
from libs.events.decider import Command

Year = Annotated[int, Field(ge=2000, le=2999)]
DrawRef = Annotated[Ref, Field(max_length=80)]
"""Short enough that the numbers of its visits are still a `Ref`."""
Limit = Annotated[int, Field(ge=0, le=1_000_000)]


class ListedItem(Value):
    """What the item list says of an item on some day of the demand's year."""

    item: ItemCode
    department: DepartmentCode
    kind: Kind
    list_class: ListClass
    industries: tuple[IndustryCode, ...]


class DemandCommand(Command):
    demand: Ref


class SubmitDemand(DemandCommand):
    """`listed` holds those of `items` that are on the list."""

    year: Year
    department: DepartmentCode
    kind: Kind
    items: tuple[ItemCode, ...] = Field(min_length=1)
    industries: tuple[IndustryCode, ...] = Field(min_length=1)
    list_class: ListClass
    ratios: dict[CreditClass, BasisPoints]
    rounding: Rounding
    minimum: Limit | None = None
    maximum: Limit | None = None
    method: Method
    listed: tuple[ListedItem, ...]


class WithdrawDemand(DemandCommand):
    """`joined`: the plan whose present edition holds the demand."""

    reason: PlainText
    joined: Ref | None


class KnownDemand(Value):
    demand: Ref
    year: int
    open: bool


class PlanCommand(Command):
    plan: Ref


class DraftPlan(PlanCommand):
    year: Year
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...] = Field(min_length=1)


class CoordinatePlan(PlanCommand):
    """`known` holds those of `demands` that were ever submitted."""

    demands: tuple[Ref, ...]
    known: tuple[KnownDemand, ...]
    window_from: date
    window_to: date
    reason: PlainText | None = None


class CastVote(PlanCommand):
    """`departments`: whose demands the present edition joins."""

    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None
    departments: tuple[DepartmentCode, ...]


class DrawCommand(Command):
    draw: DrawRef


class OpenDraw(DrawCommand):
    plan: Ref
    edition: int
    year: Year
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...] = Field(min_length=1)
    code_head: Digest
    beacon: str
    commit_until: AwareDatetime
    reveal_until: AwareDatetime


class CommitNonce(DrawCommand):
    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]


class FreezeDraw(DrawCommand):
    """Digests of everything that decides the draw; `excluded` counts entities by reason code."""

    manifest: Digest
    frame_root: Digest
    frame_count: int
    inspectors_root: Digest
    excluded: dict[str, int]
    reveal_until: AwareDatetime


class SignManifest(DrawCommand):
    """A signature that was checked against `manifest` and the member's key."""

    member: DepartmentCode
    manifest: Digest
    signature: str


class RevealNonce(DrawCommand):
    member: DepartmentCode
    nonce: Digest


class PassReveal(DrawCommand):
    """The reveal deadline has passed."""


class CompleteDraw(DrawCommand):
    """The result that was computed from the manifest with that digest, and verified."""

    manifest: Digest
    departments: tuple[DepartmentCode, ...]
    certificate: Digest
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int
    completed_on: date


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


class CancelVisit(VisitCommand):
    reason: PlainText
