"""Compares a running service with its access table, cell by cell: for each route, each role, and whose matter it is.

And the party of an agreement, by its keys.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from joserfc.jwk import OKPKey

from libs.events.catalog import codes
from libs.events.catalog.registry.agreements import Party, PartyKey
from libs.events.http.access import Permission, routes_of
from libs.events.http.engine_access import ENGINE_ACCESS, ENGINE_ROUTERS
from libs.events.resending import httpx
from libs.events.signatures import public
from libs.events.testing.services import ServiceUnderTest

from .roles import ROLES
from .scopes import Scope

__all__ = ["Asked", "differences", "party"]

_NEIGHBOUR = "430623"
_SHARING = ("disclosure", "inspection", "planning", "registry")
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_NO_PREFIX = ("/health/", "/metrics")
_CODE_OF_ROLE = re.compile(rf"(?<![\w/.-])(?:{'|'.join(ROLES)})(?![\w/-])", re.ASCII)
_SCOPED = {Scope.DEPARTMENT, Scope.DIVISION, Scope.ENTITY}
Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request that gets as far as the question whose matter it is; of a read, one whose answer shows that matter.

    `own` is the department or division whose matter it is, `other` one of the same place whose it is not. `entity`: the one
    whose matter it is. `unseen`: the other may not read of it either, and his command is answered as if it did not exist.
    `divisions`: own and other, on a route that some roles reach by department and some by division.
    """

    path: str
    body: Any
    own: str
    other: str
    entity: str = ""
    divisions: tuple[str, str] | None = None
    unseen: bool = False
    inspector: str = ""
    """The officer who the caller must be himself."""

    def claimed(self, scope: str) -> tuple[str, str, str]:
        """The claim that such a scope goes by, and what is own and other in it."""
        if scope == Scope.DIVISION:
            return "divisions", *(self.divisions or (self.own, self.other))
        return "departments", self.own, self.other


async def differences(sut: ServiceUnderTest, asked: Mapping[str, Asked]) -> list[str]:
    """The cells in which the service answers otherwise than its table says, each as a line.

    `asked` has a request for each route that some role reaches less far than the place. They are sent in their order: those of
    strangers first, then those of the route's own, which may change something. A stranger's command is forbidden, or
    finds nothing where he may not read of it either (`unseen`). A stranger's read finds nothing: 404, an empty list, a table
    without rows, figures that are all zero.
    """
    matrix = _Matrix(sut)
    found = [line async for line in matrix.roles()]
    scoped = {key for key, entry in matrix.table.items() if _SCOPED & set(entry.scopes.values())}
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
        of_engine = {key: ENGINE_ACCESS[key] for key, _ in routes_of(ENGINE_ROUTERS)}
        self.table: dict[str, Permission] = {**of_service, **of_engine}
        document = service.api(sut.running).openapi()
        self._reads_token = {
            f"{method.upper()} {path}": bool(operation.get("security"))
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
                if allowed and entry.scope_of(role) in _SCOPED:
                    continue
                said = await self._sut.client.request(method, path, headers=headers)
                answer = said.status_code
                if answer == 401 or (answer == 403) is allowed:
                    yield f"{key} · {role}: {answer}, and the table {'allows it' if allowed else 'does not'}"
                if by_code := _roles_by_code(said):
                    yield f"{key} · {role}: the Chinese text calls roles {by_code}"

    async def scope(self, key: str, asked: Asked) -> AsyncIterator[str]:
        """Each role of a route, for the own matter and for another's."""
        method, entry = _method(key), self.table[key]
        for role in sorted(entry.roles):
            for claims in _strangers(entry.scope_of(role), role, asked):
                answer = await self._send(method, asked, role, claims)
                if by_code := _roles_by_code(answer):
                    yield f"{key} · {role}: the Chinese text calls roles {by_code}"
                if not _as_a_stranger(method, asked, answer):
                    yield f"{key} · {role} with {dict(claims)}, not the own matter: {answer.status_code} {answer.text[:200]}"
        for role in sorted(entry.roles):
            claims = _own(entry.scope_of(role), role, asked)
            answer = await self._send(method, asked, role, claims)
            if answer.status_code in {401, 403} or (method == "GET" and not _shows(answer)):
                yield f"{key} · {role} with {dict(claims)}, the own matter: {answer.status_code} {answer.text[:200]}"

    async def _send(self, method: str, asked: Asked, role: str, claims: Claims) -> httpx.Response:
        himself = {"inspector": [asked.inspector]} if asked.inspector else {}
        headers = self._sut.bearer(**{"subject": f"{role}-1", "roles": [role], **himself, **claims})
        return await self._sut.client.request(method, f"/v1{asked.path}", headers=headers, json=asked.body)

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: Any = None) -> int:
        answer = await self._sut.client.request(method, path, headers=headers, json=body)
        return answer.status_code


def _roles_by_code(answer: httpx.Response) -> list[str]:
    """The roles that the Chinese text of a refusal names as programs do."""
    if answer.status_code < 400 or answer.request.method == "HEAD":
        return []
    said = answer.json()
    return [role for text in ("title", "detail", "do") for role in _CODE_OF_ROLE.findall(said.get(text) or "")]


def _method(key: str) -> str:
    return key.partition(" ")[0]


def _path(method: str, key: str) -> str:
    path = key.removeprefix(f"{method} ")
    return path if path.startswith(_NO_PREFIX) else f"/v1{path}"


def _as_a_stranger(method: str, asked: Asked, answer: httpx.Response) -> bool:
    """Whether this is an answer to somebody whose matter it is not."""
    if method == "GET":
        return answer.status_code in {200, 404} and not _shows(answer)
    return answer.status_code == (404 if asked.unseen else 403)


def _shows(answer: httpx.Response) -> bool:
    """Whether the answer of a read shows anything."""
    if answer.status_code != 200:
        return False
    if answer.headers["content-type"].startswith("text/csv"):
        return len(answer.text.strip().splitlines()) > 1
    if not answer.headers["content-type"].startswith("application/json"):
        return bool(answer.content)
    said = answer.json()
    if isinstance(said, dict) and said.keys() == {"items", "next"}:
        return bool(said["items"])
    counted = [leaf for leaf in _leaves(said) if isinstance(leaf, int | float)]
    return any(counted) if counted else bool(said)


def _leaves(said: Any) -> Iterator[Any]:
    if isinstance(said, dict | list):
        for part in said.values() if isinstance(said, dict) else said:
            yield from _leaves(part)
    else:
        yield said


def _own(scope: str, role: str, asked: Asked) -> Claims:
    if scope not in _SCOPED:
        return {}
    if scope == Scope.ENTITY and role == "enterprise":
        return {"subject": asked.entity}
    claim, own, _ = asked.claimed(scope)
    return {claim: [own]}


def _strangers(scope: str, role: str, asked: Asked) -> Iterator[Claims]:
    """Claims of callers whose matter it is not: another's, the neighbour's, none. Nobody is a stranger to the whole place."""
    if scope not in _SCOPED:
        return
    claim, own, other = asked.claimed(scope)
    if scope == Scope.ENTITY and role == "enterprise":
        yield {"subject": f"{asked.entity}0", "departments": [own]}
        return
    away = _NEIGHBOUR if scope == Scope.DIVISION else f"{_NEIGHBOUR}-{own.partition('-')[2]}"
    yield from ({claim: said} for said in ([other], [away], [""], []))


def party(place: str, keys: OKPKey | Mapping[str, OKPKey], name: str = "某地", since: datetime = _LONG_AGO) -> Party:
    """One side of an agreement, with a key for each of its services that share facts; one key given: the same for all."""
    each = dict.fromkeys(_SHARING, keys) if isinstance(keys, OKPKey) else keys
    named = [
        PartyKey(service=service, jwk=public(key.as_dict(private=False)), valid_from=since) for service, key in each.items()
    ]
    return Party(place=place, name=name, keys=tuple(named))


class CodeKind(NamedTuple):
    """A type of the catalog, codes of it as they are kept, and how else their letters may be typed."""

    shape: Any
    kept: tuple[str, ...]
    cases: tuple[Callable[[str], str], ...] = (str.lower, str.upper, str.title)


def _as_it_is(code: str) -> str:
    return code


def _other_scheme(entity: str) -> str:
    scheme, _, number = entity.partition(":")
    return f"{scheme.title()}:{number}"


def _other_case(entity: str) -> str:
    return entity.swapcase() if entity.startswith("uscc:") else _other_scheme(entity)


KINDS = {
    "entity": CodeKind(
        codes.EntityId,
        ("uscc:91421088MACG0002X5", "stall:421088100-0001", "lives:A_7-b"),
        (_other_scheme, _other_case),
    ),
    "department": CodeKind(codes.DepartmentCode, ("421088-market", "421088-urban-management")),
    "division": CodeKind(codes.DivisionCode, ("421088",)),
    "prefix": CodeKind(codes.DivisionPrefix, ("4210", "421088")),
    "township": CodeKind(codes.TownshipCode, ("421088100",)),
    "inspector": CodeKind(codes.InspectorId, ("I-421088-0001", "I-MARKET-1")),
    "item": CodeKind(codes.ItemCode, ("MKT-0003",)),
    "kind": CodeKind(codes.Kind, ("food-hygiene", "fire-safety")),
    "industry": CodeKind(codes.IndustryCode, ("catering", "medical-devices", "F5213")),
    "ref": CodeKind(codes.Ref, ("R-2025-1", "visit-0193ab", "D-1-V00001", "a_b.c:d"), ()),
}
"""Every type of code that parameters, bodies and files have."""

_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def spellings(kind: CodeKind) -> Iterator[tuple[str, str]]:
    """(kept, typed): case, full width, other hyphens, blanks around and within."""
    for kept in kind.kept:
        for case in (_as_it_is, *kind.cases):
            said = case(kept)
            yield kept, said
            yield kept, said.translate(_WIDE)
            yield kept, f" {said}\u3000"
            yield kept, said.replace(":", "：")
            for hyphen in ("\uff0d", "\u2014", "\u2212", " - ", "\u00a0-\u200b"):
                yield kept, said.replace("-", hyphen)
