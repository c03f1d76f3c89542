"""A workbook to fill in: the columns of a kind of file, and on a second sheet what may stand in them."""

from __future__ import annotations

import io
from collections.abc import Mapping

import xlsxwriter

from ..shapes.formula_guard import guarded
from .kinds import ImportKind

__all__ = ["template"]

_ROWS = 10_000
"""So many rows are offered a list's values."""
_WIDTH = 20


def template(kind: ImportKind, lists: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook. `lists`: by column the codes that may stand in it, with their titles."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, told = book.add_worksheet("填写"), book.add_worksheet("填写说明")
        # As text: a spreadsheet takes the first zeros and the sixteenth digit off a number.
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet.set_column(0, len(kind.columns) - 1, _WIDTH, text)
        sheet.freeze_panes(1, 0)
        told.set_column(0, 2, _WIDTH, text)
        told.write_row(0, 0, ["列 Column", "代码 Name", "填写 How"], bold)
        for at, column in enumerate(kind.columns):
            title = kind.titles.get(column, (column,))[0]
            sheet.write_string(0, at, title, bold)
            told.write_row(at + 1, 0, [title, column, _how(kind, column, at)])
            values = _values(kind, column, lists)
            if values:
                place = at + 4
                told.set_column(place, place, _WIDTH, text)
                told.write_string(0, place, title, bold)
                for line, value in enumerate(values, 1):
                    told.write_string(line, place, guarded(value))
                if column not in kind.several:
                    letters = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
                    source = f"='填写说明'!{letters}$2:{letters}${len(values) + 1}"
                    sheet.data_validation(1, at, _ROWS, at, {"validate": "list", "source": source, "error_type": "warning"})
    return out.getvalue()


def _values(kind: ImportKind, column: str, lists: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What may be written: a list's titles, where no two codes share one, otherwise the codes; the words for a few codes."""
    listed = lists.get(column, {})
    titles = list(listed.values())
    if listed and "yes" not in kind.words.get(column, {}).values():
        return [title if title and titles.count(title) == 1 else code for code, title in sorted(listed.items())]
    return list(kind.words_by_code(column).values())


def _how(kind: ImportKind, column: str, at: int) -> str:
    example = guarded(kind.example[at]) if kind.example else ""
    said = [
        "可不填此列 may be left out" if column in kind.optional else "",
        "多项以 ; 分隔 several, separated by ;" if column in kind.several else "",
        "日期,如 2024-03-01 a day" if column in kind.days else "",
        f"例 e.g. {example}" if example else "",
    ]
    return ";".join(filter(None, said))
