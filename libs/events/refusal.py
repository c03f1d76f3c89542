"""Refusals: one exception per rule, in the field's words, in Chinese and English, with what to do next.

`decide` raises them; the HTTP layer turns them into RFC 9457 problem documents. Pure: no I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar

from .calendar import CHINA

__all__ = ["Forbidden", "Invalid", "NoneOf", "NotFound", "NotNow", "Refusal", "StaleVersion"]


class Refusal(Exception):  # noqa: N818 - a refusal is the field's word, not an error of the program
    """A command that may not be done. Subclass per rule; nothing is written when one is raised.

    The class says what is always so: `slug` (stable problem type), `status` (HTTP), `title_zh`, `title_en`, `rule` (document
    and clause), `detail_zh`, `detail_en` (what was wrong), `do_zh`, `do_en` (what to do). Who raises it names the values, first
    of all the field that was wrong; the texts take them by name, `{value}` being the field's, a list with its commas:

    class YearPast(Invalid):
        detail_en = "{year} is before {this_year}"

    raise YearPast(year=2025, this_year=2026)

    `field`, `value` where no name can say them (`ratios.A`); a text given here is taken as it is.
    """

    slug: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title_zh: ClassVar[str] = "不予办理"
    title_en: ClassVar[str] = "Refused"
    rule: ClassVar[str] = ""
    distrust: ClassVar[bool] = False
    """Somebody's identity was doubted: a key, a signature, a place. It is noted as 401 and 403 are."""
    detail_zh: str = ""
    detail_en: str = ""
    do_zh: str = ""
    do_en: str = ""

    def __init__(
        self,
        detail_en: str = "",
        detail_zh: str = "",
        *,
        field: str | None = None,
        value: Any = None,
        do_zh: str = "",
        do_en: str = "",
        rule: str | None = None,
        **said: Any,
    ) -> None:
        if said and field is None:
            field, value = next(iter(said.items()))
        said["value"] = value
        zh, en = _words(said, "、", "无"), _words(said, ", ", "none")
        self.detail_en = detail_en or self.detail_en.format_map(en) or self.title_en
        self.detail_zh = detail_zh or self.detail_zh.format_map(zh) or self.title_zh
        super().__init__(self.detail_en)
        self.field = field
        self.value = _plain(value)
        self.do_zh = do_zh or self.do_zh.format_map(zh)
        self.do_en = do_en or self.do_en.format_map(en)
        self.broken_rule = rule if rule is not None else self.rule


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Collection) and not isinstance(value, (str, bytes, Mapping)):
        return [_plain(each) for each in value]
    return value


def _words(said: Mapping[str, Any], comma: str, nothing: str) -> dict[str, str]:
    shown = {name: _plain(_local(value)) for name, value in said.items()}
    return {
        name: comma.join(map(str, value)) or nothing if isinstance(value, list) else str(value) for name, value in shown.items()
    }


def _local(value: Any) -> Any:
    """A moment as a clock in the place shows it, with its seconds where it does not fall on a minute."""
    if not isinstance(value, datetime) or not value.tzinfo:
        return value
    at = value.astimezone(CHINA)
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"


class Invalid(Refusal):
    """A value is not acceptable in itself (wrong check digit, unknown item, ratio out of range)."""

    slug = "invalid"
    status = 422
    title_zh = "内容有误"
    title_en = "Invalid content"


class NoneOf(Invalid):
    """The value is none of a few codes. `codes`: those, so that whoever has words for them shows these beside."""

    detail_zh = "应为 {codes} 之一"
    detail_en = "is none of {codes}"

    def __init__(self, *, codes: Iterable[str], **said: Any) -> None:
        self.codes = tuple(codes)
        super().__init__(codes=self.codes, **said)


class NotFound(Refusal):
    slug = "not-found"
    status = 404
    title_zh = "未找到"
    title_en = "Not found"
    do_zh = "请核对编号。"
    do_en = "Check the number."


class Forbidden(Refusal):
    """The caller's roles or claims do not cover this."""

    slug = "forbidden"
    status = 403
    title_zh = "无权办理"
    title_en = "Not permitted"


class NotNow(Refusal):
    """The matter is in a state in which this cannot be done."""

    slug = "not-now"
    title_zh = "当前状态不可办理"
    title_en = "Not possible in the present state"


class StaleVersion(Refusal):
    """If-Match named another version than the stream has (RFC 9110, 13.1.1)."""

    slug = "stale-version"
    status = 412
    title_zh = "内容已被他人更新"
    title_en = "Changed in the meantime"
