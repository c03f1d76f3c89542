"""What is looked up for the routes and commands of a hazard."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from libs.domain.reach import Reach
from libs.events.catalog.codes import (
    DepartmentCode,
    InspectorId,
    Ref,
)
from libs.events.http.rows import found

from ..register.views import queries as register
from . import refusals as r
from .views import queries


async def visible_hazard(db: Any, hazard: Ref, reach: Reach) -> dict[str, Any]:
    """The row for a caller of that reach. Raises NoSuchHazard."""
    row = await found(queries.hazard(db, hazard=hazard), r.NoSuchHazard, hazard=hazard)
    ordered = [each["department"] async for each in queries.danger_orders(db, hazard=hazard)]
    concerned = [row["lead"], row["guidance"], *row["peers"], *row["treatment_departments"], *ordered]
    gone = r.NoSuchHazard(hazard=hazard)
    reach.require(gone, departments=concerned, division=row["township"], entity=row["entity"], about=row["entity"])
    return row


async def uncertified(
    pool: Any, officers: Sequence[InspectorId], department: DepartmentCode, day: date
) -> tuple[InspectorId, ...]:
    rows = register.uncertified(pool, inspectors=list(officers), department=department, day=day)
    return tuple([row["inspector"] async for row in rows])


async def unlisted(pool: Any, departments: Sequence[DepartmentCode]) -> tuple[DepartmentCode, ...]:
    listed = {row["department"] async for row in register.departments_listed(pool, codes=list(departments))}
    return tuple(sorted(set(departments) - listed))
