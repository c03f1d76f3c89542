"""The AsyncAPI 3.0 document: per service its own topic, per jurisdiction the shared one, and who may read what.

Sources: AsyncAPI 3.0.0; AsyncAPI Kafka binding 0.5.0; CloudEvents 1.0.2 with its Kafka protocol binding (binary content mode).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from ...bus.kafka import events_topic, shared_topic
from ...fact import Fact, Visibility
from .schemas import DIALECT, VISIBILITY

__all__ = ["asyncapi_of", "message_name"]

_PLACE = {"place": {"description": "The jurisdiction's six-digit division code (GB/T 2260).", "examples": ["421088", "430623"]}}
_ATTRIBUTES = {
    "ce_specversion": ("1.0", True, "CloudEvents version."),
    "ce_id": (None, True, "UUIDv7; unique within ce_source."),
    "ce_source": (None, True, "/{place}/{service}"),
    "ce_type": (None, True, "checkonce.<service>.<fact>.v<n>"),
    "ce_subject": (None, True, "The stream; also the message key and ce_partitionkey."),
    "ce_time": (None, True, "When it was recorded, RFC 3339."),
    "ce_dataschema": (None, True, "urn:checkonce:schema:<service>.<fact>:v<n>"),
    "ce_partitionkey": (None, True, "As ce_subject."),
    "ce_sequence": (None, True, "Position: orders one source, with gaps; what was seen at or below may be skipped."),
    "ce_streamversion": (None, True, "Counts from 1 within the stream."),
    "ce_actor": (None, True, "Opaque id of who caused it, never a name."),
    "ce_correlationid": (None, True, "Groups all facts that follow from one request."),
    "ce_causationid": (None, False, "Id of the fact this one reacts to."),
    "ce_traceparent": (None, False, "W3C Trace Context."),
    "content-type": ("application/json", True, "The data's type; binary content mode."),
}
_SEAL = {
    "ce_chainindex": (None, True, "Counts from 1 within ce_source; a gap means that something is missing."),
    "ce_chainprevious": (None, True, "ce_chainhash of the link before; 64 zeros for the first."),
    "ce_chainhash": (None, True, "SHA-256 of the sealed bytes, lower-case hexadecimal."),
    "ce_signature": (None, True, "Detached JWS over the sealed bytes: base64url header, two full stops, base64url signature."),
}
_SEALS = {
    "covers": ["id", "source", "type", "subject", "time", "sequence", "streamversion"],
    "genesis": "0" * 64,
    "example": "./sealed.json",
}
_SEALING = """\
How to verify a message of this channel, with nothing but the message, the link before it and the sender's public key.

1. *Sealed bytes.* Build the JSON object `{"index": i, "previous": p, "event": e}`:
   - `i` is `ce_chainindex` as an integer, not as a string;
   - `p` is `ce_chainprevious`, a string;
   - `e` has the members `id`, `source`, `type`, `subject`, `time`, `sequence`, `streamversion`, each the text of the header
     `ce_<name>` exactly as it stands there, always a string (also `sequence` and `streamversion`), and `data`, the JSON object
     of the message's value with all its members, those that are null too; nothing is added or left out.

   Its canonical form by RFC 8785 (JCS), in UTF-8, are the sealed bytes. The bytes of the value themselves are not: the order
   of its members and its white space do not count. No other attribute is covered (`actor`, `correlationid`, `causationid`,
   `traceparent`, `dataschema`, `partitionkey`, `specversion`, `content-type`).
2. *Hash.* `ce_chainhash` is the SHA-256 of the sealed bytes in lower-case hexadecimal.
3. *Chain.* Each `ce_source` has one chain. The first link has index 1 and names 64 zeros as the link before; each later one
   has the index before plus 1 and names the `ce_chainhash` before. A message that comes again is the same link.
4. *Signature.* `ce_signature` is a detached JWS (RFC 7515 appendix F) in compact form, the payload left out:
   `header..signature`. Its header says `"alg": "Ed25519"` (RFC 9864) and in `kid` the RFC 7638 thumbprint of the key. What is
   signed is `header + "." + base64url(sealed bytes)` in ASCII, base64url without padding.
5. *Key.* Trust the public JWK (RFC 8037) that the recognition agreement in force with the place in `ce_source` names, no
   other; `kid` is a hint. What the agreement covers is for the reader to decide.

`x-checkonce-seal` names the covered attributes, the predecessor of the first link and an example: two links with headers,
value, sealed bytes and key.
"""


def message_name(cls: type[Fact]) -> str:
    return f"{cls.fact_type}.v{cls.fact_version}"


def asyncapi_of(facts: Iterable[type[Fact]]) -> dict[str, Any]:
    """The document for these facts; private ones are absent, shared ones are on both channels."""
    published = [cls for cls in facts if cls.visibility is not Visibility.PRIVATE]
    shared = [cls for cls in published if cls.visibility is Visibility.SHARED]
    channels: dict[str, Any] = {}
    for service, own in groupby(published, key=lambda cls: cls.fact_type.partition(".")[0]):
        channels[f"{service}.events"] = _channel(events_topic("{place}", service), list(own), _OWN.format(service))
    channels["shared"] = _channel(shared_topic("{place}"), shared, _SHARED, ending=".sealed")
    messages = {message_name(cls): _message(cls, sealed=False) for cls in published}
    messages |= {f"{message_name(cls)}.sealed": _message(cls, sealed=True) for cls in shared}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Checkonce",
            "version": "1",
            "description": "Facts of inspections in one jurisdiction. All are CloudEvents 1.0 in Kafka binary mode.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {
            f"publish.{name}": {"action": "send", "channel": {"$ref": f"#/channels/{name}"}, "summary": channel["description"]}
            for name, channel in channels.items()
        },
        "components": {
            "messages": messages,
            "messageTraits": {
                "cloudevent": _headers(_ATTRIBUTES),
                "sealed": {**_headers({**_ATTRIBUTES, **_SEAL}), "description": _SEALING, "x-checkonce-seal": _SEALS},
            },
            "parameters": _PLACE,
        },
    }


_OWN = "All facts of {} for its own jurisdiction, in order per stream."
_SHARED = "Facts for neighbours, of all services of the jurisdiction: signed, one hash chain per source, in the chain's order."


def _channel(address: str, facts: list[type[Fact]], description: str, *, ending: str = "") -> dict[str, Any]:
    return {
        "address": address,
        "description": description,
        "parameters": {"place": {"$ref": "#/components/parameters/place"}},
        "messages": {message_name(cls): {"$ref": f"#/components/messages/{message_name(cls)}{ending}"} for cls in facts},
    }


def _message(cls: type[Fact], *, sealed: bool) -> dict[str, Any]:
    key = "The source: a chain needs one order." if sealed else "The stream."
    message: dict[str, Any] = {"name": f"checkonce.{message_name(cls)}", "title": cls.model_config.get("title") or cls.__name__}
    if cls.__doc__:
        message["summary"] = " ".join(cls.__doc__.split())
    return {
        **message,
        "contentType": "application/json",
        VISIBILITY: cls.visibility.value,
        "traits": [{"$ref": f"#/components/messageTraits/{'sealed' if sealed else 'cloudevent'}"}],
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"./schemas/{message_name(cls)}.json"},
        },
        "bindings": {"kafka": {"key": {"type": "string", "description": key}, "bindingVersion": "0.5.0"}},
    }


def _headers(attributes: Mapping[str, tuple[str | None, bool, str]]) -> dict[str, Any]:
    properties = {
        name: {"type": "string", **({"const": value} if value else {}), "description": text}
        for name, (value, _, text) in attributes.items()
    }
    required = [name for name, (_, needed, _) in attributes.items() if needed]
    return {"headers": {"$schema": DIALECT, "type": "object", "properties": properties, "required": required}}
