"""NDJSON: one object per line."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from .encodings import Encodings
from .faults import NotARow
from .kinds import Row
from .text_rows import SHOWN, Rows

__all__ = ["Documents"]


class Documents(Rows):
    """An absent or null member is an empty cell; numbers are taken as they are written."""

    def __init__(self, columns: Sequence[str], _: frozenset[str], encodings: Encodings) -> None:
        super().__init__(encodings)
        self._columns = columns

    def _extent(self, *, final: bool) -> int:
        del final
        return 1

    def _row(self, text: str) -> Row:
        columns = self._columns
        try:
            document = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise NotARow("row", text[:SHOWN], f"not JSON: {error}", "不是有效的 JSON") from error
        if not isinstance(document, dict) or set(document) - set(columns):
            rule = f"not an object with {', '.join(columns)}"
            raise NotARow("row", text[:SHOWN], rule, f"应为含 {'、'.join(columns)} 的对象")
        row = {name: "" if document.get(name) is None else str(document[name]).strip() for name in columns}
        for name, value in row.items():
            if "\x00" in value:
                raise NotARow(name, value[:SHOWN], "holds a NUL character", "含有空字符 (NUL)")
        return row
