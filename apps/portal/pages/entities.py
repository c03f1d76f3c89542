"""One file per entity (一企一档)."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from libs.clients.base import segment

from ..rendering import Apis, Look

__all__ = ["router"]

router = APIRouter()

_ENTITY = r"^[a-z][a-z0-9-]{1,19}:[!-~]{1,64}$"
_CODE = re.compile(r"[0-9A-Z]{15,18}")


@router.get("/entities")
async def search(request: Request, look: Look, code: Annotated[str, Query(max_length=100)] = "") -> Response:
    """From a typed credit code or id to the file's address."""
    plain = unicodedata.normalize("NFKC", code).strip()
    if re.fullmatch(_ENTITY, plain):
        return RedirectResponse(f"/entities/{segment(plain)}", 303)
    upper = plain.replace(" ", "").upper()
    if _CODE.fullmatch(upper):
        return RedirectResponse(f"/entities/uscc:{upper}", 303)
    return look.render(request, "entities.html", status=400 if plain else 200, code=code)


@router.get("/entities/{entity:path}")
async def entity(
    entity: Annotated[str, Path(pattern=_ENTITY)],
    request: Request,
    apis: Apis,
    look: Look,
    cursor: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,500}$")] = "",
) -> Response:
    found = await apis.disclosure.entity_file(entity, cursor=cursor or None)
    return look.render(request, "entity.html", file=found, cursor=cursor)
