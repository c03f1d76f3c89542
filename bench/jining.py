"""An invented register of the size of Jining: what a draw of the whole city rests on. Nobody in it exists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from services.planning.draw.demand import Demand, Stratum, Window
from services.planning.draw.frame import (
    CreditClass,
    Exclusion,
    ExclusionCode,
    Leaf,
    Override,
    OverrideCode,
    Risk,
)
from services.planning.draw.inspector import Roster
from services.planning.draw.manifest import Rules
from services.planning.draw.testing import an_inspector

__all__ = ["DEPARTMENTS", "ENTITIES", "INSPECTORS", "MANY", "USUAL", "Ratios", "demands", "leaves", "roster", "rules"]

ENTITIES, DEPARTMENTS, INSPECTORS = 880_000, 27, 19_000

Ratios = dict[str, int]
MANY: Ratios = {"A": 360, "B": 1250, "C": 4800, "D": 9000, "U": 1250}
"""Basis points by class: the ratio table of the design, about 400,000 department checks in 110,000 visits."""
USUAL: Ratios = {"A": 46, "B": 160, "C": 620, "D": 1240, "U": 160}
"""The 14,000 visits a year that such a city really makes."""

_CLASSES, _MIX = "ABCDU", (6530, 2526, 769, 151, 24)
"""STANDARDS section 6, with some entities that nobody has classed yet."""
_INDUSTRIES = [f"I{number:02d}" for number in range(1, 33)]
_EXCLUDED = 0.05
_AUTUMN = Window(first=date(2023, 10, 9), last=date(2023, 12, 29))
_EARLY = Window(first=date(2023, 10, 9), last=date(2023, 11, 24))


@dataclass(frozen=True)
class _Department:
    name: str
    kinds: tuple[str, ...]
    industries: tuple[str, ...]


def _departments() -> list[_Department]:
    """Every fourth department makes two kinds of check; each works in six of the industries."""
    return [
        _Department(
            f"dept-{n:02d}",
            tuple(f"kind-{n:02d}-{k}" for k in range(2 if n % 4 == 0 else 1)),
            tuple(sorted(_INDUSTRIES[(n * 5 + step * step) % len(_INDUSTRIES)] for step in range(6))),
        )
        for n in range(1, DEPARTMENTS + 1)
    ]


def leaves(count: int) -> Iterator[Leaf]:
    """`count` leaves, ascending; one in twenty is excluded from something."""
    dice = random.Random(370_800)  # noqa: S311 - the same register every time
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(_INDUSTRIES))))
    kinds = [kind for department in _departments() for kind in department.kinds]
    for number in range(count):
        excluded, overrides = _excluded(dice, number, kinds) if dice.random() < _EXCLUDED else ((), ())
        yield Leaf(
            entity=_entity(number),
            industry=dice.choices(_INDUSTRIES, cum_weights=weights)[0],
            credit_class=CreditClass(dice.choices(_CLASSES, weights=_MIX)[0]),
            risk=Risk.GENERAL,
            excluded=excluded,
            overrides=overrides,
        )


def _entity(number: int) -> str:
    return f"uscc:9237{number:09d}MA3XQ"


def _excluded(dice: random.Random, number: int, kinds: list[str]) -> tuple[tuple[Exclusion, ...], tuple[Override, ...]]:
    code = dice.choice(list(ExclusionCode))
    covers = (dice.choice(kinds),) if code in (ExclusionCode.SAME_KIND_THIS_YEAR, ExclusionCode.RECOGNISED_RESULT) else ("*",)
    excluded = (Exclusion(reason=code, kinds=covers, fact=f"fact-{number}"),)
    if code is not ExclusionCode.DRAWN_TWICE_THIS_YEAR or dice.random() < 0.5:
        return excluded, ()
    return excluded, (Override(reason=OverrideCode.SAFETY, lifts=(code,), kinds=(kinds[0],), fact=f"ground-{number}"),)


def demands(ratios: Ratios) -> tuple[Demand, ...]:
    """A demand for each department and kind, a stratum for each of its industries and classes."""
    return tuple(
        Demand(
            demand=f"{department.name}-{kind}",
            department=department.name,
            kind=kind,
            items=(f"item-{kind}",),
            window=_EARLY if n % 9 == 8 else _AUTUMN,
            strata=tuple(
                Stratum(
                    stratum=f"{industry}.{credit_class}",
                    industries=(industry,),
                    classes=(CreditClass(credit_class),),
                    risks=(Risk.GENERAL,),
                    ratio_bp=min(10_000, ratio * (8 + n % 5) // 10),
                )
                for industry in sorted(set(department.industries))
                for credit_class, ratio in ratios.items()
            ),
        )
        for n, department in enumerate(_departments())
        for kind in department.kinds
    )


def roster(count: int, entities: int) -> Roster:
    """`count` officers, evenly over the departments; one in ten is recused from an entity."""
    dice = random.Random(19_000)  # noqa: S311 - the same officers every time
    departments = _departments()
    return Roster.of(
        an_inspector(
            f"officer-{number:05d}",
            (own := departments[number % len(departments)]).name,
            qualified=own.kinds if dice.random() < 0.8 else own.kinds[:1],
            recused=[_entity(dice.randrange(entities))] if dice.random() < 0.1 else [],
            load=dice.randrange(12),
        )
        for number in range(count)
    )


def rules() -> Rules:
    return Rules(precedence=tuple(department.name for department in _departments()[:3]))
