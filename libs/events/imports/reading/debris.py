"""What spreadsheets, databases and people leave in a cell where there is nothing."""

from __future__ import annotations

import re

from ..faults import NotARow
from ..kinds import ImportKind, Row

__all__ = ["NOTHING", "settled"]

NOTHING = frozenset({
    "无", "暂无", "不适用", "/", "//", "／", "\\", "-", "--", "---", "－", "–", "—", "——", "N/A", "n/a", "NULL", "Null", "null",
    "(null)", "<null>", "[null]", "(NULL)", "<NULL>", "[NULL]", "None", "nan", "NaN", "\\N",
})  # fmt: skip
"""People's and databases' words for an empty cell."""
_ERRORS = frozenset({
    "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#GETTING_DATA", "Err:502", "Err:504", "Err:508", "Err:509", "Err:522",
})  # fmt: skip
"""Sources: ECMA-376, 18.17.3; LibreOffice Calc, error codes."""
_EMPTY_REFERRED_TO = "0"
_EXACT = NOTHING | _ERRORS | {_EMPTY_REFERRED_TO}
_TOO_NARROW = re.compile(r"#{2,}")
_SHORTENED = re.compile(r"-?[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}")


def settled(kind: ImportKind, row: Row) -> Row:
    """The row with empty cells for the words that say that there is nothing, but where a column's own words have a meaning.

    Raises NotARow for what a spreadsheet shows in place of a value: an error, a column too narrow, a number without its last
    digits; and for 0 where text is meant, which is a reference to an empty cell.
    """
    # Nearly all rows have nothing of the kind, and a file has a million of them.
    whole = "\n".join(row.values())
    if _EXACT.isdisjoint(row.values()) and not ("##" in whole or "E+" in whole or "e+" in whole):
        return row
    return {column: _settled(kind, column, cell) for column, cell in row.items()}


def _settled(kind: ImportKind, column: str, cell: str) -> str:
    if cell in kind.words.get(column, ()):
        return cell
    if cell in NOTHING:
        return ""
    if cell in _ERRORS or _TOO_NARROW.fullmatch(cell):
        raise _refused(column, cell, "is what a spreadsheet shows in place of a value", "是表格软件的错误标记,不是内容")
    if _SHORTENED.fullmatch(cell):
        raise _refused(
            column, cell, "is a number in the short form of a spreadsheet, which has lost the last digits",
            "是表格软件的科学计数法,末位数字已丢失",
        )  # fmt: skip
    if cell == _EMPTY_REFERRED_TO and column not in kind.numbers and column not in kind.days:
        raise _refused(
            column, cell, "is what a spreadsheet shows for a reference to an empty cell; text is needed",
            "应为文本:0 多为公式引用了空单元格的结果",
        )  # fmt: skip
    return cell


def _refused(column: str, cell: str, rule: str, rule_zh: str) -> NotARow:
    return NotARow(
        column, cell, rule, rule_zh, do="Put the value itself into the cell, as text, and send the file again.",
        do_zh="请在原表中将该单元格设为文本格式并填写实际内容,重新保存后再导入。",
    )  # fmt: skip
