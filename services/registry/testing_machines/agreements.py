"""Whatever either side or a stranger sends of an agreement with a neighbour."""

import base64
import hashlib
from datetime import UTC, date, datetime
from typing import ClassVar

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from libs.domain.testing import party
from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementProposed, AgreementRevoked, Party
from libs.events.signatures import public
from libs.events.testing.decider_machine import DeciderMachine
from services.registry.agreements import commands as agreements_commands
from services.registry.agreements import refusals as agreements_refusals
from services.registry.agreements.decide import AGREEMENT
from services.registry.agreements.seal import sign, signed
from services.registry.keys.sharing import SHARING
from services.registry.lists import refusals as lists_refusals

OURS, THEIRS, NOBODY = "421088", "430623", "421023"
ALL = {
    place: {
        service: OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(hashlib.sha256((place + service).encode()).digest()))
        for service in sorted(SHARING)
    }
    for place in (OURS, THEIRS, NOBODY)
}
KEYS = {place: keys["registry"] for place, keys in ALL.items()}
NAMED = {place: party(place, keys).keys for place, keys in ALL.items()}


def side(place, keys=None, **jwk):
    last = NAMED[place][-1]
    named = (*NAMED[place][:-1], last.model_copy(update={"jwk": {**last.jwk, **jwk}}))
    return Party(place=place, name="某地", keys=named if keys is None else keys)


def terms(first=OURS, second=THEIRS, *, kinds=("food-hygiene",), until=date(2026, 12, 31), keys=None, **jwk):
    return agreements_commands.AgreementTerms(
        agreement="A-1", parties=(side(first), side(second, keys, **jwk)), kinds=kinds, industries=("catering",),
        valid_from=date(2026, 1, 1), valid_until=until,
    )  # fmt: skip


OVER = [key.model_copy(update={"valid_until": datetime(2026, 1, 1, tzinfo=UTC)}) for key in NAMED[THEIRS]]
SOUND = [terms(), terms(kinds=("fire-safety",)), terms(THEIRS, OURS)]
BACKWARDS = terms(until=date(2025, 12, 31))
UNSOUND = [
    terms(OURS, OURS), BACKWARDS, terms(until=date(2026, 2, 1)), terms(kty="RSA"), terms(d="AA"),
    terms(keys=NAMED[OURS]), terms(keys=NAMED[THEIRS][1:]), terms(keys=tuple(OVER)),
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
    return {name: getattr(document, name) for name in agreements_commands.AgreementTerms.model_fields}


def propose(document, signature):
    kinds, industries = frozenset({"food-hygiene", "fire-safety"}), frozenset({"catering"})
    return agreements_commands.ProposeAgreement(
        **said(document), known=agreements_commands.ProposalLookups(kinds, industries, signature)
    )


proposals = st.builds(
    propose,
    documents, st.sampled_from([SIGNED[0, OURS], SIGNED[1, OURS]]),
)  # fmt: skip
acceptances = (
    st.builds(
        lambda document, sigs, here, whose: agreements_commands.AcceptAgreement(
            **said(document), signatures=sigs, known=agreements_commands.AcceptanceLookups(here, NAMED[whose], SIGNED[0, here])
        ),
        documents,
        both,
        places,
        places,
    )
    | st.builds(
        lambda document, sigs, whose: agreements_commands.AcceptAgreement(
            **said(document),
            signatures=sigs,
            known=agreements_commands.AcceptanceLookups(document.parties[1].place, NAMED[whose], SIGNED[0, whose]),
        ),
        st.sampled_from(SOUND),
        both,
        places,
    )
    | st.builds(
        lambda n: agreements_commands.AcceptAgreement(
            **said(SOUND[n]),
            signatures=rightly(n),
            known=agreements_commands.AcceptanceLookups(THEIRS, NAMED[THEIRS], SIGNED[n, THEIRS]),
        ),
        st.integers(0, 1),
    )
)
conclusions = st.builds(
    lambda document, sigs: agreements_commands.ConcludeAgreement(**said(document), signatures=sigs), documents, both
) | st.builds(lambda n: agreements_commands.ConcludeAgreement(**said(SOUND[n]), signatures=rightly(n)), st.integers(0, 1))


class Agreements(DeciderMachine):
    """B-35, J-17: in force is only what both sides have signed, word for word what was proposed, between two places, each with
    a public key of its own for each service that shares facts, for a time that has not ended; it ends once, by the word of one
    of the two.
    """

    decider = AGREEMENT
    asks: ClassVar = {
        agreements_commands.ProposeAgreement: proposals,
        agreements_commands.AcceptAgreement: acceptances,
        agreements_commands.ConcludeAgreement: conclusions,
        agreements_commands.RevokeAgreement: st.builds(
            agreements_commands.RevokeAgreement, agreement=st.just("A-1"), by=st.just(OURS), reason=st.just("标准不一")
        ),
        agreements_commands.LearnRevocation: st.builds(
            agreements_commands.LearnRevocation, agreement=st.just("A-1"), by=places, reason=st.just("标准不一")
        ),
    }
    produces = (AgreementProposed, AgreementAccepted, AgreementRevoked)
    refuses = (
        agreements_refusals.AgreementExists,
        agreements_refusals.AgreementIsOver,
        agreements_refusals.BadSignature,
        lists_refusals.EndsBeforeItBegins,
        agreements_refusals.KeyIsOver,
        agreements_refusals.KeyMissing,
        agreements_refusals.KeyUsedTwice,
        agreements_refusals.NoSuchAgreement,
        agreements_refusals.NotAParty,
        agreements_refusals.NotAPublicKey,
        agreements_refusals.NotOurKey,
        agreements_refusals.OtherTerms,
    )
    stories = (
        (
            propose(SOUND[0], SIGNED[0, OURS]),
            agreements_commands.ConcludeAgreement(**said(SOUND[0]), signatures=rightly(0)),
            agreements_commands.RevokeAgreement(agreement="A-1", by=OURS, reason="标准不一"),
        ),
        tuple(propose(document, "") for document in UNSOUND),
    )

    def law(self):
        kinds = [type(f) for f in self.facts]
        assert kinds == [kind for kind in (AgreementProposed, AgreementAccepted, AgreementRevoked) if kind in kinds]
        agreed = None
        for fact, at in self.history:
            if isinstance(fact, AgreementRevoked):
                assert fact.by in {p.place for p in agreed.parties}
                continue
            document = agreements_commands.AgreementTerms(**said(fact))
            assert agreed in (None, document)
            agreed = document
            first, second = document.parties
            assert first.place != second.place
            named = [public(key.jwk)["x"] for party in document.parties for key in party.keys]
            assert len(set(named)) == len(named)
            assert all({key.service for key in party.keys} >= SHARING for party in document.parties)
            assert document.valid_from <= document.valid_until
            if len(kinds) == 1:
                assert document.valid_until >= at.date()
            if isinstance(fact, AgreementAccepted):
                theirs = second if AgreementProposed in kinds else first
                assert set(fact.signatures) == {first.place, second.place}
                assert signed(document, fact.signatures[theirs.place], theirs)
