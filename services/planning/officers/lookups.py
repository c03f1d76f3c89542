"""What is looked up for a recusal or an absence."""

from typing import Any

from libs.domain.entities.listed import is_listed

from . import commands as c
from .views import queries


async def on_lists(pool: Any, inspector: str, department: str, entity: str) -> c.OnLists:
    officer = await on_list(pool, inspector, department)
    return c.OnLists(listed=officer.listed, entity_listed=await is_listed(pool, entity))


async def on_list(pool: Any, inspector: str, department: str) -> c.OnList:
    row = await queries.officer(pool, inspector=inspector)
    return c.OnList(listed=row is not None and row["department"] == department)
