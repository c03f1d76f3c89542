"""Why a row was refused: line, field, value, rule and what to do, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from pydantic import BaseModel, ValidationError

from ..catalog import personal_numbers
from ..catalog.identity_numbers import begins_like_one
from ..refusal import NoneOf, Refusal
from ..shapes.faults import as_text, fault_of
from .kinds import ImportKind

__all__ = ["NotARow", "RefusedRow", "TooLarge", "may_stay", "refused_row", "too_large"]

_LONGEST = 300
_CODE = re.compile(r"(?=[^0-9]*[0-9])[!-~]+")
_DO = "Correct the row and send the file again: rows that were accepted stay as they are."
_DO_ZH = "请更正该行后重新导入:已接受的行不受影响。"


class RefusedRow(BaseModel):
    """`line` counts from 1 and is where the row begins; the header is line 1. `sheet` is empty unless a workbook was sent.
    `title`: what the file itself calls the column; empty where it is about none of them.
    """

    line: int
    field: str
    value: str
    rule: str
    rule_zh: str
    sheet: str = ""
    title: str = ""
    do: str = ""
    do_zh: str = ""


class NotARow(Exception):  # noqa: N818 - becomes a refused row
    """The text is not a row: field, value as shown, rule and what to do in both languages."""

    def __init__(self, where: str, value: str, rule: str, rule_zh: str, *, do: str = _DO, do_zh: str = _DO_ZH) -> None:
        super().__init__(rule)
        self.where, self.value, self.rule, self.rule_zh, self.do, self.do_zh = where, value, rule, rule_zh, do, do_zh


class TooLarge(Refusal):
    """RFC 9110, 15.5.14."""

    slug = "too-large"
    status = 413
    title_zh = "文件过大"
    title_en = "The file is too large"


def too_large(most: int) -> TooLarge:
    return TooLarge(
        f"larger than {most // 2**20} MiB",
        f"超过 {most // 2**20} MiB",
        field="file",
        do_en="Send it in several files; rows that were reported as done stay as they are.",
        do_zh="请拆分为多个文件导入;已报告完成的行不受影响。",
    )


def _untitled(_: str, __: str) -> str:
    return ""


def refused_row(
    line: int, sheet: str, error: Exception, kind: ImportKind, title: Callable[[str, str], str] = _untitled
) -> RefusedRow:
    """`title(sheet, column)`: what the file calls a column. Raises `error` itself when the row is not at fault."""
    refused = _refused(line, sheet, error)
    # The decision names a fact's field, the officer looks for a column.
    column = refused.field.rpartition(".")[2]
    if column in kind.columns:
        refused.field, refused.title = column, title(sheet, column)
    if isinstance(error, NoneOf) and (words := kind.words_by_code(column)):
        both = [(code, words.get(code)) for code in error.codes]
        refused.rule = f"is none of {', '.join(f'{code} ({word})' if word else code for code, word in both)}"
        refused.rule_zh = f"应为 {'、'.join(f'{word}({code})' if word else code for code, word in both)} 之一"
    value = may_stay(refused.field, refused.value, kind.personal)
    said = {name: personal_numbers.without(getattr(refused, name)) for name in ("rule", "rule_zh", "do", "do_zh")}
    return refused.model_copy(update={"value": value, **said})


def may_stay(field: str, value: str, personal: Collection[str]) -> str:
    """The value as a report, which cannot be erased, may hold it; empty where it may not. `personal`: columns of the kind."""
    # PostgreSQL keeps no NUL in text.
    return "" if _is_hidden(field, value, personal) else value.replace("\x00", "")[:_LONGEST]


def _is_hidden(field: str, value: str, personal: Collection[str]) -> bool:
    """Whether a report, which cannot be erased, must not hold the value."""
    if personal_numbers.found(value) or begins_like_one(personal_numbers.digits(value)):
        return True
    # In a row whose cells have moved, a name stands in any column: of such kinds only what looks like a code or a day is shown.
    return bool(personal) and (field in {"row", *personal} or _CODE.fullmatch(value) is None)


def _refused(line: int, sheet: str, error: Exception) -> RefusedRow:
    where, do, do_zh = "", _DO, _DO_ZH
    match error:
        case NotARow():
            where, value, rule, rule_zh = error.where, error.value, error.rule, error.rule_zh
            do, do_zh = error.do, error.do_zh
        case Refusal():
            where, value = error.field or "", "" if error.value is None else str(error.value)
            rule, rule_zh = error.detail_en, error.detail_zh
            do, do_zh = error.do_en or do, error.do_zh or do_zh
        case ValidationError():
            first = fault_of(error.errors(include_url=False)[0])
            where, value, rule, rule_zh = first.field, as_text(first.value), first.rule, first.rule_zh
        case _:
            raise error
    return RefusedRow(line=line, sheet=sheet, field=where, value=value, rule=rule, rule_zh=rule_zh, do=do, do_zh=do_zh)
