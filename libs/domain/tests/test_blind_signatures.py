"""Blind signatures against the vectors of RFC 9474, and what a signer and a forger cannot do."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from libs.domain.blind_signatures import (
    BlindSignatureError,
    blind,
    blind_sign,
    blinded_by,
    encoded,
    finalize,
    valid,
)

# RFC 9474, appendix A: the two variants with a salt.
VECTORS = json.loads((Path(__file__).parents[3] / "tests/vectors/blind_signatures/rfc9474.json").read_text())


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def of_vector(vector) -> rsa.RSAPrivateKey:
    p, q, n, e, d = (int(vector[name], 16) for name in "pqned")
    return rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), rsa.RSAPublicNumbers(e, n)
    ).private_key()


@pytest.mark.parametrize("name", VECTORS)
def test_every_step_is_that_of_the_vectors(name):
    vector = VECTORS[name]
    private = of_vector(vector)
    public, n = private.public_key(), int(vector["n"], 16)
    message, salt = (bytes.fromhex(vector[field]) for field in ("prepared_msg", "salt"))
    assert message.hex() == vector["msg_prefix"] + vector["msg"]
    assert encoded(message, salt, n.bit_length() - 1).hex() == vector["encoded_msg"]
    inverse = int(vector["inv"], 16)
    blinded = blinded_by(public, message, salt, pow(inverse, -1, n))
    assert (blinded.message.hex(), blinded.inverse) == (vector["blinded_msg"], inverse)
    answer = blind_sign(private, blinded.message)
    assert answer.hex() == vector["blind_sig"]
    assert finalize(public, message, answer, inverse).hex() == vector["sig"]
    assert valid(public, message, bytes.fromhex(vector["sig"]))


def test_the_signer_sees_another_number_each_time_and_the_signature_is_the_messages(key):
    public, message = key.public_key(), bytes(range(32))
    seen = [blind(public, message) for _ in range(2)]
    assert seen[0].message != seen[1].message
    signature = finalize(public, message, blind_sign(key, seen[0].message), seen[0].inverse)
    assert valid(public, message, signature)
    assert not valid(public, message[::-1], signature)
    assert not valid(rsa.generate_private_key(65537, 2048).public_key(), message, signature)


def test_an_answer_to_something_else_is_no_signature(key):
    public = key.public_key()
    one, other = blind(public, b"one"), blind(public, b"other")
    for answer in (blind_sign(key, other.message), bytes(256), b"\xff" * 256, b"short"):
        with pytest.raises(BlindSignatureError):
            finalize(public, b"one", answer, one.inverse)


def test_only_a_number_below_the_modulus_is_signed(key):
    n = key.public_key().public_numbers().n
    for blinded in (b"", b"\x01", bytes(256), n.to_bytes(256), b"\xff" * 256, b"\x01" * 257):
        with pytest.raises(BlindSignatureError):
            blind_sign(key, blinded)


def test_whoever_signed_finds_every_ticket_as_likely_behind_every_signing(key):
    """With all that was seen at the signings, and with the private key, each ticket fits each signing as well as its own."""
    public = key.public_key()
    n, e = public.public_numbers().n, public.public_numbers().e
    signings, tickets = [], []
    for name in (b"one", b"two", b"three"):
        blinded = blind(public, name)
        answer = blind_sign(key, blinded.message)
        signings.append((int.from_bytes(blinded.message), int.from_bytes(answer)))
        tickets.append(int.from_bytes(finalize(public, name, answer, blinded.inverse)))
    for message, answer in signings:
        for signature in tickets:
            factor = answer * pow(signature, -1, n) % n
            assert pow(factor, e, n) * pow(signature, e, n) % n == message, "this factor would have led from one to the other"
