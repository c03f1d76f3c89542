"""Days that a record of something past may name."""

from __future__ import annotations

from datetime import date
from typing import Final

from libs.events.refusal import Invalid

__all__ = ["DayImpossible", "check_past_day"]

_EARLIEST: Final = date(1900, 1, 2)
"""The day before it is what a spreadsheet shows for an empty cell: its serial numbers 0 and 1."""


class DayImpossible(Invalid):
    slug = "day-impossible"
    title_zh = "日期不可能"
    title_en = "The day is impossible"
    do_zh = "请对照证照更正日期;没有日期的可留空。"
    do_en = "Copy the day from the licence again; leave it empty where there is none."


def check_past_day(field: str, day: date | None, today: date) -> None:
    """Raises DayImpossible for a day after today, or one that only an empty cell or a slip of the keyboard gives."""
    if day is None:
        return
    if day > today:
        raise DayImpossible(f"{day} is after today, {today}", f"{day} 晚于今天({today})", field=field, value=day)
    if day < _EARLIEST:
        raise DayImpossible(
            f"{day} is before {_EARLIEST}: an empty cell of a spreadsheet is read so",
            f"{day} 早于 {_EARLIEST},可能是表格中的空单元格",
            field=field,
            value=day,
        )
