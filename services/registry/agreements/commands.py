"""What may be asked of agreements with neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import DivisionCode, IndustryCode, Kind, PlainText, Ref
from libs.events.catalog.registry.agreements import Party, PartyKey
from libs.events.decider import Command, Countersigned, Known
from libs.events.shapes.each_once import EACH_ONCE

Ends = Mapping[tuple[str, str], datetime]


class AgreementCommand(Command):
    agreement: Ref


class AgreementTerms(AgreementCommand):
    """What both sides sign. The first party proposes. A list is a list: nothing means "everything"."""

    parties: tuple[Party, Party]
    kinds: tuple[Kind, ...] = Field(min_length=1)
    industries: tuple[IndustryCode, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class ProposalLookups:
    """What our item list holds, our signature, none where this place has no signing key, and the `ends` of the partner's keys.

    `ends`: (service, thumbprint) -> when the key ends by the word of the partner's registry.
    """

    kinds: frozenset[str]
    industries: frozenset[str]
    signature: str | None
    ends: Ends = field(default_factory=dict)


class ProposeAgreement(AgreementTerms):
    known: Known[ProposalLookups]


@dataclass(frozen=True, slots=True)
class AcceptanceLookups:
    """Who we are, what our key file says, our signature and `ends`, as in `ProposalLookups`."""

    here: str
    keys: tuple[PartyKey, ...]
    signature: str | None
    ends: Ends = field(default_factory=dict)


class AcceptAgreement(Countersigned, AgreementTerms):
    """The proposer's document."""

    signatures: Annotated[dict[DivisionCode, str], EACH_ONCE]
    known: Known[AcceptanceLookups]


class ConcludeAgreement(Countersigned, AgreementTerms):
    """Our proposal back with the partner's signature."""

    signatures: Annotated[dict[DivisionCode, str], EACH_ONCE]


class RevokeAgreement(Countersigned, AgreementCommand):
    by: DivisionCode
    reason: PlainText


class LearnRevocation(AgreementCommand):
    """The partner has revoked."""

    by: DivisionCode
    reason: PlainText
