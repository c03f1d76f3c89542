"""Commands over HTTP: `Idempotency-Key`, `If-Match`, and all that a request writes in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final, Protocol, TypeVar, cast, overload

from fastapi import Depends, Request, Response
from fastapi.security.base import SecurityBase
from pydantic import BaseModel

from ..decider import Command
from ..refusal import Invalid
from ..store.runner import Ask, Origin, Outcome, Runner
from ..store.store import Transaction
from ..telemetry import span
from .access import permission_of
from .auth import Caller, allow
from .idempotency import Accepted, Executor, Key, KeyReused
from .openapi.terms import GATE, KEY_HEADER, KEY_LENGTH, VERSION_HEADER, VERSION_LENGTH

__all__ = ["APPROVED", "WAITS", "Accepted", "Asking", "Gate", "Holding", "KeyReused", "NoVersionHere", "gate"]

A = TypeVar("A", bound=Accepted)
T = TypeVar("T", bound=BaseModel)
_EQUAL_WITHIN = timedelta(minutes=10)
"""At least; at most twice as long. A form that is sent twice, or again after a lost answer, comes sooner."""


class NoVersionHere(Invalid):
    """Passed over, a precondition would be broken without anybody noticing (RFC 9110, 13.1.1)."""

    slug = "no-version-here"
    title_zh = "此操作不比对版本"
    title_en = "No version is compared here"
    detail_zh = "此操作没有单一的版本可与 If-Match {value} 比对"
    detail_en = "what is asked has no single version that If-Match {value} could be compared with"
    do_zh = "请去掉 If-Match 后重新提交;没有写入任何内容。"
    do_en = "Leave out If-Match and send it again; nothing was written."


APPROVED: Final = "checkonce.approved"
"""In a request's scope: it was asked before, and is asked again because a second person approves it (a `Holding`)."""


WAITS: Final[dict[int | str, dict[str, Any]]] = {
    202: {"model": Accepted, "description": "Recorded as asked for: a second person must approve it first"}
}
"""`responses` of a route with a duty."""


class Holding(Protocol):
    """What stands between a route's commands and their effect where a second person is needed (see countersigning/)."""

    async def execute(self, gate: Gate, commands: Sequence[Command], tell: Callable[..., Accepted]) -> BaseModel | bytes:
        """Runs the commands, or records that they were asked for; `tell` makes the answer of the outcomes."""


@dataclass
class Gate:
    """Lets commands of one request through: once per key, at the version the caller has seen, as the caller."""

    caller: Caller
    runner: Runner
    executor: Executor
    request: Request
    response: Response
    key: str | None
    seen: int | None
    holding: Holding | None = None
    _compared: bool = False

    @property
    def expect(self) -> int | None:
        """The version that the caller has seen, for `work` to have it compared."""
        self._compared = True
        return self.seen

    @property
    def origin(self) -> Origin:
        return Origin(self.caller.subject)

    @overload
    async def execute(self, *commands: Command) -> Accepted: ...
    @overload
    async def execute(self, *commands: Command, answer: type[A], **more: Any) -> A: ...
    @overload
    async def execute(self, work: Callable[[Transaction], Awaitable[T]], /, *, answer: type[T]) -> T: ...
    async def execute(self, *what: Any, answer: type[Any] = Accepted, **more: Any) -> Any:
        """Runs commands, all or none, or `work`: reads and commands (see `run`) that share a transaction of their own.

        Of commands the answer tells of the last, and the version that the caller has seen is of its stream, before the first of
        them; `more` are fields that `answer` has besides those of Accepted. A repeat of the key gets the first answer. Sets
        `ETag` to the stream's version. Work is called again when a rival was faster. Raises NoVersionHere for work that does
        not look at the version that the caller has seen.
        """
        key = await self.keyed()
        if isinstance(what[0], Command):

            def tell(outcomes: Sequence[Outcome]) -> Any:
                return answer.of(outcomes[-1], **more)

            with span(f"command {type(what[0]).__name__}"):
                if self.holding is not None:
                    done = await self.holding.execute(self, what, tell)
                else:
                    done = await self.executor.execute(Ask(what, self.origin.meta(), self.expect), key, tell)
        elif self.holding is not None:
            raise TypeError("work cannot be held for a second person: a route with a duty hands its gate commands")
        else:
            done = await self.executor.execute(self._comparing(what[0]), key)
        return self.tagged(done, answer)

    def _comparing(self, work: Callable[[Transaction], Awaitable[T]]) -> Callable[[Transaction], Awaitable[T]]:
        async def compared(tx: Transaction) -> T:
            result = await work(tx)
            if self.seen is not None and not self._compared:
                raise NoVersionHere(field="If-Match", value=self.seen)
            return result

        return work if self.seen is None else compared

    async def run(self, tx: Transaction, command: Command, *, expect: int | None = None) -> Outcome:
        """A command inside `work`. Raises its Refusal; then nothing of the work is written."""
        return await self.runner.execute(command, self.origin, expect=expect, tx=tx)

    def tagged(self, result: BaseModel | bytes, answer: type[T]) -> T:
        if isinstance(result, bytes):
            self.response.headers["Idempotency-Replayed"] = "true"
            result = answer.model_validate_json(result)
        version = getattr(result, "version", None)
        if version is not None:
            self.response.headers["ETag"] = f'"{version}"'
        return cast("T", result)

    async def keyed(self) -> Key | None:
        """The key with what the request says, as one hash: the same key with another request is a mistake of the caller."""
        return None if self.key is None else Key(self.caller.subject, self.key, await self._mark())

    async def take_equals_for_one(self) -> None:
        """For a request that makes a number: sent again without a key by the same caller within ten minutes, and in words that
        are all the same, it is the first one, and gets its answer. A key, or a number of the caller's own, says that another
        one is meant.
        """
        if self.key is not None or APPROVED in self.request.scope:
            return
        mark, window = await self._mark(), int(self.runner.clock().timestamp() // _EQUAL_WITHIN.total_seconds())
        # It may have been sent at the end of the window before.
        before = Key(self.caller.subject, f"equal-{mark}-{window - 1}", mark)
        self.key = f"equal-{mark}-{window}" if await self.executor.answered(before) is None else before.key

    async def _mark(self) -> str:
        headers = self.request.headers
        parts = [self.request.method, self.request.url.path, self.request.url.query, headers.get("if-match", "")]
        body = await self.request.body()
        return hashlib.sha256(b"\0".join([*(p.encode() for p in parts), body])).hexdigest()


class Opening(SecurityBase):
    """Dependency: a `Gate` for callers with one of `roles`.

    It reads its two headers itself, and openapi/ publishes them: a dependency in a dependency and each declared header cost
    a command 15 microseconds apiece.
    """

    def __init__(self, *roles: str) -> None:
        self.bearer = allow(*roles)
        self.model, self.scheme_name = self.bearer.model, GATE

    async def __call__(self, request: Request, response: Response) -> Gate:
        state, headers = request.app.state, request.headers
        holding = request.scope.get(APPROVED)
        if holding is not None:
            # The asker was let in when it was asked; who approves was let in by the route of approvals.
            return Gate(holding.asker, state.runner, state.executor, request, response, None, None, holding)
        who = await self.bearer(request)
        key, version = headers.get(KEY_HEADER), headers.get(VERSION_HEADER)
        permission = permission_of(request.scope.get("route"))
        if permission is not None and permission.duty is not None:
            holding = state.countersigning.holding(permission.duty)
        return Gate(who, state.runner, state.executor, request, response, usable_key(key), expected_version(version), holding)


def gate(*roles: str) -> Opening:
    """Dependency: a `Gate` for callers with one of `roles`."""
    return Opening(*roles)


Asking = Annotated[Gate, Depends(gate())]
"""The gate of a route whose roles are in the service's table (see access.py)."""


def usable_key(key: str | None) -> str | None:
    """The key itself. Raises Invalid unless it has 1 to 200 characters."""
    if key is not None and not 1 <= len(key) <= KEY_LENGTH:
        raise Invalid(
            f"Idempotency-Key has {len(key)} characters, not 1 to {KEY_LENGTH}",
            f"Idempotency-Key 为 {len(key)} 个字符,应为 1 至 {KEY_LENGTH} 个",
            field="Idempotency-Key",
            value=key[:KEY_LENGTH],
            do_en="Use a fresh UUID per command.",
            do_zh="请为每次办理使用一个新的 UUID。",
        )
    return key


def expected_version(if_match: str | None) -> int | None:
    """`"7"` as 7; None without the header or for `*`. Raises Invalid for anything else."""
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdecimal() or len(if_match) > VERSION_LENGTH:
        raise Invalid(
            f"If-Match {if_match!r} is not a stream version",
            f"If-Match {if_match!r} 不是版本号",
            field="If-Match",
            value=if_match[:VERSION_LENGTH],
            do_en='Send the ETag you were given, for example "7".',
            do_zh="请原样发送收到的 ETag。",
        )
    return int(digits)
