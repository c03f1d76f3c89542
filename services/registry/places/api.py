"""Townships, areas, and who answers for a township."""

from datetime import date
from operator import attrgetter
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import DepartmentCode, Level, Ref, TownshipCode
from libs.events.catalog.registry.entities import Position
from libs.events.catalog.registry.places import CentreMember, CommandCentre
from libs.events.http import Accepted
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool

from ..bodies.lookups import level_of
from ..lists import refusals as lists_refusals
from ..lists.lookups import codes_of
from ..lists.register import Register, in_and_out
from ..lists.shapes import DayFilter, EditionView
from . import commands as c
from .imports import TOWNSHIPS
from .views import queries

router = APIRouter()


class TownshipFilter(DayFilter):
    department: DepartmentCode | None = None


class TownshipView(EditionView):
    township: str
    title: str
    department: str
    at: Position | None = None


class AreaFilter(DayFilter):
    township: TownshipCode | None = None


class MemberView(CentreMember):
    duty: PublicWords


class CentreView(CommandCentre):
    members: tuple[MemberView, ...]


class AreaView(EditionView):
    area: str
    title: str
    townships: list[str]
    centre: CentreView


Register(
    in_and_out(TOWNSHIPS, "townships", "乡镇街道", "township"), "Townships and streets", "township", TownshipCode, TownshipView,
    TownshipFilter, c.WithdrawTownship,
).routes(router)  # fmt: skip
_AREAS = listing(
    "areas",
    "执法片区",
    ("area", "name", "townships", "named_by", "members", "powers", "effective_from"),
    headings={
        "area": "片区编号",
        "name": "片区名称",
        "townships": "所辖乡镇",
        "named_by": "命名文件",
        "members": "成员",
        "powers": "职权",
    },
    cell={
        "name": attrgetter("title"),
        "named_by": attrgetter("centre.named_by"),
        "powers": attrgetter("centre.powers"),
        "members": lambda v: [f"{member.body} {member.duty}" for member in v.centre.members],
    },
)
Register(
    _AREAS, "Enforcement areas and their command centres", "area", Ref, AreaView, AreaFilter, c.DissolveArea,
    within={"township": lambda code: {"townships": [code]}},
).routes(router)  # fmt: skip


class Answering(BaseModel):
    """A department whose division prefixes cover the township; `prefix` is the closest of them."""

    department: str
    title: str
    level: Level
    prefix: str


class AnsweringView(BaseModel):
    """The closest first. `overlapping`: several departments' prefixes cover the township, of different reach."""

    township: str
    day: date
    overlapping: bool
    departments: list[Answering]


@router.post(
    "/townships", status_code=201, summary="List a township or street, or change it", tags=["changes"], responses=WAITS
)
async def list_township(body: c.TownshipRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await codes_of(pool, "departments", env.today)
    return await gate.execute(c.ListTownship(**body.model_dump(), known=known))


@router.get("/townships/{township}/departments", summary="Who answers for a township: the closest prefix first", tags=["lists"])
async def answering(township: TownshipCode, pool: Pool, env: Env, day: date | None = None) -> AnsweringView:
    on = day or env.today
    if township not in await codes_of(pool, "townships", on):
        raise lists_refusals.NotListed(township=township)
    found = [Answering(**row) async for row in queries.answering(pool, township=township, day=on)]
    return AnsweringView(township=township, day=on, overlapping=len({a.prefix for a in found}) > 1, departments=found)


@router.post(
    "/areas", status_code=201, summary="Form an area with its command centre, or change it", tags=["changes"], responses=WAITS
)
async def form(body: c.AreaRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    return await gate.execute(c.FormArea(**body.model_dump(), known=await _area_lookups(pool, body, env.today)))


async def _area_lookups(pool: Any, body: c.AreaRow, now: date) -> c.AreaLookups:
    day = body.effective_from or now
    rows = queries.areas_of(pool, townships=list(body.townships), day=day)
    return c.AreaLookups(
        townships=await codes_of(pool, "townships", now),
        departments=await codes_of(pool, "departments", now),
        level=await level_of(pool, body.centre.named_by, day),
        taken={row["township"]: row["area"] async for row in rows if row["area"] != body.area},
    )
