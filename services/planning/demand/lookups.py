"""What is looked up for a demand."""

from datetime import date
from typing import Any

from libs.events.catalog.codes import CreditClass, ListClass
from services.planning.crossplan.lookups import known_crossplans
from services.planning.policy.decide import POLICY

from . import commands as c
from .views import queries


async def demand_lookups(pool: Any, asked: c.NewDemand, today: date) -> c.DemandLookups:
    first_day, last_day = max(today, date(asked.year, 1, 1)), date(asked.year, 12, 31)
    listed = queries.listed_items(pool, items=asked.items, first_day=first_day, last_day=last_day)
    policy = await POLICY.in_force(pool, today)
    joint = await known_crossplans(pool, [] if asked.crossplan is None else [asked.crossplan])
    return c.DemandLookups(
        listed=tuple([c.ListedItem(**{name: row[name] for name in c.ListedItem.model_fields}) async for row in listed]),
        mandated=await _mandated(pool, asked.department, first_day),
        ceilings=policy.ceilings_bp,
        due=await _due(pool, asked, today, policy.key_cycle_months) if asked.list_class is ListClass.KEY else {},
        joint=joint.get(asked.crossplan or ""),
    )


async def _mandated(pool: Any, department: str, day: date) -> bool:
    """Where the registry keeps no mandates at all, none can be asked for."""
    standing = await queries.mandate_standing(pool, department=department, on_day=day)
    return not standing["withdrawn"] and (standing["mandated"] or not standing["kept"])


async def _due(pool: Any, asked: c.NewDemand, today: date, usual_months: int) -> dict[CreditClass, int]:
    found = queries.due_by_class(
        pool,
        on_day=today,
        usual_months=usual_months,
        items=asked.items,
        industries=asked.industries,
        due_by=date(asked.year, 12, 31),
    )
    return {CreditClass(row["credit_class"]): row["entities"] async for row in found}
