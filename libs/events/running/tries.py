"""How long to rest before the next try at what is away."""

from __future__ import annotations

from typing import Final

__all__ = ["Tries"]

_FIRST: Final = 0.5
_LONGEST: Final = 15.0


class Tries:
    """Seconds of rest: twice as long each time, at the most 15."""

    def __init__(self) -> None:
        self._next = _FIRST

    def rest(self, *, away: bool = True) -> float:
        """After a try that failed. What failed for another reason than that something is `away` begins a new row of tries."""
        rest = self._next if away else _FIRST
        self._next = min(2 * rest, _LONGEST) if away else _FIRST
        return rest
