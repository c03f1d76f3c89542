"""Who is chosen and what it costs: section 4 and the figures of section 7 of docs/draw.md."""

import math
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import rfc8785

from apps.checkonce.verify.keys import number

__all__ = ["Sample", "may_be_drawn"]

Json = dict[str, Any]


def may_be_drawn(leaf: Json, kind: str) -> bool:
    """Whether the entity is eligible for this kind of check (section 2)."""
    lifted = {
        code
        for override in leaf["overrides"]
        if kind in override["kinds"] or "*" in override["kinds"]
        for code in override["lifts"]
    }
    return all(
        exclusion["reason"] in lifted or not (kind in exclusion["kinds"] or "*" in exclusion["kinds"])
        for exclusion in leaf["excluded"]
    )


class Sample:
    """The sample of every stratum, computed again from frame, demands and PRK."""

    def __init__(self, frame: list[Json], demands: list[Json], prk: bytes, reserves: int) -> None:
        self.frame = frame
        self.demands = demands
        self._prk = prk
        self.x = {leaf["entity"]: number(prk, "entity", leaf["entity"]) for leaf in frame}
        self._cells: dict[tuple[str, str, str], list[Json]] = defaultdict(list)
        for leaf in sorted(frame, key=lambda entry: (self.x[entry["entity"]], entry["entity"])):
            self._cells[leaf["industry"], leaf["class"], leaf["risk"]].append(leaf)
        self.pools: dict[tuple[str, str], list[str]] = {}
        self.strata = [self._stratum(demand, stratum, reserves) for demand in demands for stratum in demand["strata"]]

    def _covered(self, stratum: Json) -> Iterator[Json]:
        industries = sorted({cell[0] for cell in self._cells}) if stratum["industries"] == ["*"] else stratum["industries"]
        for cell in product(industries, stratum["classes"], stratum["risks"]):
            yield from self._cells.get(cell, ())

    def _stratum(self, demand: Json, stratum: Json, reserves: int) -> Json:
        covered = list(self._covered(stratum))
        pool = [leaf["entity"] for leaf in covered if may_be_drawn(leaf, demand["kind"])]
        pool.sort(key=lambda entity: (self.x[entity], entity))
        self.pools[demand["demand"], stratum["stratum"]] = pool
        base = len(covered) if stratum["base"] == "listed" else len(pool)
        target = self._target(stratum, base)
        quota = min(target, len(pool))
        return {
            "demand": demand["demand"],
            "stratum": stratum["stratum"],
            "base": base,
            "eligible": len(pool),
            "target": target,
            "quota": quota,
            "shortfall": target - quota,
            "cutoff": self.x[pool[quota - 1]].hex() if quota else None,
            "chosen": pool[:quota],
            "reserves": pool[quota : quota + reserves],
        }

    def _target(self, stratum: Json, base: int) -> int:
        exact = Fraction(base * stratum["ratio_bp"], 10_000)
        fraction = exact - math.floor(exact)
        definition = rfc8785.dumps({name: stratum[name] for name in ("classes", "industries", "risks")}).decode()
        up = {
            "floor": False,
            "ceil": fraction > 0,
            "half-up": fraction >= Fraction(1, 2),
            "fair": Fraction(int.from_bytes(number(self._prk, "round", definition), "big"), 1 << 256) < fraction,
        }[stratum["rounding"]]
        target: int = max(math.floor(exact) + up, stratum["min"])
        return target if stratum["max"] is None else min(target, int(stratum["max"]))

    def figures(self, visits: int) -> Json:
        """The figures of section 7."""
        department = {demand["demand"]: demand["department"] for demand in self.demands}
        together = {(department[row["demand"]], entity) for row in self.strata for entity in row["chosen"]}
        apart = {(department[row["demand"]], entity) for row in self.strata for entity in self._drawn_apart(row, department)}
        bound = self._bound()
        return {
            "entities": len({entity for _, entity in together}),
            "department_checks": len(together),
            "visits": visits,
            "visits_if_separate": len(apart),
            "visits_lower_bound_bp": math.floor(10_000 * bound),
            "visits_to_bound_bp": math.floor(Fraction(10_000 * visits) / bound + Fraction(1, 2)) if bound else 10_000,
        }

    def _drawn_apart(self, row: Json, department: dict[str, str]) -> list[str]:
        alone = list(department.values()).count(department[row["demand"]]) == 1
        if alone or row["quota"] in (0, row["eligible"]):
            return list(row["chosen"])  # the count is all that matters, and it is the quota whatever the numbers
        pool = self.pools[row["demand"], row["stratum"]]
        taken: set[int] = set()
        for j in range(len(pool) - row["quota"], len(pool)):
            share = int.from_bytes(number(self._prk, "separate", row["demand"], row["stratum"], str(j)), "big")
            t = share * (j + 1) >> 256
            taken.add(j if t in taken else t)
        return [pool[at] for at in taken]

    def _bound(self) -> Fraction:
        best: dict[str, Fraction] = {}
        for row in self.strata:
            if row["quota"]:
                chance = Fraction(row["quota"], row["eligible"])
                for entity in self.pools[row["demand"], row["stratum"]]:
                    if chance > best.get(entity, 0):
                        best[entity] = chance
        counts: dict[Fraction, int] = defaultdict(int)
        for chance in best.values():
            counts[chance] += 1
        common = math.lcm(*(chance.denominator for chance in counts))
        return Fraction(
            sum(chance.numerator * (common // chance.denominator) * count for chance, count in counts.items()), common
        )
