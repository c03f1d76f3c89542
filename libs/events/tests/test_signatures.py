"""Detached signatures: they hold for exactly these bytes, this key and, where it is asked for, this header."""

import base64
import json

import pytest
from joserfc.jwk import OKPKey

from libs.events.signatures import holds, public, sign

KEY, OTHER = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_signature_holds_for_its_bytes_and_its_key_only():
    signature = sign(b"terms", KEY)
    assert signature == sign(b"terms", KEY)
    assert ".." in signature
    assert holds(signature, b"terms", KEY)
    assert not holds(signature, b"other", KEY)
    assert not holds(signature, b"terms", OTHER)


def test_with_a_kid_the_header_says_nothing_else():
    assert holds(sign(b"x", KEY, kid="m-1"), b"x", KEY, kid="m-1")
    assert not holds(sign(b"x", KEY, kid="m-2"), b"x", KEY, kid="m-1")
    assert not holds(sign(b"x", KEY), b"x", KEY, kid="m-1")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "..",
        "a..b",
        "a.b.c",
        "....",
        f"{encoded({'alg': 'none'})}..",
        f"{encoded({'alg': 'Ed25519', 'crit': 1})}..AA",
        "[" * 9000,
    ],
)
def test_what_a_stranger_sends_never_raises(sent):
    assert not holds(sent, b"x", KEY)
    assert not holds(sent, b"x", KEY, kid="m-1")


def test_a_public_key_is_told_from_anything_else():
    assert public(KEY.as_dict(private=False)).keys() == {"crv", "kty", "x"}
    for wrong in (KEY.as_dict(private=True), {"kty": "RSA"}, {"kty": "OKP", "crv": "Ed25519", "x": "?"}):
        with pytest.raises(ValueError, match="key"):
            public(wrong)
