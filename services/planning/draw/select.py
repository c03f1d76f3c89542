"""The choice of entities: one number per entity, the smallest of each stratum up to its exact quota.

Rules: H-09.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.planning.draw.canonical import Count, Digest, Id, Part, Prf
from services.planning.draw.demand import Base, Demand, Stratum, target
from services.planning.draw.frame import Cell, Exclusion, Frame, Leaf, Marks, Override

Positions: TypeAlias = NDArray[np.int64]


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


Group = tuple[Leaf | None, Positions]
"""Entities of one cell that the same exclusions and overrides concern (shown by one of them; None: nothing does), where
they stand in the order of the draw, ascending.
"""


class Population:
    """The frame in the order of the draw: position 0 has the smallest x.

    `x(entity) = HMAC(PRK, "entity|" + id + 0x01)`. It does not depend on who else is listed, so striking one wrong
    entry moves nobody else. Positions are plain integers, grouped by cell, so that a million entities fit.
    """

    def __init__(self, frame: Frame, prf: Prf) -> None:
        self._prf = prf
        self._leaves = frame.columns
        self._order = _ascending(prf.numbers("entity", self._leaves.entities))
        self._groups: dict[Cell, list[Group]] = {}
        self._strata: dict[str, list[tuple[Stratum, list[Cell]]]] = {}
        self._group()

    def _group(self) -> None:
        leaves = self._leaves
        # A leaf's group: its cell, and where it has marks the number of their meaning (the facts that prove them aside).
        meanings: dict[tuple[int, Marks], int] = {}
        shown: list[int] = []
        group_of = np.array(leaves.cell_of, dtype=np.int64)
        for at, marks in leaves.marks.items():
            key = leaves.cell_of[at], _meaning(marks)
            if key not in meanings:
                meanings[key] = len(leaves.cells) + len(shown)
                shown.append(at)
            group_of[at] = meanings[key]
        drawn = group_of[self._order]
        by_group = np.argsort(drawn, kind="stable")
        counts = np.bincount(drawn, minlength=len(leaves.cells) + len(shown))
        for number, positions in enumerate(np.split(by_group, np.cumsum(counts)[:-1])):
            if not len(positions):
                continue
            marked = None if number < len(leaves.cells) else leaves[shown[number - len(leaves.cells)]]
            cell = leaves.cells[number] if marked is None else (marked.industry, marked.credit_class, marked.risk)
            self._groups.setdefault(cell, []).append((marked, positions))

    @cached_property
    def cells(self) -> list[Cell]:
        """Every cell that holds an entity."""
        return sorted(self._groups)

    def groups(self, cell: Cell) -> list[Group]:
        """The cell's entities by what concerns them."""
        return self._groups[cell]

    def entity(self, position: int) -> str:
        """The id of the entity at this place of the order."""
        return self._leaves.entities[int(self._order[position])]

    def number(self, entity: str) -> bytes:
        """The number of an entity, x."""
        return self._prf.number("entity", entity)

    def eligible(self, cells: Sequence[Cell], kind: str) -> Positions:
        """Positions in these cells that may be drawn for the kind of check, ascending."""
        found = [
            positions for cell in cells for leaf, positions in self._groups[cell] if leaf is None or leaf.barred(kind) is None
        ]
        return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)

    def listed(self, cells: Sequence[Cell]) -> int:
        """How many entities these cells hold, excluded ones too."""
        return sum(len(positions) for cell in cells for _, positions in self._groups[cell])

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


def _ascending(numbers: list[bytes]) -> Positions:
    """The places of the numbers in ascending order."""
    # The first eight of 32 bytes decide, but for one register of a million entities in 37 million; then the whole numbers do.
    heads = np.frombuffer(b"".join(numbers), dtype=">u8").reshape(-1, 4)[:, 0].astype(np.uint64)
    order = np.argsort(heads)
    ranked = heads[order]
    if np.any(ranked[1:] == ranked[:-1]):
        return np.array(sorted(range(len(numbers)), key=numbers.__getitem__), dtype=np.int64)
    return order


def _meaning(marks: Marks) -> Marks:
    excluded, overrides = marks
    return (
        tuple(Exclusion.model_construct(reason=e.reason, kinds=e.kinds, fact="") for e in excluded),
        tuple(Override.model_construct(reason=o.reason, lifts=o.lifts, kinds=o.kinds, fact="") for o in overrides),
    )


def select(population: Population, demands: Sequence[Demand], prf: Prf, *, reserves: int) -> list[StratumDrawn]:
    """Choose for every stratum of every demand, in the order of the demands; list up to `reserves` reserves each."""
    drawn = []
    for demand in demands:
        for stratum, cells in population.strata(demand):
            eligible = population.eligible(cells, demand.kind)
            base = population.listed(cells) if stratum.base is Base.LISTED else len(eligible)
            wished = target(stratum, base, prf)
            quota = min(wished, len(eligible))
            ids = [population.entity(at) for at in eligible[: quota + reserves].tolist()]
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
                    cutoff=population.number(ids[quota - 1]).hex() if quota else None,
                    chosen=tuple(ids[:quota]),
                    reserves=tuple(ids[quota:]),
                )
            )
    return drawn
