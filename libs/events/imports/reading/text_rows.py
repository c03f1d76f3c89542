"""Lines of a text file → rows: what CSV and NDJSON have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from ..faults import NotARow
from ..kinds import Row
from .encodings import Encodings
from .headings import Heading
from .lines import LONGEST_ROW

__all__ = ["MOST_LINES", "Rows", "TextRow", "readable", "too_long"]

MOST_LINES = 1000
"""Lines that one row may take, and lines that may follow a row before its encoding must be known."""


class TextRow(NamedTuple):
    """A row as it was read from a file.

    `line` is the physical line where the row begins, `last` where it ends; `raw` its bytes, by which a file sent again is
    known. `row` is None for the header.
    """

    line: int
    raw: bytes
    row: Row | NotARow | None
    last: int
    sheet: str = ""


class Rows(ABC):
    """Fed with lines, gives rows. A row that cannot be read is refused; the next begins after it."""

    heading: Heading | None = None
    """Once it is known."""

    @property
    def aside(self) -> Iterable[str]:
        """Titles of the columns that are passed over."""
        return self.heading.aside if self.heading else ()

    @property
    def named(self) -> Iterable[tuple[str, str]]:
        """Titles, as they can stay, and the columns that they name."""
        return self.heading.named if self.heading else ()

    def columns(self) -> list[tuple[str, str | None]]:
        """Titles as the file has them, and the columns that they name."""
        return list(zip(self.heading.titles, self.heading.names, strict=True)) if self.heading else []

    def __init__(self, encodings: Encodings) -> None:
        self._encodings = encodings
        self._waiting: deque[bytes] = deque()
        self._line = 0

    def feed(self, lines: Iterable[bytes]) -> Iterator[TextRow]:
        """The rows that are whole with these lines. Raises Invalid for a wrong header."""
        self._waiting.extend(lines)
        return self._whole(final=False)

    def close(self) -> Iterator[TextRow]:
        """The rows left. Raises Invalid when there was no header."""
        return self._whole(final=True)

    @abstractmethod
    def _above(self, *, final: bool) -> int | None:
        """How many lines are above the next row: header and titles. None: it is not known yet. Raises Invalid."""

    @abstractmethod
    def _extent(self, *, final: bool) -> int:
        """How many lines the next row takes; 0: it goes on in lines that have not arrived. Raises NotARow for the line."""

    @abstractmethod
    def _row(self, text: str) -> Row | None:
        """None where nothing is in it. Raises NotARow."""

    def _whole(self, *, final: bool) -> Iterator[TextRow]:
        waiting = self._waiting
        while waiting or final:
            above = self._above(final=final)
            if above:
                yield self._pass(b"\n".join(islice(waiting, above)), above, None)
            if above is None or not waiting:
                return
            first = waiting[0]
            if not first or first.isspace():
                self._pass(first, 1, None)
                continue
            count, raw = 1, first
            try:
                count = self._extent(final=final)
                raw = first if count == 1 else b"\n".join(islice(waiting, count))
                text = self._text(raw, count, final=final) if count else None
                if text is None:
                    return
                row: Row | NotARow | None = self._row(text)
            except NotARow as error:
                row = error
            taken = self._pass(raw, count, row)
            if row is not None:
                yield taken

    def _pass(self, raw: bytes, lines: int, row: Row | NotARow | None) -> TextRow:
        for _ in range(lines):
            self._waiting.popleft()
        self._line += lines
        return TextRow(self._line - lines + 1, raw, row, self._line)

    def _text(self, raw: bytes, count: int, *, final: bool) -> str | None:
        """The row's text. None while later lines have to show its encoding. Raises NotARow."""
        readable(raw)
        text = self._encodings.text(raw)
        if text is not None:
            return text
        if any(self._encodings.learn(line) for line in islice(self._waiting, count, count + MOST_LINES)):
            return self._encodings.text(raw)
        if final or len(self._waiting) >= count + MOST_LINES:
            self._encodings.give_up(raw)
        return None


def readable(raw: bytes) -> None:
    """Raises NotARow for a row that is too long."""
    if len(raw) > LONGEST_ROW:
        raise too_long()


def too_long() -> NotARow:
    return NotARow("row", "", f"longer than {LONGEST_ROW} bytes", f"超过 {LONGEST_ROW} 字节")
