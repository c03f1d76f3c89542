"""What the data suggests, counted by hand."""

import math
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.registry.policy import RegistryPolicy
from services.registry.scenarios.suggestions import Company, Complained, Covered, complaint_surges, meetings, poisson_tail

# Departments that meet

POLICY = RegistryPolicy()


def company(industry, departments, entities, first=1):
    return Company(
        industry, frozenset(departments.split()), entities, tuple(f"fact-{first + n}" for n in range(min(entities, 2)))
    )


def test_departments_that_keep_meeting_are_suggested_with_counts_and_facts():
    found = meetings(
        [company("catering", "fire market", 8), company("catering", "market", 2, 10), company("hotel", "police", 30, 20)],
        [],
        POLICY,
    )
    (pair,) = found
    assert (pair.industry, pair.departments, pair.together, pair.checked) == ("catering", ("fire", "market"), 8, 10)
    # 8 of 10 here; by chance it would be 8/40 of all times 10/40 of all.
    assert (pair.support, pair.lift) == (0.8, 16.0)
    assert pair.facts == ("fact-1", "fact-2")


def test_what_a_scenario_in_force_covers_is_not_suggested_and_does_not_hide_what_it_does_not():
    companies = [company("catering", "fire market tax", 10), company("hotel", "police", 40)]
    assert [m.departments for m in meetings(companies, [], POLICY)] == [("fire", "market", "tax")]
    whole = Covered("catering", frozenset({"fire", "market", "tax", "police"}))
    assert meetings(companies, [whole], POLICY) == []
    assert meetings(companies, [replace(whole, industry="hotel")], POLICY)
    part = Covered("catering", frozenset({"fire", "market"}))
    assert [m.departments for m in meetings(companies, [part], POLICY)] == [("fire", "market", "tax")]


def test_who_meets_no_more_than_by_chance_or_too_seldom_is_not_suggested():
    everywhere = [company(name, "market tax", 50) for name in ("catering", "hotel", "shop")]
    assert meetings(everywhere, [], POLICY) == []
    few = [company("catering", "fire market", POLICY.least_together - 1), company("hotel", "police", 40)]
    assert meetings(few, [], POLICY) == []
    thin = [company("catering", "fire market", 9), company("catering", "tax", 91), company("hotel", "police", 900)]
    assert meetings(thin, [], POLICY) == []


NAMES = ("a", "b", "c", "d", "e")
COMPANIES = st.lists(
    st.builds(
        lambda industry, departments, n: Company(industry, departments, n, ("f",)),
        st.sampled_from(["catering", "hotel"]),
        st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=4),
        st.integers(1, 30),
    ),
    max_size=10,
)


@over(COMPANIES)
def test_the_suggested_sets_are_those_that_counting_every_set_finds(companies):
    found = {(m.industry, m.departments): m for m in meetings(companies, [], POLICY)}
    everywhere = sum(c.entities for c in companies)
    strong = {}
    for industry in ("catering", "hotel"):
        here = [c for c in companies if c.industry == industry]
        for size in range(2, 6):
            for names in combinations(NAMES, size):
                together = sum(c.entities for c in here if c.departments.issuperset(names))
                if together < POLICY.least_together or together < POLICY.least_support_bp / 10_000 * sum(
                    c.entities for c in here
                ):
                    continue
                chance = math.prod(sum(c.entities for c in companies if n in c.departments) / everywhere for n in names)
                lift = round(together / sum(c.entities for c in here) / chance, 3)
                if lift >= POLICY.least_lift_bp / 10_000:
                    strong[industry, names] = (together, lift)
    largest = {
        key: said
        for key, said in strong.items()
        if not any(other[0] == key[0] and set(key[1]) < set(other[1]) for other in strong)
    }
    assert {key: (m.together, m.lift) for key, m in found.items()} == largest


# Complaints that cluster


@pytest.mark.parametrize(
    ("count", "expected", "tail"),
    # scipy.stats.poisson.sf(count - 1, expected)
    [(0, 3.0, 1.0), (1, 3.0, 0.950212931632136), (10, 3.0, 0.0011024881301155), (40, 3.0, 0.0)],
)
def test_the_poisson_tail_is_exact_also_where_it_is_tiny(count, expected, tail):
    direct = math.fsum(math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(count, count + 200))
    assert poisson_tail(count, expected) == pytest.approx(direct, rel=1e-9, abs=0.0)
    if count < 40:
        assert poisson_tail(count, expected) == pytest.approx(tail, rel=1e-6)


def complaint(n, township=None, kind=None, industries=(), departments=()):
    return Complained(f"fact-{n}", township, kind, industries, departments)


SHARES = {"catering": 100, "hotel": 900}
TOWNS = {"421088100": 500, "421088101": 500}


def test_an_industry_with_more_complaints_than_its_share_of_the_entities_is_suggested():
    told = [complaint(n, industries=("catering",), departments=("421088-market",)) for n in range(12)]
    told += [complaint(20 + n, industries=("hotel",)) for n in range(8)]
    (surge,) = complaint_surges(told, SHARES, TOWNS, POLICY)
    assert (surge.industry, surge.complaints, surge.expected, surge.departments) == ("catering", 12, 2.0, ("421088-market",))
    assert surge.facts == tuple(f"fact-{n}" for n in range(10))
    assert surge.chance == pytest.approx(poisson_tail(12, 2.0) * 2)


def test_a_township_with_more_of_one_matter_than_its_share_is_suggested():
    told = [complaint(n, township="421088100", kind="fire-safety") for n in range(30)]
    told += [complaint(50 + n, township="421088101", kind="fire-safety") for n in range(2)]
    (surge,) = complaint_surges(told, SHARES, TOWNS, POLICY)
    assert (surge.township, surge.matter_kind, surge.complaints, surge.expected) == ("421088100", "fire-safety", 30, 16.0)


def test_few_complaints_or_as_many_as_expected_suggest_nothing():
    even = [complaint(n, industries=("hotel",)) for n in range(90)] + [
        complaint(n, industries=("catering",)) for n in range(10)
    ]
    assert complaint_surges(even, SHARES, TOWNS, POLICY) == []
    few = [complaint(n, industries=("catering",)) for n in range(POLICY.least_complaints - 1)]
    assert complaint_surges(few, {"catering": 1, "hotel": 10_000}, TOWNS, POLICY) == []
    unlisted = [complaint(n, industries=("moon",)) for n in range(50)]
    assert complaint_surges(unlisted, SHARES, TOWNS, POLICY) == []
