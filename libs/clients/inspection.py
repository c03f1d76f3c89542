"""联合检查 inspection: its HTTP API.

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any, Literal

from pydantic import Field

from .base import OPEN, Accepted, Page, Reply, Waits, segment
from .content import Content
from .operations import HeldFiles, Imports, Operations

About = Annotated[Literal["result", "record", "case", "rating-use"], OPEN]
"""What an objection is to."""

After = Annotated[Literal["rectification", "case", "visit"], OPEN]
"""What a follow-up visit comes after."""

Among = Annotated[Literal["anybody", "colleagues", "lead"], OPEN]
"""Whom the second person is looked for among."""

Answer = Annotated[Literal["confirmed", "objected", "refused-to-sign"], OPEN]
"""How the entity answered the record."""

CaseOutcome = Annotated[
    Literal["penalty", "no-penalty-minor", "no-penalty-first", "no-penalty-no-fault", "not-borne-out", "transfer"], OPEN
]
"""行政处罚法 art. 57 and 33: how an investigation may end."""

Cause = Annotated[Literal["accident", "clock-passed", "complaint"], OPEN]
"""Why somebody's duty is reviewed."""

DangerMeasure = Annotated[Literal["stop-use", "evacuate"], OPEN]
"""安全生产法 art. 65: what is ordered at once where lives are in danger."""

Disposition = Annotated[
    Literal["archived", "guided", "ordered-to-rectify", "exempted-as-minor", "penalty-procedure", "transferred"], OPEN
]
"""What was done (处理结果)."""

DisputeWay = Annotated[Literal["reconsideration", "procuratorate"], OPEN]
"""Art. 9: what a department may do when the police open no case."""

Duty = Annotated[Literal["policy", "erasure", "recorded-results", "revocation", "exemption"], OPEN]
"""What may need a second person."""

DutyQuestion = Annotated[
    Literal[
        "items-followed",
        "handbook-followed",
        "approved",
        "noticed",
        "two-officers",
        "on-time",
        "evidenced",
        "answered",
        "record-intact",
        "published",
        "checked-as-required",
        "published-in-time",
        "task-carried-out",
        "crime-transferred",
    ],
    OPEN,
]
"""What the record is asked (L-51, L-52)."""

EntryRefusal = Annotated[Literal["no-code", "wrong-team", "other"], OPEN]
"""Why an entity lets nobody in."""

EvidenceKind = Annotated[
    Literal[
        "document", "object", "recording", "electronic-data", "testimony", "statement", "expert-opinion", "record-of-the-scene"
    ],
    OPEN,
]
"""行政处罚法 art. 46."""

FollowupWay = Annotated[Literal["on-site", "call", "online"], OPEN]

Format = Annotated[Literal["csv", "xlsx"], OPEN]

FoundHazard = Annotated[Literal["none", "major", "regional", "industry"], OPEN]
"""Whether a finding is also a hazard that the government must know of (L-25)."""

FrustrationGround = Annotated[Literal["not-found", "closed", "not-operating", "refused", "force-majeure"], OPEN]
"""Why nothing could be checked; the public result says so too (未发现企业、不配合检查)."""

GuidanceKind = Annotated[Literal["order-to-correct", "guidance", "advice", "talk", "reminder", "warning", "persuasion"], OPEN]
"""J-24, H-15: what is counted."""

Handling = Annotated[
    Literal[
        "guided", "corrected-on-spot", "rectification", "exempted", "case", "transfer", "hazard", "passed-on", "not-borne-out"
    ],
    OPEN,
]
"""How a department handles a finding (处理方式)."""

HazardReach = Annotated[Literal["major", "regional", "industry"], OPEN]
"""What makes it the government's matter."""

Language = Annotated[Literal["zh", "en", "codes"], OPEN]
"""Whom a file is for. `codes`: programs, with the API's own names and codes, and times in UTC."""

LawfulWay = Annotated[Literal["on-site", "provided", "questioned", "sampled", "preserved", "examined", "requested"], OPEN]
"""How evidence was come by: what was got unlawfully proves nothing (art. 46)."""

Liability = Annotated[
    Literal["not-checked-as-required", "not-published-in-time", "refused-or-delayed", "crime-not-transferred"], OPEN
]
"""The four grounds of L-52."""

OrderKind = Annotated[Literal["on-spot", "dated", "stop-use"], OPEN]
"""How the fault is to be mended (责令改正)."""

OriginKind = Annotated[Literal["visit", "clue", "complaint", "rectification", "transfer-back"], OPEN]
"""What a case may begin with (L-15): nobody goes looking for one."""

Outcome = Annotated[Literal["conforms", "breach", "not-applicable", "not-examined", "not-stated"], OPEN]
"""What a check of an item, or of a point of its handbook, led to."""

PaperKind = Annotated[
    Literal[
        "approval",
        "scheme",
        "notice",
        "record",
        "survey",
        "inquiry",
        "sampling",
        "evidence-list",
        "rectification",
        "result",
        "penalty-telling",
        "penalty-decision",
        "no-penalty-decision",
        "transfer",
    ],
    OPEN,
]
"""Which paper: those of a check, then those of what follows from it."""

PenaltyKind = Annotated[
    Literal[
        "warning",
        "public-criticism",
        "fine",
        "confiscation-of-gains",
        "confiscation-of-goods",
        "licence-suspended",
        "qualification-lowered",
        "licence-revoked",
        "business-restricted",
        "business-suspended",
        "closure",
        "barred-from-the-trade",
        "other",
    ],
    OPEN,
]
"""行政处罚法 art. 9. Detention is the police's, in a procedure of its own."""

Procedure = Annotated[Literal["summary", "ordinary"], OPEN]
"""行政处罚法 chapter 5: on the spot (art. 51), or the ordinary procedure (art. 54)."""

Replacement = Annotated[Literal["recused", "unavailable"], OPEN]

Retention = Annotated[Literal["10-years", "30-years", "permanent"], OPEN]
"""How long a dossier is kept (保管期限)."""

Revoker = Annotated[Literal["self", "superior", "reconsideration", "court"], OPEN]
"""By whom a decision falls."""

Said = Annotated[Literal["yes", "no", "not-stated", "not-applicable"], OPEN]

Service = Annotated[Literal["on-the-spot", "direct", "left", "electronic", "entrusted", "post", "public-notice"], OPEN]
"""Ways of service (art. 61, 民事诉讼法 part 1, chapter 7)."""

Severity = Annotated[Literal["minor", "ordinary", "serious"], OPEN]

SuspensionGround = Annotated[Literal["crime-transfer", "examination", "other-proceedings", "force-majeure", "other"], OPEN]

TransferOutcome = Annotated[Literal["convicted", "acquitted", "not-prosecuted", "dropped", "not-opened", "returned"], OPEN]
"""How a matter that was transferred ended."""

Verdict = Annotated[Literal["exempt", "not-liable", "liable"], OPEN]

Way = Annotated[Literal["in-person", "post", "online", "left"], OPEN]
"""How something was told to an entity (告知方式)."""

Weight = Annotated[Literal["heavier", "lighter", "exempting"], OPEN]


class AskedFor(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    followup: str


class CaseFile(Reply):
    """`steps`: what was done, in order; for the party, what it was told and what it said."""

    case: str
    department: str
    title: str
    entity: str | None
    person: str | None
    subject: str | None
    origin_kind: str
    origin: str
    finding: str | None
    matter: str
    items: list[str]
    officers: list[str]
    procedure: str | None
    state: str
    suspended: str | None
    filed_at: dt.datetime
    late: bool
    decide_by: dt.datetime | None
    overdue: list[str]
    outcome: str | None
    major: bool | None
    told_at: dt.datetime | None
    defend_by: dt.datetime | None
    hearing_on: dt.datetime | None
    decision: str | None
    decided_on: dt.date | None
    penalties: list[Penalty]
    basis: str | None
    grade: str | None
    is_public: bool | None
    served_at: dt.datetime | None
    perform_by: dt.datetime | None
    left_fen: int | None
    surcharge_fen: int
    revoked: str | None
    ended: str | None
    closed_at: dt.datetime | None
    version: int
    steps: list[CaseStepView]


class CaseStepView(Reply):
    """`step`: what was done; `said`: what is on record of it; `noted_at`: when it was."""

    version: int
    step: str
    said: dict[str, Any]
    noted_at: dt.datetime


class CaseView(Reply):
    """`case`: its number; `title`: of the department; `person`: a natural person, by reference; `origin_kind` and
    `origin`: what it began with; `suspended`: on what ground, null while it goes on; `late`: filed after its
    time; `overdue`: the stages whose time has passed; `major`: reviewed and discussed before it is decided;
    `decision`: the number of the paper; `is_public`: whether the decision is published; `left_fen`: what is still
    owed, once something was paid; `revoked`: why the decision fell; `ended`: how the case was closed, or why it
    was not filed.
    """

    case: str
    department: str
    title: str
    entity: str | None
    person: str | None
    subject: str | None
    origin_kind: str
    origin: str
    finding: str | None
    matter: str
    items: list[str]
    officers: list[str]
    procedure: str | None
    state: str
    suspended: str | None
    filed_at: dt.datetime
    late: bool
    decide_by: dt.datetime | None
    overdue: list[str]
    outcome: str | None
    major: bool | None
    told_at: dt.datetime | None
    defend_by: dt.datetime | None
    hearing_on: dt.datetime | None
    decision: str | None
    decided_on: dt.date | None
    penalties: list[Penalty]
    basis: str | None
    grade: str | None
    is_public: bool | None
    served_at: dt.datetime | None
    perform_by: dt.datetime | None
    left_fen: int | None
    surcharge_fen: int
    revoked: str | None
    ended: str | None
    closed_at: dt.datetime | None
    version: int


class CheckInView(Reply):
    """`proof`: what proves that the officer was there; `scanned`: the entity whose code he scanned, or who scanned."""

    inspector: str
    department: str
    proof: str
    at: dt.datetime
    scanned: str | None
    reason: str | None


class CheckView(Reply):
    """An item as it was checked. `edition` of its listing, `manual` and `manual_edition` of the handbook, in force
    that day.
    """

    department: str
    item: str
    outcome: str
    points: list[PointCheck]
    reason: str | None
    edition: int | None
    manual: str | None
    manual_edition: int | None


class Checked(Reply):
    """An item as it was checked. `outcome`: what the check led to; `points`: each point of the handbook in force
    that day, where one covers the item; `reason`: why it was not examined or does not apply.
    """

    item: str
    outcome: Annotated[Literal["conforms", "breach", "not-applicable", "not-examined"], OPEN]
    points: list[PointCheck] = Field(default_factory=list)
    reason: str | None = None


class Circumstance(Reply):
    """What weighs in the choice of the penalty (art. 32 and 33). `weight`: which way; `text`: the fact."""

    weight: Weight
    text: str


class ClockView(Reply):
    """`subject`: the matter. `stage`: what was owed, and `owner`: by whom. `since`: what had begun the time. `fact`:
    the id of the fact that says so.
    """

    fact: str
    subject: str
    stage: str
    owner: str
    due: dt.datetime
    since: str
    passed_at: dt.datetime


class ClueView(Reply):
    clue: str
    finder: str
    competent: str
    matter: str
    found_at: dt.datetime


class Completion(Reply):
    """`rectifications`: number of the order by department."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    result: str
    rectifications: dict[str, str] | None = None


class ConditionMet(Reply):
    """`text`: a condition of an exemption, as the list words it. `evidence`: what proves that it is met."""

    text: str
    evidence: list[EvidenceRef] = Field(default_factory=list)


class DangerOrderView(Reply):
    """`measure`: what was ordered; `what`: of what place or equipment. `given_at`: when; `lifted_at`: when it was
    lifted, null while it stands, `lifted_for`: why.
    """

    danger_order: str
    department: str
    officers: list[str]
    measure: str
    what: str
    basis: str
    given_at: dt.datetime
    lifted_at: dt.datetime | None
    lifted_for: str | None


class DossierView(Reply):
    """The dossier of the matter `stream`, owed by the department called `title` until `due`. `ends`: what the matter
    ended with; `papers`: how many it holds. `retained_until`: the last day that it is kept, null before it is
    filed and for ever. `owed_at`: when it began to be owed, `filed_at` when it was filed. `readings`: how often
    it was read.
    """

    dossier: str
    stream: str
    visit: str
    department: str
    title: str
    due: dt.datetime | None
    overdue: bool
    ends: list[str]
    papers: int
    retention: str | None
    retained_until: dt.date | None
    owed_at: dt.datetime
    filed_at: dt.datetime | None
    readings: int
    version: int


class EntityCodeView(Reply):
    """`token` is what the QR code holds that officers scan when they come; it is another one each day."""

    token: str
    entity: str
    valid_until: dt.datetime


class EvidenceRef(Reply):
    """Evidence by content hash; the file itself is kept by the service that took it."""

    sha256: str
    media_type: str
    taken_at: dt.datetime | None = None
    where: str | None = None


class FactRef(Reply):
    """A fact on record. `service`: whose store has it; `fact`: its id; `digest`: SHA-256 of its type, version and
    data.
    """

    service: str
    fact: str
    digest: str


class Figures(Reply):
    """`with_problems` counts completed visits; `joint` visits with two departments or more. `guidance_by_kind`: how
    often guidance was given, by its kind (J-24); orders to rectify are counted by themselves.
    """

    visits: int
    completed: int
    with_problems: int
    parts: int
    joint: int
    cancelled: int
    by_disposition: dict[str, int]
    guidance_by_kind: dict[str, int]
    rectifications_open: int
    rectifications_overdue: int
    overdue_visits: int
    results_revoked: int
    results_recorded: int


class FileUpload(Reply):
    """Who has brought a file in and for whom they acted, and what they said of it. `uploaded_by` is the opaque id of
    a person or an entity, `acts_for` the bodies for which that one acted. `taken_at`, `position` (latitude and
    longitude in degrees) and `device` are as they were said; `uploaded_at` is when it came.
    """

    uploaded_by: str
    acts_for: list[str]
    taken_at: dt.datetime | None
    position: str | None
    device: str | None
    uploaded_at: dt.datetime


class FileView(Reply):
    """What is known of a file, which has been here since `kept_at`. Whoever brought it in stands in `uploads`, the
    first of them first.
    """

    sha256: str
    bytes: int
    media_type: str
    kept_at: dt.datetime
    uploads: list[FileUpload]


class FiledCase(Reply):
    """`case`: the number under which it stands."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    case: str


class FiledDossier(Reply):
    """`dossier`: its number."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    dossier: str


class FindingChecked(Reply):
    """What a re-check saw of one finding."""

    finding: str
    mended: bool
    note: str | None = None


class FindingMade(Reply):
    """A finding on an item. `suspected_crime`: it may be a crime (L-52). `hazard`: how far a hazard reaches.
    `corrected_on_spot`: it was put right before the officers left. `known_before`: the finding of before that it
    repeats.
    """

    finding: str
    item: str
    severity: Severity
    description: str
    evidence: list[EvidenceRef] = Field(default_factory=list)
    suspected_crime: bool = False
    hazard: FoundHazard = "none"
    corrected_on_spot: bool = False
    known_before: str | None = None


class FindingView(Reply):
    """`suspected_crime`: it may be a crime; `hazard`: how far a hazard reaches; `corrected_on_spot`: put right at
    once. `evidence`: SHA-256 of each piece. `handling`: how it is handled, null until the department has said so;
    `target`: what takes it up; `handling_basis`: why so; `exemption`: the entry of the list. `assigned_at`: when
    it was said. `settled`: its legal end, `settled_by` what ended it, `settled_at` when, null until then.
    """

    finding: str
    department: str
    item: str
    severity: str
    description: str
    suspected_crime: bool
    hazard: str
    corrected_on_spot: bool
    evidence: list[str]
    handling: str | None
    target: str | None
    exemption: str | None
    handling_basis: str | None
    assigned_at: dt.datetime | None
    settled: str | None
    settled_by: str | None
    settled_at: dt.datetime | None


class FollowupView(Reply):
    """`way`: how it was made. `late`: it was made after its time, or is not made yet and its time is over."""

    followup: str
    follows: str
    reference: str
    visit: str | None
    entity: str
    entity_name: str | None
    department: str
    title: str
    wanted: str | None
    ended_on: dt.date
    due: dt.datetime
    state: str
    overdue: bool
    late: bool
    way: str | None
    officers: list[str] | None
    experts: list[str] | None
    made_on: dt.date | None
    holds: bool | None
    advice: list[str] | None
    reason: str | None
    owed_at: dt.datetime
    version: int


class Given(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    guidance: str


class GuidanceView(Reply):
    guidance: str
    visit: str
    finding: str | None
    entity: str
    entity_name: str
    department: str
    title: str
    kind: str
    text: str
    document: str | None
    given_at: dt.datetime
    version: int


class HandlingAnswer(Reply):
    """`rectification`: number of the order, where one was given."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    rectification: str | None = None


class HazardStepView(Reply):
    """`what`: what was done, in words; `done_at`: when it was put on record."""

    department: str
    what: str
    done_at: dt.datetime


class HazardView(Reply):
    """`reach`: what makes it the government's matter. `government`: whom it was reported to; `guidance`: the
    guidance body. `peers`: those who are told; `read_by`: those of them who have read it. `orders_standing`: how
    many orders stand that were given in danger. `measures`: what is done; `treatment_lead`: by which department,
    `treatment_departments`: by which. `area`: in which townships. `campaign`: whether planning was asked for a
    campaign. `reason`: why it is not treated, or what was found when the treatment was accepted. `passed`: the
    stages whose time has passed. `evidence`: SHA-256 of each piece. `begun_at`: when it came on record.
    """

    hazard: str
    visit: str | None
    finding: str | None
    entity: str | None
    township: str
    lead: str
    lead_title: str
    reach: str | None
    matter: str | None
    government: str | None
    guidance: str | None
    peers: list[str]
    read_by: list[str]
    orders_standing: int
    measures: str | None
    treatment_lead: str | None
    treatment_departments: list[str]
    area: list[str]
    campaign: bool
    reason: str | None
    state: str
    due: dt.datetime | None
    passed: list[str]
    evidence: list[str]
    found_at: dt.datetime | None
    begun_at: dt.datetime
    reported_at: dt.datetime | None
    acknowledged_at: dt.datetime | None
    closed_at: dt.datetime | None
    version: int


class Hazarded(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    hazard: str


class IndexEntry(Reply):
    """The paper `document` of the department called `title`, with its `pages`, at `ordinal` of the index."""

    ordinal: int
    document: str
    kind: str
    department: str
    title: str
    digest: str
    pages: int


class InspectionPolicy(Reply):
    """The numbers, and what needs a second person."""

    late_entry_days: int = 10
    rectification_working_days: int = 15
    two_officers: int = 2
    rectify_max_days: int = 30
    max_failures: int = 2
    recheck_working_days: int = 5
    first_offence_years: int = 2
    case_file_days: int = 15
    case_decide_days: int = 90
    review_working_days: int = 10
    defend_working_days: int = 5
    hearing_notice_working_days: int = 7
    serve_working_days: int = 7
    perform_days: int = 15
    surcharge_bp: int = 300
    major_fine_fen_entity: int = 10000000
    major_fine_fen_household: int = 1000000
    transfer_verify_working_days: int = 5
    transfer_approve_days: int = 3
    transfer_send_hours: int = 24
    transfer_receive_hours: int = 24
    transfer_decide_days: int = 3
    transfer_dispute_days: int = 3
    hazard_report_hours: int = 24
    hazard_acknowledge_hours: int = 24
    followup_days: int = 60
    objection_admit_working_days: int = 5
    objection_decide_working_days: int = 15
    review_panel: int = 3
    review_appeal_days: int = 30
    dossier_days: int = 30
    seconds: dict[str, Second] | None = None
    second_days: int = 10


class Instalment(Reply):
    """`fen` by the end of `due`."""

    fen: int
    due: dt.date


class Issued(Reply):
    """`document`: the paper. `number` within the docket, `said` as it is written. `digest`: SHA-256 of kind and
    content in RFC 8785 form.
    """

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    document: str
    number: int
    said: str
    digest: str


class Kept(Reply):
    """A file that is there. `sha256` is its name, in hexadecimal; it has so many `bytes`, and `media_type` is what
    the first of them say.
    """

    sha256: str
    bytes: int
    media_type: str


class LateEntries(Reply):
    """`entries`: how often the officer was entered late, with nothing but his word; `last_at`: when he last came so."""

    inspector: str
    department: str
    entries: int
    last_at: dt.datetime


class Lodged(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    objection: str


class Mandate(Reply):
    """`issuer` = `/{place}/inspection`. `premises`: the place of business that is visited, null for the entity's
    own.
    """

    issuer: str
    visit: str
    entity: str
    entity_name: str
    lead: str
    parts: list[MandatePart]
    basis: str
    valid_until: dt.datetime
    premises: str | None = None
    premises_name: str | None = None


class MandatePart(Reply):
    department: str
    officers: list[str]
    items: list[str]


class MandateView(Reply):
    """`token` is what the QR code holds. `premises`: the place of business that is visited, null for the entity's
    own.
    """

    token: str
    visit: str
    entity: str
    entity_name: str
    lead: str
    officers: list[str]
    items: list[str]
    parts: list[MandatePart]
    basis: str
    valid_until: dt.datetime
    premises: str | None
    premises_name: str | None


class MissingPaper(Reply):
    """A paper that the dossier lacks: its `kind`, and the `department` that owes it. `stream`: the order to rectify
    that it is about, null where it is the visit.
    """

    kind: str
    department: str
    stream: str | None


class NeedView(Reply):
    """`what` is needed. `answer`: null until it is met."""

    need: int
    what: str
    answer: str | None
    expert: str | None
    met_at: dt.datetime | None


class ObjectionView(Reply):
    """`late`: a step of it was late once; `overdue`: the step that is owed now is late."""

    objection: str
    about: str
    reference: str
    visit: str | None
    entity: str
    entity_name: str | None
    department: str
    title: str
    points: list[str]
    on_paper: bool
    state: str
    due: dt.datetime | None
    overdue: bool
    late: bool
    reason: str | None
    outcome: str | None
    reviewers: list[str] | None
    correction: str | None
    decided_on: dt.date | None
    way: str | None
    told_on: dt.date | None
    lodged_at: dt.datetime
    version: int


class Officer(Reply):
    """`name` and `certificate` as far as they are known; without a name the number stands for it."""

    inspector: str
    name: str | None = None
    certificate: str | None = None


class OpenedReview(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    review: str


class OpenedTransfer(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    transfer: str


class OrderMade(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    rectification: str


class Ordered(Reply):
    """`hazard`: the hazard that it belongs to. `danger_order`: the order's number."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    hazard: str
    danger_order: str


class Origin(Reply):
    """What a case begins with. `ref`: the visit's, clue's, complaint's, rectification's or transfer's number;
    `finding`: of a visit, which of its findings.
    """

    kind: OriginKind
    ref: str
    finding: str | None = None


class PaperView(Reply):
    """The paper `document`, of the department called `title`. `number` within its department, `year` and `kind`.
    `stream`: what it is about, as `visit-V-1`. `addressee`: whom it is for, null for the department's own.
    `void`: why it does not count, null while it does. `dossier`: the one that it is filed in, null while it is in
    none.
    """

    document: str
    kind: str
    department: str
    title: str
    year: int
    number: int
    said: str
    digest: str
    stream: str
    visit: str | None
    addressee: str | None
    void: str | None
    dossier: str | None
    issued_at: dt.datetime
    version: int


class PartView(Reply):
    """`filings`: the unplanned checks that joined the visit with this part. `officers`: who of the department were
    there when it was entered. `revision` counts the amendments from 1, null until it is entered; `amended`: why
    it was the last time.
    """

    department: str
    title: str
    kinds: list[str]
    items: list[str]
    inspectors: list[str]
    filings: list[str]
    officers: list[str]
    revision: int | None
    amended: str | None
    disposition: str | None
    basis: str | None
    problems: int | None
    recorded_at: dt.datetime | None


class PassedOn(Reply):
    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    clue: str


class Penalty(Reply):
    """One penalty. `fen`: the amount, of a fine or of gains alone; `days`: how long, of what lasts for a time."""

    kind: PenaltyKind
    fen: int | None = None
    days: int | None = None


class PointAnswer(Reply):
    """`point`: which of the objection's points, from 1 on. `upheld`: whether the entity is right in it, for what
    reason.
    """

    point: int
    upheld: bool
    reason: str


class PointCheck(Reply):
    """A point of the handbook, counted from 1 within its item. `outcome`: what the check led to; `note`: what was
    seen.
    """

    point: int
    outcome: Outcome
    note: str | None = None


class PolicyView(Reply):
    """Edition 0: nothing was adopted, the sources' numbers hold."""

    edition: int
    effective_from: dt.date | None
    pack: InspectionPolicy
    reason: str | None
    adopted_at: dt.datetime | None
    fact: str | None
    asked_by: str | None = None
    approved_by: str | None = None
    taken_back_at: dt.datetime | None = None
    taken_back_for: str | None = None


class Question(Reply):
    """`asked` by the officers, `answered` by whom they ask, both as they were said."""

    asked: str
    answered: str


class Read(Reply):
    """`index`: its papers, each of which is read by its number."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    index: list[IndexEntry]


class RecheckView(Reply):
    """`checks` is empty for what was told before each finding was checked."""

    passed: bool
    officers: list[str]
    checks: list[FindingChecked]
    reason: str | None
    checked_at: dt.datetime


class RecordEntry(Reply):
    """`version` counts the visit's facts from 1; `schema_version` is the version of the fact's shape, `data` the
    data, both as stored. `digest` runs over this fact and all before it.
    """

    version: int
    type: str
    schema_version: int
    time: dt.datetime
    actor: str | None
    data: dict[str, Any]
    digest: str


class RecordedResultView(Reply):
    """`listed`: whether the register lists the entity. `revoked`: the reason, null while the result counts."""

    result: str
    entity: str
    kind: str
    checked_on: dt.date
    score: int | None
    problems: list[str]
    origin: str
    department: str | None
    listed: bool
    revoked: str | None


class RectificationDetail(Reply):
    rectification: str
    visit: str
    entity: str
    entity_name: str
    department: str
    title: str
    findings: list[str]
    kind: str
    document: str | None
    due: dt.datetime
    state: str
    overdue: bool
    measures: str | None
    extension: str | None
    extension_until: dt.datetime | None
    extension_reason: str | None
    reported_late: bool | None
    recheck_by: dt.datetime | None
    recheck_overdue: bool
    failures: int
    reason: str | None
    escalated_for: str | None
    ordered_at: dt.datetime
    passed_at: dt.datetime | None
    version: int
    rechecks: list[RecheckView]


class RectificationView(Reply):
    rectification: str
    visit: str
    entity: str
    entity_name: str
    department: str
    title: str
    findings: list[str]
    kind: str
    document: str | None
    due: dt.datetime
    state: str
    overdue: bool
    measures: str | None
    extension: str | None
    extension_until: dt.datetime | None
    extension_reason: str | None
    reported_late: bool | None
    recheck_by: dt.datetime | None
    recheck_overdue: bool
    failures: int
    reason: str | None
    escalated_for: str | None
    ordered_at: dt.datetime
    passed_at: dt.datetime | None
    version: int


class ResultView(Reply):
    """`revoked` is the reason, null while the result counts."""

    result: str
    visit: str
    lead: str
    entity: str
    kinds: list[str]
    problems: int
    checked_on: dt.date
    record: str
    issued_at: dt.datetime
    revoked: str | None


class ReviewView(Reply):
    """`happened_on`, `what`: the day and the words of the incident. `cause`: why it was looked at. `reasons`: for
    the verdict. `rests_on`: how many facts were compiled. `appeal`: why the officer appealed.
    """

    review: str
    officer: str
    department: str
    entity: str
    happened_on: dt.date
    what: str
    item: str | None
    cause: str
    state: str
    visit: str | None
    checked: str | None
    rests_on: int | None
    statement: str | None
    waived: bool | None
    verdict: str | None
    ground: str | None
    reasons: str | None
    panel: list[str] | None
    appeal_by: dt.datetime | None
    appeal: str | None
    on_appeal: bool | None
    opened_at: dt.datetime
    final_at: dt.datetime | None
    version: int


class Sample(Reply):
    """`name` of what is taken, `amount` with its unit, its `batch` or model; `kept`: how and where it is kept."""

    name: str
    amount: str
    batch: str | None = None
    kept: str | None = None


class Second(Reply):
    """Who approves: another subject than the one who asked, with one of the roles."""

    roles: list[str]
    among: Among = "anybody"


class StandingAnswer(Reply):
    """What the record answers to a question. `owner`: the department that it is about; `facts`: those that it rests
    on.
    """

    question: DutyQuestion
    said: Said
    owner: str | None = None
    facts: list[FactRef] = Field(default_factory=list)


class StandingView(Reply):
    """What the record answers, and no verdict. `visit`: the last one until `on`; null where the entity was not
    visited.
    """

    officer: str
    department: str
    entity: str
    on: dt.date
    visit: str | None
    checked: str
    answers: list[StandingAnswer]


class TransferView(Reply):
    """`articles`: of the criminal law. `receiver`: the organ that has it, or is to get it; `copy_to`: the
    procuratorate that reads it too. `case_number`: of the criminal case. `ways`: those in which the department
    has objected. `passed`: the stages whose time has passed. `evidence`: SHA-256 of each paper and piece.
    """

    transfer: str
    visit: str
    finding: str
    entity: str
    entity_name: str
    department: str
    title: str
    articles: list[str]
    officers: list[str]
    receiver: str | None
    copy_to: str | None
    case_number: str | None
    ways: list[str]
    reason: str | None
    outcome: str | None
    state: str
    due: dt.datetime | None
    passed: list[str]
    evidence: list[str]
    suspected_at: dt.datetime
    sent_at: dt.datetime | None
    received_at: dt.datetime | None
    closed_at: dt.datetime | None
    version: int


class Verification(Reply):
    """`mandate` is what the token says, shown whenever its signature holds; `reason` says why it does not count."""

    valid: bool
    reason: str | None = None
    reason_en: str | None = None
    mandate: Mandate | None = None


class VisitRecord(Reply):
    """`genesis` stands before the first fact. `sealed` is the digest fixed at completion, `sealed_through` the
    version of the last fact that it covers; `intact` compares it with what is stored now (all three null before).
    """

    visit: str
    genesis: str
    sealed: str | None
    sealed_through: int | None
    intact: bool | None
    facts: list[RecordEntry]


class VisitView(Reply):
    """`closed_how`: how it ended, null until then. `frustrated`: why nothing could be checked, `frustrated_reason`
    in the officers' words; `entry_refused`: why the entity let nobody in. `answered_by`: who answered the record.
    `announced`: true = told beforehand, false = lawfully not, null = not yet either; `basis` says on what ground.
    `premises`: the place of business that is visited, null for the entity's own; `township` is that of the place.
    """

    visit: str
    draw: str
    entity: str
    entity_name: str
    industries: list[str]
    premises: str | None
    premises_name: str | None
    township: str
    lead: str
    lead_title: str
    departments: list[str]
    method: str
    notice_forbidden: bool
    window_from: dt.date
    window_to: dt.date
    due: dt.datetime
    state: str
    announced: bool | None
    visit_on: dt.date | None
    basis: str | None
    overdue: bool
    answer: str | None
    answered_by: str | None
    answer_remark: str | None
    problems: int
    completed_on: dt.date | None
    closed_how: str | None
    frustrated: str | None
    frustrated_reason: str | None
    entry_refused: str | None
    result: str | None
    assigned_at: dt.datetime
    version: int


class WholeDossier(Reply):
    """`missing`: which papers must still be issued before it is filed."""

    dossier: str
    stream: str
    visit: str
    department: str
    title: str
    due: dt.datetime | None
    overdue: bool
    ends: list[str]
    papers: int
    retention: str | None
    retained_until: dt.date | None
    owed_at: dt.datetime
    filed_at: dt.datetime | None
    readings: int
    version: int
    missing: list[MissingPaper]


class WholeFollowup(Reply):
    followup: str
    follows: str
    reference: str
    visit: str | None
    entity: str
    entity_name: str | None
    department: str
    title: str
    wanted: str | None
    ended_on: dt.date
    due: dt.datetime
    state: str
    overdue: bool
    late: bool
    way: str | None
    officers: list[str] | None
    experts: list[str] | None
    made_on: dt.date | None
    holds: bool | None
    advice: list[str] | None
    reason: str | None
    owed_at: dt.datetime
    version: int
    needs: list[NeedView]


class WholeHazard(Reply):
    """`danger_orders`: the orders given in danger. `steps`: what was done of the treatment."""

    hazard: str
    visit: str | None
    finding: str | None
    entity: str | None
    township: str
    lead: str
    lead_title: str
    reach: str | None
    matter: str | None
    government: str | None
    guidance: str | None
    peers: list[str]
    read_by: list[str]
    orders_standing: int
    measures: str | None
    treatment_lead: str | None
    treatment_departments: list[str]
    area: list[str]
    campaign: bool
    reason: str | None
    state: str
    due: dt.datetime | None
    passed: list[str]
    evidence: list[str]
    found_at: dt.datetime | None
    begun_at: dt.datetime
    reported_at: dt.datetime | None
    acknowledged_at: dt.datetime | None
    closed_at: dt.datetime | None
    version: int
    danger_orders: list[DangerOrderView]
    steps: list[HazardStepView]


class WholeObjection(Reply):
    objection: str
    about: str
    reference: str
    visit: str | None
    entity: str
    entity_name: str | None
    department: str
    title: str
    points: list[str]
    on_paper: bool
    state: str
    due: dt.datetime | None
    overdue: bool
    late: bool
    reason: str | None
    outcome: str | None
    reviewers: list[str] | None
    correction: str | None
    decided_on: dt.date | None
    way: str | None
    told_on: dt.date | None
    lodged_at: dt.datetime
    version: int
    answers: list[PointAnswer] | None
    evidence: list[str]


class WholePaper(Reply):
    """`content`: what the paper says, null once it was erased; `digest` is of `{"kind": kind, "content": content}`."""

    document: str
    kind: str
    department: str
    title: str
    year: int
    number: int
    said: str
    digest: str
    stream: str
    visit: str | None
    addressee: str | None
    void: str | None
    dossier: str | None
    issued_at: dt.datetime
    version: int
    content: dict[str, Any] | None


class WholeReview(Reply):
    review: str
    officer: str
    department: str
    entity: str
    happened_on: dt.date
    what: str
    item: str | None
    cause: str
    state: str
    visit: str | None
    checked: str | None
    rests_on: int | None
    statement: str | None
    waived: bool | None
    verdict: str | None
    ground: str | None
    reasons: str | None
    panel: list[str] | None
    appeal_by: dt.datetime | None
    appeal: str | None
    on_appeal: bool | None
    opened_at: dt.datetime
    final_at: dt.datetime | None
    version: int
    answers: list[StandingAnswer] | None


class WholeVisit(Reply):
    visit: str
    draw: str
    entity: str
    entity_name: str
    industries: list[str]
    premises: str | None
    premises_name: str | None
    township: str
    lead: str
    lead_title: str
    departments: list[str]
    method: str
    notice_forbidden: bool
    window_from: dt.date
    window_to: dt.date
    due: dt.datetime
    state: str
    announced: bool | None
    visit_on: dt.date | None
    basis: str | None
    overdue: bool
    answer: str | None
    answered_by: str | None
    answer_remark: str | None
    problems: int
    completed_on: dt.date | None
    closed_how: str | None
    frustrated: str | None
    frustrated_reason: str | None
    entry_refused: str | None
    result: str | None
    assigned_at: dt.datetime
    version: int
    parts: list[PartView]
    check_ins: list[CheckInView]
    checks: list[CheckView]
    findings: list[FindingView]
    clues: list[ClueView]


class Words(Reply):
    """What a paper says beside what is on record. `officers`: how they are to be named; those of an inquiry, a
    survey or sampling are these. `done`, `ceiling`: checks of this year and the published ceiling. `reason`: of
    an approval or of sampling. `opinion`, `approved_at`, `emergency`: of the head's approval. `began_at`,
    `ended_at`: of what is recorded, `where` it was, `present` who was there for the entity, `situation` what was
    seen. `person`, `role`, `questions`: of an inquiry. `samples`: what was taken. `evidence`: files beside those
    that findings name. `rectification`: the order that the paper is about. `remarks`: what is arranged, asked
    for, demanded, advised, taught or attached, one sentence each. `matter`: what a decision or a transfer is
    about; `basis`: the law that a decision follows; `reviewer`, `court`: where it may be contested. `to`,
    `copied_to`: whom a transfer goes to, `articles` of the criminal law.
    """

    officers: list[Officer] = Field(default_factory=list)
    done: int | None = None
    ceiling: int | None = None
    reason: str | None = None
    opinion: str | None = None
    approved_at: dt.datetime | None = None
    emergency: bool = False
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    where: str | None = None
    present: str | None = None
    situation: str | None = None
    person: str | None = None
    role: str | None = None
    questions: list[Question] = Field(default_factory=list)
    samples: list[Sample] = Field(default_factory=list)
    evidence: list[EvidenceRef] = Field(default_factory=list)
    rectification: str | None = None
    remarks: list[str] = Field(default_factory=list)
    matter: str | None = None
    basis: str | None = None
    reviewer: str | None = None
    court: str | None = None
    to: str | None = None
    copied_to: str | None = None
    articles: str | None = None


class Inspection(HeldFiles, Imports, Operations):
    """联合检查 inspection."""

    service = "inspection"

    async def frustrate_visit(
        self,
        visit: str,
        *,
        department: str,
        ground: FrustrationGround,
        officers: list[str],
        evidence: list[EvidenceRef],
        reason: str,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Officers came and could check nothing: the visit ends, with what shows it"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/frustration",
            Accepted,
            body={"department": department, "ground": ground, "officers": officers, "evidence": evidence, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def refuse_entry(
        self,
        visit: str,
        *,
        why: EntryRefusal,
        words: str | None = None,
        code: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The entity lets nobody in, and says why"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/entry-refusal",
            Accepted,
            body={"why": why, "words": words, "code": code},
            key=key,
            if_match=if_match,
        )

    async def visit_mandate(self, visit: str) -> MandateView:
        """The signed mandate of a visit's officers"""
        return await self._read(f"/v1/visits/{segment(visit)}/mandate", MandateView)

    async def entity_code(self) -> EntityCodeView:
        """The code of today that an entity shows to officers who come"""
        return await self._read("/v1/entity-code", EntityCodeView)

    async def verify_mandate(self, *, token: str) -> Verification:
        """Is this code a valid mandate? (public)"""
        return await self._send("POST", "/v1/mandates/verification", Verification, body={"token": token})

    async def visits(
        self,
        *,
        state: str | None = None,
        department: str | None = None,
        township: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        overdue: bool | None = None,
    ) -> Page[VisitView]:
        """Visits, oldest first"""
        return await self._read(
            "/v1/visits",
            Page[VisitView],
            query={
                "state": state,
                "department": department,
                "township": township,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "overdue": overdue,
            },
        )

    async def late_entries(
        self, *, department: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[LateEntries]:
        """How often each officer was entered late, by officer"""
        return await self._read(
            "/v1/late-entries", Page[LateEntries], query={"department": department, "cursor": cursor, "limit": limit}
        )

    def visits_export(
        self,
        format: Format,
        *,
        state: str | None = None,
        department: str | None = None,
        township: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All visits as a table"""
        return self._file(
            f"/v1/visits/export.{segment(format)}",
            query={"state": state, "department": department, "township": township, "lang": lang},
        )

    async def visit(self, visit: str) -> WholeVisit:
        """One visit with its parts, arrivals, findings and clues"""
        return await self._read(f"/v1/visits/{segment(visit)}", WholeVisit)

    async def visit_record(self, visit: str) -> VisitRecord:
        """All facts of a visit with their running digests: is the record intact?"""
        return await self._read(f"/v1/visits/{segment(visit)}/record", VisitRecord)

    async def announce_visit(
        self, visit: str, *, on: dt.date, basis: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Notice of day, basis and method (lead department)"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/announcement",
            Accepted,
            body={"on": on, "basis": basis},
            key=key,
            if_match=if_match,
        )

    async def withhold_notice(
        self, visit: str, *, on: dt.date, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Record why no notice is given, where an item forbids it (lead department)"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/notice-withheld",
            Accepted,
            body={"on": on, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def check_in(
        self,
        visit: str,
        *,
        inspector: str,
        department: str,
        proof: Literal["entity-code", "late"],
        code: str | None = None,
        at: dt.datetime | None = None,
        reason: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """An officer of the team checks in himself: by the entity's code, or late with a reason"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/check-ins",
            Accepted,
            body={"inspector": inspector, "department": department, "proof": proof, "code": code, "at": at, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def confirm_arrival(
        self, visit: str, *, inspector: str, department: str, code: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The entity has scanned the mandate, and an officer of it is there"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/arrivals",
            Accepted,
            body={"inspector": inspector, "department": department, "code": code},
            key=key,
            if_match=if_match,
        )

    async def record_part(
        self,
        visit: str,
        *,
        department: str,
        checks: list[Checked],
        disposition: Disposition,
        findings: list[FindingMade] | None = None,
        basis: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A department's items, findings and disposition, once"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/parts",
            Accepted,
            body={"department": department, "checks": checks, "disposition": disposition, "findings": findings, "basis": basis},
            key=key,
            if_match=if_match,
        )

    async def amend_part(
        self,
        visit: str,
        *,
        department: str,
        checks: list[Checked],
        disposition: Disposition,
        reason: str,
        findings: list[FindingMade] | None = None,
        basis: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A department's part as it is from now on, before the entity has answered"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/amendments",
            Accepted,
            body={
                "department": department,
                "checks": checks,
                "disposition": disposition,
                "reason": reason,
                "findings": findings,
                "basis": basis,
            },
            key=key,
            if_match=if_match,
        )

    async def pass_on_clue(
        self,
        visit: str,
        *,
        finder: str,
        competent: str,
        matter: str,
        clue: str | None = None,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> PassedOn:
        """A violation in another department's field is passed on"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/clues",
            PassedOn,
            body={"finder": finder, "competent": competent, "matter": matter, "clue": clue, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def answer_visit(
        self,
        visit: str,
        *,
        answer: Answer,
        by: Literal["entity", "absent", "refused"] | None = None,
        officers: list[str] | None = None,
        witness: str | None = None,
        evidence: list[EvidenceRef] | None = None,
        remark: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The entity answers; or two officers note before a witness that it does not sign"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/answer",
            Accepted,
            body={"answer": answer, "by": by, "officers": officers, "witness": witness, "evidence": evidence, "remark": remark},
            key=key,
            if_match=if_match,
        )

    async def guidances(
        self,
        *,
        kind: GuidanceKind | None = None,
        department: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        visit: str | None = None,
    ) -> Page[GuidanceView]:
        """Guidance that was given, oldest first"""
        return await self._read(
            "/v1/guidance",
            Page[GuidanceView],
            query={"kind": kind, "department": department, "cursor": cursor, "limit": limit, "entity": entity, "visit": visit},
        )

    async def give_guidance(
        self,
        *,
        visit: str,
        department: str,
        kind: GuidanceKind,
        text: str,
        finding: str | None = None,
        document: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Given:
        """A department gives guidance on a visit"""
        return await self._command(
            "POST",
            "/v1/guidance",
            Given,
            body={
                "visit": visit,
                "department": department,
                "kind": kind,
                "text": text,
                "finding": finding,
                "document": document,
            },
            key=key,
            if_match=if_match,
        )

    def guidance_export(
        self, format: Format, *, kind: GuidanceKind | None = None, department: str | None = None, lang: Language | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All guidance as a table"""
        return self._file(
            f"/v1/guidance/export.{segment(format)}", query={"kind": kind, "department": department, "lang": lang}
        )

    async def guidance_guidance(self, guidance: str) -> GuidanceView:
        """One piece of guidance"""
        return await self._read(f"/v1/guidance/{segment(guidance)}", GuidanceView)

    async def rectifications(
        self,
        *,
        state: str | None = None,
        department: str | None = None,
        kind: OrderKind | None = None,
        escalated: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        visit: str | None = None,
        overdue: bool | None = None,
    ) -> Page[RectificationView]:
        """Rectifications, oldest first"""
        return await self._read(
            "/v1/rectifications",
            Page[RectificationView],
            query={
                "state": state,
                "department": department,
                "kind": kind,
                "escalated": escalated,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "visit": visit,
                "overdue": overdue,
            },
        )

    async def order_rectification(
        self,
        *,
        visit: str,
        department: str,
        findings: list[str],
        kind: OrderKind | None = None,
        due: dt.date | None = None,
        document: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> OrderMade:
        """A department orders what its part found to be mended"""
        return await self._command(
            "POST",
            "/v1/rectifications",
            OrderMade,
            body={
                "visit": visit,
                "department": department,
                "findings": findings,
                "kind": kind,
                "due": due,
                "document": document,
            },
            key=key,
            if_match=if_match,
        )

    async def plan_rectification(
        self,
        rectification: str,
        *,
        measures: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """How the entity means to mend it"""
        return await self._command(
            "POST",
            f"/v1/rectifications/{segment(rectification)}/plan",
            Accepted,
            body={"measures": measures, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def ask_extension(
        self,
        rectification: str,
        *,
        until: dt.date,
        reason: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The entity asks for more time, once"""
        return await self._command(
            "POST",
            f"/v1/rectifications/{segment(rectification)}/extension-request",
            Accepted,
            body={"until": until, "reason": reason, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def grant_extension(
        self,
        rectification: str,
        *,
        due: dt.date | None = None,
        reason: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The department gives the entity more time"""
        return await self._command(
            "POST",
            f"/v1/rectifications/{segment(rectification)}/extension",
            Accepted,
            body={"due": due, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def refuse_extension(
        self, rectification: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The department gives no more time"""
        return await self._command(
            "POST",
            f"/v1/rectifications/{segment(rectification)}/extension-refusal",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def report_rectification(
        self,
        rectification: str,
        *,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The entity reports that the fault is mended"""
        return await self._command(
            "POST",
            f"/v1/rectifications/{segment(rectification)}/report",
            Accepted,
            body={"evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def recheck_rectification(
        self,
        rectification: str,
        *,
        officers: list[str],
        checks: list[FindingChecked],
        evidence: list[EvidenceRef] | None = None,
        reason: str | None = None,
        due: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Two officers of the department re-check each finding; what passed is settled, and the last one closes the
        visit
        """
        return await self._command(
            "POST",
            f"/v1/rectifications/{segment(rectification)}/recheck",
            Accepted,
            body={"officers": officers, "checks": checks, "evidence": evidence, "reason": reason, "due": due},
            key=key,
            if_match=if_match,
        )

    def rectifications_export(
        self,
        format: Format,
        *,
        state: str | None = None,
        department: str | None = None,
        kind: OrderKind | None = None,
        escalated: bool | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All rectifications as a table"""
        return self._file(
            f"/v1/rectifications/export.{segment(format)}",
            query={"state": state, "department": department, "kind": kind, "escalated": escalated, "lang": lang},
        )

    async def rectification(self, rectification: str) -> RectificationDetail:
        """One rectification, with its re-checks"""
        return await self._read(f"/v1/rectifications/{segment(rectification)}", RectificationDetail)

    async def revoke_result(self, result: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The result no longer counts, here and at neighbours (lead department)"""
        return await self._command(
            "POST", f"/v1/results/{segment(result)}/revocation", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def result(self, result: str) -> ResultView:
        """One issued result"""
        return await self._read(f"/v1/results/{segment(result)}", ResultView)

    async def recorded_results(
        self, *, entity: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[RecordedResultView]:
        """Results taken over from files, by number"""
        return await self._read(
            "/v1/recorded-results", Page[RecordedResultView], query={"entity": entity, "cursor": cursor, "limit": limit}
        )

    async def revoke_recorded(
        self, result: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A result from a file no longer counts"""
        return await self._command(
            "POST",
            f"/v1/recorded-results/{segment(result)}/revocation",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def decide_case(
        self,
        case: str,
        *,
        decision: str,
        text: str,
        public: bool | None = None,
        weighed: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The head decides on the penalty that was proposed and told"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/decision",
            Accepted,
            body={"decision": decision, "text": text, "public": public, "weighed": weighed},
            key=key,
            if_match=if_match,
        )

    async def decide_on_spot(
        self,
        case: str,
        *,
        decision: str,
        text: str,
        officers: list[str],
        basis: str,
        said: str,
        receipt: EvidenceRef,
        benchmark: str | None = None,
        grade: str | None = None,
        circumstances: list[Circumstance] | None = None,
        penalties: list[Penalty] | None = None,
        public: bool | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Two officers warn or fine on the spot (summary procedure)"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/decision-on-the-spot",
            Accepted,
            body={
                "decision": decision,
                "text": text,
                "officers": officers,
                "basis": basis,
                "said": said,
                "receipt": receipt,
                "benchmark": benchmark,
                "grade": grade,
                "circumstances": circumstances,
                "penalties": penalties,
                "public": public,
            },
            key=key,
            if_match=if_match,
        )

    async def spare_case(
        self,
        case: str,
        *,
        decision: str,
        text: str,
        taught: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The head decides that there is no penalty, as proposed"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/no-penalty",
            Accepted,
            body={"decision": decision, "text": text, "taught": taught},
            key=key,
            if_match=if_match,
        )

    async def serve_case(
        self,
        case: str,
        *,
        officers: list[str],
        way: Service,
        receipt: EvidenceRef,
        at: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Two officers serve the decision; from then on it is to be performed"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/service",
            Accepted,
            body={"officers": officers, "way": way, "receipt": receipt, "at": at},
            key=key,
            if_match=if_match,
        )

    async def revoke_case(
        self, case: str, *, revoker: Revoker, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The decision counts no longer, here and at neighbours"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/revocation",
            Accepted,
            body={"revoker": revoker, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def cases(
        self,
        *,
        state: str | None = None,
        department: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        person: str | None = None,
        origin: str | None = None,
        overdue: bool | None = None,
    ) -> Page[CaseView]:
        """Cases, oldest first"""
        return await self._read(
            "/v1/cases",
            Page[CaseView],
            query={
                "state": state,
                "department": department,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "person": person,
                "origin": origin,
                "overdue": overdue,
            },
        )

    async def file_case(
        self,
        *,
        officers: list[str],
        origin: Origin,
        matter: str,
        items: list[str],
        department: str,
        entity: str | None = None,
        person: str | None = None,
        procedure: Procedure | None = None,
        case: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> FiledCase:
        """The head files a case, with two officers who handle it"""
        return await self._command(
            "POST",
            "/v1/cases",
            FiledCase,
            body={
                "officers": officers,
                "origin": origin,
                "matter": matter,
                "items": items,
                "department": department,
                "entity": entity,
                "person": person,
                "procedure": procedure,
                "case": case,
            },
            key=key,
            if_match=if_match,
        )

    async def decline_declined_case(
        self,
        *,
        origin: Origin,
        matter: str,
        reason: str,
        department: str,
        entity: str | None = None,
        person: str | None = None,
        case: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> FiledCase:
        """The head decides that no case is opened"""
        return await self._command(
            "POST",
            "/v1/declined-cases",
            FiledCase,
            body={
                "origin": origin,
                "matter": matter,
                "reason": reason,
                "department": department,
                "entity": entity,
                "person": person,
                "case": case,
            },
            key=key,
            if_match=if_match,
        )

    async def replace_officer(
        self,
        case: str,
        *,
        gone: str,
        ground: Replacement,
        reason: str,
        substitute: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The head replaces an officer: recused, or not available"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/officers",
            Accepted,
            body={"gone": gone, "ground": ground, "reason": reason, "substitute": substitute},
            key=key,
            if_match=if_match,
        )

    async def suspend_case(
        self,
        case: str,
        *,
        ground: SuspensionGround,
        reason: str,
        transfer: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The head lets the time for the decision stand still"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/suspension",
            Accepted,
            body={"ground": ground, "reason": reason, "transfer": transfer},
            key=key,
            if_match=if_match,
        )

    async def resume_case(self, case: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The head lets the case go on"""
        return await self._command(
            "POST", f"/v1/cases/{segment(case)}/resumption", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def extend_case(
        self, case: str, *, until: dt.date, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The head gives more time for the decision"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/extension",
            Accepted,
            body={"until": until, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def withdraw_case(self, case: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The head gives the case up before anything is decided"""
        return await self._command(
            "POST", f"/v1/cases/{segment(case)}/withdrawal", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def add_evidence(
        self,
        case: str,
        *,
        officers: list[str],
        kind: EvidenceKind,
        way: LawfulWay,
        evidence: list[EvidenceRef],
        proves: str,
        at: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Two officers of the case add evidence, and how they came by it"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/evidence",
            Accepted,
            body={"officers": officers, "kind": kind, "way": way, "evidence": evidence, "proves": proves, "at": at},
            key=key,
            if_match=if_match,
        )

    async def propose_case(
        self,
        case: str,
        *,
        officers: list[str],
        basis: str,
        outcome: CaseOutcome,
        account: str,
        benchmark: str | None = None,
        grade: str | None = None,
        circumstances: list[Circumstance] | None = None,
        penalties: list[Penalty] | None = None,
        deviation: str | None = None,
        exemption: str | None = None,
        weighty: bool | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The officers end the investigation and say what should be decided"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/proposal",
            Accepted,
            body={
                "officers": officers,
                "basis": basis,
                "outcome": outcome,
                "account": account,
                "benchmark": benchmark,
                "grade": grade,
                "circumstances": circumstances,
                "penalties": penalties,
                "deviation": deviation,
                "exemption": exemption,
                "weighty": weighty,
            },
            key=key,
            if_match=if_match,
        )

    async def ask_review(self, case: str, *, by: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """An officer of the case asks for the legal review"""
        return await self._command(
            "POST", f"/v1/cases/{segment(case)}/review-request", Accepted, body={"by": by}, key=key, if_match=if_match
        )

    async def review_case(
        self, case: str, *, reviewer: str, passed: bool, opinion: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The legal reviewer passes the proposal, or does not"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/review",
            Accepted,
            body={"reviewer": reviewer, "passed": passed, "opinion": opinion},
            key=key,
            if_match=if_match,
        )

    async def tell_case(
        self,
        case: str,
        *,
        officers: list[str],
        document: EvidenceRef,
        rights: str,
        at: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Two officers tell the party what penalty is meant, why, and what its rights are"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/telling",
            Accepted,
            body={"officers": officers, "document": document, "rights": rights, "at": at},
            key=key,
            if_match=if_match,
        )

    async def defend_case(
        self,
        case: str,
        *,
        said: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """What the party says, by itself or received by officers"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/defence",
            Accepted,
            body={"said": said, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def ask_hearing(
        self, case: str, *, reason: str | None = None, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The party asks for a hearing, by itself or received by officers"""
        return await self._command(
            "POST", f"/v1/cases/{segment(case)}/hearing-request", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def call_hearing(
        self,
        case: str,
        *,
        on: dt.datetime,
        venue: str,
        host: str,
        open: bool | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The party is told when and where the hearing is, and who presides"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/hearing-notice",
            Accepted,
            body={"on": on, "venue": venue, "host": host, "open": open},
            key=key,
            if_match=if_match,
        )

    async def hold_hearing(
        self,
        case: str,
        *,
        record: EvidenceRef,
        absent: bool | None = None,
        accepted: str | None = None,
        at: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The hearing was held, with its minutes, or the party stayed away"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/hearing",
            Accepted,
            body={"record": record, "absent": absent, "accepted": accepted, "at": at},
            key=key,
            if_match=if_match,
        )

    async def discuss_case(
        self,
        case: str,
        *,
        votes_for: int,
        votes_against: int,
        opinion: str,
        record: EvidenceRef,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The heads have discussed the proposal together and voted"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/discussion",
            Accepted,
            body={"votes_for": votes_for, "votes_against": votes_against, "opinion": opinion, "record": record},
            key=key,
            if_match=if_match,
        )

    async def perform_case(
        self,
        case: str,
        *,
        fen: int | None = None,
        kinds: list[PenaltyKind] | None = None,
        receipt: EvidenceRef | None = None,
        enforced: bool | None = None,
        at: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """What was paid or carried out, by the party or by the court"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/performance",
            Accepted,
            body={"fen": fen, "kinds": kinds, "receipt": receipt, "enforced": enforced, "at": at},
            key=key,
            if_match=if_match,
        )

    async def defer_case(
        self, case: str, *, instalments: list[Instalment], reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The head allows the fine to be paid later, or in parts"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/instalments",
            Accepted,
            body={"instalments": instalments, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def add_surcharge(self, case: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """What the fine has grown by since it was due"""
        return await self._command(
            "POST", f"/v1/cases/{segment(case)}/surcharge", Accepted, body={}, key=key, if_match=if_match
        )

    async def ask_enforcement(
        self,
        case: str,
        *,
        court: str,
        urged_at: dt.datetime,
        document: EvidenceRef,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The court is asked to enforce what was not performed"""
        return await self._command(
            "POST",
            f"/v1/cases/{segment(case)}/enforcement-request",
            Accepted,
            body={"court": court, "urged_at": urged_at, "document": document},
            key=key,
            if_match=if_match,
        )

    async def close_case(self, case: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Nothing is left to do: the case ends, and with it the finding that it was about"""
        return await self._command("POST", f"/v1/cases/{segment(case)}/closing", Accepted, body={}, key=key, if_match=if_match)

    def cases_export(
        self, format: Format, *, state: str | None = None, department: str | None = None, lang: Language | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All cases as a table"""
        return self._file(f"/v1/cases/export.{segment(format)}", query={"state": state, "department": department, "lang": lang})

    async def case(self, case: str) -> CaseFile:
        """One case with its steps"""
        return await self._read(f"/v1/cases/{segment(case)}", CaseFile)

    async def transfers(
        self,
        *,
        state: str | None = None,
        department: str | None = None,
        receiver: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        visit: str | None = None,
        overdue: bool | None = None,
    ) -> Page[TransferView]:
        """Transfers, oldest first"""
        return await self._read(
            "/v1/transfers",
            Page[TransferView],
            query={
                "state": state,
                "department": department,
                "receiver": receiver,
                "cursor": cursor,
                "limit": limit,
                "visit": visit,
                "overdue": overdue,
            },
        )

    async def suspect_crime(
        self,
        *,
        visit: str,
        finding: str,
        department: str,
        articles: list[str],
        transfer: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> OpenedTransfer:
        """A finding may be a crime"""
        return await self._command(
            "POST",
            "/v1/transfers",
            OpenedTransfer,
            body={"visit": visit, "finding": finding, "department": department, "articles": articles, "transfer": transfer},
            key=key,
            if_match=if_match,
        )

    async def verify_crime(
        self, transfer: str, *, officers: list[str], report: EvidenceRef, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Officers have looked into it and report"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/verification",
            Accepted,
            body={"officers": officers, "report": report},
            key=key,
            if_match=if_match,
        )

    async def approve_transfer(self, transfer: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The head approves the transfer"""
        return await self._command(
            "POST", f"/v1/transfers/{segment(transfer)}/approval", Accepted, body={}, key=key, if_match=if_match
        )

    async def decline_transfer(
        self, transfer: str, *, reason: str, copy_to: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The head declines it, for a reason"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/disapproval",
            Accepted,
            body={"reason": reason, "copy_to": copy_to},
            key=key,
            if_match=if_match,
        )

    async def send_transfer(
        self,
        transfer: str,
        *,
        to: str,
        copy_to: str,
        document: EvidenceRef,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """It goes to the police, a copy to the procuratorate"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/dispatch",
            Accepted,
            body={"to": to, "copy_to": copy_to, "document": document, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def pass_on_transfer(
        self, transfer: str, *, receiver: str, to: str, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The organ passes on what is another's"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/forwarding",
            Accepted,
            body={"receiver": receiver, "to": to, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def receive_transfer(
        self, transfer: str, *, receiver: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The organ signs for it"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/receipt",
            Accepted,
            body={"receiver": receiver},
            key=key,
            if_match=if_match,
        )

    async def accept_transfer(
        self, transfer: str, *, receiver: str, case_number: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The organ opens a criminal case"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/acceptance",
            Accepted,
            body={"receiver": receiver, "case_number": case_number},
            key=key,
            if_match=if_match,
        )

    async def refuse_transfer(
        self, transfer: str, *, receiver: str, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The organ opens no case, for a reason"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/refusal",
            Accepted,
            body={"receiver": receiver, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def return_transfer(
        self, transfer: str, *, receiver: str, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The organ gives it back: no crime"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/return",
            Accepted,
            body={"receiver": receiver, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def dispute_transfer(
        self, transfer: str, *, way: DisputeWay, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The department objects: no case was opened"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/dispute",
            Accepted,
            body={"way": way, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def close_transfer(
        self,
        transfer: str,
        *,
        outcome: TransferOutcome,
        document: EvidenceRef,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """How it ended, with the paper of it"""
        return await self._command(
            "POST",
            f"/v1/transfers/{segment(transfer)}/outcome",
            Accepted,
            body={"outcome": outcome, "document": document, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    def transfers_export(
        self,
        format: Format,
        *,
        state: str | None = None,
        department: str | None = None,
        receiver: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All transfers as a table"""
        return self._file(
            f"/v1/transfers/export.{segment(format)}",
            query={"state": state, "department": department, "receiver": receiver, "lang": lang},
        )

    async def transfer(self, transfer: str) -> TransferView:
        """One transfer"""
        return await self._read(f"/v1/transfers/{segment(transfer)}", TransferView)

    async def give_danger_order(
        self,
        *,
        entity: str,
        township: str,
        department: str,
        officers: list[str],
        measure: DangerMeasure,
        what: str,
        basis: str,
        evidence: list[EvidenceRef],
        danger_order: str | None = None,
        hazard: str | None = None,
        visit: str | None = None,
        at: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Ordered:
        """Lives are in danger: stop the use, or have the place left, at once"""
        return await self._command(
            "POST",
            "/v1/danger-orders",
            Ordered,
            body={
                "entity": entity,
                "township": township,
                "department": department,
                "officers": officers,
                "measure": measure,
                "what": what,
                "basis": basis,
                "evidence": evidence,
                "danger_order": danger_order,
                "hazard": hazard,
                "visit": visit,
                "at": at,
            },
            key=key,
            if_match=if_match,
        )

    async def lift_danger_order(
        self,
        hazard: str,
        danger_order: str,
        *,
        department: str,
        officers: list[str],
        reason: str,
        evidence: list[EvidenceRef],
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The danger is over: the department that gave the order lifts it"""
        return await self._command(
            "POST",
            f"/v1/hazards/{segment(hazard)}/danger-orders/{segment(danger_order)}/lifting",
            Accepted,
            body={"department": department, "officers": officers, "reason": reason, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def hazards(
        self,
        *,
        state: str | None = None,
        lead: str | None = None,
        township: str | None = None,
        reach: HazardReach | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        overdue: bool | None = None,
    ) -> Page[HazardView]:
        """Hazards, oldest first"""
        return await self._read(
            "/v1/hazards",
            Page[HazardView],
            query={
                "state": state,
                "lead": lead,
                "township": township,
                "reach": reach,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "overdue": overdue,
            },
        )

    async def report_hazard(
        self,
        *,
        lead: str,
        reach: HazardReach,
        township: str,
        to: str,
        guidance: str,
        matter: str,
        hazard: str | None = None,
        visit: str | None = None,
        finding: str | None = None,
        entity: str | None = None,
        peers: list[str] | None = None,
        evidence: list[EvidenceRef] | None = None,
        found_at: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Hazarded:
        """The lead department reports it to the government"""
        return await self._command(
            "POST",
            "/v1/hazards",
            Hazarded,
            body={
                "lead": lead,
                "reach": reach,
                "township": township,
                "to": to,
                "guidance": guidance,
                "matter": matter,
                "hazard": hazard,
                "visit": visit,
                "finding": finding,
                "entity": entity,
                "peers": peers,
                "evidence": evidence,
                "found_at": found_at,
            },
            key=key,
            if_match=if_match,
        )

    async def acknowledge_hazard(self, hazard: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The government has it"""
        return await self._command(
            "POST", f"/v1/hazards/{segment(hazard)}/acknowledgement", Accepted, body={}, key=key, if_match=if_match
        )

    async def notice_hazard(self, hazard: str, *, body: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """A peer, or the guidance body, has read it"""
        return await self._command(
            "POST", f"/v1/hazards/{segment(hazard)}/notice", Accepted, body={"body": body}, key=key, if_match=if_match
        )

    async def order_treatment(
        self,
        hazard: str,
        *,
        measures: str,
        lead: str,
        departments: list[str],
        due: dt.date,
        area: list[str] | None = None,
        campaign: bool | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The government has it treated"""
        return await self._command(
            "POST",
            f"/v1/hazards/{segment(hazard)}/treatment",
            Accepted,
            body={
                "measures": measures,
                "lead": lead,
                "departments": departments,
                "due": due,
                "area": area,
                "campaign": campaign,
            },
            key=key,
            if_match=if_match,
        )

    async def decline_treatment(
        self, hazard: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """No treatment is needed, for a reason"""
        return await self._command(
            "POST",
            f"/v1/hazards/{segment(hazard)}/treatment-declined",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def do_treatment_step(
        self,
        hazard: str,
        *,
        department: str,
        what: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A department says what it has done"""
        return await self._command(
            "POST",
            f"/v1/hazards/{segment(hazard)}/steps",
            Accepted,
            body={"department": department, "what": what, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def accept_treatment(
        self,
        hazard: str,
        *,
        opinion: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The government accepts the treatment"""
        return await self._command(
            "POST",
            f"/v1/hazards/{segment(hazard)}/acceptance",
            Accepted,
            body={"opinion": opinion, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    def hazards_export(
        self,
        format: Format,
        *,
        state: str | None = None,
        lead: str | None = None,
        township: str | None = None,
        reach: HazardReach | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All hazards as a table"""
        return self._file(
            f"/v1/hazards/export.{segment(format)}",
            query={"state": state, "lead": lead, "township": township, "reach": reach, "lang": lang},
        )

    async def hazard(self, hazard: str) -> WholeHazard:
        """One hazard with its orders and the steps of its treatment"""
        return await self._read(f"/v1/hazards/{segment(hazard)}", WholeHazard)

    async def issue_paper(
        self,
        visit: str,
        *,
        kind: PaperKind,
        department: str,
        words: Words | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Issued:
        """A paper of a visit, with the next number"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/papers",
            Issued,
            body={"kind": kind, "department": department, "words": words},
            key=key,
            if_match=if_match,
        )

    async def void_paper(self, document: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """A paper does not count; its number stays taken"""
        return await self._command(
            "POST", f"/v1/papers/{segment(document)}/void", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def papers(
        self,
        *,
        kind: PaperKind | None = None,
        department: str | None = None,
        year: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        visit: str | None = None,
        stream: str | None = None,
        entity: str | None = None,
        void: bool | None = None,
    ) -> Page[PaperView]:
        """Papers, oldest first"""
        return await self._read(
            "/v1/papers",
            Page[PaperView],
            query={
                "kind": kind,
                "department": department,
                "year": year,
                "cursor": cursor,
                "limit": limit,
                "visit": visit,
                "stream": stream,
                "entity": entity,
                "void": void,
            },
        )

    def papers_export(
        self,
        format: Format,
        *,
        kind: PaperKind | None = None,
        department: str | None = None,
        year: int | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The register of papers as a table"""
        return self._file(
            f"/v1/papers/export.{segment(format)}", query={"kind": kind, "department": department, "year": year, "lang": lang}
        )

    async def paper(self, document: str) -> WholePaper:
        """One paper, as data"""
        return await self._read(f"/v1/papers/{segment(document)}", WholePaper)

    def paper_pdf(self, document: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """One paper, as PDF: the same bytes each time"""
        return self._file(f"/v1/papers/{segment(document)}/paper.pdf")

    async def file_dossier(
        self, visit: str, *, retention: Retention, key: str | None = None, if_match: int | None = None
    ) -> FiledDossier:
        """The papers of a visit that is over are filed with an index (lead department)"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/dossier",
            FiledDossier,
            body={"retention": retention},
            key=key,
            if_match=if_match,
        )

    async def read_dossier(self, dossier: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Read:
        """A dossier is read for a reason, which stays on record; the answer is its index"""
        return await self._command(
            "POST", f"/v1/dossiers/{segment(dossier)}/readings", Read, body={"reason": reason}, key=key, if_match=if_match
        )

    async def dossiers(
        self,
        *,
        department: str | None = None,
        filed: bool | None = None,
        overdue: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        visit: str | None = None,
    ) -> Page[DossierView]:
        """Dossiers, owed and filed, oldest first"""
        return await self._read(
            "/v1/dossiers",
            Page[DossierView],
            query={
                "department": department,
                "filed": filed,
                "overdue": overdue,
                "cursor": cursor,
                "limit": limit,
                "visit": visit,
            },
        )

    def dossiers_export(
        self,
        format: Format,
        *,
        department: str | None = None,
        filed: bool | None = None,
        overdue: bool | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All dossiers as a table"""
        return self._file(
            f"/v1/dossiers/export.{segment(format)}",
            query={"department": department, "filed": filed, "overdue": overdue, "lang": lang},
        )

    async def dossier(self, dossier: str) -> WholeDossier:
        """One dossier, and which papers it lacks"""
        return await self._read(f"/v1/dossiers/{segment(dossier)}", WholeDossier)

    async def followups(
        self,
        *,
        follows: After | None = None,
        state: str | None = None,
        department: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        reference: str | None = None,
        overdue: bool | None = None,
    ) -> Page[FollowupView]:
        """Follow-ups, oldest first"""
        return await self._read(
            "/v1/followups",
            Page[FollowupView],
            query={
                "follows": follows,
                "state": state,
                "department": department,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "reference": reference,
                "overdue": overdue,
            },
        )

    async def ask_followup(
        self,
        *,
        visit: str,
        wanted: str,
        followup: str | None = None,
        department: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> AskedFor:
        """Somebody asks for a follow-up after a visit"""
        return await self._command(
            "POST",
            "/v1/followups",
            AskedFor,
            body={"visit": visit, "wanted": wanted, "followup": followup, "department": department},
            key=key,
            if_match=if_match,
        )

    async def report_followup(
        self,
        followup: str,
        *,
        way: FollowupWay,
        made_on: dt.date,
        officers: list[str] | None = None,
        experts: list[str] | None = None,
        holds: bool | None = None,
        needs: list[str] | None = None,
        advice: list[str] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Officers or experts have looked in (the department that owes it)"""
        return await self._command(
            "POST",
            f"/v1/followups/{segment(followup)}/report",
            Accepted,
            body={
                "way": way,
                "made_on": made_on,
                "officers": officers,
                "experts": experts,
                "holds": holds,
                "needs": needs,
                "advice": advice,
            },
            key=key,
            if_match=if_match,
        )

    async def answer_followup(
        self,
        followup: str,
        *,
        need: int,
        answer: str,
        expert: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A need of the entity is met; the last one ends the follow-up"""
        return await self._command(
            "POST",
            f"/v1/followups/{segment(followup)}/answers",
            Accepted,
            body={"need": need, "answer": answer, "expert": expert},
            key=key,
            if_match=if_match,
        )

    async def decline_followup(
        self, followup: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The entity wants nobody to look in"""
        return await self._command(
            "POST", f"/v1/followups/{segment(followup)}/refusal", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    def followups_export(
        self,
        format: Format,
        *,
        follows: After | None = None,
        state: str | None = None,
        department: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All follow-ups as a table"""
        return self._file(
            f"/v1/followups/export.{segment(format)}",
            query={"follows": follows, "state": state, "department": department, "lang": lang},
        )

    async def followup(self, followup: str) -> WholeFollowup:
        """One follow-up, with what the entity needs"""
        return await self._read(f"/v1/followups/{segment(followup)}", WholeFollowup)

    async def objections(
        self,
        *,
        about: About | None = None,
        state: str | None = None,
        department: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        reference: str | None = None,
        overdue: bool | None = None,
    ) -> Page[ObjectionView]:
        """Objections, oldest first"""
        return await self._read(
            "/v1/objections",
            Page[ObjectionView],
            query={
                "about": about,
                "state": state,
                "department": department,
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "reference": reference,
                "overdue": overdue,
            },
        )

    async def lodge_objection(
        self,
        *,
        about: About,
        reference: str,
        points: list[str],
        objection: str | None = None,
        department: str | None = None,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Lodged:
        """The entity objects to a result, a record or the use of its class"""
        return await self._command(
            "POST",
            "/v1/objections",
            Lodged,
            body={
                "about": about,
                "reference": reference,
                "points": points,
                "objection": objection,
                "department": department,
                "evidence": evidence,
            },
            key=key,
            if_match=if_match,
        )

    async def accept_objection(self, objection: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The objection is taken on (the department that answers)"""
        return await self._command(
            "POST", f"/v1/objections/{segment(objection)}/acceptance", Accepted, body={}, key=key, if_match=if_match
        )

    async def reject_objection(
        self, objection: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The objection is not taken on, for a reason"""
        return await self._command(
            "POST",
            f"/v1/objections/{segment(objection)}/rejection",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def decide_objection(
        self,
        objection: str,
        *,
        answers: list[PointAnswer],
        reviewers: list[str],
        correction: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Each point is answered, by officers who were not of the team"""
        return await self._command(
            "POST",
            f"/v1/objections/{segment(objection)}/decision",
            Accepted,
            body={"answers": answers, "reviewers": reviewers, "correction": correction},
            key=key,
            if_match=if_match,
        )

    async def tell_objection(
        self, objection: str, *, way: Way, on: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The entity was told what has come of it"""
        return await self._command(
            "POST",
            f"/v1/objections/{segment(objection)}/telling",
            Accepted,
            body={"way": way, "on": on},
            key=key,
            if_match=if_match,
        )

    async def withdraw_objection(
        self, objection: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The entity takes its objection back"""
        return await self._command(
            "POST",
            f"/v1/objections/{segment(objection)}/withdrawal",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    def objections_export(
        self,
        format: Format,
        *,
        about: About | None = None,
        state: str | None = None,
        department: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All objections as a table"""
        return self._file(
            f"/v1/objections/export.{segment(format)}",
            query={"about": about, "state": state, "department": department, "lang": lang},
        )

    async def objection(self, objection: str) -> WholeObjection:
        """One objection, with the answer to each point"""
        return await self._read(f"/v1/objections/{segment(objection)}", WholeObjection)

    async def complete_visit(self, visit: str, *, key: str | None = None, if_match: int | None = None) -> Completion:
        """Seal the record, issue the result, order what is to be rectified (lead)"""
        return await self._command(
            "POST", f"/v1/visits/{segment(visit)}/completion", Completion, body={}, key=key, if_match=if_match
        )

    async def handle_findings(
        self,
        visit: str,
        *,
        department: str,
        findings: list[str],
        handling: Handling,
        target: str | None = None,
        basis: str | None = None,
        exemption: str | None = None,
        conditions: list[ConditionMet] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> HandlingAnswer:
        """How a department handles findings of its own, each until its legal end"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/handling",
            HandlingAnswer,
            body={
                "department": department,
                "findings": findings,
                "handling": handling,
                "target": target,
                "basis": basis,
                "exemption": exemption,
                "conditions": conditions,
            },
            key=key,
            if_match=if_match,
        )

    async def keep_file(
        self,
        content: Content,
        media_type: str,
        *,
        taken_at: dt.datetime | None = None,
        position: str | None = None,
        device: str | None = None,
        repr_digest: str | None = None,
    ) -> Kept:
        """Keep a file: it is known by the SHA-256 of its bytes, which the answer tells"""
        return await self._send(
            "POST",
            "/v1/files",
            Kept,
            query={"taken_at": taken_at, "position": position, "device": device},
            content=content,
            headers={"repr-digest": repr_digest, "Content-Type": media_type},
        )

    def file(self, sha256: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The file itself, whole or a range of it"""
        return self._file(f"/v1/files/{segment(sha256)}")

    async def file_about(self, sha256: str) -> FileView:
        """What is known of a file"""
        return await self._read(f"/v1/files/{segment(sha256)}/about", FileView)

    async def erase_file(self, sha256: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Have a file's content erased; its digest stays, with the reason"""
        return await self._command(
            "POST", f"/v1/files/{segment(sha256)}/erasure", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def figures(self) -> Figures:
        """Inspection in figures"""
        return await self._read("/v1/figures", Figures)

    async def reviews(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        officer: str | None = None,
        state: str | None = None,
        cause: Cause | None = None,
    ) -> Page[ReviewView]:
        """Reviews, oldest first; to an officer his own"""
        return await self._read(
            "/v1/reviews",
            Page[ReviewView],
            query={"cursor": cursor, "limit": limit, "officer": officer, "state": state, "cause": cause},
        )

    async def open_review(
        self,
        *,
        officer: str,
        entity: str,
        on: dt.date,
        what: str,
        cause: Cause,
        item: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> OpenedReview:
        """The guidance body looks at what an officer did before something happened"""
        return await self._command(
            "POST",
            "/v1/reviews",
            OpenedReview,
            body={"officer": officer, "entity": entity, "on": on, "what": what, "cause": cause, "item": item},
            key=key,
            if_match=if_match,
        )

    async def compile_evidence(self, review: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """What the record says is compiled, with what it answers"""
        return await self._command(
            "POST", f"/v1/reviews/{segment(review)}/evidence", Accepted, body={}, key=key, if_match=if_match
        )

    async def hear_review(
        self, review: str, *, statement: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The officer says how it was; or the guidance body, that he was asked in vain"""
        return await self._command(
            "POST",
            f"/v1/reviews/{segment(review)}/statement",
            Accepted,
            body={"statement": statement},
            key=key,
            if_match=if_match,
        )

    async def decide_review(
        self,
        review: str,
        *,
        verdict: Verdict,
        reasons: str,
        panel: list[str],
        ground: Liability | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The panel decides: exempt, not liable, or liable on one of the grounds"""
        return await self._command(
            "POST",
            f"/v1/reviews/{segment(review)}/decision",
            Accepted,
            body={"verdict": verdict, "reasons": reasons, "panel": panel, "ground": ground},
            key=key,
            if_match=if_match,
        )

    async def accept_review(self, review: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """The officer accepts what was decided"""
        return await self._command(
            "POST", f"/v1/reviews/{segment(review)}/acceptance", Accepted, body={}, key=key, if_match=if_match
        )

    async def appeal_review(
        self, review: str, *, reasons: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The officer does not accept what was decided"""
        return await self._command(
            "POST", f"/v1/reviews/{segment(review)}/appeal", Accepted, body={"reasons": reasons}, key=key, if_match=if_match
        )

    async def rule_review(
        self,
        review: str,
        *,
        verdict: Verdict,
        reasons: str,
        panel: list[str],
        ground: Liability | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Another panel decides on the appeal"""
        return await self._command(
            "POST",
            f"/v1/reviews/{segment(review)}/ruling",
            Accepted,
            body={"verdict": verdict, "reasons": reasons, "panel": panel, "ground": ground},
            key=key,
            if_match=if_match,
        )

    async def review(self, review: str) -> WholeReview:
        """One review, with what the record answers"""
        return await self._read(f"/v1/reviews/{segment(review)}", WholeReview)

    async def officer_standing(self, inspector: str, *, entity: str, on: dt.date, item: str | None = None) -> StandingView:
        """What the record answers about an officer's duty; to an officer about himself, at any time"""
        return await self._read(
            f"/v1/officers/{segment(inspector)}/standing", StandingView, query={"entity": entity, "on": on, "item": item}
        )

    async def passed_clocks(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        owner: str | None = None,
        stage: str | None = None,
        subject: str | None = None,
    ) -> Page[ClockView]:
        """What was not done in time and who owed it, oldest first"""
        return await self._read(
            "/v1/passed-clocks",
            Page[ClockView],
            query={"cursor": cursor, "limit": limit, "owner": owner, "stage": stage, "subject": subject},
        )

    async def policy(self, *, day: dt.date | None = None) -> PolicyView:
        """The numbers in force on a day"""
        return await self._read("/v1/policy", PolicyView, query={"day": day})

    async def adopt_policy(
        self,
        *,
        effective_from: dt.date,
        pack: InspectionPolicy,
        reason: str,
        key: str | None = None,
        if_match: int | None = None,
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
