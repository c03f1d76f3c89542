"""Under which code a business goes on (个转企, a stall numbered anew), as the register says: every service follows it here.

The table `successions` and the functions below stand in the migrations of each service that includes `views`, in one text.

    public.goes_on_as(code)     the last code of the line; the code itself where no other follows
    public.codes_of(code)       the code with all before and after it. Two that were merged into one stay strangers

What follows from it is the same everywhere (docs/decisions/0033-successors.md):

- what is looked up under an earlier code is answered of the code it goes on as, and `earlier_code` says what was asked for;
- a list that is asked for one code holds the rows of all codes of the business, each under its own;
- what is newly asked of an entity is asked of the code it goes on as, by whichever code it is named;
- what was said under a code stays under it, and a succession that is revoked leaves no trace in any answer.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field

from libs.events.catalog.codes import EntityId
from libs.events.catalog.registry.entities import EntitySucceeded, EntitySuccessionRevoked
from libs.events.views.table import ID, Table
from libs.events.views.views import Views

__all__ = ["EarlierCode", "as_it_goes_on", "earlier_code", "goes_on_as", "held_codes", "views"]

Body = TypeVar("Body", bound=BaseModel)

EarlierCode = Annotated[
    str | None,
    Field(
        description="The code that was asked for, where the business goes on under another: the answer is of that one."
        " Null where the answer is of the code asked for."
    ),
]

_HELD = """
    with recursive held as (
        select unnest($1::text[]) as code
        union
        select s.entity from held h join successions s on s.successor = h.code
    )
    select code from held order by code
"""

views = Views()
_successions = Table("successions", "entity")
views.on(EntitySucceeded)(_successions.upsert("successor", fact=ID))
views.on(EntitySuccessionRevoked)(_successions.delete())


async def goes_on_as(db: Any, entity: EntityId) -> EntityId:
    """The code under which the business of this code goes on; the code itself where no other follows."""
    last: EntityId = await db.fetchval("select public.goes_on_as($1)", entity)
    return last


async def as_it_goes_on(db: Any, said: Body) -> Body:
    """What is newly said of an `entity`, said of the code under which its business goes on."""
    entity = getattr(said, "entity")  # noqa: B009 - of whichever model
    return said if entity is None else said.model_copy(update={"entity": await goes_on_as(db, entity)})


def earlier_code(asked: EntityId, answered: EntityId) -> EntityId | None:
    """What an answer says of the code that was asked for."""
    return None if asked == answered else asked


async def held_codes(db: Any, entities: Collection[EntityId]) -> tuple[EntityId, ...]:
    """These codes with all before them: whoever a business is today, it was under its earlier codes."""
    return tuple(row["code"] for row in await db.fetch(_HELD, list(entities)))
