"""What decisions need to know of other lists, read before they are asked."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from libs.events.catalog.codes import Level
from libs.events.catalog.registry.bodies import MandateForm
from libs.events.refusal import Invalid
from services.registry.views import queries

__all__ = ["Mandates", "check_listed", "codes_of", "contents_of", "level_of", "resting"]


@dataclass(frozen=True, slots=True)
class Mandates:
    """Who may check from when until when (X-06): department -> editions as (first day, first day no more, form)."""

    editions: dict[str, list[tuple[date, date | None, MandateForm]]] = field(default_factory=dict)

    @classmethod
    async def load(cls, pool: Any, departments: Iterable[str] | None = None) -> Mandates:
        rows = queries.all_mandates(pool) if departments is None else queries.mandates_of(pool, departments=list(departments))
        found = cls()
        async for row in rows:
            edition = (row["effective_from"], row["effective_until"], MandateForm(row["form"]))
            found.editions.setdefault(row["department"], []).append(edition)
        return found

    def form_on(self, department: str, day: date) -> MandateForm | None:
        """On what footing a department may check on a day; None: it may not."""
        held = [
            form for since, until, form in self.editions.get(department, []) if since <= day and (until is None or day < until)
        ]
        return held[-1] if held else None

    def without(self, departments: Iterable[str], *days: date) -> dict[str, date]:
        """Those that lack a mandate on one of the days, with the first such day."""
        lacking = ((department, day) for department in departments for day in sorted(days, reverse=True))
        return {department: day for department, day in lacking if self.form_on(department, day) is None}


async def codes_of(pool: Any, list_: str, day: date) -> set[str]:
    """Keys of a list that may be named: in force on the day, or announced for later."""
    return {row["key"] async for row in queries.codes_of(pool, list=list_, day=day)}


async def contents_of(pool: Any, list_: str, day: date) -> dict[str, dict[str, Any]]:
    """A list's rows in force on a day, by key, as their facts said it."""
    return {row["key"]: orjson.loads(row["content"]) async for row in queries.whole_list(pool, list=list_, day=day)}


async def level_of(pool: Any, department: str, day: date) -> Level | None:
    content = (await contents_of(pool, "departments", day)).get(department)
    return None if content is None else Level(content["level"])


def check_listed(field: str, values: Iterable[str], listed: Container[str]) -> None:
    """Raises Invalid naming the field and what is on no list."""
    unknown = sorted(value for value in set(values) if value not in listed)
    if unknown:
        raise Invalid(
            f"not on the list: {', '.join(unknown)}",
            f"不在名录中:{'、'.join(unknown)}",
            field=field,
            value=unknown[0] if len(unknown) == 1 else unknown,
            do_en="Use listed codes, or list them first.",
            do_zh="请使用名录中的代码,或先列入名录。",
        )


_RESTING: dict[str, tuple[tuple[str, str], ...]] = {
    "industries": (("scenarios", "industry"), ("manuals", "industry")),
    "departments": (
        ("scenarios", "departments"),
        ("townships", "department"),
        ("mandates", "delegated_by"),
        ("conference", "department"),
    ),
    "townships": (("areas", "townships"),),
}
"""Which lists name the keys of which list, and in what field."""


async def resting(pool: Any, list_: str, key: str, day: date) -> tuple[str, ...]:
    """What is in force on the day or later and rests on a row, as `kind key`; up to five of a kind."""
    found = []
    for other, where in _RESTING.get(list_, ()):
        rows = queries.resting_editions(pool, list=other, field=where, key=key, day=day)
        found += [f"{other} {row['key']}" async for row in rows]
    industry, department, township = (key if list_ == name else None for name in ("industries", "departments", "townships"))
    if industry or department:
        rows = queries.resting_items(pool, industry=industry, department=department, day=day)
        found += [f"items {row['item']}" async for row in rows]
    if industry or township:
        rows = queries.resting_entities(pool, industry=industry, township=township, day=day)
        found += [f"entities {row['entity']}" async for row in rows]
    if department:
        rows = queries.resting_inspectors(pool, department=department, day=day)
        found += [f"inspectors {row['key']}" async for row in rows]
    if department or township:
        found += [f"areas {row['key']}" async for row in queries.resting_centres(pool, body=key, day=day)]
    return tuple(dict.fromkeys(found))
