"""The things that the lines of a file have named, with their contents, in about thirty bytes each: a million take 32 MiB."""

from __future__ import annotations

from array import array
from collections.abc import Hashable

__all__ = ["KnownKeys"]

_WORD = 2**64 - 1
_HALF = 2**32 - 1
_PARTS = 256


class KnownKeys:
    """Keys are kept as 64-bit hashes and contents as 32-bit ones, seeded per process.

    Two of a million things are confused once in twenty million files; the row is then refused as a contradiction. A
    contradiction is missed once in four thousand million cases; it is then an ordinary change.
    """

    def __init__(self) -> None:
        # In parts, so that growing never takes longer than a few milliseconds.
        self._parts = [_Part(16) for _ in range(_PARTS)]

    def first(self, thing: str, content: Hashable, line: int) -> tuple[int, bool]:
        """The first line that named the thing, this one where there is none before, and whether it gave the same content."""
        key = hash(thing) & _WORD or 1
        said = (line & _HALF) << 32 | hash(content) & _HALF
        held = self._parts[key & _PARTS - 1].put(key, said)
        return held >> 32, held & _HALF == said & _HALF

    def knows(self, thing: str) -> bool:
        key = hash(thing) & _WORD or 1
        return self._parts[key & _PARTS - 1].has(key)


class _Part:
    """Open addressing over two arrays."""

    __slots__ = ("_held", "_keys", "_mask", "_said")

    def __init__(self, slots: int) -> None:
        self._mask, self._held = slots - 1, 0
        self._keys, self._said = array("Q", bytes(8 * slots)), array("Q", bytes(8 * slots))

    def put(self, key: int, said: int) -> int:
        """What is held for the key, which is `said` when it is new."""
        keys, mask = self._keys, self._mask
        slot = key >> 32 & mask
        while keys[slot]:
            if keys[slot] == key:
                return self._said[slot]
            slot = slot + 1 & mask
        keys[slot], self._said[slot] = key, said
        self._held += 1
        if self._held * 4 > mask * 3:
            self._grow()
        return said

    def has(self, key: int) -> bool:
        slot = key >> 32 & self._mask
        while self._keys[slot] not in {0, key}:
            slot = slot + 1 & self._mask
        return self._keys[slot] == key

    def _grow(self) -> None:
        keys, said = self._keys, self._said
        self.__init__(2 * len(keys))  # type: ignore[misc]  # empty again, with twice the room
        for key, what in zip(keys, said, strict=True):
            if key:
                self.put(key, what)
