"""`GET /v1/events`: the event feed for integrators who have no Kafka, as a JSON batch and as server-sent events."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from ..bus.relay import visibility_of
from ..catalog.contracts_of.asyncapi import ATTRIBUTES
from ..envelope import Recorded, to_cloudevent
from ..fact import Raw, Visibility
from ..refusal import Invalid
from ..store.following import Following
from ..store.store import PostgresStore
from .auth import Caller, Permitted, still_signed_in

__all__ = ["event_of", "router"]

router = APIRouter(tags=["events"])

_BATCH_TYPE = "application/cloudevents-batch+json"
_BATCH_EXAMPLE = [
    {
        "specversion": "1.0",
        "id": "019a2f6e-7c1b-7d52-9f0a-4be1c90d2f1c",
        "source": "/421088/library",
        "type": "checkonce.library.book-lent.v1",
        "subject": "book-B-1",
        "time": "2026-03-02T01:02:03.456789Z",
        "dataschema": "urn:checkonce:schema:library.book-lent:v1",
        "datacontenttype": "application/json",
        "sequence": "217",
        "streamversion": "2",
        "data": {"book": "B-1", "reader": "R-7"},
    }
]
_STREAM_EXAMPLE = f"id: 217\nevent: library.book-lent\ndata: {orjson.dumps(_BATCH_EXAMPLE[0]).decode()}\n\n"
_BATCH_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "description": "CloudEvents 1.0.2, JSON format; `data` by `dataschema`.",
        "required": ["specversion", "id", "source", "type", "subject", "time", "sequence", "data"],
        "properties": {
            **{
                name.removeprefix("ce_"): {"type": "string", "description": said}
                for name, (_, _, said) in ATTRIBUTES.items()
                if name.startswith("ce_")
            },
            "specversion": {"const": "1.0", "description": "CloudEvents version."},
            "time": {"type": "string", "format": "date-time", "description": ATTRIBUTES["ce_time"][2]},
            "sequence": {"type": "string", "description": "The position: `after` of the next request."},
            "datacontenttype": {"const": "application/json", "description": "The data's type."},
            "data": {"type": "object", "description": "The fact, as the schema that `dataschema` names."},
        },
    },
}
_KEPT = frozenset({Visibility.PRIVATE, Visibility.CONFIDED})
_LOOKED_AT = 50
"""Positions for each fact of a batch after which one that is not full is given out."""
_IDLE = 1.0
_KEEP_ALIVE = 15.0


@router.get(
    "/v1/events",
    response_class=Response,
    responses={
        200: {
            "content": {
                _BATCH_TYPE: {"schema": _BATCH_SCHEMA, "example": _BATCH_EXAMPLE},
                "text/event-stream": {"schema": {"type": "string"}, "example": _STREAM_EXAMPLE},
            },
            "description": "CloudEvents in order",
            "headers": {
                "Checkonce-Next-After": {"description": "`after` of the next batch.", "schema": {"type": "integer"}},
            },
        }
    },
    summary="Facts after a position, in order (JSON batch, or server-sent events with Accept: text/event-stream)",
)
async def events(
    request: Request,
    who: Permitted,
    *,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="Position (sequence) already seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    # OpenAPI 3.1, 4.8.12.1: what a caller accepts is said by the answers' media types, not by a parameter.
    accept: Annotated[str, Header(include_in_schema=False)] = _BATCH_TYPE,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> Response:
    if "text/event-stream" in accept:
        start = _position(last_event_id) if last_event_id else after
        stream = _stream(request, who, request.app.state.following, start)
        return StreamingResponse(stream, media_type="text/event-stream")
    found, seen = await _visible(request.app.state.runner.store, who, after, limit)
    batch = [_document(item) for item in found]
    return Response(orjson.dumps(batch), media_type=_BATCH_TYPE, headers={"Checkonce-Next-After": str(seen)})


def _position(text: str) -> int:
    # A number too large for the store is refused here: an error in the middle of the stream could no longer be reported.
    if not text.isascii() or not text.isdecimal() or int(text[:20]) >= 2**63:
        raise Invalid(
            f"Last-Event-ID {text!r} is not a position",
            f"Last-Event-ID {text!r} 不是序号",
            field="Last-Event-ID",
            value=text[:100],
            do_en="Send the id of the last event you got.",
            do_zh="请发送最后收到的事件的 id。",
        )
    return int(text)


async def _visible(store: PostgresStore, who: Caller, after: int, limit: int) -> tuple[list[Recorded[Raw]], int]:
    """Public facts of the types that the caller follows after a position, and the last position that was looked at: private and
    confided facts are left out. Once there are some, it does not read on without end for the rest of a batch.
    """
    high, end = await store.settled(after), after + _LOOKED_AT * limit
    found: list[Recorded[Raw]] = []
    while after < high and len(found) < limit and not (found and after > end):
        rows = await store.read_raw(after, high, limit)
        if not rows:
            return found, high
        for row in rows:
            if len(found) == limit:
                break
            after = row.position
            if visibility_of(row) not in _KEPT and who.follows(row.fact.fact_type):
                found.append(row)
    return found, after


def _document(item: Recorded[Raw]) -> dict[str, Any]:
    """Without the actor: who has done it is nobody's business outside the services."""
    attributes = to_cloudevent(item)
    del attributes["actor"]
    return {**attributes, "data": orjson.loads(item.fact.json)}


def event_of(item: Recorded[Raw]) -> bytes | None:
    """A public fact as a server-sent event."""
    if visibility_of(item) in _KEPT:
        return None
    document = orjson.dumps(_document(item))
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (item.position, item.fact.fact_type.encode(), document)


def _type_of(event: bytes) -> str:
    """Of what `event_of` has written."""
    return event.split(b"\n", 2)[1].removeprefix(b"event: ").decode()


async def _stream(request: Request, who: Caller, following: Following, after: int) -> AsyncIterator[bytes]:
    silent = 0.0
    async with following.joined():
        # A client that still may reads on from its last event with a new token.
        while await still_signed_in(request, who) and not await request.is_disconnected():
            found, after = await following.after(after, 200)
            told = [event for event in found if who.follows(_type_of(event))]
            for event in told:
                yield event
            if told:
                silent = 0.0
            elif not found and not await following.moved(after, min(_IDLE, max(0.0, who.expires - time.time()))):
                silent += _IDLE
                if silent >= _KEEP_ALIVE:
                    silent = 0.0
                    yield b": still here\n\n"
