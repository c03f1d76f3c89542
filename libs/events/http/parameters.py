"""Query parameters that would be misread are refused.

With a misspelt filter the caller would get the whole list; of one that is there twice the last would count; a number where a
day is meant would be seconds since 1970.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Cookie, Header, Path
from fastapi.routing import APIRoute

__all__ = ["no_unknown_parameters"]

_known: dict[int, tuple[APIRoute, Mapping[str, Any]]] = {}
"""By the route's identity. The route is kept with the answer, so that its identity is not given to another."""


_NUMBER = re.compile(r"[+-]?[0-9._]+(e[+-]?[0-9]+)?", re.IGNORECASE)


async def no_unknown_parameters(request: Request) -> None:
    """Dependency of every route of a service. Raises RequestValidationError (422) naming each query parameter that is unknown,
    given more than once where one is meant, or a number where a day is meant.
    """
    if not request.url.query:
        return
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    if id(route) not in _known:
        _known[id(route)] = (route, dict(_asked(route.dependant)))
    known, given = _known[id(route)][1], request.query_params
    unknown = [_fault(name, given[name], sorted(known)) for name in given if name not in known]
    counts = Counter(name for name, _ in given.multi_items())
    twice = [
        {"type": "parameter_twice", "loc": ("query", name), "msg": "twice", "input": given.getlist(name)}
        for name, count in counts.items()
        if count > 1 and name in known and not _holds(known[name], list)
    ]
    undated = [
        {"type": "date_parsing", "loc": ("query", name), "msg": "a number", "input": given[name]}
        for name in counts
        if name in known and _holds(known[name], date) and _NUMBER.fullmatch(given[name])
    ]
    if unknown or twice or undated:
        raise RequestValidationError([*unknown, *twice, *undated])


def _holds(annotation: Any, kind: type) -> bool:
    """Whether that type, or a generic one of it, is among what an annotation allows."""
    if annotation is kind or get_origin(annotation) is kind:
        return True
    # Nothing in a list of days is the parameter's own type.
    return get_origin(annotation) is not list and any(_holds(part, kind) for part in get_args(annotation))


def _fault(name: str, value: str, known: list[str]) -> dict[str, Any]:
    return {"type": "unknown_parameter", "loc": ("query", name), "msg": "unknown", "input": value, "ctx": {"known": known}}


def _asked(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """The route's query parameters with their annotations."""
    for field in get_flat_params(dependant):
        if not isinstance(field.field_info, (Path, Header, Cookie)):
            yield field.alias, field.field_info.annotation
