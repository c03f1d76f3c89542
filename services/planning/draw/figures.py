"""What a draw costs the entities: visits, what separate draws would cost, and the least any fair scheme could.

Rules: J-33.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from services.planning.draw.canonical import Count, Part, Prf
from services.planning.draw.demand import Demand, Stratum
from services.planning.draw.frame import Cell
from services.planning.draw.select import Population, StratumDrawn

_NONE = (0, 1)


class Figures(Part):
    """Counts of one draw.

    `department_checks`: pairs of department and entity that are served. `visits_lower_bound_bp`: the bound
    `sum over entities of its largest probability in any demand`, in ten-thousandths of a visit, rounded down;
    `visits_to_bound_bp`: visits divided by the exact bound, in ten-thousandths, half up (10000 is perfect).
    """

    entities: Count
    department_checks: Count
    visits: Count
    visits_if_separate: Count
    visits_lower_bound_bp: Count
    visits_to_bound_bp: Count


def figures_of(
    population: Population, demands: Sequence[Demand], drawn: Sequence[StratumDrawn], visits: int, prf: Prf
) -> Figures:
    """Count a finished draw; `prf` is keyed by its PRK."""
    by_id = {demand.demand: demand for demand in demands}
    chosen: dict[str, set[str]] = {}
    for stratum in drawn:
        chosen.setdefault(by_id[stratum.demand].department, set()).update(stratum.chosen)
    entities = set[str]().union(*chosen.values())
    above, below = _lower_bound(population, demands, drawn)
    return Figures(
        entities=len(entities),
        department_checks=sum(map(len, chosen.values())),
        visits=visits,
        visits_if_separate=_visits_if_separate(population, demands, drawn, prf),
        visits_lower_bound_bp=above * 10_000 // below,
        visits_to_bound_bp=(visits * 20_000 * below + above) // (2 * above) if above else 10_000,
    )


def _visits_if_separate(population: Population, demands: Sequence[Demand], drawn: Sequence[StratumDrawn], prf: Prf) -> int:
    """Draw every demand again for itself, and add up each department's distinct entities.

    A department with one demand visits exactly its quotas whatever the numbers, so only the others are drawn.
    """
    quotas = {(stratum.demand, stratum.stratum): stratum.quota for stratum in drawn}
    departments: dict[str, list[Demand]] = {}
    for demand in demands:
        departments.setdefault(demand.department, []).append(demand)
    total = 0
    for own in departments.values():
        if len(own) == 1:
            total += sum(quotas[own[0].demand, stratum.stratum] for stratum in own[0].strata)
            continue
        visited: set[int] = set()
        for demand in own:
            for stratum, cells in population.strata(demand):
                quota = quotas[demand.demand, stratum.stratum]
                eligible = population.eligible(cells, demand.kind).tolist()
                visited.update(eligible if quota == len(eligible) else _apart(demand, stratum, eligible, quota, prf))
        total += len(visited)
    return total


def _apart(demand: Demand, stratum: Stratum, eligible: Sequence[int], quota: int, prf: Prf) -> set[int]:
    """`quota` of `eligible`, every set of that size equally likely (R. Floyd, CACM 30(9), 1987): a number per entity
    drawn instead of one per entity listed.
    """
    taken: set[int] = set()
    for j in range(len(eligible) - quota, len(eligible)):
        drawn = prf.below(j + 1, "separate", demand.demand, stratum.stratum, str(j))
        taken.add(j if drawn in taken else drawn)
    return {eligible[at] for at in taken}


def _lower_bound(population: Population, demands: Sequence[Demand], drawn: Sequence[StratumDrawn]) -> tuple[int, int]:
    """The exact bound as numerator and denominator."""
    probability = {(stratum.demand, stratum.stratum): (stratum.quota, stratum.eligible) for stratum in drawn}
    offers: dict[Cell, list[tuple[Demand, tuple[int, int]]]] = {cell: [] for cell in population.cells}
    for demand in demands:
        for stratum, cells in population.strata(demand):
            for cell in cells:
                offers[cell].append((demand, probability[demand.demand, stratum.stratum]))
    terms: Counter[tuple[int, int]] = Counter()
    for cell, offered in offers.items():
        for leaf, positions in population.groups(cell):
            terms[_largest(pair for demand, pair in offered if leaf is None or leaf.barred(demand.kind) is None)] += len(
                positions
            )
    return _sum([(quota * count, eligible) for (quota, eligible), count in sorted(terms.items())])


def _largest(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    best = _NONE
    for quota, eligible in pairs:
        if quota * best[1] > best[0] * eligible:
            best = Fraction(quota, eligible).as_integer_ratio()
    return best


def _sum(terms: Sequence[tuple[int, int]]) -> tuple[int, int]:
    # Halving keeps both operands of every multiplication short; adding Fractions one by one takes minutes when a
    # national register brings thousands of different denominators.
    if not terms:
        return _NONE
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    (a, b), (c, d) = _sum(terms[:half]), _sum(terms[half:])
    return a * d + c * b, b * d
