"""CSV (RFC 4180): a row may hold line ends between quotation marks; the separator is the one of the header."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from ..refusal import Invalid
from ..shapes.formula_guard import unguarded
from .encodings import Encodings, shown_bytes
from .faults import NotARow
from .kinds import Row
from .lines import LONGEST_ROW
from .text_rows import MOST_LINES, SHOWN, Rows, TextRow, readable

__all__ = ["Delimited", "header_of", "row_of"]

_SEPARATORS = (",", ";", "\t")


class Delimited(Rows):
    """A quotation mark that is never closed costs its own line and not the rest of the file."""

    def __init__(self, columns: Sequence[str], optional: frozenset[str], encodings: Encodings) -> None:
        super().__init__(encodings)
        self._columns, self._optional = columns, optional
        self._left_out: dict[str, str] = {}
        self._names: list[str] = []
        self._separator = ","

    def close(self) -> Iterator[TextRow]:
        """The rows left. Raises Invalid when there was no header."""
        yield from super().close()
        if not self._names:
            header_of([], "", self._columns, self._optional)

    def _header(self, first: bytes) -> bool:
        if self._names:
            return False
        try:
            readable(first)
            text = self._encodings.text(first, count=False) or ""
            found = [_cells(text, separator) for separator in _SEPARATORS]
        except NotARow as error:
            raise _wrong_header(error.rule, error.rule_zh, error.value, self._columns) from None
        best = max(found, key=lambda names: len({name.strip() for name in names} & set(self._columns)))
        self._separator = _SEPARATORS[found.index(best)]
        self._names = header_of(best, text, self._columns, self._optional)
        self._left_out = dict.fromkeys(self._optional.difference(self._names), "")
        return True

    def _extent(self, *, final: bool) -> int:
        first = self._waiting[0]
        if b'"' not in first:
            return 1
        size, more_may_come = 0, False

        def lines() -> Iterator[str]:
            nonlocal size, more_may_come
            for line in islice(self._waiting, MOST_LINES):
                size += len(line) + 1
                if size > LONGEST_ROW + 1:
                    return
                # Bytes can be searched: in both encodings no part of a character is a separator, quotation mark or line end.
                yield line.decode("latin-1") + "\n"
            more_may_come = not final and len(self._waiting) < MOST_LINES

        reader = csv.reader(lines(), strict=True, delimiter=self._separator)
        try:
            next(reader)
        except csv.Error as error:
            if more_may_come:
                return 0
            readable(first)
            raise _not_csv(shown_bytes(first) if not first.isascii() else first.decode(), error) from None
        return reader.line_num

    def _row(self, text: str) -> Row:
        plain = '"' not in text and "\r" not in text
        cells = text.split(self._separator) if plain else _cells(text, self._separator)
        return row_of(cells, self._names, text, self._left_out)


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True, delimiter=separator), [])
    except csv.Error as error:
        raise _not_csv(text, error) from None


def _not_csv(text: str, error: csv.Error) -> NotARow:
    if "unexpected end" in str(error):
        rule = "not CSV: a quotation mark is opened here and never closed"
        return NotARow("row", text[:SHOWN], rule, "不是有效的 CSV 行:引号未闭合")
    return NotARow("row", text[:SHOWN], f"not CSV: {error}", "不是有效的 CSV 行")


def row_of(cells: Sequence[str], names: Sequence[str], text: str, left_out: Row) -> Row:
    """Cells by their columns, without blanks around them or a guard against formulas. Raises NotARow when there are more cells
    than columns, or fewer.

    What the file leaves out (`left_out`) is empty: a row means the same with an empty column and without it.
    """
    if len(cells) != len(names):
        rule = f"has {len(cells)} columns, the header has {len(names)}"
        raise NotARow("row", text[:SHOWN], rule, f"有 {len(cells)} 列,表头有 {len(names)} 列")
    row = {name: unguarded(cell.strip()) for name, cell in zip(names, cells, strict=True)}
    return {**row, **left_out} if left_out else row


def header_of(cells: Sequence[str], text: str, columns: Sequence[str], optional: frozenset[str]) -> list[str]:
    """The columns in the file's order. Raises Invalid unless they are the kind's, each once, with or without the optional."""
    names = [name.strip() for name in cells]
    missing, foreign = sorted(set(columns) - set(names) - optional), sorted(set(names) - set(columns))
    if missing or foreign or len(names) != len(set(names)):
        twice = sorted({name for name in names if names.count(name) > 1})
        faults = [
            ("missing columns", "缺少列", missing),
            ("unknown columns", "未知列", foreign),
            ("double columns", "重复列", twice),
        ]
        rule = "; ".join(f"{en}: {', '.join(found)}" for en, _, found in faults if found)
        rule_zh = ";".join(f"{zh}:{'、'.join(found)}" for _, zh, found in faults if found)
        raise _wrong_header(rule, rule_zh, text[:300], columns)
    return names


def _wrong_header(rule: str, rule_zh: str, shown: str, columns: Sequence[str]) -> Invalid:
    wanted = ",".join(columns)
    return Invalid(
        rule, rule_zh, field="header", value=shown,
        do_en=f"The header must be: {wanted}", do_zh=f"表头应为:{wanted}",
    )  # fmt: skip
