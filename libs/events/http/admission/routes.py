"""Which route a request means, and what admission has to know of it: found once, before anything of the body is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.types import Scope

from ..access import Permission, permission_of
from ..auth import Bearer, caller
from ..commands import Opening
from .body import MOST, is_streamed

__all__ = ["PARAMETER", "Entry", "Routes"]

PARAMETER = re.compile(r"\{([^{}:]+)(:[a-z]+)?\}")
"""A parameter in the path of a route: its name, and perhaps its kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A route. `bearer` checks its callers (None: they need no token), `most` bytes is its largest body (None: it streams)."""

    context: RouteContext
    segments: tuple[str | None, ...]
    """By position: None stands for a parameter. Empty where `pattern` says it."""
    names: tuple[str, ...]
    pattern: re.Pattern[str] | None
    route: Any
    bearer: Bearer | None
    permission: Permission | None
    most: int | None

    def match(self, path: str, parts: list[str]) -> dict[str, str] | None:
        """The path's parameters; None where the path is not of this route."""
        if self.pattern is not None:
            found = self.pattern.match(path)
            return None if found is None else found.groupdict()
        values = []
        for mine, given in zip(self.segments, parts, strict=True):
            if mine is None:
                if not given:
                    return None
                values.append(given)
            elif mine != given:
                return None
        return dict(zip(self.names, values, strict=True))


@dataclass
class Routes:
    """All routes of an application by method and number of segments, in their order: the first to match is FastAPI's too.

    FastAPI matches more: its expressions end in `$`, which lets a line feed follow.
    """

    app: FastAPI
    _table: dict[tuple[str, int], list[Entry]] | None = None
    _beyond: dict[str, list[Entry]] = field(default_factory=dict)
    """By method: the routes that take longer paths than any route without a parameter over several segments."""
    _plain: dict[tuple[str, str], Entry] = field(default_factory=dict)
    """By method and path: what the table finds for the paths of routes without parameters."""

    def find(self, scope: Scope) -> tuple[Entry, dict[str, str]] | None:
        if scope.get("root_path"):
            return None
        path, method = scope["path"], scope["method"]
        self._make()
        plain = self._plain.get((method, path))
        return (plain, {}) if plain is not None else self._searched(method, path)

    def methods(self, scope: Scope) -> list[str]:
        """The methods by which the path can be asked."""
        if scope.get("root_path"):
            return []
        self._make()
        every = {method for method, _ in self._table or ()} | set(self._beyond)
        return sorted(method for method in every if self._searched(method, scope["path"]) is not None)

    def _make(self) -> None:
        if self._table is None:
            self._table = self._made()
            for method, entry in [(key[0], entry) for key, entries in self._table.items() for entry in entries]:
                found = None if entry.names else self._searched(method, entry.context.path or "")
                if found is not None and not found[0].names:
                    self._plain[method, entry.context.path or ""] = found[0]

    def _searched(self, method: str, path: str) -> tuple[Entry, dict[str, str]] | None:
        parts, table = path.split("/"), self._table or {}
        entries = table.get((method, len(parts)))
        for entry in self._beyond.get(method, ()) if entries is None else entries:
            parameters = entry.match(path, parts)
            if parameters is not None:
                return entry, parameters
        return None

    def _made(self) -> dict[tuple[str, int], list[Entry]]:
        entries = [entry for context in iter_route_contexts(self.app.routes) if (entry := _entry(context)) is not None]
        lengths = {len(entry.segments) for entry in entries if entry.pattern is None}
        table: dict[tuple[str, int], list[Entry]] = {}
        for entry in entries:
            for method in entry.context.methods or ():
                if entry.pattern is not None:
                    self._beyond.setdefault(method, []).append(entry)
                for length in lengths if entry.pattern is not None else (len(entry.segments),):
                    table.setdefault((method, length), []).append(entry)
        return table


def _entry(context: RouteContext) -> Entry | None:
    """None for what has no methods of its own: a mount."""
    path, route = context.path, context.original_route
    if path is None or context.methods is None:
        return None
    parts = path.split("/")
    plain = all("{" not in part or ((found := PARAMETER.fullmatch(part)) and found[2] is None) for part in parts)
    permission = permission_of(route)
    bearer = _bearer_of(getattr(context, "dependant", None))
    if bearer is None and permission is not None and permission.token:
        bearer = caller
    most = getattr(context, "max_body_size", None) or MOST
    return Entry(
        context=context,
        segments=tuple(None if "{" in part else part for part in parts) if plain else (),
        names=tuple(found[1] for found in PARAMETER.finditer(path)),
        pattern=None if plain else context.path_regex,
        route=route,
        bearer=bearer,
        permission=permission,
        most=None if is_streamed(context.endpoint) else most,
    )


def _bearer_of(dependant: Dependant | None) -> Bearer | None:
    """The dependency that refuses callers without a token."""
    return next(_bearers(dependant), None) if dependant is not None else None


def _bearers(dependant: Dependant) -> Iterator[Bearer]:
    if isinstance(dependant.call, Bearer):
        yield dependant.call
    elif isinstance(dependant.call, Opening):
        yield dependant.call.bearer
    for inner in dependant.dependencies:
        yield from _bearers(inner)
