"""NDJSON: one object per line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NoReturn

from ..faults import NotARow
from ..kinds import ImportKind, Row
from .debris import settled
from .encodings import Encodings
from .headings import MOST_TITLES, SHOWN, Headings, told
from .numbers import taken_number
from .text_rows import Rows

__all__ = ["Documents"]

_MOST_MEMBERS = 1000
"""Names of members that are remembered."""


class Documents(Rows):
    """An absent or null member is an empty cell; a list is one where the column holds several; a number stands for itself alone
    where a spreadsheet's would. Members of an office's own are passed over, and their names are `aside`.
    """

    def __init__(self, kind: ImportKind, headings: Headings, encodings: Encodings) -> None:
        super().__init__(encodings)
        self._kind, self._headings = kind, headings
        self._empty = dict.fromkeys(kind.columns, "")
        self._columns: dict[str, str | None] = {}
        self._aside: dict[str, None] = {}

    @property
    def aside(self) -> Iterable[str]:
        return self._aside

    @property
    def named(self) -> Iterable[tuple[str, str]]:
        columns = enumerate(self._columns.items(), 1)
        return [(told(member, at), column) for at, (member, column) in columns if column is not None]

    def columns(self) -> list[tuple[str, str | None]]:
        return list(self._columns.items())

    def _above(self, *, final: bool) -> int:
        del final
        return 0

    def _extent(self, *, final: bool) -> int:
        del final
        return 1

    def _row(self, text: str) -> Row:
        row = dict(self._empty)
        named = set()
        for member, value in self._members(text):
            column = self._column(member)
            if column is None:
                continue
            if column in named:
                raise NotARow(column, member[:SHOWN], "is named twice in the object", "在同一对象中出现两次")
            named.add(column)
            row[column] = self._text_of(column, value)
            for other, implied in self._headings.implied(member).items():
                row[other] = row[other] or implied
        if not named:
            columns = self._kind.columns
            rule = f"not an object with {', '.join(columns)}"
            raise NotARow("row", text[:SHOWN], rule, f"应为含 {'、'.join(columns)} 的对象")
        return settled(self._kind, row)

    def _members(self, text: str) -> list[tuple[str, Any]]:
        try:
            document = json.loads(text, object_pairs_hook=_Members, parse_float=Decimal, parse_constant=_no_constant)
        # Too deep, or a number of thousands of digits.
        except (ValueError, RecursionError) as error:
            raise NotARow("row", text[:SHOWN], f"not JSON: {error}", "不是有效的 JSON") from error
        return document if isinstance(document, _Members) else []

    def _column(self, member: str) -> str | None:
        if member not in self._columns:
            column = self._headings.column(member)
            if column is None and len(self._aside) < MOST_TITLES:
                self._aside[told(member, len(self._columns) + 1)] = None
            if len(self._columns) >= _MOST_MEMBERS:
                return column
            self._columns[member] = column
        return self._columns[member]

    def _text_of(self, column: str, value: object) -> str:
        match value:
            case None:
                return ""
            case str():
                if "\x00" in value:
                    raise NotARow(column, value[:SHOWN], "holds a NUL character", "含有空字符 (NUL)")
                return value.strip()
            case bool():
                pass
            case int() | Decimal():
                return taken_number(self._kind, column, format(value, "f"))
            case list() if column in self._kind.several and all(isinstance(part, str) and ";" not in part for part in value):
                return ";".join(value)
        a_list = (" or a list of texts", "或文本数组") if column in self._kind.several else ("", "")
        raise NotARow(
            column, _shown(value)[:SHOWN], f"is no text: a JSON string{a_list[0]} is needed", f"应为 JSON 字符串{a_list[1]}",
        )  # fmt: skip


class _Members(list[tuple[str, Any]]):
    """An object's members in their order; a list of the file is a plain one."""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _shown(value: object) -> str:
    return json.dumps(dict(value) if isinstance(value, _Members) else value, ensure_ascii=False, default=str)
