"""Signature and hash chain of shared facts: what a neighbour can prove without trusting the wire.

Each source has one chain. Link n hashes the RFC 8785 form of `{index, previous, event}` with SHA-256 and is signed as a
detached JWS (RFC 7515 appendix F) with `Ed25519` (RFC 9864). A missing, reordered, altered or inserted link is seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from joserfc.jwk import OKPKey

from .. import signatures

__all__ = ["GENESIS", "ChainBrokenError", "Link", "Sealed", "Signer", "UntrustedError", "verify"]

GENESIS = "0" * 64
_SEALED_ATTRIBUTES = ("id", "source", "type", "subject", "time", "sequence", "streamversion")


class ChainBrokenError(Exception):
    """A link does not continue the chain, or its hash or signature is wrong."""


class UntrustedError(Exception):
    """No agreement (yet) gives a key for this source."""


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: the next link has `index + 1` and names `hash`."""

    index: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Sealed:
    """One link as sent, in the CloudEvents extensions chainindex, chainprevious, chainhash and signature."""

    index: int
    previous: str
    hash: str
    signature: str

    def attributes(self) -> dict[str, str]:
        return {
            "chainindex": str(self.index),
            "chainprevious": self.previous,
            "chainhash": self.hash,
            "signature": self.signature,
        }

    @property
    def link(self) -> Link:
        return Link(self.index, self.hash)


def _payload(index: int, previous: str, attributes: Mapping[str, str], data: Mapping[str, Any]) -> bytes:
    event = {name: attributes[name] for name in _SEALED_ATTRIBUTES}
    return rfc8785.dumps({"index": index, "previous": previous, "event": {**event, "data": dict(data)}})


class Signer:
    """Seals shared facts of one source with a place's private key."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @property
    def public_jwk(self) -> dict[str, Any]:
        return dict(self._key.as_dict(private=False))

    def seal(self, end: Link, attributes: Mapping[str, str], data: Mapping[str, Any]) -> Sealed:
        """The next link after `end`. Deterministic: the same input gives the same bytes."""
        payload = _payload(end.index + 1, end.hash, attributes, data)
        signature = signatures.sign(payload, self._key)
        return Sealed(end.index + 1, end.hash, hashlib.sha256(payload).hexdigest(), signature)


def verify(end: Link, attributes: Mapping[str, str], data: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Link:
    """Checks that an event is the next link after `end`, signed by one of the trusted public JWKs; returns the new end.

    Raises UntrustedError when there is no key at all, ChainBrokenError when anything else is wrong. Whether the agreement
    covers what the fact says (item, period) is for the service to decide.
    """
    try:
        index, previous = int(attributes["chainindex"]), attributes["chainprevious"]
        claimed, signature = attributes["chainhash"], attributes["signature"]
    except (KeyError, ValueError) as error:
        raise ChainBrokenError(f"unsigned: {error}") from error
    if index != end.index + 1:
        raise ChainBrokenError(f"link {index} does not follow {end.index}")
    if previous != end.hash:
        raise ChainBrokenError(f"link {index} names another predecessor")
    try:
        payload = _payload(index, previous, attributes, data)
    except rfc8785.CanonicalizationError as error:
        raise ChainBrokenError(f"link {index} has no canonical form: {error}") from error
    if hashlib.sha256(payload).hexdigest() != claimed:
        raise ChainBrokenError(f"link {index} was altered")
    if not keys:
        raise UntrustedError(f"no trusted key for {attributes['source']}")
    if any(signatures.holds(signature, payload, OKPKey.import_key(dict(key))) for key in keys):
        return Link(index, claimed)
    raise ChainBrokenError(f"link {index} is not signed by a trusted key")
