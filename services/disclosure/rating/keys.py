"""The keys of tickets, one for each department and quarter. They come from one secret file, and no store holds any of them.

A key is made by the secret: the same secret makes the same key, in each process of the service and after each restart. Its two
primes are the first of a stream of numbers (SHAKE-256 of secret, quarter and department) that are prime. Nobody who lacks the
secret can tell the stream from chance.
"""

import math
from functools import lru_cache
from hashlib import shake_256
from itertools import count

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicKey,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)

EXPONENT = 65537
BITS = 2048
_HALF = BITS // 2
_ROUNDS = 10
"""Of Miller and Rabin. For numbers of this size that chance gives, 5 are held to be enough (FIPS 186-5, table B.1)."""
_SMALL = math.prod(number for number in range(3, 20_000, 2) if all(number % d for d in range(3, math.isqrt(number) + 1, 2)))
"""Each candidate with a factor among these is left out before it is tried at length."""


@lru_cache(maxsize=256)
def key_of(secret: bytes, period: str, department: str) -> RSAPrivateKey:
    """The private key of a department's tickets of a quarter; takes a third of a second the first time."""
    seed = b"|".join((secret, period.encode(), department.encode()))
    p, q = (_prime(seed + half) for half in (b"|p", b"|q"))
    d = pow(EXPONENT, -1, math.lcm(p - 1, q - 1))
    public = RSAPublicNumbers(EXPONENT, p * q)
    return RSAPrivateNumbers(p, q, d, rsa_crt_dmp1(d, p), rsa_crt_dmq1(d, q), rsa_crt_iqmp(p, q), public).private_key()


def modulus_of(private: RSAPrivateKey) -> str:
    """The published form of its public half: hexadecimal digits."""
    return f"{private.public_key().public_numbers().n:0{BITS // 4}x}"


def public_of(modulus: str) -> RSAPublicKey:
    return RSAPublicNumbers(EXPONENT, int(modulus, 16)).public_key()


def _prime(seed: bytes) -> int:
    """The first prime of the stream whose two highest bits are set, so that the modulus is as long as it should be."""
    for number in count():
        drawn = int.from_bytes(shake_256(seed + number.to_bytes(4)).digest(_HALF // 8))
        candidate = drawn | 3 << (_HALF - 2) | 1
        if math.gcd(candidate, _SMALL) == 1 and candidate % EXPONENT != 1 and _passes(candidate, seed):
            return candidate
    raise AssertionError("an endless stream has ended")


def _passes(number: int, seed: bytes) -> bool:
    """The test of Miller and Rabin, with bases from the same stream."""
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    odd = (number - 1) >> twos
    for nth in range(_ROUNDS):
        base = int.from_bytes(shake_256(seed + b"|base" + nth.to_bytes(4)).digest(_HALF // 8)) % (number - 3) + 2
        power = pow(base, odd, number)
        if power in {1, number - 1}:
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
