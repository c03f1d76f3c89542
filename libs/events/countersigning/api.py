"""The queue of what waits for a second person, and what that person or the asker does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Protocol

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, create_model

from ..http.access import Permission, Queue
from ..http.auth import Caller
from ..http.bodies import Body
from ..http.commands import Accepted, Asking, Gate, NoVersionHere
from ..http.depends import Env, Pool
from ..http.paging import EPOCH, SEARCH, CursorParam, LimitParam, Page, key_of, page_of
from ..http.readings.trail import Trail
from ..http.rows import found
from ..store.runner import Ask
from . import commands as c
from . import refusals as r
from .decide import Facts
from .equal import equal
from .holding import Approving, ask_again
from .sight import Seen, visible
from .waiting import RequestState

__all__ = ["OF_THE_ASKER", "Number", "queue_of", "routes"]

Number = Annotated[str, Path(max_length=100)]
_OF_ONE = "/countersignatures/{countersignature}"
OF_THE_ASKER = Queue(
    ("GET /countersignatures", f"GET {_OF_ONE}", f"POST {_OF_ONE}/withdrawal"),
    files=(f"GET {_OF_ONE}/file", f"GET {_OF_ONE}/changes.ndjson"),
)
_ONE = "select * from countersignatures where countersignature = $1"
_SHOWN = (
    "select asked.*, (select coalesce(jsonb_agg(jsonb_build_object('countersignature', same.countersignature,"  # noqa: S608 - constants
    " 'refused_by', same.settled_by, 'refused_at', same.settled_at, 'reason', same.reason) order by same.settled_at), '[]')"
    f" from countersignatures same where same.state = 'refused' and {equal('same', 'asked')}"
    " and same.countersignature <> asked.countersignature"
    " and same.settled_at <= coalesce(asked.settled_at, 'infinity'))::text as refused_before from countersignatures asked"
)
_PAGE = (
    f"{_SHOWN} where ($1::text is null or state = $1) and ($2::text is null or duty = $2)"
    " and ($3::text is null or asked_by = $3) and (asked_at, countersignature) > ($4, $5)"
    f" and {visible(7)} order by asked_at, countersignature limit $6"
)
_ONE_SHOWN = f"{_SHOWN} where countersignature = $1 and {visible(2)}"


def queue_of(
    *,
    settling: Permission,
    overseeing: Permission,
    trail: Trail,
    asking: Permission | None = None,
    files: Trail | None = None,
) -> dict[str, Permission]:
    """The queue's entries in an access table. Who asked takes a request back: one of those who settle, or of `asking`.

    All of them are shown what they have asked for and what their roles may approve, those who oversee all. What needs nobody by
    now is shown to the roles by which it was asked. `files`: where the
    service takes files that wait (imports/held), how reads of those are put on record; those who oversee read no file.
    """
    askers = settling | asking if asking is not None else settling
    reading = replace(askers | overseeing, more=overseeing.roles).on_record(trail)
    reads = dict.fromkeys(("GET /countersignatures", f"GET {_OF_ONE}"), reading)
    settles = {f"POST {_OF_ONE}/{what}": settling for what in ("approval", "refusal")}
    if files is not None:
        reads |= dict.fromkeys(OF_THE_ASKER.files, askers.on_record(files))
    return {**reads, **settles, f"POST {_OF_ONE}/withdrawal": askers}


class RefusalBefore(BaseModel):
    """An equal request that was refused before this one was settled."""

    countersignature: str
    refused_by: str
    refused_at: datetime
    reason: str


class CountersignatureView(BaseModel):
    """`request` and `body`: what was asked; `leads_to`: types of the facts that it would have led to at once.

    `roles` are those by which it was asked, `claims` say for whom the asker acted then, by scope: whether somebody is still in
    office only tokens say. `roles` are null where they were not kept then. `refused_before`: who has refused the same before,
    and why. `settled_by` has approved, refused or withdrawn it. `due`: when it expires.
    """

    countersignature: str
    duty: str
    state: RequestState
    request: str
    body: Any
    leads_to: list[str]
    asked_by: str
    roles: list[str] | None
    claims: dict[str, list[str]]
    refused_before: list[RefusalBefore]
    asked_at: datetime
    due: datetime
    settled_by: str | None
    settled_at: datetime | None
    reason: str | None
    version: int


def _shown(row: Mapping[str, Any]) -> CountersignatureView:
    read = {name: orjson.loads(row[name]) for name in ("claims", "refused_before")}
    return CountersignatureView(**{**row, **read, "body": _body(row["body"])})


def _body(text: str) -> Any:
    """The text itself where it is no JSON: bodies were kept as they were sent before they were kept as they were read."""
    try:
        return orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return text


class _Standing(Protocol):
    scope: str

    async def standing(self, db: Any, env: Any, request: Mapping[str, Any], acts_for: frozenset[str]) -> c.Standing: ...


def routes(rules: _Standing, facts: Facts) -> APIRouter:
    """The routes of a service's requests."""
    router = APIRouter(tags=["countersignatures"])
    _reading(router)
    reason: Any = facts.refused.model_fields["reason"]
    written: Any = Annotated[reason.annotation, *reason.metadata] if reason.metadata else reason.annotation
    no: Any = create_model("CountersignatureRefusal", __base__=Body, reason=(written, ...))

    async def settled(countersignature: Number, gate: Gate, pool: Any, env: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        row = await found(pool.fetchrow(_ONE, countersignature), r.NoSuchCountersignature, countersignature=countersignature)
        who = gate.caller
        known = await rules.standing(pool, env, row, who.reaches(rules.scope))
        return row, {"countersignature": countersignature, "by": who.subject, "roles": who.roles, "known": known}

    @router.post(f"{_OF_ONE}/approval", summary="A second person approves: what was asked for is done")
    async def approve(countersignature: Number, gate: Asking, request: Request, pool: Pool, env: Env) -> Accepted:
        if gate.seen is not None:
            # The asker's version is compared; the approver's would be of another stream.
            raise NoVersionHere(field="If-Match", value=gate.seen)
        row, said = await settled(countersignature, gate, pool, env)
        claims = {scope: frozenset(names) for scope, names in orjson.loads(row["claims"]).items()}
        # By its roles a route tells whose the matter is. Before they were kept nobody's were known.
        asker = Caller(row["asked_by"], frozenset(row["roles"] or ()), claims)
        approving = Approving(c.GiveSecond(**said), asker, row["seen"], gate, await gate.keyed())
        # Whether this caller is the second person is asked first: what waits is not tried out by anybody else.
        (answer,) = (await gate.runner.decide([Ask((approving.give,), gate.origin.meta())])).answers
        if isinstance(answer, Exception):
            # With a key it may have been approved by this very request.
            kept = await gate.executor.answered(approving.key)
            if kept is None:
                raise answer
            return gate.tagged(kept, Accepted)
        return gate.tagged(await ask_again(request, row["request"], row["body"], approving), Accepted)

    @router.post(f"{_OF_ONE}/refusal", summary="A second person refuses, with the reason")
    async def refuse(countersignature: Number, body: Any, gate: Asking, pool: Pool, env: Env) -> Accepted:
        _, said = await settled(countersignature, gate, pool, env)
        return await gate.execute(c.RefuseSecond(**said, reason=body.reason))

    refuse.__annotations__["body"] = no

    @router.post(f"{_OF_ONE}/withdrawal", summary="The asker takes the request back")
    async def withdraw(countersignature: Number, gate: Asking) -> Accepted:
        return await gate.execute(c.TakeRequestBack(countersignature=countersignature, by=gate.caller.subject))

    return router


def _reading(router: APIRouter) -> None:
    @router.get("/countersignatures", summary="What waits or has waited for a second person, oldest first")
    async def queue(
        pool: Pool,
        seen: Seen,
        state: Annotated[RequestState | None, Query(description="`waiting`: the queue.")] = None,
        duty: Annotated[str | None, Query(**SEARCH)] = None,
        asked_by: Annotated[str | None, Query(**SEARCH)] = None,
        cursor: CursorParam = None,
        limit: LimitParam = 50,
    ) -> Page[CountersignatureView]:
        after = key_of(cursor, [EPOCH, ""])
        rows = await pool.fetch(_PAGE, state, duty, asked_by, *after, limit + 1, *seen)
        return page_of([_shown(row) for row in rows], limit, lambda row: [row.asked_at, row.countersignature])

    @router.get(_OF_ONE, summary="One request for a second person")
    async def one(countersignature: Number, pool: Pool, seen: Seen, response: Response) -> CountersignatureView:
        shown = pool.fetchrow(_ONE_SHOWN, countersignature, *seen)
        row = await found(shown, r.NoSuchCountersignature, countersignature=countersignature)
        response.headers["ETag"] = f'"{row["version"]}"'
        return _shown(row)
