"""What an entity is held to, and what is on record of it."""

from datetime import date
from typing import Any

from libs.domain.callers import departments_of
from libs.events.catalog.registry.policy import RegistryPolicy
from libs.events.http.auth import Caller

from ..lists.lookups import codes_of
from ..policy.decide import POLICY
from . import commands as c
from . import refusals as r
from .tags import Complaint, Meeting, OnRecord, months_before
from .views import queries


async def entity_lookups(pool: Any, today: date) -> c.EntityLookups:
    codes, townships, industries = [await codes_of(pool, name, today) for name in ("codes", "townships", "industries")]
    return c.EntityLookups(codes, townships, industries, (await POLICY.in_force(pool, today)).categories)


async def entity_row(pool: Any, entity: str) -> Any:
    """An entity's row. Raises NoSuchEntity."""
    row = await queries.entity(pool, entity=entity)
    if row is None:
        raise r.NoSuchEntity(field="entity", value=entity, do_en="Check scheme and code.", do_zh="请核对标识类型和代码。")
    return row


def tagger(who: Caller, *, listed: bool = True) -> c.Tagger:
    """The office keeps all tags, a department its own."""
    departments = None if who.roles & {"registrar", "planner"} else tuple(sorted(departments_of(who)))
    return c.Tagger(departments=departments, listed=listed)


async def successor_lookups(pool: Any, successor: str) -> c.SuccessorLookups:
    listed = await queries.entity(pool, entity=successor) is not None
    return c.SuccessorLookups(listed, tuple([row["successor"] async for row in queries.line_after(pool, entity=successor)]))


async def on_record(pool: Any, entity: str, numbers: RegistryPolicy, day: date) -> OnRecord:
    row = await entity_row(pool, entity)
    since = months_before(day, numbers.window_months)
    items = queries.key_items_for(pool, industries=row["industries"], day=day)
    risk = await queries.high_risk(pool, entity=entity)
    told = queries.complaints_of(pool, entity=entity, since=since, day=day)
    met = queries.meetings_of(pool, entity=entity, since=since, day=day)
    return OnRecord(
        founded=row["founded"],
        listed=row["since"],
        industries=row["industries"],
        key_items=[item["item"] async for item in items],
        high_risk=None if risk is None else (risk["fact"], risk["since"]),
        complaints=[Complaint(t["fact"], t["day"]) async for t in told],
        meetings=[Meeting(m["fact"], m["day"], m["problems"], m["penalty"]) async for m in met],
    )
