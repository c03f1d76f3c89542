"""Files of entities with their premises, the big ones, and of manual tags."""

from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from libs.domain.entities.identity import entity_id
from libs.domain.office.column_titles import (
    BRANCH_WORDS,
    CATEGORIES,
    IMPLIED_SCHEME,
    LIVING,
    NO_END,
    OWN_PLACE_WORDS,
    SCHEMES,
    STRUCK_OFF,
    TITLES,
    township_of,
)
from libs.events.catalog import spelling
from libs.events.catalog.codes import Ref
from libs.events.catalog.registry import entities as f
from libs.events.catalog.registry.entities import EntityContent, PremisesContent
from libs.events.imports import ImportKind, Note, Parse, Row, Sender
from libs.events.imports.cells import Cells, fault
from libs.events.reactions import Environment
from libs.events.refusal import Invalid
from libs.events.store.store import Transaction

from ..lists.lookups import Overwritten, codes_of, titled
from ..lists.newer import OnRecord
from . import commands as c
from .decide import TAGS as TAGS_OF
from .identity import as_kept, impersonal
from .lookups import entity_lookups
from .names import place_number
from .owners import keep_owners
from .views import queries


async def _entities(pool: Any, env: Environment) -> Parse:
    known = await entity_lookups(pool, env.today)
    lists = {name: await titled(pool, of, env.today) for name, of in (("industries", "industries"), ("township", "townships"))}

    def parse(row: Row) -> c.EnterEntity | c.ListPremises:
        cells = Cells(row)
        _check_living(row["state"])
        entity = entity_id(cells.filled("scheme"), cells.filled("value"), known.codes)
        if _is_of_premises(row):
            return _premises(entity, cells, lists, known)
        content = cells.into(EntityContent, listed=lists, category=cells.one_of("category", known.categories))
        return c.EnterEntity(entity=entity, content=content, known=known)

    return parse


def _check_living(state: str) -> None:
    """Raises Invalid: a strike-off has a day and a reason, which a state does not say, and ends what rests on the entity."""
    if state in STRUCK_OFF:
        raise Invalid(
            "is no business that goes on, and the list has those that do", "主体已注销、吊销、撤销或迁出,名录只列存续的主体",
            field="state", value=state,
            do_en="Take the row out of the file. Where it is on the list, strike it off with the day and the reason.",
            do_zh="请从文件中删除该行;已在名录中的,请办理移出并注明日期和原因(POST /v1/entities/{entity}/strike-off)。",
        )  # fmt: skip
    if state:
        said, said_zh = f"is no state that is known: {LIVING[0]} or empty", f"状态无法识别:存续的请填“{LIVING[0]}”或留空"
        raise fault("state", state, said, said_zh)


def _is_of_premises(row: Row) -> bool:
    """It says so, or has the number or the name of a place."""
    return row["premises"] != _OWN and bool(row["premises"] or row["premises_name"])


def _premises(entity: str, cells: Cells, lists: Mapping[str, Container[str]], known: c.EntityLookups) -> c.ListPremises:
    named = "premises_name" if cells.row["premises_name"] else "name"
    columns = {"name": named, "address": "premises_address", "opened": "founded"}
    content = cells.into(PremisesContent, columns=columns, listed=lists)
    unnumbered = cells.row["premises"] in {"", _BRANCH}
    number = place_number(content) if unnumbered else cells.text("premises", Ref)
    return c.ListPremises(entity=entity, premises=number, content=content, known=known)


def _same(command: c.EnterEntity | c.ListPremises) -> tuple[str, Hashable]:
    """By entity and place, not by how the code was typed: upper and lower case are the same entity."""
    place = f" {command.premises}" if isinstance(command, c.ListPremises) else ""
    return command.entity + place, command.content


_Thing = tuple[str, ...]
_Said = tuple[Any, ...]
"""As columns: what was right once may be no content any more."""


async def _on_record(
    tx: Transaction, commands: Sequence[c.EnterEntity | c.ListPremises], as_of: date | None
) -> Sequence[c.EnterEntity | c.ListPremises]:
    entities = [as_kept(command.entity) for command in commands if isinstance(command, c.EnterEntity)]
    placed = list({command.entity for command in commands if isinstance(command, c.ListPremises)})
    since: dict[_Thing, date | None] = {}
    past: dict[_Thing, set[_Said]] = {}
    if entities:
        since = {(row["entity"],): row["since"] async for row in queries.entities_since(tx, entities=entities)}
        async for row in queries.entities_past(tx, entities=entities):
            said = (row["name"], tuple(row["industries"]), row["township"], row["category"], row["founded"])
            past.setdefault((row["entity"],), set()).add(said)
    if placed:
        async for row in queries.premises_since(tx, entities=placed):
            since[row["entity"], row["premises"]] = row["since"]
        async for row in queries.premises_past(tx, entities=placed):
            said = (row["name"], row["address"], row["township"], tuple(row["industries"]), row["opened"])
            past.setdefault((row["entity"], row["premises"]), set()).add(said)

    def known(command: c.EnterEntity | c.ListPremises) -> c.EnterEntity | c.ListPremises:
        thing = _thing(command)
        if thing not in since:
            return command
        said_before = thing in past and _said(command) in past[thing]
        return command.model_copy(update={"on_record": OnRecord(since[thing], said_before, as_of)})

    return [known(command) for command in commands]


def _thing(command: c.EnterEntity | c.ListPremises) -> _Thing:
    if isinstance(command, c.ListPremises):
        return command.entity, command.premises
    return (as_kept(command.entity),)


def _said(command: c.EnterEntity | c.ListPremises) -> _Said:
    if isinstance(command, c.ListPremises):
        place = command.content
        return place.name, place.address, place.township, place.industries, place.opened
    said = impersonal(command.content)
    return said.name, said.industries, said.township, said.category, said.founded


async def _tags(pool: Any, env: Environment) -> Parse:
    allowed = await codes_of(pool, "codes", env.today)
    listed = {row["entity"] async for row in queries.all_entities(pool)}

    def parse(row: Row) -> c.TagEntity:
        cells = Cells(row)
        entity = entity_id(cells.filled("scheme"), cells.filled("value"), allowed)
        return cells.into(c.TagEntity, entity=entity, known=c.Tagger(departments=None, listed=entity in listed))

    return parse


async def _owners(tx: Transaction, rows: Sequence[tuple[Row, c.EnterEntity | c.ListPremises]]) -> Sequence[c.NoteOwner]:
    return await keep_owners(tx, [command for _, command in rows if isinstance(command, c.EnterEntity)])


async def _noted(
    _: Transaction, rows: Sequence[tuple[Row, c.EnterEntity | c.ListPremises]], __: Sender
) -> list[Sequence[Note]]:
    """What a row says of the business's own place is kept nowhere, and was meant to be."""
    return [
        [Note(column, row[column], *_NOT_KEPT) for column in _OF_A_PLACE if row[column]]
        if isinstance(command, c.EnterEntity)
        else ()
        for row, command in rows
    ]


_OF_A_PLACE = ("premises_name", "premises_address")
_NOT_KEPT = (
    "is not kept: the row is of the business's own place; where it is of another one, number that in a column `premises`",
    "未记入名录:该行属于主体的住所本身;属于另一处经营场所的,请在“经营场所编号”列填写编号或填“分支”",
)
_BRANCH, _OWN = "+", "-"
_OF_PREMISES = ("premises", "premises_name", "premises_address")
_BESIDE = (*_OF_PREMISES, "state")
ENTITIES = ImportKind(
    personal=frozenset({"name", "premises_name", "premises_address"}),
    optional=frozenset(_BESIDE),
    also=_owners,
    noted=_noted,
    contradicted=(
        "Where the business has several places under one licence, number each further row's in a column `premises`.",
        "一照多址的,请在其余各行的“经营场所编号”列填写场所编号,或填“分支”。",
    ),
    dated=_on_record,
    titles=TITLES,
    implied=IMPLIED_SCHEME,
    words={
        "scheme": SCHEMES,
        "category": CATEGORIES,
        "state": dict.fromkeys(LIVING, ""),
        "premises": {**dict.fromkeys(BRANCH_WORDS, _BRANCH), **dict.fromkeys(OWN_PLACE_WORDS, _OWN)},
    },
    shorter={"township": township_of},
    several=frozenset({"industries"}),
    days=frozenset({"founded"}),
    columns=("scheme", "value", "name", "industries", "township", "category", "founded", *_BESIDE),
    key=lambda row: f"{row['scheme']}:{row['value']}",
    prepare=_entities,
    same=_same,
    named_by="value",
    numbers={"township": 9, "premises": None},
    example=("stall", "421088100-0001", "容城恒洪烧烤摊", "catering", "421088100", "stall", "2020-08-31", "", "", "", ""),
)
OF_THE_BUSINESS = replace(ENTITIES, columns=ENTITIES.columns[: -len(_BESIDE)], optional=frozenset())
"""The same file of entities alone: what a list of them is downloaded as, and comes in again."""
OF_PREMISES = replace(ENTITIES, columns=ENTITIES.columns[:-1], optional=frozenset(_OF_PREMISES))
"""As a list of premises is downloaded."""
TAGS = ImportKind(
    titles=TITLES,
    implied=IMPLIED_SCHEME,
    words={"scheme": SCHEMES, "until": NO_END},
    days=frozenset({"until"}),
    columns=("scheme", "value", "tag", "reason", "until"),
    key=lambda row: f"{spelling.entity(row['scheme'] + ':' + row['value'])} {row['tag']}",
    codes={"tag": spelling.small},
    prepare=_tags,
    dated=Overwritten(TAGS_OF, f.EntityTagged, ends=f.EntityUntagged, columns=("reason", "until"), part="tag").dated,
    example=("stall", "421088100-0001", "key-unit", "重点监管", ""),
)
