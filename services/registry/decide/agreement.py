"""A recognition agreement: proposed by one place, accepted by the other, revoked by either (B-35, J-17).

Both sign the same text; whose key stands in it is trusted with shared facts from then on.

Rules: N-07.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.calendar import CHINA
from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementProposed, AgreementRevoked, Party
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.registry.commands import (
    AcceptAgreement,
    AgreementCommand,
    AgreementTerms,
    ConcludeAgreement,
    LearnRevocation,
    ProposeAgreement,
    RevokeAgreement,
)
from services.registry.seal import public, signed

from .refusals import (
    AgreementExists,
    AgreementIsOver,
    BadSignature,
    EndsBeforeItBegins,
    NoSuchAgreement,
    NotAParty,
    NotAPublicKey,
    NotOurKey,
    OtherTerms,
)

_TERMS = set(AgreementTerms.model_fields)


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


@dataclass(frozen=True, slots=True)
class Proposed:
    """Ours, with our signature, waiting for the partner's."""

    terms: AgreementTerms
    signature: str


@dataclass(frozen=True, slots=True)
class InForce:
    terms: AgreementTerms


@dataclass(frozen=True, slots=True)
class Revoked:
    pass


State = Unknown | Proposed | InForce | Revoked


def decide(command: AgreementCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case LearnRevocation(by=by, reason=reason), Proposed(terms=terms) | InForce(terms=terms):
            party = any(party.place == by for party in terms.parties)
            return [AgreementRevoked(agreement=command.agreement, by=by, reason=reason)] if party else []
        case LearnRevocation(), _:
            return []
        case ProposeAgreement(signature=signature), Unknown():
            _sound(command, now)
            return [AgreementProposed(**_said(command), proposer=command.parties[0].place, signature=signature)]
        case AcceptAgreement(), Unknown():
            return [_accepted(command, now)]
        case AcceptAgreement() | ConcludeAgreement(), InForce(terms=terms) if _said(command) == _said(terms):
            return []
        case ProposeAgreement() | AcceptAgreement(), _:
            raise AgreementExists(
                field="agreement", value=command.agreement, do_en="Use another number.", do_zh="请使用新的协议编号。"
            )
        case _, Unknown():
            raise NoSuchAgreement(field="agreement", value=command.agreement, do_en="Check the number.", do_zh="请核对编号。")
        case _, Revoked():
            raise AgreementIsOver(
                field="agreement", value=command.agreement, do_en="Propose a new one.", do_zh="请重新提出协议。"
            )
        case ConcludeAgreement(signatures=signatures), Proposed(terms=terms, signature=ours) if _said(command) == _said(terms):
            first, second = terms.parties
            theirs = _signature(command, signatures, second)
            return [AgreementAccepted(**_said(terms), signatures={first.place: ours, second.place: theirs})]
        case ConcludeAgreement(), _:
            raise OtherTerms(
                field="agreement",
                value=command.agreement,
                do_en="Conclude exactly what was proposed.",
                do_zh="请按提出时的内容签署。",
            )
        case RevokeAgreement(by=by, reason=reason), _:
            return [AgreementRevoked(agreement=command.agreement, by=by, reason=reason)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _accepted(command: AcceptAgreement, now: datetime) -> AgreementAccepted:
    _sound(command, now)
    first, second = command.parties
    if command.here != second.place:
        raise NotAParty(
            f"the partner is {second.place}, we are {command.here}",
            f"协议对方为 {second.place},本地为 {command.here}",
            field="parties",
            value=second.place,
            do_en="The partner accepts; the proposer concludes.",
            do_zh="由对方签署,提出方确认生效。",
        )
    if public(command.jwk) != public(second.jwk):
        raise NotOurKey(
            field="parties.1.jwk",
            value=second.jwk.get("x"),
            do_en="Propose again with the key of GET /v1/key.",
            do_zh="请用 GET /v1/key 返回的公钥重新提出。",
        )
    theirs = _signature(command, command.signatures, first)
    return AgreementAccepted(**_said(command), signatures={first.place: theirs, second.place: command.signature})


def _signature(terms: AgreementTerms, signatures: Mapping[str, str], party: Party) -> str:
    signature = signatures.get(party.place, "")
    if not signed(terms, signature, party.jwk):
        raise BadSignature(
            f"not signed by {party.place}",
            f"{party.place} 的签名缺失或无效",
            field=f"signatures.{party.place}",
            value=signature[:100],
            do_en="Ask the other side for the document as it signed it.",
            do_zh="请向对方索取其签署的原文。",
        )
    return signature


def _sound(terms: AgreementTerms, now: datetime) -> None:
    first, second = terms.parties
    if first.place == second.place:
        raise NotAParty(
            "both parties are the same place",
            "协议双方为同一地区",
            field="parties",
            value=first.place,
            do_en="Name the neighbour.",
            do_zh="请填写对方地区。",
        )
    for number, party in enumerate(terms.parties):
        try:
            public(party.jwk)
        except ValueError as error:
            raise NotAPublicKey(
                f"the key of {party.place} {error}",
                f"{party.place} 的公钥无效",
                field=f"parties.{number}.jwk",
                do_en="Use the partner's GET /v1/key.",
                do_zh="请使用对方 GET /v1/key 返回的公钥。",
            ) from error
    if terms.valid_until < terms.valid_from:
        raise EndsBeforeItBegins(
            f"valid from {terms.valid_from}",
            f"协议自 {terms.valid_from} 起生效",
            field="valid_until",
            value=terms.valid_until.isoformat(),
            do_en="Name a later day.",
            do_zh="请更正截止日期。",
        )
    if terms.valid_until < now.astimezone(CHINA).date():
        raise AgreementIsOver(
            f"ended on {terms.valid_until}",
            f"协议已于 {terms.valid_until} 到期",
            field="valid_until",
            value=terms.valid_until.isoformat(),
            do_en="Propose a new one.",
            do_zh="请重新提出协议。",
        )


def _said(terms: AgreementTerms) -> dict[str, object]:
    return terms.model_dump(include=_TERMS)


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case AgreementProposed(signature=signature):
            return Proposed(AgreementTerms(**fact.model_dump(include=_TERMS)), signature)
        case AgreementAccepted():
            return InForce(AgreementTerms(**fact.model_dump(include=_TERMS)))
        case AgreementRevoked():
            return Revoked()
    return state


AGREEMENT: Decider[AgreementCommand, State] = Decider(
    name="agreement",
    commands=(ProposeAgreement, AcceptAgreement, ConcludeAgreement, RevokeAgreement, LearnRevocation),
    stream=lambda command: f"agreement-{command.agreement}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
