"""Compares a running service with its access table, cell by cell: for each route, each role, and whose matter it is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from libs.events.http import feed, ops
from libs.events.http.access import Permission, routes_of
from libs.events.http.engine_access import ENGINE_ACCESS
from libs.events.testing.services import ServiceUnderTest

from .roles import ROLES
from .scopes import Scope

__all__ = ["Asked", "differences"]

_NEIGHBOUR = "430623"
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_NO_PREFIX = ("/health/", "/metrics")
_SCOPED = {Scope.DEPARTMENT, Scope.DIVISION, Scope.ENTITY}
Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request that gets as far as the question whose matter it is.

    `own` is the department or division whose matter it is, `other` one of the same place whose it is not. `entity`: the one
    whose matter it is.
    """

    path: str
    body: Any
    own: str
    other: str
    entity: str = ""


async def differences(sut: ServiceUnderTest, asked: Mapping[str, Asked]) -> list[str]:
    """The cells in which the service answers otherwise than its table says, each as a line.

    `asked` has a request for each route whose scope is less than the place. They are sent in their order: those of strangers
    first, then those of the route's own, which may change something.
    """
    matrix = _Matrix(sut)
    found = [line async for line in matrix.roles()]
    scoped = {key for key, entry in matrix.table.items() if entry.scope in _SCOPED}
    found += [f"{key}: no request shows whose matter it is" for key in sorted(scoped - asked.keys())]
    found += [f"{key}: a request, but no scope" for key in sorted(asked.keys() - scoped)]
    for key, request in asked.items():
        found += [line async for line in matrix.scope(key, request)]
    return found


class _Matrix:
    def __init__(self, sut: ServiceUnderTest) -> None:
        self._sut = sut
        service = sut.running.service
        table: Mapping[str, Permission] = service.access or {}
        of_service = {key: table[key] for key, _ in routes_of(service.routers)}
        of_engine = {key: ENGINE_ACCESS[key] for key, _ in routes_of([feed.router, ops.health, ops.router])}
        self.table: dict[str, Permission] = {**of_service, **of_engine}
        document = service.api(sut.running).openapi()
        self._reads_token = {
            f"{method.upper()} {path}": "security" in operation
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
        }

    async def roles(self) -> AsyncIterator[str]:
        """No token, a token for elsewhere, and each role, on every route; nothing that is asked for exists."""
        neighbours = self._sut.bearer("stranger", roles=ROLES, place=_NEIGHBOUR)
        signed_in = {role: self._sut.bearer(f"{role}-1", roles=[role]) for role in ROLES}
        for key, entry in self.table.items():
            method = _method(key)
            path = _PARAMETER.sub("none-1", _path(method, key))
            nobody = await self._ask(method, path, {})
            if (nobody == 401) is not entry.token:
                yield f"{key} · no token: {nobody}"
            elsewhere = await self._ask(method, path, neighbours)
            # A route for everybody that reads a token refuses one that is not for here.
            named = _PARAMETER.sub(r"{\1}", _path(method, key))
            reads = entry.token or self._reads_token.get(f"{method} {named}", False)
            if (elsewhere == 401) is not reads:
                yield f"{key} · token for {_NEIGHBOUR}: {elsewhere}"
            for role, headers in signed_in.items():
                allowed = not entry.roles or role in entry.roles
                if allowed and entry.scope in _SCOPED and role not in entry.placewide:
                    continue
                answer = await self._ask(method, path, headers)
                if answer == 401 or (answer == 403) is allowed:
                    yield f"{key} · {role}: {answer}, and the table {'allows it' if allowed else 'does not'}"

    async def scope(self, key: str, asked: Asked) -> AsyncIterator[str]:
        """Each role of a route, for the own matter and for another's."""
        method, entry = _method(key), self.table[key]
        for role in sorted(entry.roles):
            for claims in _strangers(entry, role, asked):
                answer = await self._ask(method, f"/v1{asked.path}", self._bearer(role, claims), asked.body)
                if (answer == 403) is (role in entry.placewide) or answer == 401:
                    yield f"{key} · {role} with {dict(claims)}, not the own matter: {answer}"
        for role in sorted(entry.roles):
            claims = _own(entry, role, asked)
            answer = await self._ask(method, f"/v1{asked.path}", self._bearer(role, claims), asked.body)
            if answer in {401, 403}:
                yield f"{key} · {role} with {dict(claims)}, the own matter: {answer}"

    def _bearer(self, role: str, claims: Claims) -> dict[str, str]:
        return self._sut.bearer(**{"subject": f"{role}-1", "roles": [role], **claims})

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: Any = None) -> int:
        answer = await self._sut.client.request(method, path, headers=headers, json=body)
        return answer.status_code


def _method(key: str) -> str:
    return key.partition(" ")[0]


def _path(method: str, key: str) -> str:
    path = key.removeprefix(f"{method} ")
    return path if path.startswith(_NO_PREFIX) else f"/v1{path}"


def _own(entry: Permission, role: str, asked: Asked) -> Claims:
    if role in entry.placewide:
        return {}
    if entry.scope == Scope.ENTITY and role == "enterprise":
        return {"subject": asked.entity}
    return {_claim(entry): [asked.own]}


def _claim(entry: Permission) -> str:
    return "divisions" if entry.scope == Scope.DIVISION else "departments"


def _strangers(entry: Permission, role: str, asked: Asked) -> Iterator[Claims]:
    """Claims of callers whose matter it is not: another's, the neighbour's, none."""
    if entry.scope == Scope.ENTITY and role == "enterprise":
        yield {"subject": f"{asked.entity}0", "departments": [asked.own]}
        return
    yield from ({_claim(entry): said} for said in _elsewhere(entry, asked))


def _elsewhere(entry: Permission, asked: Asked) -> Sequence[list[str]]:
    away = _NEIGHBOUR if entry.scope == Scope.DIVISION else f"{_NEIGHBOUR}-{asked.own.partition('-')[2]}"
    return ([asked.other], [away], [""], [])
