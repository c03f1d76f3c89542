"""Keys that come from a secret."""

import math

from services.disclosure.rating.keys import EXPONENT, key_of, modulus_of, public_of

SECRET = b"s" * 32


def test_a_secret_makes_the_same_key_each_time_and_another_for_each_department_and_quarter():
    key = key_of(SECRET, "2026-Q1", "421088-market")
    key_of.cache_clear()
    again = key_of(SECRET, "2026-Q1", "421088-market")
    assert again.private_numbers() == key.private_numbers()
    moduli = {
        modulus_of(key_of(*asked))
        for asked in (
            (SECRET, "2026-Q2", "421088-market"),
            (SECRET, "2026-Q1", "421088-fire"),
            (b"t" * 32, "2026-Q1", "421088-market"),
        )
    }
    assert len(moduli | {modulus_of(key)}) == 4


def test_a_key_is_a_sound_rsa_key_of_2048_bits():
    numbers = key_of(SECRET, "2026-Q1", "421088-market").private_numbers()
    p, q = numbers.p, numbers.q
    assert numbers.public_numbers.n == p * q
    assert {prime.bit_length() for prime in (p, q)} == {1024}
    assert abs(p - q).bit_length() > 1000
    assert all(pow(base, prime - 1, prime) == 1 for prime in (p, q) for base in (2, 3, 5, 7))
    assert numbers.d * EXPONENT % math.lcm(p - 1, q - 1) == 1
    modulus = modulus_of(key_of(SECRET, "2026-Q1", "421088-market"))
    assert public_of(modulus).public_numbers() == numbers.public_numbers
    assert len(modulus) == 512
