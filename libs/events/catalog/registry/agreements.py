"""Agreements on recognition with a neighbouring place, with the keys whose facts count under them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from ...fact import Fact, Visibility, catalog
from ...shapes.asked import AtMost
from ..codes import (
    DivisionCode,
    IndustryCode,
    Kind,
    Name,
    PlainText,
    Ref,
    ServiceName,
    Value,
)


class PartyOfOneKey(Value):
    """One side of an agreement with the public key (JWK) its shared facts are signed with."""

    place: DivisionCode
    name: Name
    jwk: dict[str, str]


class PartyKey(Value):
    """The public key (JWK, RFC 8037) that a service signs with, for what happens from `valid_from` until before `valid_until`.

    `service` null: all services of the place, in agreements of before services had keys of their own.
    """

    service: ServiceName | None
    jwk: Annotated[dict[Annotated[str, AtMost(100)], Annotated[str, AtMost(2000)]], AtMost(20)]
    valid_from: AwareDatetime
    valid_until: AwareDatetime | None = None


class Party(Value):
    """One side of an agreement, with the public keys of its services that share facts."""

    place: DivisionCode
    name: Name
    keys: tuple[PartyKey, ...] = Field(max_length=50)


_ALWAYS = "1970-01-01T00:00:00Z"


def _keyed(data: dict[str, Any]) -> dict[str, Any]:
    """The one key of a place counted for all that its services shared, at any time."""
    parties = [
        {
            "place": party["place"],
            "name": party["name"],
            "keys": [{"service": None, "jwk": party["jwk"], "valid_from": _ALWAYS, "valid_until": None}],
        }
        for party in data["parties"]
    ]
    return {**data, "parties": parties}


class AgreementProposedWithOneKey(Fact, name="registry.agreement-proposed", title="AgreementProposed"):
    """Recognition between two places; `signature` is the proposer's over the agreement's text."""

    agreement: Ref
    parties: tuple[PartyOfOneKey, PartyOfOneKey]
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    proposer: DivisionCode
    signature: str


catalog.upcaster("registry.agreement-proposed", from_version=1)(_keyed)


class AgreementProposed(Fact, name="registry.agreement-proposed", version=2):
    """Recognition between two places; `signature` is the proposer's over the agreement's text, which holds all keys."""

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
    parties: tuple[PartyOfOneKey, PartyOfOneKey]
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    signatures: dict[str, str]


@catalog.upcaster("registry.agreement-accepted", from_version=1)
def _nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "asked_by": None, "approved_by": None}


class AgreementAcceptedWithOneKey(Fact, name="registry.agreement-accepted", version=2, title="AgreementAccepted"):
    """In force with both signatures; complete, since consumers may never have seen the proposal. Who asked, who approved."""

    agreement: Ref
    parties: tuple[PartyOfOneKey, PartyOfOneKey]
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    signatures: dict[str, str]
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("registry.agreement-accepted", from_version=2)(_keyed)


class AgreementAccepted(Fact, name="registry.agreement-accepted", version=3):
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
