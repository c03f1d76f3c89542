"""Files of entities, the big ones, and of manual tags."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from libs.domain.office.column_titles import CATEGORIES, IMPLIED_SCHEME, SCHEMES, TITLES, township_of
from libs.events.catalog import spelling
from libs.events.catalog.registry.entities import EntityContent
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment
from libs.events.store.store import Transaction

from ..lists.lookups import codes_of, titled
from . import commands as c
from .identity import as_kept, entity_id, impersonal
from .lookups import entity_lookups
from .owners import keep_owners
from .views import queries


async def _entities(pool: Any, env: Environment) -> Parse:
    known = await entity_lookups(pool, env.today)
    lists = {name: await titled(pool, of, env.today) for name, of in (("industries", "industries"), ("township", "townships"))}

    def parse(row: Row) -> c.EnterEntity:
        cells = Cells(row)
        entity = entity_id(cells.filled("scheme"), cells.filled("value"), known.codes)
        content = cells.into(EntityContent, listed=lists, category=cells.one_of("category", known.categories))
        return c.EnterEntity(entity=entity, content=content, known=known)

    return parse


async def _on_record(tx: Transaction, commands: Sequence[c.EnterEntity], as_of: date | None) -> Sequence[c.EnterEntity]:
    entities = [as_kept(command.entity) for command in commands]
    since = {row["entity"]: row["since"] async for row in queries.entities_since(tx, entities=entities)}
    # Compared as columns: what was right once may be no content any more.
    past = {
        (row["entity"], row["name"], tuple(row["industries"]), row["township"], row["category"], row["founded"])
        async for row in queries.entities_past(tx, entities=entities)
    }
    changed = {entity for entity, *_ in past}

    def said_before(entity: str, content: EntityContent) -> bool:
        if entity not in changed:
            return False
        said = impersonal(content)
        return (entity, said.name, said.industries, said.township, said.category, said.founded) in past

    return [
        command.model_copy(update={"on_record": c.OnRecord(since[entity], said_before(entity, command.content), as_of)})
        if entity in since
        else command
        for command, entity in zip(commands, entities, strict=True)
    ]


async def _tags(pool: Any, env: Environment) -> Parse:
    allowed = await codes_of(pool, "codes", env.today)
    listed = {row["entity"] async for row in queries.all_entities(pool)}

    def parse(row: Row) -> c.TagEntity:
        cells = Cells(row)
        entity = entity_id(cells.filled("scheme"), cells.filled("value"), allowed)
        return cells.into(c.TagEntity, entity=entity, known=c.Tagger(departments=None, listed=entity in listed))

    return parse


async def _owners(tx: Transaction, rows: Sequence[tuple[Row, c.EnterEntity]]) -> Sequence[c.NoteOwner]:
    return await keep_owners(tx, [command for _, command in rows])


ENTITIES = ImportKind(
    personal=frozenset({"name"}),
    also=_owners,
    dated=_on_record,
    titles=TITLES,
    implied=IMPLIED_SCHEME,
    words={"scheme": SCHEMES, "category": CATEGORIES},
    shorter={"township": township_of},
    several=frozenset({"industries"}),
    days=frozenset({"founded"}),
    columns=("scheme", "value", "name", "industries", "township", "category", "founded"),
    key=lambda row: f"{row['scheme']}:{row['value']}",
    prepare=_entities,
    # By entity, not by how the code was typed: upper and lower case are the same entity.
    same=lambda command: (command.entity, command.content),
    named_by="value",
    numbers={"township": 9},
    example=("stall", "421088100-0001", "容城恒洪烧烤摊", "catering", "421088100", "stall", "2020-08-31"),
)
TAGS = ImportKind(
    titles=TITLES,
    implied=IMPLIED_SCHEME,
    words={"scheme": SCHEMES},
    days=frozenset({"until"}),
    columns=("scheme", "value", "tag", "reason", "until"),
    key=lambda row: f"{spelling.entity(row['scheme'] + ':' + row['value'])} {row['tag']}",
    codes={"tag": spelling.small},
    prepare=_tags,
    example=("stall", "421088100-0001", "key-unit", "重点监管", ""),
)
