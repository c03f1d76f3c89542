"""计划与抽取 planning: its HTTP API.

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any, Literal

from pydantic import Field

from .base import OPEN, Accepted, Page, Reply, Waits, segment
from .operations import Operations

Among = Annotated[Literal["anybody", "colleagues", "lead"], OPEN]
"""Whom the second person is looked for among."""

AwayGround = Annotated[Literal["recused", "challenged", "absent", "uncertified"], OPEN]
"""Why another takes a drawn officer's seat. `challenged`: the enterprise asked for recusal, and was right
(X-02).
"""

BeaconName = Annotated[Literal["none", "drand-quicknet"], OPEN]
"""Beacons this format knows. `none` = the draw rests on nonces and code alone, which the manifest must say."""

CreditClass = Annotated[Literal["A", "B", "C", "D", "U"], OPEN]
"""A low risk ... D high risk; U = not classified, which must be said (国市监信发〔2022〕6号)."""

DayKind = Annotated[Literal["natural", "working"], OPEN]
"""How the days of a time limit are counted (L-12 says only 日)."""

Duty = Annotated[Literal["policy"], OPEN]
"""What may need a second person."""

Format = Annotated[Literal["csv", "xlsx"], OPEN]

GoneGround = Annotated[Literal["struck-off", "not-found", "recognised"], OPEN]
"""Why a reserve takes a drawn entity's place."""

Ground = Annotated[Literal["O1", "O2", "O3", "O4", "O5", "O6", "O7"], OPEN]
"""What lawfully lifts an exclusion, or spares the joint conference's consent (L-15, L-16; docs/draw.md)."""

Language = Annotated[Literal["zh", "en", "codes"], OPEN]
"""Whom a file is for. `codes`: programs, with the API's own names and codes, and times in UTC."""

ListClass = Annotated[Literal["general", "key"], OPEN]
"""L-43..46: general items are drawn at random, key items are covered fully in a cycle."""

Method = Annotated[Literal["onsite", "document", "remote"], OPEN]

RecusalGround = Annotated[Literal["interest", "kinship", "challenge"], OPEN]
"""Interest, kinship, a challenge by the enterprise that was accepted (X-02, X-04)."""

Rounding = Annotated[Literal["half-up", "floor", "ceil", "fair"], OPEN]
"""How a stratum's fraction becomes a whole number; `fair` leaves it to the seed, so that the expectation is
exact.
"""


class AbsenceView(Reply):
    absence: str
    inspector: str
    department: str
    first_day: dt.date
    last_day: dt.date
    ended: str | None
    fact: str
    made_at: dt.datetime


class Answer(Reply):
    """`team_days`: days out, each officer's counted; `travel_metres`: of all officers, with the way out and back.
    `car_trips`: cars that set out, `car_metres`: that they drive; `township_days`: townships visited, each day's
    counted; `busiest_day`: visits of that day; `most_days`, `fewest_days`: out, of an officer who is out at all.
    `objective`: what is compared, in metres: what cars drive, and what `Assumptions` let an out day, a township
    more and a visit above the peak weigh. Null in schedules from before these were counted, whose `travel_metres`
    are those between places alone.
    """

    visits: int
    unplaced: int
    team_days: int
    travel_metres: int
    car_trips: int | None = None
    car_metres: int | None = None
    township_days: int | None = None
    busiest_day: int | None = None
    most_days: int | None = None
    fewest_days: int | None = None
    objective: int | None = None


class Asked(Reply):
    """A demand that lists the entity now."""

    demand: str
    department: str
    kind: str
    stratum: str
    ratio_bp: int | None
    eligible: bool
    excluded_by: str | None
    lifted: list[Lifted]
    rule: str
    rule_en: str
    list_class: str


class Assumptions(Reply):
    """The numbers of the policy that a schedule rests on. `base`: the township where the teams set out and come back
    to; `base_assumed`: it has no known position or is not entered, and each way out and back is taken for
    `other_township` metres. `out_day`, `township_day`, `over`: what an officer's day out, one more township on a
    day and a visit above the peak weigh, in metres. `peak_percent`: of an even load. Minutes are of the local day
    (`day_starts`, `lunch_from`) or a length.
    """

    base: str | None
    base_assumed: bool
    notice_days: int
    team_minutes: int
    visit_minutes: int
    item_minutes: int
    speed_kmh: int
    day_starts: int
    detour_percent: int
    same_township: int
    other_township: int
    out_day: int
    lunch_from: int
    lunch_minutes: int
    car_seats: int
    teams_per_day: int | None
    peak_percent: int
    township_day: int
    over: int


class CampaignView(Reply):
    """`ended_from`: not in force from that day on, for the reason in `ended`. `most`: at how many entities it may be
    made.
    """

    campaign: str
    level: str
    document: str
    kinds: list[str]
    industries: list[str]
    valid_from: dt.date
    valid_until: dt.date
    approved_by: str | None
    most: int | None
    ended_from: dt.date | None
    ended: str | None
    ordered_at: dt.datetime
    fact: str
    version: int


class Cap(Reply):
    """`left` is never below zero; `used` may exceed `cap` where a named ground lifted it."""

    rule: str
    kind: str | None
    cap: int
    used: int
    left: int


class ChainView(Reply):
    """`head` = H^length(s): each draw's code hashes to the one before, the first to the head (docs/draw.md, section
    2).
    """

    chain: str
    year: int
    lead: str
    head: str
    length: int
    published_at: dt.datetime
    draws: list[LinkView] = Field(default_factory=list)


class Checks(Reply):
    """How often one department checks the entity in the year; `left` of its ceiling, null where there is none.
    Entries at once and what a superior has ordered (O4) do not count (国办发〔2024〕54号).
    """

    department: str
    used: int
    left: int | None


class Completion(Reply):
    """`lower_bound_milli`: thousandths of a visit; `shortfalls` entities, `shortages` seats that nobody could take."""

    draw: str
    certificate: str
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int


class Coverage(Reply):
    """`missing`: items in force that no demand of the plan covers, key items first. `covered_bp`: of all items in
    force.
    """

    plan: str
    edition: int
    in_force: int
    covered: int
    covered_bp: int
    missing_key: int
    missing: list[MissingItem]
    deferred_left_out: list[LeftOut]


class CrossPlanView(Reply):
    """`by`: whose word brought it into its state."""

    crossplan: str
    proposer: str
    partner: str
    title: str
    kinds: list[str]
    industries: list[str]
    standard: str
    manual: str | None
    window_from: dt.date
    window_to: dt.date
    state: str
    by: str | None
    reason: str | None
    changed_at: dt.datetime
    version: int


class DemandView(Reply):
    demand: str
    year: int
    department: str
    kind: str
    items: list[str]
    industries: list[str]
    list_class: str
    ratios: dict[str, int]
    rounding: str
    minimum: int | None
    maximum: int | None
    method: str
    key_ratios: dict[str, int] | None
    crossplan: str | None
    state: str
    withdrawn: str | None
    submitted_at: dt.datetime
    version: int


class Difference(Reply):
    """What edition `after` changed; `reason` is its own."""

    plan: str
    before: int
    after: int
    demands_added: list[str]
    demands_removed: list[str]
    demands_kept: int
    window_before: Span
    window_after: Span
    window_changed: bool
    reason: str | None


class DrawView(Reply):
    draw: str
    plan: str
    edition: int
    year: int
    lead: str
    members: list[str]
    demands: list[str]
    state: str
    beacon: str
    chain: str | None
    code_head: str
    commit_until: dt.datetime
    reveal_until: dt.datetime
    opened_at: dt.datetime
    manifest: str | None
    frame_root: str | None
    frame_count: int | None
    inspectors_root: str | None
    excluded: dict[str, int]
    certificate: str | None
    department_checks: int | None
    visits: int | None
    visits_if_separate: int | None
    lower_bound_milli: int | None
    shortfalls: int | None
    shortages: int | None
    completed_on: dt.date | None
    version: int
    committed: list[MemberView] = Field(default_factory=list)
    silent: list[str] = Field(default_factory=list)
    beacons: list[NamedBeacon] = Field(default_factory=list)
    void: VoidView | None = None
    sealed_until: dt.date | None = None


class Edition(Reply):
    """`not_voted`: members who have said nothing on it."""

    edition: int
    state: str
    demands: list[str]
    window_from: dt.date
    window_to: dt.date
    reason: str | None
    coordinated_at: dt.datetime
    decided_at: dt.datetime | None
    votes_for: int | None
    votes_against: int | None
    votes: list[VoteView]
    not_voted: list[str]


class Editions(Reply):
    plan: str
    year: int
    lead: str
    members: list[str]
    editions: list[Edition]


class EmergencyView(Reply):
    """`state`: entered, justified, unjustified. `overdue`: the joint conference let its time pass; `late`: and ruled
    after it. `ruled_by`: the department that spoke for it. `head`: to whom the officers reported.
    """

    emergency: str
    department: str
    entity: str
    entity_name: str
    industries: list[str]
    township: str
    premises: str | None
    premises_name: str | None
    kinds: list[str]
    items: list[str]
    inspectors: list[str]
    ground: str
    cause: str | None
    danger: str | None
    head: str
    entered_at: dt.datetime
    reported_at: dt.datetime
    visit: str
    to_rule: str
    rule_by: dt.datetime
    overdue: bool
    state: str
    ruled_by: str | None
    reason: str | None
    ruled_at: dt.datetime | None
    late: bool | None
    version: int


class EntityCoverage(Reply):
    """`last_fact` proves the last check; `visit` is planned and will cover it."""

    item: str
    department: str
    entity: str
    name: str
    township: str
    credit_class: str
    last_day: dt.date | None
    last_fact: str | None
    due_day: dt.date
    state: str
    visit: str | None


class EvidenceRef(Reply):
    """Evidence by content hash; the file itself is kept by the service that took it."""

    sha256: str
    media_type: str
    taken_at: dt.datetime | None = None
    where: str | None = None


class Figures(Reply):
    """`lower_bound_milli`: thousandths of a visit; `excluded` counts entities by reason code over completed draws,
    without reasons that were confided when the draw was frozen.
    """

    planned_visits: int
    joint_visits: int
    drawn_demands: int
    class_demands: int
    differing_demands: int
    class_visits: int
    differing_visits: int
    share_joint_bp: int | None
    share_class_bp: int | None
    share_differing_bp: int | None
    visits_to_bound_bp: int | None
    visits_to_separate_bp: int | None
    departments: int
    demands: int
    draws: int
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int
    cancelled: int
    excluded: dict[str, int]
    recognised_exclusions: int


class Filed(Reply):
    """`state` after the command, and the visit it led to."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    filing: str
    state: str
    visit: str | None
    next: str
    next_en: str


class FilingView(Reply):
    """`days_ahead` counts calendar days from filing to the planned day; `in_time` compares with `earliest`.
    `consent_due`: until then the joint conference may decide. `visit_state`: of the visit it led to.
    """

    filing: str
    year: int
    department: str
    entity: str
    entity_name: str
    industries: list[str]
    township: str
    premises: str | None
    premises_name: str | None
    kind: str
    items: list[str]
    inspectors: list[str]
    method: str
    basis: str
    ground: str | None
    document: str | None
    notice_forbidden: bool
    planned_on: dt.date
    filed_on: dt.date
    earliest: dt.date | None
    days_ahead: int
    in_time: bool
    rule: str
    consent_due: dt.datetime
    state: str
    next: str
    next_en: str
    visit: str | None
    visit_state: str | None
    lead: str | None
    until_year: int | None
    reason: str | None
    submitted_at: dt.datetime
    version: int


class InDraw(Reply):
    """`listed` false: it was not on the register when the draw was frozen. Null: `withheld` says why nothing is said
    yet. The outcome is the draw's. Of its reasons those are named that the caller may be told.
    """

    draw: str
    listed: bool | None
    withheld: str | None = None
    chosen: bool = False
    number: str | None = None
    industry: str | None = None
    credit_class: str | None = None
    risk: str | None = None
    excluded: list[SourcedReason] = Field(default_factory=list)
    overrides: list[SourcedReason] = Field(default_factory=list)
    strata: list[Stratum] = Field(default_factory=list)
    visit: str | None = None
    proof: str | None = None


class ItemCoverage(Reply):
    """`months`: the cycle. `covered`: checked within it; `waiting`: never checked, still in time; `overdue`:
    neither.
    """

    item: str
    department: str
    kind: str
    months: int
    entities: int
    covered: int
    waiting: int
    overdue: int
    due_this_year: int


class Jwk(Reply):
    """An Ed25519 public key (RFC 8037); other public members of the JWK are left aside."""

    kty: Annotated[Literal["OKP"], OPEN]
    crv: Annotated[Literal["Ed25519"], OPEN]
    x: str
    d: str | None = None


class LeftOut(Reply):
    """An unplanned check that was deferred to this plan and that no demand of it takes up (L-14). At whom: GET
    /v1/filings.
    """

    filing: str
    department: str
    kind: str
    items: list[str]
    until_year: int


class Lifted(Reply):
    """An exclusion of the entity, and the ground that lifts it for this kind of check."""

    exclusion: str
    ground: str
    fact: str


class LinkView(Reply):
    """`code_head`: the hash of the draw's code, the code of the draw before. `code` is null while it is secret."""

    draw: str
    state: str
    code_head: str
    code: str | None
    opened_at: dt.datetime


class MemberView(Reply):
    member: str
    commitment: str
    signed: bool
    revealed: bool
    missed: bool


class Missing(Reply):
    """Why visits have no day. `needed` and `available` in minutes."""

    code: str
    visits: list[str]
    en: str
    zh: str
    do_en: str
    do_zh: str
    officer: str | None = None
    needed: int | None = None
    available: int | None = None


class MissingItem(Reply):
    """An item in force that no demand of the plan covers."""

    item: str
    department: str
    kind: str
    list_class: str
    industries: list[str]


class NamedBeacon(Reply):
    """`emitted_at`: when the round is known to everybody; `signature`: what it said; `missed`: the next one counts."""

    name: str
    round: int | None
    emitted_at: dt.datetime | None
    signature: str | None
    missed: bool


class Now(Reply):
    """What would hold if it were drawn for a check on `day`, by what is on record and may be told to the caller.
    `credit_class` and `risk` are null where the place does not show them to the caller.
    """

    day: dt.date
    industry: str
    credit_class: str | None
    risk: str | None
    excluded: list[SourcedReason]
    overrides: list[SourcedReason]
    demands: list[Asked]


class OfficerSeated(Reply):
    """An officer on a seat, as the proof pack writes it (docs/draw.md, section 6)."""

    seat: str
    department: str
    inspector: str
    role: str
    again: bool


class OrganiserView(Reply):
    """How often a lead drew, voided (after nonces were known: the result could have been looked at) and substituted."""

    lead: str
    draws: int
    completed: int
    voided: int
    voided_after_reveal: int
    entities: int
    inspectors: int
    without_substitute: int


class PassedOver(Reply):
    """Who stood before the substitute in the draw's order and cannot take the place: by which rule, proved by which
    fact.
    """

    who: str
    why: str
    fact: str | None = None


class PlanView(Reply):
    """`votes` are those of the present edition. `draft_reason`: why the plan was drafted only after its year began."""

    plan: str
    year: int
    lead: str
    members: list[str]
    state: str
    edition: int
    demands: list[str]
    window_from: dt.date | None
    window_to: dt.date | None
    reason: str | None
    draft_reason: str | None
    drafted_at: dt.datetime
    version: int
    votes: list[VoteView] = Field(default_factory=list)


class PolicyPack(Reply):
    """The numbers, and what needs a second person."""

    same_kind_per_year: int = 1
    draws_per_year: int = 2
    ceilings_bp: dict[str, int] | None = None
    spared_months: dict[str, int] = Field(default_factory=dict)
    key_cycle_months: int = 12
    superior_any_kind: bool = True
    filing_days: int = 5
    filing_day_kind: DayKind = "natural"
    filing_window_days: int = 7
    consent_free: list[Ground] | None = None
    lifts: dict[str, list[str]] | None = None
    whistle_days: int = 180
    commit_minutes: int = 1440
    reveal_minutes: int = 1440
    seats_per_department: int = 2
    team_minimum: int = 2
    workload_cap: int = 120
    pairing_cap: int | None = None
    reserves: int = 5
    rotation_visits: int = 1
    shortest_window_days: int = 10
    notice_days: int = 3
    team_minutes: int = 420
    visit_minutes: int = 40
    item_minutes: int = 15
    speed_kmh: int = 35
    day_starts_minute: int = 510
    road_percent: int = 130
    same_township_metres: int = 3000
    other_township_metres: int = 15000
    out_day_metres: int = 30000
    seconds: dict[str, Second] | None = None
    second_days: int = 10
    emergency_report_hours: int = 24
    emergency_window_days: int = 2
    emergency_ruling_working_days: int = 5
    department_checks_per_year: int | None = None
    lunch_from_minute: int = 720
    lunch_minutes: int = 120
    base_township: str | None = None
    car_seats: int = 4
    teams_per_day: int | None = None
    peak_percent: int = 150
    township_day_metres: int = 10000


class PolicyView(Reply):
    """Edition 0: nothing was adopted, the sources' numbers hold."""

    edition: int
    effective_from: dt.date | None
    pack: PolicyPack
    reason: str | None
    adopted_at: dt.datetime | None
    fact: str | None
    asked_by: str | None = None
    approved_by: str | None = None
    taken_back_at: dt.datetime | None = None
    taken_back_for: str | None = None


class RecusalView(Reply):
    recusal: str
    inspector: str
    entity: str
    department: str
    ground: str
    lifted: str | None
    fact: str
    made_at: dt.datetime


class Reported(Reply):
    """`visit`: the visit as which it is recorded; `rule_by`: until when the joint conference rules on it."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    emergency: str
    visit: str
    rule_by: dt.datetime


class RouteStop(Reply):
    """One visit of a day, at `premises` where it is not at the entity's own place; with `inspector` asked for, the
    way from the officer's stop before it, in metres. Where notice is forbidden, planners, auditors and the
    visit's departments alone find it before the day.
    """

    visit: str
    day: dt.date
    start: str
    end: str
    entity: str
    entity_name: str
    premises: str | None
    premises_name: str | None
    township: str
    lead: str
    departments: list[str]
    inspectors: list[str]
    method: str
    notice_forbidden: bool
    reason: str | None
    way_metres: int | None = None
    way_assumed: bool | None = None


class ScheduleView(Reply):
    """`state`: running, finished (issued), infeasible (`missing` says why, nothing was issued), cancelled, failed,
    interrupted (its process ended: start again). `better_by_bp`: by how many ten-thousandths the solver's
    objective is below greedy's; null where they did not place the same number of visits. `assumptions`: what both
    rest on. `assumed`: townships without a known position, whose distances are assumed. `missing` names officers:
    planners and auditors read it. Figures, days, townships and `error` are left out while an unannounced visit of
    the draw is to come of which the caller may not know.
    """

    schedule: str
    draw: str
    state: str
    done_permille: int
    partial: bool
    keep_days: bool
    seconds: int | None
    solver: Answer | None
    greedy: Answer | None
    proven_optimal: bool
    better_by_bp: int | None
    assumptions: Assumptions | None
    assumed: list[str]
    missing: list[Missing]
    error: str | None
    first_day: dt.date | None
    last_day: dt.date | None
    started_at: dt.datetime
    finished_at: dt.datetime | None


class SealView(Reply):
    """`seal` = SHA-256("checkonce-draw-1|team" 0x00 canonical(team) salt); day, team and salt are null until
    somebody has come or the window is over.
    """

    visit: str
    seal: str
    until: dt.date
    day: dt.date | None
    team: list[OfficerSeated] | None
    salt: str | None


class SealedDraw(Reply):
    """What is public of a draw with secret teams before its pack is (docs/draw.md, section 6)."""

    format: str
    draw: str
    manifest: dict[str, Any]
    signatures: list[dict[str, str]]
    figures: dict[str, int]
    certificate: str
    sealed_until: dt.date | None
    seals: list[SealView]


class Second(Reply):
    """Who approves: another subject than the one who asked, with one of the roles."""

    roles: list[str]
    among: Among = "anybody"


class SourcedReason(Reply):
    """X1-X8 or O1-O7 for kinds of check (`*`: every kind): its words, its legal source, and the fact that proves it.
    `lifts`: the exclusions that a ground lifts; empty for an exclusion.
    """

    code: str
    reason: str
    reason_en: str
    source: str
    kinds: list[str]
    lifts: list[str]
    fact: str
    fact_type: str | None
    fact_day: dt.date | None


class Span(Reply):
    """Both days included."""

    first: dt.date
    last: dt.date


class Started(Reply):
    schedule: str
    visits: int


class Stratum(Reply):
    """One demand the entity was listed for: chosen when eligible and its number is not above the cut-off."""

    demand: str
    department: str
    kind: str
    stratum: str
    ratio_bp: int | None
    eligible: bool
    excluded_by: str | None
    lifted: list[Lifted]
    rule: str
    rule_en: str
    quota: int
    of: int
    cutoff: str | None
    chosen: bool


class Substituted(Reply):
    """`substitute` is null where nobody was left: a shortfall, or a shortage. `visit`: the new one, or the
    officer's.
    """

    substitute: str | None
    visit: str | None
    passed: list[PassedOver]


class SubstitutionView(Reply):
    """While it is secret (`sealed`), what would tell the visit, its officers or the entity is left out."""

    kind: str
    draw: str
    lead: str
    visit: str | None
    demand: str | None
    stratum: str | None
    seat: str | None
    gone: str | None
    ground: str
    reason: str | None
    evidence: list[EvidenceRef]
    proof: str | None
    passed: list[PassedOver]
    substitute: str | None
    team: list[OfficerSeated]
    short: list[str]
    made_at: dt.datetime
    sealed: bool
    position: int


class Task(Reply):
    """What is checked together in one industry. `entities`: listed and in business, by credit class. `lead`: as
    visits are led: the scenario's if it takes part, else the plan's if it does, else the first by code. `absent`:
    departments of the scenario that have no demand here. `warning`: what the conference should look at.
    """

    scenario: str | None
    title: str | None
    industry: str
    lead: str
    co_departments: list[str]
    absent: list[str]
    items: list[str]
    methods: list[str]
    entities: dict[str, int]
    listed: int
    window_from: dt.date
    window_to: dt.date
    demands: list[TaskDemand]
    warning: str | None
    warning_en: str | None


class TaskDemand(Reply):
    """A demand as far as it concerns one industry. `expected`: entities by its ratios, before exclusions and
    rounding.
    """

    demand: str
    department: str
    kind: str
    items: list[str]
    list_class: str
    method: str
    ratios: dict[str, int]
    expected: int
    window_from: dt.date
    window_to: dt.date
    crossplan: str | None
    crossplan_state: str | None


class Tasks(Reply):
    """The present edition's tasks, one per industry; `warnings` counts those that the conference should look at.
    `industries`, `departments`, `items`: how many the plan spans (J-26, J-27, N-08).
    """

    plan: str
    edition: int
    state: str
    window_from: dt.date | None
    window_to: dt.date | None
    industries: int
    departments: int
    items: int
    tasks: list[Task]
    warnings: int


class VisitPart(Reply):
    """What one department does in a joint visit."""

    department: str
    kinds: list[str]
    items: list[str]
    inspectors: list[str]


class VisitView(Reply):
    """`state`: planned, completed (on the spot), closed, cancelled. `start_minute` of the local `day`; null without
    a schedule. `premises`: the place of business that is visited, null for the entity's own; `township` is that
    of the place. `sealed`: notice is forbidden and the day has not come, so that only planners, auditors and the
    visit's own departments find it (docs/decisions/0019). `origin`: draw, filing, whistle, emergency or
    crossplan, and `cause` the number of that. `unannounced`: the departments whose items forbid notice.
    """

    visit: str
    draw: str
    entity: str
    entity_name: str
    industries: list[str]
    township: str
    lead: str
    departments: list[str]
    parts: list[VisitPart]
    method: str
    notice_forbidden: bool
    window_from: dt.date
    window_to: dt.date
    state: str
    cancelled: str | None
    completed_on: dt.date | None
    planned_at: dt.datetime
    version: int
    sealed: bool
    premises: str | None
    premises_name: str | None
    origin: str
    cause: str | None
    unannounced: list[str]
    schedule: str | None = None
    day: dt.date | None = None
    start_minute: int | None = None
    minutes: int | None = None


class VoidView(Reply):
    """`completed`: there was a result; `revealed`: nonces were known, so that the result could have been looked at."""

    reason: str
    code: str
    completed: bool
    revealed: bool
    voided_at: dt.datetime


class Voided(Reply):
    """`cancelled`: visits that were taken back. Visits on which officers had arrived stand."""

    draw: str
    code: str
    cancelled: list[str]


class VoteView(Reply):
    member: str
    approve: bool
    reason: str | None
    cast_at: dt.datetime


class Why(Reply):
    """`caps`: how often the business may be checked this year (X-02). A joint visit of several departments counts
    once. `ceiling`: how often one department may check it in the year; null where the place has entered none.
    `departments`: how often each has or will.
    """

    entity: str
    goes_on_as: str | None
    year: int
    now: Now | None
    draws: list[InDraw]
    caps: list[Cap]
    ceiling: int | None
    departments: list[Checks]


class Planning(Operations):
    """计划与抽取 planning."""

    service = "planning"

    async def crossplans(
        self,
        *,
        state: str | None = None,
        place: str | None = None,
        year: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[CrossPlanView]:
        """Joint plans with neighbours, by number"""
        return await self._read(
            "/v1/crossplans",
            Page[CrossPlanView],
            query={"state": state, "place": place, "year": year, "cursor": cursor, "limit": limit},
        )

    async def propose_crossplan(
        self,
        *,
        crossplan: str,
        partner: str,
        title: str,
        kinds: list[str],
        industries: list[str],
        standard: str,
        window_from: dt.date,
        window_to: dt.date,
        manual: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Propose a joint plan to a neighbour with whom an agreement is in force"""
        return await self._command(
            "POST",
            "/v1/crossplans",
            Accepted,
            body={
                "crossplan": crossplan,
                "partner": partner,
                "title": title,
                "kinds": kinds,
                "industries": industries,
                "standard": standard,
                "window_from": window_from,
                "window_to": window_to,
                "manual": manual,
            },
            key=key,
            if_match=if_match,
        )

    async def accept_crossplan(self, crossplan: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The partner's conference accepts the neighbour's proposal"""
        return await self._command(
            "POST", f"/v1/crossplans/{segment(crossplan)}/acceptance", Accepted, key=key, if_match=if_match
        )

    async def decline_crossplan(
        self, crossplan: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The partner's conference declines, with a reason"""
        return await self._command(
            "POST",
            f"/v1/crossplans/{segment(crossplan)}/rejection",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def end_crossplan(
        self, crossplan: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Either place ends a joint plan or takes its proposal back"""
        return await self._command(
            "POST",
            f"/v1/crossplans/{segment(crossplan)}/termination",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def crossplan(self, crossplan: str) -> CrossPlanView:
        """One joint plan"""
        return await self._read(f"/v1/crossplans/{segment(crossplan)}", CrossPlanView)

    async def demands(
        self,
        *,
        year: int | None = None,
        department: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        kind: str | None = None,
    ) -> Page[DemandView]:
        """Demands, by number; for officials (the approved ones are tasks of their plan)"""
        return await self._read(
            "/v1/demands",
            Page[DemandView],
            query={"year": year, "department": department, "state": state, "cursor": cursor, "limit": limit, "kind": kind},
        )

    async def submit_demand(
        self,
        *,
        demand: str,
        year: int,
        department: str,
        kind: str,
        items: list[str],
        industries: list[str],
        list_class: ListClass,
        ratios: dict[str, int],
        rounding: Rounding | None = None,
        minimum: int | None = None,
        maximum: int | None = None,
        method: Method | None = None,
        key_ratios: dict[str, int] | None = None,
        crossplan: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A department submits a demand for the year"""
        return await self._command(
            "POST",
            "/v1/demands",
            Accepted,
            body={
                "demand": demand,
                "year": year,
                "department": department,
                "kind": kind,
                "items": items,
                "industries": industries,
                "list_class": list_class,
                "ratios": ratios,
                "rounding": rounding,
                "minimum": minimum,
                "maximum": maximum,
                "method": method,
                "key_ratios": key_ratios,
                "crossplan": crossplan,
            },
            key=key,
            if_match=if_match,
        )

    async def withdraw_demand(
        self, demand: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A department takes its demand back"""
        return await self._command(
            "POST", f"/v1/demands/{segment(demand)}/withdrawal", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    def demands_export(
        self,
        format: Format,
        *,
        year: int | None = None,
        department: str | None = None,
        state: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Demands as a table"""
        return self._file(
            f"/v1/demands/export.{segment(format)}",
            query={"year": year, "department": department, "state": state, "lang": lang},
        )

    async def campaigns(
        self, *, day: dt.date | None = None, kind: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[CampaignView]:
        """Campaigns, by number"""
        return await self._read(
            "/v1/campaigns", Page[CampaignView], query={"day": day, "kind": kind, "cursor": cursor, "limit": limit}
        )

    async def order_campaign(
        self,
        *,
        campaign: str,
        level: Literal["national", "provincial", "city", "county"],
        document: str,
        kinds: list[str],
        industries: list[str],
        valid_from: dt.date,
        valid_until: dt.date,
        approved_by: str | None = None,
        most: int | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Record a special check by its document"""
        return await self._command(
            "POST",
            "/v1/campaigns",
            Accepted,
            body={
                "campaign": campaign,
                "level": level,
                "document": document,
                "kinds": kinds,
                "industries": industries,
                "valid_from": valid_from,
                "valid_until": valid_until,
                "approved_by": approved_by,
                "most": most,
            },
            key=key,
            if_match=if_match,
        )

    async def end_campaign(
        self, campaign: str, *, effective_from: dt.date, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """End a campaign from a day on"""
        return await self._command(
            "POST",
            f"/v1/campaigns/{segment(campaign)}/end",
            Accepted,
            body={"effective_from": effective_from, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def campaign(self, campaign: str) -> CampaignView:
        """One campaign"""
        return await self._read(f"/v1/campaigns/{segment(campaign)}", CampaignView)

    async def plans(
        self, *, year: int | None = None, state: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[PlanView]:
        """Plans, by number"""
        return await self._read(
            "/v1/plans", Page[PlanView], query={"year": year, "state": state, "cursor": cursor, "limit": limit}
        )

    async def draft_plan(
        self,
        *,
        plan: str,
        year: int,
        lead: str | None = None,
        members: list[str] | None = None,
        reason: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Draft a plan for a year"""
        return await self._command(
            "POST",
            "/v1/plans",
            Accepted,
            body={"plan": plan, "year": year, "lead": lead, "members": members, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def coordinate_plan(
        self,
        plan: str,
        *,
        window_from: dt.date,
        window_to: dt.date,
        demands: list[str] | None = None,
        reason: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Join demands into an edition of the plan"""
        return await self._command(
            "POST",
            f"/v1/plans/{segment(plan)}/coordination",
            Accepted,
            body={"window_from": window_from, "window_to": window_to, "demands": demands, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def vote_on_plan(
        self,
        plan: str,
        *,
        edition: int,
        member: str,
        approve: bool,
        reason: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A member of the joint conference votes on the present edition"""
        return await self._command(
            "POST",
            f"/v1/plans/{segment(plan)}/votes",
            Accepted,
            body={"edition": edition, "member": member, "approve": approve, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def plan(self, plan: str) -> PlanView:
        """One plan with the votes on its present edition"""
        return await self._read(f"/v1/plans/{segment(plan)}", PlanView)

    async def plan_tasks(self, plan: str) -> Tasks:
        """The plan's task list: per industry who leads, who comes, items, entities, window"""
        return await self._read(f"/v1/plans/{segment(plan)}/tasks", Tasks)

    def plan_tasks_export(
        self, plan: str, format: Format, *, lang: Language | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The task list as a table"""
        return self._file(f"/v1/plans/{segment(plan)}/tasks/export.{segment(format)}", query={"lang": lang})

    async def plan_coverage(self, plan: str) -> Coverage:
        """Items in force that the plan leaves out, and deferred checks it leaves out"""
        return await self._read(f"/v1/plans/{segment(plan)}/coverage", Coverage)

    def plan_coverage_export(
        self, plan: str, format: Format, *, lang: Language | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Items left out as a table"""
        return self._file(f"/v1/plans/{segment(plan)}/coverage/export.{segment(format)}", query={"lang": lang})

    async def plan_editions(self, plan: str) -> Editions:
        """All editions of a plan with their reasons and every vote; to the public those that were approved"""
        return await self._read(f"/v1/plans/{segment(plan)}/editions", Editions)

    async def plan_editions_difference(self, plan: str, *, before: int | None = None, after: int | None = None) -> Difference:
        """What one edition changed against another: demands, window, reason"""
        return await self._read(
            f"/v1/plans/{segment(plan)}/editions/difference", Difference, query={"before": before, "after": after}
        )

    async def visits(
        self,
        *,
        department: str | None = None,
        draw: str | None = None,
        township: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
    ) -> Page[VisitView]:
        """Visits, by number"""
        return await self._read(
            "/v1/visits",
            Page[VisitView],
            query={
                "department": department,
                "draw": draw,
                "township": township,
                "state": state,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
            },
        )

    def visits_export(
        self,
        format: Format,
        *,
        department: str | None = None,
        draw: str | None = None,
        township: str | None = None,
        state: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Visits as a table"""
        return self._file(
            f"/v1/visits/export.{segment(format)}",
            query={"department": department, "draw": draw, "township": township, "state": state, "lang": lang},
        )

    async def visit(self, visit: str) -> VisitView:
        """One visit"""
        return await self._read(f"/v1/visits/{segment(visit)}", VisitView)

    async def cancel_visit(self, visit: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Cancel a planned visit with a reason"""
        return await self._command(
            "POST", f"/v1/visits/{segment(visit)}/cancellation", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def recusals(
        self, *, department: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[RecusalView]:
        """Recusals, by number"""
        return await self._read(
            "/v1/recusals", Page[RecusalView], query={"department": department, "cursor": cursor, "limit": limit}
        )

    async def recuse_inspector(
        self,
        *,
        recusal: str,
        inspector: str,
        entity: str,
        department: str,
        ground: RecusalGround,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Record that an officer does not check an entity (the officer's department)"""
        return await self._command(
            "POST",
            "/v1/recusals",
            Accepted,
            body={"recusal": recusal, "inspector": inspector, "entity": entity, "department": department, "ground": ground},
            key=key,
            if_match=if_match,
        )

    async def lift_recusal(self, recusal: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Lift a recusal"""
        return await self._command(
            "POST", f"/v1/recusals/{segment(recusal)}/lifting", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def absences(
        self, *, department: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[AbsenceView]:
        """Absences, by number"""
        return await self._read(
            "/v1/absences", Page[AbsenceView], query={"department": department, "cursor": cursor, "limit": limit}
        )

    async def record_absence(
        self,
        *,
        absence: str,
        inspector: str,
        department: str,
        first_day: dt.date,
        last_day: dt.date,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Days on which an officer does no visits, recorded by the department"""
        return await self._command(
            "POST",
            "/v1/absences",
            Accepted,
            body={
                "absence": absence,
                "inspector": inspector,
                "department": department,
                "first_day": first_day,
                "last_day": last_day,
            },
            key=key,
            if_match=if_match,
        )

    async def end_absence(self, absence: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Withdraw a recorded absence"""
        return await self._command(
            "POST", f"/v1/absences/{segment(absence)}/ending", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def coverage(
        self,
        *,
        item: str | None = None,
        department: str | None = None,
        day: dt.date | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[ItemCoverage]:
        """Key items: how many entities are covered in the running cycle, how many are overdue"""
        return await self._read(
            "/v1/coverage",
            Page[ItemCoverage],
            query={"item": item, "department": department, "day": day, "cursor": cursor, "limit": limit},
        )

    async def coverage_entities(
        self,
        *,
        item: str | None = None,
        department: str | None = None,
        state: str | None = None,
        day: dt.date | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[EntityCoverage]:
        """Entities under key items, longest due first: last check and due day"""
        return await self._read(
            "/v1/coverage/entities",
            Page[EntityCoverage],
            query={"item": item, "department": department, "state": state, "day": day, "cursor": cursor, "limit": limit},
        )

    def coverage_entities_export(
        self,
        format: Format,
        *,
        item: str | None = None,
        department: str | None = None,
        state: str | None = None,
        day: dt.date | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The same as a table"""
        return self._file(
            f"/v1/coverage/entities/export.{segment(format)}",
            query={"item": item, "department": department, "state": state, "day": day, "lang": lang},
        )

    async def chains(
        self, *, year: int | None = None, lead: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[ChainView]:
        """Chains of one-time codes, by number"""
        return await self._read(
            "/v1/chains", Page[ChainView], query={"year": year, "lead": lead, "cursor": cursor, "limit": limit}
        )

    async def publish_chain(
        self,
        *,
        chain: str,
        year: int,
        lead: str,
        length: int | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Publish the head of a chain of one-time codes"""
        return await self._command(
            "POST",
            "/v1/chains",
            Accepted,
            body={"chain": chain, "year": year, "lead": lead, "length": length},
            key=key,
            if_match=if_match,
        )

    async def chain(self, chain: str) -> ChainView:
        """A chain with its draws in order and the codes that were revealed"""
        return await self._read(f"/v1/chains/{segment(chain)}", ChainView)

    async def draw_manifest(self, draw: str) -> dict[str, Any]:
        """The frozen manifest, the very bytes that are signed (RFC 8785)"""
        return await self._read(f"/v1/draws/{segment(draw)}/manifest", dict[str, Any])

    def draw_manifest_file(self, draw: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The frozen manifest, the very bytes that are signed (RFC 8785)"""
        return self._file(f"/v1/draws/{segment(draw)}/manifest")

    async def draw_lists(self, draw: str) -> dict[str, Any]:
        """Frame, demands and inspectors as frozen: their digests are in the manifest"""
        return await self._read(f"/v1/draws/{segment(draw)}/lists", dict[str, Any])

    def draw_lists_file(self, draw: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Frame, demands and inspectors as frozen: their digests are in the manifest"""
        return self._file(f"/v1/draws/{segment(draw)}/lists")

    async def draw_certificate(self, draw: str) -> dict[str, Any]:
        """The proof pack: verify it with `checkonce draw verify`"""
        return await self._read(f"/v1/draws/{segment(draw)}/certificate", dict[str, Any])

    def draw_certificate_file(self, draw: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The proof pack: verify it with `checkonce draw verify`"""
        return self._file(f"/v1/draws/{segment(draw)}/certificate")

    async def draw_proof(self, draw: str, entity: str) -> dict[str, Any]:
        """The short proof for one entity (docs/draw.md, section 7)"""
        return await self._read(f"/v1/draws/{segment(draw)}/proofs/{segment(entity)}", dict[str, Any])

    def draw_proof_file(self, draw: str, entity: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The short proof for one entity (docs/draw.md, section 7)"""
        return self._file(f"/v1/draws/{segment(draw)}/proofs/{segment(entity)}")

    async def draw_sealed(self, draw: str) -> SealedDraw:
        """The public part of a draw whose teams are secret; its seals are opened day by day"""
        return await self._read(f"/v1/draws/{segment(draw)}/sealed", SealedDraw)

    async def draws(
        self,
        *,
        year: int | None = None,
        plan: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[DrawView]:
        """Draws, by number"""
        return await self._read(
            "/v1/draws", Page[DrawView], query={"year": year, "plan": plan, "state": state, "cursor": cursor, "limit": limit}
        )

    async def open_draw(
        self,
        *,
        draw: str,
        plan: str,
        beacon: BeaconName | None = None,
        beacons: list[BeaconName] | None = None,
        chain: str | None = None,
        commit_minutes: int | None = None,
        reveal_minutes: int | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Open a draw for the plan's demands that are not drawn yet"""
        return await self._command(
            "POST",
            "/v1/draws",
            Accepted,
            body={
                "draw": draw,
                "plan": plan,
                "beacon": beacon,
                "beacons": beacons,
                "chain": chain,
                "commit_minutes": commit_minutes,
                "reveal_minutes": reveal_minutes,
            },
            key=key,
            if_match=if_match,
        )

    async def draw(self, draw: str) -> DrawView:
        """One draw with its members"""
        return await self._read(f"/v1/draws/{segment(draw)}", DrawView)

    async def organisers(self, *, year: int | None = None) -> list[OrganiserView]:
        """How often each lead drew, voided and substituted"""
        return await self._read("/v1/organisers", list[OrganiserView], query={"year": year})

    async def commit_to_draw(
        self, draw: str, *, member: str, commitment: str, public_key: Jwk, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A member commits to its nonce and its key"""
        return await self._command(
            "POST",
            f"/v1/draws/{segment(draw)}/commitments",
            Accepted,
            body={"member": member, "commitment": commitment, "public_key": public_key},
            key=key,
            if_match=if_match,
        )

    async def freeze_draw(self, draw: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Fix and publish everything the draw rests on"""
        return await self._command("POST", f"/v1/draws/{segment(draw)}/freeze", Accepted, key=key, if_match=if_match)

    async def sign_draw(
        self, draw: str, *, member: str, signature: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A member signs the frozen manifest"""
        return await self._command(
            "POST",
            f"/v1/draws/{segment(draw)}/signatures",
            Accepted,
            body={"member": member, "signature": signature},
            key=key,
            if_match=if_match,
        )

    async def reveal_nonce(
        self, draw: str, *, member: str, nonce: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A member reveals its nonce"""
        return await self._command(
            "POST",
            f"/v1/draws/{segment(draw)}/nonces",
            Accepted,
            body={"member": member, "nonce": nonce},
            key=key,
            if_match=if_match,
        )

    async def complete_draw(self, draw: str, *, key: str | None = None, if_match: int | None = None) -> Completion:
        """Compute the draw, verify it, publish its proof, plan its visits"""
        return await self._command("POST", f"/v1/draws/{segment(draw)}/completion", Completion, key=key, if_match=if_match)

    async def take_beacon(
        self, draw: str, *, round: int, signature: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Record what a named beacon round said, after checking its signature"""
        return await self._command(
            "POST",
            f"/v1/draws/{segment(draw)}/beacon",
            Accepted,
            body={"round": round, "signature": signature},
            key=key,
            if_match=if_match,
        )

    async def void_draw(self, draw: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Voided:
        """Void a draw with a reason; its code is burnt, visits not under way are cancelled"""
        return await self._command(
            "POST", f"/v1/draws/{segment(draw)}/void", Voided, body={"reason": reason}, key=key, if_match=if_match
        )

    async def substitute_entity(
        self,
        draw: str,
        *,
        demand: str,
        stratum: str,
        gone: str,
        ground: GoneGround,
        reason: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Substituted:
        """The next reserve takes the place of an entity that is gone"""
        return await self._command(
            "POST",
            f"/v1/draws/{segment(draw)}/substitutions/entity",
            Substituted,
            body={"demand": demand, "stratum": stratum, "gone": gone, "ground": ground, "reason": reason, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def substitute_inspector(
        self,
        visit: str,
        *,
        inspector: str,
        ground: AwayGround,
        reason: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Substituted:
        """The next officer takes a drawn officer's seat"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/substitutions/inspector",
            Substituted,
            body={"inspector": inspector, "ground": ground, "reason": reason, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def draw_substitutions(self, draw: str) -> dict[str, Any]:
        """All substitutions of a draw, to be computed again from its pack"""
        return await self._read(f"/v1/draws/{segment(draw)}/substitutions", dict[str, Any])

    def draw_substitutions_file(self, draw: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All substitutions of a draw, to be computed again from its pack"""
        return self._file(f"/v1/draws/{segment(draw)}/substitutions")

    async def substitutions(
        self,
        *,
        draw: str | None = None,
        lead: str | None = None,
        kind: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[SubstitutionView]:
        """Substitutions in the order they were made"""
        return await self._read(
            "/v1/substitutions",
            Page[SubstitutionView],
            query={"draw": draw, "lead": lead, "kind": kind, "cursor": cursor, "limit": limit},
        )

    def substitutions_export(
        self,
        format: Format,
        *,
        draw: str | None = None,
        lead: str | None = None,
        kind: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Substitutions as a table"""
        return self._file(
            f"/v1/substitutions/export.{segment(format)}", query={"draw": draw, "lead": lead, "kind": kind, "lang": lang}
        )

    async def filings(
        self,
        *,
        state: str | None = None,
        department: str | None = None,
        year: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        kind: str | None = None,
        until_year: int | None = None,
    ) -> Page[FilingView]:
        """Filings, by number; `state=deferred` with `until_year`: those that the year's plan has to take up"""
        return await self._read(
            "/v1/filings",
            Page[FilingView],
            query={
                "state": state,
                "department": department,
                "year": year,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "kind": kind,
                "until_year": until_year,
            },
        )

    async def submit_filing(
        self,
        *,
        filing: str,
        department: str,
        entity: str,
        kind: str,
        items: list[str],
        basis: str,
        planned_on: dt.date,
        method: Method | None = None,
        ground: Ground | None = None,
        document: str | None = None,
        inspectors: list[str] | None = None,
        premises: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Filed:
        """A department files an unplanned check in advance"""
        return await self._command(
            "POST",
            "/v1/filings",
            Filed,
            body={
                "filing": filing,
                "department": department,
                "entity": entity,
                "kind": kind,
                "items": items,
                "basis": basis,
                "planned_on": planned_on,
                "method": method,
                "ground": ground,
                "document": document,
                "inspectors": inspectors,
                "premises": premises,
            },
            key=key,
            if_match=if_match,
        )

    async def consent_to_filing(self, filing: str, *, key: str | None = None, if_match: int | None = None) -> Filed:
        """The joint conference's lead lets the check take place, or joins it to a visit"""
        return await self._command("POST", f"/v1/filings/{segment(filing)}/consent", Filed, key=key, if_match=if_match)

    async def defer_filing(
        self, filing: str, *, reason: str, until_year: int | None = None, key: str | None = None, if_match: int | None = None
    ) -> Filed:
        """The joint conference's lead puts the check into a later plan, with a reason"""
        return await self._command(
            "POST",
            f"/v1/filings/{segment(filing)}/deferral",
            Filed,
            body={"reason": reason, "until_year": until_year},
            key=key,
            if_match=if_match,
        )

    async def refuse_filing(self, filing: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Filed:
        """The joint conference's lead refuses the check, with a reason"""
        return await self._command(
            "POST", f"/v1/filings/{segment(filing)}/refusal", Filed, body={"reason": reason}, key=key, if_match=if_match
        )

    async def withdraw_filing(self, filing: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Filed:
        """The department takes its filing back, with a reason"""
        return await self._command(
            "POST", f"/v1/filings/{segment(filing)}/withdrawal", Filed, body={"reason": reason}, key=key, if_match=if_match
        )

    def filings_export(
        self,
        format: Format,
        *,
        state: str | None = None,
        department: str | None = None,
        year: int | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Filings as a table"""
        return self._file(
            f"/v1/filings/export.{segment(format)}",
            query={"state": state, "department": department, "year": year, "lang": lang},
        )

    async def filing(self, filing: str) -> FilingView:
        """One filing with its clock and what comes next"""
        return await self._read(f"/v1/filings/{segment(filing)}", FilingView)

    async def emergencies(
        self,
        *,
        state: str | None = None,
        department: str | None = None,
        overdue: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
    ) -> Page[EmergencyView]:
        """Entries at once, by number"""
        return await self._read(
            "/v1/emergencies",
            Page[EmergencyView],
            query={
                "state": state,
                "department": department,
                "overdue": overdue,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
            },
        )

    async def enter_emergency(
        self,
        *,
        emergency: str,
        department: str,
        entity: str,
        items: list[str],
        inspectors: list[str],
        ground: Ground,
        head: str,
        entered_at: dt.datetime,
        premises: str | None = None,
        cause: str | None = None,
        danger: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Reported:
        """A department reports that its officers entered at once"""
        return await self._command(
            "POST",
            "/v1/emergencies",
            Reported,
            body={
                "emergency": emergency,
                "department": department,
                "entity": entity,
                "items": items,
                "inspectors": inspectors,
                "ground": ground,
                "head": head,
                "entered_at": entered_at,
                "premises": premises,
                "cause": cause,
                "danger": danger,
            },
            key=key,
            if_match=if_match,
        )

    async def rule_on_emergency(
        self, emergency: str, *, justified: bool, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The joint conference says whether the entry was justified"""
        return await self._command(
            "POST",
            f"/v1/emergencies/{segment(emergency)}/ruling",
            Accepted,
            body={"justified": justified, "reason": reason},
            key=key,
            if_match=if_match,
        )

    def emergencies_export(
        self,
        format: Format,
        *,
        state: str | None = None,
        department: str | None = None,
        overdue: bool | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Entries at once as a table"""
        return self._file(
            f"/v1/emergencies/export.{segment(format)}",
            query={"state": state, "department": department, "overdue": overdue, "lang": lang},
        )

    async def emergency(self, emergency: str) -> EmergencyView:
        """One entry at once, its visit and what the joint conference said"""
        return await self._read(f"/v1/emergencies/{segment(emergency)}", EmergencyView)

    async def compute_schedule(
        self,
        draw: str,
        *,
        schedule: str | None = None,
        partial: bool | None = None,
        keep_days: bool | None = None,
        seconds: int | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Started:
        """Compute days and routes of a draw's visits"""
        return await self._command(
            "POST",
            f"/v1/draws/{segment(draw)}/schedules",
            Started,
            body={"schedule": schedule, "partial": partial, "keep_days": keep_days, "seconds": seconds},
            key=key,
            if_match=if_match,
        )

    async def schedules(
        self, *, draw: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[ScheduleView]:
        """Schedules, by number"""
        return await self._read("/v1/schedules", Page[ScheduleView], query={"draw": draw, "cursor": cursor, "limit": limit})

    async def schedule(self, schedule: str) -> ScheduleView:
        """Progress and answer of a schedule, the greedy answer beside the solver's"""
        return await self._read(f"/v1/schedules/{segment(schedule)}", ScheduleView)

    async def cancel_schedule(self, schedule: str, *, key: str | None = None, if_match: int | None = None) -> ScheduleView:
        """Stop a computation; nothing is issued"""
        return await self._command(
            "POST", f"/v1/schedules/{segment(schedule)}/cancellation", ScheduleView, key=key, if_match=if_match
        )

    async def schedule_days(
        self,
        schedule: str,
        *,
        day: dt.date | None = None,
        department: str | None = None,
        inspector: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[RouteStop]:
        """Routes: visits by day and begin"""
        return await self._read(
            f"/v1/schedules/{segment(schedule)}/days",
            Page[RouteStop],
            query={"day": day, "department": department, "inspector": inspector, "cursor": cursor, "limit": limit},
        )

    def schedule_export(
        self,
        schedule: str,
        format: Format,
        *,
        day: dt.date | None = None,
        department: str | None = None,
        inspector: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Routes as a table"""
        return self._file(
            f"/v1/schedules/{segment(schedule)}/export.{segment(format)}",
            query={"day": day, "department": department, "inspector": inspector, "lang": lang},
        )

    async def reschedule_visit(
        self, visit: str, *, day: dt.date, start_minute: int, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Give one visit another day or time, with a reason"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/schedule",
            Accepted,
            body={"day": day, "start_minute": start_minute, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def figures(self, *, year: int | None = None) -> Figures:
        """The year's plan and draws in figures"""
        return await self._read("/v1/figures", Figures, query={"year": year})

    def figures_export(
        self, format: Format, *, year: int | None = None, lang: Language | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The figures as a table"""
        return self._file(f"/v1/figures/export.{segment(format)}", query={"year": year, "lang": lang})

    async def entity_why(
        self, entity: str, *, year: int | None = None, day: dt.date | None = None, draw: str | None = None
    ) -> Why:
        """Why an entity is or is not visited: rule, fact, number, and caps left"""
        return await self._read(f"/v1/entities/{segment(entity)}/why", Why, query={"year": year, "day": day, "draw": draw})

    async def policy(self, *, day: dt.date | None = None) -> PolicyView:
        """The numbers in force on a day"""
        return await self._read("/v1/policy", PolicyView, query={"day": day})

    async def adopt_policy(
        self, *, effective_from: dt.date, pack: PolicyPack, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Adopt numbers from a day on, with the reason"""
        return await self._command(
            "POST",
            "/v1/policy",
            Accepted,
            body={"effective_from": effective_from, "pack": pack, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def policy_editions(self, *, cursor: str | None = None, limit: int | None = None) -> Page[PolicyView]:
        """Every edition of the numbers that was adopted"""
        return await self._read("/v1/policy/editions", Page[PolicyView], query={"cursor": cursor, "limit": limit})
