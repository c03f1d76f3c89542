"""Scenarios that the data suggests (L-08), with their evidence. Pure.

Two ways. Departments that keep meeting at the same kind of entity: in an industry, a set of departments checked many of the
same entities within a year; `support` is the share of the industry's checked entities at which all of them were, `lift` that
share over what it would be if each department went where it goes anyway (Agrawal and Srikant, VLDB 1994). Complaints that
cluster: in an industry, or of one kind in a township, more of them than its share of the entities lets expect; the chance of so
many is the upper tail of the Poisson distribution, multiplied by the number of places looked at (Bonferroni).
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from libs.events.catalog.registry.policy import RegistryPolicy as Policy

BASIS = 10_000
"""Basis points of one."""


@dataclass(frozen=True, slots=True)
class Company:
    """So many entities of an industry were checked by exactly these departments; some of the facts that say so."""

    industry: str
    departments: frozenset[str]
    entities: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A scenario in force."""

    industry: str
    departments: frozenset[str]


@dataclass(frozen=True, slots=True)
class Meeting:
    suggestion: str
    industry: str
    departments: tuple[str, ...]
    together: int
    checked: int
    support: float
    lift: float
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complained:
    """A complaint: where, of what kind, about an entity of which industries, who is competent; as far as it is known."""

    fact: str
    township: str | None
    matter_kind: str | None
    industries: tuple[str, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surge:
    """`chance`: of at least `complaints` where `expected` were, after Bonferroni; at most 1."""

    suggestion: str
    industry: str | None
    township: str | None
    matter_kind: str | None
    complaints: int
    expected: float
    chance: float
    departments: tuple[str, ...]
    facts: tuple[str, ...]


def _name(kind: str, *parts: str) -> str:
    """The same finding has the same name tomorrow, so that it can be dismissed."""
    return f"{kind}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:16]}"


# Departments that meet


def meetings(companies: Sequence[Company], covered: Collection[Covered], policy: Policy) -> list[Meeting]:
    """The largest sets of departments per industry that pass the policy and are no part of a scenario, strongest first."""
    visited: Counter[str] = Counter()
    everywhere = 0
    per_industry: dict[str, list[Company]] = defaultdict(list)
    for company in companies:
        per_industry[company.industry].append(company)
        everywhere += company.entities
        for department in company.departments:
            visited[department] += company.entities
    share = {department: count / everywhere for department, count in visited.items()}
    found: list[Meeting] = []
    for industry, here in per_industry.items():
        scenarios = [scenario.departments for scenario in covered if scenario.industry == industry]
        strong = [
            meeting for meeting in _frequent(industry, here, share, policy) if meeting.lift >= policy.least_lift_bp / BASIS
        ]
        # Taken before "largest": what a scenario covers must not hide what it does not.
        fresh = [m for m in strong if not any(scenario.issuperset(m.departments) for scenario in scenarios)]
        found += _largest(fresh)
    return sorted(found, key=lambda m: (-m.lift * m.support, m.suggestion))


def _frequent(industry: str, here: Sequence[Company], share: Mapping[str, float], policy: Policy) -> Iterable[Meeting]:
    """A-priori: a set is frequent only if all its parts are."""
    checked = sum(company.entities for company in here)
    level = [frozenset({d}) for d in sorted({d for company in here for d in company.departments})]
    size = 1
    while level and size <= policy.largest_set:
        kept = []
        for departments in level:
            with_all = [company for company in here if company.departments >= departments]
            together = sum(company.entities for company in with_all)
            support = together / checked
            if together < policy.least_together or support < policy.least_support_bp / BASIS:
                continue
            kept.append(departments)
            if size > 1:
                lift = support / math.prod(share[d] for d in departments)
                names = tuple(sorted(departments))
                facts = tuple(dict.fromkeys(fact for company in with_all for fact in company.facts))[: policy.shown_facts]
                name = _name("MEET", industry, *names)
                yield Meeting(name, industry, names, together, checked, round(support, 4), round(lift, 3), facts)
        size += 1
        level = _next_level(kept, size)


def _next_level(kept: Sequence[frozenset[str]], size: int) -> list[frozenset[str]]:
    frequent = set(kept)
    joined = {a | b for a, b in combinations(kept, 2) if len(a | b) == size}
    whole = [c for c in joined if all(frozenset(part) in frequent for part in combinations(c, size - 1))]
    return sorted(whole, key=sorted)


def _largest(found: Sequence[Meeting]) -> list[Meeting]:
    sets = [frozenset(m.departments) for m in found]
    return [m for m, mine in zip(found, sets, strict=True) if not any(mine < other for other in sets)]


# Complaints that cluster


def poisson_tail(count: int, expected: float) -> float:
    """P(X >= count) for a Poisson variable; exact to double precision also where it is tiny.

    Summed from `count` upward: one minus the lower sum loses everything below 1e-16.
    """
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if count <= expected:
        below = math.fsum(math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(count))
        return max(0.0, 1.0 - below)
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    terms, k = [term], count
    while term > terms[0] * 1e-17 and term > 0.0:
        k += 1
        term *= expected / k
        terms.append(term)
    return min(1.0, math.fsum(terms))


def complaint_surges(
    complaints: Sequence[Complained], by_industry: Mapping[str, int], by_township: Mapping[str, int], policy: Policy
) -> list[Surge]:
    """Industries, and kinds of matter in townships, with more complaints than their share of the entities lets expect.

    `by_industry` and `by_township` count the entities; an entity of two industries counts, and is complained about, in both.
    """
    industries: dict[str, list[Complained]] = defaultdict(list)
    matters: dict[str, dict[str, list[Complained]]] = defaultdict(lambda: defaultdict(list))
    for complaint in complaints:
        for industry in complaint.industries:
            industries[industry].append(complaint)
        if complaint.matter_kind is not None and complaint.township is not None:
            matters[complaint.matter_kind][complaint.township].append(complaint)
    cells: list[tuple[tuple[str | None, str | None, str | None], list[Complained], float]] = []
    counted = sum(len(found) for found in industries.values())
    for industry, found in industries.items():
        cells.append(((industry, None, None), found, _expected(counted, by_industry, industry)))
    for kind, townships in matters.items():
        total = sum(len(found) for found in townships.values())
        for township, found in townships.items():
            cells.append(((None, township, kind), found, _expected(total, by_township, township)))
    # Every place that could have shown a surge was looked at, also those without any complaint.
    looked_at = len(by_industry) + len(by_township) * len(matters)
    surges = [_surge(where, found, expected, looked_at, policy) for where, found, expected in cells]
    return sorted((s for s in surges if s is not None), key=lambda s: (s.chance, s.suggestion))


def _expected(total: int, entities: Mapping[str, int], key: str) -> float:
    everywhere = sum(entities.values())
    return total * entities.get(key, 0) / everywhere if everywhere else 0.0


def _surge(
    where: tuple[str | None, str | None, str | None],
    found: Sequence[Complained],
    expected: float,
    looked_at: int,
    policy: Policy,
) -> Surge | None:
    # Without entities to compare with, nothing can be expected and nothing be surprising.
    if len(found) < policy.least_complaints or expected <= 0:
        return None
    chance = min(1.0, poisson_tail(len(found), expected) * looked_at)
    if chance > policy.greatest_chance_bp / BASIS:
        return None
    industry, township, kind = where
    competent = tuple(sorted({department for complaint in found for department in complaint.departments}))
    facts = tuple(complaint.fact for complaint in found)[: policy.shown_facts]
    name = _name("SURGE", industry or "", township or "", kind or "")
    return Surge(name, industry, township, kind, len(found), round(expected, 3), chance, competent, facts)
