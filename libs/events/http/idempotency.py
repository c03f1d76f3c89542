"""The commands of many callers in few transactions, each once per Idempotency-Key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from pydantic import BaseModel

from ..refusal import Refusal
from ..store.group_commit import Together
from ..store.runner import Ask, Outcome, Runner
from ..store.store import ConflictError, Transaction, repeated

__all__ = ["Accepted", "GroupCommit", "Key", "KeyReused", "keep", "stored"]


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


class Key(NamedTuple):
    """An Idempotency-Key of a caller; `fingerprint` says what the request was, as a hash."""

    caller: str
    key: str
    fingerprint: str


async def stored(tx: Transaction, keys: Sequence[Key]) -> dict[Key, bytes | KeyReused]:
    """The answers kept for earlier requests with these keys, or that the key belongs to another request."""
    if not keys:
        return {}
    rows = await tx.fetch(
        "select caller, key, fingerprint, body from idempotency"
        " where (caller, key) in (select * from unnest($1::text[], $2::text[]))",
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


class _Asked(NamedTuple):
    ask: Ask
    key: Key | None


class GroupCommit:
    """The commands of one process's callers, in as few transactions as they come (see group_commit.py)."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        # Of two with one key the second must find the answer of the first.
        self._together = Together[_Asked, Accepted | bytes](self._settle, lambda asked: asked.key and asked.key[:2])

    async def execute(self, ask: Ask, key: Key | None = None) -> Accepted | bytes:
        """What the last command of the ask led to, or the answer kept under its key.

        Raises the decider's Refusal, KeyReused, StaleVersion, or ConflictError after twelve attempts. An OSError or a lost
        database session means: perhaps written, perhaps not.
        """
        return await self._together.do(_Asked(ask, key))

    async def _settle(self, asked: Sequence[_Asked]) -> list[Accepted | bytes | Exception]:
        if len(asked) == 1:
            return await repeated(lambda: self._attempt(asked))
        # Several go on one by one: who conflicts with nobody shall not wait for who does.
        return await repeated(lambda: self._attempt(asked), attempts=1)

    async def _attempt(self, asked: Sequence[_Asked]) -> list[Accepted | bytes | Exception]:
        async with self._runner.store.transaction() as tx:
            known: dict[Key, Any] = await stored(tx, [key for _, key in asked if key])
            new = [number for number, (_, key) in enumerate(asked) if key is None or key not in known]
            done = await self._runner.execute_group([asked[number].ask for number in new], tx=tx) if new else []
            answers = {
                number: answer if isinstance(answer, Refusal) else Accepted.of(answer[-1])
                for number, answer in zip(new, done, strict=True)
            }
            keyed = [(key, answers[number]) for number in new if (key := asked[number].key) is not None]
            await keep(tx, [(key, answer) for key, answer in keyed if isinstance(answer, Accepted)])
            # What refuses may be the very request's own effect: its twin was done elsewhere between our two looks.
            known |= await stored(tx, [key for key, answer in keyed if isinstance(answer, Refusal)])
            return [
                known[key] if key is not None and key in known else answers[number] for number, (_, key) in enumerate(asked)
            ]
