"""What is looked up of the registry for commands."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from libs.events.catalog.registry.organs import OrganCode, OrganKind

from .views import queries


async def kinds_of(db: Any, organs: Iterable[OrganCode], day: date) -> dict[OrganCode, OrganKind]:
    """What organs are on a day."""
    return {row["organ"]: OrganKind(row["kind"]) async for row in queries.organs_on(db, organs=list(organs), day=day)}
