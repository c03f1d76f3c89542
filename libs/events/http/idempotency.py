"""The one way in which a request is executed: once per Idempotency-Key, commands of many callers in few transactions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Self

import orjson
from pydantic import BaseModel

from ..refusal import Refusal
from ..store.group_commit import Together
from ..store.runner import Ask, NotFoldedYet, Outcome, Runner
from ..store.store import ConflictError, Transaction, repeated

__all__ = ["Accepted", "Executor", "Key", "KeyReused", "Work", "stored"]


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


# `offset 0` keeps the planner from making one join of it, so each key is looked up by the index. The join's plan was kept from
# when the table was empty and read the whole table: 202 us without keys, 7.9 ms with 20,000, until somebody analysed it.
_KEPT = """
    select kept.caller, kept.key, kept.fingerprint, kept.body
      from unnest($1::text[], $2::text[]) as asked(caller, key)
     cross join lateral (select * from idempotency i where i.caller = asked.caller and i.key = asked.key offset 0) as kept
"""


async def stored(tx: Transaction, keys: Sequence[Key]) -> dict[Key, bytes | KeyReused]:
    """The answers kept for earlier requests with these keys, or that the key belongs to another request."""
    if not keys:
        return {}
    rows = await tx.fetch(
        _KEPT,
        [key.caller for key in keys],
        [key.key for key in keys],
    )
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


async def keep(tx: Transaction, answers: Sequence[tuple[Key, BaseModel]]) -> None:
    """Keeps answers with what the requests wrote. Of two at once the later finds its key taken: ConflictError, start over."""
    if not answers:
        return
    kept = await tx.fetch(
        "insert into idempotency (key, caller, fingerprint, body)"
        " select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) on conflict do nothing returning key",
        [key.key for key, _ in answers],
        [key.caller for key, _ in answers],
        [key.fingerprint for key, _ in answers],
        [orjson.dumps(answer.model_dump(mode="json")) for _, answer in answers],
    )
    if len(kept) < len(answers):
        taken = {key.key for key, _ in answers} - {row["key"] for row in kept}
        raise ConflictError(f"Idempotency-Key {', '.join(sorted(taken))} was used at the same moment")


Work = Callable[[Transaction], Awaitable[BaseModel]]
"""Reads and commands of one transaction, and what they come to. Done again from its beginning when a rival was faster."""
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
        self._together = Together[_Asked, BaseModel | bytes](self._settle, lambda asked: asked.key and asked.key[:2])

    async def execute(self, what: Ask | Work, key: Key | None = None, tell: Tell = _last) -> BaseModel | bytes:
        """What `tell` makes of the commands' outcomes, what the work gives, or the answer kept under the key.

        Raises the decider's Refusal, KeyReused, StaleVersion, or ConflictError after twelve attempts. An OSError or a lost
        database session means: perhaps written, perhaps not.
        """
        asked = _Asked(what, key, tell)
        try:
            return await (self._shared(asked) if isinstance(what, Ask) else self._alone(asked))
        except Refusal as refusal:
            if key is None or isinstance(refusal, KeyReused):
                raise
            # What refuses may be this very request's own effect: its twin was done elsewhere after we had looked.
            known = (await stored(self._runner.store.pool, [key])).get(key)
            if known is None:
                raise
            if isinstance(known, KeyReused):
                raise known from refusal
            return known

    async def _shared(self, asked: _Asked) -> BaseModel | bytes:
        while True:
            try:
                return await self._together.do(asked)
            except NotFoldedYet as long:
                await self._runner.read_ahead(long.streams)

    async def _alone(self, asked: _Asked) -> BaseModel | bytes:
        (answer,) = await repeated(lambda: self._attempt([asked]))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _settle(self, asked: Sequence[_Asked]) -> list[BaseModel | bytes | Exception]:
        if len(asked) == 1:
            return await repeated(lambda: self._attempt(asked))
        # On conflict each is retried alone, so that the others are not delayed.
        return await repeated(lambda: self._attempt(asked), attempts=1)

    async def _attempt(self, asked: Sequence[_Asked]) -> list[BaseModel | bytes | Exception]:
        async with self._runner.store.transaction() as tx:
            known: dict[Key, Any] = await stored(tx, [key for _, key, _ in asked if key])
            new = [one for one in asked if one.key is None or one.key not in known]
            done = iter(await self._done(new, tx))
            answers = [known[key] if key in known else next(done) for _, key, _ in asked]
            keyed = [(key, answer) for (_, key, _), answer in zip(asked, answers, strict=True) if key and key not in known]
            await keep(tx, [(key, answer) for key, answer in keyed if isinstance(answer, BaseModel)])
            return answers

    async def _done(self, new: Sequence[_Asked], tx: Transaction) -> list[BaseModel | Exception]:
        asks = [one.what for one in new if isinstance(one.what, Ask)]
        if len(asks) < len(new):
            return [await work.what(tx) for work in new if not isinstance(work.what, Ask)]
        answers = await self._runner.execute_group(asks, tx=tx, patient=False) if asks else []
        return [one.tell(answer) if isinstance(answer, list) else answer for one, answer in zip(new, answers, strict=True)]
