"""Operations: messages that were set aside, in pages, newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from .auth import Permitted
from .paging import Page, Paged, key_of, page_of
from .problems import PROBLEM_RESPONSES

__all__ = ["router"]

router = APIRouter(prefix="/v1/ops", tags=["operations"], responses=PROBLEM_RESPONSES)

_END = datetime(9999, 1, 1, tzinfo=UTC)
"""Later than any message was received: the first page begins there."""
_LIST = """
    select topic, partition, kafka_offset, kind, error, received_at, encode(digest, 'hex') as sha256, size
      from rejected_messages
     where (kind = $1 or $1 is null) and (topic = $2 or $2 is null)
       and (received_at, topic, partition, kafka_offset, encode(digest, 'hex')) < ($3, $4, $5, $6, $7)
     order by received_at desc, topic desc, partition desc, kafka_offset desc, encode(digest, 'hex') desc limit $8
"""


class Rejected(BaseModel):
    """A message that was set aside; its bytes are in the table `rejected_messages` of the service."""

    topic: str = Field(description="Where it stands.")
    partition: int
    kafka_offset: int = Field(description="Its place on the partition.")
    kind: str = Field(description="`unreadable`, `stranger`, `forged` or `refused` (docs/operations.md).")
    error: str = Field(description="Why it does not count.")
    received_at: datetime = Field(description="When it was set aside.")
    sha256: str = Field(description="Hash of key, value and headers; empty where a version of before has set it aside.")
    size: int | None = Field(description="Bytes of the message, where only its first ones are kept.")


class RejectedQuery(Paged):
    """Which of them; all where nothing is named."""

    kind: Literal["unreadable", "stranger", "forged", "refused"] | None = None
    topic: str | None = Field(default=None, max_length=249, description="The topic where they stand.")


@router.get("/rejected", summary="Messages that were set aside: unreadable, of a stranger, forged, or refused by the store")
async def rejected(request: Request, query: Annotated[RejectedQuery, Query()], _: Permitted) -> Page[Rejected]:
    after = key_of(query.cursor, [_END, "", 0, 0, ""])
    rows = await request.app.state.service_state.pool.fetch(_LIST, query.kind, query.topic, *after, query.limit + 1)
    found = [Rejected(**row) for row in rows]
    return page_of(found, query.limit, lambda r: [r.received_at.isoformat(), r.topic, r.partition, r.kafka_offset, r.sha256])
