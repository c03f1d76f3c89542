"""Calendar days and working days. Holidays are data; a year without its official arrangement is provisional, and says so.

Source of the data: the State Council's yearly notice on holiday arrangements (国务院办公厅关于部分节假日安排的通知), out in
November of the year before. Files are CSV with the columns `date,kind,name`, kind = `holiday` (a day off) or `workday` (a
weekend day worked instead): `YYYY.csv` from the notice; until there is one `YYYY.provisional.csv`, with the statutory days
alone (全国年节及纪念日放假办法, as revised 2024-11-10, article 2). Without any file, weekends are off and those statutory days
that have a fixed date.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

__all__ = ["CHINA", "CalendarDataError", "Lack", "WorkingCalendar", "arrangement", "lack_of", "local_day", "may_move"]

CHINA: tzinfo = ZoneInfo("Asia/Shanghai")


def local_day(time: datetime, zone: tzinfo = CHINA) -> date:
    """The local day of the place at that time."""
    return time.astimezone(zone).date()


def may_move(owed: datetime, due: datetime, now: datetime) -> bool:
    """Whether a deadline of which it is not on record that it has passed moves from `owed` to `due`.

    What has passed has passed: it is never made earlier then. But an arrangement that came late still makes it later.
    """
    return due > owed or (due < owed and now <= owed)


_SATURDAY = 5
_END_OF_DAY = time(23, 59, 59)


class CalendarDataError(ValueError):
    """A calendar file is not acceptable; names file, row, field and value, or what the file lacks."""


_FIXED: Final = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
"""Months and days of the statutory holidays that do not follow the moon or the sun (article 2)."""
_STATUTORY_DAYS: Final = 13
"""All statutory holidays of a year (article 2): a notice names at least so many days off."""
_REVISED: Final = 2025
"""The first year of that revision. Before it 2 May and the eve of the Spring Festival were not among them."""
_FILE: Final = re.compile(r"(\d{4})(\.provisional)?\.csv", re.ASCII)


class Lack(NamedTuple):
    """How many days off an arrangement names and needs, and which statutory days with a fixed date are not off in it."""

    named: int
    needed: int
    not_off: tuple[date, ...]

    def __str__(self) -> str:
        days = ", ".join(map(str, self.not_off)) or "-"
        return f"{self.named} days off, of at least {self.needed}; statutory days that are not off: {days}"


def lack_of(year: int, holidays: Collection[date]) -> Lack | None:
    """What these days off lack to be the official arrangement of a year; None when they may be it.

    Half a notice, a guess or an empty file would set legal deadlines as if it was official.
    """
    revised = year >= _REVISED
    fixed = sorted(date(year, month, day) for month, day in _FIXED if revised or (month, day) != (5, 2))
    lack = Lack(
        len(set(holidays)),
        _STATUTORY_DAYS if revised else _STATUTORY_DAYS - 2,
        tuple(day for day in fixed if day not in holidays),
    )
    return lack if lack.not_off or lack.named < lack.needed else None


@dataclass(eq=False)
class WorkingCalendar:
    """`days` maps exceptional dates to True (worked) or False (off); `years` are those whose official arrangement is known.

    `folder`, where there is one, is where they come from: `refresh` takes over what has changed in it.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    folder: Path | None = None
    _drafts: frozenset[int] = frozenset()
    _read: Mapping[Path, tuple[int, int]] = field(default_factory=dict)
    _arranged: dict[int, dict[date, bool]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> WorkingCalendar:
        """Reads every `YYYY.csv` and `YYYY.provisional.csv` of a folder. Raises CalendarDataError for a bad file."""
        calendar = cls(folder=folder)
        calendar.refresh()
        return calendar

    def refresh(self) -> bool:
        """Reads the folder again when a file in it has come, gone or changed; says whether one had.

        Raises CalendarDataError for a bad file; the calendar is as before then.
        """
        if self.folder is None:
            return False
        files = {path: _FILE.fullmatch(path.name) for path in sorted(self.folder.glob("*.csv"))}
        named = {path: (int(found[1]), bool(found[2])) for path, found in files.items() if found}
        marks = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in named}
        if marks == self._read:
            return False
        years = frozenset(year for year, draft in named.values() if not draft)
        days: dict[date, bool] = {}
        for path, (year, draft) in named.items():
            if not draft:
                days |= _official(path, year)
            elif year not in years:
                days |= _days(path)
        self.days, self.years, self._read = days, years, marks
        self._drafts = frozenset(year for year, _ in named.values()) - years
        for year, told in self._arranged.items():
            self._put(year, told)
        return True

    def arrange(self, year: int, holidays: Iterable[date], workdays: Iterable[date]) -> bool:
        """Takes over a published arrangement of a year, which counts more than a file; says whether it is news."""
        told = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
        if self._arranged.get(year) == told:
            return False
        self._arranged[year] = told
        self._put(year, told)
        return True

    def with_arranged(self, years: Iterable[Mapping[str, Any]]) -> WorkingCalendar:
        """A copy in which these published arrangements count; each has `year`, `holidays` and `workdays`."""
        copy = replace(self, _arranged=dict(self._arranged))
        for row in years:
            copy.arrange(row["year"], row["holidays"], row["workdays"])
        return copy

    def _put(self, year: int, told: dict[date, bool]) -> None:
        self.days = {day: worked for day, worked in self.days.items() if day.year != year} | told
        self.years |= {year}

    @property
    def filed(self) -> frozenset[int]:
        """The years whose arrangement is known from a file alone: no deadline is computed again for it."""
        return self.years - self._arranged.keys()

    def is_provisional(self, day: date) -> bool:
        """Whether the official arrangement of that day's year is not known yet."""
        return day.year not in self.years

    def known_until(self, today: date) -> date | None:
        """The last day up to which every arrangement from this year on is known; None when this year's is not."""
        year = today.year
        while year in self.years:
            year += 1
        return None if year == today.year else date(year - 1, 12, 31)

    def is_working(self, day: date) -> bool:
        """By the official arrangement, or provisionally by the statutory days."""
        worked = self.days.get(day)
        if worked is not None:
            return worked
        if day.year not in self.years and day.year not in self._drafts and (day.month, day.day) in _FIXED:
            return False
        return day.weekday() < _SATURDAY

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


def arrangement(path: Path) -> tuple[int, list[date], list[date]]:
    """The year, the days off and the weekend days worked of an official file `YYYY.csv`. Raises CalendarDataError."""
    found = _FILE.fullmatch(path.name)
    if found is None or found[2]:
        raise CalendarDataError(
            f"文件名应为 YYYY.csv(暂定安排不是正式安排): {path.name} · the file of an official arrangement is named YYYY.csv"
        )
    days = _official(path, int(found[1]))
    return int(found[1]), [day for day, worked in days.items() if not worked], [day for day, worked in days.items() if worked]


def _official(path: Path, year: int) -> dict[date, bool]:
    days = _days(path)
    lack = lack_of(year, [day for day, worked in days.items() if not worked])
    if lack is not None:
        raise CalendarDataError(f"{path.name}: 年度安排不完整 · not a whole arrangement: {lack}")
    return days


def _days(path: Path) -> dict[date, bool]:
    days: dict[date, bool] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            kind = row.get("kind")
            try:
                day = date.fromisoformat(row["date"])
            except (KeyError, TypeError, ValueError) as error:
                raise CalendarDataError(f"{path.name} row {number}: date {row.get('date')!r}") from error
            if kind not in {"holiday", "workday"}:
                raise CalendarDataError(f"{path.name} row {number}: kind {kind!r} is not holiday or workday")
            if str(day.year) != path.name[:4]:
                raise CalendarDataError(f"{path.name} row {number}: date {row['date']!r} is of another year")
            days[day] = kind == "workday"
    return days
