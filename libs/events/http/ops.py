"""Operations: health, metrics, parked streams, rejected messages, rebuild of the views, how far everything is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field

from ..telemetry import metrics
from .auth import Caller, allow
from .problems import PROBLEM_RESPONSES

__all__ = ["health", "router"]

health = APIRouter(tags=["health"])
router = APIRouter(prefix="/v1/ops", tags=["operations"], responses=PROBLEM_RESPONSES)

Operator = Annotated[Caller, Depends(allow("operator"))]


class Ready(BaseModel):
    """`ready` is what a load balancer asks; the rest says why not."""

    ready: bool
    database: bool
    workers: dict[str, str]
    held: dict[str, str] = {}


class Progress(BaseModel):
    """Positions of this service: `newest` fact, `relayed` up to, unsent facts, received ones per source, deadlines due."""

    place: str
    service: str
    now: datetime
    newest: int
    relayed: int
    unsent: int
    facts: int
    received: dict[str, int]
    inbox: int
    due: int
    deadlines: int
    parked: int
    rejected: int
    held: dict[str, str]


class Parked(BaseModel):
    source: str
    stream: str
    position: int
    error: str
    attempts: int
    waiting: int
    since: datetime


class StreamName(BaseModel):
    source: str = Field(max_length=200)
    stream: str = Field(max_length=300)


class Skip(StreamName):
    reason: str = Field(min_length=3, max_length=1000, description="Why this fact may be left out; it goes on record.")


class Done(BaseModel):
    applied: int


@health.get("/health/live", summary="The process runs")
async def live() -> dict[str, str]:
    return {"status": "alive"}


@health.get("/health/ready", summary="The database answers and the workers run", response_model=Ready)
async def ready(request: Request, response: Response) -> Ready:
    state: Ready = await request.app.state.service_state.ready()
    response.status_code = 200 if state.ready else 503
    return state


@health.get("/metrics", summary="Prometheus metrics")
async def prometheus(request: Request) -> Response:
    await request.app.state.service_state.measure()
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/progress", summary="How far the store, relay, consumer and deadlines are")
async def progress(request: Request, _: Operator) -> Progress:
    result: Progress = await request.app.state.service_state.progress()
    return result


@router.get("/parked", summary="Streams parked because a fact keeps failing")
async def parked(request: Request, _: Operator) -> list[Parked]:
    rows = await request.app.state.service_state.inbox.parked()
    return [Parked(**{name: getattr(row, name) for name in Parked.model_fields}) for row in rows]


@router.post("/parked/retry", summary="Apply a parked stream's waiting facts in order")
async def retry(request: Request, body: StreamName, _: Operator) -> Done:
    return Done(applied=await request.app.state.service_state.inbox.retry(body.source, body.stream))


@router.post("/parked/skip", summary="Leave out the first waiting fact, on the record, and go on")
async def skip(request: Request, body: Skip, who: Operator) -> Done:
    inbox = request.app.state.service_state.inbox
    return Done(applied=await inbox.skip(body.source, body.stream, actor=who.subject, reason=body.reason))


@router.get("/rejected", summary="Messages that are no readable events")
async def rejected(request: Request, _: Operator) -> list[dict[str, Any]]:
    rows = await request.app.state.service_state.pool.fetch(
        "select topic, partition, kafka_offset, error, received_at from rejected_messages order by received_at desc limit 200"
    )
    return [dict(row) for row in rows]


@router.post("/rebuild", summary="Rebuild the views beside the living ones and swap them in")
async def rebuild(request: Request, _: Operator) -> Done:
    return Done(applied=await request.app.state.service_state.rebuild())
