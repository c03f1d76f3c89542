"""What a worker does when its work breaks off: one line, a rest, another try."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from ..clock import pause
from ..telemetry import log, outline
from .tries import Tries
from .turns import Turns

__all__ = ["Interruptions"]


@dataclass
class Interruptions:
    """`said` is the line's message. Rests grow while the error is `away`: then the line says `do`, too."""

    said: str
    away: type[Exception]
    do: str
    _tries: Tries = field(default_factory=Tries)

    async def rest(self, stop: asyncio.Event, turns: Turns, error: Exception, **more: Any) -> None:
        """Until the next try, or `stop`."""
        turns.failed(error)
        away = isinstance(error, self.away)
        seconds = self._tries.rest(away=away)
        log.warning(self.said, error=outline(error), again_in=seconds, **more, **({"do": self.do} if away else {}))
        await pause(stop, seconds)
