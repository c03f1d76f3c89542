"""Entities: the big file."""

from __future__ import annotations

from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.codes import IndustryCode, Name, TownshipCode
from libs.events.catalog.registry.entities import EntityContent
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from services.registry.commands import EnterEntity
from services.registry.identity import entity_id
from services.registry.lookups import codes_of
from services.registry.policy import POLICY

from .cells import Cells

__all__ = ["ENTITIES"]


async def _entities(pool: Any, env: Environment) -> Parse:
    day = env.clock().astimezone(CHINA).date()
    industries, townships = await codes_of(pool, "industries", day), await codes_of(pool, "townships", day)
    allowed = await codes_of(pool, "codes", day)

    def parse(row: Row) -> EnterEntity:
        cells = Cells(row)
        entity = entity_id(cells.filled("scheme"), cells.filled("value"), allowed)
        content = EntityContent(
            name=cells.text("name", Name),
            industries=cells.several("industries", IndustryCode, industries),
            township=cells.known("township", TownshipCode, townships),
            category=cells.one_of("category", POLICY.categories),
            founded=cells.optional_day("founded"),
        )
        return EnterEntity(entity=entity, content=content)

    return parse


ENTITIES = ImportKind(
    columns=("scheme", "value", "name", "industries", "township", "category", "founded"),
    key=lambda row: f"{row['scheme']}:{row['value']}",
    prepare=_entities,
    # By entity, not by how the code was typed: upper and lower case are the same entity.
    same=lambda command: (command.entity, command.content),
    named_by="value",
    numbers={"township": 9},
)
