"""Commands over HTTP: `Idempotency-Key`, `If-Match`, and one transaction for all that a request writes."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from ..decider import Command
from ..refusal import Invalid, Refusal
from ..runner import Origin, Outcome, Runner
from ..store import ConflictError, Transaction
from .auth import Caller, allow

__all__ = ["Accepted", "Gate", "KeyReused", "gate"]

_ATTEMPTS = 12
T = TypeVar("T", bound=BaseModel)


class KeyReused(Refusal):
    """IETF draft-ietf-httpapi-idempotency-key-header, section 2.7."""

    slug = "idempotency-key-reused"
    status = 422
    title_zh = "幂等键已用于其他内容"
    title_en = "Idempotency-Key was used for something else"


class Accepted(BaseModel):
    """What a command led to. `facts` are type names; empty when there was nothing left to do."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = []

    @classmethod
    def of(cls, outcome: Outcome) -> Accepted:
        return cls(
            stream=outcome.stream,
            version=outcome.version,
            position=outcome.recorded[-1].position if outcome.recorded else None,
            facts=[item.fact.fact_type for item in outcome.recorded],
        )


@dataclass
class Gate:
    """Lets commands of one request through: once per key, at the version the caller has seen, as the caller."""

    caller: Caller
    runner: Runner
    request: Request
    response: Response
    key: str | None
    expect: int | None

    @property
    def origin(self) -> Origin:
        return Origin(self.caller.subject)

    async def execute(self, *commands: Command) -> Accepted:
        """Runs the commands in one transaction; the answer tells of the last. Sets `ETag` to the stream's version."""

        async def work(tx: Transaction) -> Accepted:
            outcomes = [await self.runner.execute(c, self.origin, expect=self.expect, tx=tx) for c in commands]
            return Accepted.of(outcomes[-1])

        return await self.once(work, Accepted)

    async def once(self, work: Callable[[Transaction], Awaitable[T]], answer: type[T]) -> T:
        """Runs `work` in a transaction, once per Idempotency-Key; a repeat gets the stored answer."""
        fingerprint = await self._fingerprint()
        for attempt in range(_ATTEMPTS):
            try:
                async with self.runner.store.transaction() as tx:
                    stored = await self._stored(tx, fingerprint)
                    if stored is not None:
                        self.response.headers["Idempotency-Replayed"] = "true"
                        result = answer.model_validate_json(stored)
                    else:
                        result = await work(tx)
                        await self._keep(tx, fingerprint, result)
                    self._tag(result)
                    return result
            except ConflictError:
                if attempt == _ATTEMPTS - 1:
                    raise
            except Refusal:
                # What refuses may be this very request's own effect: its twin was done between our two looks.
                if not await self._answered(fingerprint):
                    raise
        raise AssertionError("unreachable")

    async def _answered(self, fingerprint: str) -> bool:
        async with self.runner.store.transaction() as tx:
            return await self._stored(tx, fingerprint) is not None

    def _tag(self, result: BaseModel) -> None:
        version = getattr(result, "version", None)
        if version is not None:
            self.response.headers["ETag"] = f'"{version}"'

    async def _fingerprint(self) -> str:
        """What the request says, as one hash: the same key with another request is a mistake of the caller."""
        if self.key is None:
            return ""
        headers = self.request.headers
        parts = [self.request.method, self.request.url.path, self.request.url.query, headers.get("if-match", "")]
        body = await self.request.body()
        return hashlib.sha256(b"\0".join([*(p.encode() for p in parts), body])).hexdigest()

    async def _stored(self, tx: Transaction, fingerprint: str) -> bytes | None:
        """The stored answer of an earlier request with this key. Raises KeyReused for another request."""
        if self.key is None:
            return None
        row = await tx.fetchrow(
            "select fingerprint, body from idempotency where caller = $1 and key = $2", self.caller.subject, self.key
        )
        if row is None:
            return None
        if row["fingerprint"] != fingerprint:
            raise KeyReused(
                "the key belongs to another request",
                "该幂等键已属于另一请求",
                field="Idempotency-Key",
                value=self.key,
                do_en="Use a new key for a new request.",
                do_zh="新的请求请使用新的幂等键。",
            )
        return bytes(row["body"])

    async def _keep(self, tx: Transaction, fingerprint: str, result: BaseModel) -> None:
        """Keeps the answer with what the request wrote. Of two at once the later finds the key taken and starts over."""
        if self.key is None:
            return
        kept = await tx.fetchval(
            "insert into idempotency (key, caller, fingerprint, body) values ($1, $2, $3, $4)"
            " on conflict do nothing returning true",
            self.key,
            self.caller.subject,
            fingerprint,
            orjson.dumps(result.model_dump(mode="json")),
        )
        if not kept:
            raise ConflictError(f"Idempotency-Key {self.key} was used at the same moment")


def gate(*roles: str) -> Callable[..., Any]:
    """Dependency: a `Gate` for callers with one of `roles`."""

    async def open_gate(
        request: Request,
        response: Response,
        # Not Annotated: as text (PEP 563) it could not name the enclosing function's `roles`.
        who: Caller = Depends(allow(*roles)),  # noqa: B008
        idempotency_key: Annotated[str | None, Header(max_length=200, min_length=1)] = None,
        if_match: Annotated[str | None, Header(max_length=40)] = None,
    ) -> Gate:
        return Gate(who, request.app.state.runner, request, response, idempotency_key, expected_version(if_match))

    return open_gate


def expected_version(if_match: str | None) -> int | None:
    """`"7"` as 7; None without the header or for `*`. Raises Invalid for anything else."""
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdecimal():
        raise Invalid(
            f"If-Match {if_match!r} is not a stream version",
            f"If-Match {if_match!r} 不是版本号",
            field="If-Match",
            value=if_match,
            do_en='Send the ETag you were given, for example "7".',
            do_zh="请原样发送收到的 ETag。",
        )
    return int(digits)
