"""Signature and hash chain of shared facts: what a neighbour can prove without trusting the wire (format: docs/shared.md).

Each source has one chain. Link n hashes the RFC 8785 form of `{seal, index, previous, event}` with SHA-256 and is signed as a
detached JWS (RFC 7515 appendix F) with `Ed25519` (RFC 9864). A missing, reordered, altered or inserted link is seen.

What is signed has one form, whatever a library on the way makes of the message: times in UTC with milliseconds, numbers as
their digits, data by RFC 8785. Seals of the first format signed the time as it was written; they hold as long as there are any.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import rfc8785
from joserfc.jwk import OKPKey

from .. import signatures
from ..clock import milliseconds, utc_text
from ..envelope import Message, Recorded, to_kafka

__all__ = [
    "COVERED",
    "FORMAT",
    "GENESIS",
    "ChainBrokenError",
    "Link",
    "Sealed",
    "Signer",
    "UntrustedError",
    "canonical",
    "message",
    "verify",
]

GENESIS = "0" * 64
FORMAT: Final = "checkonce-seal-2"
_FIRST, _SECOND = 1, 2
COVERED: Final = {
    _FIRST: ("id", "source", "type", "subject", "time", "sequence", "streamversion"),
    _SECOND: ("id", "source", "type", "subject", "time", "sequence", "streamversion", "actor", "correlationid", "causationid"),
}
"""By format of the seal the attributes that are signed. `causationid` may be absent."""
_SAFE = 2**53 - 1
_DEEPEST = 100
_NUMBER = re.compile(r"[0-9]{1,15}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6}0*)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)


class ChainBrokenError(Exception):
    """A link does not continue the chain, or its hash or signature is wrong. `reason`: a word of docs/shared.md, section 5."""

    def __init__(self, reason: str, said: str) -> None:
        super().__init__(said)
        self.reason = reason


class UntrustedError(Exception):
    """No agreement (yet) gives a key for this source."""


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: the next link has `index + 1` and names `hash`."""

    index: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Sealed:
    """One link as sent, in the CloudEvents extensions sealversion, chainindex, chainprevious, chainhash and signature."""

    index: int
    previous: str
    hash: str
    signature: str
    version: int = _SECOND

    def attributes(self) -> dict[str, str]:
        return {
            # The first format had no number.
            **({} if self.version == _FIRST else {"sealversion": str(self.version)}),
            "chainindex": str(self.index),
            "chainprevious": self.previous,
            "chainhash": self.hash,
            "signature": self.signature,
        }

    @property
    def link(self) -> Link:
        return Link(self.index, self.hash)


def message(item: Recorded[Any], sealed: Sealed) -> Message:
    """A shared fact as it stands on the shared topic, where one partition holds a source's chain in order."""
    # A link of the first format was signed with the time as it was written then.
    time = item.time.isoformat() if sealed.version == _FIRST else utc_text(milliseconds(item.time))
    return to_kafka(item, extra={**sealed.attributes(), "partitionkey": item.source, "time": time})


def _payload(version: int, index: int, previous: str, attributes: Mapping[str, str], data: Mapping[str, Any]) -> bytes:
    """The sealed bytes. Raises KeyError, ValueError or OverflowError for what has none."""
    event: dict[str, Any] = {name: attributes[name] for name in COVERED[version] if name != "causationid"}
    if not _TIME.fullmatch(event["time"]):
        raise ValueError(f"{event['time']!r} is no time with an offset, to the microsecond at most")
    at = datetime.fromisoformat(event["time"])
    if version == _FIRST:
        event["time"] = at.astimezone(UTC).isoformat()
        return rfc8785.dumps({"index": index, "previous": previous, "event": {**event, "data": dict(data)}})
    if at != milliseconds(at):
        raise ValueError("the time is finer than a millisecond")
    event["time"] = utc_text(at)
    if causation := attributes.get("causationid"):
        event["causationid"] = causation
    return rfc8785.dumps({"seal": FORMAT, "index": index, "previous": previous, "event": {**event, "data": dict(data)}})


def canonical(data: Mapping[str, Any]) -> bytes:
    """The RFC 8785 form of data as read: the same bytes, however it was written. Raises ValueError for what has none."""
    return rfc8785.dumps(_as_doubles(data))


def _as_doubles(value: Any, depth: int = 1) -> Any:
    """Data whose numbers are doubles, as RFC 8785 reads them: some write 2^53 + 2 with a point and some without.

    Only readers do this. A sender must refuse an integer that its neighbours would round.
    """
    if isinstance(value, (dict, list)) and depth > _DEEPEST:
        raise ValueError(f"the data is nested deeper than {_DEEPEST}")
    if isinstance(value, dict):
        return {name: _as_doubles(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_doubles(inner, depth + 1) for inner in value]
    return float(value) if isinstance(value, int) and abs(value) > _SAFE else value


class Signer:
    """Seals shared facts of one source with a place's private key."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @property
    def public_jwk(self) -> dict[str, Any]:
        return dict(self._key.as_dict(private=False))

    def seal(self, end: Link, attributes: Mapping[str, str], data: Mapping[str, Any]) -> Sealed:
        """The next link after `end`. Deterministic: the same input gives the same bytes."""
        at = datetime.fromisoformat(attributes["time"])
        sent = {**attributes, "time": utc_text(milliseconds(at))}
        payload = _payload(_SECOND, end.index + 1, end.hash, sent, data)
        signature = signatures.sign(payload, self._key)
        return Sealed(end.index + 1, end.hash, hashlib.sha256(payload).hexdigest(), signature)


def verify(end: Link, attributes: Mapping[str, str], data: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Link:
    """Checks that an event is the next link after `end`, signed by one of the trusted public JWKs; returns the new end.

    Raises UntrustedError when there is no key at all, ChainBrokenError when anything else is wrong. Whether the agreement
    covers what the fact says (item, period) is for the service to decide.
    """
    try:
        version, index = _number(attributes.get("sealversion", "1")), _number(attributes["chainindex"])
        previous = attributes["chainprevious"]
        claimed, signature = attributes["chainhash"], attributes["signature"]
    except (KeyError, ValueError) as error:
        raise ChainBrokenError("unsigned", f"unsigned: {error}") from error
    if version not in COVERED:
        raise ChainBrokenError("format", f"link {index} is sealed in format {version}, which is not known here")
    if index != end.index + 1:
        raise ChainBrokenError("order", f"link {index} does not follow {end.index}")
    if previous != end.hash:
        raise ChainBrokenError("previous", f"link {index} names another predecessor")
    try:
        payload = _payload(version, index, previous, attributes, _as_doubles(data))
    except (rfc8785.CanonicalizationError, KeyError, ValueError, OverflowError) as error:
        raise ChainBrokenError("altered", f"link {index} has no canonical form: {error}") from error
    if hashlib.sha256(payload).hexdigest() != claimed:
        raise ChainBrokenError("altered", f"link {index} was altered")
    if not keys:
        raise UntrustedError(f"no trusted key for {attributes['source']}")
    if any(_signed(version, signature, payload, OKPKey.import_key(dict(key))) for key in keys):
        return Link(index, claimed)
    raise ChainBrokenError("signature", f"link {index} is not signed by a trusted key")


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no number")
    return int(text)


def _signed(version: int, signature: str, payload: bytes, key: OKPKey) -> bool:
    if version == _FIRST:
        return signatures.holds(signature, payload, key)
    # To the byte since the second format: two verifiers must not read two headers.
    name = key.thumbprint()
    return signature.startswith(f"{signatures.head(name)}..") and signatures.holds(signature, payload, key, kid=name)
