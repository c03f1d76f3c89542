"""Facts of planning: the year, the draw, the visits."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from ..fact import Fact, Visibility
from .codes import (
    BasisPoints,
    CreditClass,
    DepartmentCode,
    Digest,
    DivisionCode,
    EntityId,
    EvidenceRef,
    Ground,
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


def with_part(parts: tuple[VisitPart, ...], joined: VisitPart) -> tuple[VisitPart, ...]:
    """The parts of a visit after one has joined: a department that is on it already does more, another one comes along."""
    if all(part.department != joined.department for part in parts):
        return (*parts, joined)

    def more(own: VisitPart) -> VisitPart:
        return VisitPart(
            department=own.department,
            kinds=tuple(dict.fromkeys((*own.kinds, *joined.kinds))),
            items=tuple(dict.fromkeys((*own.items, *joined.items))),
            inspectors=tuple(dict.fromkeys((*own.inspectors, *joined.inspectors))),
        )

    return tuple(more(part) if part.department == joined.department else part for part in parts)


class DayKind(StrEnum):
    """How the days of a time limit are counted (L-12 says only 日)."""

    NATURAL = "natural"
    WORKING = "working"


ExclusionName = Annotated[str, StringConstraints(pattern=r"^X[1-8]$")]
"""X1-X8 of the draw's format (docs/draw.md)."""
Months = Annotated[int, Field(ge=0, le=120)]


_CEILINGS = {
    CreditClass.A: 500,
    CreditClass.B: 2_000,
    CreditClass.C: 6_000,
    CreditClass.D: 10_000,
    CreditClass.U: 2_000,
}
_LIFTS: dict[Ground, tuple[str, ...]] = {
    Ground.NOTIFICATION_COMMITMENT: ("X1", "X2", "X8"),
    Ground.ENVIRONMENT: ("X1", "X2", "X8"),
    Ground.SAFETY: ("X1", "X2", "X8"),
    Ground.CAMPAIGN: ("X1", "X2", "X3", "X8"),
    Ground.OTHER_LAW: ("X1", "X2", "X3", "X4", "X8"),
    Ground.KEY_LIST_FULL_COVERAGE: ("X2", "X8"),
    Ground.COMPLAINT_TRANSFER_OR_WHISTLE: ("X1", "X2", "X3", "X4", "X8"),
}


class PolicyPack(Value):
    """Numbers that a jurisdiction sets, with the sources' values as defaults.

    `same_kind_per_year` (L-16, L-21), `draws_per_year` (H-10): caps per entity. `ceilings_bp`: the highest ratio of a general
    demand per credit class (a table in real use: A 5 %, B 20 %, C 60 %, D 100 %); key demands have none (N-13).
    `spared_months`: X8, an entity of the class is not drawn for general items so soon after its last check (B-16, N-12).
    `key_cycle_months`: within which a key item covers everybody when the item names no cycle of its own (L-45, B-18).
    `superior_any_kind`: L-17 excludes for every kind, as written, or only for the same kind. `filing_days`, `filing_day_kind`:
    L-12; `filing_window_days`: how long after its day a filed check of its own may still be made. `consent_free`: grounds
    that need no consent of the joint conference (L-15). `lifts`: which exclusions a ground lifts; never X5 or X6.
    `commit_minutes`, `reveal_minutes`: how long the conference's members have. `seats_per_department`,
    `team_minimum`: officers (行政处罚法: never fewer than two). `workload_cap`: visits per inspector and year; `pairing_cap`:
    joint visits of two officers before others go first. `reserves` per stratum. `rotation_visits`: who was on the entity's
    last so many visits does not go again. `shortest_window_days`: shorter pieces of a month join their neighbour.
    `notice_days`: working days between announcement and visit. `team_minutes`: of work in a day; `visit_minutes` and
    `item_minutes`: on the spot; `speed_kmh`: between places.
    """

    same_kind_per_year: Annotated[int, Field(ge=1, le=12)] = 1
    draws_per_year: Annotated[int, Field(ge=1, le=12)] = 2
    ceilings_bp: dict[CreditClass, BasisPoints] = Field(default=_CEILINGS)
    spared_months: dict[CreditClass, Months] = Field(default={})
    key_cycle_months: Annotated[int, Field(ge=1, le=120)] = 12
    superior_any_kind: bool = True
    filing_days: Annotated[int, Field(ge=0, le=60)] = 5
    filing_day_kind: DayKind = DayKind.NATURAL
    filing_window_days: Annotated[int, Field(ge=0, le=60)] = 7
    consent_free: tuple[Ground, ...] = (Ground.NOTIFICATION_COMMITMENT, Ground.ENVIRONMENT, Ground.SAFETY, Ground.CAMPAIGN)
    lifts: dict[Ground, tuple[ExclusionName, ...]] = Field(default=_LIFTS)
    commit_minutes: Annotated[int, Field(ge=1, le=525_600)] = 1440
    reveal_minutes: Annotated[int, Field(ge=1, le=525_600)] = 1440
    seats_per_department: Annotated[int, Field(ge=1, le=20)] = 2
    team_minimum: Annotated[int, Field(ge=2, le=20)] = 2
    workload_cap: Annotated[int, Field(ge=1, le=10_000)] = 120
    pairing_cap: Annotated[int, Field(ge=1, le=10_000)] | None = None
    reserves: Annotated[int, Field(ge=0, le=1000)] = 5
    rotation_visits: Annotated[int, Field(ge=0, le=100)] = 1
    shortest_window_days: Annotated[int, Field(ge=1, le=366)] = 10
    notice_days: Annotated[int, Field(ge=0, le=60)] = 3
    team_minutes: Annotated[int, Field(ge=30, le=1440)] = 420
    visit_minutes: Annotated[int, Field(ge=5, le=1440)] = 40
    item_minutes: Annotated[int, Field(ge=0, le=1440)] = 15
    speed_kmh: Annotated[int, Field(ge=1, le=150)] = 35


class PolicyAdopted(Fact, name="planning.policy-adopted"):
    """Edition n of the jurisdiction's numbers, in force from a day on."""

    edition: int
    effective_from: date
    pack: PolicyPack
    reason: PlainText


class CampaignOrdered(Fact, name="planning.campaign-ordered"):
    """O4, L-15 (d): a national or provincial campaign, by its document."""

    campaign: Ref
    level: Kind
    document: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date


class CampaignEnded(Fact, name="planning.campaign-ended"):
    campaign: Ref
    effective_from: date
    reason: PlainText


class DemandSubmitted(Fact, name="planning.demand-submitted"):
    """A department's wish for the year. `ratios` holds every class; a missing class would be a guess.

    `crossplan`: made for a joint plan with a neighbour, and visited in its window (J-17).
    """

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
    crossplan: Ref | None = None


class DemandWithdrawn(Fact, name="planning.demand-withdrawn"):
    demand: Ref
    reason: PlainText


class PlanDrafted(Fact, name="planning.plan-drafted"):
    """`members` of the joint conference vote on it; `lead` organises. `reason`: why only after its year began (L-11)."""

    plan: Ref
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    reason: PlainText | None = None


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


class BeaconRound(Value):
    """A round of public randomness named before it exists; `round` is null for `none`."""

    name: Name
    round: int | None


class CodeChainPublished(Fact, name="planning.code-chain-published"):
    """The head of the organiser's chain of one-time codes, `length` draws long, published before the first of them."""

    chain: Ref
    year: int
    lead: DepartmentCode
    head: Digest
    length: int


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
    chain: Ref | None = None


class NonceCommitted(Fact, name="planning.nonce-committed"):
    draw: Ref
    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]


class CommitmentMissed(Fact, name="planning.commitment-missed"):
    """A member of the joint conference let the time to commit pass; it is named, and the draw goes on without it."""

    draw: Ref
    member: DepartmentCode
    due: AwareDatetime


class DrawFrozen(Fact, name="planning.draw-frozen"):
    """Everything that decides the draw is fixed and published before anybody reveals. `excluded` counts by reason code."""

    draw: Ref
    manifest: Digest
    frame_root: Digest
    frame_count: int
    inspectors_root: Digest
    excluded: dict[str, int]
    reveal_until: AwareDatetime
    beacons: tuple[BeaconRound, ...] = ()


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


class BeaconRecorded(Fact, name="planning.beacon-recorded"):
    """What a named beacon said, its signature checked."""

    draw: Ref
    name: Name
    round: int
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{96}$")]


class BeaconMissed(Fact, name="planning.beacon-missed"):
    """Nobody could get this round in time: the next one named in the manifest counts."""

    draw: Ref
    name: Name
    round: int
    due: AwareDatetime


class DrawVoided(Fact, name="planning.draw-voided"):
    """It counts for nothing, with the reason. Its one-time code is burnt in public, so that nobody can look at it and go on."""

    draw: Ref
    plan: Ref
    lead: DepartmentCode
    reason: PlainText
    code: Digest


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


class VisitPartJoined(Fact, name="planning.visit-part-joined"):
    """An unplanned check goes with a visit that is planned anyway (L-12, L-14)."""

    visit: Ref
    filing: Ref
    part: VisitPart


class VisitScheduled(Fact, name="planning.visit-scheduled"):
    """The day and time of a visit; the newest counts. `start_minute` of the local day, `minutes` on the spot."""

    visit: Ref
    schedule: Ref
    day: date
    start_minute: Annotated[int, Field(ge=0, lt=1440)]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    reason: PlainText | None = None


class EntitySubstituted(Fact, name="planning.entity-substituted"):
    """Who was drawn is gone: the next reserve takes the place, with reason and evidence; counted per organiser."""

    draw: Ref
    demand: Ref
    stratum: Name
    lead: DepartmentCode
    gone: EntityId
    reason: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    substitute: EntityId | None
    """None: no reserve was left."""


class InspectorSubstituted(Fact, name="planning.inspector-substituted"):
    """An officer recused or away after the draw: the next of the draw's own order takes the seat; counted per organiser."""

    visit: Ref
    draw: Ref
    lead: DepartmentCode
    department: DepartmentCode
    seat: Name
    gone: InspectorId
    reason: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    substitute: InspectorId | None
    """None: a shortage."""


class TeamSealed(Fact, name="planning.team-sealed"):
    """Where notice is forbidden only the seal of the team is public before the visit day (docs/draw.md, section 6)."""

    visit: Ref
    draw: Ref
    seal: Digest


class TeamUnsealed(Fact, name="planning.team-unsealed"):
    """On the visit day: team and salt, so that anybody can compute the seal again."""

    visit: Ref
    draw: Ref
    team: tuple[InspectorId, ...]
    salt: Digest


class VisitCancelled(Fact, name="planning.visit-cancelled"):
    visit: Ref
    reason: PlainText


class FilingSubmitted(Fact, name="planning.filing-submitted"):
    """An unplanned check announced in advance (L-12), with its basis; `ground` when it claims to need no consent (L-15).

    `earliest`: the first day that keeps the days of L-12, counted from `filed_on`. `inspectors`: who is to go, named or drawn.
    """

    filing: Ref
    year: int
    department: DepartmentCode
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    kind: Kind
    items: tuple[ItemCode, ...]
    method: Method
    basis: PlainText
    ground: Ground | None = None
    document: Name | None = None
    planned_on: date
    filed_on: date
    earliest: date | None = None
    inspectors: tuple[InspectorId, ...] = ()
    notice_forbidden: bool = False


class FilingConsented(Fact, name="planning.filing-consented"):
    """The joint conference lets it take place as a visit of its own (L-15)."""

    filing: Ref
    lead: DepartmentCode
    visit: Ref


class FilingExempted(Fact, name="planning.filing-exempted"):
    """No consent needed: on which ground, by which document (L-15 a-d). It is recorded, and counts."""

    filing: Ref
    ground: Ground
    document: Name
    visit: Ref


class FilingJoined(Fact, name="planning.filing-joined"):
    """Goes with a visit that is planned anyway."""

    filing: Ref
    visit: Ref


class FilingDeferred(Fact, name="planning.filing-deferred"):
    """Late, or not now: it waits for a later plan and is not done alone (L-14)."""

    filing: Ref
    department: DepartmentCode
    until_year: int
    reason: PlainText


class FilingRefused(Fact, name="planning.filing-refused"):
    filing: Ref
    lead: DepartmentCode
    reason: PlainText


class FilingWithdrawn(Fact, name="planning.filing-withdrawn"):
    filing: Ref
    reason: PlainText


class CrossPlanProposed(Fact, name="planning.crossplan-proposed", visibility=Visibility.SHARED):
    """A joint plan with a neighbour (J-15..17): the same standard, the same kinds of check, the same window.

    `standard` in words; `manual`: SHA-256 of the compliance manual both follow, where there is one.
    """

    crossplan: Ref
    proposer: DivisionCode
    partner: DivisionCode
    title: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    standard: PlainText
    manual: Digest | None = None
    window_from: date
    window_to: date


class CrossPlanAccepted(Fact, name="planning.crossplan-accepted", visibility=Visibility.SHARED):
    """Complete, since who reads it may never have seen the proposal."""

    crossplan: Ref
    proposer: DivisionCode
    partner: DivisionCode
    title: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    standard: PlainText
    manual: Digest | None = None
    window_from: date
    window_to: date
    by: DivisionCode


class CrossPlanDeclined(Fact, name="planning.crossplan-declined", visibility=Visibility.SHARED):
    crossplan: Ref
    proposer: DivisionCode
    by: DivisionCode
    reason: PlainText


class CrossPlanEnded(Fact, name="planning.crossplan-ended", visibility=Visibility.SHARED):
    crossplan: Ref
    proposer: DivisionCode
    partner: DivisionCode
    by: DivisionCode
    reason: PlainText


class ScheduleFigures(Value):
    """What an assignment of days costs. `travel_metres`: of all officers; `team_days`: days on which officers are out."""

    visits: int
    unplaced: int
    team_days: int
    travel_metres: int


class ScheduleIssued(Fact, name="planning.schedule-issued"):
    """Days and routes of a draw's visits; the greedy answer beside the solver's. Each visit's day is a fact of its own."""

    schedule: Ref
    draw: Ref
    year: int
    first_day: date
    last_day: date
    solver: ScheduleFigures
    greedy: ScheduleFigures
    proven_optimal: bool
