"""What becomes of a partition whose next messages fail with what should pass: a silent server, a fast writer, a slow statement.

They are tried again, fewer at once, and other partitions have their turn meanwhile. Where a single message meets the same again
and again it is at fault itself: its effect takes longer than a statement may, or what it leads to always conflicts.
"""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from ...store.write import ConflictError

__all__ = ["Trouble"]

_REST, _LONGEST_REST = 0.02, 1.0
"""Seconds until the same is tried again: another writer is done soon, a server may be away for long."""
_BRIEF = 0.1
"""So long other partitions wait for the next try."""
_FEWER = 8
_ATTEMPTS = 3
_ENOUGH = 20
"""Tries of a single message at a conflict, over a quarter of a minute; each slow one takes that long by itself."""
_MAY_BE_ITS_OWN = (ConflictError, OSError)
"""TimeoutError is one of them. What a server says of itself is never a message's fault."""


@dataclass
class Trouble:
    """`most`: messages that are tried at once. `tries`: how often they failed since the last that went well."""

    most: int
    tries: int = 0
    rest: float = _REST
    _kind: type[Exception] | None = None
    _alike: int = 0

    def met(self, error: Exception, tried: int) -> bool:
        """After a failure of so many messages; whether others have their turn before the next try."""
        self.tries += 1
        self.rest = min(2 * self.rest, _LONGEST_REST) if self.tries > 1 else _REST
        kind = type(error) if tried == 1 else None
        self._alike = self._alike + 1 if kind is not None and kind is self._kind else 1
        self._kind = kind
        slow = isinstance(error, TimeoutError | asyncpg.TransactionTimeoutError)
        if slow or self.tries % _ATTEMPTS == 0:
            self.most = max(1, tried // _FEWER)
        return slow or self.rest > _BRIEF

    def well(self) -> None:
        """What was tried went well: a few more may be tried at once."""
        self.most, self.tries, self._kind = self.most + max(1, self.most // _FEWER), 0, None

    @property
    def blamed(self) -> type[Exception] | None:
        """The error that is a single message's own fault, should it meet that once more."""
        if self._kind is None or not issubclass(self._kind, _MAY_BE_ITS_OWN):
            return None
        enough = _ATTEMPTS if issubclass(self._kind, TimeoutError) else _ENOUGH
        return self._kind if self._alike >= enough else None
