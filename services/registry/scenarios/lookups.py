"""What scenarios and handbooks are held to, and what the data of the last year suggests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..bodies.lookups import Mandates
from ..entities.tags import months_before
from ..items.views import queries as items
from ..lists.lookups import codes_of, contents_of
from ..policy.decide import POLICY
from . import commands as c
from .suggestions import Company, Complained, Covered, Meeting, Surge, complaint_surges, meetings
from .views import queries


async def scenario_lookups(pool: Any, row: c.ScenarioRow, today: date) -> c.ScenarioLookups:
    day = row.effective_from or today
    mandates = await Mandates.load(pool, row.departments)
    return c.ScenarioLookups(
        await codes_of(pool, "industries", today),
        await codes_of(pool, "departments", today),
        {item["item"]: item async for item in items.listed_items(pool, day=day)},
        mandates.without(row.departments, day, max(day, today)),
    )


async def manual_lookups(pool: Any, row: c.ManualRow, today: date) -> c.ManualLookups:
    in_force = items.items_in_force(pool, day=row.effective_from or today)
    fitting = frozenset([item["item"] async for item in in_force if row.industry in item["industries"]])
    return c.ManualLookups(await codes_of(pool, "industries", today), fitting)


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at, from `since` on, and what it suggests; what was dismissed is in it still."""

    since: date
    scenarios: Mapping[str, Covered]
    items: list[Any]
    meetings: list[Meeting]
    surges: list[Surge]
    dismissed: frozenset[str]


async def found_until(pool: Any, day: date) -> Found:
    numbers = await POLICY.in_force(pool, day)
    since = months_before(day, numbers.window_months)
    scenarios = {
        code: Covered(content["industry"], frozenset(content["departments"]))
        for code, content in (await contents_of(pool, "scenarios", day)).items()
    }
    companies = [
        Company(row["industry"], frozenset(row["departments"]), row["entities"], tuple(row["facts"]))
        async for row in queries.companies(pool, since=since, day=day)
    ]
    complaints = [
        Complained(row["fact"], row["township"], row["matter_kind"], tuple(row["industries"] or ()), tuple(row["departments"]))
        async for row in queries.complained(pool, since=since, day=day)
    ]
    by_industry = {row["industry"]: row["entities"] async for row in queries.entities_by_industry(pool)}
    by_township = {row["township"]: row["entities"] async for row in queries.entities_by_township(pool)}
    return Found(
        since,
        scenarios,
        [row async for row in items.items_in_force(pool, day=day)],
        meetings(companies, list(scenarios.values()), numbers),
        complaint_surges(complaints, by_industry, by_township, numbers),
        frozenset([row["suggestion"] async for row in queries.dismissed(pool, day=day)]),
    )
