"""One file per entity (一企一档)."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from libs.clients.base import Page, segment
from libs.clients.errors import AwayError, Problem, ProblemError
from libs.clients.registry import EntityView, PremisesView, Registry

from ..rendering import Apis, Look

__all__ = ["router"]

router = APIRouter()

_ENTITY = r"^[a-z][a-z0-9-]{1,19}:[!-~]{1,64}$"
_CODE = re.compile(r"[0-9A-Z]{15,18}")
_SHOWN = 50
_NOBODY = Page[EntityView](items=[])


@router.get("/entities")
async def search(request: Request, apis: Apis, look: Look, code: Annotated[str, Query(max_length=100)] = "") -> Response:
    """From a typed credit code or id to the file's address, from a part of a name to those who are called so."""
    plain = unicodedata.normalize("NFKC", code).strip()
    scheme, colon, number = plain.partition(":")
    credit = (number if scheme.lower() == "uscc" else plain).replace(" ", "").replace("-", "").upper()
    if _CODE.fullmatch(credit):
        return RedirectResponse(f"/entities/uscc:{credit}", 303)
    entity = f"{scheme.lower()}{colon}{number}"
    if re.fullmatch(_ENTITY, entity):
        return RedirectResponse(f"/entities/{segment(entity)}", 303)
    called, refused = await _called(apis.registry, plain) if plain else (_NOBODY, None)
    status = 400 if plain and not called.items else 200
    return look.render(request, "entities.html", status=status, code=code, called=called, refused=refused)


async def _called(registry: Registry, name: str) -> tuple[Page[EntityView], Problem | None]:
    """The first of those whose name has this part, as the registry finds them, or why it does not; nobody while it is away."""
    try:
        return await registry.entities(q=name, limit=_SHOWN), None
    except AwayError:
        return _NOBODY, None
    except ProblemError as error:
        return _NOBODY, error.problem


@router.get("/entities/{entity:path}")
async def entity(
    entity: Annotated[str, Path(pattern=_ENTITY)],
    request: Request,
    apis: Apis,
    look: Look,
    cursor: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,500}$")] = "",
) -> Response:
    found, premises = await asyncio.gather(
        apis.disclosure.entity_file(entity, cursor=cursor or None), _premises(apis.registry, entity)
    )
    return look.render(request, "entity.html", file=found, premises=premises, cursor=cursor)


async def _premises(registry: Registry, entity: str) -> list[PremisesView]:
    """Its places of business beside its own, the first of them; none while the registry is away."""
    try:
        return (await registry.premises(entity=entity, state="open", limit=_SHOWN)).items
    except (AwayError, ProblemError):
        return []
