"""The states of long streams, kept in memory: a command then reads only what was appended since.

A kept state is a fold of committed facts by this process's own code, so it is never wrong: facts do not change, and an append
still names the version that it expects. It lives as long as the process; newer code and new upcasters begin anew.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..decider import Decider
from ..envelope import Recorded
from ..fact import Fact, NewerFactError

__all__ = ["Folded", "StreamStates"]

_KEPT = 256
_LONG = 64
"""Facts from which on a stream's state is worth keeping: fewer are read and folded in two milliseconds."""
_AT_ONCE = 50
"""Facts folded before others of the process may go on: two milliseconds."""


class Folded(NamedTuple):
    """A stream's state at a version."""

    version: int
    state: Any


class StreamStates:
    """The most recently used of the long streams."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Folded] = OrderedDict()

    def before(self, decider: Decider[Any, Any], stream: str) -> Folded:
        """What is known of the stream without reading it."""
        known = self._kept.get((decider.name, stream))
        if known is None:
            return Folded(0, decider.initial)
        self._kept.move_to_end((decider.name, stream))
        return known

    def keep(self, decider: Decider[Any, Any], stream: str, folded: Folded) -> None:
        """Only for what is committed."""
        if folded.version < _LONG:
            return
        self._kept[decider.name, stream] = folded
        self._kept.move_to_end((decider.name, stream))
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


async def fold(decider: Decider[Any, Any], before: Folded, later: Sequence[Recorded[Any]]) -> Folded:
    """The state after some more facts. Raises NewerFactError when one of them is newer than this code."""
    version, state = before
    for number, item in enumerate(later, 1):
        fact = item.fact
        if not isinstance(fact, Fact):
            raise NewerFactError(f"{item.stream} holds {fact.fact_type} v{fact.fact_version}: update first")
        state = decider.after(state, fact, item.raw)
        version = item.version
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
    return Folded(version, state)
