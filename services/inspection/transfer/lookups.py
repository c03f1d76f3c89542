"""What is looked up for the routes and commands of a transfer, and what other matters may ask of transfers."""

from collections.abc import Iterable, Mapping
from typing import Any

from libs.domain.reach import Reach
from libs.events.catalog.codes import Ref
from libs.events.http.auth import Caller
from libs.events.http.rows import found

from . import refusals as r
from .views import queries


def own_departments(who: Caller, reach: Reach) -> list[str]:
    """The departments whose transfers the caller reads: a receiver acts for organs, whose codes may be departments' too."""
    return list(reach.departments) if who.roles - {"receiver"} else []


def own_organs(who: Caller, reach: Reach) -> list[str]:
    """The organs for which the caller receives."""
    return list(reach.departments) if "receiver" in who.roles else []


def _organs_of(row: Mapping[str, Any]) -> list[str | None]:
    return [row["receiver"], row["copy_to"], *row["receivers_before"]]


async def visible_transfer(db: Any, transfer: Ref, who: Caller, reach: Reach) -> dict[str, Any]:
    """The transfer's row for a caller of that reach. Raises NoSuchTransfer to whoever has nothing to do with it."""
    row = await found(queries.transfer(db, transfer=transfer), r.NoSuchTransfer, transfer=transfer)
    concerned = {*own_departments(who, reach)} & {row["department"]} or {*own_organs(who, reach)} & {*_organs_of(row)}
    gone = r.NoSuchTransfer(transfer=transfer)
    if not reach.whole and not concerned:
        raise gone
    reach.require(gone, departments=concerned, about=row["entity"])
    return row


async def not_opened(db: Any, visit: Ref, findings: Iterable[Ref]) -> list[Ref]:
    """Those of the findings of a visit for which nobody has opened a transfer, or whose head has declined it.

    For whoever may not end a visit or a case while what may be a crime is not on its way (L-52).
    """
    opened = {row["finding"] async for row in queries.open_transfers(db, visit=visit) if row["state"] != "declined"}
    return [finding for finding in findings if finding not in opened]


async def going_on(db: Any, visit: Ref) -> dict[Ref, Ref]:
    """The transfers of a visit that have not ended, by the finding: a case on the same finding rests meanwhile."""
    rows = queries.open_transfers(db, visit=visit)
    return {row["finding"]: row["transfer"] async for row in rows if row["state"] not in {"declined", "closed"}}
