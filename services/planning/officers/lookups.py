"""What is looked up for a recusal or an absence."""

from typing import Any

from .commands import OnList
from .views import queries


async def on_list(pool: Any, inspector: str, department: str) -> OnList:
    row = await queries.officer(pool, inspector=inspector)
    return OnList(listed=row is not None and row["department"] == department)
