"""Tickets for rating a visit, on the side of the enterprise that was visited (X-03).

asked = ask({"421088-market": modulus})                 # the keys of the visit, as GET /visits/{visit}/rating-keys tells them
signatures = ...                                        # asked.blinded goes to POST /visits/{visit}/rating-tickets
tickets = asked.tickets("2026-Q1", signatures)          # each rates its department once, by POST /ratings, by whoever holds it
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from .blind_signatures import Blinded, blind, finalize

__all__ = ["Asked", "Ticket", "ask"]

_EXPONENT = 65537


class Ticket(NamedTuple):
    """What `POST /ratings` takes besides the stars; `ticket` and `signature` in hexadecimal."""

    period: str
    department: str
    ticket: str
    signature: str


class _Open(NamedTuple):
    public: RSAPublicKey
    message: bytes
    blinded: Blinded


class Asked:
    """Messages that only their holder knows, and what the signer is shown of them."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._open: dict[str, _Open] = {}
        for department, modulus in keys.items():
            public, message = RSAPublicNumbers(_EXPONENT, int(modulus, 16)).public_key(), secrets.token_bytes(32)
            self._open[department] = _Open(public, message, blind(public, message))

    @property
    def blinded(self) -> dict[str, str]:
        """By department, in hexadecimal."""
        return {department: each.blinded.message.hex() for department, each in self._open.items()}

    def tickets(self, period: str, signatures: Mapping[str, str]) -> list[Ticket]:
        """The tickets of a quarter from the signer's answers. Raises BlindSignatureError for an answer that is none."""
        found = []
        for department, each in self._open.items():
            answer = bytes.fromhex(signatures[department])
            signature = finalize(each.public, each.message, answer, each.blinded.inverse)
            found.append(Ticket(period, department, each.message.hex(), signature.hex()))
        return found


def ask(keys: Mapping[str, str]) -> Asked:
    """New tickets for the departments with these moduli."""
    return Asked(keys)
