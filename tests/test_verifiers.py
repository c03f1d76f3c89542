"""Three verifiers of the draw, written apart (the service's, the command's, the browser's), say the same of every pack."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.checkonce.testing.documents import changed, wild_case
from apps.checkonce.verify import read
from apps.checkonce.verify import verify as verify_by_command
from apps.checkonce.verify.verdict import WORDS
from apps.portal.testing.verifier import Verifier
from services.planning.draw.certificate import prove_entity
from services.planning.draw.testing import small_case
from services.planning.draw.verify import verify as verify_by_service

ROOT = Path(__file__).parents[1]
VECTORS = ROOT / "tests" / "vectors" / "draw"


def vector(name):
    return json.loads((VECTORS / name).read_text())


TAMPERED = vector("tampered.json")
TAMPERED_PROOFS = vector("tampered-proof.json")
WRITTEN = vector("written.json")


@pytest.fixture(scope="module")
def browser():
    with Verifier() as running:
        yield running


@pytest.fixture(scope="module")
def packs():
    drawn = [small_case(), *map(wild_case, range(12))]
    return [json.loads(json.dumps(case.pack().plain())) for case in drawn]


@pytest.mark.parametrize("name", ["pack.json", "pack-without-beacon.json", "pack-order.json", "proof.json"])
def test_a_published_file_holds_for_all(browser, name):
    text = (VECTORS / name).read_text()
    assert browser.verify(text)["state"] == ("listed" if name == "proof.json" else "holds")
    assert verify_by_command(json.loads(text)).ok
    assert name == "proof.json" or verify_by_service(json.loads(text)).ok


@pytest.mark.parametrize("tampering", TAMPERED, ids=lambda tampering: tampering["name"])
def test_a_tampered_pack_is_refused_by_all_for_one_reason(browser, tampering):
    document = changed(vector("pack.json"), *tampering["changes"])
    found = browser.verify(document)["reason"], verify_by_command(document).reason, verify_by_service(document).reason
    assert found == (tampering["reason"],) * 3


@pytest.mark.parametrize("tampering", TAMPERED_PROOFS, ids=lambda tampering: tampering["name"])
def test_a_tampered_proof_is_refused_by_both_for_one_reason(browser, tampering):
    document = changed(vector("proof.json"), *tampering["changes"])
    assert (browser.verify(document)["reason"], verify_by_command(document).reason) == (tampering["reason"],) * 2


@pytest.mark.parametrize("writing", WRITTEN, ids=lambda writing: writing["name"])
def test_a_file_that_two_readers_could_read_as_two_documents_is_no_pack(browser, writing):
    plain = (VECTORS / "pack.json").read_text()
    assert writing["was"] in plain
    text = plain.replace(writing["was"], writing["written"], 1)
    assert browser.verify(text)["reason"] == writing["reason"]
    try:
        document = read(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        assert writing["reason"] == "format.invalid"
    else:
        assert verify_by_command(document).reason == verify_by_service(document).reason == writing["reason"]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_in_another_encoding_is_no_pack(browser, codec):
    content = (VECTORS / "pack.json").read_text().encode(codec)
    assert browser.verify(content)["reason"] == "format.invalid"
    with pytest.raises(ValueError, match=r"."):
        read(content)


def test_every_code_of_the_format_has_a_tampered_pack():
    page = (ROOT / "docs" / "draw.md").read_text()
    assert set(WORDS) - {tampering["reason"] for tampering in TAMPERED} == {"register.count"}
    assert all(f"`{code}`" in page for code in WORDS)


def test_what_the_service_draws_holds_for_all(browser, packs):
    for pack in packs:
        assert browser.verify(pack)["reason"] is None
        assert verify_by_command(pack).reason is None
        assert verify_by_service(pack).reason is None


def test_every_proof_that_the_service_writes_holds_for_both(browser):
    pack = wild_case(3).pack()
    for leaf in pack.frame:
        proof = prove_entity(pack, leaf.entity).plain()
        assert browser.verify(proof)["reason"] is None
        assert verify_by_command(proof).reason is None


ODD = st.sampled_from([
    "", "*", "|", "a b", "\u3000", "\ufeff", "\u0085", "x" * 121, "🏪", "～", "A", "U", "X5", "key", "0" * 64, "f" * 64,
    0, 1, 2, 20, 21, -1, 1999, 2**36 + 1, 2**53 - 1, 2**53, True, False, None, 1.5, [], {}, ["*"], ["*", "a"], ["b", "a"],
    ["a", "a"], ["🏪", "～"], ["～", "🏪"], "2023-02-29", "2024-02-29", "0000-01-01", "2023-11-15", "2023-09-14T23:59:60Z",
    "0001-01-01T00:00:00Z", "2023-09-14T01:00:00+00:00",
])  # fmt: skip


@st.composite
def mutations(draw, document):
    """A copy of the document in which one place is changed, left out, repeated, or put in another order."""
    bent = copy.deepcopy(document)
    at, holder, key = bent, None, None
    while isinstance(at, dict | list) and at and (holder is None or draw(st.integers(0, 7))):
        holder, key = at, draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        at = holder[key]
    how = draw(st.sampled_from(["value", "value", "value", "number", "none", "twice", "turned"]))
    if how == "number" and type(at) is int:
        holder[key] = at + draw(st.sampled_from([-1, 1]))
    elif how == "none":
        del holder[key]
    elif how == "twice" and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(at))
    elif how == "turned" and isinstance(at, list):
        holder[key] = at[::-1]
    else:
        holder[key] = copy.deepcopy(draw(ODD))
    return bent


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_pack_with_one_change_is_judged_alike_by_all(browser, packs, data):
    document = data.draw(mutations(packs[data.draw(st.integers(0, len(packs) - 1))]))
    mine, command, service = browser.verify(document), verify_by_command(document).reason, verify_by_service(document).reason
    assert mine["reason"] == command == service
    assert not (mine["reason"] or "").startswith("browser.")


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_proof_with_one_change_is_judged_alike_by_both(browser, data):
    document = data.draw(mutations(vector("proof.json")))
    assert browser.verify(document)["reason"] == verify_by_command(document).reason
