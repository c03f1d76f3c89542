from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.planning.draw.canonical import suite_named
from services.planning.draw.demand import Window
from services.planning.draw.frame import Frame
from services.planning.draw.inspector import Certificate, Roster
from services.planning.draw.manifest import Lead, Rules
from services.planning.draw.seats import SeatRole, matching_size, seal
from services.planning.draw.testing import AUTUMN, SPRING, Case, a_demand, a_leaf, a_stratum, an_inspector

ALL = a_stratum(ratio_bp=10_000)
NAMES = [f"p{i}" for i in range(5)]


def visits(case):
    return case.result().visits


def one_visit(roster, *, demands=None, rules=None):
    wanted = demands or (a_demand("d1", ALL, department="market", kind="hygiene"),)
    case = Case(frame=Frame.of([a_leaf("e1")]), demands=wanted, roster=Roster.of(roster), rules=rules or Rules())
    return visits(case)[0]


@given(st.lists(st.lists(st.sampled_from(NAMES), unique=True), max_size=4))
def test_the_matching_is_as_large_as_brute_force_finds(wishes):
    best = 0
    for order in permutations([*NAMES, *[None] * len(wishes)], len(wishes)):
        if all(name is None or name in wish for name, wish in zip(order, wishes, strict=True)):
            best = max(best, sum(name is not None for name in order))
    assert matching_size(wishes) == best


@given(
    st.lists(st.lists(st.sampled_from(["k1", "k2", "k3"]), min_size=1, unique=True), max_size=5),
    st.lists(st.sampled_from(["k1", "k2", "k3"]), min_size=1, unique=True),
    st.integers(0, 50),
)
def test_a_visit_is_fully_manned_whenever_that_is_possible(qualified, kinds, seed):
    roster = [an_inspector(f"p{i}", "market", qualified=tuple(own)) for i, own in enumerate(qualified)]
    wanted = tuple(a_demand(f"d{kind}", ALL, department="market", kind=kind) for kind in kinds)
    case = Case(frame=Frame.of([a_leaf("e1")]), demands=wanted, roster=Roster.of(roster), seed=str(seed))
    manned = visits(case)[0]
    own = sorted(kinds)
    asked = [[own[n]] if n < len(own) else own for n in range(max(2, len(own)))]
    possible = matching_size([[p.inspector for p in roster if p.qualified_for(kind)] for kind in asked])
    assert len(manned.team) == possible
    assert len(manned.team) + len(manned.shortages) == len(asked)
    assert len({seated.inspector for seated in manned.team}) == len(manned.team)


def test_the_only_officer_for_a_kind_is_kept_for_it():
    wanted = tuple(a_demand(kind, ALL, department="market", kind=kind) for kind in ("k1", "k2"))
    both, one = an_inspector("both", "market"), an_inspector("one", "market", qualified=("k1",))
    for seed in range(12):
        case = Case(frame=Frame.of([a_leaf("e1")]), demands=wanted, roster=Roster.of([both, one]), seed=str(seed))
        assert [(s.seat, s.inspector) for s in visits(case)[0].team] == [("market/1", "one"), ("market/2", "both")]


def test_the_lead_leads_and_every_department_is_there():
    wanted = tuple(a_demand(f"d-{name}", ALL, department=name, kind=name) for name in ("fire", "labour", "market"))
    roster = [an_inspector(f"{name}{i}", name) for name in ("fire", "labour", "market") for i in range(3)]
    rules = Rules(leads=(Lead(industry="I01", department="market"),), precedence=("labour",), seats_per_department=1)
    manned = one_visit(roster, demands=wanted, rules=rules)
    assert manned.visit.lead == "market"
    assert [(seated.seat, seated.role) for seated in manned.team] == [
        ("market/1", SeatRole.LEADER),
        ("fire/1", SeatRole.OFFICER),
        ("labour/1", SeatRole.OFFICER),
    ]
    other = rules.model_copy(update={"leads": ()})
    assert one_visit(roster, demands=wanted, rules=other).visit.lead == "labour"
    assert one_visit(roster, demands=wanted, rules=Rules()).visit.lead == "fire"


def test_nobody_goes_alone():
    manned = one_visit([an_inspector(f"p{i}", "market") for i in range(3)], rules=Rules(seats_per_department=1))
    assert [seated.seat for seated in manned.team] == ["market/1", "market/2"]


def test_a_recused_officer_is_never_seated_and_the_shortage_says_so():
    roster = [an_inspector("p1", "market"), *(an_inspector(f"r{i}", "market", recused=["e1"]) for i in range(4))]
    manned = one_visit(roster)
    assert [seated.inspector for seated in manned.team] == ["p1"]
    assert [shortage.plain() for shortage in manned.shortages] == [
        {
            "seat": "market/2",
            "department": "market",
            "kinds": ["hygiene"],
            "in_department": 5,
            "qualified": 5,
            "certified": 5,
            "free": 5,
            "not_recused": 1,
            "below_cap": 1,
            "not_seated_here": 0,
        }
    ]


def test_each_condition_of_a_candidate_is_kept_and_counted():
    half = Certificate(number="c", valid=Window(first=date(2023, 1, 1), last=date(2023, 11, 29)))
    away = (Window(first=date(2023, 11, 1), last=date(2023, 12, 31)), Window(first=date(2023, 10, 9), last=date(2023, 10, 31)))
    roster = [
        an_inspector("other", "fire"),
        an_inspector("unqualified", "market", qualified=("price",)),
        an_inspector("expiring", "market", certificate=half),
        an_inspector("away", "market", absent=away),
        an_inspector("recused", "market", recused=["e1"]),
        an_inspector("loaded", "market", load=60),
    ]
    manned = one_visit(roster)
    assert manned.team == ()
    counts = manned.shortages[0]
    assert (counts.in_department, counts.qualified, counts.certified, counts.free) == (5, 4, 3, 2)
    assert (counts.not_recused, counts.below_cap, counts.not_seated_here) == (1, 0, 0)


def test_one_free_day_in_the_window_is_enough():
    nearly = (Window(first=SPRING.first, last=date(2023, 11, 29)),)
    roster = [an_inspector("p1", "market", absent=nearly), an_inspector("p2", "market")]
    assert len(one_visit(roster).team) == 2


def crowd(entities=60, officers=6, **rules):
    return Case(
        frame=Frame.of(a_leaf(f"e{i:02d}") for i in range(entities)),
        demands=(a_demand("d1", ALL, department="market"),),
        roster=Roster.of(an_inspector(f"p{i}", "market") for i in range(officers)),
        rules=Rules(**rules),
    )


def test_nobody_is_loaded_above_the_cap():
    found = visits(crowd(workload_cap=10))
    load = Counter(seated.inspector for manned in found for seated in manned.team)
    assert max(load.values()) == 10
    assert sum(load.values()) == 60
    assert sum(len(manned.shortages) for manned in found) == 60


def test_pairs_over_the_cap_are_avoided_and_marked_where_nobody_else_is_left():
    found = visits(crowd(entities=45, pairing_cap=3))
    pairs = Counter(frozenset(seated.inspector for seated in manned.team) for manned in found)
    free = Counter(frozenset(seated.inspector for seated in manned.team) for manned in visits(crowd(entities=45)))
    over = sum(max(0, count - 3) for count in pairs.values())
    assert over == sum(seated.again for manned in found for seated in manned.team)
    assert over < sum(max(0, count - 3) for count in free.values())
    assert not any(manned.shortages for manned in found)


def test_every_officer_is_drawn_about_as_often():
    load = Counter(seated.inspector for manned in visits(crowd(entities=600, workload_cap=1000)) for seated in manned.team)
    expected = 1200 / 6
    statistic = sum((load[f"p{i}"] - expected) ** 2 for i in range(6)) / expected * 5 / 4
    assert 0.5 < statistic < 15.1  # 1 % and 99 % points of chi-square with 5 degrees


def test_the_order_of_the_roster_does_not_matter():
    case = crowd(workload_cap=12, pairing_cap=2)
    turned = Roster.of(reversed(case.roster.inspectors))
    assert visits(replace(case, roster=turned)) == visits(case)


def test_a_sealed_team_tells_nothing_and_fits_only_itself():
    first, second = visits(crowd(entities=2))
    suite = suite_named("sha256")
    assert seal(suite, first, b"s" * 32) == seal(suite, first, b"s" * 32)
    assert len({seal(suite, manned, salt) for manned in (first, second) for salt in (b"s" * 32, b"t" * 32)}) == 4


def test_visits_in_two_windows_are_manned_by_what_holds_in_each():
    spring = Certificate(number="c", valid=SPRING)
    roster = [an_inspector("always", "market"), an_inspector("spring", "market", certificate=spring)]
    late = Window(first=date(2023, 12, 4), last=AUTUMN.last)
    wanted = tuple(a_demand(f"d{i}", ALL, department="market", window=w) for i, w in enumerate((SPRING, late)))
    case = Case(frame=Frame.of([a_leaf("e1")]), demands=wanted, roster=Roster.of(roster))
    first, second = visits(case)
    assert {seated.inspector for seated in first.team} == {"always", "spring"}
    assert [seated.inspector for seated in second.team] == ["always"]
    assert second.shortages[0].certified == 1
