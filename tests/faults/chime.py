"""Two small services to be ill-treated: chimes that are struck, and echoes that answer each stroke.

Every effect adds (a fact applied twice, or never, shows in a number) or overwrites (a fact applied out of order shows as
the last one), every command carries a token of its own (so the history tells which facts may exist), and facts go round:
chime -> echo -> chime, and over the border as shared facts. The code is made for one set of fact classes; `newer.py` makes
it for the next one.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from libs.events.bus.keyring import ServiceKey
from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact, Visibility
from libs.events.http import Accepted, Gate, gate
from libs.events.reactions import Reactions
from libs.events.refusal import NotNow
from libs.events.service import Service
from libs.events.timers import Deadline, Deadlines
from libs.events.views.table import Sql, Table
from libs.events.views.views import Views

__all__ = ["SERVICES", "services"]

PATIENCE = timedelta(hours=1)
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


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


class Body(BaseModel):
    """`hold` keeps the transaction open after the append, seconds: writers of very different speed. Others go in groups."""

    chime: str
    token: str
    hold: float = 0.0


def _decider(struck: type[Fact], rested: type[Fact], hummed: type[Fact] | None, more: Mapping[str, Any]) -> Decider:
    def decide(command: Command, stroke: str, now: datetime) -> Sequence[Fact]:
        """`stroke` is the token of the stroke that still sounds, empty when there is none."""
        match command:
            case Strike(chime=chime, token=token):
                if stroke:
                    raise Sounding(field="chime", value=chime, do_en="Wait.", do_zh="请稍候。")
                return [struck(chime=chime, token=token, by=now + PATIENCE, **more)]
            case Rest(chime=chime, token=token):
                if not stroke:
                    raise Silent(field="chime", value=chime, do_en="Strike it first.", do_zh="请先敲响。")
                return [rested(chime=chime, token=token, **more), *([hummed(chime=chime)] if hummed else [])]
            case Note(chime=chime, token=token):
                return [Noted(chime=chime, token=token)]
            case Lapse(chime=chime, stroke=due) if due == stroke:
                return [Lapsed(chime=chime, stroke=due)]
        return []

    def evolve(stroke: str, fact: Fact) -> str:
        if isinstance(fact, struck):
            return fact.token
        return "" if isinstance(fact, (rested, Lapsed)) else stroke

    return Decider("chime", (Strike, Rest, Note, Lapse), lambda c: f"chime-{c.chime}", "", decide, evolve)


def _chime_views(struck: type[Fact], rested: type[Fact]) -> Views:
    """By hand and as data, so that both ways to write and to receive are taken."""
    views = Views()
    chimes = Table("chimes", "chime")
    stays = {column: Sql(f"{{row}}.{column}", 0) for column in ("strikes", "rests", "lapses")}

    @views.on(struck)
    async def counted(tx, facts):
        for item in facts:
            await tx.execute(
                "insert into chimes as c values ($1, 1, 0, 0) on conflict (chime) do update set strikes = c.strikes + 1",
                item.fact.chime,
            )

    for fact, column in ((rested, "rests"), (Lapsed, "lapses")):
        views.on(fact)(chimes.upsert(**{**stays, column: Sql(f"{{row}}.{column} + 1", 1)}))
    views.on(Repeated)(Table("echoes", "chime").upsert(heard=Sql("{row}.heard + 1", 1)))
    return views


def _deadlines(struck: type[Fact], rested: type[Fact]) -> Deadlines:
    deadlines = Deadlines()

    @deadlines.start(struck)
    def starts(item) -> Iterable[Deadline]:
        fact = item.fact
        yield Deadline(f"lapse/{fact.chime}", item.stream, fact.by, Lapse(chime=fact.chime, stroke=fact.token))

    @deadlines.stop(rested, Lapsed)
    def stops(item) -> Iterable[str]:
        yield f"lapse/{item.fact.chime}"

    return deadlines


router = APIRouter()


def _route(path: str, command: type[Command]) -> None:
    @router.post(path, status_code=201)
    async def do(body: Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
        async def work(tx) -> Accepted:
            outcome = await gate.runner.execute(command(chime=body.chime, token=body.token), gate.origin, tx=tx)
            await asyncio.sleep(body.hold)
            return Accepted.of(outcome)

        if body.hold:
            return await gate.execute(work, answer=Accepted)
        return await gate.execute(command(chime=body.chime, token=body.token))


for _path, _command in (("/strike", Strike), ("/rest", Rest), ("/note", Note)):
    _route(_path, _command)


def decide_echo(command: Command, state: None, now: datetime) -> Sequence[Fact]:
    """No check for a repeat: that each stroke is answered once is for the library to keep."""
    return [Repeated(**command.model_dump())]


ECHO = Decider("echo", (Repeat,), lambda c: f"echo-{c.chime}", None, decide_echo, lambda state, _: state)


def _echo_views(struck: type[Fact], rested: type[Fact], hummed: type[Fact] | None) -> Views:
    views = Views()

    @views.on(struck, rested)
    @views.on_neighbour(rested)
    async def heard(tx, facts):
        for item in facts:
            strokes = int(isinstance(item.fact, struck))
            await tx.execute("insert into heard values ($1, $2, $3)", item.source, item.position, item.fact.chime)
            await tx.execute(
                "insert into tallies as t values ($1, $2, $3, $4) on conflict (source, chime) do update"
                " set strikes = t.strikes + excluded.strikes, rests = t.rests + excluded.rests",
                item.source,
                item.fact.chime,
                strokes,
                1 - strokes,
            )
            await tx.execute(
                "insert into latest values ($1, $2, $3) on conflict (source, chime) do update set version = excluded.version",
                item.source,
                item.fact.chime,
                item.version,
            )

    async def hums(tx, facts):
        for item in facts:
            await tx.execute(
                "insert into hums as h values ($1, 1) on conflict (chime) do update set heard = h.heard + 1", item.fact.chime
            )

    if hummed is not None:
        views.on(hummed)(hums)
    return views


def _echo_reactions(struck: type[Fact], rested: type[Fact], hummed: type[Fact] | None) -> Reactions:
    reactions = Reactions()

    @reactions.on(struck, *([hummed] if hummed else []))
    @reactions.on_neighbour(rested)
    async def repeat(tx, item, env):
        return [Repeat(chime=item.fact.chime, because=str(item.id))]

    return reactions


async def trust(tx, place, service):
    rows = await tx.fetch("select jwk::text as jwk from public.keys where place = $1", place)
    return [ServiceKey.model_validate({"service": service, "jwk": json.loads(row["jwk"]), "from": _ALWAYS}) for row in rows]


def services(struck: type[Fact], rested: type[Fact], hummed: type[Fact] | None = None, **more: Any) -> dict[str, Service]:
    """The two services in the language of these classes; `more` goes into each stroke and rest."""
    chime = Service(
        name="chime",
        title_zh="编钟",
        title_en="chime",
        deciders=Deciders(_decider(struck, rested, hummed, more)),
        views=_chime_views(struck, rested),
        reactions=Reactions(),
        deadlines=_deadlines(struck, rested),
        routers=[router],
        migrations=Path(__file__).with_name("chime_migrations"),
        subscribes=["echo"],
    )
    echo = Service(
        name="echo",
        title_zh="回声",
        title_en="echo",
        deciders=Deciders(ECHO),
        views=_echo_views(struck, rested, hummed),
        reactions=_echo_reactions(struck, rested, hummed),
        deadlines=Deadlines(),
        routers=[],
        migrations=Path(__file__).with_name("echo_migrations"),
        subscribes=["chime"],
        neighbours=True,
        trust=trust,
    )
    return {"chime": chime, "echo": echo}


SERVICES = services(Struck, Rested)
