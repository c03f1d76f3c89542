"""Agreements on recognition with a neighbouring place."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...fact import Fact, Visibility, catalog
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


class AgreementAcceptedByOne(Fact, name="registry.agreement-accepted", title="AgreementAccepted"):
    """In force with both signatures; complete, since consumers may never have seen the proposal."""

    agreement: Ref
    parties: tuple[Party, Party]
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    signatures: dict[str, str]


@catalog.upcaster("registry.agreement-accepted", from_version=1)
def _nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "asked_by": None, "approved_by": None}


class AgreementAccepted(Fact, name="registry.agreement-accepted", version=2):
    """In force with both signatures; complete, since consumers may never have seen the proposal. Who asked, who approved."""

    agreement: Ref
    parties: tuple[Party, Party]
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    signatures: dict[str, str]
    asked_by: str | None = None
    approved_by: str | None = None


class AgreementRevoked(Fact, name="registry.agreement-revoked", visibility=Visibility.SHARED):
    """`by` is a place. Who asked and who approved stands in the countersignature: neighbours need no names of ours."""

    agreement: Ref
    by: DivisionCode
    reason: PlainText
