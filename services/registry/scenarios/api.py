"""Industries, scenarios, handbooks; scenarios that the data suggests (L-08), with their evidence."""

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from libs.events.catalog.codes import DepartmentCode, IndustryCode, ItemCode, Name, PlainText, Ref
from libs.events.catalog.registry.scenarios import ManualSection
from libs.events.http import Accepted
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool
from libs.events.reactions import Environment

from ..items.views import queries as items
from ..lists.register import Register, in_and_out
from ..lists.shapes import DayFilter, EditionView
from . import commands as c
from . import refusals as r
from .imports import INDUSTRIES, MANUALS, SCENARIOS
from .lookups import Found, found_until, manual_lookups, scenario_lookups
from .suggestions import Meeting, Surge

router = APIRouter()


class Evidence(BaseModel):
    """`meeting`: departments that met at `together` of `checked` entities of the industry, `lift` times as often as by chance.
    `complaints`: so many where `expected` were; `chance`: of that or more (Poisson, corrected for the places looked at).
    """

    model_config = ConfigDict(from_attributes=True)

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


class Acceptance(Body):
    """What the suggestion leaves open; departments and items are the suggested ones unless said."""

    scenario: Ref
    title: Name
    lead: DepartmentCode
    industry: IndustryCode | None = None
    departments: c.Departments | None = None
    items: c.Items | None = None
    effective_from: date | None = None


class Dismissal(Body):
    reason: PlainText
    until: date


# Before the scenarios: `/scenarios/suggestions` is no scenario.
@router.get(
    "/scenarios/suggestions",
    summary="Scenarios that checks and complaints suggest, with the evidence",
    tags=["suggestions"],
)
async def suggestions(_: Permitted, pool: Pool, env: Env) -> Suggestions:
    return await _suggestions(pool, env)


async def _suggestions(pool: Any, env: Environment) -> Suggestions:
    day = env.today
    found = await found_until(pool, day)
    views = [*(_meeting(meeting, found) for meeting in found.meetings), *(_surge(surge, found) for surge in found.surges)]
    fresh = [view for view in views if view.suggestion not in found.dismissed]
    return Suggestions(since=found.since, until=day, scenarios=len(found.scenarios), items=fresh)


@router.post(
    "/scenarios/suggestions/{suggestion}/acceptance",
    status_code=201,
    summary="List the suggested scenario",
    tags=["suggestions"],
    responses=WAITS,
)
async def accept(suggestion: Ref, body: Acceptance, gate: Asking, pool: Pool, env: Env) -> Accepted:
    found = await _one(pool, env, suggestion)
    said = {
        "industry": body.industry or found.industry or "",
        "departments": body.departments or tuple(dict.fromkeys([*found.departments, body.lead])),
        "items": body.items or tuple(found.items),
        "suggestion": suggestion,
    }
    return await list_new_scenario(c.ScenarioRow.model_validate(body.model_dump() | said), gate, pool, env)


@router.post(
    "/scenarios/suggestions/{suggestion}/dismissal", summary="Decide against a suggestion until a day", tags=["suggestions"]
)
async def dismiss(suggestion: Ref, body: Dismissal, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _one(pool, env, suggestion)
    return await gate.execute(c.DismissSuggestion(suggestion=suggestion, **body.model_dump()))


async def _one(pool: Any, env: Environment, suggestion: str) -> SuggestionView:
    for found in (await _suggestions(pool, env)).items:
        if found.suggestion == suggestion:
            return found
    raise r.NoSuchSuggestion(suggestion=suggestion)


def _meeting(meeting: Meeting, found: Found) -> SuggestionView:
    departments, industry = meeting.departments, meeting.industry
    fitting = [row["item"] for row in found.items if row["department"] in departments and industry in row["industries"]]
    return SuggestionView(
        suggestion=meeting.suggestion,
        kind="meeting",
        industry=industry,
        township=None,
        matter_kind=None,
        departments=list(departments),
        items=fitting,
        covered_by=[],
        evidence=Evidence.model_validate(meeting),
    )


def _surge(surge: Surge, found: Found) -> SuggestionView:
    """Competent are those whom clues named, and whose items are of the kind complained about."""
    fitting = [
        row
        for row in found.items
        if (surge.industry is None or surge.industry in row["industries"])
        and (row["kind"] == surge.matter_kind or (surge.matter_kind is None and row["department"] in surge.departments))
    ]
    concerned = {*surge.departments, *(row["department"] for row in fitting)}
    covered = [
        code
        for code, scenario in found.scenarios.items()
        if concerned and scenario.industry == surge.industry and scenario.departments >= concerned
    ]
    return SuggestionView(
        suggestion=surge.suggestion,
        kind="complaints",
        industry=surge.industry,
        township=surge.township,
        matter_kind=surge.matter_kind,
        departments=sorted(concerned),
        items=[row["item"] for row in fitting],
        covered_by=covered,
        evidence=Evidence.model_validate(surge),
    )


class IndustryFilter(DayFilter):
    pass


class IndustryView(EditionView):
    industry: str
    title: str


class ScenarioFilter(DayFilter):
    industry: IndustryCode | None = None
    department: DepartmentCode | None = None


class ScenarioView(EditionView):
    """`key_items` are those of the key list on that day; `mixed`: beside general ones (L-43). `gone`: no longer on the list."""

    scenario: str
    title: str
    industry: str
    lead: str
    departments: list[str]
    items: list[str]
    suggestion: str | None = None
    key_items: list[str] = Field([])
    mixed: bool = False
    gone: list[str] = Field([])


class ManualFilter(DayFilter):
    industry: IndustryCode | None = None
    item: ItemCode | None = None


class ManualView(EditionView):
    manual: str
    edition: int
    industry: str
    title: str
    sections: list[ManualSection]


async def _with_items(pool: Any, day: date, shown: list[ScenarioView]) -> list[ScenarioView]:
    """L-43: which of a scenario's items are key on that day, and which are no longer on the list."""
    classes = {row["item"]: row["list_class"] async for row in items.items_in_force(pool, day=day)}
    for scenario in shown:
        scenario.key_items = [item for item in scenario.items if classes.get(item) == "key"]
        scenario.gone = [item for item in scenario.items if item not in classes]
        scenario.mixed = 0 < len(scenario.key_items) < len(scenario.items) - len(scenario.gone)
    return shown


Register(
    in_and_out(INDUSTRIES, "industries", "行业领域", "industry"),
    "Industries",
    "industry",
    IndustryCode,
    IndustryView,
    IndustryFilter,
    c.WithdrawIndustry,
).routes(router)
Register(
    in_and_out(SCENARIOS, "scenarios", "综合查一次场景", "scenario"), "Scenarios of joint checks", "scenario", Ref,
    ScenarioView, ScenarioFilter, c.WithdrawScenario,
    within={"department": lambda code: {"departments": [code]}}, beside=_with_items,
).routes(router)  # fmt: skip
Register(
    in_and_out(
        MANUALS, "manuals", "合规指导手册", "manual",
        {"sections": lambda v: ["|".join((s.item, "/".join(s.points), s.legal_basis or "")) for s in v.sections]},
    ),
    "Compliance handbooks", "manual", Ref, ManualView, ManualFilter, c.WithdrawManual,
    within={"item": lambda code: {"sections": [{"item": code}]}},
).routes(router)  # fmt: skip


@router.post("/industries", status_code=201, summary="List an industry, or change its title", tags=["changes"], responses=WAITS)
async def list_industry(body: c.IndustryRow, gate: Asking) -> Accepted:
    return await gate.execute(c.ListIndustry(**body.model_dump()))


@router.post(
    "/scenarios", status_code=201, summary="List a scenario of joint checks, or change it", tags=["changes"], responses=WAITS
)
async def list_new_scenario(body: c.ScenarioRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await scenario_lookups(pool, body, env.today)
    return await gate.execute(c.ListScenario(**body.model_dump(), known=known))


@router.post(
    "/manuals",
    status_code=201,
    summary="Issue an industry's compliance handbook, or its next edition",
    tags=["changes"],
    responses=WAITS,
)
async def issue(body: c.ManualRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await manual_lookups(pool, body, env.today)
    return await gate.execute(c.IssueManual(**body.model_dump(), known=known))
