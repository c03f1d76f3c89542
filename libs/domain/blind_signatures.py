"""RSA blind signatures, RSABSSA-SHA384-PSS (RFC 9474): who signs never sees what is signed.

    blinded = blind(public, message)                       # the holder of the message
    answer = blind_sign(private, blinded.message)          # the signer, who learns nothing of `message`
    signature = finalize(public, message, answer, blinded.inverse)
    assert valid(public, message, signature)               # an ordinary RSASSA-PSS signature

The messages here are 32 random bytes, so that the variant without a random prefix (PrepareIdentity) is safe (RFC 9474, 5.5).
The private operation is raw RSA, which `cryptography` does not offer: it is done here, by the Chinese remainder theorem, under
a random factor against timing, and its result is checked against faults (RFC 9474, 7.1).
"""

from __future__ import annotations

import math
import secrets
from hashlib import sha384
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA384

__all__ = ["BlindSignatureError", "Blinded", "blind", "blind_sign", "blinded_by", "encoded", "finalize", "valid"]

_HASH = 48
_SALT = 48


class BlindSignatureError(Exception):
    """What was given back is no signature of the message, or what is to be signed is no number below the modulus."""


class Blinded(NamedTuple):
    """`message` goes to the signer; `inverse` stays with the holder and takes the blinding off again."""

    message: bytes
    inverse: int


def blind(public: RSAPublicKey, message: bytes) -> Blinded:
    """A message for the signer that tells nothing of the given one (RFC 9474, 4.2)."""
    n = public.public_numbers().n
    while True:
        factor = secrets.randbelow(n - 1) + 1
        if math.gcd(factor, n) == 1:
            return blinded_by(public, message, secrets.token_bytes(_SALT), factor)


def blinded_by(public: RSAPublicKey, message: bytes, salt: bytes, factor: int) -> Blinded:
    """`blind` with its two random values given, as the test vectors of RFC 9474 have them."""
    numbers = public.public_numbers()
    number = int.from_bytes(encoded(message, salt, numbers.n.bit_length() - 1))
    if math.gcd(number, numbers.n) != 1:
        raise BlindSignatureError("the message shares a factor with the modulus")
    blinded = number * pow(factor, numbers.e, numbers.n) % numbers.n
    return Blinded(blinded.to_bytes(_length(public)), pow(factor, -1, numbers.n))


def blind_sign(private: RSAPrivateKey, blinded: bytes) -> bytes:
    """Signs a blinded message (RFC 9474, 4.3). Raises BlindSignatureError unless it is a number below the modulus."""
    numbers = private.private_numbers()
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    number = int.from_bytes(blinded)
    if len(blinded) != _length(private.public_key()) or not 0 < number < n:
        raise BlindSignatureError("a blinded message is as long as the modulus, and below it")
    factor = secrets.randbelow(n - 1) + 1
    hidden = number * pow(factor, e, n) % n
    by_p, by_q = pow(hidden, numbers.dmp1, numbers.p), pow(hidden, numbers.dmq1, numbers.q)
    signed = by_q + numbers.q * ((by_p - by_q) * numbers.iqmp % numbers.p)
    signed = signed * pow(factor, -1, n) % n
    if pow(signed, e, n) != number:
        raise BlindSignatureError("the private operation failed")
    return signed.to_bytes(len(blinded))


def finalize(public: RSAPublicKey, message: bytes, answer: bytes, inverse: int) -> bytes:
    """The signature of the message from the signer's answer (RFC 9474, 4.4). Raises BlindSignatureError if it is none."""
    n = public.public_numbers().n
    signature = (int.from_bytes(answer) * inverse % n).to_bytes(_length(public))
    if len(answer) != len(signature) or not valid(public, message, signature):
        raise BlindSignatureError("the answer is no signature of the message")
    return signature


def valid(public: RSAPublicKey, message: bytes, signature: bytes) -> bool:
    """Whether it is the message's signature (RSASSA-PSS, SHA-384, 48 bytes of salt)."""
    try:
        public.verify(signature, message, PSS(MGF1(SHA384()), _SALT), SHA384())
    except InvalidSignature:
        return False
    return True


def encoded(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384 and MGF1; `bits` is one less than the modulus has."""
    length = (bits + 7) // 8
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH - 2) + b"\x01" + salt
    masked = int.from_bytes(block) ^ int.from_bytes(_mask(digest, len(block)))
    # The bits above `bits` are zero, so that the number is below the modulus.
    masked &= (1 << (bits - 8 * (length - len(block)))) - 1
    return masked.to_bytes(len(block)) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, B.2.1)."""
    blocks = (sha384(seed + number.to_bytes(4)).digest() for number in range(-(-length // _HASH)))
    return b"".join(blocks)[:length]


def _length(public: RSAPublicKey) -> int:
    return (public.key_size + 7) // 8
