"""What may be asked of the registry. Days come in computed, so that deciding needs no calendar."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from libs.events.catalog.codes import (
    DepartmentCode,
    DivisionCode,
    DivisionPrefix,
    EntityId,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    Level,
    Name,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.registry import EntityContent, ItemContent, Party
from libs.events.decider import Command


class ListIndustry(Command):
    industry: IndustryCode
    title: Name


class ListDepartment(Command):
    department: DepartmentCode
    title: Name
    level: Level
    divisions: tuple[DivisionPrefix, ...] = Field(min_length=1)


class ListTownship(Command):
    township: TownshipCode
    title: Name
    department: DepartmentCode


class ListScenario(Command):
    scenario: Ref
    title: Name
    industry: IndustryCode
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...] = Field(min_length=1)
    items: tuple[ItemCode, ...] = Field(min_length=1)
    effective_from: date


class ItemCommand(Command):
    item: ItemCode


class ListItem(ItemCommand):
    """A new item on the list, or a withdrawn one again."""

    content: ItemContent
    effective_from: date


class AdjustItem(ItemCommand):
    """The next edition of a listed item."""

    content: ItemContent
    effective_from: date


class EnterItem(ItemCommand):
    """A row of an item list: new, adjusted or as it stands."""

    content: ItemContent
    effective_from: date


class WithdrawItem(ItemCommand):
    effective_from: date
    reason: PlainText


class EntityCommand(Command):
    entity: EntityId


class EnterEntity(EntityCommand):
    """New, changed or as it stands."""

    content: EntityContent


class StrikeOffEntity(EntityCommand):
    reason: PlainText
    effective_from: date


class InspectorCommand(Command):
    inspector: InspectorId


class CertifyInspector(InspectorCommand):
    """Also a renewal."""

    department: DepartmentCode
    certificate: Name
    qualifications: tuple[Kind, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date


class SuspendInspector(InspectorCommand):
    reason: PlainText
    effective_from: date


class AgreementCommand(Command):
    agreement: Ref


class AgreementTerms(AgreementCommand):
    """What both sides sign. The first party proposes. A list is a list: nothing means "everything"."""

    parties: tuple[Party, Party]
    kinds: tuple[Kind, ...] = Field(min_length=1)
    industries: tuple[IndustryCode, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date


class ProposeAgreement(AgreementTerms):
    signature: str


class AcceptAgreement(AgreementTerms):
    """The proposer's document, with who we are (`here`, `jwk`) and our own signature."""

    signatures: dict[DivisionCode, str]
    here: DivisionCode
    jwk: dict[str, str]
    signature: str


class ConcludeAgreement(AgreementTerms):
    """Our proposal back with the partner's signature."""

    signatures: dict[DivisionCode, str]


class RevokeAgreement(AgreementCommand):
    by: DivisionCode
    reason: PlainText


class LearnRevocation(AgreementCommand):
    """The partner has revoked."""

    by: DivisionCode
    reason: PlainText
