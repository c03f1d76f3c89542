"""Which items are in force, and what a row of the item list is held to."""

from datetime import date
from typing import Any, Self

from ..bodies.lookups import Mandates
from ..lists.lookups import codes_of
from . import commands as c
from .views import queries


class ItemsByDay:
    """All editions of all items, to be asked for many days."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    @classmethod
    async def load(cls, pool: Any) -> Self:
        return cls([row async for row in queries.all_editions(pool)])

    def on(self, day: date) -> dict[str, list[str]]:
        """The industries of each item in force on a day."""
        return {
            row["item"]: row["industries"]
            for row in self._rows
            if row["effective_from"] <= day and (row["effective_until"] is None or day < row["effective_until"])
        }


async def item_lookups(pool: Any, department: str, day: date, today: date) -> c.ItemLookups:
    mandates = await Mandates.load(pool, [department])
    return c.ItemLookups(
        await codes_of(pool, "departments", today),
        await codes_of(pool, "industries", today),
        mandates.without([department], day, max(day, today)),
    )


async def listed_on(pool: Any, item: str, day: date) -> bool:
    """Whether an item is in force on a day."""
    return await queries.item_in_force(pool, item=item, day=day) is not None
