"""Whether the register lists an entity, as far as its facts have come to a service."""

from collections.abc import Sequence
from typing import Any

from libs.events.store.store import Transaction


async def is_listed(db: Any, entity: str) -> bool:
    """Whether the service's table `entities` has it; an entity that was struck off stays there."""
    found: bool = await db.fetchval("select exists (select from entities where entity = $1)", entity)
    return found


async def unlisted(tx: Transaction, commands: Sequence[Any]) -> list[bool]:
    """Which of the commands are about an entity that the service's table `entities` does not have. For files of old data."""
    asked = list({command.entity for command in commands})
    listed = {row["entity"] for row in await tx.fetch("select entity from entities where entity = any($1)", asked)}
    return [command.entity not in listed for command in commands]
