"""`Recorded`: a fact with where, when and by whom; to and from CloudEvents 1.0 over Kafka.

Source: CloudEvents 1.0.2 and "Kafka Protocol Binding for CloudEvents" 1.0.2. We send binary content mode and read binary and
structured. A structured message that also carries `ce_` headers is structured: content-type decides (binding, section 3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar
from uuid import UUID

import orjson
import rfc8785

# A subclass of the stock UUID that reads one eight times as fast.
from asyncpg.pgproto import pgproto

from .bus.headers import JSON, PREDECESSOR, READ, REQUIRED, Parted, parted
from .clock import utc_text
from .fact import Fact, Raw, Unknown, catalog

__all__ = [
    "LONGEST_META",
    "MOST_POSITION",
    "CloudEvent",
    "MalformedEventError",
    "Message",
    "Meta",
    "Recorded",
    "data_bytes",
    "from_kafka",
    "predecessor_of",
    "read_message",
    "read_parted",
    "source_of",
    "to_cloudevent",
    "to_kafka",
    "to_recorded",
    "type_of",
]

F_co = TypeVar("F_co", bound=Fact | Unknown | Raw, covariant=True)

Message = tuple[bytes, bytes, list[tuple[str, bytes]]]

_STRUCTURED = "application/cloudevents"
_TYPE_PREFIX = "checkonce."
# PostgreSQL keeps no NUL in text or jsonb: one such message would stop its partition for good.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SOURCE = re.compile(r"/[^/\s]+/[^/\s]+")
MOST_POSITION: Final = 2**63 - 1
_MOST = {"sequence": MOST_POSITION, "streamversion": 2**31 - 1, "type": 2**15 - 1}
_LONGEST = 300  # characters of a source, a stream or a type: two of them fit into one entry of an index
LONGEST_META: Final = 500
"""Characters of what only says who, when and why; an issuer's subject has at most 255 (OpenID Connect Core 1.0, section 2)."""
_LONGEST_NUMBER = 19
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Meta(NamedTuple):
    """Who and why. `actor` is an opaque id from the identity provider, never a name."""

    actor: str
    correlation: str
    causation: str | None = None
    traceparent: str | None = None

    def as_json(self) -> dict[str, str]:
        pairs = {"actor": self.actor, "correlation": self.correlation}
        if self.causation is not None:
            pairs["causation"] = self.causation
        if self.traceparent is not None:
            pairs["traceparent"] = self.traceparent
        return pairs


class Recorded(NamedTuple, Generic[F_co]):
    """A fact as the store holds it.

    A tuple, like the others here: a batch makes thousands, and a frozen dataclass takes three times as long to make.
    `source` = `/{place}/{service}`; `version` counts from 1 within `stream`; `position` orders one source, with gaps.
    `raw` is what the row holds, where the fact was read from the store or from a message: newer code may decode it to more than
    was written.
    """

    fact: F_co
    source: str
    stream: str
    version: int
    position: int
    id: UUID
    time: datetime
    meta: Meta
    raw: Raw | None = None

    def __eq__(self, other: object) -> bool:
        """The same fact of the same stream; whether it was read or has just been appended makes no difference."""
        return isinstance(other, Recorded) and self[:-1] == other[:-1]

    def __ne__(self, other: object) -> bool:
        # A tuple answers `!=` by itself, not by `==`.
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-1])

    @property
    def place(self) -> str:
        return self.source.split("/")[1]

    @property
    def service(self) -> str:
        return self.source.split("/")[2]


class MalformedEventError(ValueError):
    """A message that is not a CloudEvent we can read; it is kept aside with its bytes, never dropped."""


class CloudEvent(NamedTuple):
    """Attributes (all strings, lower-case names) and JSON data; `raw` is the data exactly as it stood in the message."""

    attributes: Mapping[str, str]
    data: dict[str, Any]
    raw: bytes

    def require(self, name: str) -> str:
        value = self.attributes.get(name)
        if not value:
            raise MalformedEventError(f"attribute {name!r} is missing or empty")
        return value


def data_bytes(fact: Fact | Unknown | Raw) -> bytes:
    """A fact's data as JSON bytes."""
    if isinstance(fact, Raw):
        return fact.json
    if isinstance(fact, Unknown):
        return orjson.dumps(dict(fact.data))
    return fact.__pydantic_serializer__.to_json(fact)


def to_cloudevent(recorded: Recorded[Any]) -> dict[str, str]:
    """The CloudEvents attributes of a recorded fact, without its data."""
    attributes = {name.removeprefix("ce_"): value.decode() for name, value in _headers(recorded)}
    return {"datacontenttype": attributes.pop("content-type"), **attributes}


def to_kafka(recorded: Recorded[Any], *, extra: Mapping[str, str] | None = None) -> Message:
    """Binary content mode: key (`partitionkey`), value (the data), headers. `extra` adds attributes or takes their place."""
    headers = _headers(recorded)
    if extra:
        headers = [header for header in headers if header[0][3:] not in extra]
        headers += [(f"ce_{name}", value.encode()) for name, value in extra.items()]
    return (extra or {}).get("partitionkey", recorded.stream).encode(), data_bytes(recorded.fact), headers


def _headers(recorded: Recorded[Any]) -> list[tuple[str, bytes]]:
    fact, meta, stream = recorded.fact, recorded.meta, recorded.stream.encode()
    headers = [
        *_fixed(fact.fact_type, fact.fact_version),
        ("ce_id", str(recorded.id).encode()),
        ("ce_source", recorded.source.encode()),
        ("ce_subject", stream),
        ("ce_time", utc_text(recorded.time).encode()),
        ("ce_partitionkey", stream),
        ("ce_sequence", b"%d" % recorded.position),
        ("ce_streamversion", b"%d" % recorded.version),
        ("ce_actor", meta.actor.encode()),
        ("ce_correlationid", meta.correlation.encode()),
    ]
    if meta.causation:
        headers.append(("ce_causationid", meta.causation.encode()))
    if meta.traceparent:
        headers.append(("ce_traceparent", meta.traceparent.encode()))
    return headers


@lru_cache(maxsize=4096)
def _fixed(fact_type: str, version: int) -> tuple[tuple[str, bytes], ...]:
    """What all facts of a type and version have in common."""
    return (
        ("ce_specversion", b"1.0"),
        ("content-type", JSON.encode()),
        ("ce_type", f"{_TYPE_PREFIX}{fact_type}.v{version}".encode()),
        ("ce_dataschema", f"urn:checkonce:schema:{fact_type}:v{version}".encode()),
    )


def from_kafka(value: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> CloudEvent:
    """Reads one Kafka message, binary or structured. Raises MalformedEventError naming what is wrong."""
    return _plain(value, headers) or _closely(value, headers)


def _closely(value: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> CloudEvent:
    by_name = {name.lower(): content for name, content in headers if content is not None}
    content_type = by_name.get("content-type", b"").decode("latin-1").lower()
    if content_type.startswith(_STRUCTURED):
        if content_type.startswith(f"{_STRUCTURED}-batch"):
            raise MalformedEventError("batched mode is not defined for Kafka")
        event = _structured(value)
    else:
        event = _binary(value, by_name, content_type)
    for name in REQUIRED:
        event.require(name)
    # Looked for in all at once: there is hardly ever one.
    if "\x00" in "".join(event.attributes.values()):
        name = next(name for name, content in event.attributes.items() if "\x00" in content)
        raise MalformedEventError(f"attribute {name!r} holds a NUL character")
    if event.attributes["specversion"] != "1.0":
        raise MalformedEventError(f"specversion {event.attributes['specversion']!r} is not 1.0")
    return event


def _plain(value: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> CloudEvent | None:
    """A binary message as our relays write them, read in one go; None for all that wants a closer look."""
    found = parted(headers)
    if found is None:
        return None
    layout, texts, _ = found
    return CloudEvent(dict(zip(layout.names, texts, strict=True)), _object(value), value or b"")


def _binary(value: bytes | None, headers: Mapping[str, bytes], content_type: str) -> CloudEvent:
    try:
        attributes = {name[3:]: raw.decode("utf-8") for name, raw in headers.items() if name.startswith("ce_")}
    except UnicodeDecodeError as error:
        raise MalformedEventError("a ce_ header is not UTF-8") from error
    if not attributes:
        raise MalformedEventError("no ce_ headers and no structured content-type")
    if content_type:
        attributes["datacontenttype"] = content_type
        if not content_type.startswith(JSON) and "+json" not in content_type:
            raise MalformedEventError(f"content-type {content_type!r} is not JSON")
    return CloudEvent(attributes, _object(value), value or b"")


def _structured(value: bytes | None) -> CloudEvent:
    document = _object(value)
    data = document.pop("data", {})
    if "data_base64" in document:
        raise MalformedEventError("data_base64 is not JSON data")
    if not isinstance(data, dict):
        raise MalformedEventError("data is not a JSON object")
    attributes = {name: _text(name, content) for name, content in document.items() if content is not None}
    return CloudEvent(attributes, data, orjson.dumps(data))


def _text(name: str, content: Any) -> str:
    """A scalar as the one text that every reader makes of it: a number or boolean by RFC 8785."""
    if isinstance(content, str):
        return content
    if isinstance(content, (dict, list)) or abs(content) >= 2**53:
        raise MalformedEventError(f"attribute {name!r} is not a scalar, or a number that others might round")
    return rfc8785.dumps(content).decode()


def _object(value: bytes | None) -> dict[str, Any]:
    try:
        document = orjson.loads(value or b"")
    except orjson.JSONDecodeError as error:
        raise MalformedEventError(f"value is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise MalformedEventError("value is not a JSON object")
    if value is not None and b"\\u0000" in value and _NUL.search(value):
        raise MalformedEventError("data holds a NUL character")
    return document


def read_message(
    value: bytes | None, headers: Sequence[tuple[str, bytes | None]], *, decode: bool = True
) -> Recorded[Fact | Unknown]:
    """`to_recorded(from_kafka(...))`, without the event in between where the message is as our relays write them."""
    return read_parted(value, headers, parted(headers), decode=decode)


def read_parted(
    value: bytes | None, headers: Sequence[tuple[str, bytes | None]], found: Parted | None, *, decode: bool = True
) -> Recorded[Fact | Unknown]:
    """The same where the headers are parted already."""
    if found is None:
        return to_recorded(_closely(value, headers), decode=decode)
    layout, texts, _ = found
    return _recorded(_object(value), value or b"", decode, *layout.pick([*texts, None]))


def to_recorded(event: CloudEvent, *, decode: bool = True) -> Recorded[Fact | Unknown]:
    """A CloudEvent as a recorded fact, upcast to the newest version known here; as `Unknown` when `decode` is off.

    Raises MalformedEventError for attributes that do not parse and UnreadableFactError for data that does not fit.
    """
    return _recorded(event.data, event.raw, decode, *map(event.attributes.get, READ))


def _recorded(  # noqa: PLR0917 - the attributes of READ, in its order
    data: dict[str, Any],
    raw: bytes,
    decode: bool,  # noqa: FBT001
    name: str | None,
    sequence: str | None,
    streamversion: str | None,
    id_: str | None,
    at: str | None,
    source: str | None,
    subject: str | None,
    actor: str | None,
    correlation: str | None,
    causation: str | None,
    traceparent: str | None,
) -> Recorded[Fact | Unknown]:
    if not (name and sequence and streamversion and id_ and at and source and subject):
        given = (name, sequence, streamversion, id_, at, source, subject)
        missing = next(attribute for attribute, content in zip(READ, given, strict=False) if not content)
        raise MalformedEventError(f"attribute {missing!r} is missing or empty")
    if max(len(name), len(source), len(subject)) > _LONGEST:
        raise MalformedEventError(f"type, source and subject have at most {_LONGEST} characters each")
    if any(text is not None and len(text) > LONGEST_META for text in (at, actor, correlation, causation, traceparent)):
        raise MalformedEventError(
            f"time, actor, correlationid, causationid and traceparent have at most {LONGEST_META} characters each"
        )
    fact_type, version = type_of(name)
    try:
        position, stream_version = _whole("sequence", sequence), _whole("streamversion", streamversion)
        identity = pgproto.UUID(_uuid(id_))
        time = datetime.fromisoformat(at)
        if not 1 < time.year < 9999:
            time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedEventError(str(error)) from error
    # The store cannot hold this. Set aside it stops nothing; delivered, it would stop its partition for good.
    if not 0 < position <= _MOST["sequence"]:
        raise _beyond("sequence", position)
    if not 0 < stream_version <= _MOST["streamversion"]:
        raise _beyond("streamversion", stream_version)
    if time.tzinfo is None:
        raise MalformedEventError(f"time {at!r} has no offset (RFC 3339)")
    meta = Meta(actor or "", str(identity) if correlation is None else correlation, causation, traceparent)
    fact = catalog.read(fact_type, version, raw) if decode else Unknown(fact_type, version, data)
    return Recorded(
        fact, source_of(source), subject, stream_version, position, identity, time, meta, Raw(fact_type, version, raw)
    )


def predecessor_of(headers: Sequence[tuple[str, bytes | None]], found: Parted | None) -> int | None:
    """The position that a message names as that of the message before it on its partition; None where it names none.

    `found`: its headers, parted. Raises MalformedEventError.
    """
    if found is None:
        content = next((content for name, content in headers if name == f"ce_{PREDECESSOR}"), None)
        text = None if content is None else content.decode("ascii", "replace")
    else:
        text = None if found.layout.predecessor is None else found.texts[found.layout.predecessor]
    return None if text is None else _whole(PREDECESSOR, text)


def _whole(attribute: str, text: str) -> int:
    """A whole number as we write it. `int` also takes signs, spaces, underscores and the digits of every script."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise MalformedEventError(f"{attribute} {text[:_LONGEST]!r} is no whole number from 1 on")
    return int(text)


def _uuid(text: str) -> str:
    """A UUID as it is written; the driver's reader also takes braces, URNs and hyphens anywhere."""
    if not _UUID.fullmatch(text):
        raise MalformedEventError(f"id {text[:_LONGEST]!r} is no UUID")
    return text


@lru_cache(maxsize=4096)
def type_of(name: str) -> tuple[str, int]:
    """`checkonce.library.book-lent.v2` as fact type and version. Raises MalformedEventError."""
    stem, _, version = name.rpartition(".v")
    if not stem.startswith(_TYPE_PREFIX) or not (
        version.isascii() and version.isdecimal() and len(version) <= len(str(_MOST["type"]))
    ):
        raise MalformedEventError(f"type {name!r} is not 'checkonce.<service>.<fact>.v<n>'")
    if not 0 < int(version) <= _MOST["type"]:
        raise _beyond("type", int(version))
    return stem.removeprefix(_TYPE_PREFIX), int(version)


@lru_cache(maxsize=4096)
def source_of(name: str) -> str:
    """`/place/service`, as it is. Raises MalformedEventError for another text."""
    if len(name) > _LONGEST or not _SOURCE.fullmatch(name):
        raise MalformedEventError(f"source {name!r} is not '/place/service'")
    return name


def _beyond(attribute: str, number: int) -> MalformedEventError:
    return MalformedEventError(f"{attribute}: {number} is not between 1 and {_MOST[attribute]}")
