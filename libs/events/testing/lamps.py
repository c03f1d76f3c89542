"""Facts and tables that need every verb: lamps in streets."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from libs.events.envelope import Meta, Recorded
from libs.events.fact import Fact, catalog
from libs.events.views.living import ATTRIBUTES, Run
from libs.events.views.table import Table
from libs.events.views.views import Views

__all__ = [
    "AT", "BULBS", "LAMPS", "TABLES", "Bulb", "Colour", "Dimmed", "Gone", "Hung", "Measured", "Place", "Rated",
    "Renamed", "applied", "recorded",
]  # fmt: skip

LAMPS, BULBS = Table("lamps", "lamp"), Table("bulbs", "lamp", "socket")
AT = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
"""The second of March in China."""

TABLES = """
    create schema if not exists views;
    create schema if not exists steps;
    create table views.lamps (
        lamp text primary key, street text, colour text, since date, hung_at timestamptz, watts integer, tags text[],
        sizes integer[], place jsonb, state text not null default 'hung', before text, seen integer not null default 0,
        lit boolean, price numeric(10, 2), day date, version integer, note text default 'none'
    );
    create table views.bulbs (
        lamp text not null, nth integer, socket text, watts integer, shops text[], primary key (lamp, socket)
    );
    create table views.ratings (lamp text, who text, stars integer, primary key (lamp, who));
    create table views.streets (lamp text, street text, primary key (lamp, street));
    create table views.notes (lamp text primary key, note text not null, height integer, whole jsonb);
    create table views.seen (source text, position bigint, id text, stream text, place text, actor text, whole jsonb,
                             primary key (source, position));
"""


class Colour(StrEnum):
    WARM = "warm"
    COLD = "cold"


class Shop(BaseModel, frozen=True):
    name: str


class Bulb(BaseModel, frozen=True):
    socket: str
    watts: int | None
    shops: tuple[Shop, ...] = ()


class Place(BaseModel, frozen=True):
    street: str
    number: int
    height: int = 4


class Hung(Fact, name="lamp.hung"):
    lamp: str
    colour: Colour
    since: date | None
    place: Place
    bulbs: tuple[Bulb, ...] = ()
    tags: tuple[str, ...] = ()
    sizes: tuple[int, ...] | None = None
    price: str = "1.50"
    note: str | None = None


class DimmedOnce(Fact, name="lamp.dimmed"):
    """The first version: always by one."""

    lamp: str


class Dimmed(Fact, name="lamp.dimmed", version=2):
    lamp: str
    by: int = 1
    tag: str | None = None


@catalog.upcaster("lamp.dimmed", from_version=1)
def _by_one(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "by": 1, "tag": None}


class Renamed(Fact, name="lamp.renamed"):
    lamp: str
    name: str
    street: str | None = None


class Rated(Fact, name="lamp.rated"):
    lamp: str
    ratings: dict[str, int]
    streets: tuple[str, ...] = ()


class Measured(Fact, name="lamp.measured"):
    lamp: str
    large: int
    small: float
    at: datetime
    maybe: tuple[str | None, ...] = ()


class Gone(Fact, name="lamp.gone"):
    lamp: str


_META = Meta("keeper", "00000000-0000-4000-8000-000000000000")


async def applied(connection: Any, views: Views, facts: Sequence[Recorded[Fact]], *, by_functions: bool) -> None:
    """What the facts change, by statements or, where it is all data, by the functions that a command's one call runs."""
    changes = views.changes(facts) if by_functions else None
    if changes is None:
        await views.apply(connection, facts)
        return
    for name, numbers in changes.steps:
        run = Run([facts[number - 1] for number in numbers])
        columns = [run.column(attribute) for attribute in ATTRIBUTES]
        await connection.execute(f"select {name}({', '.join(f'${n}' for n in range(1, len(columns) + 1))})", *columns)


def recorded(*facts: Fact, first: int = 1, source: str = "/421088/lamp") -> list[Recorded[Fact]]:
    """The facts as stored one after another, each in the stream of its lamp."""
    versions: dict[str, int] = {}
    made = []
    for position, fact in enumerate(facts, first):
        stream = f"lamp-{getattr(fact, 'lamp', '')}"
        versions[stream] = versions.get(stream, 0) + 1
        made.append(Recorded(fact, source, stream, versions[stream], position, UUID(int=position), AT, _META))
    return made
