import hashlib
import hmac
import math
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from services.planning.draw.beacon import BeaconName, BeaconValue, randomness, round_time
from services.planning.draw.canonical import Prf, canonical, suite_named
from services.planning.draw.merkle import inclusion_proof, leaf_hash, root, root_from_proof
from services.planning.draw.refusal import Refused
from services.planning.draw.reveal import code_chain, commitment
from services.planning.draw.testing import RECORDED_ROUND

SUITE = suite_named("sha256")
FIELD = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(FIELD, inner),
    max_leaves=12,
)


@given(VALUE)
def test_canonical_bytes_are_those_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(st.binary(max_size=100), st.binary(max_size=200))
def test_the_copied_key_gives_the_hmac_of_rfc_2104(key, message):
    assert Prf(SUITE, key).bytes_of(message) == hmac.digest(key, message, "sha256")


@given(st.lists(FIELD, min_size=1, max_size=3), st.lists(FIELD, max_size=5))
def test_many_numbers_are_the_same_as_one_by_one(label, names):
    prf = Prf(SUITE, b"key")
    assert prf.numbers("|".join(label), names) == [prf.number(*label, name) for name in names]


@given(st.integers(1, 2**53), st.lists(FIELD, min_size=1, max_size=3))
def test_a_drawn_place_is_the_numbers_share_of_all_places(limit, label):
    prf = Prf(SUITE, b"key")
    share = Fraction(int.from_bytes(prf.number(*label)), 2**256)
    assert prf.below(limit, *label) == math.floor(share * limit) < limit


def _recursive_root(entries):
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hashlib.sha256(b"\x01" + _recursive_root(entries[:split]) + _recursive_root(entries[split:])).digest()


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_the_tree_is_that_of_rfc_6962_and_every_leaf_can_be_proved(entries, data):
    hashes = [leaf_hash(SUITE, entry) for entry in entries]
    head = root(SUITE, hashes)
    assert head == _recursive_root(entries)
    index = data.draw(st.integers(0, len(entries) - 1))
    path = inclusion_proof(SUITE, hashes, index)
    assert root_from_proof(SUITE, hashes[index], index, len(entries), path) == head
    assert root_from_proof(SUITE, hashes[index], index, len(entries), [*path, head]) is None
    assert root_from_proof(SUITE, hashes[index], len(entries), len(entries), path) is None
    if path:
        assert root_from_proof(SUITE, hashes[index], index, len(entries), path[:-1]) != head


def test_the_empty_tree_has_the_hash_of_nothing():
    assert root(SUITE, []) == hashlib.sha256(b"").digest()
    with pytest.raises(IndexError):
        inclusion_proof(SUITE, [], 0)


def test_the_code_chain_is_that_of_draft_thomson_elegy_vrs():
    chain = code_chain(SUITE, b"totally not a bikeshed", 10)
    assert [code.hex() for code in reversed(chain)][:3] == [
        "950ea08d8d5fd3ae415b9967aba7a48aba39ca62a4d98f2e7fe25cb1b8f8c488",
        "5346f2efb5397a6788fc1f1d9c05c6d3f2abe9b7d16d8592a3695b6dbe9f2456",
        "2f70f884997ce80771adbefbbbc6c71a1b921da71896c25ca0f64966bfd0c8ce",
    ]


def test_a_recorded_drand_round_gives_its_randomness():
    assert randomness(RECORDED_ROUND).hex() == "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
    at = round_time(RECORDED_ROUND.named)
    assert at is not None
    assert at.isoformat() == "2023-09-15T11:00:03+00:00"


@pytest.mark.parametrize(
    "change",
    [
        {"round": 657414},
        {"signature": "00" * 48},
        {"signature": "c0" + "00" * 47},
        {"signature": None},
        # the generator of G1: a point of the group, but not this round's signature
        {"signature": "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"},
    ],
)
def test_another_signature_or_round_is_refused(change):
    with pytest.raises(Refused) as refused:
        randomness(RECORDED_ROUND.model_copy(update=change))
    assert refused.value.code == "beacon.signature"


def test_no_beacon_contributes_zeros_and_bears_no_signature():
    assert randomness(BeaconValue(name=BeaconName.NONE)) == bytes(32)
    with pytest.raises(Refused):
        randomness(BeaconValue(name=BeaconName.NONE, signature="00" * 48))


@pytest.mark.parametrize("nonce", [b"", b"short", bytes(32), bytes(33)])
def test_a_nonce_that_hides_nothing_cannot_be_committed_to(nonce):
    with pytest.raises(Refused) as refused:
        commitment(SUITE, "draw", "member", nonce)
    assert refused.value.code == "nonce.unusable"


def test_an_unknown_suite_is_refused_by_name():
    with pytest.raises(Refused, match="sha256") as refused:
        suite_named("sha1")
    assert (refused.value.code, refused.value.value) == ("format.suite", "sha1")
