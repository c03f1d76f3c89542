"""`Recorded`: a fact with where, when and by whom; to and from CloudEvents 1.0 over Kafka.

Source: CloudEvents 1.0.2 and "Kafka Protocol Binding for CloudEvents" 1.0.2. We send binary content mode and read binary and
structured. A structured message that also carries `ce_` headers is structured: content-type decides (binding, section 3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

from .fact import Fact, Raw, Unknown, catalog

__all__ = [
    "CloudEvent",
    "MalformedEventError",
    "Meta",
    "Recorded",
    "data_bytes",
    "from_kafka",
    "to_cloudevent",
    "to_kafka",
    "to_recorded",
]

F_co = TypeVar("F_co", bound=Fact | Unknown | Raw, covariant=True)

Headers = Sequence[tuple[str, bytes]]

_JSON = "application/json"
_STRUCTURED = "application/cloudevents"
_TYPE_PREFIX = "checkonce."
_REQUIRED = ("id", "source", "specversion", "type")
# PostgreSQL keeps no NUL in text or jsonb: one such message would stop its partition for good.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SOURCE = re.compile(r"^/[^/]+/[^/]+$")
_MOST = {"sequence": 2**63 - 1, "streamversion": 2**31 - 1, "type": 2**15 - 1}


@dataclass(frozen=True, slots=True)
class Meta:
    """Who and why. `actor` is an opaque id from the identity provider, never a name."""

    actor: str
    correlation: str
    causation: str | None = None
    traceparent: str | None = None

    def as_json(self) -> dict[str, str]:
        pairs = {
            "actor": self.actor,
            "correlation": self.correlation,
            "causation": self.causation,
            "traceparent": self.traceparent,
        }
        return {key: value for key, value in pairs.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Recorded(Generic[F_co]):
    """A fact as the store holds it.

    `source` = `/{place}/{service}`; `version` counts from 1 within `stream`; `position` orders one source, with gaps.
    """

    fact: F_co
    source: str
    stream: str
    version: int
    position: int
    id: UUID
    time: datetime
    meta: Meta

    @property
    def place(self) -> str:
        return self.source.split("/")[1]

    @property
    def service(self) -> str:
        return self.source.split("/")[2]


class MalformedEventError(ValueError):
    """A message that is not a CloudEvent we can read; it is kept aside with its bytes, never dropped."""


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """Attributes (all strings, lower-case names) and JSON data."""

    attributes: Mapping[str, str]
    data: dict[str, Any]
    raw: bytes = field(repr=False)
    """The data exactly as it stood in the message."""

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
    fact, meta = recorded.fact, recorded.meta
    type_name = f"{_TYPE_PREFIX}{fact.fact_type}.v{fact.fact_version}"
    attributes = {
        "specversion": "1.0",
        "id": str(recorded.id),
        "source": recorded.source,
        "type": type_name,
        "subject": recorded.stream,
        "time": recorded.time.isoformat(),
        "datacontenttype": _JSON,
        "dataschema": f"urn:checkonce:schema:{fact.fact_type}:v{fact.fact_version}",
        "partitionkey": recorded.stream,
        "sequence": str(recorded.position),
        "streamversion": str(recorded.version),
        "actor": meta.actor,
        "correlationid": meta.correlation,
    }
    if meta.causation:
        attributes["causationid"] = meta.causation
    if meta.traceparent:
        attributes["traceparent"] = meta.traceparent
    return attributes


def to_kafka(
    recorded: Recorded[Any], *, extra: Mapping[str, str] | None = None
) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Binary content mode: key (the stream), value (the data), headers. `extra` adds attributes such as the signature."""
    attributes = {**to_cloudevent(recorded), **(extra or {})}
    content_type = attributes.pop("datacontenttype")
    headers = [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
    headers.append(("content-type", content_type.encode()))
    return recorded.stream.encode(), data_bytes(recorded.fact), headers


def from_kafka(value: bytes | None, headers: Iterable[tuple[str, bytes]]) -> CloudEvent:
    """Reads one Kafka message, binary or structured. Raises MalformedEventError naming what is wrong."""
    by_name = {name.lower(): content for name, content in headers}
    content_type = by_name.get("content-type", b"").decode("latin-1").lower()
    if content_type.startswith(_STRUCTURED):
        if content_type.startswith(f"{_STRUCTURED}-batch"):
            raise MalformedEventError("batched mode is not defined for Kafka")
        event = _structured(value)
    else:
        event = _binary(value, by_name, content_type)
    for name in _REQUIRED:
        event.require(name)
    # Looked for in all at once: there is hardly ever one.
    if "\x00" in "".join(event.attributes.values()):
        name = next(name for name, content in event.attributes.items() if "\x00" in content)
        raise MalformedEventError(f"attribute {name!r} holds a NUL character")
    if event.attributes["specversion"] != "1.0":
        raise MalformedEventError(f"specversion {event.attributes['specversion']!r} is not 1.0")
    return event


def _binary(value: bytes | None, headers: Mapping[str, bytes], content_type: str) -> CloudEvent:
    try:
        attributes = {name[3:]: raw.decode("utf-8") for name, raw in headers.items() if name.startswith("ce_")}
    except UnicodeDecodeError as error:
        raise MalformedEventError("a ce_ header is not UTF-8") from error
    if not attributes:
        raise MalformedEventError("no ce_ headers and no structured content-type")
    if content_type:
        attributes["datacontenttype"] = content_type
        if not content_type.startswith(_JSON) and "+json" not in content_type:
            raise MalformedEventError(f"content-type {content_type!r} is not JSON")
    return CloudEvent(attributes, _object(value), value or b"")


def _structured(value: bytes | None) -> CloudEvent:
    document = _object(value)
    data = document.pop("data", {})
    if "data_base64" in document:
        raise MalformedEventError("data_base64 is not JSON data")
    if not isinstance(data, dict):
        raise MalformedEventError("data is not a JSON object")
    attributes = {}
    for name, content in document.items():
        if isinstance(content, (dict, list)):
            raise MalformedEventError(f"attribute {name!r} is not a scalar")
        if content is not None:
            attributes[name] = content if isinstance(content, str) else json.dumps(content)
    return CloudEvent(attributes, data, orjson.dumps(data))


def _object(value: bytes | None) -> dict[str, Any]:
    try:
        document = orjson.loads(value or b"")
    except orjson.JSONDecodeError as error:
        raise MalformedEventError(f"value is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise MalformedEventError("value is not a JSON object")
    if value is not None and _NUL.search(value):
        raise MalformedEventError("data holds a NUL character")
    return document


def to_recorded(event: CloudEvent, *, decode: bool = True) -> Recorded[Fact | Unknown]:
    """A CloudEvent as a recorded fact, upcast to the newest version known here; as `Unknown` when `decode` is off.

    Raises MalformedEventError for attributes that do not parse and UnreadableFactError for data that does not fit.
    """
    name = event.require("type")
    stem, _, version = name.rpartition(".v")
    if not stem.startswith(_TYPE_PREFIX) or not version.isdecimal():
        raise MalformedEventError(f"type {name!r} is not 'checkonce.<service>.<fact>.v<n>'")
    try:
        position, stream_version = int(event.require("sequence")), int(event.require("streamversion"))
        identity, time = UUID(event.require("id")), datetime.fromisoformat(event.require("time"))
    except ValueError as error:
        raise MalformedEventError(str(error)) from error
    # What the store could not hold would stop the partition for good; kept aside it stops nothing.
    for attribute, number in (("sequence", position), ("streamversion", stream_version), ("type", int(version))):
        if not 0 < number <= _MOST[attribute]:
            raise MalformedEventError(f"{attribute}: {number} is not between 1 and {_MOST[attribute]}")
    if time.tzinfo is None:
        raise MalformedEventError(f"time {event.attributes['time']!r} has no offset (RFC 3339)")
    source = event.require("source")
    if not _SOURCE.match(source):
        raise MalformedEventError(f"source {source!r} is not '/place/service'")
    attributes = event.attributes
    meta = Meta(
        actor=attributes.get("actor", ""),
        correlation=attributes.get("correlationid", str(identity)),
        causation=attributes.get("causationid"),
        traceparent=attributes.get("traceparent"),
    )
    fact_type = stem.removeprefix(_TYPE_PREFIX)
    fact: Fact | Unknown = Unknown(fact_type, int(version), event.data)
    if decode:
        fact = catalog.decode(fact_type, int(version), event.data)
    return Recorded(fact, source, event.require("subject"), stream_version, position, identity, time, meta)
