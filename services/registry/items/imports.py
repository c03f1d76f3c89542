"""Files of items, and of the three source lists (B-02): power and duty, double-random, Internet+, with the same columns."""

from typing import Any

from libs.domain.office.column_titles import LIST_CLASSES, METHODS, TITLES
from libs.events.catalog import spelling
from libs.events.catalog.registry import items as f
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment

from ..bodies.lookups import Mandates
from ..lists.lookups import Overwritten, titled
from . import commands as c
from .decide import ITEM, SOURCE

_LONGEST_CYCLE_MONTHS = 120
_SAID = [f"content.{name}" for name in f.ItemContent.model_fields if name not in {"sources", "grounds"}]
"""Files name no sources and no grounds."""


async def _items(pool: Any, env: Environment) -> Parse:
    now = env.today
    industries, departments = await titled(pool, "industries", now), await titled(pool, "departments", now)
    mandates, lists = await Mandates.load(pool), {"industries": industries, "department": departments}

    def parse(row: Row) -> c.EnterItem:
        cells = Cells(row)
        cycle = cells.optional_count("frequency_months", _LONGEST_CYCLE_MONTHS)
        content = cells.into(f.ItemContent, listed=lists, frequency_months=cycle)
        day = cells.day("effective_from")
        known = c.ItemLookups(departments, industries, mandates.without([content.department], day, max(day, now)))
        return cells.into(c.EnterItem, columns={"item": "code"}, content=content, effective_from=day, known=known)

    return parse


def _source(source: f.SourceList) -> ImportKind:
    async def prepare(_: Any, __: Environment) -> Parse:
        def parse(row: Row) -> c.EnterSource:
            cells = Cells(row)
            return cells.into(c.EnterSource, source=source, content=cells.into(f.SourceContent))

        return parse

    return ImportKind(
        titles=TITLES,
        several=frozenset({"industries"}),
        columns=("code", "title", "department", "power", "legal_basis", "industries"),
        key=lambda row: row["code"],
        codes={"code": spelling.plainly},
        prepare=prepare,
        dated=Overwritten(SOURCE, f.SourceItemEntered, f.SourceItemWithdrawn).dated,
        example=("P-1", "餐饮服务食品安全检查", "421088-market", "行政检查", "食品安全法", "catering"),
    )


ITEMS = ImportKind(
    titles=TITLES | {"code": ("事项代码", "事项编码", "代码")},
    words={"list_class": LIST_CLASSES, "methods": METHODS, "notice": {"事先告知": "before", "不得告知": "forbidden"}},
    several=frozenset({"industries", "methods"}),
    days=frozenset({"effective_from"}),
    columns=(
        "code", "kind", "subject", "content", "list_class", "department", "industries", "methods", "frequency_months",
        "legal_basis", "liability", "notice", "minor_exemption", "qualification", "effective_from",
    ),
    key=lambda row: row["code"],
    codes={"code": spelling.capitals},
    prepare=_items,
    dated=Overwritten(ITEM, f.ItemListed, f.ItemAdjusted, f.ItemWithdrawn, columns=_SAID, by_day=True).dated,
    numbers={"frequency_months": None},
    example=(
        "MKT-0001", "food-hygiene", "食品生产企业", "生产环境、进货查验", "key", "421088-market", "food-production", "onsite",
        "12", "《中华人民共和国食品安全法》", "责令改正,依法处以罚款", "forbidden", "改正的,不予处罚", "food", "2025-01-01",
    ),
)  # fmt: skip
SOURCES = {f"source-{source.value}": _source(source) for source in f.SourceList}
