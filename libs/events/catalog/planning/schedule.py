"""Schedules of visits: days and routes."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...fact import Fact, Visibility, catalog
from ..codes import Ref, Value


class FiguresBetweenPlaces(Value):
    """What an assignment of days costs. `travel_metres`: of all officers; `team_days`: days on which officers are out."""

    visits: int
    unplaced: int
    team_days: int
    travel_metres: int


class ScheduleIssuedBetweenPlaces(Fact, name="planning.schedule-issued", title="ScheduleIssued"):
    """Days and routes of a draw's visits; the greedy answer beside the solver's. Each visit's day is a fact of its own."""

    schedule: Ref
    draw: Ref
    year: int
    first_day: date
    last_day: date
    solver: FiguresBetweenPlaces
    greedy: FiguresBetweenPlaces
    proven_optimal: bool


class ScheduleConfidedBetweenPlaces(
    ScheduleIssuedBetweenPlaces, name="planning.schedule-confided", visibility=Visibility.PRIVATE, title="ScheduleConfided"
):
    """The same of a schedule that places a confided visit: days and ways are its own, too (L-19)."""


@catalog.upcaster("planning.schedule-issued", from_version=1)
@catalog.upcaster("planning.schedule-confided", from_version=1)
def _without_the_way_out(data: dict[str, Any]) -> dict[str, Any]:
    """Metres were those between places alone, and the rest was not counted."""
    unknown = dict.fromkeys(
        ("car_trips", "car_metres", "township_days", "busiest_day", "most_days", "fewest_days", "objective")
    )
    return {**data, **{who: {**data[who], **unknown} for who in ("solver", "greedy")}}


class ScheduleFigures(Value):
    """What an assignment of days costs. `travel_metres`: of all officers; `team_days`: days on which officers are out.

    `car_trips`: cars that set out, and `car_metres` that they drive, with the way out and back. `township_days`: townships
    visited, each day's counted. `busiest_day`: visits of that day. `most_days`, `fewest_days`: out, of an officer who is out at
    all. `objective`: what was compared, in metres. Null in schedules from before these were counted; there `travel_metres` are
    those between places alone.
    """

    visits: int
    unplaced: int
    team_days: int
    travel_metres: int
    car_trips: int | None = None
    car_metres: int | None = None
    township_days: int | None = None
    busiest_day: int | None = None
    most_days: int | None = None
    fewest_days: int | None = None
    objective: int | None = None


class ScheduleIssued(Fact, name="planning.schedule-issued", version=2):
    """Days and routes of a draw's visits; the greedy answer beside the solver's. Each visit's day is a fact of its own."""

    schedule: Ref
    draw: Ref
    year: int
    first_day: date
    last_day: date
    solver: ScheduleFigures
    greedy: ScheduleFigures
    proven_optimal: bool


class ScheduleConfided(ScheduleIssued, name="planning.schedule-confided", version=2, visibility=Visibility.PRIVATE):
    """The same of a schedule that places a confided visit: days and ways are its own, too (L-19)."""
