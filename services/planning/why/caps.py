"""How often a business may still be checked this year (L-16, L-21, H-10, X-02)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from libs.events.catalog.planning.policy import PolicyPack

from .views import queries


class Cap(BaseModel):
    """`left` is never below zero; `used` may exceed `cap` where a named ground lifted it."""

    rule: str
    kind: str | None
    cap: int
    used: int
    left: int


class Checks(BaseModel):
    """How often one department checks the entity in the year; `left` of its ceiling, null where there is none.

    Entries at once and what a superior has ordered (O4) do not count (国办发〔2024〕54号).
    """

    department: str
    used: int
    left: int | None


class Caps(NamedTuple):
    caps: list[Cap]
    ceiling: int | None
    departments: list[Checks]


async def caps_of(db: Any, entity: str, year: int, policy: PolicyPack, secret: Mapping[str, Any]) -> Caps:
    """`secret`: of which visits without notice the one who asks may know."""
    asked = {"entity": entity, "year": year, **secret}
    caps = [_cap("X2", None, policy.draws_per_year, await queries.draws_used(db, **asked))]
    caps += [_cap("X1", row["kind"], policy.same_kind_per_year, row["used"]) async for row in queries.checks_of(db, **asked)]
    ceiling = policy.department_checks_per_year
    departments = [
        Checks(**row, left=None if ceiling is None else max(0, ceiling - row["used"]))
        async for row in queries.checks_by(db, **asked)
    ]
    return Caps(caps, ceiling, departments)


def _cap(rule: str, kind: str | None, cap: int, used: int) -> Cap:
    return Cap(rule=rule, kind=kind, cap=cap, used=used, left=max(0, cap - used))
