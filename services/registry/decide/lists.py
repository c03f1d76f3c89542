"""Lists whose newest row counts: industries, departments, townships, scenarios. The same row again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from libs.events.catalog.registry import DepartmentListed, IndustryListed, ScenarioListed, TownshipListed
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.registry.commands import ListDepartment, ListIndustry, ListScenario, ListTownship

from .refusals import BeforeLastEdition


def _industry(command: ListIndustry, state: Fact | None, _: datetime) -> Sequence[Fact]:
    return _unless_same(IndustryListed(**command.model_dump()), state)


def _department(command: ListDepartment, state: Fact | None, _: datetime) -> Sequence[Fact]:
    return _unless_same(DepartmentListed(**command.model_dump()), state)


def _township(command: ListTownship, state: Fact | None, _: datetime) -> Sequence[Fact]:
    return _unless_same(TownshipListed(**command.model_dump()), state)


def _scenario(command: ListScenario, state: Fact | None, _: datetime) -> Sequence[Fact]:
    listed = ScenarioListed(**command.model_dump())
    if isinstance(state, ScenarioListed):
        # A file names no day: the day it is read alone is no change.
        if listed.model_copy(update={"effective_from": state.effective_from}) == state:
            return []
        if listed.effective_from < state.effective_from:
            raise BeforeLastEdition(
                f"in force since {state.effective_from}",
                f"现行内容自 {state.effective_from} 起生效",
                field="effective_from",
                value=listed.effective_from.isoformat(),
                do_en="Name a later day.",
                do_zh="请填写更晚的生效日期。",
            )
    return [listed]


def _unless_same(listed: Fact, state: Fact | None) -> Sequence[Fact]:
    return [] if listed == state else [listed]


def _newest(_: Fact | None, fact: Fact) -> Fact | None:
    return fact


INDUSTRY: Decider[ListIndustry, Fact | None] = Decider(
    name="industry",
    commands=(ListIndustry,),
    stream=lambda command: f"industry-{command.industry}",
    initial=None,
    decide=_industry,
    evolve=_newest,
)
DEPARTMENT: Decider[ListDepartment, Fact | None] = Decider(
    name="department",
    commands=(ListDepartment,),
    stream=lambda command: f"department-{command.department}",
    initial=None,
    decide=_department,
    evolve=_newest,
)
TOWNSHIP: Decider[ListTownship, Fact | None] = Decider(
    name="township",
    commands=(ListTownship,),
    stream=lambda command: f"township-{command.township}",
    initial=None,
    decide=_township,
    evolve=_newest,
)
SCENARIO: Decider[ListScenario, Fact | None] = Decider(
    name="scenario",
    commands=(ListScenario,),
    stream=lambda command: f"scenario-{command.scenario}",
    initial=None,
    decide=_scenario,
    evolve=_newest,
)
