"""The effective-dated lists over HTTP: one page, one export, one history and one withdrawal, the same for all of them.

Rules: N-01.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, create_model

from libs.events.catalog.codes import DepartmentCode, IndustryCode, PlainText, Ref, TownshipCode
from libs.events.decider import Command
from libs.events.http import Accepted, Gate, gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, key_of, page_of
from libs.events.reactions import Environment
from services.registry import commands as c
from services.registry.decide.refusals import NotListed
from services.registry.lookups import resting
from services.registry.views import queries

from . import editions as e
from .csvs import as_csv
from .shapes import DayFilter, Paged, today

__all__ = ["REGISTERS", "Register", "router", "rows"]

router = APIRouter(tags=["lists"])
V = TypeVar("V", bound=e.EditionView)


class End(BaseModel):
    """From which day on, and why."""

    model_config = {"extra": "forbid"}

    reason: PlainText
    effective_from: date


class History(BaseModel, Generic[V]):
    """All editions, oldest first."""

    version: int
    editions: list[V]


@dataclass(frozen=True)
class Register(Generic[V]):
    """A list: its name in paths, what names a row, what it shows, what narrows it, its columns as CSV.

    `within`: filters that look into a row's list (filter -> where in the row); the others equal a field of that name.
    """

    name: str
    title: str
    key: str
    shape: Any
    view: type[V]
    filter: type[DayFilter]
    columns: Sequence[str]
    cells: Callable[[V], Sequence[object]]
    withdraw: type[Command]
    roles: tuple[str, ...] = ("registrar",)
    within: dict[str, Callable[[str], dict[str, Any]]] = field(default_factory=dict)

    def like(self, narrowed: DayFilter) -> str:
        """The filter as what a row must hold."""
        wanted: dict[str, Any] = {}
        for name, value in narrowed.model_dump(mode="json", exclude={"day", "q", "cursor", "limit"}, exclude_none=True).items():
            wanted |= self.within[name](value) if name in self.within else {name: value}
        return orjson.dumps(wanted).decode()

    def shown(self, row: Any) -> V:
        content = orjson.loads(row["content"])
        known = {name: value for name, value in content.items() if name in self.view.model_fields}
        own = {name: row[name] for name in ("effective_from", "effective_until", "withdrawn", "version")}
        return self.view(**{**known, **own})


async def rows(register: Register[V], pool: Any, env: Environment, narrowed: DayFilter, after: str, limit: int) -> list[V]:
    """A page of a list as it is in force on the filter's day, or today."""
    day = narrowed.day or today(env)
    found = queries.in_force(
        pool, list=register.name, day=day, q=narrowed.q, like=register.like(narrowed), after=after, limit=limit
    )
    shown = [register.shown(row) async for row in found]
    return await _with_items(pool, day, shown) if register.name == "scenarios" else shown


async def _with_items(pool: Any, day: date, shown: list[Any]) -> list[Any]:
    """L-43: which of a scenario's items are key on that day, and which are no longer on the list."""
    classes = {row["item"]: row["list_class"] async for row in queries.items_in_force(pool, day=day)}
    for scenario in shown:
        scenario.key_items = [item for item in scenario.items if classes.get(item) == "key"]
        scenario.gone = [item for item in scenario.items if item not in classes]
        scenario.mixed = 0 < len(scenario.key_items) < len(scenario.items) - len(scenario.gone)
    return shown


def _key_of_row(register: Register[Any], shown: Any) -> str:
    return f"{shown.source.value}:{shown.code}" if register.name == "sources" else str(getattr(shown, register.key))


async def _all(register: Register[V], pool: Any, env: Environment, narrowed: DayFilter) -> AsyncIterator[V]:
    after = ""
    while batch := await rows(register, pool, env, narrowed, after, 1000):
        for row in batch:
            yield row
        after = _key_of_row(register, batch[-1])


def _routes(register: Register[Any]) -> None:
    query = create_model(f"{register.view.__name__}Query", __base__=(register.filter, Paged))
    page = Page[register.view]  # type: ignore[name-defined]  # the class is known at run time only

    async def listed(pool: Pool, env: Env, query: Any) -> Any:
        found = await rows(register, pool, env, query, str(key_of(query.cursor, [""])[0]), query.limit + 1)
        return page_of(found, query.limit, lambda row: [_key_of_row(register, row)])

    async def export(pool: Pool, env: Env, query: Any) -> StreamingResponse:
        return as_csv(register.name, register.columns, _all(register, pool, env, query), register.cells)

    listed.__annotations__["query"] = Annotated[query, Query()]
    export.__annotations__["query"] = Annotated[register.filter, Query()]
    router.get(
        f"/{register.name}/export.csv", summary=f"{register.title} as CSV", response_class=StreamingResponse, tags=["exports"]
    )(export)
    router.get(f"/{register.name}", summary=f"{register.title} in force on a day", response_model=page)(listed)
    if register.name != "sources":
        _routes_of_one(register)


def _routes_of_one(register: Register[Any]) -> None:
    history = History[register.view]  # type: ignore[name-defined]  # the class is known at run time only

    async def one(key: Any, pool: Pool, response: Response) -> Any:
        found = [row async for row in queries.history(pool, list=register.name, key=key)]
        if not found:
            raise NotListed(field=register.key, value=key, do_en="Check the code.", do_zh="请核对代码。")
        response.headers["ETag"] = f'"{found[-1]["version"]}"'
        return history(version=found[-1]["version"], editions=[register.shown(row) for row in found])

    async def withdraw(key: Any, body: End, gate: Any, pool: Pool) -> Accepted:
        rest = await resting(pool, register.name, key, body.effective_from)
        lookups = {"resting": rest} if "resting" in register.withdraw.model_fields else {}
        accepted: Accepted = await gate.execute(register.withdraw(**{register.key: key}, **body.model_dump(), **lookups))
        return accepted

    for route in (one, withdraw):
        route.__annotations__["key"] = Annotated[register.shape, Path(alias=register.key)]
    withdraw.__annotations__["gate"] = Annotated[Gate, Depends(gate(*register.roles))]
    path = f"/{register.name}/{{{register.key}}}"
    router.get(path, summary=f"{register.title}: all editions of one", response_model=history)(one)
    router.post(f"{path}/withdrawal", summary=f"{register.title}: withdraw one from a day on", tags=["changes"])(withdraw)


def _member(body: str) -> dict[str, Any]:
    return {"townships": [body]}


REGISTERS: tuple[Register[Any], ...] = (
    Register(
        "industries", "Industries", "industry", IndustryCode, e.IndustryView, e.IndustryFilter, ("code", "name"),
        lambda v: (v.industry, v.title), c.WithdrawIndustry,
    ),
    Register(
        "departments", "Departments", "department", DepartmentCode, e.DepartmentView, e.DepartmentFilter,
        ("code", "name", "level", "divisions"),
        lambda v: (v.department, v.title, v.level.value, v.divisions), c.WithdrawDepartment,
    ),
    Register(
        "townships", "Townships and streets", "township", TownshipCode, e.TownshipView, e.TownshipFilter,
        ("code", "name", "department"), lambda v: (v.township, v.title, v.department), c.WithdrawTownship,
    ),
    Register(
        "scenarios", "Scenarios of joint checks", "scenario", Ref, e.ScenarioView, e.ScenarioFilter,
        ("code", "name", "industry", "lead", "departments", "items"),
        lambda v: (v.scenario, v.title, v.industry, v.lead, v.departments, v.items), c.WithdrawScenario,
        roles=("registrar", "planner"), within={"department": lambda code: {"departments": [code]}},
    ),
    Register(
        "mandates", "Mandates to check", "department", DepartmentCode, e.MandateView, e.MandateFilter,
        ("department", "form", "basis", "delegated_by", "effective_from", "effective_until"),
        lambda v: (v.department, v.form.value, v.basis, v.delegated_by, v.effective_from, v.effective_until), c.EndMandate,
    ),
    Register(
        "conference", "Members of the joint conference", "department", DepartmentCode, e.SeatView, e.SeatFilter,
        ("department", "lead", "effective_from"),
        lambda v: (v.department, "yes" if v.lead else "no", v.effective_from), c.LeaveConference,
        roles=("registrar", "planner"),
    ),
    Register(
        "areas", "Enforcement areas and their command centres", "area", Ref, e.AreaView, e.AreaFilter,
        ("area", "name", "townships", "named_by", "members", "powers", "effective_from"),
        lambda v: (
            v.area, v.title, v.townships, v.centre.named_by, [f"{m.body} {m.duty}" for m in v.centre.members],
            [power.value for power in v.centre.powers], v.effective_from,
        ),
        c.DissolveArea, roles=("registrar", "planner"), within={"township": _member},
    ),
    Register(
        "sources", "Rows of the three source lists", "code", str, e.SourceView, e.SourceFilter,
        ("list", "code", "title", "department", "power", "legal_basis", "industries"),
        lambda v: (
            v.source.value, v.code, v.content.title, v.content.department, v.content.power, v.content.legal_basis,
            v.content.industries,
        ),
        c.WithdrawSource,
    ),
    Register(
        "manuals", "Compliance handbooks", "manual", Ref, e.ManualView, e.ManualFilter,
        ("manual", "industry", "title", "sections", "effective_from"),
        lambda v: (
            v.manual, v.industry, v.title,
            ["|".join((s.item, "/".join(s.points), s.legal_basis or "")) for s in v.sections], v.effective_from,
        ),
        c.WithdrawManual, within={"item": lambda code: {"sections": [{"item": code}]}},
    ),
    Register(
        "exemptions", "Minor-exemption list", "exemption", Ref, e.ExemptionView, e.OfItemFilter,
        ("exemption", "item", "behaviour", "conditions", "legal_basis", "first_offence_only", "effective_from"),
        lambda v: (
            v.exemption, v.item, v.behaviour, v.conditions, v.legal_basis, "yes" if v.first_offence_only else "no",
            v.effective_from,
        ),
        c.WithdrawExemption,
    ),
    Register(
        "benchmarks", "Discretion benchmarks", "benchmark", Ref, e.BenchmarkView, e.OfItemFilter,
        ("benchmark", "item", "violation", "grades", "legal_basis", "effective_from"),
        lambda v: (
            v.benchmark, v.item, v.violation,
            [
                "|".join((g.grade, g.circumstances, _fen(g.fine_min_fen), _fen(g.fine_max_fen), g.other or ""))
                for g in v.grades
            ],
            v.legal_basis, v.effective_from,
        ),
        c.WithdrawBenchmark,
    ),
)  # fmt: skip


def _fen(amount: int | None) -> str:
    return "" if amount is None else str(amount)


for _register in REGISTERS:
    _routes(_register)
