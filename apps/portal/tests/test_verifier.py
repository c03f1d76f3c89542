"""The browser's verifier piece by piece, against the standards' own examples and against Python's libraries."""

import hashlib
import hmac
import json
import random
import re
from itertools import permutations
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.portal.testing.verifier import Verifier

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "tests" / "vectors" / "draw"
PRIMITIVES = json.loads((VECTORS / "primitives.json").read_text())
PACK = (VECTORS / "pack.json").read_text()
QUICK = settings(max_examples=60)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture(scope="module")
def js():
    with Verifier() as running:
        yield running


@QUICK
@given(key=st.binary(max_size=200), data=st.binary(max_size=300))
def test_hashes_are_those_of_the_library(js, key, data):
    assert js.call("sha256", data.hex()) == hashlib.sha256(data).hexdigest()
    assert js.call("hmac", key.hex(), data.hex()) == hmac.digest(key, data, "sha256").hex()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**53 - 1) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


@QUICK
@given(JSON)
def test_the_canonical_form_is_the_library_s(js, value):
    assert js.call("canonicalText", value) == rfc8785.dumps(value).decode()


@QUICK
@given(st.lists(st.text(st.sampled_from("a～🏪𠮷\ue000\ud7ff\uffee店"), max_size=4), max_size=8))
def test_texts_sort_by_their_bytes(js, texts):
    assert js.call("sorted", texts) == sorted(texts, key=str.encode)


def test_the_primitives_agree_with_the_vectors(js):
    for case in PRIMITIVES["digest"]:
        assert js.call("digest", case["tag"], case["value"]) == case["digest"]
    for case in PRIMITIVES["numbers"]["labels"]:
        assert js.call("number", PRIMITIVES["numbers"]["prk"], *case["label"]) == case["number"]
    code = PRIMITIVES["code_chain"]["secret"]
    for expected in PRIMITIVES["code_chain"]["codes"]:
        code = js.call("sha256", code)
        assert code == expected
    given_ = PRIMITIVES["commitment"]
    assert js.call("commitment", given_["draw"], given_["member"], given_["nonce"]) == given_["commitment"]


def test_the_tree_agrees_with_the_vectors(js):
    tree = PRIMITIVES["merkle"]
    entries = tree["entries"]
    for n, expected in enumerate(tree["roots"]):
        assert js.call("root", entries[:n]) == expected
    for i, path in enumerate(tree["paths_of_all"]):
        assert js.call("rootByPath", entries[i], i, len(entries), path) == tree["roots"][-1]
        assert js.call("rootByPath", entries[i], i, len(entries), path[1:]) != tree["roots"][-1]
        assert js.call("rootByPath", entries[i], i, len(entries), [*path, path[0]]) is None
        assert js.call("rootByPath", entries[i], len(entries), len(entries), path) is None


def test_targets_agree_with_the_vectors(js):
    for case in PRIMITIVES["targets"]["cases"]:
        assert js.call("targetOf", case["stratum"], case["base"], PRIMITIVES["targets"]["prk"]) == case["target"]


# RFC 9380, appendix J.9.1: suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
@pytest.mark.parametrize(
    ("message", "x", "y"),
    [
        (
            "",
            "052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1",
            "08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265",
        ),
        (
            "abc",
            "03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903",
            "0b9c15f3fe6e5cf4211f346271d7b01c8f3b28be689c8429c85b67af215533311f0b8dfaaa154fa6b88176c229f2885d",
        ),
    ],
)
def test_hashing_to_the_curve_agrees_with_the_standard(js, message, x, y):
    assert js.call("hashToG1", message, "QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_") == [x, y]


def test_a_beacon_s_signature_is_of_its_round_alone_and_of_no_bent_point(js):
    beacon = PRIMITIVES["beacon"]
    signature = beacon["signature"]
    assert js.call("isSigned", beacon["round"], signature)
    assert not js.call("isSigned", beacon["round"] + 1, signature)
    turned = f"{int(signature[0], 16) ^ 2:x}{signature[1:]}"
    infinity = "c" + "0" * 95
    beyond = "9a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"
    # x = 4 is on the curve, but not in the group of the right order.
    stray = f"8{4:095x}"
    for other in (turned, infinity, beyond, stray, "0" * 96, "f" * 96, f"1{signature[1:]}"):
        assert not js.call("isSigned", beacon["round"], other), other


@QUICK
@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True, max_size=4), max_size=4))
def test_the_matching_is_the_largest(js, wishes):
    people = [*"abcd", None, None, None, None]
    most = max(sum(p in wish for p, wish in zip(chosen, wishes, strict=False)) for chosen in permutations(people, len(wishes)))
    assert js.call("matching", wishes) == most


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("old", "browser.signatures"), ("insecure", "browser.signatures"), ("wrong", "browser.failed")],
)
def test_a_browser_that_cannot_check_says_so_and_passes_nothing(js, kind, reason):
    for name in ("pack.json", "proof.json"):
        verdict = js.verify((VECTORS / name).read_text(), browser=kind)
        assert (verdict["state"], verdict["reason"]) == ("unverified", reason)
        assert not verdict["steps"][-1]["ok"]


def test_the_count_of_the_register_is_compared_when_it_is_known_and_said_not_to_be_otherwise(js):
    for name in ("pack.json", "proof.json"):
        text = (VECTORS / name).read_text()
        assert js.verify(text, registerCount=70)["state"] == ("holds" if name == "pack.json" else "listed")
        assert js.verify(text, registerCount=71)["reason"] == "register.count"
        verdict = js.verify(text)
        assert [step["name"] for step in verdict["steps"] if step["state"] == "skipped"] == ["register"]
        assert "note.register" in [note["code"] for note in verdict["notes"]]


def test_a_proof_never_says_that_the_draw_holds_whatever_is_written_into_it(js):
    proof = json.loads((VECTORS / "proof.json").read_text())
    forged = [{**row, "chosen": True, "cutoff": "f" * 64} for row in proof["strata"] if row["eligible"]]
    for strata in (proof["strata"], forged, []):
        verdict = js.verify({**proof, "strata": strata})
        assert (verdict["state"], verdict["reason"]) == ("listed", None)


def test_a_visitor_is_told_what_no_step_can_say(js):
    assert {"code": "note.missing", "detail": "member-2"} in js.verify(PACK)["notes"]
    assert {"code": "note.no-beacon"} in js.verify((VECTORS / "pack-without-beacon.json").read_text())["notes"]
    assert {"code": "note.proof"} in js.verify((VECTORS / "proof.json").read_text())["notes"]


def test_an_entity_is_told_whether_it_was_listed_its_number_and_why(js):
    pack = json.loads(PACK)
    chosen, passed = pack["result"]["strata"][0]["chosen"][0], pack["result"]["strata"][0]["reserves"][0]
    told = {entity: js.verify(PACK, entity=entity)["asked"] for entity in (chosen, passed, "uscc:INVENTED007", "nobody")}
    assert told["nobody"] == {"entity": "nobody", "listed": False}
    first = {entity: answer["strata"][0] for entity, answer in told.items() if answer["listed"]}
    assert (first[chosen]["chosen"], first[chosen]["reserve"]) == (True, False)
    assert (first[passed]["chosen"], first[passed]["reserve"]) == (False, True)
    assert told[chosen]["x"] <= first[chosen]["cutoff"] < told[passed]["x"]
    assert [manned["visit"]["entity"] for manned in told[chosen]["visits"]] == [chosen] * len(told[chosen]["visits"]) != []
    # Its exclusion X2 is lifted for every kind, X4 stands for the one kind.
    strata = {row["demand"]: row for row in told["uscc:INVENTED007"]["strata"]}
    assert strata["d1"]["eligible"]
    assert [exclusion["reason"] for exclusion in strata["d2"]["excluded"]] == ["X4"]


def test_whatever_bytes_come_a_verdict_comes_back(js):
    chance = random.Random(1)  # noqa: S311 - a test that can be repeated
    for content in (
        b"",
        b"{",
        b"[" * 100_000,
        b"null",
        b"[]",
        b'{"leaf": 1}',
        b"7",
        b'"x"',
        chance.randbytes(500),
        b"\xff\xfe{}",
    ):
        verdict = js.verify(content)
        assert (verdict["state"], verdict["reason"]) == ("refused", "format.invalid")


def test_the_constants_of_the_isogeny_are_whole():
    text = (ROOT / "apps" / "portal" / "static" / "verify" / "isogeny.js").read_text()
    assert [len(re.findall(r"^  0x|^  1n", part, re.MULTILINE)) for part in text.split("export const")[1:]] == [12, 11, 16, 16]
