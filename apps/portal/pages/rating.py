"""Rating a department with a ticket that the enterprise has fetched: nobody signs in (J-21, X-03).

A link on paper holds the ticket behind its `#`, which browsers send to nobody: in an address it would stand in the logs of
proxies, beside the time and the network address of whoever rates. The page's script puts it into the
form; without scripts it is pasted.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from libs.clients.errors import ProblemError
from libs.domain.office.words import Word

from ..rendering import Apis, Look

__all__ = ["router"]

router = APIRouter()

_PERIOD = re.compile(r"20[0-9]{2}-Q[1-4]")
_DEPARTMENT = re.compile(r"[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*")
_TICKET = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{512}")
_PRIVATE = {"Cache-Control": "no-store"}
_SCAN = Word("评价凭证无效,请使用为本次检查领取的凭证", "The ticket is not valid: use one that you fetched for your visit")
_CHOOSE = Word("请选择 1 至 5 星", "Choose one to five stars")
_FAILED = Word("评价未被接受", "The rating was not accepted")


class Given(BaseModel):
    """What the form holds; whatever it is, it is judged here and not by the framework."""

    period: str = ""
    department: str = ""
    ticket: str = ""
    signature: str = ""
    stars: str = ""

    @property
    def usable(self) -> bool:
        return bool(
            _PERIOD.fullmatch(self.period)
            and _DEPARTMENT.fullmatch(self.department)
            and _TICKET.fullmatch(self.ticket)
            and _SIGNATURE.fullmatch(self.signature)
        )


@router.get("/rate")
async def form(request: Request, look: Look) -> Response:
    return look.render(request, "rate.html", headers=_PRIVATE, given=Given(), usable=True, error=None)


@router.post("/rate")
async def rate(request: Request, apis: Apis, look: Look, given: Annotated[Given, Form()]) -> Response:
    usable = given.usable
    status, error = 400, _CHOOSE if usable else _SCAN
    if usable and given.stars in {"1", "2", "3", "4", "5"}:
        try:
            await apis.disclosure.rate(**given.model_dump(exclude={"stars"}), stars=int(given.stars))
        except ProblemError as refused:
            if refused.status == 404 or refused.status >= 500:
                raise
            # A used or foreign ticket stays so whatever is chosen: the form is not offered again.
            status, usable, problem = refused.status, False, refused.problem
            error = Word(problem.title or _FAILED.zh, problem.title_en or _FAILED.en)
        else:
            return RedirectResponse("/rate/thanks", 303, _PRIVATE)
    return look.render(request, "rate.html", status=status, headers=_PRIVATE, given=given, usable=usable, error=error)


@router.get("/rate/thanks")
async def thanks(request: Request, look: Look) -> Response:
    return look.render(request, "thanks.html")
