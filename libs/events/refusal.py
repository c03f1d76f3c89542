"""Refusals: one exception per rule, in the field's words, in Chinese and English, with what to do next.

`decide` raises them; the HTTP layer turns them into RFC 9457 problem documents. Pure: no I/O.
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = ["Forbidden", "Invalid", "NotFound", "NotNow", "Refusal", "StaleVersion"]


class Refusal(Exception):  # noqa: N818 - a refusal is the field's word, not an error of the program
    """A command that may not be done. Subclass per rule; nothing is written when one is raised.

    Class attributes: `slug` (stable problem type), `status` (HTTP), `title_zh`, `title_en`, `rule` (document and clause).
    Instance: `field`, `value` name what was wrong; `do_zh`, `do_en` say what to do, unless the class says it.
    """

    slug: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title_zh: ClassVar[str] = "不予办理"
    title_en: ClassVar[str] = "Refused"
    rule: ClassVar[str] = ""
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
    ) -> None:
        super().__init__(detail_en or self.title_en)
        self.detail_en = detail_en or self.title_en
        self.detail_zh = detail_zh or self.title_zh
        self.field = field
        self.value = value
        self.do_zh = do_zh or self.do_zh
        self.do_en = do_en or self.do_en
        self.broken_rule = rule if rule is not None else self.rule


class Invalid(Refusal):
    """A value is not acceptable in itself (wrong check digit, unknown item, ratio out of range)."""

    slug = "invalid"
    status = 422
    title_zh = "内容有误"
    title_en = "Invalid content"


class NotFound(Refusal):
    slug = "not-found"
    status = 404
    title_zh = "未找到"
    title_en = "Not found"


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
