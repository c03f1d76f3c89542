"""Days and routes as given / when / then: what a slot must keep, and that a schedule is issued once and whole."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.planning.schedule import ScheduleConfided, ScheduleIssued
from libs.events.catalog.planning.visit import VisitCancelled, VisitConfided, VisitDayConfided, VisitPlanned, VisitScheduled
from libs.events.countersigning.leading import NotTheLead
from libs.events.testing.decisions import given
from services.planning.conducting import refusals as conducting_refusals
from services.planning.schedule import commands as c
from services.planning.schedule import refusals as r
from services.planning.schedule.decide import SCHEDULE, may_begin, may_stop
from services.planning.schedule.testing import issue
from services.planning.testing import LEADING, MARKET, STRANGER
from services.planning.visit import commands as visit_commands
from services.planning.visit import refusals as visit_refusals
from services.planning.visit.decide import VISIT
from services.planning.visit.testing import EARLIEST, LAST, OTHER, PLANNED, place

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (visit_refusals.DayOutsideWindow, {"day": date(2026, 3, 2)}),
        (visit_refusals.DayOutsideWindow, {"day": date(2026, 4, 1)}),
        (visit_refusals.NoticeTooShort, {"day": date(2026, 3, 4)}),
        (visit_refusals.DayNotWorked, {"worked": False}),
        (visit_refusals.OutsideHours, {"start_minute": 509}),
        (visit_refusals.OutsideHours, {"start_minute": 876}),
        (visit_refusals.OfficerBusy, {"start_minute": 526, "busy": (OTHER,)}),
        (visit_refusals.OfficerBusy, {"start_minute": 679, "busy": (OTHER,)}),
        (visit_refusals.OfficerBusy, {"start_minute": 700, "busy": (OTHER,), "onsite": False}),
        (visit_refusals.OfficerBusy, {"start_minute": 510, "busy": (OTHER.model_copy(update={"onsite": False}),)}),
    ],
)
def test_a_slot_keeps_window_notice_working_day_hours_and_the_officers_other_visits(refusal, changes):
    given(VISIT, PLANNED).when(place(**changes), at=NOON).refused(refusal)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"day": EARLIEST},
        {"day": LAST, "start_minute": 875},
        {"start_minute": 525, "busy": (OTHER,)},
        {"start_minute": 680, "busy": (OTHER,)},
        {"start_minute": 545, "busy": (OTHER,), "onsite": False},
        {"start_minute": 660, "busy": (OTHER.model_copy(update={"onsite": False}),)},
    ],
)
def test_a_slot_that_keeps_them_is_the_visits_newest(changes):
    command = place(**changes)
    expected = VisitScheduled(
        visit="V-1", schedule="S-1", day=command.day, start_minute=command.start_minute, minutes=55, reason=None
    )
    given(VISIT, PLANNED).when(command, at=NOON).then(expected)


def test_only_a_visit_that_is_to_take_place_has_a_day():
    given(VISIT).when(place(), at=NOON).refused(visit_refusals.NoSuchVisit)
    cancelled = VisitCancelled(visit="V-1", reason="停业")
    given(VISIT, PLANNED, cancelled).when(place(), at=NOON).refused(visit_refusals.VisitOver)
    done = place(progress=visit_commands.Progress(completed_on=EARLIEST))
    assert given(VISIT, PLANNED).when(done, at=NOON).refused(visit_refusals.VisitDone).field == "visit"


def test_a_schedule_is_issued_once_and_with_visits_left_over_only_when_asked_for():
    issued = ScheduleIssued(**issue().model_dump(exclude={"partial", "confided"}))
    given(SCHEDULE).when(issue(), at=NOON).then(issued)
    given(SCHEDULE, issued).when(issue(), at=NOON).refused(r.AlreadyIssued)
    given(SCHEDULE).when(issue(unplaced=1), at=NOON).refused(r.VisitsUnplaced)
    partial = ScheduleIssued(**issue(unplaced=1).model_dump(exclude={"partial", "confided"}))
    given(SCHEDULE).when(issue(unplaced=1, partial=True), at=NOON).then(partial)
    given(SCHEDULE).when(issue(visits=0, unplaced=3, partial=True), at=NOON).refused(r.NothingToSchedule)


def asked(**known):
    fields = {
        "schedule": "S-1", "draw": "D-1", "drawn": True, "numbered": False, "running": None, "visits": 9, "acting": LEADING,
        "lead": MARKET,
    }  # fmt: skip
    return c.Computation(**{**fields, **known})


@pytest.mark.parametrize(
    ("known", "refusal", "field"),
    [
        ({"drawn": False, "acting": STRANGER}, NotTheLead, "lead"),
        ({"drawn": False, "visits": 0}, conducting_refusals.NotCompleted, "draw"),
        ({"numbered": True, "running": "S-0"}, r.AlreadyIssued, "schedule"),
        ({"running": "S-0", "visits": 0}, r.ScheduleRunning, "draw"),
        ({"visits": 0}, r.NothingToSchedule, "draw"),
    ],
)
def test_a_computation_begins_only_of_a_completed_draw_one_at_a_time_and_with_visits_to_place(known, refusal, field):
    may_begin(asked())
    with pytest.raises(refusal) as refused:
        may_begin(asked(**known))
    assert refused.value.field == field


def test_only_a_computation_that_is_under_way_is_stopped():
    may_stop("S-1", LEADING, MARKET, running=True)
    with pytest.raises(NotTheLead):
        may_stop("S-1", STRANGER, MARKET, running=True)
    with pytest.raises(r.ScheduleOver) as refused:
        may_stop("S-1", LEADING, MARKET, running=False)
    assert (refused.value.field, refused.value.value) == ("schedule", "S-1")


def test_an_unannounced_visit_that_was_told_is_not_moved_to_another_day():
    visit = VisitConfided.like(PLANNED.model_copy(update={"notice_forbidden": True}))
    day = VisitDayConfided(visit="V-1", schedule="S-1", day=date(2026, 3, 10), start_minute=510, minutes=55)
    other = place(day=date(2026, 3, 12))
    given(VISIT, visit, day).when(other, at=NOON).then(
        VisitDayConfided(visit="V-1", schedule="S-1", day=date(2026, 3, 12), start_minute=510, minutes=55)
    )
    told = (visit, day, VisitPlanned.like(visit), VisitScheduled.like(day))
    given(VISIT, *told).when(other, at=NOON).refused(visit_refusals.DayTold)
    later = place(start_minute=600)
    moved = VisitScheduled(visit="V-1", schedule="S-1", day=date(2026, 3, 10), start_minute=600, minutes=55)
    given(VISIT, *told).when(later, at=NOON).then(moved)


def test_a_schedule_that_places_a_confided_visit_is_told_to_nobody_else():
    issued = ScheduleIssued(**issue().model_dump(exclude={"partial", "confided"}))
    given(SCHEDULE).when(issue(confided=True), at=NOON).then(ScheduleConfided.like(issued))
    given(SCHEDULE, ScheduleConfided.like(issued)).when(issue(), at=NOON).refused(r.AlreadyIssued)
