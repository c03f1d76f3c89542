"""Two small services to be ill-treated: chimes that are struck, and echoes that answer each stroke.

Every effect adds (a fact applied twice, or never, shows in a number), every command carries a token of its own (so the history
tells which facts may exist), and facts go round: chime -> echo -> chime, and over the border as shared facts.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact, Visibility
from libs.events.http import Accepted, Gate, gate
from libs.events.reactions import Reactions
from libs.events.refusal import NotNow
from libs.events.service import Service
from libs.events.timers import Deadline, Deadlines
from libs.events.views import Views

__all__ = ["SERVICES", "chime_service", "echo_service"]

PATIENCE = timedelta(hours=1)


class Struck(Fact, name="chime.struck"):
    chime: str
    token: str
    by: datetime


class Rested(Fact, name="chime.rested", visibility=Visibility.SHARED):
    chime: str
    token: str


class Noted(Fact, name="chime.noted", visibility=Visibility.PRIVATE):
    chime: str
    token: str


class Lapsed(Fact, name="chime.lapsed"):
    chime: str
    stroke: str


class Repeated(Fact, name="echo.repeated"):
    chime: str
    because: str


class Strike(Command):
    chime: str
    token: str


class Rest(Command):
    chime: str
    token: str


class Note(Command):
    chime: str
    token: str


class Lapse(Command):
    chime: str
    stroke: str


class Repeat(Command):
    chime: str
    because: str


class Sounding(NotNow):
    slug = "sounding"
    title_zh = "编钟正在响"
    title_en = "The chime is sounding"


class Silent(NotNow):
    slug = "silent"
    title_zh = "编钟没有响"
    title_en = "The chime is silent"


def decide(command: Command, stroke: str, now: datetime) -> Sequence[Fact]:
    """`stroke` is the token of the stroke that still sounds, empty when there is none."""
    match command:
        case Strike(chime=chime, token=token):
            if stroke:
                raise Sounding(field="chime", value=chime, do_en="Wait.", do_zh="请稍候。")
            return [Struck(chime=chime, token=token, by=now + PATIENCE)]
        case Rest(chime=chime, token=token):
            if not stroke:
                raise Silent(field="chime", value=chime, do_en="Strike it first.", do_zh="请先敲响。")
            return [Rested(chime=chime, token=token)]
        case Note(chime=chime, token=token):
            return [Noted(chime=chime, token=token)]
        case Lapse(chime=chime, stroke=due) if due == stroke:
            return [Lapsed(chime=chime, stroke=due)]
    return []


def evolve(stroke: str, fact: Fact) -> str:
    match fact:
        case Struck(token=token):
            return token
        case Rested() | Lapsed():
            return ""
    return stroke


CHIME = Decider("chime", (Strike, Rest, Note, Lapse), lambda c: f"chime-{c.chime}", "", decide, evolve)

chime_views = Views()
_COLUMN = {Struck: "strikes", Rested: "rests", Lapsed: "lapses"}


@chime_views.on(Struck, Rested, Lapsed)
async def counted(tx, facts):
    for item in facts:
        column = _COLUMN[type(item.fact)]
        await tx.execute(
            f"insert into chimes as c values ($1, {', '.join(str(int(c == column)) for c in _COLUMN.values())})"
            f" on conflict (chime) do update set {column} = c.{column} + 1",
            item.fact.chime,
        )


@chime_views.on(Repeated)
async def answered(tx, facts):
    for item in facts:
        await tx.execute(
            "insert into echoes as e values ($1, 1) on conflict (chime) do update set heard = e.heard + 1", item.fact.chime
        )


deadlines = Deadlines()


@deadlines.start(Struck)
def starts(item) -> Iterable[Deadline]:
    fact = item.fact
    yield Deadline(f"lapse/{fact.chime}", item.stream, fact.by, Lapse(chime=fact.chime, stroke=fact.token))


@deadlines.stop(Rested, Lapsed)
def stops(item) -> Iterable[str]:
    yield f"lapse/{item.fact.chime}"


router = APIRouter()


class Body(BaseModel):
    """`hold` keeps the transaction open after the append, seconds: writers of very different speed."""

    chime: str
    token: str
    hold: float = 0.0


def _route(path: str, command: type[Command]) -> None:
    @router.post(path, status_code=201)
    async def do(body: Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
        async def work(tx) -> Accepted:
            outcome = await gate.runner.execute(command(chime=body.chime, token=body.token), gate.origin, tx=tx)
            await asyncio.sleep(body.hold)
            return Accepted.of(outcome)

        return await gate.once(work, Accepted)


for _path, _command in (("/strike", Strike), ("/rest", Rest), ("/note", Note)):
    _route(_path, _command)

chime_service = Service(
    name="chime",
    title_zh="编钟",
    title_en="chime",
    deciders=Deciders(CHIME),
    views=chime_views,
    reactions=Reactions(),
    deadlines=deadlines,
    routers=[router],
    migrations=Path(__file__).with_name("chime_migrations"),
    subscribes=["echo"],
)


def decide_echo(command: Command, state: None, now: datetime) -> Sequence[Fact]:
    """No check for a repeat: that each stroke is answered once is for the library to keep."""
    return [Repeated(**command.model_dump())]


ECHO = Decider("echo", (Repeat,), lambda c: f"echo-{c.chime}", None, decide_echo, lambda state, _: state)

echo_views = Views()
echo_reactions = Reactions()


@echo_views.on(Struck, Rested)
@echo_views.on_neighbour(Rested)
async def heard(tx, facts):
    for item in facts:
        struck = isinstance(item.fact, Struck)
        await tx.execute("insert into heard values ($1, $2, $3)", item.source, item.position, item.fact.chime)
        await tx.execute(
            "insert into tallies as t values ($1, $2, $3, $4) on conflict (source, chime) do update"
            " set strikes = t.strikes + excluded.strikes, rests = t.rests + excluded.rests",
            item.source,
            item.fact.chime,
            int(struck),
            int(not struck),
        )


@echo_reactions.on(Struck)
@echo_reactions.on_neighbour(Rested)
async def repeat(tx, item, env):
    return [Repeat(chime=item.fact.chime, because=str(item.id))]


async def trust(tx, place):
    rows = await tx.fetch("select jwk::text as jwk from public.keys where place = $1", place)
    return [json.loads(row["jwk"]) for row in rows]


echo_service = Service(
    name="echo",
    title_zh="回声",
    title_en="echo",
    deciders=Deciders(ECHO),
    views=echo_views,
    reactions=echo_reactions,
    deadlines=Deadlines(),
    routers=[],
    migrations=Path(__file__).with_name("echo_migrations"),
    subscribes=["chime"],
    neighbours=True,
    trust=trust,
)

SERVICES = {"chime": chime_service, "echo": echo_service}
