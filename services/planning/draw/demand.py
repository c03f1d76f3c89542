"""Demands: what a department wants to check this year, by strata, and the exact quota of each stratum.

Rules: B-14.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import combinations, pairwise, product
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.planning.draw.canonical import Count, Id, Part, Prf, canonical
from services.planning.draw.frame import ANY, Cell, CreditClass, Names, Risk
from services.planning.draw.refusal import Refused

_ORDERED = [CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D]


class Rounding(StrEnum):
    """How `base x ratio` becomes a whole number of entities.

    `fair` lets the seed decide the fraction so that the expectation is exact; half-up gives small strata a quota of
    zero for ever. `floor` is for legal ceilings, `ceil` for legal floors.
    """

    FAIR = "fair"
    HALF_UP = "half-up"
    FLOOR = "floor"
    CEIL = "ceil"


class Base(StrEnum):
    """What the ratio is a share of: every listed entity of the stratum, or only those that may be drawn."""

    LISTED = "listed"
    ELIGIBLE = "eligible"


class Window(Part):
    """First and last day (local dates, both included) on which a check may take place."""

    first: date
    last: date

    @model_validator(mode="after")
    def _first_is_not_after_last(self) -> Self:
        if self.first > self.last:
            raise ValueError("the window's first day is after its last")
        return self


class Stratum(Part):
    """One stratum of a demand: industries (`["*"]` = all) x classes x risks, with its ratio in basis points.

    `min` and `max` clamp the rounded number; a stratum with key items has no max (key items have no upper ratio).
    """

    stratum: Id
    industries: Names
    classes: Annotated[tuple[CreditClass, ...], Field(min_length=1)]
    risks: Annotated[tuple[Risk, ...], Field(min_length=1)]
    ratio_bp: Annotated[int, Field(strict=True, ge=0, le=10_000)]
    base: Base = Base.LISTED
    rounding: Rounding = Rounding.FAIR
    min: Count = 0
    max: Count | None = None

    @model_validator(mode="after")
    def _is_well_formed(self) -> Self:
        if list(self.classes) != sorted(set(self.classes)) or list(self.risks) != sorted(set(self.risks)):
            raise ValueError("classes and risks must be sorted, each once")
        if self.max is not None and self.max < self.min:
            raise ValueError("max is below min")
        if self.max is not None and Risk.KEY in self.risks:
            raise ValueError("key items have no upper limit: leave max empty")
        return self

    def overlaps(self, other: "Stratum") -> bool:
        """Whether some cell could belong to both."""
        return (
            bool(set(self.classes) & set(other.classes))
            and bool(set(self.risks) & set(other.risks))
            and self._shares_industry(other)
        )

    def contradicts(self, other: "Stratum") -> bool:
        """Whether `other`, about strictly worse classes of the same entities, has the lower ratio."""
        mine = [_ORDERED.index(c) for c in self.classes if c in _ORDERED]
        theirs = [_ORDERED.index(c) for c in other.classes if c in _ORDERED]
        return (
            bool(mine and theirs)
            and max(mine) < min(theirs)
            and self.ratio_bp > other.ratio_bp
            and bool(set(self.risks) & set(other.risks))
            and self._shares_industry(other)
        )

    def _shares_industry(self, other: "Stratum") -> bool:
        return ANY in (self.industries[0], other.industries[0]) or bool(set(self.industries) & set(other.industries))


class Demand(Part):
    """A department's wish: one kind of check, its items, when, and how much of which strata.

    Strata are disjoint, ascending by id, and a worse class never has a lower ratio than a better one.
    """

    demand: Id
    department: Id
    kind: Id
    items: Names
    window: Window
    strata: Annotated[tuple[Stratum, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _strata_are_disjoint_and_monotone(self) -> Self:
        if any(a.stratum >= b.stratum for a, b in pairwise(self.strata)):
            raise ValueError("strata must ascend by id, each once")
        for a, b in combinations(self.strata, 2):
            if a.overlaps(b):
                raise ValueError(f"strata {a.stratum} and {b.stratum} share entities")
            if a.contradicts(b) or b.contradicts(a):
                raise ValueError(f"strata {a.stratum} and {b.stratum}: a worse class may not have a lower ratio")
        return self

    def stratum_of(self, cell: Cell) -> Stratum | None:
        """The one stratum that covers the cell, or None."""
        _, credit_class, risk = cell
        return self._by_cell.get(cell) or self._by_cell.get((ANY, credit_class, risk))

    @cached_property
    def _by_cell(self) -> dict[Cell, Stratum]:
        return {
            cell: stratum for stratum in self.strata for cell in product(stratum.industries, stratum.classes, stratum.risks)
        }


def demands_of(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Sort demands by id; refuses `demands.order` for an id used twice."""
    return demands_in_order(sorted(demands, key=lambda demand: demand.demand))


def demands_in_order(demands: Sequence[Demand]) -> tuple[Demand, ...]:
    """Take demands as they stand; refuses `demands.order` unless strictly ascending by id."""
    for before, after in pairwise(demands):
        if before.demand >= after.demand:
            raise Refused(
                "demands.order",
                field="demands.demand",
                value=after.demand,
                zh="抽查需求必须按编号升序排列且编号不得重复,请更正编号或重新排序",
                en="demands must ascend by id, each once; give each its own id or sort again",
            )
    return tuple(demands)


def target(stratum: Stratum, base: int, prf: Prf) -> int:
    """The wished number of entities: `base x ratio` rounded, then clamped to min and max.

    For `fair`, the 256-bit number of the stratum's definition decides: up iff `U x 10000 < remainder x 2^256`. Strata
    with the same definition share U whoever demands them, so equal demands get equal quotas and their samples coincide.
    """
    whole, remainder = divmod(base * stratum.ratio_bp, 10_000)
    match stratum.rounding:
        case Rounding.FLOOR:
            up = False
        case Rounding.CEIL:
            up = remainder > 0
        case Rounding.HALF_UP:
            up = remainder * 2 >= 10_000
        case Rounding.FAIR:
            definition = {"classes": stratum.classes, "industries": stratum.industries, "risks": stratum.risks}
            number = int.from_bytes(prf.number("round", canonical(definition).decode()))
            up = number * 10_000 < remainder << 256
    wished = max(whole + up, stratum.min)
    return wished if stratum.max is None else min(wished, stratum.max)
