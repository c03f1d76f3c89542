"""Days and routes: every constraint always holds, the solver is never worse than greedy, and right where it says proven."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.planning.schedule.solver.board import Board
from services.planning.schedule.solver.check import check
from services.planning.schedule.solver.missing import missing
from services.planning.schedule.solver.solve import greedy_plan, solve
from services.planning.schedule.solver.terms import OVER, Distances, Fixed, Inputs, Job, Numbers, Place, Slot

MONDAY = date(2026, 3, 2)
WEEK = tuple(MONDAY + timedelta(days=n) for n in range(5))
NUMBERS = Numbers()
TOWNS = ("421088100", "421088101", "421088102", "421088103")
PLACES = {
    TOWNS[0]: Place(29_820_000, 112_900_000),
    TOWNS[1]: Place(29_700_000, 113_050_000),
    TOWNS[2]: Place(30_050_000, 112_700_000),
}


def job(visit, officers="ab", town=0, minutes=100, days=WEEK, *, onsite=True):
    return Job(visit, TOWNS[town], tuple(officers), minutes, onsite, MONDAY, WEEK[-1], tuple(days))


def fixed(visit, officers, day, start, minutes=100):
    return Fixed(visit, TOWNS[0], tuple(officers), minutes, onsite=True, slot=Slot(day, start))


def inputs(*jobs, standing=(), base=None, **numbers):
    return Inputs(tuple(jobs), Distances(replace(NUMBERS, **numbers), PLACES, base), tuple(standing))


@st.composite
def situations(draw, most=7, days=3):
    """A few visits of a few officers in four townships, one of them without a position."""
    jobs = []
    for n in range(draw(st.integers(1, most))):
        officers = draw(st.sets(st.sampled_from("abcde"), min_size=1, max_size=3))
        first = draw(st.integers(0, days - 1))
        last = draw(st.integers(first, days - 1))
        jobs.append(
            job(
                f"V-{n}", sorted(officers), draw(st.integers(0, 3)), draw(st.sampled_from([40, 100, 170, 400])),
                WEEK[first : last + 1], onsite=draw(st.integers(0, 4)) > 0,
            )
        )  # fmt: skip
    standing = [
        fixed(f"F-{n}", officer, WEEK[draw(st.integers(0, days - 1))], 510 + 60 * draw(st.integers(0, 4)), 90)
        for n, officer in enumerate(draw(st.sets(st.sampled_from("abc"), max_size=2)))
    ]
    terms = draw(
        st.fixed_dictionaries({
            "base": st.sampled_from([None, TOWNS[0], TOWNS[1]]), "lunch_minutes": st.sampled_from([0, 60, 120]),
            "teams_per_day": st.sampled_from([None, None, 1, 2]), "peak_percent": st.sampled_from([100, 150, 10_000]),
        })
    )  # fmt: skip
    return inputs(*jobs, standing=standing, **terms)


def cost_of(given_inputs, slots):
    board = Board(given_inputs)
    board.load(slots)
    return board.cost()


@given(situations())
@settings(max_examples=40, derandomize=True)
def test_whatever_is_asked_every_placed_visit_keeps_every_constraint_and_the_solver_is_never_worse_than_greedy(case):
    plan = solve(case, seconds=3)
    for made in (plan, greedy_plan(case)):
        assert check(case, made.slots) == []
        assert set(made.slots) | set(made.unplaced) == {each.visit for each in case.jobs}
        assert set(made.slots).isdisjoint(made.unplaced)
    assert plan.cost <= plan.greedy_cost == greedy_plan(case).cost
    ours = plan.figures
    weighed = ours.car_metres + ours.team_days * NUMBERS.out_day + ours.township_days * NUMBERS.township_day
    assert (plan.cost.metres - weighed) % OVER == 0, "what is shown is what was compared, and visits above the peak"
    assert ours.objective == plan.cost.metres
    assert plan.greedy.objective == plan.greedy_cost.metres
    assert ours.car_trips <= ours.team_days
    # A team may sit in a car that sets out for a standing visit anyway.
    assert case.fixed or ours.team_days <= ours.car_trips * NUMBERS.car_seats
    assert (plan.figures.visits, plan.figures.unplaced) == (len(plan.slots), len(plan.unplaced))
    named = {visit for gap in missing(case, plan.slots) for visit in gap.visits}
    assert named == set(plan.unplaced)


def best_by_trying_everything(case):
    """The least cost over all days and all begins on a grid of five minutes; every way and visit here is a multiple of it."""
    choices = [[None, *product(each.days, range(510, 991, 5))] for each in case.jobs]
    found = None
    for chosen in product(*choices):
        slots = {each.visit: Slot(*slot) for each, slot in zip(case.jobs, chosen, strict=True) if slot is not None}
        if not check(case, slots):
            cost = cost_of(case, slots)
            found = cost if found is None or cost < found else found
    return found


@pytest.mark.parametrize(
    "jobs",
    [
        (job("V-1", "ab", 0, 200, WEEK[:2]), job("V-2", "bc", 3, 200, WEEK[:2])),
        (job("V-1", "ab", 0, 200, WEEK[:1]), job("V-2", "bc", 3, 205, WEEK[:1])),
        (job("V-1", "ab", 0, 200, WEEK[:2]), job("V-2", "ac", 3, 200, WEEK[:1], onsite=False)),
        (job("V-1", "a", 0, 400, WEEK[:1]), job("V-2", "a", 3, 400, WEEK[:2])),
    ],
)
def test_what_is_said_to_be_proven_is_the_best_there_is(jobs):
    case = inputs(*jobs, speed_kmh=36, team_minutes=480, base=TOWNS[0])
    plan = solve(case, seconds=20)
    assert plan.proven_optimal
    assert plan.cost == best_by_trying_everything(case)


@given(situations(most=4, days=2), st.randoms(use_true_random=False))
@settings(max_examples=25, derandomize=True)
def test_nothing_found_by_chance_is_better_than_what_is_said_to_be_proven(case, random):
    plan = solve(case, seconds=5)
    assert plan.proven_optimal
    for _ in range(300):
        slots = {
            each.visit: Slot(random.choice(each.days), 510 + 10 * random.randrange(42))
            for each in case.jobs
            if random.random() < 0.9
        }
        if not check(case, slots):
            assert cost_of(case, slots) >= plan.cost


def test_more_visits_than_are_solved_as_one_are_improved_on_and_the_same_seed_gives_the_same_answer():
    jobs = [job(f"V-{n:02}", (f"{n % 7}", f"{n * 3 % 11 + 7}"), n % 4, 40 + n % 3 * 30) for n in range(18)]
    plans = [solve(inputs(*jobs), seconds=60, rounds=1, seed=5) for _ in range(2)]
    assert plans[0].slots == plans[1].slots
    assert plans[0].cost < plans[0].greedy_cost
    assert not plans[0].proven_optimal
    assert check(inputs(*jobs), plans[0].slots) == []


def test_a_search_that_is_stopped_at_once_answers_with_greedy_and_says_so():
    case = inputs(*(job(f"V-{n}", "ab", n % 4) for n in range(9)))
    plan = solve(case, stop=lambda: True)
    assert plan.kept_greedy
    assert plan.slots == greedy_plan(case).slots
    assert not plan.proven_optimal


def test_a_begin_that_suits_one_officer_is_not_taken_while_another_is_still_on_the_way():
    case = inputs(job("V-1", "a", 0, 100), job("V-2", "c", 1, 110), job("V-3", "ac", 1, 60), peak_percent=10_000)
    out, ride = (NUMBERS.minutes(case.distances.metres(*way)) for way in ((TOWNS[0], TOWNS[3]), (TOWNS[0], TOWNS[1])))
    begin = 510 + out
    slots = {"V-1": Slot(MONDAY, begin), "V-2": Slot(MONDAY, begin), "V-3": Slot(MONDAY, begin + 100 + ride)}
    assert greedy_plan(case).slots == slots


def test_progress_is_told_and_ends_with_the_cost_of_the_plan():
    told = []
    plan = solve(inputs(job("V-1"), job("V-2", town=1)), seconds=20, progress=told.append)
    assert told[-1].cost == plan.cost
    assert 0 <= told[-1].done <= 1


def at(minute, day=0):
    return Slot(WEEK[day], minute)


@pytest.mark.parametrize(
    ("code", "slots"),
    [
        ("unknown-visit", {"V-9": at(510)}),
        ("day", {"V-1": Slot(date(2026, 3, 7), 516)}),
        ("hours", {"V-1": at(509)}),
        ("hours", {"V-1": at(510 + 420 - 99)}),
        ("home", {"V-1": at(515)}),
        ("home", {"V-1": at(510 + 420 - 105)}),
        ("twice", {"V-1": at(516), "V-2": at(615)}),
        ("twice", {"V-1": at(700, 1)}),
        ("way", {"V-1": at(516), "V-2": at(616 + 40)}),
        ("way", {"V-1": at(516), "V-3": at(616 + 5)}),
        ("way", {"V-4": at(510), "V-1": at(610 + 5)}),
        ("desk", {"V-1": at(516), "V-4": at(700)}),
    ],
)
def test_the_checker_sees_each_broken_constraint(code, slots):
    case = inputs(
        job("V-1"), job("V-2", town=1), job("V-3"), job("V-4", "bz", onsite=False),
        standing=[fixed("F-1", "b", WEEK[1], 750)], base=TOWNS[0],
    )  # fmt: skip
    faults = check(case, slots)
    assert {fault.code for fault in faults} == {code}
    for fault in faults:
        assert fault.en
        assert fault.zh
    assert check(case, {"V-1": at(516), "V-3": at(622), "V-2": at(560, 2), "V-4": at(510, 3)}) == []


def test_nobody_is_visited_over_the_break_but_for_a_visit_that_is_longer_than_half_a_day():
    terms = {"base": TOWNS[0], "lunch_minutes": 120}
    case = inputs(job("V-1"), job("V-long", "cd", minutes=400), **terms)
    assert {fault.code for fault in check(case, {"V-1": at(630)})} == {"lunch"}
    assert check(case, {"V-1": at(620), "V-long": at(516)}) == []
    assert check(case, {"V-1": at(840)}) == []
    crowd = inputs(*(job(f"V-{n}", "ab", days=WEEK[:1]) for n in range(4)), **terms, peak_percent=10_000)
    plan = solve(crowd, seconds=10)
    assert check(crowd, plan.slots) == []
    assert len(plan.slots) == 2, "one before noon and one after it: the ways leave no room for more"


def test_no_more_visits_are_made_in_a_day_than_there_are_teams_and_who_is_left_out_is_told_why():
    jobs = [job(f"V-{n}", (f"I-{n}",), days=WEEK[:2]) for n in range(5)]
    case = inputs(*jobs, teams_per_day=2)
    plan = solve(case, seconds=10)
    assert sorted(Counter(slot.day for slot in plan.slots.values()).values()) == [2, 2]
    (gap,) = missing(case, plan.slots)
    assert (gap.code, gap.visits) == ("teams", plan.unplaced)
    assert {fault.code for fault in check(case, {f"V-{n}": at(600) for n in range(3)})} == {"teams"}


def test_visits_do_not_pile_up_on_the_first_day():
    jobs = [job(f"V-{n:02}", (f"I-{n}",), n % 4) for n in range(15)]
    for plan in (solve(inputs(*jobs), seconds=20, rounds=2), greedy_plan(inputs(*jobs))):
        assert plan.figures.busiest_day <= 5, "half as many again as an even load of three"
        assert plan.figures.visits == 15


def test_townships_are_visited_together():
    """Four visits in each of three townships, by officers who share none: only the cluster counts."""
    jobs = [job(f"V-{n:02}", (f"I-{n}",), n % 3, days=WEEK[:3]) for n in range(12)]
    plan = solve(inputs(*jobs, peak_percent=100, base=TOWNS[0]), seconds=20, rounds=3)
    assert plan.figures.township_days == 3
    assert plan.greedy.township_days >= 3
    assert plan.figures.busiest_day == 4


def test_officers_who_go_the_same_way_share_cars_there_and_back():
    case = inputs(job("V-1", "abcde", 0, days=WEEK[:1]), job("V-2", "abcde", 1, days=WEEK[:1]), base=TOWNS[0])
    figures = solve(case, seconds=10).figures
    near, far = (case.distances.metres(TOWNS[0], TOWNS[n]) for n in (0, 1))
    assert (figures.car_trips, figures.team_days) == (2, 5)
    assert figures.car_metres == 2 * (near + far + far)
    assert figures.travel_metres == 5 * (near + far + far)


def test_what_is_missing_is_said_in_numbers_with_what_to_do():
    crowd = [job(f"V-{n}", "ab", minutes=360, days=WEEK[:2]) for n in range(3)]
    case = inputs(job("V-none", ""), job("V-late", days=()), job("V-long", "c", minutes=371), *crowd)
    plan = solve(case, seconds=5)
    assert len(plan.unplaced) == 4
    gaps = {gap.code: gap for gap in missing(case, plan.slots)}
    assert set(gaps) == {"no-team", "no-day", "too-long", "officer"}
    assert (gaps["too-long"].needed, gaps["too-long"].available) == (371 + 2 * 26, 420), "with the way out and back"
    assert gaps["officer"].en == "officer b is needed 1,080 minutes from 2026-03-02 to 2026-03-03, has 840"
    assert gaps["no-day"].en.endswith("has no working day left after notice")
    for gap in gaps.values():
        assert gap.do_en
        assert gap.do_zh
        assert gap.zh


def test_a_team_without_a_common_slot_is_named_with_its_busiest_officer():
    case = inputs(job("V-1", "ab", minutes=300, days=WEEK[:1]), standing=[fixed("F", "b", WEEK[0], 700, 20)])
    (gap,) = missing(case, solve(case, seconds=5).slots)
    assert (gap.code, gap.officer, gap.needed, gap.available) == ("no-common-slot", "b", 320, 420)


def test_ways_are_great_circles_with_a_detour_and_assumed_where_no_position_is_known():
    d = Distances(NUMBERS, PLACES)
    assert d.metres(TOWNS[0], TOWNS[1]) == d.metres(TOWNS[1], TOWNS[0])
    # 19.66 km apart on the sphere.
    assert 25_400 < d.metres(TOWNS[0], TOWNS[1]) < 25_700
    assert d.metres(TOWNS[0], TOWNS[0]) == 3_000
    assert d.metres(TOWNS[0], TOWNS[3]) == 15_000
    assert [d.assumed(town) for town in TOWNS] == [False, False, False, True]
    assert NUMBERS.minutes(15_000) == 26
