"""An unknown query parameter is refused: with a misspelt filter the caller would get the whole list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Cookie, Header, Path
from fastapi.routing import APIRoute

__all__ = ["no_unknown_parameters"]

_known: dict[int, tuple[APIRoute, frozenset[str]]] = {}
"""By the route's identity. The route is kept with the answer, so that its identity is not given to another."""


async def no_unknown_parameters(request: Request) -> None:
    """Dependency of every route of a service. Raises RequestValidationError (422) naming each unknown query parameter."""
    if not request.url.query:
        return
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    if id(route) not in _known:
        _known[id(route)] = (route, frozenset(_names(route.dependant)))
    known = _known[id(route)][1]
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError([_fault(name, request.query_params[name], sorted(known)) for name in unknown])


def _fault(name: str, value: str, known: list[str]) -> dict[str, Any]:
    return {"type": "unknown_parameter", "loc": ("query", name), "msg": "unknown", "input": value, "ctx": {"known": known}}


def _names(dependant: Dependant) -> Iterator[str]:
    for field in get_flat_params(dependant):
        if not isinstance(field.field_info, (Path, Header, Cookie)):
            yield field.alias
