"""The members of the joint conference."""

from datetime import date

from fastapi import APIRouter

from libs.events.catalog.codes import DepartmentCode
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Pool

from ..lists.lookups import lasting
from ..lists.register import Register, in_and_out
from ..lists.shapes import DayFilter, EditionView
from . import commands as c
from . import lookups
from .imports import CONFERENCE

router = APIRouter()


class Seat(Body):
    """With `lead`, whoever led before is a member from that day on."""

    department: DepartmentCode
    lead: bool
    effective_from: date


class SeatFilter(DayFilter):
    lead: bool | None = None


class SeatView(EditionView):
    department: str
    lead: bool


Register(
    in_and_out(CONFERENCE, "conference", "联席会议成员", "department"), "Members of the joint conference", "department",
    DepartmentCode, SeatView, SeatFilter, c.LeaveConference, rests=lookups.left_to_the_lead,
).routes(router)  # fmt: skip


@router.post(
    "/conference",
    status_code=201,
    summary="A department joins the joint conference, or leads it, from a day on",
    tags=["changes"],
    responses=WAITS,
)
async def join(body: Seat, gate: Asking, pool: Pool) -> Accepted:
    known = c.Seating(await lasting(pool, "departments"))
    return await gate.execute(c.JoinConference(**body.model_dump(), known=known))
