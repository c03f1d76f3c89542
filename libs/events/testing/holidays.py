"""A year's arrangement of holidays as a test needs it: whole, and the same in each year."""

from __future__ import annotations

from datetime import date

__all__ = ["whole_file", "whole_year"]

_DAYS = ((1, 1), (2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (5, 1), (5, 2), (6, 9), (9, 15), (10, 1), (10, 2), (10, 3))


def whole_year(year: int, *more: date) -> list[date]:
    """The fewest days off that an official arrangement has, and `more`, in order. Those of the moon are of 2027 in any year."""
    return sorted({*(date(year, month, day) for month, day in _DAYS), *more})


def whole_file(year: int, *more: date, workdays: tuple[date, ...] = ()) -> str:
    """The same as a calendar file."""
    off = [f"{day},holiday,x" for day in whole_year(year, *more)]
    return "\n".join(["date,kind,name", *off, *(f"{day},workday,x" for day in workdays), ""])
