"""Signature and hash chain of shared facts: what a neighbour can prove without trusting the wire.

Each source has one chain. Link n hashes the RFC 8785 form of `{index, previous, event}` with SHA-256 and is signed as a
detached JWS (RFC 7515 appendix F) with `Ed25519` (RFC 9864). A missing, reordered, altered or inserted link is seen.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

__all__ = ["GENESIS", "ChainBrokenError", "Link", "Sealed", "Signer", "UntrustedError", "load_key", "new_key", "verify"]

GENESIS = "0" * 64
_ALGORITHM = "Ed25519"
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
        self._registry = jws.JWSRegistry(algorithms=[_ALGORITHM])

    @property
    def public_jwk(self) -> dict[str, Any]:
        return dict(self._key.as_dict(private=False))

    def seal(self, end: Link, attributes: Mapping[str, str], data: Mapping[str, Any]) -> Sealed:
        """The next link after `end`. Deterministic: the same input gives the same bytes."""
        payload = _payload(end.index + 1, end.hash, attributes, data)
        header = {"alg": _ALGORITHM, "kid": self._key.thumbprint()}
        whole = jws.serialize_compact(header, payload, self._key, registry=self._registry)
        head, _, signature = whole.split(".")
        return Sealed(end.index + 1, end.hash, hashlib.sha256(payload).hexdigest(), f"{head}..{signature}")


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
    registry = jws.JWSRegistry(algorithms=[_ALGORITHM])
    head, _, tail = signature.partition("..")
    for key in keys:
        if _signed(head, tail, payload, OKPKey.import_key(dict(key)), registry):
            return Link(index, claimed)
    raise ChainBrokenError(f"link {index} is not signed by a trusted key")


def _signed(head: str, tail: str, payload: bytes, key: OKPKey, registry: jws.JWSRegistry) -> bool:
    body = _b64(payload)
    try:
        jws.deserialize_compact(f"{head}.{body}.{tail}", key, registry=registry)
    # A `crit` that is no list, from whoever sent it, makes joserfc raise TypeError.
    except (JoseError, ValueError, TypeError):
        return False
    return True


def _b64(payload: bytes) -> str:
    return base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


def load_key(path: Path) -> OKPKey:
    """A place's private Ed25519 key from a JWK file. Raises OSError or ValueError when it cannot be read."""
    try:
        return OKPKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    except (JoseError, ValueError) as error:
        raise ValueError(f"{path} holds no Ed25519 JWK: {error}") from error


def new_key(path: Path) -> OKPKey:
    """The key in `path`, made with mode 0600 when there is none (embedded stack and tests; in production: a secret)."""
    if path.exists():
        return load_key(path)
    key = OKPKey.generate_key("Ed25519")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    return key
