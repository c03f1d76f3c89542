"""Draws: numbers, certificate, and how to verify a draw without trusting anybody."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from ..rendering import Apis, Look
from .files import download

__all__ = ["router"]

router = APIRouter()

Draw = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]


@router.get("/draws")
async def draws(
    request: Request,
    apis: Apis,
    look: Look,
    cursor: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,500}$")] = "",
) -> Response:
    return look.render(request, "draws.html", page=await apis.planning.draws(cursor=cursor or None), cursor=cursor)


@router.get("/draws/{draw}")
async def draw(draw: Draw, request: Request, apis: Apis, look: Look) -> Response:
    found = await apis.planning.draw(draw)
    return look.render(request, "draw.html", draw=found, file=_file_name(draw))


@router.get("/draws/{draw}/verify")
async def verify(draw: Draw, request: Request, apis: Apis, look: Look) -> Response:
    """The page that verifies the draw in the visitor's browser; without scripts it names the command."""
    found = await apis.planning.draw(draw)
    return look.render(request, "verify.html", draw=found, file=_file_name(draw))


@router.get("/draws/{draw}/certificate")
async def certificate(draw: Draw, apis: Apis) -> Response:
    """The proof pack as published, byte for byte."""
    return StreamingResponse(
        await download(apis.planning.draw_certificate_file(draw)),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(draw)}"'},
    )


def _file_name(draw: str) -> str:
    return f"{re.sub(r'[^A-Za-z0-9._-]', '-', draw)}.json"
