"""One file per entity (一企一档, H-28), for everybody."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosql
import orjson
from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.entities.successions import EarlierCode, earlier_code, goes_on_as
from libs.domain.masking import mask_entity_name, mask_text
from libs.events.catalog.codes import EntityId
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, key_of, page_of
from libs.events.http.rows import found

from . import refusals as r

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
router = APIRouter(tags=["public"])

LAST = datetime(9999, 12, 31, tzinfo=UTC)


class Entry(BaseModel):
    """One line of an entity's file, under the code `entity`; `reference` leads on (publication, visit, rectification)."""

    at: datetime
    kind: str
    reference: str
    entity: str
    department: str | None
    detail: dict[str, Any]


class EntityFile(BaseModel):
    """一企一档: newest first. `next` is null on the last page.

    `earlier_codes`: all codes that the business had before; what is on record under them is in its file.
    """

    entity: str
    name: str
    category: str
    township: str
    township_title: str
    industries: list[str]
    operating: bool
    earlier_code: EarlierCode
    earlier_codes: list[str]
    items: list[Entry]
    next: str | None


@router.get("/entities/{entity:path}/file", summary="One file per entity: what is public about it, newest first")
async def entity_file(
    entity: EntityId, pool: Pool, env: Env, cursor: CursorParam = None, limit: LimitParam = 100
) -> EntityFile:
    asked, entity = entity, await goes_on_as(pool, entity)
    row = await found(queries.entity(pool, entity=entity), r.NoSuchEntity, entity=entity)
    time, kind, reference, under = key_of(cursor, [LAST, "", "", ""])
    timeline = queries.timeline(
        pool, entities=[entity, *row["earlier_codes"]], classes=await queries.class_is_public(pool, day=env.today),
        before_time=time, before_kind=kind, before_reference=reference, before_entity=under, limit=limit + 1,
    )  # fmt: skip
    rows = [Entry(**{**line, "detail": _public(orjson.loads(line["detail"]))}) async for line in timeline]
    page = page_of(rows, limit, lambda row: [row.at, row.kind, row.reference, row.entity])
    return EntityFile(
        **{**row, "name": mask_entity_name(row["name"]).text},
        earlier_code=earlier_code(asked, entity),
        items=page.items,
        next=page.next,
    )


def _public(detail: dict[str, Any]) -> dict[str, Any]:
    """Without empty fields; reasons are officials' words and masked like them."""
    shown = {name: value for name, value in detail.items() if value is not None}
    return shown | ({"reason": mask_text(shown["reason"]).text} if "reason" in shown else {})
