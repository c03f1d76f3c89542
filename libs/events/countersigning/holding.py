"""How a request is held until a second person approves it, and how it is asked again then.

A held request is kept as its route has read it, not as commands: what a route looks up is looked up anew when it is approved,
by the same route, so that it is decided about the world of that day. The bytes that were sent are not kept: equal requests may
be spelt differently, and what stands between the values is nobody's.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi._compat import ModelField
from pydantic import BaseModel
from starlette.types import Message, Scope

from ..decider import Command, Countersigned
from ..http.access import permission_of
from ..http.admission.passed import CALLER, FOUND, RECEIVED
from ..http.admission.routes import PARAMETER, Entry
from ..http.auth import Caller, caller
from ..http.commands import APPROVED, Accepted, Gate
from ..http.idempotency import Key
from ..ids import new_ref
from ..reactions import Environment
from ..refusal import Refusal
from ..store.in_turn import in_turn
from ..store.runner import Ask, NotFoldedYet
from ..store.store import Transaction
from . import commands as c
from .decide import PREFIX
from .rules import Second
from .waiting import RequestState, settled, waits

__all__ = ["Approving", "Held", "ask_again"]

_OF_THE_APPROVAL = ("starlette.exception_handlers", "route", "endpoint", "router", FOUND, RECEIVED, CALLER)
"""What a request's scope says of the approval, and not of what is asked again."""
_EQUAL = (
    "select countersignature, version, due from countersignatures where state = 'waiting' and asked_by = $1 and duty = $2"
    " and request = $3 and body = $4 and seen is not distinct from $5 and claims = $6::jsonb and due >= $7"
    " order by asked_at limit 1"
)
_STATE = "select state from countersignatures where countersignature = $1"
Rules = Callable[[Any, Environment], Awaitable[tuple[Mapping[str, Second], int]]]
"""The duties that need a second person, and how many days a request waits, by the policy of the day."""


def _signed(commands: Sequence[Command], **by: str) -> list[Command]:
    """The commands with who asked and who approved, where they have room for it; the approval names both in any case."""
    return [command.model_copy(update=by) if isinstance(command, Countersigned) else command for command in commands]


async def _read(request: Request) -> tuple[str, str]:
    """Path and body as their route has read them, the body in JSON: one code under several spellings is one request.

    The body is empty where the route reads none. What it leaves out stays out: it may mean what is in force on the day of the
    approval.
    """
    entry: Entry
    entry, parameters = request.scope[FOUND]
    dependant = entry.context.dependant
    path: str = request.scope["path"]
    if parameters:
        read = {field.alias: _canonical(field, parameters[field.alias]) for field in dependant.path_params}
        path = PARAMETER.sub(lambda found: str(read.get(found[1], parameters[found[1]])), entry.context.path or path)
    if not dependant.body_params or not await request.body():
        return path, ""
    (body,) = dependant.body_params
    return path, json.dumps(_canonical(body, await request.json()), ensure_ascii=False, allow_nan=False, sort_keys=True)


def _canonical(field: ModelField, value: Any) -> Any:
    read, faults = field.validate(value)
    if faults:
        raise RuntimeError(f"{field.alias} was read by its route, and is not read again: {len(faults)} faults")
    return field.serialize(read, exclude_unset=True)


@dataclass(frozen=True, slots=True)
class Held:
    """Commands of a route with a duty: run at once where the policy wants nobody else, otherwise recorded as asked for.

    Of requests that say the same for the same bodies the first waits for all.
    """

    duty: str
    rules: Rules
    called: Mapping[str, str]
    """What Chinese texts call roles."""

    async def execute(self, gate: Gate, commands: Sequence[Command], tell: Callable[..., Accepted]) -> BaseModel | bytes:
        env: Environment = gate.request.app.state.environment
        seconds, days = await self.rules(gate.request.app.state.pool, env)
        key, meta = await gate.keyed(), gate.origin.meta()
        ask = Ask(_signed(commands, asked_by=gate.caller.subject), meta, gate.expect)
        if self.duty not in seconds:
            return await gate.executor.execute(ask, key, tell)

        (request, body), subject = await _read(gate.request), gate.caller.subject
        permission = permission_of(gate.request.scope["route"])
        roles = tuple(sorted(gate.caller.roles & permission.roles)) if permission is not None else ()
        claims = {scope: tuple(sorted(names)) for scope, names in gate.caller.claims.items()}

        async def work(tx: Transaction) -> Accepted:
            # Of two equal requests at the same time the second must find the first.
            await in_turn(tx, f"{PREFIX}/{subject}")
            # Decided without an effect: what would be refused is refused now, and the asker is told.
            (answer,) = (await gate.runner.decide([ask], tx=tx)).answers
            if isinstance(answer, Refusal | NotFoldedYet):
                raise answer
            # Whoever acts for others by now asks anew: the approval acts for whom the request says.
            equal = (subject, self.duty, request, body, gate.seen, json.dumps(claims), env.clock())
            row = await tx.fetchrow(_EQUAL, *equal)
            if row is not None:
                number, version = row["countersignature"], row["version"]
                told = waits(number, row["due"], seconds[self.duty], self.called)
                return Accepted(stream=f"{PREFIX}-{number}", version=version, waits=told)
            asked = c.AskForSecond(
                countersignature=new_ref("CS"),
                duty=self.duty,
                request=request,
                body=body,
                seen=gate.seen,
                claims=claims,
                leads_to=tuple(fact.fact_type for new in answer for fact in new.facts),
                asked_by=subject,
                due=env.clock() + timedelta(days=days),
                roles=roles,
            )
            told = waits(asked.countersignature, asked.due, seconds[self.duty], self.called)
            return Accepted.of(await gate.runner.execute(asked, gate.origin, tx=tx), waits=told)

        done = await gate.executor.execute(work, key)
        answered = Accepted.model_validate_json(done) if isinstance(done, bytes) else done
        # A repeated key may bring back what was done at once, before the policy asked for anybody else.
        if isinstance(answered, Accepted) and answered.stream.startswith(f"{PREFIX}-"):
            gate.response.status_code = 202
            number = answered.stream.removeprefix(f"{PREFIX}-")
            gate.response.headers["Location"] = f"/v1/countersignatures/{number}"
            state = await gate.request.app.state.pool.fetchval(_STATE, number) if isinstance(done, bytes) else None
            if answered.waits is not None and state not in {None, RequestState.WAITING}:
                # A key brings back what was answered then: that it waits would be wrong by now.
                told = settled(answered.waits, RequestState(state))
                return answered.model_copy(update={"waits": told}).model_dump_json().encode()
        return done


@dataclass(slots=True)
class Approving:
    """A held request that is asked again, on behalf of the asker, in the transaction of the approval."""

    give: c.GiveSecond
    asker: Caller
    seen: int | None
    by: Gate
    key: Key | None
    done: BaseModel | bytes | None = field(default=None)

    async def execute(self, gate: Gate, commands: Sequence[Command], tell: Callable[..., Accepted]) -> BaseModel | bytes:
        signed = _signed(commands, asked_by=self.asker.subject, approved_by=self.give.by)
        ask = Ask((self.give, *signed), self.by.origin.meta(), self.seen)

        def told(outcomes: Sequence[Any]) -> Accepted:
            said = tell(outcomes)
            said.facts = [item.fact.fact_type for outcome in outcomes for item in outcome.recorded]
            return said

        self.done = await gate.executor.execute(ask, self.key, told)
        return self.done


async def ask_again(request: Request, path: str, body: str, approving: Approving) -> BaseModel | bytes:
    """What the held request leads to now. Raises the refusals of its route and of its decision."""
    content = body.encode()
    scope: Scope = {name: value for name, value in request.scope.items() if name not in _OF_THE_APPROVAL}
    scope.update(
        {
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "path_params": {},
            "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))] if content else [],
            APPROVED: approving,
            CALLER: (caller, approving.asker),
        }
    )

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(_: Message) -> None:
        """The answer of the route is told by the approval."""

    # Behind admission: nobody signs in anew. Without handlers in the scope refusals come back as they were raised.
    await request.app.router.app(scope, receive, send)
    if approving.done is None:
        raise RuntimeError(f"{path} has not asked its gate")
    return approving.done
