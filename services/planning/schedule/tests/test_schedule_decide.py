"""Days and routes as given / when / then: what a slot must keep, and that a schedule is issued once and whole."""

from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from hypothesis import strategies as st

from libs.events.catalog.planning.schedule import ScheduleFigures, ScheduleIssued
from libs.events.catalog.planning.visit import VisitCancelled, VisitPart, VisitPlanned, VisitScheduled
from libs.events.catalog.registry.items import Method
from libs.events.testing.decider_machine import DeciderMachine
from libs.events.testing.decisions import given
from services.planning.conducting.refusals import NotCompleted
from services.planning.schedule import refusals as r
from services.planning.schedule.commands import Computation, IssueSchedule
from services.planning.schedule.decide import SCHEDULE, may_begin, may_stop
from services.planning.visit.commands import Busy, Calendar, PlanVisit, Progress, ScheduleVisit
from services.planning.visit.decide import VISIT
from services.planning.visit.refusals import (
    DayNotWorked,
    DayOutsideWindow,
    NoSuchVisit,
    NoticeTooShort,
    OfficerBusy,
    OutsideHours,
    VisitDone,
    VisitOver,
)

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
FIRST, LAST, EARLIEST = date(2026, 3, 3), date(2026, 3, 31), date(2026, 3, 5)
OTHER = Busy(inspector="I-1-1", visit="V-2", start_minute=600, minutes=60, onsite=True, way_minutes=20)
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
)


def place(**changes):
    asked = {
        "visit": "V-1", "schedule": "S-1", "day": date(2026, 3, 10), "start_minute": 510, "minutes": 55,
    }  # fmt: skip
    calendar = {
        "onsite": True, "window_from": FIRST, "window_to": LAST, "earliest": EARLIEST, "worked": True,
        "day_starts_minute": 510, "team_minutes": 420,
    }  # fmt: skip
    known = {name: changes.pop(name) for name in Calendar.model_fields if name in changes}
    return ScheduleVisit(**{**asked, **changes}, known=Calendar(**{**calendar, **known}))


def issue(visits=9, unplaced=0, **changes):
    figures = ScheduleFigures(visits=visits, unplaced=unplaced, team_days=4, travel_metres=9000)
    asked = {
        "schedule": "S-1", "draw": "D-1", "year": 2026, "first_day": EARLIEST, "last_day": LAST, "solver": figures,
        "greedy": figures, "proven_optimal": False,
    }  # fmt: skip
    return IssueSchedule(**{**asked, **changes})


def lawful(scheduled):
    """Whatever was asked: in the window, after notice, within hours, and not where an officer is elsewhere."""
    begin, end = scheduled.start_minute, scheduled.start_minute + scheduled.minutes
    assert EARLIEST <= scheduled.day <= LAST
    assert begin >= 510
    assert end <= 930
    if scheduled.reason == "busy":
        assert end + 20 <= 600 or begin >= 680


@st.composite
def slots(draw):
    busy = draw(st.booleans())
    return place(
        day=draw(st.sampled_from([date(2026, 3, 1), FIRST, EARLIEST, date(2026, 3, 10), LAST, date(2026, 4, 1)])),
        start_minute=draw(st.sampled_from([480, 510, 525, 526, 600, 679, 680, 875, 876])),
        worked=draw(st.integers(0, 4)) > 0,
        busy=(OTHER,) if busy else (),
        reason="busy" if busy else None,
    )


PLAN = PlanVisit(**PLANNED.model_dump())
STORY = (
    PLAN,
    place(worked=False),
    place(progress=Progress(closed=True)),
    place(start_minute=480),
    place(start_minute=600, busy=(OTHER,), reason="busy"),
    place(day=FIRST),
    place(day=date(2026, 3, 1)),
    place(start_minute=680, busy=(OTHER,), reason="busy"),
)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (DayOutsideWindow, {"day": date(2026, 3, 2)}),
        (DayOutsideWindow, {"day": date(2026, 4, 1)}),
        (NoticeTooShort, {"day": date(2026, 3, 4)}),
        (DayNotWorked, {"worked": False}),
        (OutsideHours, {"start_minute": 509}),
        (OutsideHours, {"start_minute": 876}),
        (OfficerBusy, {"start_minute": 526, "busy": (OTHER,)}),
        (OfficerBusy, {"start_minute": 679, "busy": (OTHER,)}),
        (OfficerBusy, {"start_minute": 700, "busy": (OTHER,), "onsite": False}),
        (OfficerBusy, {"start_minute": 510, "busy": (OTHER.model_copy(update={"onsite": False}),)}),
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
    given(VISIT).when(place(), at=NOON).refused(NoSuchVisit)
    cancelled = VisitCancelled(visit="V-1", reason="停业")
    given(VISIT, PLANNED, cancelled).when(place(), at=NOON).refused(VisitOver)
    done = place(progress=Progress(completed_on=EARLIEST))
    assert given(VISIT, PLANNED).when(done, at=NOON).refused(VisitDone).field == "visit"


def test_a_schedule_is_issued_once_and_with_visits_left_over_only_when_asked_for():
    issued = ScheduleIssued(**issue().model_dump(exclude={"partial"}))
    given(SCHEDULE).when(issue(), at=NOON).then(issued)
    given(SCHEDULE, issued).when(issue(), at=NOON).refused(r.AlreadyIssued)
    given(SCHEDULE).when(issue(unplaced=1), at=NOON).refused(r.VisitsUnplaced)
    partial = ScheduleIssued(**issue(unplaced=1).model_dump(exclude={"partial"}))
    given(SCHEDULE).when(issue(unplaced=1, partial=True), at=NOON).then(partial)
    given(SCHEDULE).when(issue(visits=0, unplaced=3, partial=True), at=NOON).refused(r.NothingToSchedule)


def asked(**known):
    fields = {"schedule": "S-1", "draw": "D-1", "drawn": True, "numbered": False, "running": None, "visits": 9}
    return Computation(**{**fields, **known})


@pytest.mark.parametrize(
    ("known", "refusal", "field"),
    [
        ({"drawn": False, "visits": 0}, NotCompleted, "draw"),
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
    may_stop("S-1", running=True)
    with pytest.raises(r.ScheduleOver) as refused:
        may_stop("S-1", running=False)
    assert (refused.value.field, refused.value.value) == ("schedule", "S-1")


class Schedules(DeciderMachine):
    """A number is issued once; visits without a day are in it only when the planner wanted it so."""

    decider = SCHEDULE
    asks: ClassVar = {
        IssueSchedule: st.builds(
            issue, st.sampled_from([9, 9, 0]), st.sampled_from([0, 0, 2]), partial=st.booleans()
        ),
    }  # fmt: skip
    produces = (ScheduleIssued,)
    refuses = (r.AlreadyIssued, r.NothingToSchedule, r.VisitsUnplaced)
    stories = ((issue(unplaced=2), issue(visits=0, unplaced=2, partial=True), issue(unplaced=2, partial=True)),)

    def law(self):
        assert len(self.facts) == 1
        assert self.facts[0].solver.visits > 0
