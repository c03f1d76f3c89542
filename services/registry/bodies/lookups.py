"""Mandates and levels of departments, read before a decision is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from libs.events.catalog import spelling
from libs.events.catalog.codes import Level
from libs.events.catalog.registry.bodies import MandateForm

from ..lists.lookups import codes_of, contents_of
from . import commands as c
from .views import queries


@dataclass(frozen=True, slots=True)
class Certificates:
    """Who holds which certificate: its number as `capitals` reads it -> the officer, and the last one of each officer."""

    holders: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def load(cls, pool: Any) -> Self:
        found = cls()
        async for row in queries.certificates(pool):
            found.take(row["certificate"], row["inspector"])
        return found

    def holder(self, certificate: str, inspector: str) -> str | None:
        """Another officer who holds it."""
        holder = self.holders.get(spelling.capitals(certificate), inspector)
        return None if holder == inspector else holder

    def of(self, inspector: str) -> tuple[str, ...]:
        """What the officer holds: one, or none."""
        return (self.last[inspector],) if inspector in self.last else ()

    def take(self, certificate: str, inspector: str) -> None:
        """The officer's last certificate is this one: the one before is nobody's."""
        for before in self.of(inspector):
            if self.holders.get(before) == inspector:
                del self.holders[before]
        number = spelling.capitals(certificate)
        self.holders[number], self.last[inspector] = inspector, number


@dataclass(frozen=True, slots=True)
class Mandates:
    """Who may check from when until when (X-06): department -> editions as (first day, first day no more, form)."""

    editions: dict[str, list[tuple[date, date | None, MandateForm]]] = field(default_factory=dict)

    @classmethod
    async def load(cls, pool: Any, departments: Iterable[str] | None = None) -> Self:
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


async def mandate_lookups(pool: Any, row: c.MandateRow, today: date) -> c.MandateLookups:
    departments, by = await codes_of(pool, "departments", today), row.delegated_by
    mandates = await Mandates.load(pool, [by] if by else [])
    return c.MandateLookups(departments, mandates.form_on(by, row.effective_from or today) if by else None)


async def level_of(pool: Any, department: str, day: date) -> Level | None:
    content = (await contents_of(pool, "departments", day)).get(department)
    return None if content is None else Level(content["level"])
