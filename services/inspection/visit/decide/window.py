"""When a visit's day or window ends."""

from datetime import date, datetime, time

from libs.events.calendar import CHINA, WorkingCalendar


def end_of(day: date) -> datetime:
    """The last second of the day, in the place's own time."""
    return WorkingCalendar.end_of_days(datetime.combine(day, time.min, CHINA), 0)
