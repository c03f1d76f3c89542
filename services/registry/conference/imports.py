"""Files of the joint conference."""

from typing import Any

from libs.domain.office.column_titles import TITLES, YES_OR_NO
from libs.events.catalog import spelling
from libs.events.catalog.registry import conference as f
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment

from ..lists.lookups import Overwritten, lasting, titled
from . import commands as c
from .decide import CONFERENCE as CONFERENCE_LIST


async def _conference(pool: Any, env: Environment) -> Parse:
    departments = await titled(pool, "departments", env.today)
    seating = c.Seating(await lasting(pool, "departments"))

    def parse(row: Row) -> c.JoinConference:
        return Cells(row).into(c.JoinConference, listed={"department": departments}, known=seating)

    return parse


CONFERENCE = ImportKind(
    titles=TITLES | {"lead": ("是否牵头", "牵头")},
    words={"lead": YES_OR_NO},
    days=frozenset({"effective_from"}),
    columns=("department", "lead", "effective_from"),
    key=lambda row: f"{row['department']} {row['effective_from']}",
    codes={"department": spelling.small},
    prepare=_conference,
    dated=Overwritten(CONFERENCE_LIST, f.ConferenceJoined, ends=f.ConferenceLeft, by_day=True, part="department").dated,
    example=("421088-market", "yes", "2026-01-01"),
)
