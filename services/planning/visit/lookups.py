"""What is looked up for a visit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from libs.events.http.auth import Caller
from services.planning.conference.leading import acting

from . import commands as c
from .views import queries


def progress(row: Mapping[str, Any]) -> c.Progress:
    """Of a visit's row."""
    return c.Progress(begun=row["under_way"], completed_on=row["completed_on"], closed=row["closed"])


async def hands(db: Any, row: Mapping[str, Any], today: date, caller: Caller) -> c.Hands:
    """For what somebody asks of a visit, by its row."""
    drawn_by = await queries.drawn_by(db, draw=row["draw"])
    return c.Hands(acting=await acting(db, today, caller), drawn_by=drawn_by, lead=row["lead"])
