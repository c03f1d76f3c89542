"""What may be asked of agreements with neighbours."""

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from libs.events.catalog.codes import DivisionCode, IndustryCode, Kind, PlainText, Ref
from libs.events.catalog.registry.agreements import Party, PartyKey
from libs.events.decider import Command, Countersigned, Known


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
    """What our item list holds, and our signature; none where this place has no signing key."""

    kinds: frozenset[str]
    industries: frozenset[str]
    signature: str | None


class ProposeAgreement(AgreementTerms):
    known: Known[ProposalLookups]


@dataclass(frozen=True, slots=True)
class AcceptanceLookups:
    """Who we are, what our key file says, and our signature; none where this place has no signing key."""

    here: str
    keys: tuple[PartyKey, ...]
    signature: str | None


class AcceptAgreement(Countersigned, AgreementTerms):
    """The proposer's document."""

    signatures: dict[DivisionCode, str]
    known: Known[AcceptanceLookups]


class ConcludeAgreement(Countersigned, AgreementTerms):
    """Our proposal back with the partner's signature."""

    signatures: dict[DivisionCode, str]


class RevokeAgreement(Countersigned, AgreementCommand):
    by: DivisionCode
    reason: PlainText


class LearnRevocation(AgreementCommand):
    """The partner has revoked."""

    by: DivisionCode
    reason: PlainText
