"""Numbers of a file that stand where text is meant: they may have lost what was typed."""

from __future__ import annotations

from ..faults import NotARow
from ..kinds import ImportKind

__all__ = ["taken_number"]

_EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps (IEEE 754). A longer code typed as a number has lost the rest."""


def taken_number(kind: ImportKind, name: str, digits: str) -> str:
    """The digits, where the column holds such numbers. Raises NotARow where they may not be what was typed."""
    do = f"Format the column {name} as text in the spreadsheet, enter the cell again, and send the file again."
    do_zh = f"请在表格中将“{name}”列设为文本格式,重新填写该单元格后再导入。"
    if len(digits.lstrip("-").partition(".")[0]) > _EXACT_DIGITS:
        rule = f"is a number of more than {_EXACT_DIGITS} digits, of which a spreadsheet has lost the last"
        raise NotARow(name, digits, rule, f"数字超过 {_EXACT_DIGITS} 位,表格软件已丢失末位数字", do=do, do_zh=do_zh)
    if name not in kind.numbers:
        rule = "is a number in the spreadsheet, where zeros at the beginning are lost; text is needed"
        raise NotARow(name, digits, rule, "该单元格为数字格式,可能已丢失开头的零,应为文本", do=do, do_zh=do_zh)
    wanted = kind.numbers[name]
    if name in kind.shorter:
        digits = kind.shorter[name](digits)
    if wanted is None or (digits.isdecimal() and len(digits) == wanted):
        return digits
    rule = f"is a number, and not one of {wanted} digits: zeros at the beginning may be lost"
    raise NotARow(name, digits, rule, f"该数字不是 {wanted} 位,可能已丢失开头的零", do=do, do_zh=do_zh)
