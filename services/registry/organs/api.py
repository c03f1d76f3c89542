"""Organs that matters go to."""

from fastapi import APIRouter

from libs.events.catalog.registry.organs import OrganCode, OrganKind
from libs.events.http import Accepted
from libs.events.http.commands import WAITS, Asking

from ..lists.register import Register, in_and_out
from ..lists.shapes import DayFilter, EditionView
from . import commands as c
from .imports import ORGANS

router = APIRouter()


class OrganFilter(DayFilter):
    kind: OrganKind | None = None


class OrganView(EditionView):
    """`kind`: what the organ is, by which it may be named as the receiver of a matter."""

    organ: str
    title: str
    kind: OrganKind
    divisions: list[str]


Register(
    in_and_out(ORGANS, "organs", "机关名录", "organ"), "Organs that matters go to", "organ", OrganCode, OrganView, OrganFilter,
    c.WithdrawOrgan,
).routes(router)  # fmt: skip


@router.post(
    "/organs",
    status_code=201,
    summary="List an organ that matters may go to, or change it",
    tags=["changes"],
    responses=WAITS,
)
async def list_organ(body: c.OrganRow, gate: Asking) -> Accepted:
    return await gate.execute(c.ListOrgan(**body.model_dump()))
