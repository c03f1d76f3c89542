"""Numbers of this service and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from libs.events.calendar import CHINA, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Policy:
    """`late_entry_days`: X-01, calendar days. `rectification_working_days`: a jurisdiction's default, the law says 限期."""

    late_entry_days: int = 10
    rectification_working_days: int = 15

    @staticmethod
    def visit_due(window_to: date) -> datetime:
        """The last second of the window, in the place's own time."""
        return WorkingCalendar.end_of_days(datetime.combine(window_to, time.min, CHINA), 0)

    def rectify_by(self, now: datetime, calendar: WorkingCalendar) -> datetime:
        """Raises UnknownCalendarYearError for a year without holiday data."""
        return calendar.end_of_working_days(now, self.rectification_working_days)


POLICY = Policy()
