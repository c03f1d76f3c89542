"""The three source lists (B-02): power and duty, double-random, Internet+. One kind of file each, the same columns."""

from __future__ import annotations

from typing import Any

from libs.events.catalog.codes import Name, PlainText
from libs.events.catalog.registry.items import SourceContent, SourceList
from libs.events.imports import ImportKind, Parse, Row
from libs.events.reactions import Environment
from services.registry.commands import EnterSource

from .cells import Cells

__all__ = ["SOURCES"]


def _source(source: SourceList) -> ImportKind:
    async def prepare(_: Any, __: Environment) -> Parse:
        def parse(row: Row) -> EnterSource:
            cells = Cells(row)
            content = SourceContent(
                title=cells.text("title", Name),
                department=cells.text("department", Name),
                power=cells.optional_text("power", Name),
                legal_basis=cells.optional_text("legal_basis", PlainText),
                industries=cells.several("industries", Name) if cells.optional("industries") else (),
            )
            return EnterSource(source=source, code=cells.text("code", Name), content=content)

        return parse

    return ImportKind(
        columns=("code", "title", "department", "power", "legal_basis", "industries"),
        key=lambda row: row["code"],
        prepare=prepare,
    )


SOURCES = {f"source-{source.value}": _source(source) for source in SourceList}
