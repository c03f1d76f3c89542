"""The AsyncAPI 3.1 document: per service its own topic, per jurisdiction the shared one, and who may read what.

Sources: AsyncAPI 3.1.0; AsyncAPI Kafka binding 0.5.0; CloudEvents 1.0.2 with its Kafka protocol binding (binary content mode).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from ...bus.kafka import events_topic, shared_topic
from ...bus.ledger import COVERED, FORMAT, GENESIS
from ...fact import Fact, Visibility
from .schemas import DIALECT, VISIBILITY

__all__ = ["ATTRIBUTES", "asyncapi_of", "message_name"]

_PLACE = {"place": {"description": "The jurisdiction's six-digit division code (GB/T 2260).", "examples": ["421088", "430623"]}}
ATTRIBUTES = {
    "ce_specversion": ("1.0", True, "CloudEvents version."),
    "ce_id": (None, True, "UUIDv7; unique within ce_source."),
    "ce_source": (None, True, "/{place}/{service}"),
    "ce_type": (None, True, "checkonce.<service>.<fact>.v<n>"),
    "ce_subject": (None, True, "The stream; also the message key and ce_partitionkey."),
    "ce_time": (None, True, "When it was recorded, RFC 3339, in UTC."),
    "ce_dataschema": (None, True, "urn:checkonce:schema:<service>.<fact>:v<n>"),
    "ce_partitionkey": (None, True, "As ce_subject."),
    "ce_sequence": (None, True, "Position: orders one source, with gaps; what was seen at or below may be skipped."),
    "ce_streamversion": (None, True, "Counts from 1 within the stream."),
    "ce_predecessor": (None, False, "The ce_sequence of the message before on its partition, 0 for none; see docs/local.md."),
    "ce_actor": (None, True, "Opaque id of who caused it, never a name."),
    "ce_correlationid": (None, True, "Groups all facts that follow from one request."),
    "ce_causationid": (None, False, "Id of the fact this one reacts to."),
    "ce_traceparent": (None, False, "W3C Trace Context."),
    "content-type": ("application/json", True, "The data's type; binary content mode."),
}
_SEAL = {
    "ce_sealversion": (None, False, "Format of the seal; absent in links of the first format."),
    "ce_chainindex": (None, True, "Counts from 1 within ce_source; a gap means that something is missing."),
    "ce_chainprevious": (None, True, "ce_chainhash of the link before; 64 zeros for the first."),
    "ce_chainhash": (None, True, "SHA-256 of the sealed bytes, lower-case hexadecimal."),
    "ce_signature": (None, True, "Detached JWS over the sealed bytes: base64url header, two full stops, base64url signature."),
}
_SEALED_HEADERS = {
    **{name: said for name, said in ATTRIBUTES.items() if name != "ce_predecessor"},
    "ce_partitionkey": (None, True, "As ce_source, and the message key: a chain needs one order."),
    "ce_time": (None, True, "When it was recorded, RFC 3339, in UTC with milliseconds."),
    **_SEAL,
}
_SEALS = {"format": FORMAT, "covers": list(COVERED[2]), "genesis": GENESIS}
_SEALING = """\
Each message is a link of its source's hash chain, and signed. The format is `docs/shared.md`, with vectors beside it: what is
signed, how a reader verifies it with nothing but the message, the link before it and the sender's public key, and what a
library on the way may change. `x-checkonce-seal` names the format, the covered attributes and what stands before the first.
"""


def message_name(cls: type[Fact]) -> str:
    return f"{cls.fact_type}.v{cls.fact_version}"


def asyncapi_of(facts: Iterable[type[Fact]]) -> dict[str, Any]:
    """The document for these facts; private ones are absent, shared ones are on both channels."""
    published = [cls for cls in facts if cls.visibility not in {Visibility.PRIVATE, Visibility.CONFIDED}]
    shared = [cls for cls in published if cls.visibility is Visibility.SHARED]
    channels: dict[str, Any] = {}
    for service, own in groupby(published, key=lambda cls: cls.fact_type.partition(".")[0]):
        channels[f"{service}.events"] = _channel(events_topic("{place}", service), list(own), _OWN.format(service))
    channels["shared"] = _channel(shared_topic("{place}"), shared, _SHARED, ending=".sealed")
    messages = {message_name(cls): _message(cls, sealed=False) for cls in published}
    messages |= {f"{message_name(cls)}.sealed": _message(cls, sealed=True) for cls in shared}
    return {
        "asyncapi": "3.1.0",
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
                "cloudevent": _headers(ATTRIBUTES),
                "sealed": {**_headers(_SEALED_HEADERS), "description": _SEALING, "x-checkonce-seal": _SEALS},
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
