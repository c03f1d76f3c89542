"""Scenarios that the data suggests (L-08): shown with their evidence, accepted as a scenario, or dismissed for a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from libs.events.catalog.codes import DepartmentCode, ItemCode, Name, PlainText, Ref
from libs.events.http import Accepted, Gate, allow, gate
from libs.events.http.depends import Env, Pool
from libs.events.refusal import NotFound
from services.registry import commands as c
from services.registry.lookups import contents_of
from services.registry.policy import POLICY
from services.registry.suggestions import Company, Complained, Covered, Meeting, Surge, complaint_surges, meetings
from services.registry.tags import months_before
from services.registry.views import queries

from .entering import list_scenario
from .shapes import today

__all__ = ["router"]

router = APIRouter(tags=["suggestions"])
Office = Annotated[Gate, Depends(gate("registrar", "planner"))]
Reader = Depends(allow("registrar", "planner", "conference-member", "department-officer", "commander", "auditor"))


class NoSuchSuggestion(NotFound):
    """L-08: only what the data suggests now, with its evidence, can be accepted as a suggestion."""

    slug = "no-such-suggestion"
    title_zh = "没有此项场景建议"
    title_en = "The data makes no such suggestion"


class Evidence(BaseModel):
    """`meeting`: departments that met at `together` of `checked` entities of the industry, `lift` times as often as by chance.
    `complaints`: so many where `expected` were; `chance`: of that or more (Poisson, corrected for the places looked at).
    """

    together: int | None = None
    checked: int | None = None
    support: float | None = None
    lift: float | None = None
    complaints: int | None = None
    expected: float | None = None
    chance: float | None = None
    facts: list[str]


class SuggestionView(BaseModel):
    """`items`: in force today, of these departments for that industry: what a scenario of it would hold. `covered_by`: the
    scenarios in which whom the complaints concern already go together there; departments that meet in one are not suggested.
    """

    suggestion: str
    kind: Literal["meeting", "complaints"]
    industry: str | None
    township: str | None
    matter_kind: str | None
    departments: list[str]
    items: list[str]
    covered_by: list[str]
    evidence: Evidence


class Suggestions(BaseModel):
    """What was looked at: from `since` to `until`, and against how many scenarios in force."""

    since: date
    until: date
    scenarios: int
    items: list[SuggestionView]


class Acceptance(BaseModel):
    """What the suggestion leaves open; departments and items are the suggested ones unless said."""

    model_config = ConfigDict(extra="forbid")

    scenario: Ref
    title: Name
    lead: DepartmentCode
    industry: str | None = Field(None, pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,29}$")
    departments: tuple[DepartmentCode, ...] | None = Field(None, min_length=1)
    items: tuple[ItemCode, ...] | None = Field(None, min_length=1)
    effective_from: date | None = None


class Dismissal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: PlainText
    until: date


@router.get(
    "/scenarios/suggestions", summary="Scenarios that checks and complaints suggest, with the evidence", dependencies=[Reader]
)
async def suggestions(pool: Pool, env: Env) -> Suggestions:
    return await _suggestions(pool, today(env))


@router.post("/scenarios/suggestions/{suggestion}/acceptance", status_code=201, summary="List the suggested scenario")
async def accept(suggestion: Ref, body: Acceptance, gate: Office, pool: Pool, env: Env) -> Accepted:
    found = await _one(pool, env, suggestion)
    row = c.ScenarioRow.model_validate(
        {
            **body.model_dump(),
            "industry": body.industry or found.industry or "",
            "departments": body.departments or tuple(dict.fromkeys([*found.departments, body.lead])),
            "items": body.items or tuple(found.items),
            "suggestion": suggestion,
        }
    )
    return await list_scenario(row, gate, pool, env)


@router.post("/scenarios/suggestions/{suggestion}/dismissal", summary="Decide against a suggestion until a day")
async def dismiss(suggestion: Ref, body: Dismissal, gate: Office, pool: Pool, env: Env) -> Accepted:
    await _one(pool, env, suggestion)
    return await gate.execute(c.DismissSuggestion(suggestion=suggestion, **body.model_dump()))


async def _one(pool: Any, env: Any, suggestion: str) -> SuggestionView:
    for found in (await _suggestions(pool, today(env))).items:
        if found.suggestion == suggestion:
            return found
    raise NoSuchSuggestion(
        field="suggestion",
        value=suggestion,
        do_en="GET /v1/scenarios/suggestions lists them.",
        do_zh="可通过 GET /v1/scenarios/suggestions 查看。",
    )


async def _suggestions(pool: Any, day: date) -> Suggestions:
    since = months_before(day, POLICY.window_months)
    scenarios = {
        code: Covered(content["industry"], frozenset(content["departments"]))
        for code, content in (await contents_of(pool, "scenarios", day)).items()
    }
    items = [row async for row in queries.items_in_force(pool, day=day)]
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
    gone = {row["suggestion"] async for row in queries.dismissed(pool, day=day)}
    found = [_meeting(m, items) for m in meetings(companies, list(scenarios.values()), POLICY)]
    surges = complaint_surges(complaints, by_industry, by_township, POLICY)
    found += [_surge(surge, items, scenarios) for surge in surges]
    return Suggestions(
        since=since, until=day, scenarios=len(scenarios), items=[view for view in found if view.suggestion not in gone]
    )


def _meeting(found: Meeting, items: list[Any]) -> SuggestionView:
    return SuggestionView(
        suggestion=found.suggestion,
        kind="meeting",
        industry=found.industry,
        township=None,
        matter_kind=None,
        departments=list(found.departments),
        items=[row["item"] for row in items if row["department"] in found.departments and found.industry in row["industries"]],
        covered_by=[],
        evidence=Evidence(
            together=found.together,
            checked=found.checked,
            support=found.support,
            lift=found.lift,
            facts=list(found.facts),
        ),
    )


def _surge(found: Surge, items: list[Any], scenarios: Mapping[str, Covered]) -> SuggestionView:
    """Competent are those whom clues named, and whose items are of the kind complained about."""
    fitting = [
        row
        for row in items
        if (found.industry is None or found.industry in row["industries"])
        and (row["kind"] == found.matter_kind or (found.matter_kind is None and row["department"] in found.departments))
    ]
    concerned = {*found.departments, *(row["department"] for row in fitting)}
    return SuggestionView(
        suggestion=found.suggestion,
        kind="complaints",
        industry=found.industry,
        township=found.township,
        matter_kind=found.matter_kind,
        departments=sorted(concerned),
        items=[row["item"] for row in fitting],
        covered_by=[
            code
            for code, scenario in scenarios.items()
            if concerned and scenario.industry == found.industry and scenario.departments >= concerned
        ],
        evidence=Evidence(complaints=found.complaints, expected=found.expected, chance=found.chance, facts=list(found.facts)),
    )
