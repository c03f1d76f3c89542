"""Calendar days and working days, on the real arrangement for 2026."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.events.calendar import CHINA, CalendarDataError, UnknownCalendarYearError, WorkingCalendar

CALENDAR = WorkingCalendar.load(Path(__file__).parents[3] / "examples" / "calendar")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # Saturday, worked for Spring Festival
        (date(2026, 2, 15), False),
        (date(2026, 2, 23), False),  # Monday, the ninth day off
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # Saturday, worked
        (date(2026, 3, 1), False),  # an ordinary Sunday
        (date(2026, 1, 4), True),  # Sunday, worked
        (date(2026, 9, 20), True),  # Sunday, worked
        (date(2026, 10, 10), True),  # Saturday, worked
        (date(2026, 3, 2), True),
    ],
)
def test_holidays_and_swapped_weekend_days_are_as_the_state_council_arranged_them(day, works):
    assert CALENDAR.is_working(day) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 2, 13), 6, date(2026, 2, 28)),
        (date(2026, 2, 18), 1, date(2026, 2, 24)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 2, 24), -1, date(2026, 2, 14)),
        (date(2026, 2, 25), -2, date(2026, 2, 14)),
    ],
)
def test_working_days_are_counted_from_the_day_after_and_backwards_too(start, count, end):
    assert CALENDAR.add_working_days(start, count) == end


def test_a_year_without_data_is_an_error_and_not_a_guess():
    with pytest.raises(UnknownCalendarYearError, match="2027") as caught:
        CALENDAR.is_working(date(2027, 1, 1))
    assert caught.value.year == 2027
    with pytest.raises(UnknownCalendarYearError):
        CALENDAR.add_working_days(date(2026, 12, 30), 3)
    with pytest.raises(UnknownCalendarYearError):
        CALENDAR.working_days_between(date(2024, 12, 30), date(2025, 1, 3))
    with pytest.raises(UnknownCalendarYearError):
        WorkingCalendar().is_working(date(2026, 1, 1))


def test_a_deadline_ends_with_the_last_second_of_the_day_in_the_places_own_time():
    evening = datetime(2026, 2, 12, 23, 0, tzinfo=UTC)  # already the 13th in China
    end = CALENDAR.end_of_working_days(evening, 5)
    assert end == datetime(2026, 2, 27, 23, 59, 59, tzinfo=CHINA)
    assert end.astimezone(UTC) == datetime(2026, 2, 27, 15, 59, 59, tzinfo=UTC)
    assert CALENDAR.end_of_days(evening, 3) == datetime(2026, 2, 16, 23, 59, 59, tzinfo=CHINA)


@given(st.dates(date(2025, 3, 1), date(2026, 9, 1)), st.integers(1, 60))
def test_adding_and_counting_agree(start, count):
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working(end)
    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.working_days_between(start, end - timedelta(days=1)) == count - 1
    assert CALENDAR.working_days_between(end, start) == 0


@given(st.dates(date(2025, 3, 1), date(2026, 9, 1)).filter(CALENDAR.is_working), st.integers(0, 40))
def test_going_forward_and_back_from_a_working_day_ends_where_it_began(start, count):
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, count), -count) == start


@pytest.mark.parametrize(
    ("row", "says"),
    [("2026-13-01,holiday,x", "date"), ("2026-01-01,feast,x", "kind 'feast'"), ("2026-01-01", "kind None"),
     ("01.01.2026,holiday,x", "date '01.01.2026'")],
)  # fmt: skip
def test_a_bad_row_of_a_calendar_file_is_named_by_file_row_and_value(tmp_path, row, says):
    (tmp_path / "2026.csv").write_text(f"date,kind,name\n2026-01-02,holiday,ok\n{row}\n", encoding="utf-8")
    with pytest.raises(CalendarDataError, match=says) as caught:
        WorkingCalendar.load(tmp_path)
    assert "2026.csv row 3" in str(caught.value)
