"""Numbers of this service. The sources name the clocks but not their lengths: these are defaults of a jurisdiction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from libs.events.calendar import WorkingCalendar
from libs.events.catalog.whistle.call import Urgency

__all__ = ["POLICY", "Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """Report-in by urgency: hours on the clock, or working days. Escalation climbs one step per `step_hours`."""

    report_in_hours: dict[Urgency, int] = field(default_factory=lambda: {Urgency.EMERGENCY: 2, Urgency.URGENT: 24})
    report_in_working_days: int = 2
    escalation: tuple[str, ...] = ("片区指挥中心 area command centre", "县级指挥中心 county command centre")
    step_hours: int = 24
    handling_working_days: int = 10
    clue_acknowledge_working_days: int = 3
    clue_handle_working_days: int = 15

    def report_in_by(self, urgency: Urgency, now: datetime, calendar: WorkingCalendar) -> datetime:
        """When called departments must have reported in."""
        hours = self.report_in_hours.get(urgency)
        if hours is not None:
            return now + timedelta(hours=hours)
        return calendar.end_of_working_days(now, self.report_in_working_days)


POLICY = Policy()
