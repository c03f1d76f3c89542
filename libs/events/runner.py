"""Runs commands: load the stream, fold, decide, append with the views in one transaction; repeat on conflict."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from .clock import Clock
from .decider import Command, Deciders
from .envelope import Meta, Recorded
from .fact import Fact, UnreadableFactError
from .refusal import Refusal, StaleVersion
from .store import ConflictError, NewFacts, PostgresStore, Transaction
from .telemetry import metrics, span, traceparent

__all__ = ["Origin", "Outcome", "Runner"]

_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """On whose behalf, and because of which fact."""

    actor: str
    correlation: str | None = None
    causation: str | None = None

    def meta(self) -> Meta:
        return Meta(self.actor, self.correlation or str(uuid4()), self.causation, traceparent())


@dataclass(frozen=True, slots=True)
class Outcome:
    """`version` is the stream's version afterwards; `recorded` may be empty when there was nothing to do."""

    stream: str
    version: int
    recorded: Sequence[Recorded[Fact]]


@dataclass
class Runner:
    store: PostgresStore
    deciders: Deciders
    clock: Clock

    async def execute(
        self, command: Command, origin: Origin, *, expect: int | None = None, tx: Transaction | None = None
    ) -> Outcome:
        """Decides and appends. `expect` is the version the caller last saw (If-Match).

        Raises the decider's Refusal, StaleVersion, or - inside a given `tx`, whose owner repeats the whole - ConflictError.
        """
        with span(f"command {type(command).__name__}"):
            if tx is not None:
                return await self._once(tx, command, origin, expect)
            for attempt in range(_ATTEMPTS):
                try:
                    async with self.store.transaction() as own:
                        return await self._once(own, command, origin, expect)
                except ConflictError:
                    metrics.conflicts.inc()
                    if attempt == _ATTEMPTS - 1:
                        raise
                    # Spread the rivals: they all failed at the same moment.
                    await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311 - not a secret
            raise AssertionError("unreachable")

    async def _once(self, tx: Transaction, command: Command, origin: Origin, expect: int | None) -> Outcome:
        decider = self.deciders.of(command)
        stream = decider.stream(command)
        past = await self.store.read(stream, tx=tx)
        if expect is not None and expect != len(past):
            raise StaleVersion(
                f"{stream} is at version {len(past)}, not {expect}",
                f"{stream} 已是第 {len(past)} 版,不是第 {expect} 版",
                field="If-Match",
                value=expect,
                do_en="Read it again and decide anew.",
                do_zh="请重新读取后再办理。",
            )
        try:
            now = self.clock()
            facts = decider.decide(command, state_of(decider, past), now)
        except Refusal as refusal:
            metrics.refused.labels(refusal.slug).inc()
            raise
        recorded = await self.store.append(stream, len(past), facts, origin.meta(), at=now, tx=tx)
        return Outcome(stream, len(past) + len(recorded), recorded)

    async def execute_many(self, commands: Sequence[Command], origin: Origin, *, tx: Transaction) -> list[Outcome | Refusal]:
        """Many commands, read and appended in one statement each. A refused command is answered with its
        Refusal, the others go on.

        Commands for the same stream see each other's facts in order. Raises ConflictError: the owner of `tx` repeats.
        """
        streams = [self.deciders.of(command).stream(command) for command in commands]
        past = await self.store.read_many(list(dict.fromkeys(streams)), tx=tx)
        states: dict[str, Any] = {}
        new: dict[str, list[Fact]] = {}
        answers: list[list[Fact] | Refusal] = []
        now = self.clock()
        for command, stream in zip(commands, streams, strict=True):
            decider = self.deciders.of(command)
            if stream not in states:
                states[stream] = state_of(decider, past.get(stream, ()))
            try:
                facts = list(decider.decide(command, states[stream], now))
            except Refusal as refusal:
                metrics.refused.labels(refusal.slug).inc()
                answers.append(refusal)
                continue
            for fact in facts:
                states[stream] = decider.evolve(states[stream], fact)
            new.setdefault(stream, []).extend(facts)
            answers.append(facts)
        batch = [NewFacts(stream, len(past.get(stream, ())), facts) for stream, facts in new.items() if facts]
        recorded = by_stream(await self.store.append_many(batch, origin.meta(), at=now, tx=tx))
        outcomes: list[Outcome | Refusal] = []
        versions = {stream: len(past.get(stream, ())) for stream in streams}
        for stream, answer in zip(streams, answers, strict=True):
            if isinstance(answer, Refusal):
                outcomes.append(answer)
                continue
            mine = [recorded[stream].pop(0) for _ in answer]
            versions[stream] += len(mine)
            outcomes.append(Outcome(stream, versions[stream], mine))
        return outcomes


def state_of(decider: Any, past: Sequence[Recorded[Any]]) -> Any:
    """The state a stream is in. Raises UnreadableFactError when the stream holds facts newer than this code."""
    for item in past:
        if not isinstance(item.fact, Fact):
            raise UnreadableFactError(f"{item.stream} holds {item.fact.fact_type} v{item.fact.fact_version}: update first")
    return decider.fold([item.fact for item in past])


def by_stream(recorded: Sequence[Recorded[Fact]]) -> dict[str, list[Recorded[Fact]]]:
    """Recorded facts grouped by stream, each in order."""
    grouped: dict[str, list[Recorded[Fact]]] = {}
    for item in recorded:
        grouped.setdefault(item.stream, []).append(item)
    return grouped
