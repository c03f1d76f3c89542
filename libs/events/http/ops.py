"""Operations: health, metrics, progress, parked streams, failing deadlines, messages that do not count, rebuild, topics."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field

from ..bus.quarantine import held as held_messages
from ..bus.quarantine import pass_over
from ..bus.quarantine import passed as passed_messages
from ..bus.unapplied.parked import Choice, retry_some
from ..shapes.words import worded
from ..telemetry import metrics
from ..timers import put_off, take_again
from .auth import Permitted
from .paging import CursorParam, LimitParam, Page, key_of, page_of
from .problems import PROBLEM_RESPONSES

__all__ = ["health", "router"]

health = APIRouter(tags=["health"])
router = APIRouter(prefix="/v1/ops", tags=["operations"], responses=PROBLEM_RESPONSES)

Operator = Permitted
_TOPIC = worded(r"^[A-Za-z0-9._-]{1,249}$", "主题名,例如 421088.registry.events", "a topic such as 421088.registry.events")
TopicName = Annotated[str, Path(pattern=_TOPIC, description="{place}.{service}.events, or {place}.shared")]


class WorkerState(BaseModel):
    """How a worker gets on. `running`: its last turn led somewhere; `failing`: it did not, for the reason of `error`;
    `stuck`: none has for longer than `CHECKONCE_WORKER_SECONDS`; `stopped`: it has ended.

    `turned` and `well`: seconds since the last turn, and since the last one that led somewhere. `behind`: facts, messages or
    deadlines that wait for it, as far as is known.
    """

    state: Literal["running", "failing", "stuck", "stopped"]
    turned: float
    well: float
    error: str | None = None
    behind: int | None = None

    @property
    def well_enough(self) -> bool:
        """Whether nobody needs to look yet: what fails now and then is tried again."""
        return self.state in {"running", "failing"}


class Alive(BaseModel):
    """`hanging`: workers that have come to no end of a turn for so long that the process is to be started again."""

    status: Literal["alive", "hanging"]
    hanging: list[str] = []


class Ready(BaseModel):
    """A load balancer asks for `ready`; the other fields give the reasons.

    It answers within a few seconds, whatever hangs: `database` is false where that does not. `leaving`: the process was told to
    end. `parked` counts streams that wait because a fact of theirs keeps failing. `calendar` says that the holidays end too
    soon, `keys` why new keys of the services are not taken, `files` why none is kept.
    """

    ready: bool
    database: bool
    workers: dict[str, WorkerState]
    leaving: bool = False
    held: dict[str, str] = {}
    parked: int = 0
    catching_up: str | None = None
    calendar: str | None = None
    keys: str | None = None
    files: str | None = None


class Progress(BaseModel):
    """Positions of this service: `newest` fact, `relayed` up to, unsent facts, received ones per source, deadlines due.

    `put_off` counts deadlines that failed and wait to be tried again, `unchained` own and received facts that are not in the
    store's hash chain yet.

    `not_understood` counts received facts of a type or version newer than the code; `catching_up` says how far the service is
    with those that it understands since its upgrade. `held` is partition -> offset, kind and reason. `held_back` names the
    session whose open transaction keeps the newest facts from being sent, and for how long it has been open. `workers` are
    those of the process that answers. `countersignatures` wait for a second person; the first of them expires at
    `countersignature_due`.
    """

    place: str
    service: str
    now: datetime
    newest: int
    relayed: int
    unsent: int
    unchained: int
    facts: int
    received: dict[str, int]
    inbox: int
    due: int
    deadlines: int
    put_off: int
    parked: int
    rejected: int
    not_understood: int
    catching_up: str | None
    workers: dict[str, WorkerState]
    held: dict[str, str]
    held_back: str | None
    countersignatures: int
    countersignature_due: datetime | None


class Parked(BaseModel):
    """A parked stream: the fact that it is parked for (`position`, `type`, `error`), and how many wait with it."""

    source: str
    stream: str
    position: int
    type: str
    error: str
    attempts: int
    waiting: int
    since: datetime


class StreamName(BaseModel):
    source: str = Field(max_length=200)
    stream: str = Field(max_length=300)


class Skip(StreamName):
    reason: str = Field(min_length=3, max_length=1000, description="Why this fact may be left out; it goes on record.")


class ParkedAfter(StreamName):
    """The last stream of a page."""


class ManyAgain(BaseModel):
    """Which parked streams are tried; all where nothing is named. `error`: words of it. `after`: `next` of the page before."""

    source: str | None = Field(None, max_length=200)
    type: str | None = Field(None, max_length=200)
    error: str | None = Field(None, min_length=1, max_length=2000)
    after: ParkedAfter | None = None


class ManyTried(BaseModel):
    """A page takes at most some seconds. `streams` were tried and `freed` of them are parked no more; `applied` counts facts.
    `left` more wait for the next page, which begins after `next`; null: that was all.
    """

    streams: int
    freed: int
    applied: int
    left: int
    next: ParkedAfter | None


class Done(BaseModel):
    applied: int


class FailingDeadline(BaseModel):
    """A deadline whose command failed: `due` when it passed, `since` when it failed first, `until` when it is tried again.
    Of one of confided facts `key` is a digest, by which it can be tried again, and `stream` is empty.
    """

    key: str
    stream: str
    command: str
    error: str
    attempts: int
    due: datetime
    since: datetime
    until: datetime


class DeadlineKey(BaseModel):
    key: str | None = Field(None, max_length=1000, description="Only this one; all that failed where it is absent.")


class Again(BaseModel):
    deadlines: int


class Held(BaseModel):
    """A message that does not count.

    A `conflict` (its source says something else than before) holds its partition, and so does an `unproven` one (signed by a
    key that the file of the services' keys does not name, or not for that time) and an `unpackable` one (a batch that is
    damaged, of an unknown codec or too large unpacked; its last offset is named) and a `failing` one (nearly all facts of its
    type fail in this service, by a mistake of its own). Of a neighbour, `untrusted` (no agreement gives a key), `no-link`
    (unsigned, altered, signed by a stranger) and `refused` (a link that the store does not take) do too; a `gap` (a true link
    before its turn) is left until the missing one comes, and so is a message of the place behind one that has not come.
    `expired`: records were deleted before they were read. `untrusted`, `gap` and `failing` are not `passable`.
    """

    topic: str
    partition: int
    offset: int
    kind: str
    source: str
    error: str
    passable: bool
    since: datetime


class Passed(BaseModel):
    topic: str
    partition: int
    offset: int
    source: str
    error: str
    since: datetime
    actor: str
    reason: str
    passed_at: datetime


class Pass(BaseModel):
    reason: str = Field(min_length=3, max_length=1000, description="Why this message may be passed over; it goes on record.")


class TopicState(BaseModel):
    """What this service has to do with a topic. `facts` counts what a refill sends there.

    `exists` says whether the broker has it; it is asked only where this service writes.
    """

    topic: str
    reads: bool
    writes: bool
    exists: bool
    facts: int


class ReadAgain(BaseModel):
    """`partitions`: how many had been read before and are now read from their beginning."""

    reads: bool
    partitions: int


class Refilled(BaseModel):
    """`facts` the store holds; all is sent again when `relayed` (GET /v1/ops/progress) has reached `newest`."""

    facts: int
    newest: int


@health.get(
    "/health/live",
    summary="The process runs, and so does each of its workers",
    response_model=Alive,
    responses={503: {"model": Alive, "description": "a worker hangs: the process is to be started again"}},
)
async def live(request: Request, response: Response) -> Alive:
    hanging: list[str] = request.app.state.service_state.workers.hanging()
    response.status_code = 503 if hanging else 200
    return Alive(status="hanging" if hanging else "alive", hanging=hanging)


@health.get(
    "/health/ready",
    summary="The database answers and the workers get on",
    response_model=Ready,
    responses={503: {"model": Ready, "description": "not ready, and why"}},
)
async def ready(request: Request, response: Response) -> Ready:
    state: Ready = await request.app.state.service_state.ready()
    response.status_code = 200 if state.ready else 503
    return state


@health.get(
    "/metrics",
    summary="Prometheus metrics",
    response_class=PlainTextResponse,
)
async def prometheus(request: Request) -> Response:
    await request.app.state.service_state.measure()
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/progress", summary="How far the store, relay, consumer and deadlines are")
async def progress(request: Request, _: Operator) -> Progress:
    result: Progress = await request.app.state.service_state.progress()
    return result


@router.get("/parked", summary="Streams parked because a fact keeps failing, by source and stream")
async def parked(request: Request, _: Operator, cursor: CursorParam = None, limit: LimitParam = 100) -> Page[Parked]:
    source, stream = key_of(cursor, ["", ""])
    rows = await request.app.state.service_state.inbox.parked((source, stream), limit + 1)
    found = [Parked(**{name: getattr(row, name) for name in Parked.model_fields}) for row in rows]
    return page_of(found, limit, lambda last: [last.source, last.stream])


@router.post("/parked/retry", summary="Apply a parked stream's waiting facts in order")
async def retry(request: Request, body: StreamName, _: Operator) -> Done:
    return Done(applied=await request.app.state.service_state.inbox.retry(body.source, body.stream))


@router.post("/parked/retry-many", summary="Give parked streams of a source, type or error another try, a page at a time")
async def retry_many(request: Request, body: ManyAgain, _: Operator) -> ManyTried:
    after = (body.after.source, body.after.stream) if body.after else ("", "")
    page = await retry_some(request.app.state.service_state.inbox, Choice(body.source, body.type, body.error), after)
    return ManyTried(
        streams=page.streams,
        freed=page.freed,
        applied=page.applied,
        left=page.left,
        next=ParkedAfter(source=page.next[0], stream=page.next[1]) if page.next else None,
    )


@router.post("/parked/skip", summary="Leave out the first waiting fact, on the record, and go on")
async def skip(request: Request, body: Skip, who: Operator) -> Done:
    inbox = request.app.state.service_state.inbox
    return Done(applied=await inbox.skip(body.source, body.stream, actor=who.subject, reason=body.reason))


@router.get("/deadlines/failing", summary="Deadlines that failed and are tried again later, oldest first")
async def failing_deadlines(request: Request, _: Operator) -> list[FailingDeadline]:
    return [FailingDeadline(**asdict(each)) for each in await put_off(request.app.state.service_state.pool)]


@router.post("/deadlines/retry", summary="Try deadlines that failed again now")
async def retry_deadlines(request: Request, body: DeadlineKey, _: Operator) -> Again:
    state = request.app.state.service_state
    return Again(deadlines=await take_again(state.pool, state.clock(), body.key))


@router.get("/held", summary="Messages that do not count and hold their partition, and why")
async def held(request: Request, _: Operator) -> list[Held]:
    found = await held_messages(request.app.state.service_state.pool)
    return [Held(**{name: getattr(message, name) for name in Held.model_fields}) for message in found]


@router.get("/held/passed", summary="Messages that operators passed over, newest first")
async def passed(request: Request, _: Operator) -> list[Passed]:
    return [Passed(**row) for row in await passed_messages(request.app.state.service_state.pool)]


@router.post(
    "/held/{topic}/{partition}/{offset}/pass", summary="Pass over exactly this message, on the record; nothing of it counts"
)
async def pass_held(  # noqa: PLR0917 - FastAPI calls by name
    request: Request,
    topic: TopicName,
    partition: Annotated[int, Path(ge=0, lt=2**31)],
    offset: Annotated[int, Path(ge=0, lt=2**63)],
    body: Pass,
    who: Operator,
) -> Held:
    pool = request.app.state.service_state.pool
    message = await pass_over(pool, topic, partition, offset, actor=who.subject, reason=body.reason)
    return Held(**{name: getattr(message, name) for name in Held.model_fields})


@router.get("/topics/{topic}", summary="Whether this service reads or writes a topic, and how many facts a refill sends")
async def topic_state(request: Request, topic: TopicName, _: Operator) -> TopicState:
    return TopicState(**asdict(await request.app.state.service_state.topics.state(topic)))


@router.post(
    "/topics/{topic}/read-again",
    operation_id="read_topic_again",
    summary="Read a topic from its beginning; facts already known are skipped",
)
async def read_again(request: Request, topic: TopicName, _: Operator) -> ReadAgain:
    reads, partitions = await request.app.state.service_state.topics.read_again(topic)
    return ReadAgain(reads=reads, partitions=partitions)


@router.post("/topics/{topic}/refill", summary="Send every fact of the store once more, with the old seals")
async def refill(request: Request, topic: TopicName, _: Operator) -> Refilled:
    facts, newest = await request.app.state.service_state.topics.refill(topic)
    return Refilled(facts=facts, newest=newest)


@router.post("/rebuild", summary="Rebuild the views beside the living ones and swap them in")
async def rebuild(request: Request, _: Operator) -> Done:
    return Done(applied=await request.app.state.service_state.rebuild())
