"""Cells of a row as values. Every fault names the column, its content and the rule, in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from ..refusal import Invalid, NoneOf
from ..shapes.faults import as_text, fault_of
from .kinds import SEVERAL, Row

__all__ = ["Cells", "Titled", "day_of", "fault"]

E = TypeVar("E", bound=StrEnum)
M = TypeVar("M", bound=BaseModel)
_CODES_SHOWN = 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2}))(?:[ T]" + _TIME + ")?"
    r"|(\d{4})年(\d{1,2})月(\d{1,2})[日号]\s*(?:" + _TIME + ")?"
    r"|((?:19|20)\d{2})(\d{2})(\d{2})",
    re.ASCII,
)
"""As offices write a day, year first, with or without a time of day. Where the year stands last, day and month are not sure."""
_AROUND_SIGNS = re.compile(r"\s*(?:([年月./-])\s*|([日号]))")


_DO, _DO_ZH = "Correct the cell and send the row again.", "请更正该单元格后重新导入。"


def fault(column: str, value: str, rule: str, rule_zh: str) -> Invalid:
    return Invalid(
        rule,
        rule_zh,
        field=column,
        value=value,
        do_en=_DO,
        do_zh=_DO_ZH,
    )


@cache
def _adapter(shape: Any) -> TypeAdapter[str]:
    return TypeAdapter(shape)


class Titled(frozenset[str]):
    """The codes of a list, which a file may also name by their titles where only one code has the title."""

    titles: Mapping[str, str]
    by_title: Mapping[str, str]
    called: str
    called_zh: str

    def __new__(cls, titles: Mapping[str, str], called: str = "its list", called_zh: str = "名录") -> Self:
        """`titles` by code; empty where there is none. `called`: what the list is called, in both languages."""
        made = super().__new__(cls, titles)
        how_often = Counter(titles.values())
        made.titles, made.called, made.called_zh = titles, called, called_zh
        made.by_title = {title: code for code, title in titles.items() if title and how_often[title] == 1}
        return made


@dataclass(frozen=True, slots=True)
class Cells:
    """One row, read column by column. All methods raise Invalid naming the column."""

    row: Row

    def into(
        self,
        shape: type[M],
        *,
        columns: Mapping[str, str] | None = None,
        listed: Mapping[str, Container[str]] | None = None,
        **said: Any,
    ) -> M:
        """The row as `shape`: a field that has a column is read as its type says, `said` holds the others.

        `columns`: the column of a field that has another name; `listed`: the lists on which a field's codes must be.
        A type that allows None, or a field that is `()` unless said, may be empty; a yes or no is written so.
        """
        named = columns or {}
        for name, (read, may_be_empty) in _fields(shape).items():
            column = named.get(name, name)
            if name not in said and column in self.row:
                empty = may_be_empty and self.optional(column) is None
                if not empty:
                    said[name] = read(self, column, None if listed is None else listed.get(name))
        return shape(**said)

    def filled(self, column: str) -> str:
        """A cell that must not be empty."""
        value = self.optional(column)
        if value is None:
            raise _empty(column)
        return value

    def text(self, column: str, shape: Any) -> str:
        """A cell that must be filled and fit a type of the catalog's codes."""
        return _shaped(column, self.filled(column), shape)

    def optional(self, column: str) -> str | None:
        """A cell that may be empty (None)."""
        value = self.row[column]
        if not value.isprintable() and _CONTROL.search(value):
            raise fault(column, value, "holds a control character", "含有控制字符")
        return value or None

    def known(self, column: str, shape: Any, listed: Container[str]) -> str:
        """A code that must already be on its list."""
        return _listed(column, self.filled(column), shape, listed)

    def several(self, column: str, shape: Any, listed: Container[str] | None = None) -> tuple[str, ...]:
        """At least one code, separated by `;`, `、`, a comma, a slash or a line end, none twice."""
        whole = self.row[column]
        parts = [part.strip() for part in SEVERAL.split(whole)] if whole else []
        parts = [part for part in parts if part]
        if not parts:
            raise fault(column, whole, "names none: at least one is needed", "未填写:至少应填一项")
        read = tuple(_shaped(column, part, shape) if listed is None else _listed(column, part, shape, listed) for part in parts)
        if len(set(read)) != len(read):
            raise fault(column, whole, "names one twice", "有重复项")
        return read

    def choice(self, column: str, choices: type[E]) -> E:
        value = self.optional(column) or ""
        try:
            return choices(value)
        except ValueError:
            raise _none_of(column, value, [c.value for c in choices]) from None

    def choices(self, column: str, choices: type[E]) -> tuple[E, ...]:
        allowed = {c.value for c in choices}
        parts = self.several(column, str)
        for part in parts:
            if part not in allowed:
                raise _none_of(column, part, sorted(allowed))
        return tuple(choices(part) for part in parts)

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        value = self.optional(column) or ""
        if value not in allowed:
            raise _none_of(column, value, list(allowed))
        return value

    def day(self, column: str) -> date:
        value = self.optional_day(column)
        if value is None:
            raise _empty(column)
        return value

    def optional_day(self, column: str) -> date | None:
        """A day that exists, year first: 2024-03-01, 2024/3/1, 2024年3月1日, with or without a time of day; 20240301."""
        value = self.optional(column)
        return None if value is None else day_of(column, value)

    def parts(self, column: str, pieces: int) -> list[list[str]]:
        """`a|b|c;d|e|f` as lists of so many pieces each."""
        found = [[piece.strip() for piece in part.split("|")] for part in re.split("[;；]", self.filled(column))]
        for part in found:
            if len(part) != pieces:
                shown = "|".join(part)
                raise fault(column, shown, f"has {len(part)} pieces, not {pieces}", f"有 {len(part)} 段,应为 {pieces} 段")
        return found

    def optional_count(self, column: str, most: int) -> int | None:
        """A whole number from 1 to `most`."""
        value = self.optional(column)
        if value is None:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and 1 <= int(value) <= most):
            raise fault(column, value, f"is not a whole number from 1 to {most}", f"应为 1 至 {most} 的整数")
        return int(value)


_Read = Callable[[Cells, str, Container[str] | None], Any]


def _read(type_: Any) -> _Read:
    """How a cell of that type is read, once for all rows."""
    plain = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    if get_origin(plain) is tuple:
        each = get_args(plain)[0]
        if isinstance(each, type) and issubclass(each, StrEnum):
            return lambda cells, column, _: cells.choices(column, each)
        return lambda cells, column, listed: cells.several(column, each, listed)
    if plain is date:
        return lambda cells, column, _: cells.day(column)
    if plain is bool:
        return lambda cells, column, _: cells.one_of(column, ("yes", "no")) == "yes"
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return lambda cells, column, _: cells.choice(column, plain)
    # To find the checks of a type takes as long as they do.
    checks = _adapter(type_).validator

    def text(cells: Cells, column: str, listed: Container[str] | None) -> str:
        if listed is not None:
            return cells.known(column, type_, listed)
        return _checked(column, cells.filled(column), checks)

    return text


@cache
def _fields(shape: type[BaseModel]) -> dict[str, tuple[_Read, bool]]:
    """How each field is read, and whether it may be empty."""
    found = {}
    for name, hint in get_type_hints(shape, include_extras=True).items():
        if name in shape.model_fields:
            types = [hint] if get_origin(hint) in {Annotated, tuple} else [*get_args(hint)] or [hint]
            optional = type(None) in types or shape.model_fields[name].default == ()
            found[name] = (_read(next(each for each in types if each is not type(None))), optional)
    return found


def day_of(column: str, value: str) -> date:
    """Raises Invalid, for a number of a spreadsheet too: a text file does not say from which day it counts."""
    try:
        if _ISO_DAY.fullmatch(value):
            return date.fromisoformat(value)
        found = _DAY.fullmatch(_AROUND_SIGNS.sub(r"\1\2", unicodedata.normalize("NFKC", value).strip()))
        if found:
            year, month, day = (int(part) for part in found.groups() if part is not None)
            return date(year, month, day)
    except ValueError:
        pass
    if value.isascii() and value.isdecimal():
        raise fault(
            column, value, "is a spreadsheet's number of a day, and a text file does not say from which day it counts",
            "是表格软件的日期序号,请将该列设为日期格式后重新保存,或写成 2024-03-01",
        )  # fmt: skip
    raise fault(
        column, value, "is not a day of the calendar, year first, such as 2024-03-01",
        "不是有效日期,请按年月日顺序写成 2024-03-01 或 2024年3月1日",
    )  # fmt: skip


def _shaped(column: str, value: str, shape: Any) -> str:
    return _checked(column, value, _adapter(shape).validator)


def _checked(column: str, value: str, checks: Any) -> str:
    try:
        return cast("str", checks.validate_python(value))
    except ValidationError as error:
        found = fault_of(error.errors(include_url=False)[0])
        raise fault(column, as_text(found.value), found.rule, found.rule_zh) from None


def _listed(column: str, value: str, shape: Any, listed: Container[str]) -> str:
    # A code on the list has the right shape, so a million rows are not checked twice.
    if value in listed:
        return value
    if isinstance(listed, Titled) and value in listed.by_title:
        return listed.by_title[value]
    try:
        read = _shaped(column, value, shape)
    except Invalid:
        if isinstance(listed, Titled):
            # A title was meant as well as a code, so the shape of codes is not what is wrong with it.
            raise _on_no_list(column, value, listed) from None
        raise
    if read in listed:
        return read
    raise _on_no_list(column, value, listed)


def _on_no_list(column: str, value: str, listed: Container[str]) -> Invalid:
    """Names the list, and the codes where the value is the title of several."""
    if not isinstance(listed, Titled):
        return fault(column, value, "is not on its list", "不在名录中")
    rule, rule_zh = f"is not on {listed.called}", f"不在{listed.called_zh}中"
    several = sorted(code for code, title in listed.titles.items() if title == value)[:_CODES_SHOWN]
    if several:
        rule = f"is the title of several on {listed.called}: {', '.join(several)}"
        rule_zh = f"{listed.called_zh}中有多个同名:{'、'.join(several)}"
    return Invalid(
        rule, rule_zh, field=column, value=value,
        do_en=f"Write a code or a title of {listed.called}; the template shows them. What is missing must be listed first.",
        do_zh=f"请填写{listed.called_zh}中的代码或名称(填报模板中列有);名录中没有的,请先列入名录。",
    )  # fmt: skip


def _empty(column: str) -> Invalid:
    return fault(column, "", "must not be empty, or say that there is nothing", "不能为空,也不能填“无”“/”“不适用”等")


def _none_of(column: str, value: str, allowed: Iterable[str]) -> Invalid:
    return NoneOf(codes=allowed, field=column, value=value, do_en=_DO, do_zh=_DO_ZH)
