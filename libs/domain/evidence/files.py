"""Evidence as files of a service: who names one in a command, and who reads one because of what names it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

from fastapi import Request

from libs.events.catalog.codes import Digest, EvidenceRef
from libs.events.files.keeping import Files, FileStore
from libs.events.http.access import permission_of
from libs.events.http.auth import Caller
from libs.events.http.commands import Gate

from ..callers import departments_of
from ..reach import Reach, reach_in
from ..scopes import Scope

__all__ = ["files_of", "missing"]

Naming = Callable[[Any, str, Reach, Caller], AsyncIterator[Mapping[str, Any]]]
"""By pool and digest: a row for each thing that names the file, with the `entity` that it is about, perhaps none, and whether
the caller of that reach `reads` it.
"""


def files_of(naming: Naming) -> Files:
    """The files of one service. What nobody names yet is read by those who reach the whole place, beside who brought it in."""

    async def may_read(request: Request, who: Caller, pool: Any, sha256: str, /) -> bool:
        reach = await reach_in(request, who)
        rows = [row async for row in naming(pool, sha256, reach, who)]
        concerned = next((row["entity"] for row in rows if row["reads"]), None)
        if concerned is not None:
            reach.about["entity"] = concerned
        return any(row["reads"] for row in rows) if rows else reach.whole

    return Files(acts_for, may_read)


def acts_for(request: Request, who: Caller) -> frozenset[str]:
    """The departments of an officer, on a route that his roles do not reach by division. An entity acts for itself alone."""
    permission = permission_of(request.scope.get("route"))
    if permission is None:
        return frozenset()
    of_officers = who.roles & permission.roles - {"enterprise"}
    by_department = any(permission.scope_of(role) != Scope.DIVISION for role in of_officers)
    return departments_of(who) if by_department else frozenset()


async def missing(gate: Gate, evidence: Iterable[EvidenceRef]) -> tuple[Digest, ...]:
    """The digests that the caller cannot name; none where the service keeps no files."""
    store: FileStore | None = gate.request.app.state.files
    if store is None:
        return ()
    return await store.missing(tuple(evidence), gate.caller.subject, acts_for(gate.request, gate.caller))
