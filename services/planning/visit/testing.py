"""A planned visit, and days asked for it."""

from datetime import date
from typing import Any

from libs.events.catalog.planning.visit import VisitPart, VisitPlanned
from libs.events.catalog.registry.items import Method
from services.planning.visit import commands as c

FIRST, LAST, EARLIEST = date(2026, 3, 3), date(2026, 3, 31), date(2026, 3, 5)
OTHER = c.Busy(inspector="I-1-1", visit="V-2", start_minute=600, minutes=60, onsite=True, way_minutes=20)
PLANNED = VisitPlanned(
    visit="V-1",
    draw="D-1",
    entity="stall:421088100-0001",
    entity_name="烧烤摊",
    industries=("catering",),
    township="421088100",
    lead="421088-market",
    parts=(VisitPart(department="421088-market", kinds=("food-hygiene",), items=("MKT-0003",), inspectors=("I-1-1", "I-1-2")),),
    method=Method.ONSITE,
    notice_forbidden=False,
    window_from=FIRST,
    window_to=LAST,
    cause="D-1",
)


def place(**changes: Any) -> c.ScheduleVisit:
    """A day asked for the visit; `changes` of what is asked or of what is known of the calendar."""
    asked: dict[str, Any] = {
        "visit": "V-1", "schedule": "S-1", "day": date(2026, 3, 10), "start_minute": 510, "minutes": 55,
    }  # fmt: skip
    calendar: dict[str, Any] = {
        "onsite": True, "window_from": FIRST, "window_to": LAST, "earliest": EARLIEST, "worked": True,
        "day_starts_minute": 510, "team_minutes": 420,
    }  # fmt: skip
    known = {name: changes.pop(name) for name in c.Calendar.model_fields if name in changes}
    return c.ScheduleVisit(**{**asked, **changes}, known=c.Calendar(**{**calendar, **known}))
