"""Decisions of the registry: what two places may agree, and with whose signature."""

from datetime import UTC, date, datetime, timedelta

import pytest
import rfc8785
from hypothesis import given as over
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from libs.domain.testing import party
from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementProposed, AgreementRevoked
from libs.events.fact import catalog
from libs.events.refusal import Invalid
from libs.events.shapes.ahead import BeginsTooLate, EndsTooLate
from libs.events.signatures import public, thumbprint
from libs.events.signatures import sign as detached
from libs.events.testing.decisions import given
from services.registry.agreements import commands as c
from services.registry.agreements import refusals as r
from services.registry.agreements.decide import AGREEMENT
from services.registry.agreements.seal import sign as sign_with
from services.registry.agreements.seal import signed, text
from services.registry.keys import refusals as keys_refusals
from services.registry.keys.sharing import SHARING
from services.registry.lists import refusals as lists_refusals

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
JAN, MAR, JUN = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)

JIANLI, HUARONG, MALLORY = ({service: OKPKey.generate_key("Ed25519") for service in sorted(SHARING)} for _ in range(3))
FIRST, SECOND = party("421088", JIANLI, "监利市"), party("430623", HUARONG, "华容县")


def terms(**changes):
    fields = {"parties": (FIRST, SECOND), "kinds": ("food-hygiene",), "industries": ("catering",), "valid_from": JAN}
    return c.AgreementTerms(**{"agreement": "A-1", "valid_until": date(2026, 12, 31), **fields, **changes})


def sign(said, keys):
    return sign_with(said, keys["registry"])


def with_key(side, number, **changes):
    keys = [key.model_copy(update=changes) if n == number else key for n, key in enumerate(side.keys)]
    return side.model_copy(update={"keys": tuple(keys)})


TERMS = terms()
OURS, THEIRS = sign(TERMS, JIANLI), sign(TERMS, HUARONG)
BOTH = {"421088": OURS, "430623": THEIRS}
PROPOSED = AgreementProposed(**TERMS.model_dump(), proposer="421088", signature=OURS)
ACCEPTED = AgreementAccepted(**TERMS.model_dump(), signatures=BOTH)
REVOKED = AgreementRevoked(agreement="A-1", by="421088", reason="标准不一")


def propose(said, signature):
    kinds, industries = frozenset({"food-hygiene", "fire-safety"}), frozenset({"catering"})
    return c.ProposeAgreement(**said.model_dump(), known=c.ProposalLookups(kinds, industries, signature))


def accept(said=TERMS, *, key=HUARONG, here="430623", signatures=None):
    return c.AcceptAgreement(
        **said.model_dump(), signatures=signatures or {"421088": sign(said, JIANLI)},
        known=c.AcceptanceLookups(here, party(here, key).keys, sign(said, key)),
    )  # fmt: skip


def conclude(said=TERMS, signatures=BOTH):
    return c.ConcludeAgreement(**said.model_dump(), signatures=signatures)


def test_both_sides_sign_the_same_text():
    given(AGREEMENT).when(propose(TERMS, OURS), at=NOON).then(PROPOSED)
    given(AGREEMENT).when(accept(), at=NOON).then(ACCEPTED)
    given(AGREEMENT, PROPOSED).when(conclude(), at=NOON).then(ACCEPTED)


def test_the_same_document_again_changes_nothing():
    given(AGREEMENT, ACCEPTED).when(accept(), at=NOON).nothing()
    given(AGREEMENT, PROPOSED, ACCEPTED).when(conclude(), at=NOON).nothing()


def test_a_signature_by_another_key_over_another_text_or_missing_is_refused():
    other = terms(kinds=("fire-safety",))
    for signatures in ({"421088": sign(TERMS, MALLORY)}, {"421088": sign(other, JIANLI)}, {"430623": OURS}, {"421088": "x"}):
        given(AGREEMENT).when(accept(signatures=signatures), at=NOON).refused(r.BadSignature)
    for theirs in (sign(TERMS, MALLORY), sign(other, HUARONG), OURS, ""):
        given(AGREEMENT, PROPOSED).when(conclude(signatures={"421088": OURS, "430623": theirs}), at=NOON).refused(
            r.BadSignature
        )


def test_a_signature_whose_header_makes_no_sense_is_refused_and_not_a_failure():
    # {"alg":"Ed25519","crit":null}
    theirs = "eyJhbGciOiJFZDI1NTE5IiwiY3JpdCI6bnVsbH0..c2ln"
    given(AGREEMENT, PROPOSED).when(conclude(signatures={"421088": OURS, "430623": theirs}), at=NOON).refused(r.BadSignature)


def test_only_what_was_proposed_is_concluded():
    wider = terms(kinds=("food-hygiene", "fire-safety"))
    both = {"421088": OURS, "430623": sign(wider, HUARONG)}
    given(AGREEMENT, PROPOSED).when(conclude(wider, both), at=NOON).refused(r.OtherTerms)
    given(AGREEMENT).when(conclude(), at=NOON).refused(r.NoSuchAgreement)
    given(AGREEMENT, PROPOSED).when(accept(wider), at=NOON).refused(r.AgreementExists)


def test_only_the_partner_accepts_and_only_with_its_own_key():
    given(AGREEMENT).when(accept(key=JIANLI, here="421088"), at=NOON).refused(r.NotAParty)
    given(AGREEMENT).when(accept(here="421024"), at=NOON).refused(r.NotAParty)
    given(AGREEMENT).when(accept(key=MALLORY), at=NOON).refused(r.NotOurKey)


def test_terms_that_cannot_hold_are_refused():
    first, second = TERMS.parties
    private = with_key(second, 0, jwk={**second.keys[0].jwk, "d": "secret"})
    until = {"valid_from": NOON - DAY}
    for said, rule in (
        (terms(parties=(first, first)), r.NotAParty),
        (terms(parties=(first, private)), r.NotAPublicKey),
        (terms(parties=(first, with_key(second, 3, jwk={"kty": "RSA", "n": "1"}))), r.NotAPublicKey),
        (terms(parties=(first, with_key(second, 3, jwk=second.keys[0].jwk))), r.KeyUsedTwice),
        (terms(parties=(first, with_key(second, 3, jwk=first.keys[3].jwk))), r.KeyUsedTwice),
        (terms(parties=(first, with_key(second, 2, service="inspection"))), r.KeyMissing),
        (terms(parties=(first, with_key(second, 0, service="credit"))), r.KeyMissing),
        (terms(parties=(first, with_key(second, 1, valid_until=NOON, **until))), r.KeyIsOver),
        (
            terms(parties=(first, with_key(second, 1, valid_until=NOON + DAY, valid_from=NOON + DAY))),
            lists_refusals.EndsBeforeItBegins,
        ),
        (terms(valid_from=JUN, valid_until=MAR), lists_refusals.EndsBeforeItBegins),
        (terms(valid_until=MAR), r.AgreementIsOver),
    ):
        given(AGREEMENT).when(propose(said, "x"), at=NOON).refused(rule)
    with pytest.raises(ValueError, match="at least 1 item"):
        terms(industries=())


def test_either_side_ends_it_and_the_other_learns_of_it_once():
    revoke = c.RevokeAgreement(agreement="A-1", by="421088", reason="标准不一")
    learn = c.LearnRevocation(agreement="A-1", by="421088", reason="标准不一")
    for stands in ((PROPOSED,), (PROPOSED, ACCEPTED), (ACCEPTED,)):
        given(AGREEMENT, *stands).when(revoke, at=NOON).then(REVOKED)
        given(AGREEMENT, *stands).when(learn, at=NOON).then(REVOKED)
    given(AGREEMENT).when(revoke, at=NOON).refused(r.NoSuchAgreement)
    given(AGREEMENT, ACCEPTED, REVOKED).when(revoke, at=NOON).refused(r.AgreementIsOver)
    given(AGREEMENT, ACCEPTED, REVOKED).when(conclude(), at=NOON).refused(r.AgreementIsOver)


def test_a_key_that_is_over_is_named_beside_one_that_counts():
    """The beginning of the chain was sealed with it."""
    first, second = TERMS.parties
    over = party("430623", MALLORY).keys[1].model_copy(update={"valid_until": NOON - DAY})
    said = terms(parties=(first, second.model_copy(update={"keys": (over, *second.keys)})))
    (proposed,) = given(AGREEMENT).when(propose(said, "x"), at=NOON).facts
    assert over in proposed.parties[1].keys


def test_only_a_key_of_the_registry_signs():
    for service in sorted(SHARING - {"registry"}):
        theirs = {"421088": sign_with(TERMS, JIANLI[service])}
        given(AGREEMENT).when(accept(signatures=theirs), at=NOON).refused(r.BadSignature)


def test_our_keys_are_in_a_document_as_we_publish_them():
    first, second = TERMS.parties
    for changes in ({"valid_from": NOON}, {"valid_until": NOON + DAY}, {"jwk": party("421024", MALLORY).keys[1].jwk}):
        said = terms(parties=(first, with_key(second, 1, **changes)))
        refused = given(AGREEMENT).when(accept(said), at=NOON).refused(r.NotOurKey)
        assert refused.field == "parties.1.keys.1"


def test_what_was_agreed_with_one_key_a_place_is_what_was_signed_then():
    one = {place: OKPKey.generate_key("Ed25519") for place in ("421088", "430623")}
    of_place = {place: public(key.as_dict(private=False)) for place, key in one.items()}
    document = {
        "agreement": "A-1",
        "parties": [{"place": place, "name": "某地", "jwk": jwk} for place, jwk in of_place.items()],
        "kinds": ["food-hygiene"],
        "industries": ["catering"],
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
    }
    was_signed = rfc8785.dumps({"format": "checkonce-agreement-1", **document})
    signatures = {place: detached(was_signed, key) for place, key in one.items()}
    proposed = catalog.decode(
        "registry.agreement-proposed", 1, {**document, "proposer": "421088", "signature": signatures["421088"]}
    )
    for version in (1, 2):
        named = {"asked_by": "r-1", "approved_by": None} if version == 2 else {}
        accepted = catalog.decode("registry.agreement-accepted", version, {**document, **named, "signatures": signatures})
        assert accepted.asked_by == named.get("asked_by")
        held = c.AgreementTerms(**accepted.model_dump(include=set(c.AgreementTerms.model_fields)))
        assert text(held) == was_signed
        assert all(signed(held, signatures[side.place], side) for side in held.parties)
        assert [(key.service, key.valid_until) for side in held.parties for key in side.keys] == [(None, None)] * 2
    given(AGREEMENT, proposed).when(conclude(held, signatures), at=NOON).then(
        AgreementAccepted(**held.model_dump(), signatures=signatures)
    )
    given(AGREEMENT).when(accept(held, signatures=signatures), at=NOON).refused(r.KeyMissing)


@over(st.lists(st.sampled_from(["421088", "430623", "421024"]), max_size=5), st.sampled_from([(), (PROPOSED,), (ACCEPTED,)]))
def test_learning_of_a_revocation_never_refuses_and_ends_at_most_once(by, stands):
    facts = list(stands)
    for place in by:
        learned = given(AGREEMENT, *facts).when(c.LearnRevocation(agreement="A-1", by=place, reason="终止"), at=NOON)
        assert learned.refusal is None
        facts += learned.facts
    ended = facts[len(stands) :]
    assert len(ended) == bool(stands and {"421088", "430623"} & set(by))


@over(st.integers(0, 3), st.text("abcdefgh", min_size=1, max_size=8))
def test_no_changed_term_keeps_its_signature(field, word):
    changed = terms(
        **[
            {"agreement": f"A-2{word}"},
            {"kinds": (f"{word}-x",)},
            {"industries": (f"{word}-y",)},
            {"valid_until": date(2027, 1, len(word))},
        ][field]
    )
    assert signed(TERMS, OURS, FIRST)
    assert not signed(changed, OURS, FIRST)


def test_what_is_proposed_stands_on_our_lists_with_a_public_key_and_our_signature():
    def field(said, rule):
        return given(AGREEMENT).when(propose(said, "x"), at=NOON).refused(rule).field

    first, second = TERMS.parties
    assert field(terms(kinds=("moon-landing",)), Invalid) == "kinds"
    assert field(terms(industries=("moon",)), Invalid) == "industries"
    assert field(terms(parties=(first, with_key(second, 2, jwk={"kty": "RSA"}))), r.NotAPublicKey) == "partner.keys.2.jwk"
    given(AGREEMENT).when(propose(TERMS, None), at=NOON).refused(r.NoSigningKey)
    keyless = terms(parties=(first.model_copy(update={"keys": ()}), second))
    given(AGREEMENT).when(propose(keyless, OURS), at=NOON).refused(keys_refusals.NoServiceKeys)
    unsigned = c.AcceptAgreement(
        **TERMS.model_dump(), signatures={"421088": OURS}, known=c.AcceptanceLookups("430623", SECOND.keys, None)
    )
    given(AGREEMENT).when(unsigned, at=NOON).refused(r.NoSigningKey)


def test_a_partners_key_that_its_registry_has_ended_is_in_no_new_agreement_beyond_that_end():
    def proposed(side):
        said = terms(parties=(FIRST, side))
        return propose(said, OURS).model_copy(update={"known": c.ProposalLookups(listed, frozenset({"catering"}), OURS, ends)})

    def accepted(side):
        said = terms(parties=(SECOND, side))
        known = c.AcceptanceLookups(side.place, side.keys, "x", ends)
        return c.AcceptAgreement(**said.model_dump(), signatures={SECOND.place: sign(said, HUARONG)}, known=known)

    key = SECOND.keys[1]
    listed = frozenset({"food-hygiene"})
    ends = {(key.service, thumbprint(key.jwk)): NOON + DAY}
    refused = given(AGREEMENT).when(proposed(SECOND), at=NOON).refused(r.KeyHasEnded)
    assert refused.field == "partner.keys.1.valid_until"
    refused = given(AGREEMENT).when(accepted(FIRST), at=NOON).refused(r.KeyHasEnded)
    assert refused.field == "parties.0.keys.1.valid_until"
    later = with_key(SECOND, 1, valid_until=NOON + 2 * DAY)
    given(AGREEMENT).when(proposed(later), at=NOON).refused(r.KeyHasEnded)
    in_time = with_key(SECOND, 1, valid_until=NOON + DAY)
    given(AGREEMENT).when(proposed(in_time), at=NOON).then(
        AgreementProposed(**terms(parties=(FIRST, in_time)).model_dump(), proposer="421088", signature=OURS)
    )


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"valid_from": NOON.date() + 733 * DAY, "valid_until": NOON.date() + 733 * DAY}, BeginsTooLate, "valid_from"),
        ({"valid_until": NOON.date() + 1831 * DAY}, EndsTooLate, "valid_until"),
    ],
)
def test_an_agreement_begins_within_two_years_and_ends_within_five(changes, refusal, field):
    said = terms(**changes)
    assert given(AGREEMENT).when(propose(said, sign(said, JIANLI)), at=NOON).refused(refusal).field == field
    assert given(AGREEMENT).when(accept(said), at=NOON).refused(refusal).field == field
    in_time = terms(**{name: day - DAY for name, day in changes.items()})
    assert given(AGREEMENT).when(accept(in_time), at=NOON).refusal is None
