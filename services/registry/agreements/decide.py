"""A recognition agreement: proposed by one place, accepted by the other, revoked by either (B-35, J-17).

Both sign the same text. Each key in it is trusted from then on with the shared facts of the service that it is named for.

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
from libs.events.shapes.ahead import check_ahead, check_end
from libs.events.signatures import public, thumbprint

from ..keys import refusals as keys_refusals
from ..keys.sharing import SHARING
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
            _sound(command, now, ("keys", "partner.keys"))
            _not_ended(command.parties[1], "partner.keys", known.ends)
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
    """We can sign, our key file is there, and our lists hold what is to be recognised."""
    known = command.known
    if known.signature is None:
        raise r.NoSigningKey(field="signing_key")
    if not command.parties[0].keys:
        raise keys_refusals.NoServiceKeys(field="keys")
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
    for number, key in enumerate(second.keys):
        if key not in known.keys:
            raise r.NotOurKey(field=f"parties.1.keys.{number}", value=key.jwk.get("x"), service=key.service)
    _not_ended(first, "parties.0.keys", known.ends)
    theirs = _signature(command, command.signatures, first)
    both = {first.place: theirs, second.place: known.signature}
    return ACCEPTED(command, signatures=both, asked_by=command.asked_by, approved_by=command.approved_by)


def _signature(terms: c.AgreementTerms, signatures: Mapping[str, str], party: f.Party) -> str:
    signature = signatures.get(party.place, "")
    if not signed(terms, signature, party):
        raise r.BadSignature(field=f"signatures.{party.place}", value=signature[:100], place=party.place)
    return signature


def _sound(terms: c.AgreementTerms, now: datetime, keys: tuple[str, str] = ("parties.0.keys", "parties.1.keys")) -> None:
    """`keys`: what the fields with the parties' keys are called in the request."""
    first, second = terms.parties
    if first.place == second.place:
        raise r.NotAParty(parties=first.place)
    used: set[str] = set()
    for party, field in zip(terms.parties, keys, strict=True):
        _keyed(party, field, used, now)
    if terms.valid_until < terms.valid_from:
        raise lists_refusals.EndsBeforeItBegins(valid_until=terms.valid_until, since=terms.valid_from)
    if terms.valid_until < local_day(now):
        raise r.AgreementIsOver(
            f"ended on {terms.valid_until}", f"协议已于 {terms.valid_until} 到期", valid_until=terms.valid_until
        )
    check_ahead(terms.valid_from, now, "valid_from")
    check_end(terms.valid_until, now, "valid_until")


def _keyed(party: f.Party, field: str, used: set[str], now: datetime) -> None:
    """Each service that shares facts has a key that is its own and still counts. `used` grows by the party's keys.

    Keys that are over are named too: the links that they sealed stand at the beginning of the chain.
    """
    for number, key in enumerate(party.keys):
        at = f"{field}.{number}"
        try:
            own = public(key.jwk)["x"]
        except ValueError as error:
            raise r.NotAPublicKey(
                f"the key of {party.place} for {key.service} {error}",
                f"{party.place} 的 {key.service} 公钥无效",
                field=f"{at}.jwk",
            ) from error
        if own in used:
            raise r.KeyUsedTwice(field=f"{at}.jwk", value=own, service=key.service)
        used.add(own)
        if key.valid_until is not None and key.valid_until <= key.valid_from:
            raise lists_refusals.EndsBeforeItBegins(field=f"{at}.valid_until", value=key.valid_until, since=key.valid_from)
    if missing := sorted(SHARING - {key.service for key in party.keys}):
        raise r.KeyMissing(field=field, value=missing, place=party.place)
    counting = {key.service for key in party.keys if key.valid_until is None or key.valid_until > now}
    if over := sorted(SHARING - counting):
        raise r.KeyIsOver(field=field, value=over, place=party.place)


def _not_ended(party: f.Party, field: str, ends: c.Ends) -> None:
    """No text of an agreement gives a key a longer life than its own registry has left it."""
    for number, key in enumerate(party.keys):
        end = ends.get((key.service or "", thumbprint(key.jwk)))
        if end is not None and (key.valid_until is None or key.valid_until > end):
            raise r.KeyHasEnded(field=f"{field}.{number}.valid_until", value=key.valid_until, service=key.service, end=end)


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
