"""Files of townships, and of their positions."""

import re
from decimal import Decimal
from typing import Any

from libs.domain.office.column_titles import TITLES, township_of
from libs.events.catalog import spelling
from libs.events.catalog.codes import TownshipCode
from libs.events.catalog.registry import places as f
from libs.events.catalog.registry.entities import Position
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells, Titled, fault
from libs.events.reactions import Environment

from ..lists.divisions import known_province
from ..lists.lookups import Overwritten, contents_of, titled
from . import commands as c
from .decide import TOWNSHIP

_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")


async def _townships(pool: Any, env: Environment) -> Parse:
    day = env.today
    departments = await titled(pool, "departments", day)
    # The file has no columns for the position: what is held stays.
    at = {code: content["at"] for code, content in (await contents_of(pool, "townships", day)).items() if content.get("at")}

    def parse(row: Row) -> c.ListTownship:
        cells = Cells(row)
        township = cells.text("code", TownshipCode)
        known_province("code", township)
        lists = {"department": departments}
        return cells.into(
            c.ListTownship, columns={"title": "name"}, listed=lists, township=township, at=at.get(township), known=departments
        )

    return parse


async def _positions(pool: Any, env: Environment) -> Parse:
    day = env.today
    townships, departments = await contents_of(pool, "townships", day), await titled(pool, "departments", day)
    named = Titled({code: held["title"] for code, held in townships.items()}, "the list of townships", "镇街名录")

    def parse(row: Row) -> c.ListTownship:
        cells = Cells(row)
        held = townships[cells.known("township", TownshipCode, named)]
        at = Position(
            latitude_microdegrees=_microdegrees(cells, "latitude", 90),
            longitude_microdegrees=_microdegrees(cells, "longitude", 180),
        )
        said = {name: held[name] for name in ("township", "title", "department")}
        return c.ListTownship(**said, at=at, known=departments | {held["department"]})

    return parse


def _microdegrees(cells: Cells, column: str, most: int) -> int:
    text = cells.filled(column)
    if not _DEGREES.fullmatch(text) or abs(Decimal(text)) > most:
        raise fault(
            column, text, f"is not a number of degrees up to {most}, such as 29.8205", f"应为不超过 {most} 的度数,如 29.8205"
        )
    return int((Decimal(text) * 1_000_000).to_integral_value())


TOWNSHIPS = ImportKind(
    titles=TITLES | {"code": ("乡镇代码", "代码", "区划代码"), "name": ("乡镇名称", "乡镇街道", "名称")},
    shorter={"code": township_of},
    columns=("code", "name", "department"),
    key=lambda row: row["code"],
    codes={"code": spelling.plainly},
    prepare=_townships,
    dated=Overwritten(TOWNSHIP, f.TownshipListed, f.TownshipWithdrawn, columns=("title", "department")).dated,
    numbers={"code": 9},
    example=("421088100", "容城镇", "421088-urban-management"),
)
POSITIONS = ImportKind(
    titles=TITLES,
    shorter={"township": township_of},
    columns=("township", "latitude", "longitude"),
    key=lambda row: row["township"],
    same=lambda command: (command.township, command.at),
    named_by="township",
    prepare=_positions,
    dated=Overwritten(TOWNSHIP, f.TownshipListed, f.TownshipWithdrawn, columns=("at",)).dated,
    numbers={"township": 9, "latitude": None, "longitude": None},
    example=("421088100", "29.8205", "112.904"),
)
