"""Facts of the registry: what exists and is in force."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ..fact import Fact, Visibility
from .codes import (
    DepartmentCode,
    DivisionCode,
    DivisionPrefix,
    EntityId,
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


class ItemContent(Value):
    """One thing a department may lawfully check (H-04, H-05). `kind` is what "the same kind of check" means."""

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


class IndustryListed(Fact, name="registry.industry-listed"):
    industry: IndustryCode
    title: Name


class DepartmentListed(Fact, name="registry.department-listed"):
    department: DepartmentCode
    title: Name
    level: Level
    divisions: tuple[DivisionPrefix, ...]


class TownshipListed(Fact, name="registry.township-listed"):
    township: TownshipCode
    title: Name
    department: DepartmentCode


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
    """A 综合查一次 scenario (L-06): lead, co-departments, items checked together in an industry."""

    scenario: Ref
    title: Name
    industry: IndustryCode
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    items: tuple[ItemCode, ...]
    effective_from: date


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
