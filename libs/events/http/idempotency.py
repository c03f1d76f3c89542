"""The one way in which a request is executed: once per Idempotency-Key, commands of many callers in few transactions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Self, cast
from uuid import UUID

from pydantic import BaseModel, Field

from ..envelope import Meta, Recorded
from ..refusal import Refusal
from ..store.group_commit import GroupCommit
from ..store.runner import Ask, Decided, NotFoldedYet, Outcome, Runner
from ..store.store import Transaction, repeated
from ..store.write import UNPLACED, KeptAnswer

__all__ = ["Accepted", "Executor", "Key", "KeyReused", "Work"]


class KeyReused(Refusal):
    """IETF draft-ietf-httpapi-idempotency-key-header, section 2.7."""

    slug = "idempotency-key-reused"
    status = 422
    title_zh = "幂等键已用于其他内容"
    title_en = "Idempotency-Key was used for another request"


class Waits(BaseModel):
    """What was asked has no effect yet: another person than the asker, with one of `roles`, has to approve it until `due`.

    `among`: `anybody`, `colleagues` (who acts for a body that the asker acts for) or `lead` (who acts for the leading body).
    `state`: `waiting`, or where the same Idempotency-Key comes again what has become of it: `approved`, `refused`, `withdrawn`,
    `expired`. `next` and `next_en` say it in words.
    """

    countersignature: str
    state: str = "waiting"
    due: datetime
    roles: list[str]
    among: str
    next: str
    next_en: str


def _is_none(value: object) -> bool:
    return value is None


class Accepted(BaseModel):
    """What a command led to. `facts` are type names; empty when there was nothing left to do. `waits`: of a 202 alone."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = []
    waits: Waits | None = Field(None, exclude_if=_is_none)

    @classmethod
    def of(cls, outcome: Outcome, **more: Any) -> Self:
        return cls(
            stream=outcome.stream,
            version=outcome.version,
            position=outcome.recorded[-1].position if outcome.recorded else None,
            facts=[item.fact.fact_type for item in outcome.recorded],
            **more,
        )

    def follow(self, outcome: Outcome) -> None:
        """Adds what the same request led to on another stream; `stream` and `version` stay the first one's."""
        more = Accepted.of(outcome)
        self.facts += more.facts
        self.position = more.position or self.position


class Key(NamedTuple):
    """An Idempotency-Key of a caller; `fingerprint` says what the request was, as a hash."""

    caller: str
    key: str
    fingerprint: str


def _answered(keys: Sequence[Key], rows: Sequence[Any]) -> dict[Key, bytes | KeyReused]:
    """The answers kept for earlier requests with these keys, or that the key belongs to another request."""
    kept = {(row["caller"], row["key"]): row for row in rows}
    found: dict[Key, bytes | KeyReused] = {}
    for key in keys:
        row = kept.get((key.caller, key.key))
        if row is not None:
            found[key] = bytes(row["body"]) if row["fingerprint"] == key.fingerprint else _reused(key)
    return found


def _reused(key: Key) -> KeyReused:
    return KeyReused(
        "the key belongs to another request",
        "该幂等键已属于另一请求",
        field="Idempotency-Key",
        value=key.key,
        do_en="Use a new key for a new request.",
        do_zh="新的请求请使用新的幂等键。",
    )


Work = Callable[[Transaction], Awaitable[BaseModel]]
"""Reads and commands of one transaction, and their answer. It starts again from the beginning when a rival was faster."""
_NOBODY: Final = Meta("", "")
"""No fact is appended on its behalf."""
_NO_ID: Final = UUID(int=0)
Tell = Callable[[Sequence[Outcome]], BaseModel]
"""The answer made of what the commands led to."""


def _last(outcomes: Sequence[Outcome]) -> Accepted:
    return Accepted.of(outcomes[-1])


class _Asked(NamedTuple):
    what: Ask | Work
    key: Key | None
    tell: Tell


class Executor:
    """Runs what a process's callers ask for, each once per Idempotency-Key.

    Commands alone share transactions (see group_commit.py); work that also reads has one of its own.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        # Of two with one key the second must find the answer of the first.
        self._group_commit = GroupCommit[_Asked, BaseModel | bytes](
            self._settle,
            apart=lambda asked: asked.key and asked.key[:2],
            touch=lambda asked: runner.streams(cast("Ask", asked.what)),
        )

    async def execute(self, what: Ask | Work, key: Key | None = None, tell: Tell = _last) -> BaseModel | bytes:
        """What `tell` makes of the commands' outcomes, what the work gives, or the answer kept under the key.

        Raises the decider's Refusal, KeyReused, StaleVersion, or ConflictError after twelve attempts. An OSError or a lost
        database session means: perhaps written, perhaps not.
        """
        asked = _Asked(what, key, tell)
        try:
            return await (self._shared(asked) if isinstance(what, Ask) else self._alone(asked))
        except Refusal as refusal:
            if isinstance(refusal, KeyReused):
                raise
            # The refusal may be an effect of this very request: its twin was carried out elsewhere after we had looked.
            known = await self.answered(key)
            if known is None:
                raise
            return known

    async def answered(self, key: Key | None) -> bytes | None:
        """The answer kept under the key. Raises KeyReused."""
        known = None if key is None else (await self._known([key])).get(key)
        if isinstance(known, KeyReused):
            raise known
        return known

    async def _known(self, keys: Sequence[Key], tx: Transaction | None = None) -> dict[Key, bytes | KeyReused]:
        return _answered(keys, await self._runner.store.look_up([key[:2] for key in keys], tx=tx))

    async def _shared(self, asked: _Asked) -> BaseModel | bytes:
        while True:
            try:
                return await self._group_commit.do(asked)
            except NotFoldedYet as long:
                await self._runner.read_ahead(long.streams)

    async def _alone(self, asked: _Asked) -> BaseModel | bytes:
        """Work in a transaction of its own."""

        async def attempt() -> BaseModel | bytes:
            async with self._runner.store.transaction() as tx:
                keys = [asked.key] if asked.key else []
                known = (await self._known(keys, tx)).get(keys[0]) if keys else None
                if isinstance(known, KeyReused):
                    raise known
                if known is not None:
                    return known
                answer = await cast("Work", asked.what)(tx)
                kept = [_kept(key, answer, 0) for key in keys]
                await self._runner.store.append([], _NOBODY, at=self._runner.clock(), tx=tx, kept=kept)
                return answer

        return await repeated(attempt)

    async def _settle(self, asked: Sequence[_Asked]) -> list[BaseModel | bytes | Exception]:
        if len(asked) == 1:
            return await repeated(lambda: self._attempt(asked))
        # On conflict each is retried alone, so that the others are not delayed.
        return await repeated(lambda: self._attempt(asked), attempts=1)

    async def _attempt(self, asked: Sequence[_Asked]) -> list[BaseModel | bytes | Exception]:
        """Commands of several callers: read and decided before the transaction, which only writes."""
        runner = self._runner
        keys = [key for _, key, _ in asked if key]
        past = await runner.read([cast("Ask", one.what) for one in asked], patient=False, keys=[key[:2] for key in keys])
        known = _answered(keys, past.kept)
        new = [one for one in asked if one.key is None or one.key not in known]
        if not new:
            return [known[key] for key in keys]
        asks = [cast("Ask", one.what) for one in new]
        decided = await runner.decided(asks, past)
        kept = _to_keep(new, decided)
        recorded = await runner.store.append(decided.batch, asks[0].meta, at=decided.now, kept=kept)
        done = iter(
            one.tell(outcome) if isinstance(outcome, list) else outcome
            for one, outcome in zip(new, decided.outcomes(recorded), strict=True)
        )
        return [known[key] if key in known else next(done) for _, key, _ in asked]


def _to_keep(asked: Sequence[_Asked], decided: Decided) -> list[KeptAnswer]:
    """The answers to those that have a key, with the place of their last fact in the batch instead of its position."""
    kept, at = [], 0
    for one, answer in zip(asked, decided.answers, strict=True):
        if not isinstance(answer, list):
            continue
        at += sum(len(new.facts) for new in answer)
        if one.key is not None:
            outcomes = [
                Outcome(
                    new.stream,
                    new.expected + len(new.facts),
                    [Recorded(fact, "", new.stream, 0, UNPLACED, _NO_ID, decided.now, _NOBODY) for fact in new.facts],
                )
                for new in answer
            ]
            kept.append(_kept(one.key, one.tell(outcomes), at))
    return kept


def _kept(key: Key, answer: BaseModel, at: int) -> KeptAnswer:
    return KeptAnswer(key.key, key.caller, key.fingerprint, answer.__pydantic_serializer__.to_json(answer).decode(), at)
