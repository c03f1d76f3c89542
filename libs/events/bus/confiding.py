"""Confided facts on a topic: sealed under a key that two services of a place hold, nothing but bytes to everybody else.

They stand on the service's own topic among its other facts, so that the order of a stream holds. A message keeps the fact's
id, source, stream, position and times; its type is `checkonce.<service>.confided.v1` and its data
`{"sealed": base64url(nonce + ciphertext)}`: AES-256-GCM of `<type>.v<version>`, a line feed and the data, bound to id, source,
stream and position. The nonce is an HMAC-SHA256 of all that: a fact that is sent again has the same bytes.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..envelope import Message, Recorded, to_kafka
from ..fact import Fact, Raw, Unknown, Visibility

__all__ = ["Confidant", "WrongSecretError", "confidant_of", "is_sealed", "must_hold"]

_LEAST = 32
_NONCE = 12
_TYPE = "confided"


class WrongSecretError(Exception):
    """A sealed fact does not open: this service holds another secret than the one that sealed it, or the bytes were changed."""


def is_sealed(recorded: Recorded[Any]) -> bool:
    """Whether a message as read is a sealed fact."""
    fact = recorded.fact
    return type(fact) is Unknown and fact.fact_type.endswith(f".{_TYPE}")


class Confidant:
    """Who holds the secret of confided facts. Raises ValueError where it is shorter than 32 bytes: it could be guessed."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _LEAST:
            raise ValueError(f"the secret of confided facts has less than {_LEAST} bytes")
        self._cipher = AESGCM(hmac.digest(secret, b"checkonce-confided-1|key", "sha256"))
        self._nonces = hmac.digest(secret, b"checkonce-confided-1|nonce", "sha256")

    def seal(self, item: Recorded[Raw]) -> Message:
        """The fact as a message."""
        fact, bound = item.fact, _bound(item)
        text = f"{fact.fact_type}.v{fact.fact_version}\n".encode() + fact.json
        nonce = hmac.digest(self._nonces, bound + b"\n" + text, "sha256")[:_NONCE]
        sealed = urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text, bound)).decode()
        service = fact.fact_type.partition(".")[0]
        return to_kafka(item._replace(fact=Raw(f"{service}.{_TYPE}", 1, orjson.dumps({"sealed": sealed}))))

    def open(self, item: Recorded[Any]) -> Raw:
        """The fact that a sealed one is. Raises WrongSecretError."""
        try:
            sealed = urlsafe_b64decode(item.fact.data["sealed"])
            text = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(item))
        except (InvalidTag, ValueError, KeyError, TypeError) as error:
            raise WrongSecretError(
                f"{item.source} {item.stream} at position {item.position} does not open: is CHECKONCE_CONFIDING_SECRET the"
                " same file in both services?"
            ) from error
        kind, _, data = text.partition(b"\n")
        fact_type, _, version = kind.decode().rpartition(".v")
        return Raw(fact_type, int(version), data)


def confidant_of(path: Path | None) -> Confidant | None:
    """By the file that holds the secret; None where the service has none."""
    return None if path is None else Confidant(path.read_bytes().strip())


def must_hold(service: str, heard: Iterable[type[Fact]], confidant: Confidant | None) -> None:
    """Raises RuntimeError where others confide facts to the service and it has no secret: it would pass over them for good."""
    for fact in heard:
        if confidant is None and fact.visibility is Visibility.CONFIDED and not fact.fact_type.startswith(f"{service}."):
            raise RuntimeError(f"{fact.fact_type} is confided to {service}: set CHECKONCE_CONFIDING_SECRET")


def _bound(item: Recorded[Any]) -> bytes:
    return orjson.dumps([str(item.id), item.source, item.stream, item.position, item.version])
