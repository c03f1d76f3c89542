"""Who may do what: one table per service, `METHOD /path` -> roles and scope. Routes say nothing of roles themselves.

    ACCESS = Access({
        "POST /books": only("author", "editor", scope="own shelf"),
        "GET /books": only("author", scope="own shelf") | only("auditor"),
        "GET /books/figures": everybody(),
    })

A process does not start when a route has no entry or an entry has no route. `Permitted` and `Asking` (see auth.py, commands.py)
look the entry up by the route that is called. An application names its own scopes; the engine knows only PLACE.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute

from .admission.rates import HELD, Rate
from .readings.trail import Trail

__all__ = [
    "PLACE",
    "Access",
    "AccessError",
    "HeldKind",
    "Permission",
    "Queue",
    "asks_for",
    "everybody",
    "held_of",
    "only",
    "permission_of",
    "routes_of",
    "signed_in",
]

_ATTRIBUTE = "checkonce_permission"
_ASKED = "checkonce_roles_asked"
_HELD = "checkonce_held"
_PREFIX = "/v1"


PLACE = "place"
"""The scope of a caller who reaches everything of the jurisdiction."""


@dataclass(frozen=True, slots=True)
class Permission:
    """`roles` empty and `token` true: every caller with a valid token. `more`: the roles that are told more than the rest.

    `scopes`: whose matters a role reaches here, by role; one that is not named there reaches the whole place.
    `rate`: how often the route may be taken by one subject and from one network address (see `limit`).
    `trail`: who takes it is put on record; on a route for everybody, the roles that are told more.
    `duty`: under which name the policy says whether a second person must approve (see countersigning/).
    """

    roles: frozenset[str] = frozenset()
    scopes: Mapping[str, str] = field(default_factory=dict, hash=False)
    token: bool = True
    more: frozenset[str] = frozenset()
    rate: Rate | None = None
    trail: Trail | None = None
    duty: str | None = None

    @property
    def limit(self) -> Rate | None:
        """How often it may be taken. A route with a duty always has a limit: what it asks for is kept, and read by people."""
        return self.rate or (None if self.duty is None else HELD)

    def scope_of(self, role: str) -> str:
        """Whose matters one of the roles reaches here."""
        return self.scopes.get(role, PLACE)

    def __or__(self, other: Permission) -> Permission:
        """Callers of both, each within its own scope. Raises AccessError for a role with two."""
        twice = sorted(role for role in self.roles & other.roles if self.scope_of(role) != other.scope_of(role))
        if twice:
            raise AccessError(f"roles with two scopes on one route: {twice}")
        return replace(self, roles=self.roles | other.roles, scopes={**self.scopes, **other.scopes})

    def at_most(self, rate: Rate) -> Permission:
        """The same, so often for one subject, and for one network address."""
        return replace(self, rate=rate)

    def on_record(self, trail: Trail) -> Permission:
        """The same, with who takes it on record (see readings/record.py)."""
        return replace(self, trail=trail)


class HeldKind(NamedTuple):
    """What one route takes and may hold for a second person: a kind of file, its duty, and who may send it."""

    kind: str
    duty: str
    roles: frozenset[str]


class Queue(NamedTuple):
    """The routes by which askers look at what they have asked for, and take it back; `files`: by which they read a file."""

    routes: Sequence[str] = ()
    files: Sequence[str] = ()


class AccessError(Exception):
    """The table and the routes of a service do not agree."""


def only(*roles: str, scope: str = PLACE, duty: str | None = None) -> Permission:
    """Callers with one of the roles, within the scope; `|` joins those of roles that reach differently far."""
    return Permission(frozenset(roles), {} if scope == PLACE else dict.fromkeys(roles, scope), duty=duty)


def signed_in() -> Permission:
    """Every caller with a valid token."""
    return Permission()


def everybody(*more: str) -> Permission:
    """Nobody needs a token; callers with one of the roles `more` are told more."""
    return Permission(token=False, more=frozenset(more))


_NO_QUEUE = Queue()


class Access(Mapping[str, Permission]):
    """The table of a service. Paths are as in the API document, without the leading `/v1`."""

    def __init__(self, table: Mapping[str, Permission], *parts: Access) -> None:
        self._table = {**{key: value for part in parts for key, value in part.items()}, **table}
        # What its reader has to open when the table does not fit.
        module = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001 - the only way to the module that says it
        self.file = f"{module.replace('.', '/')}.py"

    def __getitem__(self, key: str) -> Permission:
        return self._table[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def bind(
        self, routers: Iterable[APIRouter], known_roles: frozenset[str] | None = None, *, queue: Queue = _NO_QUEUE
    ) -> None:
        """Gives each route its entry. `queue`: that of the service, where it has one.

        Raises AccessError naming routes without one, entries without a route, roles that are not known (None: any is), duties
        whose commands nothing would hold (the service has no queue, or the route does not say that it may answer 202), and
        roles that may ask for what waits and are kept out of a route of the queue.
        """
        named = frozenset().union(*(entry.roles | entry.more for entry in self._table.values()))
        if known_roles is not None and not named <= known_roles:
            raise AccessError(f"{self.file} names roles that nobody can have: {sorted(named - known_roles)}")
        unused = set(self._table)
        missing = []
        for route in api_routes(routers):
            for key in _keys(route):
                if key not in self._table:
                    missing.append(key)
                    continue
                unused.discard(key)
                asked: frozenset[str] = getattr(route.endpoint, _ASKED, frozenset())
                if kept_out := asked - self._table[key].roles:
                    raise AccessError(f"{key} asks for roles that {self.file} does not let in: {sorted(kept_out)}")
                self._check_waiting(key, route, queue)
                setattr(route, _ATTRIBUTE, self._table[key])
        if missing or unused:
            found = []
            if missing:
                found.append(f"routes without an entry: {sorted(missing)}; give each one line in {self.file}")
            if unused:
                found.append(
                    f"entries without a route: {sorted(unused)}; mostly a matter is missing from gather(...) in the service's"
                    f" app.py, else take them out of {self.file}"
                )
            raise AccessError("; ".join(found))

    def _check_waiting(self, key: str, route: APIRoute, queue: Queue) -> None:
        """Whoever may ask for something must see that it waits, and be able to take it back; and what it is, of a file."""
        entry, by_files = self._table[key], _held_by(route)
        if entry.duty is None and not by_files:
            return
        if not (queue.routes and 202 in route.responses):
            raise AccessError(
                f"{self.file}: {key} has a duty: give the route `responses=WAITS`, and the service a Countersigning"
            )
        askers = frozenset().union(*(each.roles for each in by_files)) | (frozenset() if entry.duty is None else entry.roles)
        for settling in (*queue.routes, *(queue.files if by_files else ())):
            # An entry without roles lets every token in; one that is missing is said of its own route.
            let_in = self._table.get(settling, only()).roles
            if let_in and (kept_out := sorted(askers - let_in)):
                raise AccessError(
                    f"{self.file}: {settling} does not let in who asks by {key}: {kept_out}; name them as `asking` of queue_of,"
                    " and say `files` where some ask by files"
                )


E = TypeVar("E", bound=Callable[..., Any])


def asks_for(roles: Iterable[str], held: Iterable[HeldKind] = ()) -> Callable[[E], E]:
    """Decorates an endpoint that asks for some of the roles by itself, as each kind of file does: its table must let all in.

    `held`: those of what it takes that may wait for a second person.
    """

    def marked(endpoint: E) -> E:
        setattr(endpoint, _ASKED, frozenset(roles))
        setattr(endpoint, _HELD, tuple(held))
        return endpoint

    return marked


def api_routes(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    """The routes of routers and of those within them."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield route
            elif isinstance(within := getattr(route, "original_router", None), APIRouter):
                yield from api_routes([within])


def routes_of(routers: Iterable[APIRouter]) -> Iterator[tuple[str, str]]:
    """`METHOD /path` as in a table, and the summary, of each route."""
    for route in api_routes(routers):
        for key in _keys(route):
            yield key, route.summary or route.name


def held_of(routers: Iterable[APIRouter]) -> dict[str, tuple[HeldKind, ...]]:
    """By route, as in a table, what it takes and may hold for a second person beside commands of its own duty."""
    return {key: held for route in api_routes(routers) if (held := _held_by(route)) for key in _keys(route)}


def _held_by(route: APIRoute) -> tuple[HeldKind, ...]:
    found: tuple[HeldKind, ...] = getattr(route.endpoint, _HELD, ())
    return found


def _keys(route: APIRoute) -> Iterator[str]:
    for method in sorted(route.methods or ()):
        yield f"{method} {route.path.removeprefix(_PREFIX)}"


def permission_of(route: Any) -> Permission | None:
    """The entry of the route that is being called; None where its service has no table."""
    return getattr(route, _ATTRIBUTE, None)
