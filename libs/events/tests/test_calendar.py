"""Calendar days and working days, on the real arrangement for 2026."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from libs.events import calendar_watch
from libs.events.calendar import CHINA, CalendarDataError, WorkingCalendar
from libs.events.calendar_watch import warning_of
from libs.events.telemetry import configure, metrics
from libs.events.testing.services import whole_file, whole_year
from libs.events.testing.waiting import eventually

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


def test_a_year_of_which_only_the_statutory_days_are_known_is_provisional():
    assert CALENDAR.is_provisional(date(2027, 1, 4))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    # 2027: Spring Festival from the eve on, 5 to 8 February; nobody knows yet which weekend days are worked for it.
    assert [CALENDAR.is_working(date(2027, 2, day)) for day in range(4, 11)] == [True, False, False, False, False, True, True]
    assert CALENDAR.add_working_days(date(2026, 12, 28), 5) == date(2027, 1, 5)
    assert CALENDAR.add_working_days(date(2026, 12, 11), 15) == date(2027, 1, 4)


def test_of_a_year_without_any_file_the_days_with_a_fixed_date_are_off():
    assert not CALENDAR.is_working(date(2031, 10, 1))
    assert not CALENDAR.is_working(date(2031, 5, 1))
    assert CALENDAR.is_working(date(2031, 10, 8))
    assert WorkingCalendar().is_provisional(date(2026, 1, 1))


def test_how_far_the_arrangements_are_known():
    assert CALENDAR.known_until(date(2026, 11, 29)) == date(2026, 12, 31)
    assert CALENDAR.known_until(date(2025, 3, 1)) == date(2026, 12, 31)
    assert CALENDAR.known_until(date(2027, 1, 1)) is None


def test_a_missing_arrangement_is_said_sixty_days_ahead_and_what_to_do():
    assert warning_of(CALENDAR, date(2026, 10, 31)) is None
    for today, year in ((date(2026, 11, 1), 2027), (date(2026, 12, 31), 2027), (date(2027, 1, 1), 2027)):
        warning = warning_of(CALENDAR, today)
        assert warning is not None
        assert f"缺少 {year} 年节假日安排" in warning
        assert f"arrangement of {year} is missing" in warning


def test_the_official_arrangement_takes_the_place_of_the_provisional_one_while_the_process_runs(tmp_path):
    (tmp_path / "2027.provisional.csv").write_text("date,kind,name\n2027-01-04,holiday,x\n", encoding="utf-8")
    calendar = WorkingCalendar.load(tmp_path)
    assert calendar.is_provisional(date(2027, 1, 4))
    assert not calendar.refresh()
    (tmp_path / "2027.csv").write_text(whole_file(2027, workdays=(date(2027, 1, 3),)), encoding="utf-8")
    assert calendar.refresh()
    assert not calendar.is_provisional(date(2027, 1, 4))
    assert (calendar.is_working(date(2027, 1, 4)), calendar.is_working(date(2027, 1, 3))) == (True, True)
    (tmp_path / "2027.csv").write_text("date,kind,name\n2027-13-03,workday,x\n", encoding="utf-8")
    with pytest.raises(CalendarDataError, match=r"2027\.csv row 2"):
        calendar.refresh()
    assert calendar.is_working(date(2027, 1, 3))


def test_a_row_of_another_year_is_a_mistake(tmp_path):
    (tmp_path / "2027.csv").write_text("date,kind,name\n2026-01-03,workday,x\n", encoding="utf-8")
    with pytest.raises(CalendarDataError, match="of another year"):
        WorkingCalendar.load(tmp_path)


async def test_a_process_takes_over_what_comes_into_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(calendar_watch, "_EVERY", 0.01)
    calendar = WorkingCalendar.load(tmp_path)
    async with calendar_watch.fresh(calendar, lambda: datetime(2026, 12, 28, tzinfo=UTC)):
        (tmp_path / "2026.csv").write_text(whole_file(2026, date(2026, 12, 29)), encoding="utf-8")
        await eventually(lambda: not calendar.is_working(date(2026, 12, 29)), what="the file is taken over")
        await eventually(lambda: metrics.calendar_days._value.get() == 3, what="the metric says three days")


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


@pytest.mark.parametrize(
    "rows",
    [
        [],
        whole_file(2026).splitlines()[2:],
        [row for row in whole_file(2026).splitlines()[1:] if "-04-" not in row],
        [*whole_file(2026).splitlines()[1:], "2026-12-31,holiday,x", "2026-10-03,workday,x"],
    ],
    ids=["an empty file", "without New Year", "twelve days", "a statutory day worked"],
)
def test_a_half_arrangement_is_not_official(tmp_path, rows):
    (tmp_path / "2026.csv").write_text("\n".join(["date,kind,name", *rows, ""]), encoding="utf-8")
    with pytest.raises(CalendarDataError, match=r"2026\.csv: 年度安排不完整 · not a whole arrangement"):
        WorkingCalendar.load(tmp_path)
    (tmp_path / "2026.csv").rename(tmp_path / "2026.provisional.csv")
    assert WorkingCalendar.load(tmp_path).years == frozenset()


async def test_a_year_that_only_a_file_tells_of_moves_no_deadline_and_the_log_says_so_once(tmp_path, monkeypatch):
    monkeypatch.setattr(calendar_watch, "_EVERY", 0.01)
    for year in (2025, 2026, 2027):
        (tmp_path / f"{year}.csv").write_text(whole_file(year), encoding="utf-8")
    calendar = WorkingCalendar.load(tmp_path)
    calendar.arrange(2027, whole_year(2027), ())

    def warned():
        return [line for line in lines if line["event"] == "calendar.unpublished"]

    configure("calendar")
    with capture_logs() as lines:
        async with calendar_watch.fresh(calendar, lambda: datetime(2026, 12, 28, tzinfo=UTC)):
            await eventually(warned, what="the year of a file is warned about")
            (tmp_path / "2028.csv").write_text(whole_file(2028), encoding="utf-8")
            await eventually(lambda: len(warned()) > 1, what="the next year of a file is warned about")
    assert [line["years"] for line in warned()] == [[2026], [2028]]
    assert all("请同时公布" in line["warning"] and "publish it too" in line["warning"] for line in warned())
