"""The hash chain of shared facts: nothing altered, reordered, left out or signed by a stranger is taken."""

import hashlib
import stat
from datetime import UTC, datetime
from uuid import UUID

import pytest
import rfc8785
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import COVERED, GENESIS, ChainBrokenError, Link, Signer, UntrustedError, verify
from libs.events.envelope import Meta, Recorded, to_cloudevent
from libs.events.signatures import load_key, new_key
from libs.events.testing.bell import Answered

KEY = OKPKey.import_key(
    {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
     "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}
)  # fmt: skip
"""RFC 8037, appendix A.1."""
OURS = KEY.as_dict(private=False)
STRANGER = OKPKey.generate_key("Ed25519")


def event(n, door="front"):
    fact = Answered(door=door)
    identity = UUID(int=n)
    item = Recorded(fact, "/421088/bell", f"bell-{door}", n, n * 3, identity, datetime(2026, 3, n, tzinfo=UTC), Meta("o", "c"))
    return to_cloudevent(item), fact.model_dump(mode="json")


def chain(count, key=KEY):
    """Sealed events as they arrive: (attributes, data)."""
    end, sealed = Link(), []
    for n in range(1, count + 1):
        attributes, data = event(n)
        link = Signer(key).seal(end, attributes, data)
        sealed.append(({**attributes, **link.attributes()}, data))
        end = link.link
    return sealed


def follow(sealed, keys=(OURS,)):
    end = Link()
    for attributes, data in sealed:
        end = verify(end, attributes, data, keys)
    return end


def test_an_unbroken_chain_is_followed_to_its_end():
    sealed = chain(5)
    end = follow(sealed)
    assert (end.index, end.hash) == (5, sealed[-1][0]["chainhash"])
    assert sealed[0][0]["chainprevious"] == GENESIS


def test_a_link_is_the_sha_256_of_the_canonical_form_of_index_predecessor_and_event():
    (attributes, data), *_ = chain(1)
    named = ("id", "source", "type", "subject", "time", "sequence", "streamversion", "actor", "correlationid")
    event = {**{name: attributes[name] for name in named}, "data": data}
    body = {"seal": "checkonce-seal-2", "index": 1, "previous": GENESIS, "event": event}
    assert attributes["chainhash"] == hashlib.sha256(rfc8785.dumps(body)).hexdigest()


def test_sealing_the_same_gives_the_same_bytes():
    """A relay that sends again after a crash must not fork its own chain."""
    assert chain(3) == chain(3)


@pytest.mark.parametrize("name", COVERED[2])
def test_an_altered_attribute_is_refused(name):
    sealed = chain(2)
    sealed[1][0][name] = sealed[1][0].get(name, "")[:-1] + "7"
    with pytest.raises(ChainBrokenError, match="link 2 ") as refused:
        follow(sealed)
    assert refused.value.reason == "altered"


def test_altered_data_is_refused():
    sealed = chain(2)
    sealed[1][1]["door"] = "back"
    with pytest.raises(ChainBrokenError, match="altered"):
        follow(sealed)


def test_altered_data_with_its_hash_put_right_fails_the_signature():
    ((attributes, _),) = chain(1)
    forged, _ = event(1)
    wrong = Signer(STRANGER).seal(Link(), forged, {"door": "back"})
    mixed = {**forged, **wrong.attributes(), "signature": attributes["signature"]}
    with pytest.raises(ChainBrokenError, match="not signed"):
        verify(Link(), mixed, {"door": "back"}, [OURS])


def test_links_out_of_order_left_out_or_repeated_are_refused():
    first, second, third = chain(3)
    for order in ([second, first], [first, third], [first, first], [first, second, second, third]):
        with pytest.raises(ChainBrokenError, match="does not follow"):
            follow(order)


def test_a_link_that_names_another_predecessor_is_refused():
    first, _ = chain(2)
    attributes, data = event(2)
    other = Signer(KEY).seal(Link(1, "f" * 64), attributes, data)
    with pytest.raises(ChainBrokenError, match="another predecessor"):
        follow([first, ({**attributes, **other.attributes()}, data)])


@pytest.mark.parametrize("missing", ["chainindex", "chainprevious", "chainhash", "signature"])
def test_a_missing_seal_is_refused(missing):
    (attributes, data), *_ = chain(1)
    del attributes[missing]
    with pytest.raises(ChainBrokenError, match="unsigned"):
        verify(Link(), attributes, data, [OURS])


_CRIT_NULL = f"eyJhbGciOiJFZDI1NTE5IiwiY3JpdCI6bnVsbH0..{'A' * 86}"
"""{"alg":"Ed25519","crit":null}: joserfc raised TypeError, and the neighbour's partition stood still for good."""


@pytest.mark.parametrize("signature", ["", "..", "a..b", "eyJhbGciOiJub25lIn0..", "eyJhbGciOiJIUzI1NiJ9..AAAA", _CRIT_NULL])
def test_what_is_no_signature_is_refused(signature):
    (attributes, data), *_ = chain(1)
    with pytest.raises(ChainBrokenError, match="not signed"):
        verify(Link(), {**attributes, "signature": signature}, data, [OURS])


def test_a_foreign_key_is_refused_and_one_of_several_trusted_keys_is_enough():
    sealed = chain(2)
    with pytest.raises(ChainBrokenError, match="not signed by a trusted key"):
        follow(sealed, [STRANGER.as_dict(private=False)])
    assert follow(sealed, [STRANGER.as_dict(private=False), OURS]).index == 2


def test_without_any_key_it_is_untrusted_and_not_broken():
    with pytest.raises(UntrustedError, match="no trusted key for /421088/bell"):
        follow(chain(1), [])


def test_what_has_no_canonical_form_is_a_broken_link():
    """RFC 8785 knows no integers beyond 2^53: such data once made the neighbour's partition fail without a reason."""
    (attributes, _), *_ = chain(1)
    with pytest.raises(ChainBrokenError):
        verify(Link(), attributes, {"door": 2**60}, [OURS])


def test_a_new_key_is_readable_by_its_owner_alone_and_kept(tmp_path):
    path = tmp_path / "deep" / "key.json"
    made = new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert new_key(path).thumbprint() == load_key(path).thumbprint() == made.thumbprint()
    assert "d" not in Signer(made).public_jwk


def test_a_key_file_that_cannot_be_read_says_so(tmp_path):
    for content in ("{}", "[]", "not json", '{"kty": "RSA"}', '{"kty": "OKP", "crv": "Ed25519", "x": "%%"}'):
        (tmp_path / "key.json").write_text(content, encoding="utf-8")
        with pytest.raises(ValueError, match=r"key\.json holds no Ed25519 JWK"):
            load_key(tmp_path / "key.json")
    with pytest.raises(OSError, match="absent"):
        load_key(tmp_path / "absent.json")
