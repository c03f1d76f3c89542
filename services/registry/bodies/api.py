"""Departments, mandates and inspectors. Reading is public, except who the inspectors are."""

from datetime import date
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import DepartmentCode, InspectorId, Kind, Level
from libs.events.catalog.registry.bodies import MandateForm
from libs.events.http import Accepted
from libs.events.http.auth import Permitted
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row
from libs.events.imports.listing import listing_of
from libs.events.reactions import Environment

from ..lists import people
from ..lists.register import Register, in_and_out
from ..lists.shapes import DayFilter, EditionView, End
from ..policy.decide import POLICY
from . import commands as c
from . import refusals as r
from .imports import DEPARTMENTS, INSPECTORS, MANDATES
from .lookups import mandate_lookups
from .views import queries

router = APIRouter()


class DepartmentFilter(DayFilter):
    level: Level | None = None


class DepartmentView(EditionView):
    department: str
    title: str
    level: Level
    divisions: list[str]


class MandateFilter(DayFilter):
    form: MandateForm | None = None
    delegated_by: DepartmentCode | None = None


class MandateView(EditionView):
    department: str
    form: MandateForm
    basis: PublicWords
    delegated_by: str | None = None


Register(
    in_and_out(DEPARTMENTS, "departments", "行政执法部门", "department"), "Departments", "department",
    DepartmentCode, DepartmentView, DepartmentFilter, c.WithdrawDepartment,
).routes(router)  # fmt: skip
Register(
    in_and_out(MANDATES, "mandates", "执法职权", "department"),
    "Mandates to check",
    "department",
    DepartmentCode,
    MandateView,
    MandateFilter,
    c.EndMandate,
).routes(router)


class InspectorFilter(DayFilter):
    department: DepartmentCode | None = None
    qualification: Kind | None = None
    state: Literal["valid", "expired", "suspended", "upcoming"] | None = None


class InspectorQuery(InspectorFilter, Paged):
    pass


class InspectorView(BaseModel):
    """`name` is null for a person whose name was erased."""

    inspector: str
    name: str | None
    department: str
    certificate: str
    qualifications: list[str]
    valid_from: date
    valid_until: date
    suspended_from: date | None
    suspended_for: str | None
    state: str
    version: int


class InspectorSpell(BaseModel):
    """A certificate or a suspension in an inspector's history, in force until the day before `effective_until`."""

    kind: Literal["certified", "suspended"]
    effective_from: date
    effective_until: date | None
    ended: str | None
    department: str | None = None
    certificate: str | None = None
    qualifications: list[str] | None = None
    valid_until: date | None = None
    reason: str | None = None


class Force(BaseModel):
    """L-39. `front_line`: the levels counted; shares in basis points, cut; null where nobody may check."""

    by_level: dict[str, int]
    front_line: list[str]
    front_line_bp: int | None
    wanted_bp: int
    reached: bool


@router.post("/departments", status_code=201, summary="List a department, or change it", tags=["changes"], responses=WAITS)
async def list_department(body: c.DepartmentRow, gate: Asking) -> Accepted:
    return await gate.execute(c.ListDepartment(**body.model_dump()))


@router.post(
    "/mandates",
    status_code=201,
    summary="Grant a department the mandate to check, with its legal basis",
    tags=["changes"],
    responses=WAITS,
)
async def grant(body: c.MandateRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await mandate_lookups(pool, body, env.today)
    return await gate.execute(c.GrantMandate(**body.model_dump(), known=known))


_INSPECTORS = listing_of(INSPECTORS, "inspectors", "执法人员名录", {"id": attrgetter("inspector")})


@router.get(
    "/inspectors/export.{format}",
    summary="Inspectors as a table; for officials",
    response_class=StreamingResponse,
    tags=["exports"],
)
async def export(
    pool: Pool, env: Env, _: Permitted, query: Annotated[InspectorFilter, Query()], download: Downloading
) -> StreamingResponse:
    return download(_INSPECTORS, every_row(partial(_inspectors, pool, env, query), attrgetter("inspector")))


@router.get("/inspectors", summary="Inspectors, by number; for officials", tags=["lists"])
async def inspectors(pool: Pool, env: Env, _: Permitted, query: Annotated[InspectorQuery, Query()]) -> Page[InspectorView]:
    return await page(query, partial(_inspectors, pool, env, query), attrgetter("inspector"))


async def _inspectors(pool: Any, env: Environment, f: InspectorFilter, after: str, limit: int) -> list[InspectorView]:
    said = f.model_dump(include={"q", "department", "qualification", "state"})
    rows = queries.inspectors_page(pool, day=f.day or env.today, **said, after=after, limit=limit)
    return [InspectorView(**row) async for row in rows]


@router.get(
    "/inspectors/{inspector}/history", summary="An inspector's certificates and suspensions; for officials", tags=["lists"]
)
async def inspector_history(inspector: InspectorId, pool: Pool, _: Permitted) -> list[InspectorSpell]:
    spells = [_spell(row) async for row in queries.inspector_history(pool, inspector=inspector)]
    if not spells:
        raise r.NoSuchInspector(inspector=inspector)
    return spells


def _spell(row: Any) -> InspectorSpell:
    said = orjson.loads(row["content"])
    return InspectorSpell(
        kind="certified" if row["list"] == "inspectors" else "suspended",
        effective_from=row["effective_from"],
        effective_until=row["effective_until"],
        ended=row["withdrawn"],
        **{name: said.get(name) for name in ("department", "certificate", "qualifications", "valid_until", "reason")},
    )


@router.post("/inspectors/{inspector}/suspension", summary="Suspend an inspector from a day on", tags=["changes"])
async def suspend(inspector: InspectorId, body: End, gate: Asking) -> Accepted:
    return await gate.execute(c.SuspendInspector(inspector=inspector, **body.model_dump()))


@router.post("/inspectors/{inspector}/reinstatement", summary="End an inspector's suspension from a day on", tags=["changes"])
async def reinstate(inspector: InspectorId, body: End, gate: Asking) -> Accepted:
    return await gate.execute(c.ReinstateInspector(inspector=inspector, **body.model_dump()))


@router.delete("/people/{inspector}", summary="Erase an inspector's name; no fact holds it", tags=["changes"])
async def erase(inspector: InspectorId, gate: Asking, env: Env) -> people.Erased:
    return await people.erase(inspector, gate, env, r.NoSuchInspector, inspector=inspector)


@router.get(
    "/force", summary="Officers who may check on a day, by level, and the share at the front line (L-39)", tags=["lists"]
)
async def force(
    pool: Pool,
    env: Env,
    day: Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31), description="Today when absent.")] = None,
) -> Force:
    """Where a body stands says its level: what the front line is, the place decides (`front_line` of its policy)."""
    on = day or env.today
    numbers = await POLICY.in_force(pool, on)
    officers = {row["level"]: row["officers"] async for row in queries.force_by_level(pool, day=on)}
    total = sum(officers.values())
    front = sum(n for level, n in officers.items() if level in numbers.front_line)
    share = front * 10_000 // total if total else None
    return Force(
        by_level=officers,
        front_line=list(numbers.front_line),
        front_line_bp=share,
        wanted_bp=numbers.front_line_bp,
        reached=share is not None and share >= numbers.front_line_bp,
    )
