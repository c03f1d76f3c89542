"""Facts of the registry: what exists and is in force."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ..fact import Fact, Visibility
from .codes import (
    DepartmentCode,
    DivisionCode,
    DivisionPrefix,
    EntityId,
    EvidenceRef,
    Ground,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    Level,
    ListClass,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)


class Method(StrEnum):
    ONSITE = "onsite"
    DOCUMENT = "document"
    REMOTE = "remote"


class Notice(StrEnum):
    """L-19: notice before the visit, except where the item forbids it."""

    BEFORE = "before"
    FORBIDDEN = "forbidden"


class SourceList(StrEnum):
    """B-02: power and duty list, double-random list, Internet+ list: merged into the one list."""

    POWER = "power"
    RANDOM = "random"
    INTERNET = "internet"


class SourceRef(Value):
    """A row of a source list that an item of the one list comes from."""

    source: SourceList
    code: Name


class MandateForm(StrEnum):
    """X-06: by statute, by authorisation of a law, by lawful delegation (行政处罚法 17-21)."""

    STATUTORY = "statutory"
    AUTHORISED = "authorised"
    DELEGATED = "delegated"


class Handover(StrEnum):
    """B-27..30: who supervises after an approval."""

    INTEGRATED = "integrated"
    SEPARATED = "separated"
    DELEGATED = "delegated"


class Power(StrEnum):
    """L-37: the four powers of an area's command centre."""

    COORDINATE = "coordinate"
    ASSESS = "assess"
    NOMINATE = "nominate"
    VETO = "veto"


class ItemContent(Value):
    """One thing a department may lawfully check (H-04, H-05). `kind` is what "the same kind of check" means.

    `grounds`: what the law says of this item (notification-commitment, environment, safety, another law: L-15, L-16);
    `sources`: the rows of the three source lists it was merged from (B-02).
    """

    kind: Kind
    subject: Name
    content: PlainText
    list_class: ListClass
    department: DepartmentCode
    industries: tuple[IndustryCode, ...]
    methods: tuple[Method, ...]
    frequency_months: int | None = None
    legal_basis: PlainText
    liability: PlainText
    notice: Notice = Notice.BEFORE
    minor_exemption: PlainText | None = None
    qualification: Kind
    grounds: tuple[Ground, ...] = ()
    sources: tuple[SourceRef, ...] = ()


class EntityContent(Value):
    """Public particulars of an entity. A sole trader's business name is public; the person's name is not in here."""

    name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    category: Name
    founded: date | None = None


class Party(Value):
    """One side of an agreement with the public key (JWK) its shared facts are signed with."""

    place: DivisionCode
    name: Name
    jwk: dict[str, str]


class Position(Value):
    """WGS 84 in millionths of a degree; whole numbers, so that a fact reads the same everywhere."""

    latitude_microdegrees: Annotated[int, Field(ge=-90_000_000, le=90_000_000)]
    longitude_microdegrees: Annotated[int, Field(ge=-180_000_000, le=180_000_000)]


class SourceContent(Value):
    """A row of a source list as its keeper wrote it; `department` as named there, which may be no code of ours."""

    title: Name
    department: Name
    power: Name | None = None
    legal_basis: PlainText | None = None
    industries: tuple[Name, ...] = ()


class ManualSection(Value):
    """What is looked at for one item, point by point (J-06, J-11)."""

    item: ItemCode
    points: tuple[PlainText, ...]
    legal_basis: PlainText | None = None


class CentreMember(Value):
    """A seat in a command centre, held by a body; who sits there is no fact. L-38: the townships' heads of enforcement too."""

    body: DepartmentCode | TownshipCode
    duty: Name


class CommandCentre(Value):
    """L-37, L-38: named by the county authority, with those of the four powers that it was given."""

    named_by: DepartmentCode
    members: tuple[CentreMember, ...]
    powers: tuple[Power, ...]


class PenaltyGrade(Value):
    """One step of a discretion benchmark (B-31): in which circumstances, which fine in fen, what else."""

    grade: Name
    circumstances: PlainText
    fine_min_fen: int | None = None
    fine_max_fen: int | None = None
    other: PlainText | None = None


class IndustryListed(Fact, name="registry.industry-listed"):
    """In force from `effective_from`, or from the day it was recorded."""

    industry: IndustryCode
    title: Name
    effective_from: date | None = None


class IndustryWithdrawn(Fact, name="registry.industry-withdrawn"):
    industry: IndustryCode
    effective_from: date
    reason: PlainText


class DepartmentListed(Fact, name="registry.department-listed"):
    department: DepartmentCode
    title: Name
    level: Level
    divisions: tuple[DivisionPrefix, ...]
    effective_from: date | None = None


class DepartmentWithdrawn(Fact, name="registry.department-withdrawn"):
    department: DepartmentCode
    effective_from: date
    reason: PlainText


class MandateGranted(Fact, name="registry.mandate-granted"):
    """X-06, B-08: the legal ground on which a body may check; `delegated_by` only for a delegation.

    Its last day is the day before `effective_until`.
    """

    department: DepartmentCode
    form: MandateForm
    basis: PlainText
    delegated_by: DepartmentCode | None = None
    effective_from: date
    effective_until: date | None = None


class MandateEnded(Fact, name="registry.mandate-ended"):
    department: DepartmentCode
    effective_from: date
    reason: PlainText


class ConferenceJoined(Fact, name="registry.conference-joined"):
    """A department is a member of the joint conference from a day on (N-09); exactly one leads at a time."""

    department: DepartmentCode
    lead: bool
    effective_from: date


class ConferenceLeft(Fact, name="registry.conference-left"):
    department: DepartmentCode
    effective_from: date
    reason: PlainText


class TownshipListed(Fact, name="registry.township-listed"):
    township: TownshipCode
    title: Name
    department: DepartmentCode
    effective_from: date | None = None
    at: Position | None = None


class TownshipWithdrawn(Fact, name="registry.township-withdrawn"):
    township: TownshipCode
    effective_from: date
    reason: PlainText


class AreaFormed(Fact, name="registry.area-formed"):
    """Neighbouring townships with like items (L-36) and their command centre. Also a change: it counts from its day on."""

    area: Ref
    title: Name
    townships: tuple[TownshipCode, ...]
    centre: CommandCentre
    effective_from: date


class AreaDissolved(Fact, name="registry.area-dissolved"):
    area: Ref
    effective_from: date
    reason: PlainText


class SourceItemEntered(Fact, name="registry.source-item-entered"):
    """A row of one of the three source lists (B-02), new or changed."""

    source: SourceList
    code: Name
    content: SourceContent
    effective_from: date


class SourceItemWithdrawn(Fact, name="registry.source-item-withdrawn"):
    source: SourceList
    code: Name
    effective_from: date
    reason: PlainText


class ManualIssued(Fact, name="registry.manual-issued"):
    """The compliance handbook of an industry (合规手册, J-06); `edition` counts from 1."""

    manual: Ref
    edition: int
    industry: IndustryCode
    title: Name
    sections: tuple[ManualSection, ...]
    effective_from: date


class ManualWithdrawn(Fact, name="registry.manual-withdrawn"):
    manual: Ref
    effective_from: date
    reason: PlainText


class ExemptionListed(Fact, name="registry.exemption-listed"):
    """An entry of the minor-exemption list (轻微免罚清单, H-16): this behaviour under these conditions is not punished."""

    exemption: Ref
    item: ItemCode
    behaviour: PlainText
    conditions: PlainText
    legal_basis: PlainText
    first_offence_only: bool
    effective_from: date


class ExemptionWithdrawn(Fact, name="registry.exemption-withdrawn"):
    exemption: Ref
    effective_from: date
    reason: PlainText


class BenchmarkListed(Fact, name="registry.benchmark-listed"):
    """An entry of the discretion benchmark (裁量基准, B-31)."""

    benchmark: Ref
    item: ItemCode
    violation: PlainText
    grades: tuple[PenaltyGrade, ...]
    legal_basis: PlainText
    effective_from: date


class BenchmarkWithdrawn(Fact, name="registry.benchmark-withdrawn"):
    benchmark: Ref
    effective_from: date
    reason: PlainText


class ApprovalHandedOver(Fact, name="registry.approval-handed-over"):
    """From approval to supervision (B-27..30, J-12): who approved, who supervises from now on, and on what footing.

    Integrated: the approver supervises. Separated: the supervisor does, the approver deals with false commitments. Delegated:
    `approver` delegated the approval to `delegate` and supervises itself.
    """

    approval: Ref
    entity: EntityId
    title: Name
    mode: Handover
    approver: DepartmentCode
    supervisor: DepartmentCode
    delegate: DepartmentCode | None = None
    by_commitment: bool
    granted_on: date
    valid_until: date | None = None


class ApprovalTakenOver(Fact, name="registry.approval-taken-over"):
    """The supervisor has it; until then it shows as a gap."""

    approval: Ref
    entity: EntityId
    supervisor: DepartmentCode


class ApprovalCeased(Fact, name="registry.approval-ceased"):
    """`commitment_broken`: ended by the approver for a false or broken commitment (B-28)."""

    approval: Ref
    entity: EntityId
    approver: DepartmentCode
    effective_from: date
    reason: PlainText
    commitment_broken: bool


class ItemListed(Fact, name="registry.item-listed"):
    """In force from a day on; `edition` counts from 1."""

    item: ItemCode
    edition: int
    content: ItemContent
    effective_from: date


class ItemAdjusted(Fact, name="registry.item-adjusted"):
    item: ItemCode
    edition: int
    content: ItemContent
    effective_from: date


class ItemWithdrawn(Fact, name="registry.item-withdrawn"):
    item: ItemCode
    effective_from: date
    reason: PlainText


class ScenarioListed(Fact, name="registry.scenario-listed"):
    """A 综合查一次 scenario (L-06): lead, co-departments, items checked together in an industry.

    `suggestion`: what the data suggested and the office accepted (L-08).
    """

    scenario: Ref
    title: Name
    industry: IndustryCode
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    items: tuple[ItemCode, ...]
    effective_from: date
    suggestion: Ref | None = None


class ScenarioWithdrawn(Fact, name="registry.scenario-withdrawn"):
    scenario: Ref
    effective_from: date
    reason: PlainText


class SuggestionDismissed(Fact, name="registry.suggestion-dismissed"):
    """A scenario that the data suggested (L-08) and the office decided against; it is not suggested again before `until`."""

    suggestion: Ref
    reason: PlainText
    until: date


class CodeAllowed(Fact, name="registry.code-allowed"):
    """A lawful early credit code whose check character does not compute (GB 32100-2015): let in by name, on evidence."""

    code: Name
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]


class CodeDisallowed(Fact, name="registry.code-disallowed"):
    code: Name
    reason: PlainText


class EntityListed(Fact, name="registry.entity-listed"):
    entity: EntityId
    content: EntityContent


class EntityChanged(Fact, name="registry.entity-changed"):
    entity: EntityId
    content: EntityContent


class EntityStruckOff(Fact, name="registry.entity-struck-off"):
    entity: EntityId
    reason: PlainText
    effective_from: date


class EntityTagged(Fact, name="registry.entity-tagged"):
    """A manual tag (H-28, H-46); derived tags are computed from facts and are none themselves."""

    entity: EntityId
    tag: Kind
    reason: PlainText
    until: date | None = None


class EntityUntagged(Fact, name="registry.entity-untagged"):
    entity: EntityId
    tag: Kind
    reason: PlainText


class InspectorCertified(Fact, name="registry.inspector-certified"):
    """Also a renewal: the newest certification counts."""

    inspector: InspectorId
    department: DepartmentCode
    certificate: Name
    qualifications: tuple[Kind, ...]
    valid_from: date
    valid_until: date


class InspectorSuspended(Fact, name="registry.inspector-suspended"):
    inspector: InspectorId
    reason: PlainText
    effective_from: date


class InspectorReinstated(Fact, name="registry.inspector-reinstated"):
    """A suspension ends; the certificate itself was not touched by it."""

    inspector: InspectorId
    reason: PlainText
    effective_from: date


class AgreementProposed(Fact, name="registry.agreement-proposed"):
    """Recognition between two places; `signature` is the proposer's over the agreement's text."""

    agreement: Ref
    parties: tuple[Party, Party]
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    proposer: DivisionCode
    signature: str


class AgreementAccepted(Fact, name="registry.agreement-accepted"):
    """In force with both signatures; complete, since consumers may never have seen the proposal."""

    agreement: Ref
    parties: tuple[Party, Party]
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    signatures: dict[str, str]


class AgreementRevoked(Fact, name="registry.agreement-revoked", visibility=Visibility.SHARED):
    agreement: Ref
    by: DivisionCode
    reason: PlainText
