"""Who is chosen and what it costs: section 4 and the figures of section 7 of docs/draw.md."""

import math
from collections import defaultdict
from fractions import Fraction
from itertools import product
from typing import Any

from apps.checkonce.verify.keys import number, numbers
from apps.checkonce.verify.reading import canonical

__all__ = ["Sample"]

Json = dict[str, Any]
Cell = tuple[str, str, str]


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
    """The sample of every stratum, computed again from frame, demands and PRK.

    An entity's *rank* is its place when all are sorted by (x, entity), from 0; pools are lists of ranks.
    """

    def __init__(self, frame: list[Json], demands: list[Json], prk: bytes, reserves: int) -> None:
        self.frame = frame
        self.demands = demands
        self._prk = prk
        x = numbers(prk, "entity", (leaf["entity"] for leaf in frame))
        # The frame ascends by entity and a sort keeps that order among equals.
        order = sorted(range(len(frame)), key=x.__getitem__)
        self.ranked = [(x[at], frame[at]["entity"], at) for at in order]
        # By cell: who may be drawn for everything, and who only for some kinds of check.
        self._free: dict[Cell, list[int]] = defaultdict(list)
        self._held: dict[Cell, list[int]] = defaultdict(list)
        for rank, (_, _, at) in enumerate(self.ranked):
            leaf = frame[at]
            self._cells(leaf)[leaf["industry"], leaf["class"], leaf["risk"]].append(rank)
        self._industries = sorted({cell[0] for cell in (*self._free, *self._held)})
        self.pools: dict[tuple[str, str], list[int]] = {}
        self.strata = [self._stratum(demand, stratum, reserves) for demand in demands for stratum in demand["strata"]]

    def _cells(self, leaf: Json) -> dict[Cell, list[int]]:
        return self._held if leaf["excluded"] else self._free

    def _names(self, ranks: list[int]) -> list[str]:
        return [self.ranked[rank][1] for rank in ranks]

    def _stratum(self, demand: Json, stratum: Json, reserves: int) -> Json:
        industries = self._industries if stratum["industries"] == ["*"] else stratum["industries"]
        pool: list[int] = []
        listed = 0
        for cell in product(industries, stratum["classes"], stratum["risks"]):
            free, held = self._free.get(cell, []), self._held.get(cell, [])
            listed += len(free) + len(held)
            pool += free
            pool += [rank for rank in held if may_be_drawn(self.frame[self.ranked[rank][2]], demand["kind"])]
        pool.sort()
        self.pools[demand["demand"], stratum["stratum"]] = pool
        base = listed if stratum["base"] == "listed" else len(pool)
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
            "cutoff": self.ranked[pool[quota - 1]][0].hex() if quota else None,
            "chosen": self._names(pool[:quota]),
            "reserves": self._names(pool[quota : quota + reserves]),
        }

    def _target(self, stratum: Json, base: int) -> int:
        exact = Fraction(base * stratum["ratio_bp"], 10_000)
        fraction = exact - math.floor(exact)
        definition = canonical({name: stratum[name] for name in ("classes", "industries", "risks")}).decode()
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
        return self._names([pool[at] for at in taken])

    def _bound(self) -> Fraction:
        chances = {
            (row["demand"], row["stratum"]): Fraction(row["quota"], row["eligible"]) for row in self.strata if row["quota"]
        }
        # From the largest chance down, an entity counts where it is met first.
        met = bytearray(len(self.ranked))
        counts: dict[Fraction, int] = defaultdict(int)
        for name in sorted(chances, key=lambda name: chances[name], reverse=True):
            for rank in self.pools[name]:
                if not met[rank]:
                    met[rank] = 1
                    counts[chances[name]] += 1
        common = math.lcm(*(chance.denominator for chance in counts))
        return Fraction(
            sum(chance.numerator * (common // chance.denominator) * count for chance, count in counts.items()), common
        )
