"""What never or always holds of an agreement with a neighbour, whatever either side or a stranger sends."""

import base64
import hashlib
from datetime import date
from typing import ClassVar

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementProposed, AgreementRevoked, Party
from libs.events.tests.decider_machine import DeciderMachine, explore
from services.registry import commands as c
from services.registry.decide import AGREEMENT
from services.registry.decide import refusals as r
from services.registry.seal import public, sign, signed

OURS, THEIRS, NOBODY = "421088", "430623", "421023"
KEYS = {
    place: OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(place.encode()).digest()))
    for place in (OURS, THEIRS, NOBODY)
}
JWK = {place: public(key.as_dict(private=False)) for place, key in KEYS.items()}


def party(place, **jwk):
    return Party(place=place, name="某地", jwk={**JWK[place], **jwk})


def terms(first=OURS, second=THEIRS, *, kinds=("food-hygiene",), until=date(2026, 12, 31), **jwk):
    return c.AgreementTerms(
        agreement="A-1", parties=(party(first), party(second, **jwk)), kinds=kinds, industries=("catering",),
        valid_from=date(2026, 1, 1), valid_until=until,
    )  # fmt: skip


SOUND = [terms(), terms(kinds=("fire-safety",)), terms(THEIRS, OURS)]
BACKWARDS = terms(until=date(2025, 12, 31))
UNSOUND = [
    terms(OURS, OURS), BACKWARDS, terms(until=date(2026, 2, 1)), terms(kty="RSA"), terms(d="AA"),
]  # fmt: skip
documents = st.sampled_from(SOUND) | st.sampled_from(UNSOUND)
SIGNED = {(n, place): sign(said, key) for n, said in enumerate(SOUND) for place, key in KEYS.items()}
headers = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from(["Ed25519", "none", "b64"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["alg", "crit", "kid", "b64"]), inner, max_size=3)
    ),
    max_leaves=4,
)
forged = headers.map(lambda head: base64.urlsafe_b64encode(orjson.dumps(head)).rstrip(b"=").decode() + "..c2ln")
signatures = st.sampled_from(sorted(SIGNED.values())) | forged | st.text(max_size=12)
places = st.sampled_from([OURS, THEIRS, NOBODY])
both = st.fixed_dictionaries({OURS: signatures, THEIRS: signatures}) | st.dictionaries(places, signatures, max_size=2)


def rightly(n):
    return {place: SIGNED[n, place] for place in (OURS, THEIRS)}


def said(document):
    return {name: getattr(document, name) for name in c.AgreementTerms.model_fields}


proposals = st.builds(
    lambda document, signature: c.ProposeAgreement(**said(document), signature=signature),
    documents, st.sampled_from([SIGNED[0, OURS], SIGNED[1, OURS]]),
)  # fmt: skip
acceptances = st.builds(
    lambda document, sigs, here, whose: c.AcceptAgreement(
        **said(document), signatures=sigs, here=here, jwk=JWK[whose], signature=SIGNED[0, here]
    ),
    documents, both, places, places,
) | st.builds(
    lambda document, sigs, whose: c.AcceptAgreement(
        **said(document), signatures=sigs, here=document.parties[1].place, jwk=JWK[whose], signature=SIGNED[0, whose]
    ),
    st.sampled_from(SOUND), both, places,
) | st.builds(
    lambda n: c.AcceptAgreement(
        **said(SOUND[n]), signatures=rightly(n), here=THEIRS, jwk=JWK[THEIRS], signature=SIGNED[n, THEIRS]
    ),
    st.integers(0, 1),
)  # fmt: skip
conclusions = st.builds(
    lambda document, sigs: c.ConcludeAgreement(**said(document), signatures=sigs), documents, both
) | st.builds(lambda n: c.ConcludeAgreement(**said(SOUND[n]), signatures=rightly(n)), st.integers(0, 1))  # fmt: skip


class Agreements(DeciderMachine):
    """B-35, J-17: in force is only what both sides have signed, word for word what was proposed, between two places, each
    with a public key of its own, for a time that has not ended; it ends once, by the word of one of the two.
    """

    decider = AGREEMENT
    asks: ClassVar = {
        c.ProposeAgreement: proposals,
        c.AcceptAgreement: acceptances,
        c.ConcludeAgreement: conclusions,
        c.RevokeAgreement: st.builds(c.RevokeAgreement, agreement=st.just("A-1"), by=st.just(OURS), reason=st.just("标准不一")),
        c.LearnRevocation: st.builds(c.LearnRevocation, agreement=st.just("A-1"), by=places, reason=st.just("标准不一")),
    }
    produces = (AgreementProposed, AgreementAccepted, AgreementRevoked)
    refuses = (
        r.AgreementExists, r.AgreementIsOver, r.BadSignature, r.EndsBeforeItBegins, r.NoSuchAgreement, r.NotAParty,
        r.NotAPublicKey, r.NotOurKey, r.OtherTerms,
    )  # fmt: skip
    stories = ((
        c.ProposeAgreement(**said(SOUND[0]), signature=SIGNED[0, OURS]),
        c.ConcludeAgreement(**said(SOUND[0]), signatures=rightly(0)),
        c.RevokeAgreement(agreement="A-1", by=OURS, reason="标准不一"),
    ), tuple(c.ProposeAgreement(**said(document), signature="") for document in UNSOUND))  # fmt: skip

    def law(self):
        kinds = [type(f) for f in self.facts]
        assert kinds == [kind for kind in (AgreementProposed, AgreementAccepted, AgreementRevoked) if kind in kinds]
        agreed = None
        for fact, at in self.history:
            if isinstance(fact, AgreementRevoked):
                assert fact.by in {p.place for p in agreed.parties}
                continue
            document = c.AgreementTerms(**said(fact))
            assert agreed in (None, document)
            agreed = document
            first, second = document.parties
            assert first.place != second.place
            assert public(first.jwk)
            assert public(second.jwk)
            assert document.valid_from <= document.valid_until
            if len(kinds) == 1:
                assert document.valid_until >= at.date()
            if isinstance(fact, AgreementAccepted):
                theirs = second if AgreementProposed in kinds else first
                assert set(fact.signatures) == {first.place, second.place}
                assert signed(document, fact.signatures[theirs.place], theirs.jwk)


def test_whatever_is_sent_the_law_of_the_agreement_holds():
    explore(Agreements, runs=150)
