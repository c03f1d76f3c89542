"""Announced visits are placed as if there were none of which no notice may be given, and those around them (L-19)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.planning.schedule.solver.apart import solve_apart
from services.planning.schedule.solver.check import check
from services.planning.schedule.solver.solve import measure, solve
from services.planning.schedule.solver.terms import Distances, Fixed, Inputs, Job, Numbers, Place, Slot

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
DAYS = (MONDAY, TUESDAY)
FAR = Distances(Numbers(), {"421088100": Place(29_820_000, 112_900_000), "421088101": Place(29_700_000, 113_050_000)})
EIGHT_THIRTY = 510
ARRIVED = EIGHT_THIRTY + Numbers().minutes(Numbers().other_township)
"""After the way out, which is assumed."""


def job(visit, officers="ab", minutes=100, days=DAYS, town="421088100", *, secret=False):
    return Job(visit, town, tuple(officers), minutes, True, days[0], days[-1], tuple(days), secret)


def stands(visit, slot, *, yields=True, days=DAYS, **more):
    as_job = job(visit, days=days, secret=True, **more)
    return Fixed(
        visit, as_job.township, as_job.officers, as_job.minutes, onsite=True, slot=slot, yields=as_job if yields else None
    )


def inputs(*jobs, standing=()):
    return Inputs(tuple(jobs), FAR, tuple(standing))


def placed(case):
    found = solve_apart(case, seconds=30, rounds=3)
    assert check(case.moving(found.moved), {**found.plan.slots, **found.moved}) == []
    return found


@st.composite
def cases(draw):
    def some(name, most, **more):
        return [
            job(
                f"{name}-{n}",
                sorted(draw(st.sets(st.sampled_from("abc"), min_size=1, max_size=2))),
                draw(st.sampled_from([60, 170])),
                DAYS[: draw(st.integers(1, 2))],
                draw(st.sampled_from(["421088100", "421088101"])),
                **more,
            )
            for n in range(draw(st.integers(0, most)))
        ]

    standing = [
        stands(
            f"F-{officer}", Slot(draw(st.sampled_from(DAYS)), 510 + 60 * draw(st.integers(0, 3))), officers=officer, minutes=60
        )
        for officer in sorted(draw(st.sets(st.sampled_from("abc"), max_size=2)))
    ]
    return inputs(*some("A", 3), *some("S", 3, secret=True), standing=standing)


@given(cases())
@settings(max_examples=25, derandomize=True, deadline=None)
def test_where_announced_visits_are_says_nothing_of_the_others(case):
    found = placed(case)
    announced = tuple(each for each in case.jobs if not each.secret)
    alone = solve(replace(case, jobs=announced, fixed=()), seconds=30, rounds=3)
    # Two days hold all that stands: each that is in the way has another slot.
    assert {visit: slot for visit, slot in found.plan.slots.items() if visit.startswith("A")} == alone.slots
    assert set(found.plan.slots) | set(found.plan.unplaced) == {each.visit for each in case.jobs}
    if len(announced) == len(case.jobs):
        assert (found.plan.figures, found.plan.unplaced) == (alone.figures, alone.unplaced)


def test_a_secret_visit_that_stands_makes_way_and_one_that_is_in_nobodys_way_stays():
    there = stands("S-1", Slot(MONDAY, EIGHT_THIRTY))
    elsewhere = stands("S-2", Slot(MONDAY, EIGHT_THIRTY), officers="cd")
    found = placed(inputs(job("A-1", days=(MONDAY,)), standing=(there, elsewhere)))
    assert found.plan.slots == {"A-1": Slot(MONDAY, ARRIVED)}
    assert found.moved.keys() == {"S-1"}
    # The figures of a draw without secret visits do not show who made way.
    assert found.plan.figures == measure(inputs(job("A-1", days=(MONDAY,))), found.plan.slots)


@pytest.mark.parametrize("yields", [True, False])
def test_what_has_no_other_slot_and_what_was_told_keep_theirs(yields):
    minutes = Numbers().team_minutes
    there = stands("S-1", Slot(MONDAY, EIGHT_THIRTY), yields=yields, days=(MONDAY,), minutes=minutes)
    found = placed(inputs(job("A-1"), job("A-2", "cd", days=(MONDAY,)), standing=(there,)))
    assert found.moved == {}
    assert found.plan.slots == {"A-1": Slot(TUESDAY, ARRIVED), "A-2": Slot(MONDAY, ARRIVED)}


def test_with_both_kinds_the_figures_are_of_both_and_nothing_is_proven():
    both = placed(inputs(job("A-1"), job("S-1", secret=True)))
    assert (both.plan.figures.visits, both.plan.greedy.visits, both.plan.proven_optimal) == (2, 2, False)
    assert placed(inputs(job("A-1"), job("A-2"))).plan.proven_optimal
    assert placed(inputs(job("S-1", secret=True))).plan.proven_optimal
