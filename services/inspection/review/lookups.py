"""What the record says of an officer, read from the facts as they are stored."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import orjson

from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, ItemCode
from libs.events.catalog.inspection.review import FactRef
from libs.events.fact import Fact, Raw, UnreadableFactError, catalog

from ..visit.decide.seal import GENESIS, audit, link
from . import commands as c
from .standing import Record, Told, checked, standing
from .views import queries

_SERVICE = "inspection"


async def compiled(
    db: Any, *, officer: InspectorId, department: DepartmentCode, entity: EntityId, on: date, item: ItemCode | None
) -> c.Compiled:
    """What is on record of the last visit to an entity until a day, and what it answers."""
    row = await queries.last_visit(db, entity=entity, officer=officer, department=department, on=on)
    if row is None:
        nothing = Record((), department)
        return c.Compiled(visit=None, checked=checked(None, item), answers=standing(nothing), facts=())
    visit = row["visit"]
    followed = [each["stream"] async for each in queries.streams_of_what_followed(db, visit=visit, department=department)]
    stored = [dict(each) async for each in queries.stored(db, streams=[f"visit-{visit}", *followed])]
    own = [_raw(each) for each in stored if each["stream"] == f"visit-{visit}"]
    record = Record(tuple(_told(stored)), department, audit(own).intact)
    facts = tuple(each.ref for each in record.told)
    return c.Compiled(visit=visit, checked=checked(record, item), answers=standing(record), facts=facts)


def _raw(row: dict[str, Any]) -> Raw:
    return Raw(row["type"], row["schema_version"], row["data"].encode())


def _told(stored: Sequence[dict[str, Any]]) -> Iterator[Told]:
    """Whatever can be read. What was altered in the store so that it cannot be shows in the seal."""
    for row in stored:
        try:
            fact = catalog.decode(row["type"], row["schema_version"], orjson.loads(row["data"]))
        except UnreadableFactError:
            continue
        if isinstance(fact, Fact):
            yield Told(fact, FactRef(service=_SERVICE, fact=row["id"], digest=link(GENESIS, _raw(row))))
