"""A schedule asked to be issued."""

from typing import Any

from libs.events.catalog.planning.schedule import ScheduleFigures
from services.planning.schedule import commands as c
from services.planning.visit.testing import EARLIEST, LAST


def issue(visits: int = 9, unplaced: int = 0, **changes: Any) -> c.IssueSchedule:
    figures = ScheduleFigures(visits=visits, unplaced=unplaced, team_days=4, travel_metres=9000)
    asked: dict[str, Any] = {
        "schedule": "S-1", "draw": "D-1", "year": 2026, "first_day": EARLIEST, "last_day": LAST, "solver": figures,
        "greedy": figures, "proven_optimal": False,
    }  # fmt: skip
    return c.IssueSchedule(**{**asked, **changes})
