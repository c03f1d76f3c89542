"""Commands decided without any effect, each on what those before it have led to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from ..decider import Command
from ..envelope import Meta
from ..refusal import NotNow, Refusal
from ..store.runner import Ask, Past, Runner
from ..store.store import NewFacts
from ..store.stream_states import Folded
from .known_keys import KnownKeys

__all__ = ["TooFarApart", "Trial"]

_MOST = 20_000
"""States that are kept: some tens of MiB. Rows of one thing mostly stand together, or are few."""


class TooFarApart(NotNow):
    slug = "too-far-apart"
    title_zh = "同一事物的行相隔过远"
    title_en = "Rows of one thing stand too far apart"
    detail_zh = "该行与文件中涉及同一事物的前一行相隔过远,无法预览"
    detail_en = "the row stands too far from the one before it that changes the same thing: what it leads to is not known yet"
    do_zh = "请将涉及同一事物的行排在一起后重新导入。"
    do_en = "Sort the file so that rows of one thing stand together, and send it again."


@dataclass
class Trial:
    """What a file's commands would lead to, asked for in runs of any length."""

    runner: Runner
    meta: Meta
    _led: OrderedDict[str, Folded] = field(default_factory=OrderedDict)
    """The states of streams to which commands have led to facts, those that changed last at the end."""
    _let_go: KnownKeys = field(default_factory=KnownKeys)
    """The streams whose states were too many."""

    async def decide(self, commands: Sequence[Command]) -> tuple[list[list[NewFacts] | Refusal], datetime]:
        """What each would lead to, or why to nothing, and the time of the decision.

        TooFarApart answers a command whose stream has changed too many commands ago.
        """
        asks = [Ask((command,), self.meta) for command in commands]
        past = await self.runner.read(asks)
        before = {stream: self._led.get(stream, known) for stream, known in past.states.items()}
        lost = {stream for stream in before if stream not in self._led and self._let_go.knows(stream)}
        going = [ask for ask in asks if not (lost and lost.intersection(self.runner.streams(ask)))]
        decided = await self.runner.decided(going, Past(before, past.unread))
        for stream, after in decided.states.items():
            if after.version != before[stream].version:
                self._led[stream] = after
                self._led.move_to_end(stream)
        while len(self._led) > _MOST:
            self._let_go.first(self._led.popitem(last=False)[0], None, 0)
        answers = iter(decided.answers)
        went = {id(ask) for ask in going}
        # A patient reader's asks are all decided.
        return [
            cast("list[NewFacts] | Refusal", next(answers)) if id(ask) in went else TooFarApart() for ask in asks
        ], decided.now
