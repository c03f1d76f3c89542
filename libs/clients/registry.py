"""清单名录 registry: its HTTP API.

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Literal

from pydantic import Field

from .base import OPEN, Accepted, Page, Reply, Waits, segment
from .operations import HeldFiles, Imports, Operations

Among = Annotated[Literal["anybody", "colleagues", "lead"], OPEN]
"""Whom the second person is looked for among."""

ClusterState = Annotated[Literal["agreed", "conflict", "missing", "outside"], OPEN]
"""`conflict` before `outside` before `missing`: the first that holds; a cluster's other faults are shown beside
it.
"""

Duty = Annotated[
    Literal[
        "policy", "agreement", "agreement-revocation", "department-withdrawal", "conference", "calendar", "mandate", "listing"
    ],
    OPEN,
]
"""What may need a second person."""

Format = Annotated[Literal["csv", "xlsx"], OPEN]

Ground = Annotated[Literal["O1", "O2", "O3", "O4", "O5", "O6", "O7"], OPEN]
"""What lawfully lifts an exclusion, or spares the joint conference's consent (L-15, L-16; docs/draw.md)."""

Handover = Annotated[Literal["integrated", "separated", "delegated"], OPEN]
"""B-27..30: who supervises after an approval."""

Language = Annotated[Literal["zh", "en", "codes"], OPEN]
"""Whom a file is for. `codes`: programs, with the API's own names and codes, and times in UTC."""

Level = Annotated[Literal["city", "county", "township"], OPEN]

Link = Annotated[Literal["sources", "code", "title-and-department"], OPEN]
"""Why rows stand together."""

ListClass = Annotated[Literal["general", "key"], OPEN]
"""L-43..46: general items are drawn at random, key items are covered fully in a cycle."""

MandateForm = Annotated[Literal["statutory", "authorised", "delegated"], OPEN]
"""X-06: by statute, by authorisation of a law, by lawful delegation (行政处罚法 17-21)."""

Method = Annotated[Literal["onsite", "document", "remote"], OPEN]

Notice = Annotated[Literal["before", "forbidden"], OPEN]
"""L-19: notice before the visit, except where the item forbids it."""

OrganKind = Annotated[
    Literal["government", "guidance", "police", "procuratorate", "court", "hotline", "platform", "superior"], OPEN
]

Power = Annotated[Literal["coordinate", "assess", "nominate", "veto"], OPEN]
"""L-37: the four powers of an area's command centre."""

Source = Annotated[Literal["access", "daily", "sampling", "complaints", "dishonesty", "penalties", "manual"], OPEN]
"""H-28: the six sources of an entity's file. No fact tells of sampling (抽样检查) yet."""

SourceList = Annotated[Literal["power", "random", "internet"], OPEN]
"""B-02: power and duty list, double-random list, Internet+ list: merged into the one list."""


class AgreementDocument(Reply):
    """What both sides sign (all but `signatures`), and who has signed: place -> detached JWS."""

    agreement: str
    parties: tuple[Party, Party]
    kinds: list[str]
    industries: list[str]
    valid_from: dt.date
    valid_until: dt.date
    signatures: dict[str, str]


class AgreementView(Reply):
    """`state`: proposed, accepted, expired (its last day has passed) or revoked."""

    agreement: str
    state: str
    partner: str
    valid_from: dt.date
    valid_until: dt.date
    revoked_by: str | None
    revoked_for: str | None
    version: int


class Answering(Reply):
    """A department whose division prefixes cover the township; `prefix` is the closest of them."""

    department: str
    title: str
    level: Level
    prefix: str


class AnsweringView(Reply):
    """The closest first. `overlapping`: several departments' prefixes cover the township, of different reach."""

    township: str
    day: dt.date
    overlapping: bool
    departments: list[Answering]


class ApprovalView(Reply):
    """`listed`: whether the register lists or has listed the entity."""

    approval: str
    entity: str
    title: str
    mode: Handover
    approver: str
    supervisor: str
    delegate: str | None
    by_commitment: bool
    granted_on: dt.date
    valid_until: dt.date | None
    handed_over_on: dt.date
    taken_over_on: dt.date | None
    ceased_from: dt.date | None
    ceased_for: str | None
    commitment_broken: bool | None
    listed: bool
    version: int


class AreaView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    area: str
    title: str
    townships: list[str]
    centre: CentreView


class AreaViewHistory(Reply):
    version: int
    editions: list[AreaView]


class BenchmarkView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    benchmark: str
    item: str
    violation: str
    grades: list[PenaltyGrade]
    legal_basis: str


class BenchmarkViewHistory(Reply):
    version: int
    editions: list[BenchmarkView]


class CalendarView(Reply):
    """`warning`: what to do, in both languages, when the days whose arrangement is known soon end; else null."""

    known_until: dt.date | None
    warning: str | None
    years: list[YearView]


class CentreMember(Reply):
    """A seat in a command centre, held by a body; who sits there is no fact. L-38: the townships' heads of
    enforcement too.
    """

    body: str
    duty: str


class CentreView(Reply):
    named_by: str
    members: list[MemberView]
    powers: list[Power]


class ClusterView(Reply):
    """Rows that stand together and why; nothing is merged by it. `items`: of the one list."""

    cluster: str
    state: ClusterState
    rows: list[RowView]
    items: list[str]
    linked_by: list[Link]
    missing_in: list[SourceList]
    conflicts: list[VoiceView]


class CodeView(Reply):
    """`entity_listed`: an entity stands on the list under the code, also when it is allowed no more."""

    code: str
    state: Annotated[Literal["allowed", "disallowed"], OPEN]
    reason: str
    evidence: list[PublicEvidence]
    since: dt.date
    disallowed_from: dt.date | None
    disallowed_for: str | None
    entity_listed: bool
    version: int


class CommandCentre(Reply):
    """L-37, L-38: named by the county authority, with those of the four powers that it was given."""

    named_by: str
    members: list[CentreMember]
    powers: list[Power]


class Counts(Reply):
    """As in force today; `entities` are those not struck off, `approvals_not_taken_over` those that nobody
    supervises yet.
    """

    industries: int = 0
    departments: int = 0
    mandates: int = 0
    organs: int = 0
    conference: int = 0
    townships: int = 0
    areas: int = 0
    sources: int = 0
    items: int
    scenarios: int = 0
    manuals: int = 0
    exemptions: int = 0
    benchmarks: int = 0
    codes: int = 0
    tags: int = 0
    inspectors: int
    inspectors_valid: int
    entities: int
    entities_struck_off: int
    agreements: int
    approvals: int
    approvals_not_taken_over: int


class DepartmentView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    department: str
    title: str
    level: Level
    divisions: list[str]


class DepartmentViewHistory(Reply):
    version: int
    editions: list[DepartmentView]


class Double(Reply):
    """A name that stands twice in a township: perhaps one business under two codes, perhaps two of one name."""

    key: str
    name: str
    township: str
    entities: list[str]


class EntityContent(Reply):
    """Public particulars of an entity. A sole trader's business name is public; the person's name is not in here."""

    name: str
    industries: list[str]
    township: str
    category: str
    founded: dt.date | None = None


class EntityView(Reply):
    """What the list says of an entity from `since` on until the day before `until`; null: from its beginning, to
    this day. `successor`: the code under which the same business goes on; `predecessors`: the codes that it had
    directly before; `premises`: its places of business beside its own. All three as they are on record now.
    """

    entity: str
    content: EntityContent
    since: dt.date | None
    until: dt.date | None
    struck_off_from: dt.date | None
    struck_off_for: str | None
    version: int
    successor: str | None = None
    predecessors: list[str] = Field(default_factory=list)
    premises: list[PremisesView] = Field(default_factory=list)


class Erased(Reply):
    """`person`: whose name is gone."""

    person: str
    erased_at: dt.datetime


class Evidence(Reply):
    """`meeting`: departments that met at `together` of `checked` entities of the industry, `lift` times as often as
    by chance. `complaints`: so many where `expected` were; `chance`: of that or more (Poisson, corrected for the
    places looked at).
    """

    together: int | None = None
    checked: int | None = None
    support: float | None = None
    lift: float | None = None
    complaints: int | None = None
    expected: float | None = None
    chance: float | None = None
    facts: list[str]


class EvidenceRef(Reply):
    """Evidence by content hash; the file itself is kept by the service that took it."""

    sha256: str
    media_type: str
    taken_at: dt.datetime | None = None
    where: str | None = None


class ExemptionView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    exemption: str
    item: str
    behaviour: str
    conditions: str
    legal_basis: str
    first_offence_only: bool


class ExemptionViewHistory(Reply):
    version: int
    editions: list[ExemptionView]


class Force(Reply):
    """L-39. `front_line`: the levels counted; shares in basis points, cut; null where nobody may check."""

    by_level: dict[str, int]
    front_line: list[str]
    front_line_bp: int | None
    wanted_bp: int
    reached: bool


class IndustryView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    industry: str
    title: str


class IndustryViewHistory(Reply):
    version: int
    editions: list[IndustryView]


class InspectorSpell(Reply):
    """A certificate or a suspension in an inspector's history, in force until the day before `effective_until`."""

    kind: Annotated[Literal["certified", "suspended"], OPEN]
    effective_from: dt.date
    effective_until: dt.date | None
    ended: str | None
    department: str | None = None
    certificate: str | None = None
    qualifications: list[str] | None = None
    valid_until: dt.date | None = None
    reason: str | None = None


class InspectorView(Reply):
    """`name` is null for a person whose name was erased."""

    inspector: str
    name: str | None
    department: str
    certificate: str
    qualifications: list[str]
    valid_from: dt.date
    valid_until: dt.date
    suspended_from: dt.date | None
    suspended_for: str | None
    state: str
    version: int


class ItemContent(Reply):
    """One thing a department may lawfully check (H-04, H-05). `kind` is what "the same kind of check" means.
    `grounds`: what the law says of this item (notification-commitment, environment, safety, another law: L-15,
    L-16); `sources`: the rows of the three source lists it was merged from (B-02).
    """

    kind: str
    subject: str
    content: str
    list_class: ListClass
    department: str
    industries: list[str]
    methods: list[Method]
    frequency_months: int | None = None
    legal_basis: str
    liability: str
    notice: Notice = "before"
    minor_exemption: str | None = None
    qualification: str
    grounds: list[Ground] = Field(default_factory=list)
    sources: list[SourceRef] = Field(default_factory=list)


class ItemHistory(Reply):
    item: str
    version: int
    editions: list[ItemView]


class ItemView(Reply):
    """An edition: in force from `effective_from` until the day before `effective_until`; `withdrawn` says why it
    ends.
    """

    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    item: str
    edition: int
    content: ItemContent


class KeysView(Reply):
    """`jwk` has its thumbprint (RFC 7638) as `kid`."""

    place: str
    keys: list[PartyKey]


class MandateView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    department: str
    form: MandateForm
    basis: str
    delegated_by: str | None = None


class MandateViewHistory(Reply):
    version: int
    editions: list[MandateView]


class ManualSection(Reply):
    """What is looked at for one item, point by point (J-06, J-11)."""

    item: str
    points: list[str]
    legal_basis: str | None = None


class ManualView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    manual: str
    edition: int
    industry: str
    title: str
    sections: list[ManualSection]


class ManualViewHistory(Reply):
    version: int
    editions: list[ManualView]


class MemberView(Reply):
    body: str
    duty: str


class MergeReport(Reply):
    """`counts` by state and `rows` by source list are of everything that the day's lists hold, whatever the filter
    shows.
    """

    day: dt.date
    counts: dict[str, int]
    rows: dict[str, int]
    listed_items: int
    items: list[ClusterView]
    next: str | None


class OrganView(Reply):
    """`kind`: what the organ is, by which it may be named as the receiver of a matter."""

    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    organ: str
    title: str
    kind: OrganKind
    divisions: list[str]


class OrganViewHistory(Reply):
    version: int
    editions: list[OrganView]


class Party(Reply):
    """One side of an agreement, with the public keys of its services that share facts."""

    place: str
    name: str
    keys: list[PartyKey]


class PartyKey(Reply):
    """The public key (JWK, RFC 8037) that a service signs with, for what happens from `valid_from` until before
    `valid_until`. `service` null: all services of the place, in agreements of before services had keys of their
    own.
    """

    service: str | None
    jwk: dict[str, str]
    valid_from: dt.datetime
    valid_until: dt.datetime | None = None


class PenaltyGrade(Reply):
    """One step of a discretion benchmark (B-31): in which circumstances, which fine in fen, what else."""

    grade: str
    circumstances: str
    fine_min_fen: int | None = None
    fine_max_fen: int | None = None
    other: str | None = None


class PolicyView(Reply):
    """Edition 0: nothing was adopted, the sources' numbers hold."""

    edition: int
    effective_from: dt.date | None
    pack: RegistryPolicy
    reason: str | None
    adopted_at: dt.datetime | None
    fact: str | None
    asked_by: str | None = None
    approved_by: str | None = None
    taken_back_at: dt.datetime | None = None
    taken_back_for: str | None = None


class Position(Reply):
    """WGS 84 in millionths of a degree; whole numbers, so that a fact reads the same everywhere."""

    latitude_microdegrees: int
    longitude_microdegrees: int


class PremisesAccepted(Reply):
    """`premises`: the number of the place."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    premises: str


class PremisesContent(Reply):
    """Another place of business under the same licence (一照多址). `address`: null of a business that is called as its
    owner, whose home it may be. `industries`: what is done there, of what the entity does; empty: all of it.
    `opened`: since when there is business there.
    """

    name: str
    address: str | None = None
    township: str
    industries: list[str] = Field(default_factory=list)
    opened: dt.date | None = None


class PremisesView(Reply):
    """A place of business beside the entity's own. `premises`: its number among those of the entity; `industries`:
    what is done there, empty: what the entity does; `opened`: since when; `since`: the day since which the list
    says so. `closed_from`: the first day without business there, and `closed_for` why.
    """

    entity: str
    premises: str
    name: str
    address: str | None
    township: str
    industries: list[str]
    opened: dt.date | None
    since: dt.date
    closed_from: dt.date | None
    closed_for: str | None


class PublicEvidence(Reply):
    """Evidence, without what the words on its place say of a person."""

    sha256: str
    media_type: str
    taken_at: dt.datetime | None = None
    where: str | None = None


class RegistryPolicy(Reply):
    """The numbers, and what needs a second person."""

    categories: list[str] | None = None
    front_line: list[Level] | None = None
    front_line_bp: int = 8500
    new_entity_months: int = 12
    many_industries: int = 3
    many_complaints: int = 3
    window_months: int = 12
    least_together: int = 5
    least_support_bp: int = 1000
    least_lift_bp: int = 12000
    largest_set: int = 8
    least_complaints: int = 3
    greatest_chance_bp: int = 100
    shown_facts: int = 10
    seconds: dict[str, Second] | None = None
    second_days: int = 10


class RowView(Reply):
    source: SourceList
    code: str
    content: SourceContent


class ScenarioView(Reply):
    """`key_items` are those of the key list on that day; `mixed`: beside general ones (L-43). `gone`: no longer on
    the list.
    """

    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    scenario: str
    title: str
    industry: str
    lead: str
    departments: list[str]
    items: list[str]
    suggestion: str | None = None
    key_items: list[str] = Field(default_factory=list)
    mixed: bool = False
    gone: list[str] = Field(default_factory=list)


class ScenarioViewHistory(Reply):
    version: int
    editions: list[ScenarioView]


class SeatView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    department: str
    lead: bool


class SeatViewHistory(Reply):
    version: int
    editions: list[SeatView]


class Second(Reply):
    """Who approves: another subject than the one who asked, with one of the roles."""

    roles: list[str]
    among: Among = "anybody"


class SourceContent(Reply):
    """A row of a source list as its keeper wrote it; `department` as named there, which may be no code of ours."""

    title: str
    department: str
    power: str | None = None
    legal_basis: str | None = None
    industries: list[str] = Field(default_factory=list)


class SourceRef(Reply):
    """A row of a source list that an item of the one list comes from."""

    source: SourceList
    code: str


class SourceView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    source: SourceList
    code: str
    content: SourceContent


class SuggestionView(Reply):
    """`items`: in force today, of these departments for that industry: what a scenario of it would hold.
    `covered_by`: the scenarios in which whom the complaints concern already go together there; departments that
    meet in one are not suggested.
    """

    suggestion: str
    kind: Annotated[Literal["meeting", "complaints"], OPEN]
    industry: str | None
    township: str | None
    matter_kind: str | None
    departments: list[str]
    items: list[str]
    covered_by: list[str]
    evidence: Evidence


class Suggestions(Reply):
    """What was looked at: from `since` to `until`, and against how many scenarios in force."""

    since: dt.date
    until: dt.date
    scenarios: int
    items: list[SuggestionView]


class TagView(Reply):
    """`source` manual: by a fact; any other: derived by the rule from the evidence (ids of facts, codes, days)."""

    tag: str
    source: Source
    rule_en: str
    rule_zh: str
    evidence: list[str]
    since: dt.date | None
    until: dt.date | None


class TagsView(Reply):
    """`silent`: those of the six sources (H-28) from which nothing is on record of the entity. To the entity itself
    nothing is said of complaints, neither that there are some nor that there are none.
    """

    entity: str
    day: dt.date
    tags: list[TagView]
    silent: list[Source]


class TownshipView(Reply):
    effective_from: dt.date
    effective_until: dt.date | None
    withdrawn: str | None
    version: int
    township: str
    title: str
    department: str
    at: Position | None = None


class TownshipViewHistory(Reply):
    version: int
    editions: list[TownshipView]


class VoiceView(Reply):
    """What a list says of a field in which the lists differ; `where`: a source list, or `item` for the one list."""

    field: str
    where: str
    code: str
    says: str


class YearView(Reply):
    """`official`: by a notice; else provisional, weekends and statutory days alone, and deadlines in it may still
    move. `notice` and `arranged_at` are null for a year that only this installation's files tell of.
    """

    year: int
    official: bool
    holidays: list[dt.date]
    workdays: list[dt.date]
    notice: str | None
    arranged_at: dt.datetime | None


class Registry(HeldFiles, Imports, Operations):
    """清单名录 registry."""

    service = "registry"

    async def calendar(self) -> CalendarView:
        """Holidays and swapped working days of the years from last year to the next but one"""
        return await self._read("/v1/calendar", CalendarView)

    async def arrange_calendar(
        self,
        *,
        year: int,
        holidays: list[dt.date],
        notice: str,
        workdays: list[dt.date] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Publish a year's holidays by the State Council's notice, or correct them"""
        return await self._command(
            "POST",
            "/v1/calendar",
            Accepted,
            body={"year": year, "holidays": holidays, "notice": notice, "workdays": workdays},
            key=key,
            if_match=if_match,
        )

    async def keys(self) -> KeysView:
        """The public keys of this place's services (JWK, RFC 8037), and when each counts"""
        return await self._read("/v1/keys", KeysView)

    async def announce_key(
        self,
        service: str,
        *,
        kid: str,
        previous_until: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Tell neighbours of a service's new key"""
        return await self._command(
            "POST",
            f"/v1/keys/{segment(service)}/announcement",
            Accepted,
            body={"kid": kid, "previous_until": previous_until},
            key=key,
            if_match=if_match,
        )

    async def withdraw_key(
        self,
        service: str,
        *,
        kid: str,
        withdrawn_from: dt.datetime,
        reason: str,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Tell neighbours that a service's key leaked"""
        return await self._command(
            "POST",
            f"/v1/keys/{segment(service)}/withdrawal",
            Accepted,
            body={"kid": kid, "withdrawn_from": withdrawn_from, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def counts(self) -> Counts:
        """How many of each are on the lists today"""
        return await self._read("/v1/counts", Counts)

    def departments_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        level: Level | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Departments as a table"""
        return self._file(f"/v1/departments/export.{segment(format)}", query={"day": day, "q": q, "level": level, "lang": lang})

    async def departments(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        level: Level | None = None,
    ) -> Page[DepartmentView]:
        """Departments in force on a day"""
        return await self._read(
            "/v1/departments",
            Page[DepartmentView],
            query={"cursor": cursor, "limit": limit, "day": day, "q": q, "level": level},
        )

    async def list_department(
        self,
        *,
        department: str,
        title: str,
        level: Level,
        divisions: list[str],
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """List a department, or change it"""
        return await self._command(
            "POST",
            "/v1/departments",
            Accepted,
            body={
                "department": department,
                "title": title,
                "level": level,
                "divisions": divisions,
                "effective_from": effective_from,
            },
            key=key,
            if_match=if_match,
        )

    async def department(self, department: str) -> DepartmentViewHistory:
        """Departments: all editions of one"""
        return await self._read(f"/v1/departments/{segment(department)}", DepartmentViewHistory)

    async def withdraw_department(
        self, department: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Departments: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/departments/{segment(department)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def mandates_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        form: MandateForm | None = None,
        delegated_by: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Mandates to check as a table"""
        return self._file(
            f"/v1/mandates/export.{segment(format)}",
            query={"day": day, "q": q, "form": form, "delegated_by": delegated_by, "lang": lang},
        )

    async def mandates(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        form: MandateForm | None = None,
        delegated_by: str | None = None,
    ) -> Page[MandateView]:
        """Mandates to check in force on a day"""
        return await self._read(
            "/v1/mandates",
            Page[MandateView],
            query={"cursor": cursor, "limit": limit, "day": day, "q": q, "form": form, "delegated_by": delegated_by},
        )

    async def grant_mandate(
        self,
        *,
        department: str,
        form: MandateForm,
        basis: str,
        effective_from: dt.date | None = None,
        delegated_by: str | None = None,
        effective_until: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Grant a department the mandate to check, with its legal basis"""
        return await self._command(
            "POST",
            "/v1/mandates",
            Accepted,
            body={
                "department": department,
                "form": form,
                "basis": basis,
                "effective_from": effective_from,
                "delegated_by": delegated_by,
                "effective_until": effective_until,
            },
            key=key,
            if_match=if_match,
        )

    async def mandate(self, department: str) -> MandateViewHistory:
        """Mandates to check: all editions of one"""
        return await self._read(f"/v1/mandates/{segment(department)}", MandateViewHistory)

    async def end_mandate(
        self, department: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Mandates to check: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/mandates/{segment(department)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def inspectors_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        department: str | None = None,
        qualification: str | None = None,
        state: Literal["valid", "expired", "suspended", "upcoming"] | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Inspectors as a table; for officials"""
        return self._file(
            f"/v1/inspectors/export.{segment(format)}",
            query={"day": day, "q": q, "department": department, "qualification": qualification, "state": state, "lang": lang},
        )

    async def inspectors(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        department: str | None = None,
        qualification: str | None = None,
        state: Literal["valid", "expired", "suspended", "upcoming"] | None = None,
    ) -> Page[InspectorView]:
        """Inspectors, by number; for officials"""
        return await self._read(
            "/v1/inspectors",
            Page[InspectorView],
            query={
                "cursor": cursor,
                "limit": limit,
                "day": day,
                "q": q,
                "department": department,
                "qualification": qualification,
                "state": state,
            },
        )

    async def inspector_history(self, inspector: str) -> list[InspectorSpell]:
        """An inspector's certificates and suspensions; for officials"""
        return await self._read(f"/v1/inspectors/{segment(inspector)}/history", list[InspectorSpell])

    async def suspend_inspector(
        self, inspector: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Suspend an inspector from a day on"""
        return await self._command(
            "POST",
            f"/v1/inspectors/{segment(inspector)}/suspension",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def reinstate_inspector(
        self, inspector: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """End an inspector's suspension from a day on"""
        return await self._command(
            "POST",
            f"/v1/inspectors/{segment(inspector)}/reinstatement",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def erase_person(self, inspector: str, *, key: str | None = None, if_match: int | None = None) -> Erased:
        """Erase an inspector's name; no fact holds it"""
        return await self._command("DELETE", f"/v1/people/{segment(inspector)}", Erased, key=key, if_match=if_match)

    async def force(self, *, day: dt.date | None = None) -> Force:
        """Officers who may check on a day, by level, and the share at the front line (L-39)"""
        return await self._read("/v1/force", Force, query={"day": day})

    def organs_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        kind: OrganKind | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Organs that matters go to as a table"""
        return self._file(f"/v1/organs/export.{segment(format)}", query={"day": day, "q": q, "kind": kind, "lang": lang})

    async def organs(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        kind: OrganKind | None = None,
    ) -> Page[OrganView]:
        """Organs that matters go to in force on a day"""
        return await self._read(
            "/v1/organs", Page[OrganView], query={"cursor": cursor, "limit": limit, "day": day, "q": q, "kind": kind}
        )

    async def list_organ(
        self,
        *,
        organ: str,
        title: str,
        kind: OrganKind,
        divisions: list[str],
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """List an organ that matters may go to, or change it"""
        return await self._command(
            "POST",
            "/v1/organs",
            Accepted,
            body={"organ": organ, "title": title, "kind": kind, "divisions": divisions, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def organ(self, organ: str) -> OrganViewHistory:
        """Organs that matters go to: all editions of one"""
        return await self._read(f"/v1/organs/{segment(organ)}", OrganViewHistory)

    async def withdraw_organ(
        self, organ: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Organs that matters go to: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/organs/{segment(organ)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def townships_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        department: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Townships and streets as a table"""
        return self._file(
            f"/v1/townships/export.{segment(format)}", query={"day": day, "q": q, "department": department, "lang": lang}
        )

    async def townships(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        department: str | None = None,
    ) -> Page[TownshipView]:
        """Townships and streets in force on a day"""
        return await self._read(
            "/v1/townships",
            Page[TownshipView],
            query={"cursor": cursor, "limit": limit, "day": day, "q": q, "department": department},
        )

    async def list_township(
        self,
        *,
        township: str,
        title: str,
        department: str,
        effective_from: dt.date | None = None,
        at: Position | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """List a township or street, or change it"""
        return await self._command(
            "POST",
            "/v1/townships",
            Accepted,
            body={"township": township, "title": title, "department": department, "effective_from": effective_from, "at": at},
            key=key,
            if_match=if_match,
        )

    async def township(self, township: str) -> TownshipViewHistory:
        """Townships and streets: all editions of one"""
        return await self._read(f"/v1/townships/{segment(township)}", TownshipViewHistory)

    async def withdraw_township(
        self, township: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Townships and streets: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/townships/{segment(township)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def areas_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        township: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Enforcement areas and their command centres as a table"""
        return self._file(f"/v1/areas/export.{segment(format)}", query={"day": day, "q": q, "township": township, "lang": lang})

    async def areas(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        township: str | None = None,
    ) -> Page[AreaView]:
        """Enforcement areas and their command centres in force on a day"""
        return await self._read(
            "/v1/areas", Page[AreaView], query={"cursor": cursor, "limit": limit, "day": day, "q": q, "township": township}
        )

    async def form_area(
        self,
        *,
        area: str,
        title: str,
        townships: list[str],
        centre: CommandCentre,
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Form an area with its command centre, or change it"""
        return await self._command(
            "POST",
            "/v1/areas",
            Accepted,
            body={"area": area, "title": title, "townships": townships, "centre": centre, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def area(self, area: str) -> AreaViewHistory:
        """Enforcement areas and their command centres: all editions of one"""
        return await self._read(f"/v1/areas/{segment(area)}", AreaViewHistory)

    async def dissolve_area(
        self, area: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Enforcement areas and their command centres: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/areas/{segment(area)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def township_departments(self, township: str, *, day: dt.date | None = None) -> AnsweringView:
        """Who answers for a township: the closest prefix first"""
        return await self._read(f"/v1/townships/{segment(township)}/departments", AnsweringView, query={"day": day})

    def items_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        on: dt.date | None = None,
        industry: str | None = None,
        department: str | None = None,
        kind: str | None = None,
        list_class: ListClass | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The items in force on a day as a table"""
        return self._file(
            f"/v1/items/export.{segment(format)}",
            query={
                "day": day,
                "q": q,
                "on": on,
                "industry": industry,
                "department": department,
                "kind": kind,
                "list_class": list_class,
                "lang": lang,
            },
        )

    async def items(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        on: dt.date | None = None,
        industry: str | None = None,
        department: str | None = None,
        kind: str | None = None,
        list_class: ListClass | None = None,
    ) -> Page[ItemView]:
        """The items in force on a day, by code"""
        return await self._read(
            "/v1/items",
            Page[ItemView],
            query={
                "cursor": cursor,
                "limit": limit,
                "day": day,
                "q": q,
                "on": on,
                "industry": industry,
                "department": department,
                "kind": kind,
                "list_class": list_class,
            },
        )

    async def list_item(
        self, *, item: str, effective_from: dt.date, content: ItemContent, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """List an item"""
        return await self._command(
            "POST",
            "/v1/items",
            Accepted,
            body={"item": item, "effective_from": effective_from, "content": content},
            key=key,
            if_match=if_match,
        )

    async def item(self, item: str) -> ItemHistory:
        """All editions of an item"""
        return await self._read(f"/v1/items/{segment(item)}", ItemHistory)

    async def adjust_item(
        self, item: str, *, content: ItemContent, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The next edition of an item"""
        return await self._command(
            "POST",
            f"/v1/items/{segment(item)}/adjustment",
            Accepted,
            body={"content": content, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def link_source(
        self, item: str, *, source: SourceRef, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Link an item to a row of a source list: its next edition"""
        return await self._command(
            "POST",
            f"/v1/items/{segment(item)}/sources",
            Accepted,
            body={"source": source, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def withdraw_item(
        self, item: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Take an item off the list from a day on"""
        return await self._command(
            "POST",
            f"/v1/items/{segment(item)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def sources_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        source: SourceList | None = None,
        code: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Rows of the three source lists as a table"""
        return self._file(
            f"/v1/sources/export.{segment(format)}", query={"day": day, "q": q, "source": source, "code": code, "lang": lang}
        )

    async def sources(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        source: SourceList | None = None,
        code: str | None = None,
    ) -> Page[SourceView]:
        """Rows of the three source lists in force on a day"""
        return await self._read(
            "/v1/sources",
            Page[SourceView],
            query={"cursor": cursor, "limit": limit, "day": day, "q": q, "source": source, "code": code},
        )

    async def enter_source(
        self,
        *,
        source: SourceList,
        code: str,
        content: SourceContent,
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A row of a source list: power, random or internet"""
        return await self._command(
            "POST",
            "/v1/sources",
            Accepted,
            body={"source": source, "code": code, "content": content, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def withdraw_source(
        self,
        *,
        source: SourceList,
        code: str,
        reason: str,
        effective_from: dt.date,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Withdraw a row of a source list from a day on"""
        return await self._command(
            "POST",
            "/v1/sources/withdrawal",
            Accepted,
            body={"source": source, "code": code, "reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def merge(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        state: ClusterState | None = None,
        source: SourceList | None = None,
        department: str | None = None,
    ) -> MergeReport:
        """The three source lists beside the one list: agreed, conflicting, missing, outside"""
        return await self._read(
            "/v1/merge",
            MergeReport,
            query={"cursor": cursor, "limit": limit, "day": day, "state": state, "source": source, "department": department},
        )

    def merge_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        state: ClusterState | None = None,
        source: SourceList | None = None,
        department: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The report as a table, a line per row and per item without one"""
        return self._file(
            f"/v1/merge/export.{segment(format)}",
            query={"day": day, "state": state, "source": source, "department": department, "lang": lang},
        )

    def conference_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        lead: bool | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Members of the joint conference as a table"""
        return self._file(f"/v1/conference/export.{segment(format)}", query={"day": day, "q": q, "lead": lead, "lang": lang})

    async def conference(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        lead: bool | None = None,
    ) -> Page[SeatView]:
        """Members of the joint conference in force on a day"""
        return await self._read(
            "/v1/conference", Page[SeatView], query={"cursor": cursor, "limit": limit, "day": day, "q": q, "lead": lead}
        )

    async def join_conference(
        self, *, department: str, lead: bool, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A department joins the joint conference, or leads it, from a day on"""
        return await self._command(
            "POST",
            "/v1/conference",
            Accepted,
            body={"department": department, "lead": lead, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def conference_department(self, department: str) -> SeatViewHistory:
        """Members of the joint conference: all editions of one"""
        return await self._read(f"/v1/conference/{segment(department)}", SeatViewHistory)

    async def leave_conference(
        self, department: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Members of the joint conference: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/conference/{segment(department)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def entities_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        industry: str | None = None,
        township: str | None = None,
        category: str | None = None,
        state: Literal["operating", "struck-off"] | None = None,
        tag: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Entities as a table"""
        return self._file(
            f"/v1/entities/export.{segment(format)}",
            query={
                "day": day,
                "q": q,
                "industry": industry,
                "township": township,
                "category": category,
                "state": state,
                "tag": tag,
                "lang": lang,
            },
        )

    async def entities(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        industry: str | None = None,
        township: str | None = None,
        category: str | None = None,
        state: Literal["operating", "struck-off"] | None = None,
        tag: str | None = None,
    ) -> Page[EntityView]:
        """Entities, by scheme and code"""
        return await self._read(
            "/v1/entities",
            Page[EntityView],
            query={
                "cursor": cursor,
                "limit": limit,
                "day": day,
                "q": q,
                "industry": industry,
                "township": township,
                "category": category,
                "state": state,
                "tag": tag,
            },
        )

    async def enter_entity(
        self, *, entity: str, content: EntityContent, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Put an entity on the list, or change its particulars"""
        return await self._command(
            "POST", "/v1/entities", Accepted, body={"entity": entity, "content": content}, key=key, if_match=if_match
        )

    async def entities_doubles(self, *, cursor: str | None = None, limit: int | None = None) -> Page[Double]:
        """Names that stand twice in a township, for a registrar to look at"""
        return await self._read("/v1/entities/doubles", Page[Double], query={"cursor": cursor, "limit": limit})

    async def entity(self, entity: str) -> EntityView:
        """One entity"""
        return await self._read(f"/v1/entities/{segment(entity)}", EntityView)

    async def entity_history(self, entity: str) -> list[EntityView]:
        """What the list said of an entity, oldest first"""
        return await self._read(f"/v1/entities/{segment(entity)}/history", list[EntityView])

    async def erase_owner(self, entity: str, *, key: str | None = None, if_match: int | None = None) -> Erased:
        """Erase the owner's name that a household or stall is called by; no fact holds it"""
        return await self._command("DELETE", f"/v1/entities/{segment(entity)}/owner", Erased, key=key, if_match=if_match)

    async def strike_off(
        self, entity: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Strike an entity off the list from a day on"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/strike-off",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def reinstate_entity(
        self, entity: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Take a strike-off back: it was a mistake, or its cause was revoked"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/reinstatement",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def name_successor(
        self, entity: str, *, reason: str, successor: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Name the code under which the same business goes on; yearly caps follow it"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/successor",
            Accepted,
            body={"reason": reason, "successor": successor},
            key=key,
            if_match=if_match,
        )

    async def revoke_succession_entity(
        self, entity: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Take a successor back that was named by mistake"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/successor/withdrawal",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def entity_tags(self, entity: str) -> TagsView:
        """An entity's tags, derived and manual, each with its rule"""
        return await self._read(f"/v1/entities/{segment(entity)}/tags", TagsView)

    async def tag_entity(
        self,
        entity: str,
        *,
        tag: str,
        reason: str,
        until: dt.date | None = None,
        department: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Tag an entity by hand"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/tags",
            Accepted,
            body={"tag": tag, "reason": reason, "until": until, "department": department},
            key=key,
            if_match=if_match,
        )

    async def untag_entity(
        self, entity: str, tag: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Take a manual tag off an entity"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/tags/{segment(tag)}/removal",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def codes(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        state: Literal["allowed", "disallowed"] | None = None,
    ) -> Page[CodeView]:
        """Credit codes let in by name, with those no longer let in"""
        return await self._read(
            "/v1/codes", Page[CodeView], query={"cursor": cursor, "limit": limit, "day": day, "q": q, "state": state}
        )

    async def allow_code(
        self, *, code: str, reason: str, evidence: list[EvidenceRef], key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Let in a lawful early credit code, on evidence"""
        return await self._command(
            "POST",
            "/v1/codes",
            Accepted,
            body={"code": code, "reason": reason, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def disallow_code(self, code: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Stop letting a code in; entities listed under it stay and are shown"""
        return await self._command(
            "POST", f"/v1/codes/{segment(code)}/withdrawal", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def premises(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        entity: str | None = None,
        township: str | None = None,
        industry: str | None = None,
        state: Literal["open", "closed"] | None = None,
    ) -> Page[PremisesView]:
        """Premises, by entity and number"""
        return await self._read(
            "/v1/premises",
            Page[PremisesView],
            query={
                "cursor": cursor,
                "limit": limit,
                "entity": entity,
                "township": township,
                "industry": industry,
                "state": state,
            },
        )

    def premises_export(
        self,
        format: Format,
        *,
        entity: str | None = None,
        township: str | None = None,
        industry: str | None = None,
        state: Literal["open", "closed"] | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Premises as a table that may come in again"""
        return self._file(
            f"/v1/premises/export.{segment(format)}",
            query={"entity": entity, "township": township, "industry": industry, "state": state, "lang": lang},
        )

    async def list_premises(
        self,
        entity: str,
        *,
        content: PremisesContent,
        premises: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> PremisesAccepted:
        """List another place of business of an entity (一照多址), or change what is said of it"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/premises",
            PremisesAccepted,
            body={"content": content, "premises": premises},
            key=key,
            if_match=if_match,
        )

    async def close_premises(
        self,
        entity: str,
        premises: str,
        *,
        reason: str,
        effective_from: dt.date,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Say that there is no business at a place from a day on"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/premises/{segment(premises)}/closing",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def reopen_premises(
        self, entity: str, premises: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Say that there is business at a closed place again, or that it was closed by mistake"""
        return await self._command(
            "POST",
            f"/v1/entities/{segment(entity)}/premises/{segment(premises)}/reopening",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def scenarios_suggestions(self) -> Suggestions:
        """Scenarios that checks and complaints suggest, with the evidence"""
        return await self._read("/v1/scenarios/suggestions", Suggestions)

    async def accept_suggestion(
        self,
        suggestion: str,
        *,
        scenario: str,
        title: str,
        lead: str,
        industry: str | None = None,
        departments: list[str] | None = None,
        items: list[str] | None = None,
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """List the suggested scenario"""
        return await self._command(
            "POST",
            f"/v1/scenarios/suggestions/{segment(suggestion)}/acceptance",
            Accepted,
            body={
                "scenario": scenario,
                "title": title,
                "lead": lead,
                "industry": industry,
                "departments": departments,
                "items": items,
                "effective_from": effective_from,
            },
            key=key,
            if_match=if_match,
        )

    async def dismiss_suggestion(
        self, suggestion: str, *, reason: str, until: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Decide against a suggestion until a day"""
        return await self._command(
            "POST",
            f"/v1/scenarios/suggestions/{segment(suggestion)}/dismissal",
            Accepted,
            body={"reason": reason, "until": until},
            key=key,
            if_match=if_match,
        )

    def industries_export(
        self, format: Format, *, day: dt.date | None = None, q: str | None = None, lang: Language | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Industries as a table"""
        return self._file(f"/v1/industries/export.{segment(format)}", query={"day": day, "q": q, "lang": lang})

    async def industries(
        self, *, cursor: str | None = None, limit: int | None = None, day: dt.date | None = None, q: str | None = None
    ) -> Page[IndustryView]:
        """Industries in force on a day"""
        return await self._read(
            "/v1/industries", Page[IndustryView], query={"cursor": cursor, "limit": limit, "day": day, "q": q}
        )

    async def list_industry(
        self,
        *,
        industry: str,
        title: str,
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """List an industry, or change its title"""
        return await self._command(
            "POST",
            "/v1/industries",
            Accepted,
            body={"industry": industry, "title": title, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def industry(self, industry: str) -> IndustryViewHistory:
        """Industries: all editions of one"""
        return await self._read(f"/v1/industries/{segment(industry)}", IndustryViewHistory)

    async def withdraw_industry(
        self, industry: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Industries: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/industries/{segment(industry)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def scenarios_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        industry: str | None = None,
        department: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Scenarios of joint checks as a table"""
        return self._file(
            f"/v1/scenarios/export.{segment(format)}",
            query={"day": day, "q": q, "industry": industry, "department": department, "lang": lang},
        )

    async def scenarios(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        industry: str | None = None,
        department: str | None = None,
    ) -> Page[ScenarioView]:
        """Scenarios of joint checks in force on a day"""
        return await self._read(
            "/v1/scenarios",
            Page[ScenarioView],
            query={"cursor": cursor, "limit": limit, "day": day, "q": q, "industry": industry, "department": department},
        )

    async def list_new_scenario(
        self,
        *,
        scenario: str,
        title: str,
        industry: str,
        lead: str,
        departments: list[str],
        items: list[str],
        effective_from: dt.date | None = None,
        suggestion: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """List a scenario of joint checks, or change it"""
        return await self._command(
            "POST",
            "/v1/scenarios",
            Accepted,
            body={
                "scenario": scenario,
                "title": title,
                "industry": industry,
                "lead": lead,
                "departments": departments,
                "items": items,
                "effective_from": effective_from,
                "suggestion": suggestion,
            },
            key=key,
            if_match=if_match,
        )

    async def scenario(self, scenario: str) -> ScenarioViewHistory:
        """Scenarios of joint checks: all editions of one"""
        return await self._read(f"/v1/scenarios/{segment(scenario)}", ScenarioViewHistory)

    async def withdraw_scenario(
        self, scenario: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Scenarios of joint checks: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/scenarios/{segment(scenario)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def manuals_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        industry: str | None = None,
        item: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Compliance handbooks as a table"""
        return self._file(
            f"/v1/manuals/export.{segment(format)}",
            query={"day": day, "q": q, "industry": industry, "item": item, "lang": lang},
        )

    async def manuals(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        industry: str | None = None,
        item: str | None = None,
    ) -> Page[ManualView]:
        """Compliance handbooks in force on a day"""
        return await self._read(
            "/v1/manuals",
            Page[ManualView],
            query={"cursor": cursor, "limit": limit, "day": day, "q": q, "industry": industry, "item": item},
        )

    async def issue_manual(
        self,
        *,
        manual: str,
        industry: str,
        title: str,
        sections: list[ManualSection],
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Issue an industry's compliance handbook, or its next edition"""
        return await self._command(
            "POST",
            "/v1/manuals",
            Accepted,
            body={
                "manual": manual,
                "industry": industry,
                "title": title,
                "sections": sections,
                "effective_from": effective_from,
            },
            key=key,
            if_match=if_match,
        )

    async def manual(self, manual: str) -> ManualViewHistory:
        """Compliance handbooks: all editions of one"""
        return await self._read(f"/v1/manuals/{segment(manual)}", ManualViewHistory)

    async def withdraw_manual(
        self, manual: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Compliance handbooks: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/manuals/{segment(manual)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def exemptions_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        item: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Minor-exemption list as a table"""
        return self._file(f"/v1/exemptions/export.{segment(format)}", query={"day": day, "q": q, "item": item, "lang": lang})

    async def exemptions(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        item: str | None = None,
    ) -> Page[ExemptionView]:
        """Minor-exemption list in force on a day"""
        return await self._read(
            "/v1/exemptions", Page[ExemptionView], query={"cursor": cursor, "limit": limit, "day": day, "q": q, "item": item}
        )

    async def list_exemption(
        self,
        *,
        exemption: str,
        item: str,
        behaviour: str,
        conditions: str,
        legal_basis: str,
        first_offence_only: bool,
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """An entry of the minor-exemption list"""
        return await self._command(
            "POST",
            "/v1/exemptions",
            Accepted,
            body={
                "exemption": exemption,
                "item": item,
                "behaviour": behaviour,
                "conditions": conditions,
                "legal_basis": legal_basis,
                "first_offence_only": first_offence_only,
                "effective_from": effective_from,
            },
            key=key,
            if_match=if_match,
        )

    async def exemption(self, exemption: str) -> ExemptionViewHistory:
        """Minor-exemption list: all editions of one"""
        return await self._read(f"/v1/exemptions/{segment(exemption)}", ExemptionViewHistory)

    async def withdraw_exemption(
        self, exemption: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Minor-exemption list: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/exemptions/{segment(exemption)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    def benchmarks_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        q: str | None = None,
        item: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Discretion benchmarks as a table"""
        return self._file(f"/v1/benchmarks/export.{segment(format)}", query={"day": day, "q": q, "item": item, "lang": lang})

    async def benchmarks(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        q: str | None = None,
        item: str | None = None,
    ) -> Page[BenchmarkView]:
        """Discretion benchmarks in force on a day"""
        return await self._read(
            "/v1/benchmarks", Page[BenchmarkView], query={"cursor": cursor, "limit": limit, "day": day, "q": q, "item": item}
        )

    async def list_benchmark(
        self,
        *,
        benchmark: str,
        item: str,
        violation: str,
        grades: list[PenaltyGrade],
        legal_basis: str,
        effective_from: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """An entry of the discretion benchmark"""
        return await self._command(
            "POST",
            "/v1/benchmarks",
            Accepted,
            body={
                "benchmark": benchmark,
                "item": item,
                "violation": violation,
                "grades": grades,
                "legal_basis": legal_basis,
                "effective_from": effective_from,
            },
            key=key,
            if_match=if_match,
        )

    async def benchmark(self, benchmark: str) -> BenchmarkViewHistory:
        """Discretion benchmarks: all editions of one"""
        return await self._read(f"/v1/benchmarks/{segment(benchmark)}", BenchmarkViewHistory)

    async def withdraw_benchmark(
        self, benchmark: str, *, reason: str, effective_from: dt.date, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Discretion benchmarks: withdraw one from a day on"""
        return await self._command(
            "POST",
            f"/v1/benchmarks/{segment(benchmark)}/withdrawal",
            Accepted,
            body={"reason": reason, "effective_from": effective_from},
            key=key,
            if_match=if_match,
        )

    async def approvals(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        day: dt.date | None = None,
        gap: bool | None = None,
        entity: str | None = None,
        approver: str | None = None,
        supervisor: str | None = None,
        mode: Handover | None = None,
    ) -> Page[ApprovalView]:
        """Approvals handed over to supervision; gap=true: those not yet taken over"""
        return await self._read(
            "/v1/approvals",
            Page[ApprovalView],
            query={
                "cursor": cursor,
                "limit": limit,
                "day": day,
                "gap": gap,
                "entity": entity,
                "approver": approver,
                "supervisor": supervisor,
                "mode": mode,
            },
        )

    async def hand_over_approval(
        self,
        *,
        approval: str,
        entity: str,
        title: str,
        mode: Handover,
        approver: str,
        supervisor: str,
        by_commitment: bool,
        granted_on: dt.date,
        delegate: str | None = None,
        valid_until: dt.date | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Hand an approval over to supervision"""
        return await self._command(
            "POST",
            "/v1/approvals",
            Accepted,
            body={
                "approval": approval,
                "entity": entity,
                "title": title,
                "mode": mode,
                "approver": approver,
                "supervisor": supervisor,
                "by_commitment": by_commitment,
                "granted_on": granted_on,
                "delegate": delegate,
                "valid_until": valid_until,
            },
            key=key,
            if_match=if_match,
        )

    def approvals_export(
        self,
        format: Format,
        *,
        day: dt.date | None = None,
        gap: bool | None = None,
        entity: str | None = None,
        approver: str | None = None,
        supervisor: str | None = None,
        mode: Handover | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Approvals as a table"""
        return self._file(
            f"/v1/approvals/export.{segment(format)}",
            query={
                "day": day,
                "gap": gap,
                "entity": entity,
                "approver": approver,
                "supervisor": supervisor,
                "mode": mode,
                "lang": lang,
            },
        )

    async def approval(self, approval: str) -> ApprovalView:
        """One approval"""
        return await self._read(f"/v1/approvals/{segment(approval)}", ApprovalView)

    async def take_over_approval(
        self, approval: str, *, entity: str, supervisor: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The supervisor takes an approval over"""
        return await self._command(
            "POST",
            f"/v1/approvals/{segment(approval)}/takeover",
            Accepted,
            body={"entity": entity, "supervisor": supervisor},
            key=key,
            if_match=if_match,
        )

    async def cease_approval(
        self,
        approval: str,
        *,
        entity: str,
        approver: str,
        effective_from: dt.date,
        reason: str,
        commitment_broken: bool,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """An approval ends, perhaps for a broken commitment"""
        return await self._command(
            "POST",
            f"/v1/approvals/{segment(approval)}/end",
            Accepted,
            body={
                "entity": entity,
                "approver": approver,
                "effective_from": effective_from,
                "reason": reason,
                "commitment_broken": commitment_broken,
            },
            key=key,
            if_match=if_match,
        )

    async def agreements(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: Literal["proposed", "accepted", "expired", "revoked"] | None = None,
        partner: str | None = None,
    ) -> Page[AgreementView]:
        """Agreements, by number"""
        return await self._read(
            "/v1/agreements", Page[AgreementView], query={"cursor": cursor, "limit": limit, "state": state, "partner": partner}
        )

    async def propose_agreement(
        self,
        *,
        name: str,
        partner: Party,
        kinds: list[str],
        industries: list[str],
        valid_from: dt.date,
        valid_until: dt.date,
        agreement: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Propose recognition to a neighbour"""
        return await self._command(
            "POST",
            "/v1/agreements",
            Accepted,
            body={
                "name": name,
                "partner": partner,
                "kinds": kinds,
                "industries": industries,
                "valid_from": valid_from,
                "valid_until": valid_until,
                "agreement": agreement,
            },
            key=key,
            if_match=if_match,
        )

    async def accept_agreement(
        self, agreement_document: AgreementDocument, *, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Accept a neighbour's proposal and sign it too"""
        return await self._command(
            "POST", "/v1/agreements/acceptance", Accepted, body=agreement_document, key=key, if_match=if_match
        )

    async def conclude_agreement(
        self, agreement_document: AgreementDocument, *, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Our proposal back with the partner's signature: in force"""
        return await self._command(
            "POST", "/v1/agreements/conclusion", Accepted, body=agreement_document, key=key, if_match=if_match
        )

    async def revoke_agreement(
        self, agreement: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """End an agreement; the partner learns of it"""
        return await self._command(
            "POST",
            f"/v1/agreements/{segment(agreement)}/revocation",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def agreement(self, agreement: str) -> AgreementDocument:
        """The agreement's document with its signatures"""
        return await self._read(f"/v1/agreements/{segment(agreement)}", AgreementDocument)

    async def policy(self, *, day: dt.date | None = None) -> PolicyView:
        """The numbers in force on a day"""
        return await self._read("/v1/policy", PolicyView, query={"day": day})

    async def adopt_policy(
        self, *, effective_from: dt.date, pack: RegistryPolicy, reason: str, key: str | None = None, if_match: int | None = None
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
