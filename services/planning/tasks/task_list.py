"""A plan's task list: what is checked together, who leads, at how many (L-06, L-13, H-08); what the plan leaves out (N-10).

Rules: J-03, J-08, J-11, J-26, J-27, N-08.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from pydantic import BaseModel

from services.planning.crossplan import commands as crossplan_commands
from services.planning.crossplan.views import queries as crossplan_queries
from services.planning.demand.views import queries as demand_queries

from .views import queries

Row = Mapping[str, Any]
_NO_SCENARIO = ("该行业领域无综合查一次场景", "no scenario is listed for the industry")


class TaskDemand(BaseModel):
    """A demand as far as it concerns one industry. `expected`: entities by its ratios, before exclusions and rounding."""

    demand: str
    department: str
    kind: str
    items: list[str]
    list_class: str
    method: str
    ratios: dict[str, int]
    expected: int
    window_from: date
    window_to: date
    crossplan: str | None
    crossplan_state: str | None


class Task(BaseModel):
    """What is checked together in one industry. `entities`: listed and in business, by credit class.

    `lead`: as visits are led: the scenario's if it takes part, else the plan's if it does, else the first by code.
    `absent`: departments of the scenario that have no demand here. `warning`: what the conference should look at.
    """

    scenario: str | None
    title: str | None
    industry: str
    lead: str
    co_departments: list[str]
    absent: list[str]
    items: list[str]
    methods: list[str]
    entities: dict[str, int]
    listed: int
    window_from: date
    window_to: date
    demands: list[TaskDemand]
    warning: str | None
    warning_en: str | None


class MissingItem(BaseModel):
    """An item in force that no demand of the plan covers."""

    item: str
    department: str
    kind: str
    list_class: str
    industries: list[str]


async def tasks_of(pool: Any, plan: Row) -> list[Task]:
    """One task per industry of the plan's present edition, by industry. Empty before the first coordination."""
    if plan["window_from"] is None:
        return []
    day = plan["window_from"]
    demands = [row async for row in demand_queries.demands_named(pool, demands=list(plan["demands"]))]
    industries = sorted({industry for row in demands for industry in row["industries"]})
    scenarios = {row["industry"]: row async for row in queries.scenarios_on(pool, on_day=day)}
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    async for row in queries.listed_by_class(pool, industries=industries, on_day=day):
        counts[row["industry"]][row["credit_class"]] = row["entities"]
    items = {row["item"]: set(row["industries"]) for row in await _items(pool, plan)}
    named = crossplan_queries.crossplans_named(pool, crossplans=[r["crossplan"] for r in demands if r["crossplan"] is not None])
    windows = {row["crossplan"]: crossplan_commands.KnownCrossPlan(**row) async for row in named}
    tasks = []
    for industry in industries:
        here = {item for item, listed_for in items.items() if industry in listed_for}
        wanted = [row for row in demands if industry in row["industries"]]
        parts = [_demand(row, plan, here, counts[industry], windows.get(row["crossplan"])) for row in wanted]
        tasks.append(_task(industry, plan, scenarios.get(industry), parts, counts[industry]))
    return tasks


async def _items(pool: Any, plan: Row) -> list[Row]:
    """Items in force on some day of the plan's window; before there is one, of its year."""
    first = plan["window_from"] or date(plan["year"], 1, 1)
    last = plan["window_to"] or date(plan["year"], 12, 31)
    return [row async for row in demand_queries.listed_items(pool, items=None, first_day=first, last_day=last)]


def _demand(
    row: Row, plan: Row, items: set[str], listed: Mapping[str, int], joint: crossplan_commands.KnownCrossPlan | None
) -> TaskDemand:
    ratios: dict[str, int] = orjson.loads(row["ratios"])
    window = plan if joint is None or joint.state != "accepted" else joint.model_dump()
    return TaskDemand(
        demand=row["demand"],
        department=row["department"],
        kind=row["kind"],
        items=[item for item in row["items"] if item in items],
        list_class=row["list_class"],
        method=row["method"],
        ratios=ratios,
        expected=round(sum(listed.get(credit_class, 0) * ratio for credit_class, ratio in ratios.items()) / 10_000),
        window_from=window["window_from"],
        window_to=window["window_to"],
        crossplan=row["crossplan"],
        crossplan_state=None if joint is None else joint.state,
    )


def _task(industry: str, plan: Row, scenario: Row | None, demands: Sequence[TaskDemand], listed: Mapping[str, int]) -> Task:
    present = {demand.department for demand in demands}
    wanted = [] if scenario is None else [scenario["lead"]]
    lead = next(department for department in [*wanted, plan["lead"], *sorted(present)] if department in present)
    return Task(
        scenario=None if scenario is None else scenario["scenario"],
        title=None if scenario is None else scenario["title"],
        industry=industry,
        lead=lead,
        co_departments=sorted(present - {lead}),
        absent=[] if scenario is None else sorted({scenario["lead"], *scenario["departments"]} - present),
        items=sorted({item for demand in demands for item in demand.items}),
        methods=sorted({demand.method for demand in demands}),
        entities={credit_class: listed.get(credit_class, 0) for credit_class in "ABCDU"},
        listed=sum(listed.values()),
        window_from=min(demand.window_from for demand in demands),
        window_to=max(demand.window_to for demand in demands),
        demands=list(demands),
        warning=None if scenario is not None else _NO_SCENARIO[0],
        warning_en=None if scenario is not None else _NO_SCENARIO[1],
    )


async def missing_items(pool: Any, plan: Row) -> tuple[list[MissingItem], int]:
    """Items in force that the plan's present edition does not cover, key items first; and how many items are in force."""
    covered = {item async for row in demand_queries.demands_named(pool, demands=list(plan["demands"])) for item in row["items"]}
    items = await _items(pool, plan)
    missing = [
        MissingItem(**{name: row[name] for name in MissingItem.model_fields}) for row in items if row["item"] not in covered
    ]
    return sorted(missing, key=lambda one: (one.list_class != "key", one.department, one.item)), len(items)
