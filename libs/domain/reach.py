"""Whose matters a caller may read on a route, as data that a query takes: from the service's access table and the token.

    Reading: whole place, or own departments, divisions, entity       (a dependency of routes)
    queries.whistles_page(pool, **reach.asked, ...)                   rows outside are not there
    reach.require(r.NoSuchVisit(visit=visit), departments=[...])      nor is one that is asked for by its number

    reach_of(gate).require(r.NoSuchVisit(visit=visit), departments=[...])   the same before a command on it
    (await own_reach(gate, pool)).require(..., entity=entity)               before one that an entity may give

What is outside is answered as what does not exist: numbers follow each other, and that a visit or a whistle exists is not for
everybody. Whoever may read of it and may not do this is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Request

from libs.events.http.access import permission_of
from libs.events.http.auth import Caller, Permitted
from libs.events.http.commands import Gate
from libs.events.http.readings.trail import ABOUT
from libs.events.refusal import Refusal

from .callers import departments_of, entity_of
from .claims import DIVISIONS
from .entities.successions import held_codes
from .scopes import Scope

__all__ = ["EVERYTHING", "Reach", "Reading", "own_reach", "reach_in", "reach_of"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What belongs to one of the departments, divisions (prefixes of their codes) or entities; `whole`: everything."""

    whole: bool = False
    departments: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    about: dict[str, str] = field(default_factory=dict, compare=False)
    """What the answer is about, for the audit trail of reads."""

    @property
    def beyond_entities(self) -> bool:
        """Whether it is an official's or a service's: an entity reads of itself alone."""
        return self.whole or bool(self.departments or self.divisions)

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters of queries: `whole` boolean, `own_departments`, `own_divisions`, `own_entities` text[]."""
        return {
            "whole": self.whole,
            "own_departments": list(self.departments),
            "own_divisions": list(self.divisions),
            "own_entities": list(self.entities),
        }

    def covers(
        self, *, departments: Collection[str | None] = (), division: str | None = None, entity: str | None = None
    ) -> bool:
        """Whether a matter of these departments, of this division or of this entity is within reach."""
        return (
            self.whole
            or not set(self.departments).isdisjoint(departments)
            or (division is not None and division.startswith(self.divisions))
            or entity in self.entities
        )

    def leads(self, entity: str, goes_on_as: str) -> str:
        """Of which of the two codes of a business an answer is: the later, unless the caller is the business under the earlier
        one and under no later. Whoever holds an earlier code is told of that one alone: it may have been another's hands.
        """
        own = self.entities and not self.beyond_entities and goes_on_as not in self.entities
        return entity if own and entity in self.entities else goes_on_as

    def require(
        self,
        refusal: Refusal,
        *,
        departments: Collection[str | None] = (),
        division: str | None = None,
        entity: str | None = None,
        about: str | None = None,
    ) -> None:
        """Raises `refusal`, the one of what does not exist, unless the matter is within reach.

        `about`: the entity that the answer is about, where it is not its own matter.
        """
        if not self.covers(departments=departments, division=division, entity=entity):
            raise refusal
        if concerned := entity or about:
            self.about["entity"] = concerned


EVERYTHING = Reach(whole=True)


def reach_of(gate: Gate) -> Reach:
    """Whose matters the caller of a command may act in."""
    return _reach_of(gate.request, gate.caller)


async def own_reach(gate: Gate, db: Any) -> Reach:
    """The same for a command that an entity gives, too: what it was told under its earlier codes is its own matter."""
    return await _with_earlier_codes(reach_of(gate), db)


async def _reach(request: Request, who: Permitted) -> Reach:
    return await reach_in(request, who)


async def reach_in(request: Request, who: Caller) -> Reach:
    """Whose matters the caller reads on the route of the request."""
    return await _with_earlier_codes(_reach_of(request, who), request.app.state.pool)


async def _with_earlier_codes(reach: Reach, db: Any) -> Reach:
    return replace(reach, entities=await held_codes(db, reach.entities)) if reach.entities else reach


def _reach_of(request: Request, who: Caller) -> Reach:
    permission = permission_of(request.scope.get("route"))
    if permission is None:
        return Reach()
    entity = entity_of(who)
    scopes = {permission.scope_of(role) for role in who.roles & permission.roles}
    of_officers = {permission.scope_of(role) for role in who.roles & permission.roles - {"enterprise"}}
    return Reach(
        whole=Scope.PLACE in scopes,
        departments=tuple(sorted(departments_of(who))) if {Scope.DEPARTMENT, Scope.ENTITY} & of_officers else (),
        divisions=tuple(sorted(filter(None, who.reaches(DIVISIONS)))) if Scope.DIVISION in scopes else (),
        about=request.scope.setdefault(ABOUT, {}),
        entities=(entity,) if Scope.ENTITY in scopes and entity is not None else (),
    )


Reading = Annotated[Reach, Depends(_reach)]
"""Whose matters the caller may read here. Refuses callers whose roles the table does not name, as `Permitted` does."""
