"""How far ahead a change may begin.

Editions follow one another by day: a change that begins in a thousand years would keep every other from beginning before it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from ..calendar import local_day
from ..refusal import Invalid

__all__ = ["BeginsTooLate", "check_ahead"]

_MOST: Final = timedelta(days=2 * 366)
"""A default of the software: no source says it. What is enacted today is in force within two years."""


class BeginsTooLate(Invalid):
    slug = "begins-too-late"
    title_zh = "生效日期过远"
    title_en = "It would begin too far ahead"
    detail_zh = "{value} 晚于 {latest};在此之前将无法再作变更"
    detail_en = "{value} is after {latest}, and nothing could change before it any more"
    do_zh = "请填写两年以内的日期。"
    do_en = "Name a day within the next two years."


def check_ahead(day: date, now: datetime, field: str = "effective_from") -> None:
    """Raises BeginsTooLate for a day more than two years after the local day of `now`."""
    latest = local_day(now) + _MOST
    if day > latest:
        raise BeginsTooLate(field=field, value=day, latest=latest)
