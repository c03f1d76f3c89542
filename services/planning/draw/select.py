"""The choice of entities: one number per entity, the smallest of each stratum up to its exact quota."""

from collections.abc import Sequence
from functools import cached_property

from services.planning.draw.canonical import Count, Digest, Id, Part, Prf
from services.planning.draw.demand import Base, Cell, Demand, Stratum, target
from services.planning.draw.frame import Frame, Leaf

__all__ = ["Population", "StratumDrawn", "select"]


class StratumDrawn(Part):
    """What one stratum of one demand yielded.

    `base` entities are listed (or eligible, as the stratum says), `eligible` may be drawn, `target` were wished,
    `quota = min(target, eligible)` are chosen and `shortfall = target - quota` is published, never moved elsewhere.
    `chosen` and `reserves` ascend by x; `cutoff` is the x of the last one chosen. Every eligible entity had the
    probability `quota / eligible`.
    """

    demand: Id
    stratum: Id
    base: Count
    eligible: Count
    target: Count
    quota: Count
    shortfall: Count
    cutoff: Digest | None
    chosen: tuple[Id, ...]
    reserves: tuple[Id, ...]


class Population:
    """The frame in the order of the draw: position 0 has the smallest x.

    `x(entity) = HMAC(PRK, "entity|" + id + 0x01)`. It does not depend on who else is listed, so striking one wrong
    entry moves nobody else. Positions are plain integers, grouped by cell, so that a million entities fit.
    """

    def __init__(self, frame: Frame, prf: Prf) -> None:
        numbered = sorted((prf.number("entity", leaf.entity), leaf.entity, i) for i, leaf in enumerate(frame.leaves))
        self.numbers: list[bytes] = [number for number, _, _ in numbered]
        self.leaves: list[Leaf] = [frame.leaves[i] for _, _, i in numbered]
        self._clean: dict[Cell, list[int]] = {}
        self._restricted: dict[Cell, list[int]] = {}
        self._strata: dict[str, list[tuple[Stratum, list[Cell]]]] = {}
        for position, leaf in enumerate(self.leaves):
            groups = self._restricted if leaf.excluded else self._clean
            groups.setdefault((leaf.industry, leaf.credit_class, leaf.risk), []).append(position)

    @cached_property
    def cells(self) -> list[Cell]:
        """Every cell that holds an entity."""
        return sorted(self._clean.keys() | self._restricted.keys())

    def clean(self, cell: Cell) -> Sequence[int]:
        """Positions in the cell that no exclusion concerns, ascending."""
        return self._clean.get(cell, ())

    def restricted(self, cell: Cell) -> Sequence[int]:
        """Positions in the cell that some exclusion concerns, ascending."""
        return self._restricted.get(cell, ())

    def eligible(self, cells: Sequence[Cell], kind: str) -> list[int]:
        """Positions in these cells that may be drawn for the kind of check, ascending."""
        positions: list[int] = []
        for cell in cells:
            positions += self.clean(cell)
            positions += [at for at in self.restricted(cell) if self.leaves[at].barred(kind) is None]
        positions.sort()  # ascending runs: the sort merges them
        return positions

    def listed(self, cells: Sequence[Cell]) -> int:
        """How many entities these cells hold, excluded ones too."""
        return sum(len(self.clean(cell)) + len(self.restricted(cell)) for cell in cells)

    def strata(self, demand: Demand) -> list[tuple[Stratum, list[Cell]]]:
        """The demand's strata with the cells each covers."""
        if demand.demand not in self._strata:
            found: dict[str, list[Cell]] = {stratum.stratum: [] for stratum in demand.strata}
            for cell in self.cells:
                stratum = demand.stratum_of(cell)
                if stratum is not None:
                    found[stratum.stratum].append(cell)
            self._strata[demand.demand] = [(stratum, found[stratum.stratum]) for stratum in demand.strata]
        return self._strata[demand.demand]


def select(population: Population, demands: Sequence[Demand], prf: Prf, *, reserves: int) -> list[StratumDrawn]:
    """Choose for every stratum of every demand, in the order of the demands; list up to `reserves` reserves each."""
    drawn = []
    for demand in demands:
        for stratum, cells in population.strata(demand):
            eligible = population.eligible(cells, demand.kind)
            base = population.listed(cells) if stratum.base is Base.LISTED else len(eligible)
            wished = target(stratum, base, prf)
            quota = min(wished, len(eligible))
            ids = [population.leaves[at].entity for at in eligible[: quota + reserves]]
            drawn.append(
                # Built from checked parts: validating half a million ids again would double the time of a draw.
                StratumDrawn.model_construct(
                    demand=demand.demand,
                    stratum=stratum.stratum,
                    base=base,
                    eligible=len(eligible),
                    target=wished,
                    quota=quota,
                    shortfall=wished - quota,
                    cutoff=population.numbers[eligible[quota - 1]].hex() if quota else None,
                    chosen=tuple(ids[:quota]),
                    reserves=tuple(ids[quota:]),
                )
            )
    return drawn
