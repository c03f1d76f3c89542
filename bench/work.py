"""The work that is measured: the small services of the library's own tests, and one large fact of the catalog."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends

from libs.events.catalog.registry.entities import EntityContent, EntityListed
from libs.events.envelope import Meta
from libs.events.http import Accepted, Gate, gate
from libs.events.reactions import Reactions
from libs.events.service import Service
from libs.events.store.store import NewFacts
from libs.events.testing import bell as bells
from libs.events.views.table import POSITION, SOURCE, Table
from libs.events.views.views import Views

__all__ = ["AT", "BELL", "BELL_TABLES", "DOOR", "DOOR_TABLES", "META", "SEE", "SEEN", "bells", "entities", "rung"]

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
META = Meta("bench", "00000000-0000-4000-8000-000000000000")
BELL_TABLES = Path(bells.__file__).with_name("bell_migrations")
DOOR_TABLES = Path(bells.__file__).with_name("door_migrations")

SEE = (
    "insert into seen select * from unnest($1::text[], $2::bigint[], $3::text[])"
    " on conflict (source, position) do update set door = excluded.door"
)
"""One upsert for a batch, by hand; `SEEN` says the same as data."""

SEEN = Views()
SEEN.on(bells.Rung, bells.Labelled)(Table("seen", "source", "position").upsert("door", source=SOURCE, position=POSITION))


_router = APIRouter()


@_router.post("/labels", status_code=201)
async def label(body: bells.Label, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    return await gate.execute(body)


BELL: Service = dataclasses.replace(bells.service, routers=[*bells.service.routers, _router])
DOOR: Service = dataclasses.replace(bells.door_service, views=SEEN, reactions=Reactions(), neighbours=False, trust=None)


def rung(first: int, count: int) -> Iterator[NewFacts]:
    """`count` doors, each rung for the first time."""
    for number in range(first, first + count):
        yield NewFacts(f"bell-{number}", 0, [bells.Rung(door=str(number), by=AT)])


def entities(first: int, count: int) -> Iterator[NewFacts]:
    """`count` newly listed entities of ordinary size."""
    for number in range(first, first + count):
        entity = f"stall:421088100-{number:07d}"
        content = EntityContent(
            name=f"监利市容城镇第{number}号餐饮服务部",
            industries=("H6210", "F5211"),
            township="421088100",
            category="个体工商户",
            founded=date(2019, 5, 17),
        )
        yield NewFacts(f"entity-{entity}", 0, [EntityListed(entity=entity, content=content)])
