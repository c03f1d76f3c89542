"""A small service, so that libs.events is tested without those that are built on it: doors with bells."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from libs.events.bus.keyring import ServiceKey
from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact, Visibility
from libs.events.http import Accepted, Gate, gate
from libs.events.imports import ImportKind, imports_router
from libs.events.reactions import Reactions
from libs.events.refusal import Invalid, NotNow
from libs.events.service import Service
from libs.events.timers import Deadline, Deadlines
from libs.events.views.table import Table
from libs.events.views.views import Views


class Rung(Fact, name="bell.rung"):
    door: str
    by: datetime


class Answered(Fact, name="bell.answered", visibility=Visibility.SHARED):
    door: str


class Missed(Fact, name="bell.missed"):
    door: str


class Whispered(Fact, name="bell.whispered", visibility=Visibility.PRIVATE):
    door: str


class Confessed(Fact, name="bell.confessed", visibility=Visibility.CONFIDED):
    sin: str


class Labelled(Fact, name="bell.labelled"):
    door: str
    label: str


class Ring(Command):
    door: str


class Answer(Command):
    door: str


class Whisper(Command):
    door: str


class Miss(Command):
    door: str


class AlreadyRinging(NotNow):
    slug = "already-ringing"
    title_zh = "门铃正在响"
    title_en = "The bell is ringing"


def decide(command: Command, state: str, now: datetime) -> Sequence[Fact]:
    match command, state:
        case Ring(door=door), "ringing":
            raise AlreadyRinging(field="door", value=door, do_en="Wait.", do_zh="请稍候。")
        case Ring(door=door), _:
            return [Rung(door=door, by=now + timedelta(hours=1))]
        case Answer(door=door), "ringing":
            return [Answered(door=door)]
        case Miss(door=door), "ringing":
            return [Missed(door=door)]
        case Whisper(door=door), _:
            return [Whispered(door=door)]
    return []


def evolve(state: str, fact: Fact) -> str:
    match fact:
        case Rung():
            return "ringing"
        case Answered() | Missed():
            return "still"
    return state


BELL = Decider("bell", (Ring, Answer, Miss, Whisper), lambda c: f"bell-{c.door}", "still", decide, evolve)

views = Views()


@views.on(Rung)
async def rung(tx, facts):
    await tx.executemany(
        "insert into doors values ($1, 1) on conflict (door) do update set times = doors.times + 1",
        [(r.fact.door,) for r in facts],
    )


class Label(Command):
    door: Annotated[str, Field(min_length=1, max_length=100)]
    label: str


def decide_label(command: Label, state: str | None, now: datetime) -> Sequence[Fact]:
    if command.label == "forbidden":
        raise AlreadyRinging(field="label", value=command.label, do_en="Another label.", do_zh="换一个名牌。")
    return [] if state == command.label else [Labelled(**command.model_dump())]


LABEL = Decider("label", (Label,), lambda c: f"label-{c.door}", None, decide_label, lambda _, fact: fact.label)


views.on(Labelled)(Table("labels", "door").upsert("label"))


deadlines = Deadlines()


@deadlines.start(Rung)
def starts(r) -> Iterable[Deadline]:
    yield Deadline(f"miss/{r.fact.door}", r.stream, r.fact.by, Miss(door=r.fact.door))


@deadlines.stop(Answered, Missed)
def stops(r) -> Iterable[str]:
    yield f"miss/{r.fact.door}"


router = APIRouter()


class Body(BaseModel):
    door: str


@router.post("/rings", status_code=201)
async def ring(body: Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    return await gate.execute(Ring(door=body.door))


def parse(row):
    if row["door"] == "none":
        raise Invalid("no such door", "没有这扇门", field="door", value="none", do_en="Another door.", do_zh="换一扇门。")
    return Ring(door=row["door"])


async def prepare(_pool, _env):
    return parse


async def prepare_labels(_pool, _env):
    return lambda row: Label(door=row["door"], label=row["label"])


router.include_router(
    imports_router(
        {
            "rings": ImportKind(("door", "note"), lambda row: row["door"], prepare, roles=("visitor",), example=("front", "")),
            "labels": ImportKind(
                ("door", "label"), lambda row: row["door"], prepare_labels, roles=("visitor",), example=("front", "Ada")
            ),
        }
    )
)

service = Service(
    name="bell",
    title_zh="门铃",
    title_en="bell",
    deciders=Deciders(BELL, LABEL),
    views=views,
    reactions=Reactions(),
    deadlines=deadlines,
    routers=[router],
    migrations=Path(__file__).with_name("bell_migrations"),
)


class Opened(Fact, name="door.opened"):
    door: str
    because: str


class Open(Command):
    door: str
    because: str


def decide_door(command: Open, state: int, now: datetime) -> Sequence[Fact]:
    if command.door == "cursed":
        raise AlreadyRinging(field="door", value="cursed", do_en="Leave it.", do_zh="勿动。")
    return [Opened(**command.model_dump())]


DOOR = Decider("door", (Open,), lambda c: f"door-{c.door}", 0, decide_door, lambda state, _: state + 1)

door_views = Views()
door_reactions = Reactions()


@door_views.on(Rung)
@door_views.on_neighbour(Answered)
async def seen(tx, facts):
    await tx.executemany("insert into seen values ($1, $2, $3)", [(r.source, r.position, r.fact.door) for r in facts])


@door_reactions.on(Rung)
async def open_the_door(tx, rung, env):
    return [Open(door=rung.fact.door, because=str(rung.id))]


async def trust(tx, place, service):
    rows = await tx.fetch("select jwk, since, until from public.keys where place = $1 and service = $2", place, service)
    return [
        ServiceKey.model_validate(
            {"service": service, "jwk": json.loads(row["jwk"]), "from": row["since"], "until": row["until"]}
        )
        for row in rows
    ]


door_service = Service(
    name="door",
    title_zh="门",
    title_en="door",
    deciders=Deciders(DOOR),
    views=door_views,
    reactions=door_reactions,
    deadlines=Deadlines(),
    routers=[],
    migrations=Path(__file__).with_name("door_migrations"),
    subscribes=["bell"],
    neighbours=True,
    trust=trust,
)
