"""Agreements on recognition with a neighbouring place."""

from __future__ import annotations

from datetime import date

from ...fact import Fact, Visibility
from ..codes import (
    DivisionCode,
    IndustryCode,
    Kind,
    Name,
    PlainText,
    Ref,
    Value,
)


class Party(Value):
    """One side of an agreement with the public key (JWK) its shared facts are signed with."""

    place: DivisionCode
    name: Name
    jwk: dict[str, str]


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
