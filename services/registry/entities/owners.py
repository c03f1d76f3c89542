"""Owners' names that households and stalls are called by: kept beside the facts, which hold them masked (B-34)."""

from collections.abc import Iterable

from libs.domain.masking import is_a_persons, is_masked
from libs.events.store.store import Transaction

from ..lists import people
from . import commands as c
from .identity import as_kept


async def keep_owners(tx: Transaction, entered: Iterable[c.EnterEntity]) -> list[c.NoteOwner]:
    """Keeps the full names beside the facts; forgets those of entities that are called otherwise now.

    Gives a command for each name that changed behind the same masked form: no fact of the entity itself tells of it.
    """
    named, others = [], []
    for command in entered:
        entity, content = as_kept(command.entity), command.content
        if is_a_persons(content.name):
            named.append((entity, content.name))
        # A list that somebody downloaded and sends again says nothing of the name.
        elif not is_masked(content.name):
            others.append(entity)
    changed = await people.keep(tx, named) if named else []
    await people.let_go(tx, others)
    return [c.NoteOwner(entity=entity, erased=False) for entity in changed]
