"""Calendar days and working days. Holidays are data; a year without data is an error, not a guess.

Source of the data: the State Council's yearly notice on holiday arrangements (国务院办公厅关于部分节假日安排的通知). Files are
CSV with the columns `date,kind,name`, kind = `holiday` (a day off) or `workday` (a weekend day worked instead).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

__all__ = ["CHINA", "CalendarDataError", "UnknownCalendarYearError", "WorkingCalendar", "local_day"]

CHINA: tzinfo = ZoneInfo("Asia/Shanghai")


def local_day(time: datetime, zone: tzinfo = CHINA) -> date:
    """The local day of the place at that time."""
    return time.astimezone(zone).date()


_SATURDAY = 5
_END_OF_DAY = time(23, 59, 59)


class UnknownCalendarYearError(LookupError):
    """No holiday data is loaded for a year that a deadline touches. Load the year's file; no guess is made."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"no holiday data for {year}: load the State Council's arrangement for that year (缺少{year}年节假日安排)"
        )
        self.year = year


class CalendarDataError(ValueError):
    """A row of a calendar file is not acceptable; names file, row, field and value."""


@dataclass(frozen=True)
class WorkingCalendar:
    """`days` maps exceptional dates to True (worked) or False (off); `years` are the years with data."""

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    @classmethod
    def load(cls, folder: Path) -> WorkingCalendar:
        """Reads every `YYYY.csv` of a folder. Raises CalendarDataError for a bad row."""
        days: dict[date, bool] = {}
        years = set()
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].csv")):
            years.add(int(path.stem))
            with path.open(encoding="utf-8", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), 2):
                    kind = row.get("kind")
                    try:
                        day = date.fromisoformat(row["date"])
                    except (KeyError, TypeError, ValueError) as error:
                        raise CalendarDataError(f"{path.name} row {number}: date {row.get('date')!r}") from error
                    if kind not in {"holiday", "workday"}:
                        raise CalendarDataError(f"{path.name} row {number}: kind {kind!r} is not holiday or workday")
                    days[day] = kind == "workday"
        return cls(days, frozenset(years))

    def is_working(self, day: date) -> bool:
        """Raises UnknownCalendarYearError for a year without data."""
        if day.year not in self.years:
            raise UnknownCalendarYearError(day.year)
        worked = self.days.get(day)
        return day.weekday() < _SATURDAY if worked is None else worked

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; negative counts backwards. The start day itself never counts."""
        step = timedelta(days=1 if count >= 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last` (0 when `last` is not later)."""
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def end_of_working_days(self, start: datetime, count: int, zone: tzinfo = CHINA) -> datetime:
        """The last second, in the place's own time, of the `count`-th working day after the day of `start`."""
        day = self.add_working_days(start.astimezone(zone).date(), count)
        return datetime.combine(day, _END_OF_DAY, zone)

    @staticmethod
    def end_of_days(start: datetime, count: int, zone: tzinfo = CHINA) -> datetime:
        """The last second of the `count`-th calendar day after the day of `start`."""
        return datetime.combine(start.astimezone(zone).date() + timedelta(days=count), _END_OF_DAY, zone)
