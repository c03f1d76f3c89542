"""What is looked up for a recusal or an absence."""

from typing import Any

from . import commands as c
from .views import queries


async def on_list(pool: Any, inspector: str, department: str) -> c.OnList:
    row = await queries.officer(pool, inspector=inspector)
    return c.OnList(listed=row is not None and row["department"] == department)
