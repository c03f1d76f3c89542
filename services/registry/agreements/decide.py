"""A recognition agreement: proposed by one place, accepted by the other, revoked by either (B-35, J-17).

Both sign the same text. The keys in it are trusted with shared facts from then on.

Rules: N-07.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.registry import agreements as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.refusal import Invalid
from libs.events.signatures import public

from ..lists import refusals as lists_refusals
from . import commands as c
from . import refusals as r
from .seal import signed

PROPOSED = f.AgreementProposed.of(c.ProposeAgreement, "proposer", "signature")
ACCEPTED = f.AgreementAccepted.of(c.AgreementTerms | c.AcceptAgreement, "signatures", "asked_by", "approved_by")
REVOKED = f.AgreementRevoked.of(c.RevokeAgreement | c.LearnRevocation)
_TERMS = set(c.AgreementTerms.model_fields)


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


@dataclass(frozen=True, slots=True)
class Proposed:
    """Ours, with our signature, waiting for the partner's."""

    terms: c.AgreementTerms
    signature: str


@dataclass(frozen=True, slots=True)
class InForce:
    terms: c.AgreementTerms


@dataclass(frozen=True, slots=True)
class Revoked:
    pass


State = Unknown | Proposed | InForce | Revoked


def decide(command: c.AgreementCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command about an agreement leads to."""
    if isinstance(command, c.ProposeAgreement):
        _recognisable(command)
    match command, state:
        case c.LearnRevocation(by=by), Proposed(terms=terms) | InForce(terms=terms):
            return [REVOKED(command)] if any(party.place == by for party in terms.parties) else []
        case c.LearnRevocation(), _:
            return []
        case c.ProposeAgreement(known=known), Unknown():
            _sound(command, now)
            return [PROPOSED(command, proposer=command.parties[0].place, signature=known.signature)]
        case c.AcceptAgreement(), Unknown():
            return [_accepted(command, now)]
        case c.AcceptAgreement() | c.ConcludeAgreement(), InForce(terms=terms) if _said(command) == _said(terms):
            return []
        case c.ProposeAgreement() | c.AcceptAgreement(), _:
            raise r.AgreementExists(agreement=command.agreement)
        case _, Unknown():
            raise r.NoSuchAgreement(agreement=command.agreement)
        case _, Revoked():
            raise r.AgreementIsOver(agreement=command.agreement)
        case c.ConcludeAgreement(signatures=signatures), Proposed(terms=terms, signature=ours) if _said(command) == _said(
            terms
        ):
            first, second = terms.parties
            theirs = _signature(command, signatures, second)
            both = {first.place: ours, second.place: theirs}
            return [ACCEPTED(terms, signatures=both, asked_by=command.asked_by, approved_by=command.approved_by)]
        case c.ConcludeAgreement(), _:
            raise r.OtherTerms(agreement=command.agreement)
        case c.RevokeAgreement(), _:
            return [REVOKED(command)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _recognisable(command: c.ProposeAgreement) -> None:
    """We can sign, our lists hold what is to be recognised, and the partner's key is one."""
    known = command.known
    if known.signature is None:
        raise r.NoSigningKey(field="signing_key")
    for field, said, listed in (("kinds", command.kinds, known.kinds), ("industries", command.industries, known.industries)):
        unknown = sorted(set(said) - listed)
        if unknown:
            raise Invalid(
                f"not on our lists: {', '.join(unknown)}",
                f"不在本地清单中:{'、'.join(unknown)}",
                field=field,
                value=unknown,
                do_en="Recognise what the item list holds.",
                do_zh="互认范围应在检查事项清单之内。",
            )
    try:
        public(command.parties[1].jwk)
    except ValueError as error:
        raise r.NotAPublicKey(f"the key {error}", field="partner.jwk") from error


def _accepted(command: c.AcceptAgreement, now: datetime) -> f.AgreementAccepted:
    (first, second), known = command.parties, command.known
    if known.signature is None:
        raise r.NoSigningKey(field="signing_key")
    _sound(command, now)
    if known.here != second.place:
        raise r.NotAParty(
            f"the partner is {second.place}, we are {known.here}",
            f"协议对方为 {second.place},本地为 {known.here}",
            do_en="The partner accepts; the proposer concludes.",
            do_zh="由对方签署,提出方确认生效。",
            parties=second.place,
        )
    if public(known.jwk) != public(second.jwk):
        raise r.NotOurKey(field="parties.1.jwk", value=second.jwk.get("x"))
    theirs = _signature(command, command.signatures, first)
    both = {first.place: theirs, second.place: known.signature}
    return ACCEPTED(command, signatures=both, asked_by=command.asked_by, approved_by=command.approved_by)


def _signature(terms: c.AgreementTerms, signatures: Mapping[str, str], party: f.Party) -> str:
    signature = signatures.get(party.place, "")
    if not signed(terms, signature, party.jwk):
        raise r.BadSignature(field=f"signatures.{party.place}", value=signature[:100], place=party.place)
    return signature


def _sound(terms: c.AgreementTerms, now: datetime) -> None:
    first, second = terms.parties
    if first.place == second.place:
        raise r.NotAParty(parties=first.place)
    for number, party in enumerate(terms.parties):
        try:
            public(party.jwk)
        except ValueError as error:
            raise r.NotAPublicKey(
                f"the key of {party.place} {error}", f"{party.place} 的公钥无效", field=f"parties.{number}.jwk"
            ) from error
    if terms.valid_until < terms.valid_from:
        raise lists_refusals.EndsBeforeItBegins(valid_until=terms.valid_until, since=terms.valid_from)
    if terms.valid_until < local_day(now):
        raise r.AgreementIsOver(
            f"ended on {terms.valid_until}", f"协议已于 {terms.valid_until} 到期", valid_until=terms.valid_until
        )


def _said(terms: c.AgreementTerms) -> dict[str, object]:
    return terms.model_dump(include=_TERMS)


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case f.AgreementProposed(signature=signature):
            return Proposed(c.AgreementTerms(**fact.model_dump(include=_TERMS)), signature)
        case f.AgreementAccepted():
            return InForce(c.AgreementTerms(**fact.model_dump(include=_TERMS)))
        case f.AgreementRevoked():
            return Revoked()
    return state


AGREEMENT: Decider[c.AgreementCommand, State] = Decider(
    name="agreement",
    commands=c.AgreementCommand,
    stream=lambda command: f"agreement-{command.agreement}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
    # In the countersignature: a revocation is shared with neighbours, who need no names of ours.
    unrecorded={c.RevokeAgreement: ("asked_by", "approved_by")},
)
