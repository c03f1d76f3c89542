"""Runs commands: load the stream, fold, decide, append with the views in one transaction; repeat on conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uuid_utils import uuid4

from ..clock import Clock
from ..decider import Command, Deciders
from ..envelope import Meta, Recorded
from ..fact import Fact, NewerFactError
from ..refusal import Refusal, StaleVersion
from ..telemetry import metrics, span, traceparent
from .store import NewFacts, PostgresStore, Transaction, repeated

__all__ = ["Ask", "Origin", "Outcome", "Runner"]


@dataclass(frozen=True, slots=True)
class Origin:
    """On whose behalf, and because of which fact."""

    actor: str
    correlation: str | None = None
    causation: str | None = None

    def meta(self) -> Meta:
        return Meta(self.actor, self.correlation or str(uuid4()), self.causation, traceparent())


@dataclass(frozen=True, slots=True)
class Ask:
    """Commands that are done all or none, on behalf of `meta`. `expect` is the version last seen of their streams."""

    commands: Sequence[Command]
    meta: Meta
    expect: int | None = None


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

            async def alone() -> Outcome:
                async with self.store.transaction() as own:
                    return await self._once(own, command, origin, expect)

            return await repeated(alone)

    async def _once(self, tx: Transaction, command: Command, origin: Origin, expect: int | None) -> Outcome:
        decider = self.deciders.of(command)
        stream = decider.stream(command)
        past = await self.store.read(stream, tx=tx)
        check_version(stream, len(past), expect)
        try:
            now = self.clock()
            facts = decider.decide(command, state_of(decider, past), now)
        except Refusal as refusal:
            metrics.refused.labels(refusal.slug).inc()
            raise
        recorded = await self.store.append(stream, len(past), facts, origin.meta(), at=now, tx=tx)
        return Outcome(stream, len(past) + len(recorded), recorded)

    async def execute_many(self, commands: Sequence[Command], origin: Origin, *, tx: Transaction) -> list[Outcome | Refusal]:
        """Many commands of one origin, each on its own: a refused one is answered with its Refusal, the others go on."""
        meta = origin.meta()
        answers = await self.execute_group([Ask((command,), meta) for command in commands], tx=tx)
        return [answer if isinstance(answer, Refusal) else answer[0] for answer in answers]

    async def execute_group(self, asks: Sequence[Ask], *, tx: Transaction) -> list[list[Outcome] | Refusal]:
        """What several have asked for, read and appended in one statement each. A refused ask writes nothing and is answered
        with its Refusal; the others go on.

        Asks for the same stream see each other's facts in order. Raises ConflictError: the owner of `tx` repeats.
        """
        named = [[self.deciders.of(command).stream(command) for command in ask.commands] for ask in asks]
        past = await self.store.read_many(list(dict.fromkeys(s for streams in named for s in streams)), tx=tx)
        group = _Group(self.deciders, past, self.clock())
        answers: list[list[NewFacts] | Refusal] = []
        for ask, streams in zip(asks, named, strict=True):
            try:
                answers.append(group.decide(ask, streams))
            except Refusal as refusal:
                metrics.refused.labels(refusal.slug).inc()
                answers.append(refusal)
        batch = [new for answer in answers if not isinstance(answer, Refusal) for new in answer if new.facts]
        recorded = iter(await self.store.append_many(batch, asks[0].meta, at=group.now, tx=tx) if batch else ())
        return [
            answer
            if isinstance(answer, Refusal)
            else [Outcome(new.stream, new.expected + len(new.facts), [next(recorded) for _ in new.facts]) for new in answer]
            for answer in answers
        ]


class _Group:
    """The streams a group of asks touches, as they come to be while one ask after the other is decided."""

    def __init__(self, deciders: Deciders, past: Mapping[str, Sequence[Recorded[Any]]], now: datetime) -> None:
        self.now = now
        self._deciders, self._past = deciders, past
        self._streams: dict[str, tuple[int, Any]] = {}

    def decide(self, ask: Ask, streams: Sequence[str]) -> list[NewFacts]:
        """The facts of each command of the ask. Raises the decider's Refusal or StaleVersion; then nothing has changed."""
        mine: dict[str, tuple[int, Any]] = {}
        decided = []
        for command, stream in zip(ask.commands, streams, strict=True):
            decider = self._deciders.of(command)
            version, state = mine.get(stream) or self._streams.get(stream) or self._folded(decider, stream)
            check_version(stream, version, ask.expect)
            facts = list(decider.decide(command, state, self.now))
            for fact in facts:
                state = decider.after(state, fact)
            mine[stream] = (version + len(facts), state)
            decided.append(NewFacts(stream, version, facts, ask.meta))
        self._streams.update(mine)
        return decided

    def _folded(self, decider: Any, stream: str) -> tuple[int, Any]:
        past = self._past.get(stream, ())
        return len(past), state_of(decider, past)


def check_version(stream: str, version: int, expect: int | None) -> None:
    """Raises StaleVersion unless the stream is at the version the caller last saw (None: whatever it is)."""
    if expect is not None and expect != version:
        raise StaleVersion(
            f"{stream} is at version {version}, not {expect}",
            f"{stream} 已是第 {version} 版,不是第 {expect} 版",
            field="If-Match",
            value=expect,
            do_en="Read it again and decide anew.",
            do_zh="请重新读取后再办理。",
        )


def state_of(decider: Any, past: Sequence[Recorded[Any]]) -> Any:
    """The state a stream is in. Raises NewerFactError when the stream holds facts newer than this code."""
    state = decider.initial
    for item in past:
        if not isinstance(item.fact, Fact):
            raise NewerFactError(f"{item.stream} holds {item.fact.fact_type} v{item.fact.fact_version}: update first")
        state = decider.after(state, item.fact, item.raw)
    return state
