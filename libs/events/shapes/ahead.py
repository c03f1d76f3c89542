"""How far ahead a day may lie.

Editions follow one another by day: a change that begins in a thousand years would keep every other from beginning before it.
What ends in a thousand years is never looked at again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from ..calendar import local_day
from ..refusal import Invalid

__all__ = ["BeginsTooLate", "EndsTooLate", "check_ahead", "check_end"]

_MOST: Final = timedelta(days=2 * 366)
"""A default of the software: no source says it. What is enacted today is in force within two years."""
_LONGEST: Final = timedelta(days=5 * 366)
"""A default of the software as well. Special campaigns of the state are ordered for three years, its plans made for five."""


class BeginsTooLate(Invalid):
    slug = "begins-too-late"
    title_zh = "日期过远"
    title_en = "The day is too far ahead"
    detail_zh = "{value} 晚于 {latest}"
    detail_en = "{value} is after {latest}"
    do_zh = "请填写两年以内的日期。"
    do_en = "Name a day within the next two years."


class EndsTooLate(Invalid):
    slug = "ends-too-late"
    title_zh = "截止日期过远"
    title_en = "It would end too far ahead"
    detail_zh = "{value} 晚于 {latest}"
    detail_en = "{value} is after {latest}"
    do_zh = "请填写五年以内的日期,到期后再行续期。"
    do_en = "Name a day within the next five years, and renew it then."


def check_ahead(day: date, now: datetime, field: str = "effective_from") -> None:
    """Raises BeginsTooLate for a day more than two years after the local day of `now`."""
    latest = local_day(now) + _MOST
    if day > latest:
        raise BeginsTooLate(field=field, value=day, latest=latest)


def check_end(day: date, now: datetime, field: str) -> None:
    """Raises EndsTooLate for a day more than five years after the local day of `now`."""
    latest = local_day(now) + _LONGEST
    if day > latest:
        raise EndsTooLate(field=field, value=day, latest=latest)
