"""Files of items, and of the three source lists (B-02): power and duty, double-random, Internet+, with the same columns."""

from typing import Any

from libs.events.catalog.codes import DepartmentCode, IndustryCode, ItemCode, Kind, ListClass, Name, PlainText
from libs.events.catalog.registry import items as f
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment

from ..bodies.lookups import Mandates
from ..lists.lookups import codes_of
from . import commands as c

_LONGEST_CYCLE_MONTHS = 120


async def _items(pool: Any, env: Environment) -> Parse:
    now = env.today
    industries, departments = await codes_of(pool, "industries", now), await codes_of(pool, "departments", now)
    mandates = await Mandates.load(pool)

    def parse(row: Row) -> c.EnterItem:
        cells = Cells(row)
        content = f.ItemContent(
            kind=cells.text("kind", Kind),
            subject=cells.text("subject", Name),
            content=cells.text("content", PlainText),
            list_class=cells.choice("list_class", ListClass),
            department=cells.known("department", DepartmentCode, departments),
            industries=cells.several("industries", IndustryCode, industries),
            methods=cells.choices("methods", f.Method),
            frequency_months=cells.optional_count("frequency_months", _LONGEST_CYCLE_MONTHS),
            legal_basis=cells.text("legal_basis", PlainText),
            liability=cells.text("liability", PlainText),
            notice=cells.choice("notice", f.Notice),
            minor_exemption=cells.optional_text("minor_exemption", PlainText),
            qualification=cells.text("qualification", Kind),
        )
        day = cells.day("effective_from")
        without = mandates.without([content.department], day, max(day, now))
        return c.EnterItem(
            item=cells.text("code", ItemCode),
            content=content,
            effective_from=day,
            known=c.ItemLookups(departments, industries, without),
        )

    return parse


def _source(source: f.SourceList) -> ImportKind:
    async def prepare(_: Any, __: Environment) -> Parse:
        def parse(row: Row) -> c.EnterSource:
            cells = Cells(row)
            content = f.SourceContent(
                title=cells.text("title", Name),
                department=cells.text("department", Name),
                power=cells.optional_text("power", Name),
                legal_basis=cells.optional_text("legal_basis", PlainText),
                industries=cells.several("industries", Name) if cells.optional("industries") else (),
            )
            return c.EnterSource(source=source, code=cells.text("code", Name), content=content)

        return parse

    return ImportKind(
        columns=("code", "title", "department", "power", "legal_basis", "industries"),
        key=lambda row: row["code"],
        prepare=prepare,
    )


ITEMS = ImportKind(
    columns=(
        "code", "kind", "subject", "content", "list_class", "department", "industries", "methods", "frequency_months",
        "legal_basis", "liability", "notice", "minor_exemption", "qualification", "effective_from",
    ),
    key=lambda row: row["code"],
    prepare=_items,
    numbers={"frequency_months": None},
)  # fmt: skip
SOURCES = {f"source-{source.value}": _source(source) for source in f.SourceList}
