"""What may be asked of agreements with neighbours."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from libs.events.catalog.codes import DivisionCode, IndustryCode, Kind, PlainText, Ref
from libs.events.catalog.registry.agreements import Party
from libs.events.decider import Command


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
