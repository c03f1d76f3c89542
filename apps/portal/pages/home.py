"""The first page, what this is about, and whether the portal runs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ..rendering import Apis, Look

__all__ = ["router"]

router = APIRouter()


@router.get("/")
async def home(request: Request, apis: Apis, look: Look) -> Response:
    return look.render(request, "home.html", figures=await apis.disclosure.figures())


@router.get("/about")
async def about(request: Request, look: Look) -> Response:
    return look.render(request, "about.html")


@router.get("/health/live")
@router.get("/health/ready")
async def health() -> dict[str, str]:
    """The portal has no store; an API that is away shows on the page that needs it, not here."""
    return {"status": "alive"}
