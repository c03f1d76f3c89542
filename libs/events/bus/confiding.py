"""Confided facts on a topic: sealed under a key that two services of a place hold, nothing but bytes to everybody else.

They stand on the service's own topic among its other facts, so that the order of a stream holds. Such a message says source,
stream and positions; its type is `checkonce.<service>.confided.v2`, its id a pseudonym, its actor nobody and its time the hour.
Its data is `{"key": name of the secret, "sealed": base64url(nonce + ciphertext)}`: AES-256-GCM of the whole message as it would
stand there in the clear, bound to id, source, stream and positions. What is sealed is the headers as JSON, a line feed, the
data, and spaces up to `_BLOCK` bytes or the next power of two: by its size a message would tell entity and team. The nonce is
an HMAC-SHA256 of all that: a fact that is sent again has the same bytes.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..envelope import Message, Meta, Recorded, to_kafka
from ..fact import Fact, Raw, Unknown, Visibility, catalog

__all__ = ["Confidant", "Opening", "WrongSecretError", "confidant_of", "confiders", "is_sealed", "must_hold"]

_LEAST = 32
_NONCE = 12
_TYPE, _VERSION = "confided", 2
_BLOCK = 4096
"""One size for nearly all that is confided: sizes that differ name what it is about (measured in docs/decisions/0019)."""
_NOBODY = "confided"


class WrongSecretError(Exception):
    """A sealed fact does not open: this service does not hold the secret that sealed it, or the bytes were changed."""


def is_sealed(recorded: Recorded[Any]) -> bool:
    """Whether a message as read is a sealed fact of its source."""
    fact = recorded.fact
    return type(fact) is Unknown and fact.fact_type == f"{recorded.service}.{_TYPE}"


class _Secret:
    """One secret. Raises ValueError where it is shorter than 32 bytes: it could be guessed."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _LEAST:
            raise ValueError(f"a secret of confided facts has less than {_LEAST} bytes")
        self.cipher = AESGCM(hmac.digest(secret, b"checkonce-confided-2|key", "sha256"))
        self.name = urlsafe_b64encode(hmac.digest(secret, b"checkonce-confided-2|name", "sha256")[:9]).decode()
        self._nonces = hmac.digest(secret, b"checkonce-confided-2|nonce", "sha256")
        self._ids = hmac.digest(secret, b"checkonce-confided-2|id", "sha256")

    def nonce(self, bound: bytes, text: bytes) -> bytes:
        return hmac.digest(self._nonces, bound + b"\n" + text, "sha256")[:_NONCE]

    def pseudonym(self, fact: UUID) -> UUID:
        """An id that says nothing about the fact's own, which private answers and the proofs of draws name."""
        return UUID(bytes=hmac.digest(self._ids, fact.bytes, "sha256")[:16], version=4)


class Confidant:
    """Who holds secrets of confided facts: the first seals, each opens what it has sealed.

    Raises ValueError where there is none, or one is shorter than 32 bytes.
    """

    def __init__(self, *secrets: bytes) -> None:
        if not secrets:
            raise ValueError(f"a secret of confided facts has less than {_LEAST} bytes")
        self._secrets = {secret.name: secret for secret in map(_Secret, secrets)}
        self._first = next(iter(self._secrets.values()))

    def seal(self, item: Recorded[Raw]) -> Message:
        """The fact as a message."""
        secret, service = self._first, item.fact.fact_type.partition(".")[0]
        identity, hour = secret.pseudonym(item.id), item.time.replace(minute=0, second=0, microsecond=0)
        outside = item._replace(id=identity, time=hour, meta=Meta(_NOBODY, str(identity)))
        bound, text = _bound(outside), _padded(to_kafka(item))
        nonce = secret.nonce(bound, text)
        sealed = urlsafe_b64encode(nonce + secret.cipher.encrypt(nonce, text, bound)).decode()
        data = orjson.dumps({"key": secret.name, "sealed": sealed})
        return to_kafka(outside._replace(fact=Raw(f"{service}.{_TYPE}", _VERSION, data)))

    def open(self, item: Recorded[Any]) -> tuple[bytes, list[tuple[str, bytes]]]:
        """Value and headers of the message that was sealed. Raises WrongSecretError."""
        data = item.fact.data
        try:
            name = str(data["key"])
            if (secret := self._secrets.get(name)) is None:
                raise WrongSecretError(
                    f"{item.source} {item.stream} at position {item.position} is sealed by the secret {name}, which"
                    " CHECKONCE_CONFIDING_SECRET does not hold here"
                )
            sealed = urlsafe_b64decode(data["sealed"])
            text = secret.cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(item))
            headers, _, value = text.partition(b"\n")
            return value.rstrip(b" "), [(str(name), content.encode()) for name, content in orjson.loads(headers)]
        except (InvalidTag, ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongSecretError(
                f"{item.source} {item.stream} at position {item.position} does not open: was it changed on its way, or sealed"
                " in another format than this service knows?"
            ) from error


class Opening(NamedTuple):
    """What becomes of sealed facts at a reader of its own place's topics.

    `confidant` opens those of the services that confide to it, `opened`; those of other services that confide (`others`) are
    passed over.
    """

    confidant: Confidant | None
    opened: frozenset[str]
    others: frozenset[str]

    @classmethod
    def to(cls, heard: Iterable[type[Fact]], confidant: Confidant | None) -> Opening:
        """For who hears these facts."""
        return cls(confidant, confiders(heard) if confidant else frozenset(), confiders(catalog))


def confiders(facts: Iterable[type[Fact]]) -> frozenset[str]:
    """The services that confide any of these facts."""
    return frozenset(fact.fact_type.partition(".")[0] for fact in facts if fact.visibility is Visibility.CONFIDED)


def confidant_of(path: Path | None) -> Confidant | None:
    """By the file that holds the secrets, one a line; None where the service has none."""
    return None if path is None else Confidant(*filter(None, map(bytes.strip, path.read_bytes().splitlines())))


def must_hold(service: str, kept: Iterable[type[Fact]], confidant: Confidant | None) -> None:
    """Raises RuntimeError where a service that keeps confided facts has no secret.

    It would pass over those of others for good, and send nothing more behind the first of its own.
    """
    if confidant is None and (said_by := confiders(kept)):
        from_whom = ", ".join("itself" if each == service else each for each in sorted(said_by))
        raise RuntimeError(f"{service} keeps facts that are confided, by {from_whom}: set CHECKONCE_CONFIDING_SECRET")


def _bound(item: Recorded[Any]) -> bytes:
    return orjson.dumps([str(item.id), item.source, item.stream, item.position, item.version])


def _padded(message: Message) -> bytes:
    _, value, headers = message
    text = orjson.dumps([(name, content.decode()) for name, content in headers]) + b"\n" + value
    return text.ljust(max(_BLOCK, 1 << (len(text) - 1).bit_length()))
