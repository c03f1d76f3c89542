"""Runs commands: load the stream, fold, decide, append with the views in one transaction; repeat on conflict."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from uuid_utils import uuid4

from ..clock import Clock
from ..decider import Command, Decider, Deciders
from ..envelope import LONGEST_META, Meta, Recorded
from ..fact import Fact
from ..refusal import Refusal, StaleVersion
from ..telemetry import metrics, span, traceparent
from .fitting import must_fit
from .store import NewFacts, PostgresStore, Transaction, repeated
from .stream_states import Folded, StreamStates, fold

__all__ = ["Ask", "NotFoldedYet", "Origin", "Outcome", "Past", "Runner", "UntakenFactError"]

_PAGE = 500
"""Facts of a stream that are read at once."""
_AT_ONCE = 50
"""Asks decided before others of the process may go on: a millisecond."""
_Named = tuple[Decider[Any, Any], str, Command]
"""A command with the stream that it concerns."""


@dataclass(frozen=True, slots=True)
class Origin:
    """On whose behalf, and because of which fact. Raises ValueError for what no reader of the fact would take."""

    actor: str
    correlation: str | None = None
    causation: str | None = None

    def __post_init__(self) -> None:
        if any(text is not None and (len(text) > LONGEST_META or "\0" in text) for text in (self.actor, self.correlation)):
            raise ValueError(f"actor and correlation have at most {LONGEST_META} characters each, and no NUL")

    def meta(self) -> Meta:
        return Meta(self.actor, self.correlation or str(uuid4()), self.causation, traceparent())


@dataclass(frozen=True, slots=True)
class Ask:
    """Commands that are done all or none, on behalf of `meta`. `expect` is the version last seen of the last one's stream."""

    commands: Sequence[Command]
    meta: Meta
    expect: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`version` is the stream's version afterwards; `recorded` may be empty when there was nothing to do."""

    stream: str
    version: int
    recorded: Sequence[Recorded[Fact]]


class Past(NamedTuple):
    """The states of streams, which of them were not read to their end, and the rows of keys that were looked up with them."""

    states: Mapping[str, Folded]
    unread: Collection[str]
    kept: Sequence[Any] = ()


class Decided(NamedTuple):
    """New facts by ask and command, or why there are none; and what the streams have come to with them."""

    answers: Sequence[list[NewFacts] | Refusal | NotFoldedYet]
    now: datetime
    states: Mapping[str, Folded]

    @property
    def batch(self) -> list[NewFacts]:
        """What is to be appended, in order."""
        return [new for answer in self.answers if isinstance(answer, list) for new in answer if new.facts]

    def outcomes(self, recorded: Iterable[Recorded[Fact]]) -> list[list[Outcome] | Refusal | NotFoldedYet]:
        """What each ask led to, by what the append has recorded of the batch."""
        left = iter(recorded)
        return [
            [Outcome(new.stream, new.expected + len(new.facts), [next(left) for _ in new.facts]) for new in answer]
            if isinstance(answer, list)
            else answer
            for answer in self.answers
        ]


class NotFoldedYet(Exception):  # noqa: N818 - not an error: what to do first
    """The asks whose streams are longer than is read while others wait: `Runner.read_ahead` first, then ask again."""

    def __init__(self, streams: Mapping[str, Decider[Any, Any]]) -> None:
        super().__init__(", ".join(streams))
        self.streams = streams


@dataclass
class Runner:
    store: PostgresStore
    deciders: Deciders
    clock: Clock
    _states: StreamStates = field(default_factory=StreamStates)
    _ahead: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def execute(
        self, command: Command, origin: Origin, *, expect: int | None = None, tx: Transaction | None = None
    ) -> Outcome:
        """Decides and appends one command. `expect` is the version the caller last saw (If-Match).

        Raises the decider's Refusal, StaleVersion, or - inside a given `tx`, whose owner repeats the whole - ConflictError.
        """
        ask = Ask((command,), origin.meta(), expect)

        async def attempt(within: Transaction) -> Outcome:
            (answer,) = await self.execute_group([ask], tx=within)
            if isinstance(answer, Exception):
                raise answer
            return answer[0]

        async def alone() -> Outcome:
            async with self.store.transaction() as own:
                return await attempt(own)

        with span(f"command {type(command).__name__}"):
            return await repeated(alone) if tx is None else await attempt(tx)

    async def execute_many(self, commands: Sequence[Command], origin: Origin, *, tx: Transaction) -> list[Outcome | Refusal]:
        """Many commands of one origin, each on its own: a refused one is answered with its Refusal, the others go on."""
        meta = origin.meta()
        answers = await self.execute_group([Ask((command,), meta) for command in commands], tx=tx)
        return [answer[0] if isinstance(answer, list) else cast("Refusal", answer) for answer in answers]

    async def execute_group(self, asks: Sequence[Ask], *, tx: Transaction) -> list[list[Outcome] | Refusal | NotFoldedYet]:
        """Decides and appends what several have asked for. A refused ask writes nothing and is answered with its Refusal; the
        others go on. Raises ConflictError: the owner of `tx` repeats.
        """
        if not asks:
            return []
        decided = await self.decide(asks, tx=tx)
        recorded = await self.store.append(decided.batch, asks[0].meta, at=decided.now, tx=tx)
        return decided.outcomes(recorded)

    async def decide(self, asks: Sequence[Ask], *, tx: Transaction | None = None, patient: bool = True) -> Decided:
        """The facts that the asks lead to: all commands are decided here. Their streams are read in one statement.

        Asks for the same stream see each other's facts in order. An impatient caller's asks on very long streams are answered
        with NotFoldedYet. What is read needs no transaction: the append is refused if a stream has moved.
        """
        return await self.decided(asks, await self.read(asks, tx=tx, patient=patient))

    async def read(
        self,
        asks: Sequence[Ask],
        *,
        tx: Transaction | None = None,
        patient: bool = True,
        keys: Sequence[tuple[str, str]] = (),
    ) -> Past:
        """The states of the streams that the asks concern, and what is kept under callers' keys."""
        named = (self._named(command) for ask in asks for command in ask.commands)
        return await self._folded({stream: decider for decider, stream, _ in named}, tx, patient=patient, keys=keys)

    def streams(self, ask: Ask) -> list[str]:
        """The streams that its commands concern. Raises LookupError when no decider answers one of them."""
        return [self._named(command)[1] for command in ask.commands]

    async def decided(self, asks: Sequence[Ask], past: Past) -> Decided:
        """As `decide`, of asks whose streams have been read."""
        group, unread = _Group(past.states, self.clock()), past.unread
        answers: list[list[NewFacts] | Refusal | NotFoldedYet] = []
        for number, ask in enumerate(asks, 1):
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
            todo = [self._named(command) for command in ask.commands]
            late = {stream: decider for decider, stream, _ in todo if stream in unread} if unread else {}
            try:
                answers.append(NotFoldedYet(late) if late else group.decide(ask, todo))
            except Refusal as refusal:
                metrics.refused.labels(refusal.slug).inc()
                answers.append(refusal)
        return Decided(answers, group.now, group.streams)

    def _named(self, command: Command) -> _Named:
        decider = self.deciders.of(command)
        return decider, decider.stream(command), command

    async def read_ahead(self, streams: Mapping[str, Decider[Any, Any]]) -> None:
        """Reads and folds long streams, outside of any transaction and in slices: nobody else waits for it."""
        # One at a time: the second caller for the same stream finds it folded.
        async with self._ahead:
            await self._folded(streams, None, patient=True)

    async def _folded(
        self,
        streams: Mapping[str, Decider[Any, Any]],
        tx: Transaction | None,
        *,
        patient: bool,
        keys: Sequence[tuple[str, str]] = (),
    ) -> Past:
        states = {stream: self._states.before(decider, stream) for stream, decider in streams.items()}
        unread = set(states)
        kept: Sequence[Any] = ()
        while unread:
            known = {stream: states[stream].version for stream in streams if stream in unread}
            if keys:
                found, kept = await self.store.read_and_look_up(known, keys, limit=_PAGE)
                keys = ()
            else:
                found = await self.store.read_after(known, limit=_PAGE, tx=tx)
            for stream, later in found.items():
                states[stream] = await fold(streams[stream], states[stream], later)
                if self.store.committed(stream, tx):
                    self._states.keep(streams[stream], stream, states[stream])
            unread = {stream for stream, later in found.items() if len(later) == _PAGE}
            if not patient:
                break
        return Past(states, unread, kept)


class UntakenFactError(Exception):
    """A decision led to a fact that its own stream's state cannot take: stored, it would end the stream's life."""


class _Group:
    """The streams a group of asks touches, as they come to be while one ask after the other is decided."""

    def __init__(self, states: Mapping[str, Folded], now: datetime) -> None:
        self.now = now
        self.streams = dict(states)

    def decide(self, ask: Ask, todo: Sequence[_Named]) -> list[NewFacts]:
        """The facts of each command of the ask. Raises the decider's Refusal, StaleVersion or TooLargeForMessage; then nothing
        has changed.

        Raises UntakenFactError where the state cannot take one of them.
        """
        mine: dict[str, Folded] = {}
        decided = []
        for decider, stream, command in todo:
            version, state = mine.get(stream) or self.streams[stream]
            # The caller saw one version: of the stream that the answer tells of, as it was before the first of these commands.
            if stream == todo[-1][1] and stream not in mine:
                check_version(stream, version, ask.expect)
            facts = list(decider.decide(command, state, self.now))
            for fact in facts:
                must_fit(fact)
                state = _after(decider, stream, state, fact)
            mine[stream] = Folded(version + len(facts), state)
            decided.append(NewFacts(stream, version, facts, ask.meta))
        self.streams.update(mine)
        return decided


def _after(decider: Decider[Any, Any], stream: str, state: Any, fact: Fact) -> Any:
    try:
        return decider.after(state, fact)
    except Exception as error:
        # Whatever it is, a refusal too: it comes too late to be one.
        raise UntakenFactError(f"{stream} cannot take {fact.fact_type} v{fact.fact_version}: {error!r}") from error


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
