"""Facts of planning: the year, the draw, the visits."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from ..fact import Fact
from .codes import (
    BasisPoints,
    CreditClass,
    DepartmentCode,
    Digest,
    EntityId,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    ListClass,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from .registry import Method


class Rounding(StrEnum):
    """How a stratum's fraction becomes a whole number; `fair` leaves it to the seed, so that the expectation is exact."""

    HALF_UP = "half-up"
    FLOOR = "floor"
    CEIL = "ceil"
    FAIR = "fair"


class VisitPart(Value):
    """What one department does in a joint visit."""

    department: DepartmentCode
    kinds: tuple[Kind, ...]
    items: tuple[ItemCode, ...]
    inspectors: tuple[InspectorId, ...]


class DemandSubmitted(Fact, name="planning.demand-submitted"):
    """A department's wish for the year. `ratios` holds every class; a missing class would be a guess."""

    demand: Ref
    year: int
    department: DepartmentCode
    kind: Kind
    items: tuple[ItemCode, ...]
    industries: tuple[IndustryCode, ...]
    list_class: ListClass
    ratios: dict[CreditClass, BasisPoints]
    rounding: Rounding
    minimum: int | None = None
    maximum: int | None = None
    method: Method


class DemandWithdrawn(Fact, name="planning.demand-withdrawn"):
    demand: Ref
    reason: PlainText


class PlanDrafted(Fact, name="planning.plan-drafted"):
    """`members` of the joint conference vote on it; `lead` organises."""

    plan: Ref
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]


class PlanCoordinated(Fact, name="planning.plan-coordinated"):
    """Edition n of the plan: the demands it joins and its window. An amendment is a new edition with a reason."""

    plan: Ref
    edition: int
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...]
    window_from: date
    window_to: date
    reason: PlainText | None = None


class PlanVoteCast(Fact, name="planning.plan-vote-cast"):
    plan: Ref
    edition: int
    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None


class PlanApproved(Fact, name="planning.plan-approved"):
    plan: Ref
    edition: int
    year: int
    lead: DepartmentCode
    demands: tuple[Ref, ...]
    departments: tuple[DepartmentCode, ...]
    window_from: date
    window_to: date
    votes_for: int
    votes_against: int


class PlanRejected(Fact, name="planning.plan-rejected"):
    plan: Ref
    edition: int
    votes_for: int
    votes_against: int


class DrawOpened(Fact, name="planning.draw-opened"):
    """`code_head` is the head of the organiser's one-time-code chain."""

    draw: Ref
    plan: Ref
    edition: int
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...]
    code_head: Digest
    beacon: str
    commit_until: AwareDatetime
    reveal_until: AwareDatetime


class NonceCommitted(Fact, name="planning.nonce-committed"):
    draw: Ref
    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]


class DrawFrozen(Fact, name="planning.draw-frozen"):
    """Everything that decides the draw is fixed and published before anybody reveals. `excluded` counts by reason code."""

    draw: Ref
    manifest: Digest
    frame_root: Digest
    frame_count: int
    inspectors_root: Digest
    excluded: dict[str, int]
    reveal_until: AwareDatetime


class ManifestSigned(Fact, name="planning.manifest-signed"):
    """A member's detached JWS over the frozen manifest, checked against the key it committed with."""

    draw: Ref
    member: DepartmentCode
    signature: str


class NonceRevealed(Fact, name="planning.nonce-revealed"):
    draw: Ref
    member: DepartmentCode
    nonce: Digest


class NonceMissed(Fact, name="planning.nonce-missed"):
    """The reveal deadline passed; the member's nonce counts as zeros and the member is named."""

    draw: Ref
    member: DepartmentCode
    due: AwareDatetime


class DrawCompleted(Fact, name="planning.draw-completed"):
    """`lower_bound_milli`: thousandths of a visit, the least any scheme with these probabilities expects."""

    draw: Ref
    plan: Ref
    year: int
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    certificate: Digest
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int
    completed_on: date


class VisitPlanned(Fact, name="planning.visit-planned"):
    """One joint visit: one entity, several departments' items, one team, one window."""

    visit: Ref
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


class VisitCancelled(Fact, name="planning.visit-cancelled"):
    visit: Ref
    reason: PlainText
